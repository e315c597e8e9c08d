"""The letters that this room sends: a bill, the first one still missing, late, in grace, ended unpaid, a payment that came back.

Their words stand in notices/kinds/paying.py, owing.py and changing.py; here are the facts of the ledger.
"""

from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from msgspec.structs import replace

from coverport.billing.charging import months_of
from coverport.billing.ledger import asked_with, chain_of, charges, unapplied
from coverport.billing.models import GracePeriod, Invoice, Payment, Refund
from coverport.core.dates import day_before, last_of_month, long_date
from coverport.core.money import Cents, display
from coverport.core.prepared import Read
from coverport.enrollment.models import Enrollment, Kind
from coverport.enrollment.queries import told
from coverport.enrollment.recipients import recipient
from coverport.enrollment.rules.transitions import COVERING
from coverport.notices.actions import send_notice
from coverport.notices.blocks import Block, Paragraph, Strong, words
from coverport.notices.kinds import build, changing, owing, paying
from coverport.notices.kinds.parts import Case
from coverport.notices.models import Notice

BY_KEY = Read(
    lambda key: Enrollment.objects.select_related(
        "exchange", "application__household__owner", "catalog", "follows"
    ).filter(pk=key)
)


def post_bill(invoice: Invoice, *, on: date) -> None:
    """A month's bill, with the transaction that made it out."""
    case = bill_case(invoice, due=invoice.to_pay_cents, on=on)
    _send(paying.DUE, case, invoice.enrollment, invoice.reference)


def post_first_missing(invoice: Invoice, *, on: date) -> None:
    """Once, that nobody is covered until the first bill is paid."""
    if not _was_told(paying.NOT_COVERED_YET, invoice):
        left = sum(cents for _month, cents in _open(invoice.enrollment))
        case = bill_case(invoice, due=left, on=on)
        _send(paying.NOT_COVERED_YET, case, invoice.enrollment, invoice.reference)


def post_late(invoice: Invoice, *, on: date) -> None:
    """Once for a bill that is late; the days after it are not told again."""
    if not _was_told(owing.LATE, invoice):
        case = owing.Late(month=invoice.month, **_owing(invoice.enrollment, on))
        _send(owing.LATE, case, invoice.enrollment, invoice.reference)


def post_grace(grace: GracePeriod, *, on: date) -> None:
    """By when all must be paid, and what happens else. A day that is named later is a decision of its own."""
    named = grace.ends_on.isoformat() if grace.ends_on else "open"
    _send(owing.GRACE, grace_case(grace, on=on), grace.enrollment, f"{grace.reference} {named}")


def post_ended(grace: GracePeriod, *, on: date) -> None:
    """Coverage ended because it was not paid."""
    _send(changing.ENDED, ended_case(grace, on=on), grace.enrollment, grace.reference)


def post_returned(payment: Payment, *, on: date) -> None:
    """A payment that the bank took back."""
    assert payment.enrollment is not None
    case = owing.Returned(
        amount=payment.amount_cents, paid_on=payment.paid_on, **_owing(payment.enrollment, on)
    )  # fmt: skip
    _send(owing.RETURNED, case, payment.enrollment, payment.reference)


# ---- What they are made from


def bill_case(invoice: Invoice, *, due: Cents, on: date) -> paying.Bill:
    """The month's price, and what is open or was paid ahead beside it. due: cents to pay, all in all."""
    premium, credit = months_of(invoice.enrollment).get(invoice.month, (invoice.amount_cents, 0))
    return paying.Bill(
        month=invoice.month, premium=premium, credit=credit, before=due - (premium - credit),
        pay_by=invoice.due_on, start=invoice.enrollment.start,
        until=invoice.enrollment.end if invoice.enrollment.cut else None, **_about(invoice.enrollment, on),
    )  # fmt: skip


def grace_case(grace: GracePeriod, *, on: date) -> owing.Grace:
    """45 CFR 156.270(d)-(g), or as the state says."""
    pended = grace.pends_from
    return owing.Grace(
        began=grace.first_month, pay_by=grace.ends_on, ends=grace.last_day, citation=grace.authority,
        paid_claims_until=last_of_month(day_before(pended)) if pended else None, **_owing(grace.enrollment, on),
    )  # fmt: skip


