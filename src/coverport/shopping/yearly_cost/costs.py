"""What a household pays for care in a year on each plan: its uses of care put through each plan's terms. Cents, exact, no floats."""

from collections.abc import Mapping, Sequence

import msgspec
import numpy as np

from coverport.core.money import Cents
from coverport.plans.rules.arrays import Flags
from coverport.shopping.pricing.columns import Cents64
from coverport.shopping.yearly_cost.spending import CARE, SERVICES, THOUSANDTHS, USES, Profile, Use, spending
from coverport.shopping.yearly_cost.terms import UNKNOWN, WHOLE, Limits, Terms

MONTHS = 12
_NO_END = np.int64(1) << 40


class _Paid(msgspec.Struct, eq=False):
    """What a person has paid, and what is left of the deductibles, while the year goes on. Cents by position."""

    care: Cents64
    drugs: Cents64
    outside: Cents64
    left: Cents64
    drugs_left: Cents64


def out_of_pocket(terms: Terms, uses: Sequence[Use], profiles: Mapping[Use, Profile] | None = None) -> Cents64:
    """Cents a year by position for people who each use care so much; UNKNOWN where a plan's terms are not known.

    The order of people does not matter: who uses most meets a family's deductible first. ValueError for nobody.
    """
    table = spending().profiles if profiles is None else profiles
    return _household(terms, [table[use] for use in in_order(uses)])


def in_order(uses: Sequence[Use]) -> tuple[Use, ...]:
    """The same household whoever is named first. ValueError for nobody."""
    if not uses:
        raise ValueError("a yearly cost needs at least one person")
    return tuple(sorted(uses, key=USES.index, reverse=True))


def in_bad_year(uses: Sequence[Use]) -> tuple[Use, ...]:
    """The household in a bad year of the one who uses least: what it should be able to bear."""
    return in_order([*in_order(uses)[:-1], "bad_year"])


def yearly_total(after_credit: Cents64, care: Cents64, months: int = MONTHS) -> Cents64:
    """Premiums after credit and care together, UNKNOWN where the care is."""
    return np.where(care == UNKNOWN, UNKNOWN, after_credit * months + care)


def _household(terms: Terms, people: Sequence[Profile]) -> Cents64:
    family = len(people) > 1
    together, drugs = _end(terms.deductible.family, family), _end(terms.drug_deductible.family, family)
    none: Cents64 = np.zeros(len(terms.known), dtype=np.int64)
    care, medicine, outside = none, none, none
    for person in sorted(people, key=lambda one: one.total, reverse=True):
        each, drugs_each = _each(terms.deductible, family), _each(terms.drug_deductible, family)
        start: Cents64 = np.minimum(each, together)
        drugs_start: Cents64 = np.minimum(drugs_each, drugs)
        paid = _person(terms, person, start, drugs_start)
        together, drugs = together - (start - paid.left), drugs - (drugs_start - paid.drugs_left)
        spent, spent_drugs = _limited(terms, paid, _most(terms.limit, family), _most(terms.drug_limit, family))
        care, medicine, outside = care + spent, medicine + spent_drugs, outside + paid.outside
    if family:
        whole, drugs_whole = _end(terms.limit.family, family), _end(terms.drug_limit.family, family)
        care, medicine = _capped(terms.limit_apart, care, medicine, whole, drugs_whole)
    return np.where(terms.known, care + medicine + outside, UNKNOWN)


def _each(limits: Limits, family: bool) -> Cents64:
    """A person's own deductible; none where the filing has no such figure."""
    return np.maximum(limits.person if family else limits.individual, 0)


def _most(limits: Limits, family: bool) -> Cents64:
    own = limits.person if family else limits.individual
    return np.where(own < 0, _NO_END, own)


def _end(whole: Cents64, family: bool) -> Cents64:
    """A family's deductible or limit; without end for one person, and where the filing names none."""
    return np.where((whole < 0) | (not family), _NO_END, whole)


def _person(terms: Terms, person: Profile, deductible: Cents64, drug_deductible: Cents64) -> _Paid:
    none = np.zeros_like(deductible)
    paid = _Paid(care=none, drugs=none, outside=none, left=deductible, drugs_left=drug_deductible)
    for number in range(len(SERVICES)):
        if person.charges[number]:
            times = np.where(terms.daily[number], person.days[number], person.times[number])
            _pay(terms, number, person.charges[number], times, paid)
    return paid


def _pay(terms: Terms, number: int, charge: Cents, times: Cents64, paid: _Paid) -> None:
    """One kind of care: what is left of the deductible first, then copay and coinsurance on the rest; never more than the charge."""
    drug = number >= len(CARE)
    own = terms.deductible_apart if drug else np.zeros_like(terms.deductible_apart)
    left = np.where(own, paid.drugs_left, paid.left)
    waits = terms.copay_after[number] | terms.coinsurance_after[number]
    met = np.where(waits & terms.covered[number], np.minimum(left, charge), 0)
    due = np.minimum(met + _after(terms, number, charge, times, met), charge)
    _note(terms, number, own, met, due, paid, drug)


def _after(terms: Terms, number: int, charge: Cents, times: Cents64, met: Cents64) -> Cents64:
    """Copay and coinsurance of the part beyond the deductible, half cents up. A copay that does not wait is due for every visit."""
    rest = charge - met
    copay = np.maximum(terms.copay[number], 0).astype(np.int64)
    counted = np.where(terms.copay_after[number], rest, charge)
    copays = (2 * copay * times * counted + THOUSANDTHS * charge) // (2 * THOUSANDTHS * charge)
    share = (terms.coinsurance[number] * rest + WHOLE // 2) // WHOLE
    return np.minimum(copays, charge) + np.maximum(share, 0)


def _note(terms: Terms, number: int, own: Flags, met: Cents64, due: Cents64, paid: _Paid, drug: bool) -> None:
    paid.left = paid.left - np.where(own, 0, met)
    paid.drugs_left = paid.drugs_left - np.where(own, met, 0)
    inside = np.where(terms.covered[number], due, 0)
    paid.outside = paid.outside + (due - inside)
    if drug:
        paid.drugs = paid.drugs + inside
    else:
        paid.care = paid.care + inside


def _limited(terms: Terms, paid: _Paid, most: Cents64, drugs_most: Cents64) -> tuple[Cents64, Cents64]:
    return _capped(terms.limit_apart, paid.care, paid.drugs, most, drugs_most)


def _capped(apart: Flags, care: Cents64, drugs: Cents64, most: Cents64, drugs_most: Cents64) -> tuple[Cents64, Cents64]:
    """Care and drugs under one limit, or each under its own: what is over one limit is taken off the drugs first."""
    alone = np.minimum(care, most)
    return alone, np.where(apart, np.minimum(drugs, drugs_most), np.minimum(drugs, most - alone))
