"""`coverport payment vt …`: book what the office learns of one payment: cash or a check, whose it is, that it bounced, a refund sent."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coverport.billing.actions import assign_payment, bounce_payment, record_payment, refund_sent
from coverport.billing.models import Payment, Refund
from coverport.core.access import Actor
from coverport.core.errors import Refusal
from coverport.core.money import cents, display
from coverport.enrollment.models import Enrollment
from coverport.exchanges.models import Exchange

OFFICE = Actor.system("command_line")


class Command(BaseCommand):
    help = "Book one payment: received, assigned, bounced; a refund that was sent"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("exchange")
        verbs = parser.add_subparsers(dest="verb", required=True)
        received = verbs.add_parser("received", help="cash or a check at the counter")
        received.add_argument("enrollment")
        received.add_argument("amount", help="dollars, as 123.45")
        received.add_argument("method", choices=["check", "cash"])
        received.add_argument("number", help="the check's, or the cash receipt's")
        received.add_argument("--paid-on", help="as 2014-01-31; left out, today")
        assigned = verbs.add_parser("assign", help="say whose payment in suspense it is")
        assigned.add_argument("payment")
        assigned.add_argument("enrollment")
        verbs.add_parser("bounced", help="the bank took it back").add_argument("payment")
        sent = verbs.add_parser("refund_sent", help="a refund by check is out")
        sent.add_argument("refund")
        sent.add_argument("number", help="the check's")

    def handle(self, *args: Any, **options: Any) -> None:
        exchange = Exchange.objects.filter(slug=options["exchange"]).first()
        if exchange is None:
            raise CommandError(f"There is no exchange {options['exchange']!r}. Run `coverport load_exchanges` first.")
        verbs = {"received": _received, "assign": _assign, "bounced": _bounced, "refund_sent": _refund_sent}
        try:
            self.stdout.write(verbs[options["verb"]](exchange, options))
        except (Refusal, ValueError) as refused:
            raise CommandError(str(refused)) from refused


def _received(exchange: Exchange, options: dict[str, Any]) -> str:
    today = exchange.today()
    paid_on = date.fromisoformat(options["paid_on"]) if options["paid_on"] else today
    if paid_on > today:
        raise ValueError(f"{paid_on} is not here yet")
    payment = record_payment(
        actor=OFFICE, exchange=exchange, enrollment=_enrollment(exchange, options["enrollment"]),
        amount=cents(options["amount"]), method=options["method"], processor="counter", confirmation=options["number"],
        paid_on=paid_on, on=today,
    )  # fmt: skip
    return f"{payment.reference}: {display(payment.amount_cents)} for {options['enrollment'].upper()}"


def _assign(exchange: Exchange, options: dict[str, Any]) -> str:
    payment = assign_payment(
        actor=OFFICE, payment=_payment(exchange, options["payment"]),
        enrollment=_enrollment(exchange, options["enrollment"]), on=exchange.today(),
    )  # fmt: skip
    return f"{payment.reference} is for {options['enrollment'].upper()}"


def _bounced(exchange: Exchange, options: dict[str, Any]) -> str:
    payment = bounce_payment(actor=OFFICE, payment=_payment(exchange, options["payment"]), on=exchange.today())
    return f"{payment.reference} bounced; {display(payment.amount_cents)} is owed again"


def _refund_sent(exchange: Exchange, options: dict[str, Any]) -> str:
    refund = Refund.objects.filter(exchange=exchange, reference=options["refund"].upper()).first()
    if refund is None:
        raise CommandError(f"There is no refund {options['refund']} at {exchange.slug}.")
    refund_sent(actor=OFFICE, refund=refund, confirmation=options["number"], on=exchange.today())
    return f"{refund.reference}: {display(refund.amount_cents)} went back"


def _payment(exchange: Exchange, reference: str) -> Payment:
    found = Payment.objects.filter(exchange=exchange, reference=reference.upper()).select_related("enrollment").first()
    if found is None:
        raise CommandError(f"There is no payment {reference} at {exchange.slug}.")
    return found


def _enrollment(exchange: Exchange, reference: str) -> Enrollment:
    mine = Enrollment.objects.select_related("exchange", "application__household", "follows")
    found = mine.filter(exchange=exchange, reference=reference.upper(), biller="exchange").first()
    if found is None:
        raise CommandError(f"There is no enrollment {reference} at {exchange.slug} that the exchange bills.")
    return found
