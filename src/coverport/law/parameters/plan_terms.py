"""What plans of a year must meet, and who may have a catastrophic one."""

from decimal import Decimal

import msgspec

from coverport.law.parameters.calendar import Required
from coverport.law.parameters.common import Allowed, Years
from coverport.law.parameters.entry import Entry


class ValueRange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The actuarial value of a kind of plan, percent, and how far below and above a plan may lie, percentage points."""

    plan: str
    target: int
    below: int
    above: int


class ActuarialValues(Entry, frozen=True, kw_only=True):
    """Actuarial values with their de minimis ranges, 45 CFR 156.140, 156.420."""

    ranges: tuple[ValueRange, ...]


class ValueGap(Entry, frozen=True, kw_only=True):
    """How many percentage points of actuarial value a variant lies above its plan, at least."""

    variant: str
    points: Decimal


class Factor(Entry, frozen=True, kw_only=True):
    """A factor."""

    factor: Decimal


class MetalLevels(Entry, frozen=True, kw_only=True):
    """Metal levels that a rule takes in."""

    metal_levels: tuple[str, ...]


PLAN_TERMS: dict[str, type[Entry]] = {
    "plans.actuarial_value": ActuarialValues,
    "plans.dental_actuarial_value": ActuarialValues,
    "plans.silver_variant_gap": ValueGap,
    "plans.premium_adjustment": Factor,
    "plans.hsa_eligible": MetalLevels,
    "plans.standardized_options": Required,
    "plans.non_network": Allowed,
    "catastrophic.term": Years,
    "catastrophic.canceled_policy": Allowed,
}
