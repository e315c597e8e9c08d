"""Do what was planned, in one transaction: shrink before anything grows, then new people and policies, months, amounts, letter, events."""

from collections.abc import Collection, Iterable
from datetime import date
from uuid import uuid4

import msgspec

from coverport.core.access import Actor
from coverport.enrollment import events
from coverport.enrollment.changes.leaving import ASKS_WHO_LEAVES
from coverport.enrollment.changes.notices import post_change
from coverport.enrollment.changes.planning import NEXT, Planned
from coverport.enrollment.changes.previewing import Ahead, preview_of
from coverport.enrollment.changes.recording import days_of, say, say_one, write_amounts, write_months, write_policy
from coverport.enrollment.household_year import load, whole_price
from coverport.enrollment.models import Change, CreditBasis, Enrollment, EnrollmentMember
from coverport.enrollment.pricing import PlanPrices
from coverport.enrollment.rules.kinds import KINDS
from coverport.enrollment.rules.policies import Policy, Span
from coverport.enrollment.rules.year import PersonMonth
from coverport.enrollment.special.periods import open_by_change


def carry_out(
    planned: Planned, *, actor: Actor, on: date, signature: str = "", tell: bool = True, alone: bool = False,
    later: Collection[str] = (), ahead: Ahead | None = None,
) -> Change:  # fmt: skip
    """Make everything as planned; the change is done. Called within the verb's transaction, with the household locked.

    tell: whether its letter is posted here; a room that has more to say of it posts it itself, once. alone: where another plan comes
    in its place, what the household's other plans come to is told once that one is written. later: plans of whose events none is
    written here, as a change of their own comes next. ahead: what all of them come to.
    """
    planned = _alone(planned) if alone else planned
    outcome = preview_of(planned, on=on, ahead=ahead, later=later)
    _write_policies(planned, on=on)
    _rest_on(planned)
    CreditBasis.objects.bulk_create(planned.bases)
    following = _follow(planned, on=on, signature=signature)
    planned = _numbered(planned, following)
    _join(planned)
    loaded = load(planned.loaded.household, planned.loaded.year)
    before = msgspec.structs.replace(loaded, rows=planned.loaded.rows)
    write_months(before, planned.months, on=on, change=planned.change)
    write_amounts(loaded, planned.after, planned.prices, planned.months, planned.unlimited)
    change = planned.change
    change.see(
        status=Change.Status.DONE, done_on=on, effective_on=planned.counts.day, rule=planned.counts.rule,
        authority=planned.counts.authority, outcome=msgspec.to_builtins(outcome), signature=signature,
    )  # fmt: skip
    if planned.counts.window is not None:
        open_by_change(change, planned.counts.window, by=actor, on=on)
    if tell:
        post_change(change, following or Enrollment.objects.get(pk=change.enrollment_id), on=on)
    told = [message for message in planned.messages if message.policy not in later]
    say(told, load(loaded.household, loaded.year), by=actor, on=on, change=change)
    say_one(events.ChangeClosed(change.reference, "done"), change.enrollment, by=actor, on=on)
    return change


def _alone(planned: Planned) -> Planned:
    """The months, amounts and message of its own policy alone."""
    mine, replace = planned.change.enrollment.reference, msgspec.structs.replace

    def own(rows: Iterable[PersonMonth]) -> tuple[PersonMonth, ...]:
        return tuple(row for row in rows if row.policy == mine)

    return replace(
        planned, loaded=replace(planned.loaded, rows=own(planned.loaded.rows)), months=own(planned.months),
        unlimited=own(planned.unlimited), after=tuple(each for each in planned.after if each.reference == mine),
        messages=tuple(each for each in planned.messages if each.policy == mine),
    )  # fmt: skip


def _write_policies(planned: Planned, *, on: date) -> None:
    """What is there already, with why it ended."""
    left = "other_coverage" if planned.change.kind == ASKS_WHO_LEAVES and planned.change.people else "lost_eligibility"
    cause = "plan_change" if planned.following else KINDS[planned.change.kind].cause or left
    for policy in planned.after:
        if policy.reference == NEXT or policy == planned.loaded.policy(policy.reference):
            continue
        enrollment = planned.loaded.enrollment(policy.reference)
        write_policy(enrollment, policy, on=on, cause=cause, authority=planned.counts.authority)


def _rest_on(planned: Planned) -> None:
    """What goes on rests on the new decision: its people, its address within the same rating area."""
    if planned.determination is None or planned.following is not None:
        return
    enrollment, application = (
        planned.loaded.enrollment(planned.change.enrollment.reference),
        planned.determination.application,
    )
    enrollment.determination, enrollment.application = planned.determination, application
    enrollment.county_fips = application.county_fips
    enrollment.save(update_fields=["determination", "application", "county_fips"])


