"""Markets of two years."""

from tests.enrollment.renewal.market import federal_years, vermont_years

__all__ = ["federal_years", "vermont_years"]
