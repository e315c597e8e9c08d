"""From an insurer's files to plans that may be sold: upload, checks, preview, review, decision, suppression."""
