"""The application of the new year with the answers of the old one, and what tax data say beside them. Nothing is stored here."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from coverport.applications.facts import told
from coverport.applications.models import Applicant, Application, Person
from coverport.applications.revision import ANSWERS
from coverport.applications.verification.hub import client
from coverport.applications.verification.known import question
from coverport.applications.verification.rules.sources import Ask, Source, TaxAnswer
from coverport.core.copying import new_model, tie
from coverport.core.money import Cents
from coverport.core.once import once
from coverport.eligibility import facts
from coverport.enrollment.renewal.households import Renewing
from coverport.enrollment.renewal.rules.income import Projected, TaxData, projected
from coverport.enrollment.renewal.rules.people import MEDICARE, medicare_in_year, reaches_medicare
from coverport.enrollment.renewal.terms import Terms

# Household and tax household -> what the tax service said; None where it said nothing in time.
Said = Mapping[tuple[int, str], TaxData | None]
SUBMITTED = Application.Status.SUBMITTED.value  # as it is stored


class Note(msgspec.Struct, frozen=True):
    """Something that a household is told about its renewal. person: a reference."""

    code: str
    person: str = ""


class Draft(msgspec.Struct, dict=True):
    """An application of the new year that nobody has stored yet, and its facts. applicants: those of the old one, whose answers stand."""

    application: Application
    applicants: tuple[Applicant, ...]
    given: facts.Application
    consents: bool

    @once
    def numbered(self) -> frozenset[str]:
        """Who gave a number to ask the tax service by."""
        return frozenset([each.person.reference for each in self.applicants if each.person.ssn])


def drafted(terms: Terms, one: Renewing) -> Draft:
    """The old answers for the new year, under the signature that they have."""
    before = one.application
    again = new_model(
        Application, household_id=one.household.id, exchange_id=terms.exchange.id, year=terms.year, started_on=terms.on,
        status=SUBMITTED, submitted_on=terms.on, signature=before.signature,
        **{name: getattr(before, name) for name in ANSWERS},
    )  # fmt: skip
    tie(again, household=one.household, exchange=terms.exchange)
    again.held_people = list(one.applicants)
    given = told(again, on=terms.on, applicants=one.applicants, begins=terms.first)
    return Draft(again, one.applicants, given, consents=bool(one.consent and one.consent.covers(terms.year)))


def tax_questions(draft: Draft) -> list[tuple[str, Ask]]:
    """What to ask the tax service about a household that consents: each return whose filers all gave a number."""
    if not draft.consents:
        return []
    return [
        (each.id, Ask(Source.TAX, each.id, each.filers))
        for each in draft.given.tax_households
        if each.files is not False and each.filers and draft.numbered.issuperset(each.filers)
    ]


def ask_tax_service(drafts: Iterable[Draft]) -> dict[tuple[int, str], TaxData | None]:
    """Asked in groups, each within the hub's own deadline; what is not answered stays None."""
    asks = [(draft, tax, ask) for draft in drafts for tax, ask in tax_questions(draft)]
    said: dict[tuple[int, str], TaxData | None] = {}
    for start in range(0, len(asks), client.THREADS):
        group = asks[start : start + client.THREADS]
        outcomes = client.hub().ask_all([question(ask, each.application, _persons(each)) for each, _, ask in group])
        for (draft, tax, _ask), outcome in zip(group, outcomes, strict=True):
            answer = outcome.answer
            said[draft.application.household_id, tax] = (
                TaxData(answer.found, answer.incomes, answer.unreconciled_years)
                if isinstance(answer, TaxAnswer)
                else None
            )
    return said


def project(
    terms: Terms, one: Renewing, draft: Draft, said: Said, *, asked: bool
) -> tuple[facts.Application, dict[str, Cents], list[Note]]:
    """The facts of the new year, the filers' totals of the newest return, and what the household must hear of them.

    The totals go before the lines of what was told, and stay apart from the facts: they are tax data.
    """
    given, notes, incomes = draft.given, [], {}
    if not draft.consents:
        notes.append(Note("no_consent"))
    else:
        found = {each.id: _projected(draft, each, said, asked=asked) for each in given.tax_households}
        given = _with_open_years(given, found)
        if not one.reported:
            incomes = {person: cents for each in found.values() for person, cents in each.incomes.items()}
            notes += [Note(each.why) for each in found.values()]
    if one.reported:  # after the notice: what was told goes before any return, 45 CFR 155.335(e)
        notes.append(Note("reported"))
    given, medicare = _with_medicare(terms, one, given)
    return given, incomes, [*notes, *medicare]


def _projected(draft: Draft, tax: facts.TaxHousehold, said: Said, *, asked: bool) -> Projected:
    filers = tax.filers if tax.files is not False else ()
    return projected(filers, draft.numbered, said.get((draft.application.household_id, tax.id)), asked=asked)


def _with_open_years(given: facts.Application, found: Mapping[str, Projected]) -> facts.Application:
    """How many years with a credit have no Form 8962 yet, by what was told or by the tax service."""
    households = tuple(
        msgspec.structs.replace(
            each, unreconciled_years=max(each.unreconciled_years, found[each.id].unreconciled_years)
        )
        for each in given.tax_households
    )
    return msgspec.structs.replace(given, tax_households=households)


def _with_medicare(terms: Terms, one: Renewing, given: facts.Application) -> tuple[facts.Application, list[Note]]:
    """Who has reached 65 since they answered counts as having Medicare until they say otherwise, also in the renewals after that one."""
    told_on = one.application.submitted_on or terms.on
    notes = []
    for each in given.people:
        if not each.applies or (born := each.birth_date) is None:  # everybody told their day of birth
            continue
        if each.id in one.medicare:
            notes.append(Note("still_medicare", each.id))
        elif reaches_medicare(born, told_on, terms.first, terms.medicare_under):
            notes.append(Note("reaches_medicare", each.id))
        elif medicare_in_year(born, terms.first, terms.medicare_under):
            notes.append(Note("medicare_in_year", each.id))
    if not (late := {each.person for each in notes if each.code in MEDICARE}):
        return given, notes
    people = tuple(msgspec.structs.replace(each, medicare=True) if each.id in late else each for each in given.people)
    return msgspec.structs.replace(given, people=people), notes


def _persons(draft: Draft) -> dict[str, Person]:
    return {each.person.reference: each.person for each in draft.applicants}


def applying(people: Sequence[Applicant]) -> tuple[Applicant, ...]:
    return tuple(each for each in people if each.applies)
