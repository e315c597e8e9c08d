"""Which source is asked about whom: only what the decision rests on, and only about people who gave cause.

Nobody who does not apply is asked about, except a filer whose tax data are needed (45 CFR 155.310(a)(3)) and an earner whose
wages count for somebody's Medicaid, each only with a number that they gave.
"""

from collections.abc import Iterator

from coverport.applications.verification.rules.known import Identity, Known
from coverport.applications.verification.rules.sources import Ask, Source


def wanted(known: Known) -> tuple[Ask, ...]:
    """Everything to ask, once each."""
    return tuple(dict.fromkeys([*_of_people(known), *_of_incomes(known)]))


def _of_people(known: Known) -> Iterator[Ask]:
    for one in known.applying:
        number, document = known.has_number(one.id), known.identities.get(one.id, Identity()).document
        if number:
            yield _about(Source.SSA, one.id)
        if document and one.citizen is False and (one.immigration or one.lawfully_present):
            yield _about(Source.IMMIGRATION, one.id)
        if number and known.wants_credit(one.id):
            yield _about(Source.PUBLIC, one.id)
            yield _about(Source.EMPLOYER, one.id)
        if one.lives_in_state:
            yield _about(Source.RESIDENCY, one.id)


def _of_incomes(known: Known) -> Iterator[Ask]:
    for each in known.credited():
        filers = known.filers(each.id)
        if known.consent and all(map(known.has_number, filers)):
            yield from (_about(Source.SSA, filer) for filer in filers)
            yield Ask(Source.TAX, each.id, filers)
            yield from (_about(Source.WAGES, filer) for filer in filers)
    for key in known.public_by_income():
        yield from (_about(Source.WAGES, one) for one in earners(known, key) if known.has_number(one))


def earners(known: Known, key: str) -> tuple[str, ...]:
    """People of a Medicaid household who told of wages, or gave a number by which wages could be found."""
    household = known.decided.person(key).medicaid_household.people
    people = {one.id: one for one in known.application.people}
    return tuple(one for one in household if one in people and (told_wages(known, one) or _may_be_asked(known, one)))


def told_wages(known: Known, key: str) -> bool:
    """Whether a person told of a job."""
    return any(line.kind == "wages" for line in known.application.person(key).income or ())


def _may_be_asked(known: Known, key: str) -> bool:
    return known.application.person(key).applies and known.has_number(key)


def _about(source: Source, key: str) -> Ask:
    return Ask(source, key, (key,))
