"""Coverport: a health-insurance marketplace that a state can really run."""
