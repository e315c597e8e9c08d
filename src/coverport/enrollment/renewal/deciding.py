"""What a household can have in the new year: decided anew from the projected facts, or as it stands where it was decided already."""

from typing import Any

import msgspec

from coverport.applications.determining import outcome, result_of
from coverport.applications.models import Applicant, Application, Determination
from coverport.applications.verification import tax_records
from coverport.core.copying import new_model
from coverport.core.money import Cents
from coverport.core.once import once
from coverport.eligibility.results import Determination as Decided
from coverport.eligibility.withheld import Apart
from coverport.enrollment.household_year import basis_of
from coverport.enrollment.models import Renewal
from coverport.enrollment.renewal.drafting import Draft, Note, Said, project
from coverport.enrollment.renewal.households import Renewing
from coverport.enrollment.renewal.reconciling import ALL_ANSWERED, still_open, without_credit_of
from coverport.enrollment.renewal.terms import Terms
from coverport.enrollment.rules.credit import Basis
from coverport.plans.rules.arrays import Place

# Without consent there is no credit in advance; here there would be none with it, so that none can be promised.
NO_CREDIT = Note("no_consent_no_credit")


class Projection(msgspec.Struct, dict=True):
    """A household in the new year. made: what was decided, where it is at hand. fresh: neither application nor determination is stored
    yet; applicants are those of the old year.

    with_credit: whether the credit is paid in advance, of any tax household; decided says of which. bases: what it rests on, as columns
    of CreditBasis; assumed: the law in the decision that is not certain. apart: what of the determination rests on tax data.
    """

    one: Renewing
    application: Application
    applicants: tuple[Applicant, ...]
    determination: Determination
    made: Decided | None
    place: Place
    notes: tuple[Note, ...]
    with_credit: bool
    fresh: bool
    bases: tuple[dict[str, Any], ...]
    assumed: tuple[str, ...]
    apart: Apart | None = None

    @once
    def decided(self) -> Decided:
        """Read only when somebody asks for it where the plan stands as it was told."""
        return result_of(self.determination) if self.made is None else self.made

    @once
    def by_person(self) -> dict[str, Applicant]:
        return {each.person.reference: each for each in self.applicants}

    @property
    def rules_bases(self) -> tuple[Basis, ...]:
        """The same as the rules of credit know them."""
        return tuple(
            Basis(
                household=each["tax_household"], since=each["since"], people=tuple(each["people"]),
                family=tuple(each["family"]), benchmark=each["benchmark_cents"], contribution=each["contribution_cents"],
                arrangement=each["arrangement_cents"],
            )
            for each in self.bases
        )  # fmt: skip

    @property
    def magi(self) -> Cents | None:
        """Income of the first tax household."""
        return self.decided.tax_households[0].magi if self.decided.tax_households else None


def decide_anew(terms: Terms, one: Renewing, draft: Draft, said: Said, *, asked: bool) -> Projection:
    """From last year's answers and the tax data. Raises Refusal where nothing can be decided."""
    given, incomes, notes = project(terms, one, draft, said, asked=asked)
    application = draft.application
    place = terms.place(application.county_fips, application.zip)
    offered, benchmark = terms.open_place(place)
    made = outcome(
        application,
        given,
        law=terms.law,
        catalog=terms.catalog,
        place=offered,
        benchmark=benchmark,
        incomes=tax_records.salted(application, incomes, beside=True),
        many=True,
    )
    decided = made.decided
    open_ = still_open(one, draft, said, decided) if one.reported else ALL_ANSWERED
    decided = without_credit_of(decided, open_.households)
    notes = [NO_CREDIT if each.code == "no_consent" and decided.aptc == 0 else each for each in notes]
    notes += [*_of_help(decided), *([Note("not_reconciled")] if open_.everybody else [])]
    return Projection(
        one=one, application=application, applicants=draft.applicants,
        determination=new_model(Determination, on=terms.on, **made.columns), made=decided, place=place,
        notes=tuple(notes), with_credit=draft.consents and terms.passive.credit and not open_.everybody, fresh=True,
        bases=tuple(basis_of(decided, terms.first)), assumed=decided.assumed, apart=made.apart,
    )  # fmt: skip


def as_decided(terms: Terms, one: Renewing) -> Projection:
    """As the household answered for the new year itself, or was told. Who answered and signed has no need of tax data."""
    assert one.ahead is not None
    assert one.decision is not None
    ahead = one.ahead.id
    told = next((each for each in one.renewals.values() if each.application_id == ahead), None)
    assert one.decided is not None
    decided = one.decided
    if one.answered:
        notes, with_credit = (Note("answered"), *_of_help(decided)), terms.passive.credit
    else:
        assert told is not None
        notes, with_credit = tuple(msgspec.convert(told.notes, list[Note])), told.with_credit
    return Projection(
        one=one, application=one.ahead, applicants=one.people_ahead, determination=one.decision, made=decided,
        place=terms.place(one.ahead.county_fips, one.ahead.zip), notes=notes, with_credit=with_credit, fresh=False,
        bases=tuple(basis_of(decided, terms.first)), assumed=decided.assumed,
    )  # fmt: skip


def as_kept(
    terms: Terms, one: Renewing, told: Renewal, bases: tuple[dict[str, Any], ...], assumed: tuple[str, ...]
) -> Projection:
    """As the household was told, where what its plan rests on is kept: see `renewal.kept`."""
    assert one.ahead is not None
    assert one.decision is not None
    return Projection(
        one=one, application=one.ahead, applicants=one.people_ahead, determination=one.decision, made=None,
        place=terms.place(one.ahead.county_fips, one.ahead.zip), notes=tuple(msgspec.convert(told.notes, list[Note])),
        with_credit=told.with_credit, fresh=False, bases=bases, assumed=assumed,
    )  # fmt: skip


def _of_help(decided: Decided) -> list[Note]:
    """Why there is less help than somebody may expect."""
    notes = []
    if any(reason.code == "not_reconciled" for each in decided.tax_households for reason in each.credit.reasons):
        notes.append(Note("not_reconciled"))
    if decided.aptc is None:
        notes.append(Note("help_not_known"))
    notes += [Note("likely_public", person) for person in decided.likely_medicaid_chip]
    return notes
