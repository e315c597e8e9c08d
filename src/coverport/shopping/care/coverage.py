"""The doctors, facilities and drugs that somebody keeps, and what each plan says of them: a few queries for a whole list of plans."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec
from django.db.models import Q
from django.utils.translation import gettext as _

from coverport.plans import directory_queries as directory
from coverport.plans.models import Drug, Provider
from coverport.plans.plan import key_of
from coverport.shopping.care.rules import State, doctor_state, drug_state, generic_name
from coverport.shopping.saved.kept import Care, Kept


class Sought(msgspec.Struct, frozen=True):
    """One thing that was asked for. number: NPI or RxNorm number; about: specialty, or what kind of facility.

    accepting: new patients, in the words of the insurers' files; "" where they do not say.
    """

    kind: Care
    number: str
    name: str
    about: str = ""
    facility: bool = False
    accepting: str = ""

    @property
    def takes(self) -> str:
        """Whether somebody new is taken, in the reader's language."""
        return {
            "accepting": _("takes new patients"),
            "not accepting": _("takes no new patients"),
            "accepting in some locations": _("takes new patients at some places"),
        }.get(self.accepting, "")


class Mark(msgspec.Struct, frozen=True):
    """What one plan says of one of them."""

    sought: Sought
    state: State


Marks = Mapping[str, tuple[Mark, ...]]


def sought_by(kept: Kept) -> tuple[Sought, ...]:
    """Doctors first. What is in no directory any more stays, under its number."""
    return (*_providers(kept.doctors), *_drugs(kept.drugs))


def _providers(npis: Sequence[str]) -> Iterable[Sought]:
    found = Provider.objects.filter(npi__in=npis).order_by("-id") if npis else ()
    rows = {one.npi: one for one in found}
    for npi in npis:
        row = rows.get(npi)
        if row is None:
            yield Sought("doctor", npi, npi)
        else:
            about = row.specialties[0] if row.specialties else ""
            yield Sought("doctor", npi, row.name, about, row.facility, row.accepting)


def _drugs(numbers: Sequence[str]) -> Iterable[Sought]:
    names = _names(numbers)
    for number in numbers:
        yield Sought("drug", number, min(names.get(number, {number})))


def _names(numbers: Sequence[str]) -> dict[str, set[str]]:
    """Every name of each RxNorm number: insurers call one drug by several."""
    found: dict[str, set[str]] = {}
    if numbers:
        rows = Drug.objects.filter(rxnorm_id__in=numbers).values_list("rxnorm_id", "name").distinct()
        for number, name in rows:
            found.setdefault(number, set()).add(name)
    return found


def marks_of(kept: Kept, plan_ids: Sequence[str], year: int) -> Marks:
    """By plan id as given, in the order of `sought_by`. Nothing is asked of the database where nothing is kept."""
    sought = sought_by(kept)
    if not sought or not plan_ids:
        return {}
    doctors, drugs = doctor_states(kept.doctors, plan_ids, year), drug_states(kept.drugs, plan_ids, year)
    states = {"doctor": doctors, "drug": drugs}
    return {
        plan_id: tuple(Mark(one, states[one.kind][one.number, key_of(plan_id)]) for one in sought)
        for plan_id in plan_ids
    }


def doctor_states(npis: Sequence[str], plan_ids: Sequence[str], year: int) -> dict[tuple[str, str], State]:
    """(NPI, plan id in capitals) -> whether the doctor or facility is in the plan's network in a year."""
    if not npis:
        return {}
    covered = directory.plans_covering_provider(npis, year, plan_ids)
    known = directory.plans_with_network(plan_ids, year)
    return {
        (npi, key): doctor_state((npi, key) in covered, key in known) for npi in npis for key in map(key_of, plan_ids)
    }


def drug_states(numbers: Sequence[str], plan_ids: Sequence[str], year: int) -> dict[tuple[str, str], State]:
    """(RxNorm number, plan id in capitals) -> whether the drug, or else its generic, is on the plan's formulary in a year."""
    if not numbers:
        return {}
    generics = generics_of(numbers)
    everything = {*numbers, *(each for found in generics.values() for each in found)}
    covered = directory.plans_covering_drug(everything, year, plan_ids)
    known = directory.plans_with_formulary(plan_ids, year)
    return {
        (number, key): drug_state(
            (number, key) in covered, any((each, key) in covered for each in generics[number]), key in known
        )
        for number in numbers
        for key in map(key_of, plan_ids)
    }


def generics_of(numbers: Sequence[str]) -> dict[str, frozenset[str]]:
    """RxNorm number -> the numbers of its generic, which the names tell; none where a name carries no brand."""
    names = _names(numbers)
    wanted = {number: {plain for name in names.get(number, ()) if (plain := generic_name(name))} for number in numbers}
    by_name = _numbers_named({name for found in wanted.values() for name in found})
    return {
        number: frozenset(each for name in found for each in by_name.get(name.upper(), ())) - {number}
        for number, found in wanted.items()
    }


def _numbers_named(names: set[str]) -> dict[str, set[str]]:
    if not names:
        return {}
    asked = Q()
    for name in names:
        asked |= Q(name__iexact=name)  # by the index of names in capitals
    found: dict[str, set[str]] = {}
    for name, number in Drug.objects.filter(asked).values_list("name", "rxnorm_id").distinct():
        found.setdefault(name.upper(), set()).add(number)
    return found
