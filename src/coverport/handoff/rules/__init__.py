"""Who goes to the agency, and who holds a case. Pure functions."""
