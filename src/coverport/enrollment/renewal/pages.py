"""A renewal as its page tells it, from what is stored: this year beside the next, why, other plans, and what can be done now."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec
from django.db.models import Q

from coverport.applications.cards import names
from coverport.applications.submission import result_of
from coverport.core.errors import Refusal
from coverport.enrollment.models import Enrollment, Renewal
from coverport.enrollment.pricing import prices, shopper
from coverport.enrollment.renewal.drafting import Note
from coverport.enrollment.renewal.sold import is_sold
from coverport.enrollment.renewal.stories import COMPARED, buyers
from coverport.enrollment.renewal.telling import (
    Ending,
    Offer,
    ending_words,
    first_bill_words,
    note_words,
    step_words,
    why_other,
)
from coverport.enrollment.renewal.writing import RULE
from coverport.enrollment.rules.transitions import ACTIVE, STANDING
from coverport.law import last_day_to_appeal
from coverport.law.lookups import new_year
from coverport.plans import catalogs
from coverport.plans.catalog import Catalog
from coverport.plans.certification.suppression import open_place


def context_of(renewal: Renewal, *, today: date) -> dict[str, Any]:
    """Everything that the page shows, as of a day: all renewals of the household into the year."""
    rows = list(
        Renewal.objects.filter(household=renewal.household_id, year=renewal.year)
        .select_related("before__catalog", "exchange").order_by("id")
    )  # fmt: skip
    named = _names(renewal)
    windows = renewal.exchange.calendar.of_year(renewal.year)
    notes = dict.fromkeys(note for row in rows for note in msgspec.convert(row.notes, list[Note]))
    return {
        "renewal": renewal, "year": renewal.year, "before_year": renewal.year - 1, "first_day": new_year(renewal.year),
        "offers": [_offer(row, named) for row in rows if _goes_on(row)],
        "first_bills": [words for row in rows if _goes_on(row) for words in _first_bill(row, named)],
        "endings": [_ending(row, named) for row in rows if not _goes_on(row)],
        "replaced": all(not _goes_on(row) and _why_not(row) == "chosen" for row in rows),
        "reasons": [
            words for note in notes if _concerns(note, rows) and (words := note_words(note, named, renewal.year))
        ],
        **_choices(renewal, rows, named), "answering_helps": answering_helps(renewal),
        "done": renewal.status == Renewal.Status.RENEWED and _goes_on(renewal),
        "after": _after(renewal, named),
        "may_answer": renewal.status == Renewal.Status.TOLD and today <= renewal.answer_by,
        "opens": min((each.selected_from for each in windows), default=None),
        "closes": max((each.selected_to for each in windows), default=None),
        "open": renewal.exchange.calendar.open_on(renewal.year, today, in_line=None) is not None,
        "appeal_by": last_day_to_appeal(renewal.determination.on) if renewal.determination else None,
    }  # fmt: skip


def _after(renewal: Renewal, named: dict[str, str]) -> list[dict[str, str]]:
    """What follows the plan in the new year, each for its people, a child's own policy, too; of what was canceled the newest, if alone."""
    before = renewal.before
    people = before.members.values("person")
    own = Q(
        follows=None,
        start_rule=RULE,
        application__household=renewal.household_id,
        kind=before.kind,
        members__person__in=people,
    )
    rows = list(Enrollment.objects.filter(Q(follows=before) | own, year=renewal.year).distinct().order_by("id"))
    standing = [each for each in rows if each.status != Enrollment.Status.CANCELED] or rows[-1:]
    return [{"reference": each.reference, "people": names([named[one] for one in _people(each)])} for each in standing]


def _people(enrollment: Enrollment) -> list[str]:
    return [one.person.reference for one in enrollment.members.select_related("person").order_by("position")]


def _goes_on(row: Renewal) -> bool:
    """Whether what was told takes over, or did: of all else the plan that was told of stays on the row for the record."""
    if row.status == Renewal.Status.RENEWED:
        return not _canceled(row)
    return row.status == Renewal.Status.TOLD and row.before.status in STANDING


def _canceled(row: Renewal) -> bool:
    """Whether what was renewed is taken back by now."""
    rows = Enrollment.objects.filter(follows=row.before_id, year=row.year, start_rule=RULE)
    return not {*rows.values_list("status", flat=True)}.isdisjoint({Enrollment.Status.CANCELED})


def _why_not(row: Renewal) -> str:
    """A code of `ending_words`."""
    if row.status == Renewal.Status.TOLD:
        return "ended_before"
    if row.status != Renewal.Status.RENEWED:
        return row.why or row.status
    there = Enrollment.objects.filter(
        application__household=row.household_id, year=row.year, kind=row.before.kind, status__in=ACTIVE
    )
    return "chosen" if there.exists() else "canceled"


def _names(renewal: Renewal) -> dict[str, str]:
    people = renewal.household.people.all()
    return {each.reference: each.short_name for each in people}


def _covered(row: Renewal, named: dict[str, str]) -> str:
    return names([named[each] for each in _staying(row)])


