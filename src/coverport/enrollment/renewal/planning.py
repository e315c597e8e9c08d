"""The policies of the new year: which plan takes over, who is on it, what each month costs. One pass for each household."""

from collections.abc import Mapping, Sequence

import msgspec

from coverport.applications.decision import may_choose
from coverport.applications.facts import role_of
from coverport.applications.models import Applicant
from coverport.core.dates import age_on
from coverport.core.errors import Refusal
from coverport.core.money import Cents
from coverport.core.once import once
from coverport.eligibility.rules.cost_sharing import STANDARD
from coverport.enrollment.models import Enrollment
from coverport.enrollment.pricing import CannotCover
from coverport.enrollment.renewal.alike import alike
from coverport.enrollment.renewal.crediting import price_all
from coverport.enrollment.renewal.deciding import Projection
from coverport.enrollment.renewal.drafting import Note
from coverport.enrollment.renewal.households import Renewing
from coverport.enrollment.renewal.reconciling import WITHOUT_INCOME
from coverport.enrollment.renewal.rules.crosswalk import Filed, Old, Sold, Successor, successor
from coverport.enrollment.renewal.rules.people import Ages, OnPlan, Way, subscriber, ways
from coverport.enrollment.renewal.sold import Prices, prices_of
from coverport.enrollment.renewal.terms import Terms
from coverport.enrollment.rules.months import Part
from coverport.enrollment.rules.year import PersonMonth
from coverport.plans.plan import SILVER_73, SILVER_87, SILVER_94, Plan, key_of
from coverport.plans.rules.arrays import MissingRate
from coverport.plans.rules.members import Member
from coverport.shopping.pricing.credit import spread
from coverport.shopping.pricing.household import Help, Priced, help_of, variants_of
from coverport.shopping.pricing.people import pays_tobacco_rate

BY_INCOME = frozenset({SILVER_73, SILVER_87, SILVER_94})


class NewPolicy(msgspec.Struct, dict=True):
    """One enrollment of the new year. step: of the crosswalk. own: of a child that is too old for the parents' policy. members: the
    subscriber first.

    months: January of each person, which is like every other month, with its sums; most: the credit without any election.
    parts, told: of each person, of the price and as the insurer hears it. still_sold: the old plan is sold there
    in the new year, too, though not to these people, and no crosswalk ends it. priced: all health plans there at the price of these people.
    """

    before: Enrollment
    kind: str
    step: str
    plan: Plan
    variant: str
    members: tuple[Member, ...]
    parts: tuple[Part, ...]
    told: Mapping[str, Cents]
    elected: Cents | None
    own: bool = False
    still_sold: bool = False
    priced: Priced | None = None
    months: tuple[PersonMonth, ...] = ()
    premium: Cents = 0
    creditable: Cents = 0
    credit: Cents = 0
    most: Cents = 0

    @once
    def key(self) -> str:
        """Stands for its number until it has one."""
        return f"{self.before.reference}:{self.members[0].id}"

    @property
    def same_issuer(self) -> bool:
        """No first payment is waited for. A child's own policy is new to the insurer."""
        return not self.own and self.before.issuer_id == self.plan.issuer_id

    def cost(self, months: Sequence[PersonMonth]) -> None:
        """Keep January of its people, with the sums."""
        self.months = tuple(months)
        self.premium = sum([each.premium for each in months])
        self.creditable = sum([each.creditable for each in months])
        self.credit = sum([each.credit for each in months])


class Outcome(msgspec.Struct):
    """What becomes of one enrollment. policies: the one that goes on first; why: where there is none. ways: of its people."""

    before: Enrollment
    policies: tuple[NewPolicy, ...] = ()
    ways: tuple[Way, ...] = ()
    status: str = "told"
    why: str = ""


class Plans(msgspec.Struct, dict=True):
    """A household's whole new year."""

    projection: Projection
    outcomes: tuple[Outcome, ...]

    @once
    def policies(self) -> tuple[NewPolicy, ...]:
        return tuple(policy for each in self.outcomes for policy in each.policies)

    @once
    def notes(self) -> tuple[Note, ...]:
        """Of the household and of its people."""
        people = [Note(way.why, way.person) for each in self.outcomes for way in each.ways if way.why]
        return tuple(dict.fromkeys((*self.projection.notes, *people)))  # who was told of it before is told once


