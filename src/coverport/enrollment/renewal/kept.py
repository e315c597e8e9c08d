"""A household's plan is kept as it was told, for the day on which it is carried out: where nothing changed since, that is what is done.

To work it out anew would come to the same, and takes a third of the time of enrolling again. What it rests on is written down beside it;
where any of that is other than before, or cannot be read any more, everything is planned anew.
"""

import hashlib
from collections.abc import Mapping, Sequence
from decimal import Decimal

import msgspec

from coverport.applications.models import Applicant
from coverport.core.copying import read_sealed
from coverport.core.money import Cents
from coverport.enrollment.models import Enrollment, Renewal
from coverport.enrollment.renewal.deciding import as_kept
from coverport.enrollment.renewal.households import Renewing
from coverport.enrollment.renewal.planning import NewPolicy, Outcome, Plans
from coverport.enrollment.renewal.terms import Terms
from coverport.enrollment.rules.year import PersonMonth
from coverport.plans.rules.members import Member, Relationship


class _Member(msgspec.Struct, frozen=True, array_like=True):
    """As Member, and what the insurer hears of their price."""

    person: str
    age: int
    relationship: Relationship
    tobacco: bool
    told: Cents


class _Month(msgspec.Struct, frozen=True, array_like=True):
    """January of a person, as PersonMonth."""

    person: str
    premium: Cents
    creditable: Cents
    household: str
    benchmark: Cents | None
    credit: Cents


class _Policy(msgspec.Struct, frozen=True, array_like=True):
    """As NewPolicy. before: which of the household's enrollments, by its place among them."""

    before: int
    step: str
    plan_id: str
    variant: str
    members: tuple[_Member, ...]
    months: tuple[_Month, ...]
    elected: Cents | None
    own: bool
    still_sold: bool
    most: Cents


class _Basis(msgspec.Struct, frozen=True, array_like=True):
    """What the credit of a tax household rests on, as columns of CreditBasis; its first month is the year's."""

    tax_household: str
    people: tuple[str, ...]
    family: tuple[str, ...]
    benchmark_plan_id: str
    benchmark_cents: Cents | None
    contribution_cents: Decimal | None
    arrangement_cents: Cents


class Kept(msgspec.Struct, frozen=True, array_like=True):
    """A household's plan. rests_on: a hash of what it was worked out from; assumed: the law in it that is not certain."""

    rests_on: str
    policies: tuple[_Policy, ...]
    bases: tuple[_Basis, ...]
    assumed: tuple[str, ...]


def keep(terms: Terms, plans: Plans) -> Kept | None:
    """The plan of a household that was told, once its decision is stored; None where not all of it is to be carried out later."""
    if plans.projection.one.chosen or any(each.status != Renewal.Status.TOLD for each in plans.outcomes):
        return None
    projection = plans.projection
    rests_on = _rests_on(
        terms, projection.one, projection.applicants, projection.determination.id, credit=projection.with_credit
    )
    policies = [_policy(at, each) for at, outcome in enumerate(plans.outcomes) for each in outcome.policies]
    bases = [_Basis(**{name: each[name] for name in _Basis.__struct_fields__}) for each in projection.bases]
    return Kept(rests_on, tuple(policies), tuple(bases), tuple(projection.assumed))


def as_told(terms: Terms, found: Sequence[Renewing]) -> dict[int, Plans]:
    """Household -> its plan as it was told, of those for whom all that it rests on is as it was."""
    open_ = [each for each in found if each.decision is not None and not (each.answered or each.chosen)]
    stored = _stored([_first(each).id for each in open_])
    plans = ((each.household.id, _plans(terms, each, stored.get(_first(each).id))) for each in open_)
    return {household: each for household, each in plans if each is not None}


def _first(one: Renewing) -> Renewal:
    """The renewal beside which the household's plan is kept."""
    return one.renewals[one.enrollments[0].id]


def _stored(renewals: Sequence[int]) -> Mapping[int, Kept]:
    try:
        return read_sealed(Renewal.objects.filter(pk__among=renewals, plan__isnull=False), "plan", Kept)
    except msgspec.ValidationError:  # an older version kept it in another shape
        return {}


def _plans(terms: Terms, one: Renewing, kept: Kept | None) -> Plans | None:
    told = _first(one)
    assert one.decision is not None
    if kept is None or kept.rests_on != _rests_on(
        terms, one, one.people_ahead, one.decision.id, credit=told.with_credit
    ):
        return None
    bases = [{**msgspec.structs.asdict(each), "since": terms.first} for each in kept.bases]
    projection = as_kept(terms, one, told, tuple(bases), kept.assumed)
    outcomes = [
        Outcome(before, tuple([_policy_of(terms, before, each) for each in kept.policies if each.before == at]))
        for at, before in enumerate(one.enrollments)
    ]
    return Plans(projection, tuple(outcomes))


def _rests_on(terms: Terms, one: Renewing, applicants: Sequence[Applicant], decision: int, *, credit: bool) -> str:
    """A hash of everything that `planned` goes by: what the run is given, the decision, who is covered and how, and the answers."""
    covered = [
        (
            each.id, each.plan_id, each.catalog_id, each.premium_cents, each.elected_cents,
            [
                (member.person_id, member.person.birth_date, member.relationship, member.subscriber)
                for member in one.members[each.id]
                if member.stays  # type: ignore[attr-defined]  # as it was read
            ],
        )
        for each in one.enrollments
    ]  # fmt: skip
    answers = [(each.person_id, each.applies, each.tobacco, each.relationship) for each in applicants]
    facts = msgspec.json.encode((terms.given, decision, credit, covered, answers))
    return hashlib.blake2b(facts, digest_size=16).hexdigest()


def _policy(at: int, one: NewPolicy) -> _Policy:
    members = [_Member(each.id, each.age, each.relationship, each.tobacco, one.told[each.id]) for each in one.members]
    months = [
        _Month(each.person, each.premium, each.creditable, each.household, each.benchmark, each.credit)
        for each in one.months
    ]
    return _Policy(
        at, one.step, one.plan.plan_id, one.variant, tuple(members), tuple(months), one.elected, one.own, one.still_sold, one.most,
    )  # fmt: skip


def _policy_of(terms: Terms, before: Enrollment, kept: _Policy) -> NewPolicy:
    made = NewPolicy(
        before=before, kind=before.kind, step=kept.step, plan=terms.catalog.plan(kept.plan_id), variant=kept.variant,
        members=tuple([Member(each.person, each.age, each.relationship, each.tobacco) for each in kept.members]), parts=(),
        told={each.person: each.told for each in kept.members}, elected=kept.elected, own=kept.own, still_sold=kept.still_sold,
        most=kept.most,
    )  # fmt: skip
    key, first, last = made.key, terms.first, terms.first.replace(day=31)
    made.cost([
        PersonMonth(
            key, first, each.person, first, last, each.premium, each.creditable, each.household, each.benchmark, each.credit
        )
        for each in kept.months
    ])  # fmt: skip
    return made
