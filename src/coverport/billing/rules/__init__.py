"""Money as pure functions: what a payment pays, what is late, when a period of grace ends. No Django, no database, no clock."""
