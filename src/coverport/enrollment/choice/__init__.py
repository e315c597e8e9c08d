"""A plan is chosen: what is open, what it costs, what it changes, what keeps somebody from it."""
