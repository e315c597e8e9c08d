"""From what was planned to what is told: names, plans, prices and dates of one household's letter."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from coverport.applications.deaths import name_on_letters
from coverport.applications.outlook import assumed_words
from coverport.enrollment.models import Enrollment
from coverport.enrollment.renewal.context import Context
from coverport.enrollment.renewal.deciding import Projection
from coverport.enrollment.renewal.planning import NewPolicy, Outcome, Plans
from coverport.enrollment.renewal.telling import Choice, Ending, Offer, Season, Story, people_words, why_other
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
    households = projection.decided.tax_households
    return Story(
        season=season, offers=tuple([_offer(terms, each, named, numbers) for each in policies]),
        endings=tuple([_ending(terms, plans, each, named) for each in plans.outcomes if not each.policies]),
        notes=plans.notes, choices=() if numbers else choices(terms, plans.projection, policies), names=named,
        income=projection.magi, size=len(households[0].people) if households else len(named),
        with_credit=projection.with_credit or not projection.decided.aptc, assumed=assumed_words(projection.decided.assumed),
    )  # fmt: skip


def _names(projection: Projection) -> dict[str, str]:
    """Of everybody who is told of: also of who is on a plan and no longer in the answers."""
    covered = (one.person for people in projection.one.members.values() for one in people)
    return {each.reference: each.short_name for each in (*covered, *(one.person for one in projection.applicants))}


def _offer(terms: Terms, policy: NewPolicy, named: Mapping[str, str], numbers: Numbers) -> Offer:
    before = policy.before
    return Offer(
        kind=policy.kind, old_plan=terms.old_plan(before).name, old_premium=before.premium_cents, old_credit=before.credit_cents,
        plan=policy.plan.name, issuer=policy.plan.issuer_name, people=people_words([each.id for each in policy.members], named),
        premium=policy.premium, credit=policy.credit, step=policy.successor.step,
        same_plan=policy.successor.step == "same_plan", same_issuer=policy.same_issuer, own=policy.own,
        why=why_other(terms.old_plan(before), still_sold=policy.still_sold),
        reference=numbers.get(policy.key, ""),
    )  # fmt: skip


def _ending(terms: Terms, plans: Plans, outcome: Outcome, named: Mapping[str, str]) -> Ending:
    people = [each.person for each in outcome.ways] or _covered(plans, outcome.before)
    known = [each for each in people if each in named]
    why = outcome.why or outcome.status
    return Ending(outcome.before.kind, terms.old_plan(outcome.before).name, people_words(known, named), why)


def _covered(plans: Plans, before: Enrollment) -> list[str]:
    return [each.person.reference for each in plans.projection.one.members[before.pk] if each.active]


def choices(terms: Terms, projection: Projection, policies: Sequence[NewPolicy]) -> tuple[Choice, ...]:
    """The plans that would cost the people of the first health policy least, without the one that takes over. Told ahead alone."""
    policy = next((each for each in policies if each.kind == "medical" and not each.own), None)
    if policy is None:
        return ()
    priced = _with_whole_credit(terms, projection, policy)
    columns, found = priced.columns, []
    for position in priced.cheapest_first.tolist():
        plan = _plan(terms.catalog, int(columns.rows[position]))
        if plan.plan_id != policy.plan.plan_id and plan.plan_id.upper() not in terms.closed:
            found.append(Choice(plan.name, plan.issuer_name, plan.metal_level, int(priced.after[position])))
        if len(found) == COMPARED:
            break
    return tuple(found)


def _with_whole_credit(terms: Terms, projection: Projection, policy: NewPolicy) -> Priced:
    """With the credit that the household can have if it answers: who compares may as well."""
    assert policy.priced is not None
    if projection.with_credit:
        return policy.priced
    help_ = help_of(projection.decided, [each.id for each in policy.members], terms.law)
    return Priced(policy.priced.columns, policy.members, help_, total=policy.priced.total)


@lru_cache(maxsize=4096)
def _plan(catalog: Catalog, row: int) -> Plan:
    return catalog.plan_of(row)
