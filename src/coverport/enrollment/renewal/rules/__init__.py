"""Decisions of a renewal: pure, from plain values."""
