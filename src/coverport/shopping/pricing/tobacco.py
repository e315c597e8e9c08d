"""Premiums where somebody says when they last used tobacco: each plan looks back as far as it filed, 45 CFR 147.102(a)(1)(iv)."""

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec
import numpy as np

from coverport.law.parameters import TobaccoRating
from coverport.plans.rules.arrays import Int
from coverport.plans.rules.members import Member
from coverport.shopping.pricing.columns import Cents64, PlaceColumns
from coverport.shopping.pricing.people import pays_tobacco_rate
from coverport.shopping.pricing.premiums import totals


def look_back(columns: PlaceColumns, rule: TobaccoRating) -> Int:
    """Months by position: the plan's own, at most the law's, which holds where the filing says nothing."""

    def made() -> Int:
        plans = [columns.catalog.plan_of_index(int(number)) for number in columns.plan]
        own = [one.tobacco_free_months for one in plans]
        return np.array([rule.months if each is None else min(each, rule.months) for each in own], dtype=np.int16)

    return columns.keep(("look_back", rule.months), made)


def totals_since(
    columns: PlaceColumns,
    members: Sequence[Member],
    last_use: Mapping[str, date],
    *,
    effective: date,
    rule: TobaccoRating,
) -> Cents64:
    """Cents a month by position, as `premiums.totals`. last_use: person -> the last day of regular use; others as their `tobacco` says."""
    months = look_back(columns, rule)
    total = np.zeros(columns.count, dtype=np.int64)
    for each in sorted(set(months.tolist())):
        people = [_judged(one, last_use.get(one.id), effective, rule, each) for one in members]
        total = np.where(months == each, totals(columns, people), total)
    return total


def _judged(member: Member, last: date | None, effective: date, rule: TobaccoRating, months: int) -> Member:
    uses = pays_tobacco_rate(
        member.age, rule=rule, effective=effective, uses=member.tobacco, last_use=last, months=months
    )
    return msgspec.structs.replace(member, tobacco=uses)
