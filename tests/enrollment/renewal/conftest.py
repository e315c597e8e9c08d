"""Markets of two years."""

from tests.enrollment.renewal.market import _new_hampshire, federal_years, own_years, vermont_years

__all__ = ["_new_hampshire", "federal_years", "own_years", "vermont_years"]
