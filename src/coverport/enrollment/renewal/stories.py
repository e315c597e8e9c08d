"""From what was planned to what is told: names, plans, prices and dates of one household's letter."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

import msgspec

from coverport.applications.deaths import name_on_letters
from coverport.applications.decision import may_choose
from coverport.applications.models import Applicant
from coverport.applications.outlook import assumed_words
from coverport.core.money import Cents
from coverport.eligibility.results import Determination as Decided
from coverport.enrollment.models import Enrollment
from coverport.enrollment.renewal.context import Context
from coverport.enrollment.renewal.deciding import Projection
from coverport.enrollment.renewal.drafting import Note
from coverport.enrollment.renewal.planning import NewPolicy, Outcome, Plans
from coverport.enrollment.renewal.telling import (
    Choice,
    Ending,
    Offer,
    Return,
    Season,
    Story,
    people_words,
    why_other,
)
from coverport.enrollment.renewal.terms import Terms
from coverport.notices.letters import Recipient
from coverport.plans.catalog import Catalog
from coverport.plans.plan import Plan
from coverport.shopping.pricing.household import Priced, help_of

COMPARED = 3
# Whose numbers of the new year are known, by the policy's key.
Numbers = Mapping[str, str]


def season_of(terms: Terms) -> Season:
    """What all letters of a run tell alike."""
    profile = terms.exchange.profile
    before, then = (profile.biller(year) for year in (terms.year - 1, terms.year))
    return Season(
        year=terms.year, last_day=terms.last_before, first_day=terms.first, answer_by=terms.answer_by, opens=terms.opens,
        closes=terms.closes, pay_by=terms.pay_by, citation=terms.authority, exchange_bills=then == "exchange", payee=profile.name,
        over=terms.closes is not None and terms.closes < terms.on, handed_over=(before, then) == ("exchange", "issuer"),
    )  # fmt: skip


def context_of(terms: Terms, season: Season, plans: Plans, numbers: Numbers) -> Context:
    """The context of a household's letter, in the language that is active. numbers: of the enrollments, once they are made."""
    return Context(
        exchange=terms.exchange, to=recipient(plans), story=story_of(terms, season, plans, numbers), on=terms.on,
        said=terms.said,
    )  # fmt: skip


def recipient(plans: Plans) -> Recipient:
    """The person who signed the application, at the address that they gave; once they have died, who is left."""
    application, owner = plans.projection.application, plans.projection.one.household.owner
    contact = next(one.person for one in plans.projection.applicants if one.relationship == "self")
    last = f"{application.city} {application.state} {application.zip}"
    lines = tuple(filter(None, (application.street, application.unit, last)))
    language = owner.language or "en"
    name = name_on_letters(application, contact, language)
    return Recipient(user_id=owner.pk, name=name, address=lines, language=language)


def story_of(terms: Terms, season: Season, plans: Plans, numbers: Numbers) -> Story:
    projection, policies = plans.projection, plans.policies
    named = _names(projection)
    other, used = (Compared(), Used()) if numbers else (choices(terms, projection, policies), _used(plans, named))
    return Story(
        season=season, offers=tuple([_offer(terms, each, policies, named, numbers) for each in policies]),
        endings=tuple([_ending(terms, plans, each, named) for each in plans.outcomes if not each.policies]),
        notes=_notes(plans), choices=other.plans, choices_for=people_words(other.people, named) if other.some else "", names=named,
        income=used.income, size=used.size, returns=used.returns, with_credit=used.with_credit,
        assumed=assumed_words(projection.assumed),
    )  # fmt: skip


def _names(projection: Projection) -> dict[str, str]:
    """Of everybody who is told of: also of who is on a plan and no longer in the answers."""
    covered = (one.person for people in projection.one.members.values() for one in people)
    return {each.reference: each.short_name for each in (*covered, *(one.person for one in projection.applicants))}


def _notes(plans: Plans) -> tuple[Note, ...]:
    """Of whom is on no plan that goes on, it is not said that it goes on without a tax credit for them."""
    covered = {each.id for policy in plans.policies for each in policy.members}
    return tuple(each for each in plans.notes if each.code != "likely_public" or each.person in covered)


class Used(msgspec.Struct, frozen=True):
    """What the help rests on, as a household is told ahead. with_credit: the prices are with all the credit that it can have."""

    income: Cents | None = None
    size: int = 0
    returns: tuple[Return, ...] = ()
    with_credit: bool = True


def _used(plans: Plans, named: Mapping[str, str]) -> Used:
    projection = plans.projection
    households = projection.decided.tax_households
    return Used(
        projection.magi, len(households[0].people) if households else len(named), _returns(plans, named),
        projection.with_credit or not projection.decided.aptc,
    )  # fmt: skip


