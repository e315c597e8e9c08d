"""Layouts, what differs, and who is right: pure."""
