"""Who builds the exchange, and whether they are paid: contracts, deliverables, evidence, money. Payment only for accepted work."""