class Refused:
    """A household of which nothing could be worked out. why: a code of `telling`; untold: its enrollments."""

    def __init__(self, one: Renewing, why: str) -> None:
        self.one, self.why = one, why

    @property
    def untold(self) -> list[Enrollment]:
        return [each for each in self.one.enrollments if each.id not in self.one.renewals]


class Ended(msgspec.Struct, frozen=True):
    """Coverage that was told of and ended meanwhile, in a batch. enrollments: how many."""

    enrollments: int


def planned(terms: Terms, projection: Projection) -> Plans:
    """Every enrollment of a household into the new year, with the credit over all of them."""
    outcomes = [_outcome(terms, projection, before) for before in projection.one.enrollments]
    price_all(terms, projection, [policy for each in outcomes for policy in each.policies])
    return Plans(projection, tuple(outcomes))


def _outcome(terms: Terms, projection: Projection, before: Enrollment) -> Outcome:
    if projection.one.provided_for(before):
        return Outcome(before, status="chosen")
    if not terms.passive.allowed:
        return Outcome(before, status="not_renewed", why="no_passive_renewal")
    try:
        return _renewed(terms, projection, before)
    except CannotCover:
        return Outcome(before, status="needs_person", why="several_policies")
    except (Refusal, MissingRate):
        return Outcome(before, status="needs_person", why="no_price")


def _renewed(terms: Terms, projection: Projection, before: Enrollment) -> Outcome:
    old = terms.old_plan(before)
    people = _on_plan(projection, before)
    found = ways(people, terms.first, _ages(terms, old), children_only=old.child_only and old.division == "dental")
    along = [each for each, way in zip(people, found, strict=True) if way.goes == "along"]
    apart = [each for each, way in zip(people, found, strict=True) if way.goes == "own_policy"]
    if not along and not apart:
        why = found[0].why if found else "nobody_covered"
        return Outcome(before, ways=found, status="not_renewed", why=why)
    groups = [(along, False)] if along else []
    groups += [([each], True) for each in apart]
    policies = [_policy(terms, projection, before, old, group, own=own) for group, own in groups]
    if any(policy is None for policy in policies):
        return Outcome(before, ways=found, status="needs_person", why="no_plan_takes_over")
    made = tuple(policy for policy in policies if policy is not None)
    _divide_elected(made)
    return Outcome(before, made, found)


def _divide_elected(policies: Sequence[NewPolicy]) -> None:
    """As much as was wanted of the credit on one policy, on all that come of it together: by what each of them may take."""
    if len(policies) > 1 and (wanted := policies[0].elected) is not None:
        takes = [sum(part.creditable for part in each.parts) for each in policies]
        for each, cents in zip(policies, spread(wanted, takes), strict=True):
            each.elected = cents


def _on_plan(projection: Projection, before: Enrollment) -> list[OnPlan]:
    """Who is covered to the last day of the year, the subscriber first."""
    members = projection.one.members[before.id]
    by_person, head = projection.by_person, _subscriber(projection, before)
    found = {}
    for each in members:
        if each.stays:  # type: ignore[attr-defined]  # as it was read
            person = each.person
            reference = person.reference
            applicant = by_person.get(reference)
            asking = applicant if applicant is not None and applicant.applies else None
            may = asking is not None and _may_buy(projection, asking, reference)
            found[reference] = OnPlan(
                reference,
                person.birth_date,
                each.relationship,
                may,
                heads=reference == head,
                asks=asking is not None,
            )
    return list(found.values())


def _may_buy(projection: Projection, applicant: Applicant, reference: str) -> bool:
    """Whoever is likely to have Medicaid stays on the plan at full price until that is sure: nobody is left without coverage."""
    return may_choose(projection.decided, applicant) or reference in projection.decided.likely_medicaid_chip


def _ages(terms: Terms, plan: Plan) -> Ages:
    return Ages(terms.dependent_under, terms.pediatric_under, plan.dependents_max_age)


