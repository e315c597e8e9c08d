"""Decisions about dates, credit and transitions as pure functions."""
