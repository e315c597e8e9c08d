"""The first year of the sample contract, told through the verbs by three parts of the installation, as three people would."""

from collections.abc import Callable
from datetime import date, timedelta

from django.db import transaction

from coverport.core.access import Actor
from coverport.core.money import Cents
from coverport.oversight.actions import money, risks, watch, work
from coverport.oversight.actions.ledger import Because
from coverport.oversight.models import Contract, Deliverable, InvoiceLine
from coverport.oversight.rules.amounts import Amount
from coverport.oversight.rules.risks import Assessment

VENDOR, REVIEWER, OFFICER, PAYER, INDEPENDENT = (
    Actor.system(f"sample: {who}") for who in ("vendor", "reviewer", "officer", "payer", "independent reviewer")
)
WHY = {
    "reject": "Households with two tax returns are decided wrongly.",
    "reject_amount": "Hours of a position that nobody held.",
    "dispute": "Billed for messages to insurers, which are not accepted.",
    "deduct": "35 days late at $5,000 a day.",
    "withhold": "Until messages to insurers are accepted.",
}
# day of the first year, deliverable, what, cents
Step = tuple[tuple[int, int], str, str, Cents]
HISTORY: tuple[Step, ...] = (
    ((2, 20), "Plan and design", "submit", 0),
    ((2, 25), "Plan and design", "accept", 0),
    ((3, 16), "Plan and design", "bill", 1_600_000_00),
    ((3, 16), "Plan and design", "approve", 1_600_000_00),
    ((3, 30), "Plan and design", "pay", 1_440_000_00),
    ((5, 6), "Shop and compare", "submit", 0),
    ((5, 14), "Shop and compare", "accept", 0),
    ((6, 1), "Shop and compare", "bill", 3_500_000_00),
    ((6, 1), "Shop and compare", "approve", 3_200_000_00),
    ((6, 1), "Shop and compare", "reject_amount", 300_000_00),
    ((6, 15), "Shop and compare", "pay", 2_880_000_00),
    ((8, 3), "Apply and decide", "notice", 0),
    ((8, 20), "Apply and decide", "submit", 0),
    ((8, 27), "Apply and decide", "reject", 0),
    ((9, 1), "Apply and decide", "submit", 0),
    ((9, 4), "Apply and decide", "accept", 0),
    ((9, 21), "Apply and decide", "bill", 5_700_000_00),
    ((9, 21), "Apply and decide", "approve", 4_800_000_00),
    ((9, 21), "Apply and decide", "dispute", 900_000_00),
    ((9, 21), "Apply and decide", "deduct", 175_000_00),
    ((9, 21), "Apply and decide", "withhold", 525_000_00),
    ((10, 5), "Apply and decide", "pay", 3_620_000_00),
    ((10, 12), "Messages to insurers", "finding", 0),
    ((10, 14), "Messages to insurers", "risk", 0),
)


@transaction.atomic
def tell_history(contract: Contract, until: date) -> None:
    """Take the steps whose day has come, once. Raises nothing where the history was told before."""
    if contract.ledger.exists() or Deliverable.objects.filter(contract=contract, submissions__isnull=False).exists():
        return
    for (month, day), title, what, cents in HISTORY:
        on = date(contract.signed_on.year, month, day)
        if on <= until:
            _step(contract.deliverables.get(title=title), what, cents, on)


def _step(deliverable: Deliverable, what: str, cents: Cents, on: date) -> None:
    if what in ("submit", "accept", "reject"):
        _work(deliverable, what, on)
    elif what in ("notice", "finding", "risk"):
        _watch(deliverable, what, on)
    elif what == "bill":
        line = money.BilledLine(deliverable=deliverable, text=deliverable.title, amount=Amount(cents))
        number = str(deliverable.contract.invoices.count() + 1)
        money.record_invoice(actor=VENDOR, contract=deliverable.contract, number=number, dated=on, lines=[line], on=on)
    else:
        _money(deliverable, what, Amount(cents), on)


def _work(deliverable: Deliverable, what: str, on: date) -> None:
    if what == "submit":
        work.submit_work(actor=VENDOR, deliverable=deliverable, on=on)
        return
    handed = deliverable.submissions.order_by("-round")[0]
    work.begin_review(actor=REVIEWER, submission=handed, on=on)
    if what == "accept":
        work.accept_work(actor=REVIEWER, submission=handed, on=on)
    else:
        work.reject_work(actor=REVIEWER, submission=handed, on=on, reasons=WHY["reject"])


def _watch(deliverable: Deliverable, what: str, on: date) -> None:
    contract, milestone = deliverable.contract, deliverable.milestone
    if what == "notice" and milestone is not None:
        watch.serve_notice(
            actor=OFFICER, contract=contract, kind="cure", subject=f"Late: {deliverable.title}", on=on,
            proof="Registered mail", milestones=(milestone,),
        )  # fmt: skip
    elif what == "risk":
        said = Assessment(
            owner="Vendor", likelihood="medium", impact="high", response="reduce",
            plan="A weekly test with each insurer from October on.", review_on=on + timedelta(days=60),
        )  # fmt: skip
        risks.raise_risk(
            actor=VENDOR, contract=contract, title="Insurers are not ready to read the messages", said=said, on=on,
            text="Two insurers have not tested yet. People would choose a plan of which their insurer does not hear.",
        )  # fmt: skip
    elif what == "finding":
        watch.open_finding(
            actor=INDEPENDENT, contract=contract, severity="high", title="Messages to insurers are not reconciled",
            text="Nobody compares what insurers received with what people chose.", owner="Vendor", on=on,
        )  # fmt: skip


def _money(deliverable: Deliverable, what: str, amount: Amount, on: date) -> None:
    line = InvoiceLine.objects.filter(deliverable=deliverable).latest("id")
    because = Because(WHY.get(what, ""), notice=deliverable.contract.notices.first())
    if what == "deduct" and deliverable.milestone is not None:
        money.set_off_damages(
            actor=OFFICER, line=line, milestone=deliverable.milestone, amount=amount, on=on, because=because
        )
        return
    verbs: dict[str, Callable[..., object]] = {
        "approve": money.approve,
        "reject_amount": money.reject_amount,
        "dispute": money.dispute,
        "withhold": money.withhold,
        "pay": money.pay,
    }
    verbs[what](actor=PAYER if what == "pay" else OFFICER, line=line, amount=amount, on=on, because=because)