def _staying(row: Renewal) -> list[str]:
    """Who is covered to the end of the plan that ends."""
    members = row.before.members.filter(active=True, coverage__endswith__gt=row.before.end).select_related("person")
    return list(dict.fromkeys(one.person.reference for one in members.order_by("position")))


def _offer(row: Renewal, named: dict[str, str]) -> dict[str, Any]:
    catalog = catalogs.current(row.exchange.slug, row.year)
    plan = catalog.plan(row.plan_id)
    number = row.before.catalog
    old = catalogs.numbered(number.exchange, number.year, number.number).plan(row.before.plan_id)
    offer = Offer(
        kind=row.before.kind, old_plan=old.name, old_premium=row.before.premium_cents, old_credit=row.before.credit_cents,
        plan=plan.name, issuer=plan.issuer_name, people=_covered(row, named), premium=row.premium_cents or 0,
        credit=row.credit_cents or 0, step=row.step, same_plan=row.step == "same_plan",
        same_issuer=plan.issuer_id == row.before.issuer_id, why=why_other(old, still_sold=_still_sold(row, catalog)),
    )  # fmt: skip
    return {
        "offer": offer, "why": step_words(offer, row.year), "old": row.before.reference,
        "more": max(0, offer.net - offer.old_net), "less": max(0, offer.old_net - offer.net),
    }  # fmt: skip


def _first_bill(row: Renewal, named: dict[str, str]) -> Iterator[str]:
    """That a first bill is to be paid, while nothing is done yet: to another insurer, or of a child's own policy."""
    if row.status != Renewal.Status.TOLD or (row.premium_cents or 0) <= (row.credit_cents or 0):
        return
    plan = catalogs.current(row.exchange.slug, row.year).plan(row.plan_id)
    notes = msgspec.convert(row.notes, list[Note])
    own = [named[note.person] for note in notes if note.code == "too_old_as_dependent" and note.person in _staying(row)]
    people = _covered(row, named) if plan.issuer_id != row.before.issuer_id else names(own)
    if people:
        profile, first = row.exchange.profile, new_year(row.year)
        windows = row.exchange.calendar.of_year(row.year)
        pay_by = max((each.pay_by for each in windows if each.starts == first and each.pay_by), default=None)
        payee = profile.name if profile.biller(row.year) == "exchange" else plan.issuer_name
        yield first_bill_words(people, payee, pay_by)


def _still_sold(row: Renewal, catalog: Catalog) -> bool:
    """Whether the plan of the old year is sold there in the new one."""
    application = row.application
    assert application is not None, "what goes on rests on an application"
    place = catalog.place(application.county_fips, application.zip or None)
    return is_sold(catalog, place, row.before.kind, row.before.plan_id)


def _ending(row: Renewal, named: dict[str, str]) -> str:
    number = row.before.catalog
    plan = catalogs.numbered(number.exchange, number.year, number.number).plan(row.before.plan_id)
    ending = Ending(row.before.kind, plan.name, _covered(row, named), _why_not(row))
    return ending_words(ending, row.year)


def answering_helps(renewal: Renewal) -> bool:
    """Whether the household can have a credit that is not paid in advance until it has answered."""
    return not renewal.with_credit and renewal.determination is not None and bool(result_of(renewal.determination).aptc)


def _concerns(note: Note, rows: list[Renewal]) -> bool:
    """Of whom is on no plan that goes on, it is not said that it goes on without a tax credit for them."""
    return note.code != "likely_public" or any(note.person in _staying(row) for row in rows if _goes_on(row))


def _choices(renewal: Renewal, rows: list[Renewal], named: dict[str, str]) -> dict[str, Any]:
    """What would cost least of the other plans for the people of the first health plan, as in the letter, and whom that is for, where
    not for all whose coverage goes on. Of people with a policy of their own it says nothing.

    Nothing where no decision was made, or no plan is sold.
    """
    health = [row for row in rows if row.before.kind == "medical" and _goes_on(row)]
    first = health[0] if health else renewal
    application, decision = renewal.application, renewal.determination
    if application is None or decision is None or result_of(decision).aptc is None:
        return {}
    try:
        catalog = catalogs.current(renewal.exchange.slug, renewal.year)
        place = open_place(catalog, application.county_fips, application.zip or None)
    except Refusal:
        return {}
    household = shopper(application, decision, start=new_year(renewal.year))
    mine = [one for one in household.applicants if one.person.reference in _staying(first)]
    own = {note.person for note in msgspec.convert(first.notes, list[Note]) if note.code == "too_old_as_dependent"}
    chosen = [one for one in mine if one.person.reference not in own] or mine
    people = buyers(household.result, sorted(chosen, key=lambda one: one.position))
    buying = [one for one in chosen if one.person.reference in people]
    found = [each for each in prices(catalog, place, household.only(buying)) if each.plan.plan_id != first.plan_id]
    others = set(people) != {each for row in health or [renewal] for each in _staying(row)}
    return {"choices": found[:COMPARED], "choices_for": names([named[each] for each in people]) if others else ""}
