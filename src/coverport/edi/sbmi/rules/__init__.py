"""Spans of equal amounts, and their file: pure."""