def _returns(plans: Plans, named: Mapping[str, str]) -> tuple[Return, ...]:
    """Each tax return of a family that has several."""
    found = plans.projection.decided.tax_households
    if len(found) < 2:
        return ()
    return tuple(
        Return(people_words([one for one in each.people if one in named], named), each.magi, len(each.people))
        for each in found
    )


def _offer(
    terms: Terms, policy: NewPolicy, policies: Sequence[NewPolicy], named: Mapping[str, str], numbers: Numbers
) -> Offer:
    before, old = policy.before, terms.old_plan(policy.before)
    parts = [each for each in policies if each.before.pk == before.pk]
    return Offer(
        kind=policy.kind, old_plan=old.name, old_premium=before.premium_cents, old_credit=before.credit_cents,
        plan=policy.plan.name, issuer=policy.plan.issuer_name, people=people_words([each.id for each in policy.members], named),
        premium=policy.premium, credit=policy.credit, step=policy.step,
        same_plan=policy.step == "same_plan", same_issuer=policy.same_issuer, own=policy.own,
        why=why_other(old, still_sold=policy.still_sold),
        reference=numbers.get(policy.key, ""), parts=len(parts),
        together=(sum(each.premium for each in parts), sum(each.credit for each in parts)) if policy is parts[-1] else None,
    )  # fmt: skip


def _ending(terms: Terms, plans: Plans, outcome: Outcome, named: Mapping[str, str]) -> Ending:
    people = [each.person for each in outcome.ways] or _covered(plans, outcome.before)
    known = [each for each in people if each in named]
    why = outcome.why or outcome.status
    return Ending(outcome.before.kind, terms.old_plan(outcome.before).name, people_words(known, named), why)


def _covered(plans: Plans, before: Enrollment) -> list[str]:
    return [each.person.reference for each in plans.projection.one.members[before.pk] if each.active]


class Compared(msgspec.Struct, frozen=True):
    """Other plans and whom their prices are for. some: whether that is not everybody whose coverage goes on by the letter."""

    plans: tuple[Choice, ...] = ()
    people: tuple[str, ...] = ()
    some: bool = False


def choices(terms: Terms, projection: Projection, policies: Sequence[NewPolicy]) -> Compared:
    """The plans that would cost the people of the first health policy least, without the one that takes over. Told ahead alone.

    Of its people those who can be on another plan together, as where one of them has Medicare.
    """
    policy = next((each for each in policies if each.kind == "medical" and not each.own), None)
    if policy is None:
        return Compared()
    buying = buyers(projection.decided, [projection.by_person[each.id] for each in policy.members])
    if not buying:
        return Compared()
    priced = _with_whole_credit(terms, projection, policy, buying)
    columns, found = priced.columns, []
    for position in priced.cheapest_first.tolist():
        plan = _plan(terms.catalog, int(columns.rows[position]))
        if plan.plan_id != policy.plan.plan_id and plan.plan_id.upper() not in terms.closed:
            found.append(Choice(plan.name, plan.issuer_name, plan.metal_level, int(priced.after[position])))
        if len(found) == COMPARED:
            break
    everybody = {each.id for one in policies for each in one.members if one.kind == "medical"}
    return Compared(tuple(found), buying, some=set(buying) != everybody)


def buyers(decided: Decided, people: Sequence[Applicant]) -> tuple[str, ...]:
    """Of some people those who can be on a plan together: of the coverage family, or all who may buy where nobody of it may."""
    may = [each.person.reference for each in people if _may(decided, each)]
    return tuple([each for each in may if each in decided.coverage_family] or may)


def _may(decided: Decided, applicant: Applicant) -> bool:
    try:
        return may_choose(decided, applicant)
    except KeyError:  # of who came into the household since nothing is decided
        return False


def _with_whole_credit(terms: Terms, projection: Projection, policy: NewPolicy, buying: Sequence[str]) -> Priced:
    """With the credit that the household can have if it answers: who compares may as well."""
    assert policy.priced is not None
    whole = len(buying) == len(policy.members)
    if projection.with_credit and whole:
        return policy.priced
    members = [each for each in policy.members if each.id in buying]
    help_ = help_of(projection.decided, [each.id for each in members], terms.law)
    return Priced(policy.priced.columns, members, help_, total=policy.priced.total if whole else None)


@lru_cache(maxsize=4096)
def _plan(catalog: Catalog, row: int) -> Plan:
    return catalog.plan_of(row)
