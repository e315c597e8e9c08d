"""Bugs that exchanges have really had, each put into the product by a line or two. A model that misses one is no model."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import msgspec

from coverport.core.dates import first_of_month
from coverport.enrollment.rules import changing, credit, months, policies, transitions, year

DAY = timedelta(days=1)
# Name -> puts it in, by pytest's monkeypatch.
BUGS: dict[str, Callable[[Any], None]] = {}


def bug(put: Callable[[Any], None]) -> Callable[[Any], None]:
    BUGS[put.__name__] = put
    return put


def replaced(patch: Any, module: Any, name: str, make: Callable[[Any], Any]) -> None:
    """A function made from the one that is there."""
    patch.setattr(module, name, make(getattr(module, name)))


@bug
def the_old_plan_ends_on_the_day_on_which_the_new_one_begins(patch):
    replaced(
        patch,
        policies,
        "end",
        lambda end: (
            lambda policy, last, by: end(policy, min(last + DAY, policy.last) if last >= policy.first else last, by)
        ),
    )


@bug
def a_day_is_lost_between_two_plans(patch):
    replaced(
        patch,
        policies,
        "follow",
        lambda follow: (
            lambda policy, name, product, spans: follow(
                policy,
                name,
                product,
                tuple(msgspec.structs.replace(span, first=min(span.first + DAY, span.last)) for span in spans),
            )
        ),
    )


def _as_if(days_after: Any, changed: Callable[[Any, Any], Any]) -> Any:
    return lambda policy, wanted: tuple(changed(span, wanted) for span in days_after(policy, wanted))


@bug
def who_came_later_is_on_the_next_plan_from_its_beginning(patch):
    def early(span: Any, wanted: Any) -> Any:
        return msgspec.structs.replace(span, first=min(span.first, wanted.since))

    replaced(patch, changing, "_days_after", lambda days_after: _as_if(days_after, early))


@bug
def who_left_in_the_meantime_loses_the_days_that_they_had(patch):
    replaced(
        patch,
        changing,
        "_days_after",
        lambda days_after: (
            lambda policy, wanted: tuple(span for span in days_after(policy, wanted) if span.person in wanted.people)
        ),
    )


@bug
def a_later_start_leaves_somebody_on_the_earlier_one(patch):
    replaced(
        patch,
        policies,
        "start_later",
        lambda start_later: (
            lambda policy, first: msgspec.structs.replace(
                start_later(policy, first), spans=(policy.spans[0], *start_later(policy, first).spans[1:])
            )
        ),
    )


@bug
def a_death_before_coverage_leaves_its_first_day(patch):
    replaced(
        patch,
        policies,
        "drop",
        lambda drop: lambda policy, people, last, by: drop(policy, people, max(last, policy.first), by),
    )


@bug
def the_birth_month_is_lost(patch):
    replaced(
        patch,
        policies,
        "add",
        lambda add: (
            lambda policy, person, first: add(policy, person, first if first.day == 1 else first_of_month(first, 1))
        ),
    )


@bug
def the_day_of_death_is_not_covered(patch):
    replaced(
        patch, policies, "drop", lambda drop: lambda policy, people, last, by: drop(policy, people, last - DAY, by)
    )


@bug
def who_leaves_takes_the_others_along(patch):
    replaced(
        patch,
        policies,
        "drop",
        lambda drop: lambda policy, people, last, by: drop(policy, {one.person for one in policy.spans}, last, by),
    )


@bug
def credit_is_above_the_ehb_premium(patch):
    def own_credit(basis, contribution, takes, covered):
        return old(basis, contribution, 10 * takes, covered)

    old = credit.own_credit
    patch.setattr(credit, "own_credit", own_credit)
    patch.setattr(credit, "_wanted", lambda take, *others: 10 * take)
    patch.setattr(year, "spread", lambda amount, caps: [amount, *(0 for _ in caps[1:])])


@bug
def a_cancel_is_sent_as_a_termination(patch):
    patch.setitem(changing._NEW_STATE, "canceled", "terminate")


@bug
def what_never_began_is_terminated(patch):
    def end(policy, last, by):
        spans = policies.until(policy.spans, last)
        return msgspec.structs.replace(
            policies._go(policy, "terminated", "issuer"), last=min(last, policy.last), spans=spans
        )

    patch.setitem(transitions.ALLOWED["selected"], "terminated", frozenset({"issuer"}))
    patch.setattr(policies, "end", end)


@bug
def a_canceled_plan_still_costs(patch):
    def of(policy, price, method):
        return costs(msgspec.structs.replace(policy, status="effectuated"), price, method)

    costs = year.costs
    patch.setattr(year, "costs", of)


@bug
def odd_cents_are_lost(patch):
    def evenly(amount: int, rooms: Sequence[int]) -> list[int]:
        return [min(room, amount // len(rooms)) for room in rooms]

    patch.setattr(credit, "evenly", evenly)


@bug
def credit_already_paid_is_forgotten(patch):
    replaced(patch, credit, "made_up", lambda made_up: lambda ahead, owed: made_up(ahead, 0))


@bug
def credit_paid_too_much_is_taken_below_zero(patch):
    def made_up(ahead, owed):
        each = owed // len(ahead) if ahead else 0
        return [min(room.own + each, room.most) for room in ahead]

    patch.setattr(credit, "made_up", made_up)
    patch.setattr(credit, "on_policies", lambda amount, wants, dental: [amount, *(0 for _ in wants[1:])])
    patch.setattr(year, "spread", lambda amount, caps: [amount, *(0 for _ in caps[1:])])


@bug
def months_that_were_paid_are_reckoned_again(patch):
    replaced(
        patch,
        year,
        "year_credits",
        lambda old: lambda who, what, bases, paid, since: old(who, what, bases, paid, date(2014, 1, 1)),
    )


@bug
def a_change_is_told_twice(patch):
    replaced(
        patch, changing, "messages", lambda old: lambda *given: tuple(each for each in old(*given) for _ in (1, 2))
    )


@bug
def a_change_of_amounts_is_not_told(patch):
    replaced(
        patch,
        changing,
        "messages",
        lambda old: lambda *given: tuple(each for each in old(*given) if each.kind != "change"),
    )


@bug
def the_new_plan_is_told_before_the_old_one_ends(patch):
    replaced(patch, changing, "messages", lambda old: lambda *given: tuple(reversed(old(*given))))


@bug
def what_a_person_wants_is_not_asked(patch):
    patch.setattr(credit, "_wanted", lambda take, *others: take)


@bug
def dental_comes_before_health(patch):
    replaced(
        patch,
        credit,
        "on_policies",
        lambda old: lambda amount, wants, dental: old(amount, wants, [not each for each in dental]),
    )


@bug
def a_part_of_a_month_costs_all_of_it(patch):
    replaced(patch, year, "costs", lambda old: lambda policy, price, method: old(policy, price, "whole_month"))


@bug
def the_last_day_of_a_month_is_not_counted(patch):
    replaced(
        patch,
        months,
        "days_in",
        lambda old: lambda first, last, month: max(0, old(first, last, month) - (last.day < 28)),
    )


@bug
def every_month_has_30_days(patch):
    def weights(mine, month, method):
        return [min(30, months.days_in(each.first, each.last, month)) for each in mine], 30

    patch.setattr(months, "_weights", weights)


@bug
def half_cents_are_cut_off(patch):
    def cut_off(amounts, days, whole):
        return sum(amount * part for amount, part in zip(amounts, days, strict=True)) // whole

    patch.setattr(months, "_sum", cut_off)


@bug
def months_that_are_no_longer_covered_keep_their_price(patch):
    def differing(before, after):
        old = {row.key: row for row in before}
        return [row for row in after if old.get(row.key) != row]

    patch.setattr(year, "differing", differing)


@bug
def coverage_comes_back_with_a_gap(patch):
    def reinstate(policy, last, by):
        back = old(policy, last, by)
        spans = tuple(
            msgspec.structs.replace(span, first=min(policy.last + 2 * DAY, last)) if span.last == last else span
            for span in back.spans
        )
        return msgspec.structs.replace(back, spans=spans)

    old = policies.reinstate
    patch.setattr(policies, "reinstate", reinstate)


@bug
def an_enrollee_can_rescind(patch):
    patch.setitem(transitions._GOES_ON, "voided", frozenset({"enrollee", "exchange"}))


@bug
def credit_goes_on_for_who_can_have_none(patch):
    def basis_in(bases, household, month):
        return next((each for each in reversed(bases) if each.contribution is not None and each.since <= month), None)

    patch.setattr(credit, "basis_in", basis_in)


@bug
def the_old_benchmark_stays_after_a_birth(patch):
    replaced(
        patch,
        credit,
        "basis_in",
        lambda old: lambda bases, household, month: bases[0] if old(bases, household, month) else None,
    )


@bug
def the_month_in_which_coverage_ends_keeps_the_credit_of_the_whole_month(patch):
    patch.setattr(
        credit,
        "kept",
        lambda days, takes, wants, had: [min(paid.credit, take) for paid, take in zip(had, takes, strict=True)],
    )


@bug
def two_policies_of_one_month_each_have_the_whole_election(patch):
    replaced(
        patch,
        credit,
        "_wanted",
        lambda old: lambda take, elected, *others: take if elected is None else min(take, elected),
    )


@bug
def what_waits_for_its_first_payment_is_canceled_whole_for_a_plan_that_begins_later(patch):
    patch.setattr(policies, "give_way", policies.end)


@bug
def what_was_cut_is_gone_when_its_payment_comes(patch):
    replaced(
        patch,
        policies,
        "effectuate",
        lambda effectuate: lambda policy, by: policies.cancel(policy, by) if policy.cut else effectuate(policy, by),
    )


@bug
def nobody_tells_the_insurer_that_what_waits_is_cut(patch):
    replaced(
        patch,
        changing,
        "_message",
        lambda message: lambda old, policy, touched: None if policy.cut else message(old, policy, touched),
    )