def _follow(planned: Planned, *, on: date, signature: str) -> Enrollment | None:
    """The enrollment that goes on from the one that ended: same plan, another variant, rating area or subscriber."""
    policy, before = planned.following, planned.change.enrollment
    if policy is None:
        return None
    assert planned.determination is not None
    application = planned.determination.application
    plan_id, variant, area, _ = policy.product
    premium, can = whole_price(planned.prices[NEXT](policy.people_on(policy.first)))
    enrollment = Enrollment.objects.create(
        exchange=before.exchange, application=application, determination=planned.determination, kind=before.kind,
        status=policy.status, year=before.year, catalog=before.catalog, plan_id=plan_id, csr_variant=variant,
        issuer_id=before.issuer_id, county_fips=application.county_fips, rating_area=area,
        # The credit comes with the months.
        premium_cents=premium, ehb_cents=can, credit_cents=0, most_credit_cents=0, elected_cents=policy.elected,
        start=policy.first, end=policy.last, start_rule=planned.counts.rule, start_authority=planned.counts.authority,
        start_basis="regulatory", regulatory_start=policy.first, regulatory_authority=planned.counts.authority,
        biller=before.biller, pay_by=before.pay_by if before.tentative else None, selected_on=on,
        effectuated_on=None if before.tentative else on, signature=signature or before.signature, submission=uuid4(),
        follows=before, period=before.period if before.pended else None,
    )  # fmt: skip
    people, prices = _people(planned), planned.prices[NEXT]
    heads = next(place for place, span in enumerate(policy.spans) if span.person == policy.product[3])
    EnrollmentMember.objects.bulk_create(
        _member(enrollment, people[span.person], prices, span, place, subscriber=place == heads)
        for place, span in enumerate(policy.spans)
    )
    return enrollment


def _join(planned: Planned) -> None:
    """Who comes onto the enrollment that is there: at the end of its list, from their own first day."""
    reference = planned.change.enrollment.reference
    policy = next(each for each in planned.after if each.reference == reference)
    # Who was to come on the same day before, and did not, stands there already.
    rows = EnrollmentMember.objects.filter(enrollment__reference=reference)
    known = {(person, days.lower) for person, days in rows.values_list("person__reference", "coverage")}
    new = [span for span in policy.spans if (span.person, span.first) not in known]
    if not new or not policy.covering:
        return
    people, enrollment = _people(planned), planned.loaded.enrollment(reference)
    taken = max(member.position for member in planned.loaded.members[reference])
    EnrollmentMember.objects.bulk_create(
        _member(enrollment, people[span.person], planned.prices[reference], span, taken + number, subscriber=False)
        for number, span in enumerate(new, start=1)
    )


def _member(
    enrollment: Enrollment, person: int, prices: PlanPrices, span: Span, position: int, *, subscriber: bool
) -> EnrollmentMember:
    """The premium comes with the amounts."""
    known = prices.people[span.person]
    return EnrollmentMember(
        enrollment=enrollment, person_id=person, position=position, subscriber=subscriber,
        relationship=known.relationship, tobacco=known.tobacco, age=known.age, premium_cents=0, kind=enrollment.kind,
        coverage=days_of(span),
    )  # fmt: skip


def _people(planned: Planned) -> dict[str, int]:
    """Reference -> key of everybody who applies now or was on the policy before."""
    assert planned.determination is not None
    applying = planned.determination.application.applicants.select_related("person")
    before = planned.loaded.members[planned.change.enrollment.reference]
    return {one.person.reference: one.person_id for one in before} | {
        one.person.reference: one.person_id for one in applying
    }


def _numbered(planned: Planned, following: Enrollment | None) -> Planned:
    """With the number of the enrollment that follows wherever the plan said `next`."""
    if following is None:
        return planned
    number = following.reference

    def named(reference: str) -> str:
        return number if reference == NEXT else reference

    replace = msgspec.structs.replace
    return replace(
        planned,
        after=tuple(_renamed(policy, named(policy.reference)) for policy in planned.after),
        prices={named(reference): price for reference, price in planned.prices.items()},
        months=tuple(replace(row, policy=named(row.policy)) for row in planned.months),
        unlimited=tuple(replace(row, policy=named(row.policy)) for row in planned.unlimited),
        messages=tuple(replace(each, policy=named(each.policy)) for each in planned.messages),
    )


def _renamed(policy: Policy, reference: str) -> Policy:
    return msgspec.structs.replace(policy, reference=reference)
