"""What insurers hear: every enrollment exactly once, as an X12 834 in a numbered file."""
