"""A simulated federal hub: a real HTTP service with scripted people and faults that can be switched on. No Django, no database."""
