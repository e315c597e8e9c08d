"""What care costs in a sample market: services, their prices, and how much of them people use in a year.

The figures are an illustration of our own, not the Actuarial Value Calculator's: a population whose use is as uneven as a real one's. They
stand for a year whose out-of-pocket limit is $12,000 and grow with that limit, which follows premiums (45 CFR 156.130(e)).
"""

from collections.abc import Mapping
from functools import lru_cache

import msgspec
import numpy as np

from coverport.core.money import Cents
from coverport.plans.rules.arrays import Int

LIMIT_OF_FIGURES: Cents = 12_000_00


class Service(msgspec.Struct, frozen=True):
    """A kind of care. name: the benefit as CMS's templates call it; price: cents for one visit, item or stay; short: in plan names."""

    key: str
    name: str
    price: Cents


SERVICES = (
    Service("primary", "Primary Care Visit to Treat an Injury or Illness", 160_00),
    Service("specialist", "Specialist Visit", 240_00),
    Service("mental", "Mental/Behavioral Health Outpatient Services", 160_00),
    Service("lab", "Laboratory Outpatient and Professional Services", 60_00),
    Service("imaging", "Imaging (CT/PET Scans, MRIs)", 600_00),
    Service("generic", "Generic Drugs", 25_00),
    Service("preferred", "Preferred Brand Drugs", 450_00),
    Service("non_preferred", "Non-Preferred Brand Drugs", 600_00),
    Service("specialty", "Specialty Drugs", 6_000_00),
    Service("emergency", "Emergency Room Services", 1_500_00),
    Service("outpatient", "Outpatient Facility Fee (e.g., Ambulatory Surgery Center)", 4_000_00),
    Service("inpatient", "Inpatient Hospital Services (e.g., Hospital Stay)", 20_000_00),
)
KEYS = tuple(service.key for service in SERVICES)

# Of a year's cost, percent by service in the order of SERVICES.
_SMALL = (45, 10, 5, 20, 0, 20, 0, 0, 0, 0, 0, 0)
_LIGHT = (25, 15, 8, 15, 10, 15, 7, 0, 0, 5, 0, 0)
_MIDDLE = (12, 14, 8, 10, 13, 8, 15, 5, 0, 8, 7, 0)
_HIGH = (6, 10, 5, 7, 12, 4, 14, 6, 3, 8, 15, 10)
_GREAT = (3, 7, 3, 5, 9, 2, 8, 4, 12, 6, 16, 25)
_GREATEST = (1, 4, 1, 4, 7, 1, 3, 2, 20, 3, 14, 40)

# Of a thousand people: (how many, dollars of care in the year, what it is made of).
_PEOPLE = (
    (150, 0, _SMALL), (100, 150, _SMALL), (120, 450, _SMALL), (130, 1_000, _LIGHT), (120, 1_900, _LIGHT), (110, 3_400, _MIDDLE),
    (90, 5_800, _MIDDLE), (65, 9_500, _HIGH), (45, 16_000, _HIGH), (32, 30_000, _GREAT), (22, 58_000, _GREAT),
    (11, 115_000, _GREATEST), (4, 230_000, _GREATEST), (1, 600_000, _GREATEST),
)  # fmt: skip


class Use(msgspec.Struct, frozen=True, eq=False):
    """Care in a year. weights: people by band; costs: cents by [band, service]; prices: cents of one unit by service."""

    weights: Int
    costs: Int
    prices: Int

    @property
    def total(self) -> int:
        """All that is spent, weighted."""
        return int(self.weights @ self.costs.sum(axis=1))


@lru_cache(maxsize=64)
def use_of(limit: Cents) -> Use:
    """The population's use in a year with that out-of-pocket limit."""
    dollars = np.array([[spent * part for part in parts] for _, spent, parts in _PEOPLE], dtype=np.int64)
    return Use(
        weights=np.array([people for people, _, _ in _PEOPLE], dtype=np.int64),
        costs=dollars * limit // LIMIT_OF_FIGURES,  # dollars x percent = cents
        prices=_prices(limit),
    )


def episode(costs: Mapping[str, int], limit: Cents) -> Use:
    """One person with one course of care, dollars by service, as the coverage examples tell it."""
    row = np.array([[costs.get(key, 0) * 100 for key in KEYS]], dtype=np.int64)
    return Use(weights=np.ones(1, dtype=np.int64), costs=row, prices=_prices(limit))


def _prices(limit: Cents) -> Int:
    return np.array([service.price for service in SERVICES], dtype=np.int64) * limit // LIMIT_OF_FIGURES