def _policy(
    terms: Terms, projection: Projection, before: Enrollment, old: Plan, people: Sequence[OnPlan], *, own: bool
) -> NewPolicy | None:
    first = subscriber(_subscriber(projection, before), people)
    ordered = sorted(people, key=lambda each: each.person != first)
    members = tuple(_member(terms, projection, each, own=own) for each in ordered)
    people_alike, help_ = alike(members), _help(terms, projection, members)
    offered = prices_of(terms, projection, before, members, people_alike, help_)
    found = _successor(terms, projection, before, old, offered, help_)
    if found is None:
        return None
    row = offered.row_of(found.plan.plan_id)
    plan = terms.catalog.plan_of(row)
    parts, told = terms.shares(row, members, people_alike)  # raises where these people cannot be covered together
    variant = STANDARD if before.kind == "dental" else help_.variants[plan.metal_level]
    return NewPolicy(
        before=before, kind=before.kind, step=found.step, plan=plan, variant=variant, members=members, parts=parts, told=told,
        elected=_elected(projection, before), own=own, priced=offered.priced, still_sold=_still_sold(terms, projection, before, offered),
    )  # fmt: skip


def _still_sold(terms: Terms, projection: Projection, before: Enrollment, prices: Prices) -> bool:
    """Whether the old plan is sold there in the new year, and its insurer's crosswalk does not end it."""
    row = terms.filed(before.plan_id, projection.application.county_fips, projection.application.zip)
    goes_on = row is None or (row.new is not None and key_of(row.new) == key_of(before.plan_id))
    return goes_on and prices.sells(before.plan_id)


def _elected(projection: Projection, before: Enrollment) -> Cents | None:
    """As much as before."""
    return before.elected_cents if projection.with_credit else 0


def _subscriber(projection: Projection, before: Enrollment) -> str:
    return next(each.person.reference for each in projection.one.members[before.id] if each.subscriber)


def _member(terms: Terms, projection: Projection, one: OnPlan, *, own: bool) -> Member:
    """At the age of the new year's first day."""
    applicant = projection.by_person[one.person]
    age = age_on(one.born, terms.first)
    uses = pays_tobacco_rate(age, rule=terms.tobacco, effective=terms.first, uses=applicant.tobacco)
    # Who has left the parents' policy does not come back as a child.
    apart = own or one.role == "self" or (one.heads and age >= terms.dependent_under)
    return Member(one.person, age, "self" if apart else role_of(applicant.relationship), uses)


def _help(terms: Terms, projection: Projection, members: Sequence[Member]) -> Help:
    """The help on the plans; of who may not have it in advance, cost sharing that rests on no income alone."""
    ids = [each.id for each in members]
    found = help_of(projection.decided, ids, terms.law)
    if projection.with_credit:
        return found
    qualifies = [
        tuple([each for each in projection.decided.person(one).csr_qualifies if each in WITHOUT_INCOME]) for one in ids
    ]
    return msgspec.structs.replace(found, credits=(), variants=variants_of(tuple(qualifies), terms.law))


def _successor(
    terms: Terms, projection: Projection, before: Enrollment, old: Plan, prices: Prices, help_: Help
) -> Successor | None:
    """By the insurer's crosswalk or the order of the law, among what these people can have where they live."""
    row = terms.filed(before.plan_id, projection.application.county_fips, projection.application.zip)
    filed = Filed(row.new, row.age_off) if row else None
    # What is closed to others still takes over those whom it has, or whom the insurer sends there.
    mine = {key_of(each) for each in (before.plan_id, *(filter(None, (filed.to, filed.age_off)) if filed else ()))}
    told = Old(before.plan_id, old.metal_level, old.plan_type, before.premium_cents)
    reduced = terms.order.bronze_to_silver and help_.variants["silver"] in BY_INCOME

    def found(sold: Sequence[Sold]) -> Successor | None:
        return successor(told, sold, filed, terms.order.steps, bronze_to_silver=reduced, reduced=reduced)

    # Nearly everybody's plan goes on or has a successor: the other plans need not be looked at.
    first = filed.to if filed else before.plan_id
    if not reduced and first is not None and (alone := prices.sold([key_of(first)])):
        return found(alone)
    return found(prices.sold((key for key in prices.plans if key in mine or key not in terms.closed), net=reduced))