def ended_case(grace: GracePeriod, *, on: date) -> changing.Ended:
    """The end of coverage, with what becomes of the credit and of the money."""
    about = _about(grace.enrollment, on)
    to, about["plan"] = about["to"], f"{about['plan']} ({about.pop('issuer')})"
    del about["payee"]
    with translation.override(to.language):
        return changing.Ended(
            last=grace.last_day, reason=_("You did not pay in time."), citation=grace.authority,
            more=_money_of_the_end(grace), **about,
        )  # fmt: skip


def _money_of_the_end(grace: GracePeriod) -> tuple[Block, ...]:
    owes, back = sum(cents for _month, cents in _open(grace.enrollment)), _goes_back(grace.enrollment)
    said: list[Block] = []
    if grace.pends_from:
        said.append(Paragraph(_("The tax credit that we paid for the months after it goes back. You do not owe it.")))
    if owes:
        sentence = _("For the months in which you were covered you still owe %(amount)s.")
        said.append(Paragraph(words(sentence, amount=Strong(display(owes)))))
    if back:
        sentence = _("You paid %(amount)s too much. We send it back to you.")
        said.append(Paragraph(words(sentence, amount=Strong(display(back)))))
    after = _handed_over(grace.enrollment)
    if after is not None:
        sentence = _("Your coverage from %(day)s on goes on under the number %(reference)s. %(issuer)s bills it.")
        day, issuer = long_date(after.start), told(after).issuer
        said.append(Paragraph(words(sentence, day=day, reference=Strong(after.reference), issuer=issuer)))
    no_window = _("Losing coverage because you did not pay does not let you choose a plan outside of open enrollment.")
    return (*said, Paragraph(no_window))


def _about(enrollment: Enrollment, on: date) -> dict[str, Any]:
    """What every letter of money says of the enrollment."""
    fresh = _fresh(enrollment)
    to = recipient(fresh)
    with translation.override(to.language):
        story = told(fresh)
    return {
        "exchange": fresh.exchange, "to": to, "on": on, "plan": story.plan.name, "issuer": story.issuer,
        "people": story.people, "enrollment": story.reference, "payee": story.payee,
    }  # fmt: skip


def _owing(enrollment: Enrollment, on: date) -> dict[str, Any]:
    """The same with all that the chain owes."""
    returned, about = max(0, -unapplied(chain_of(_fresh(enrollment)))), _about(enrollment, on)
    after = _handed_over(enrollment)
    there = (after.start, told(after).issuer) if after else None
    return {**about, "months": _open(enrollment), "returned": returned, "handed_over": there}


def _handed_over(enrollment: Enrollment) -> Enrollment | None:
    """What goes on from its account and is billed by the insurer, as from the year on in which insurers bill."""
    rows = Enrollment.objects.select_related("exchange", "application__household__owner", "catalog", "follows")
    after = rows.filter(follows__in=chain_of(_fresh(enrollment)), biller="issuer", status__in=COVERING)
    return after.order_by("start", "id").first()


def _open(enrollment: Enrollment) -> tuple[tuple[date, Cents], ...]:
    found: dict[date, Cents] = {}
    fresh = _fresh(enrollment)
    for each in charges(asked_with(fresh, chain_of(fresh))):
        found[each.month] = found.get(each.month, 0) + each.open
    return tuple((month, cents) for month, cents in sorted(found.items()) if cents)


def _goes_back(enrollment: Enrollment) -> Cents:
    due = Refund.objects.filter(payment__enrollment__in=chain_of(_fresh(enrollment)), status=Refund.Status.DUE)
    return sum(due.values_list("amount_cents", flat=True))


def _fresh(enrollment: Enrollment) -> Enrollment:
    return BY_KEY.get(enrollment.pk)


# ---- Posting, in the transaction of the cause


def _was_told(name: str, invoice: Invoice) -> bool:
    return Notice.objects.filter(exchange=invoice.exchange.slug, decision=invoice.reference, kind=name).exists()


def _send(name: str, case: Case, enrollment: Enrollment, decision: str) -> None:
    letter = build(name, case, language=case.to.language)
    if enrollment.kind == Kind.DENTAL:  # a health plan of the household may be owed for at the same time
        with translation.override(case.to.language):
            letter = replace(letter, title=_("Dental plan: %(title)s") % {"title": letter.title})
    send_notice(
        name,
        exchange=case.exchange,
        to=case.to,
        about=enrollment.reference,
        decision=decision,
        letter=letter,
        on=case.on,
    )
