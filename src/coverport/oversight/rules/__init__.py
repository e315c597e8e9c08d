"""Decisions about money, acceptance, damages, clocks and service levels as pure functions."""
