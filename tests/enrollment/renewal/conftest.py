"""Markets of two years; and each plan that is carried out as it was told is looked at."""

from tests.enrollment.renewal.anew import _as_planned_anew, uncompared
from tests.enrollment.renewal.market import _new_hampshire, federal_years, own_years, vermont_years

__all__ = ["_as_planned_anew", "_new_hampshire", "federal_years", "own_years", "uncompared", "vermont_years"]
