"""A lockbox's file: `number,amount,paid_on,method,confirmation`, one payment a line. All of it is taken, or nothing; once."""

import csv
import hashlib
import io
from collections.abc import Iterator
from datetime import date

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from coverport.billing.events import PaymentFileTaken
from coverport.billing.models import Invoice, Method, Payment, PaymentFile
from coverport.billing.receiving import record_payment
from coverport.billing.refusals import FileRefused
from coverport.core.access import Actor
from coverport.core.errors import NotAllowed
from coverport.core.events import record
from coverport.core.money import Cents, cents
from coverport.enrollment.models import Enrollment
from coverport.exchanges.models import Exchange

COLUMNS = ("number", "amount", "paid_on", "method", "confirmation")
LOCKBOX = "lockbox"
# The longest number that fits its column.
LONGEST = 80


class Row(msgspec.Struct, frozen=True):
    """One payment. number: of an enrollment or a bill, as the payer wrote it."""

    line: int
    number: str
    amount: Cents
    paid_on: date
    method: str
    confirmation: str


@transaction.atomic
def take_payment_file(
    *, actor: Actor, exchange: Exchange, name: str, content: bytes, on: date, total: Cents | None = None
) -> PaymentFile:
    """Book a whole file. The same file again is the same file; a number that nobody has goes to suspense. total: the bank's own sum.

    Raises NotAllowed, FileRefused with every fault and its line.
    """
    if actor.kind != "system":
        raise NotAllowed("the office takes payment files in")
    digest = hashlib.sha256(content).hexdigest()
    # One file at a time, so that two of the same are one.
    Exchange.objects.select_for_update().get(pk=exchange.pk)
    if there := PaymentFile.objects.filter(exchange=exchange, sha256=digest).first():
        return there
    rows = _read(content, _first_day(exchange), on)
    _check(exchange, rows, total)
    file = PaymentFile.objects.create(
        exchange=exchange, name=name[:200], sha256=digest, payments_count=len(rows),
        total_cents=sum(row.amount for row in rows), on=on,
    )  # fmt: skip
    for row in rows:
        record_payment(
            actor=actor, exchange=exchange, enrollment=_whose(exchange, row.number), amount=row.amount, method=row.method,
            processor=LOCKBOX, confirmation=row.confirmation, paid_on=row.paid_on, on=on, file=file, marked=row.number,
        )  # fmt: skip
    record(PaymentFileTaken(file.reference, digest), by=actor, on=on, exchange=exchange.slug, subject=file.reference)
    return file


def _first_day(exchange: Exchange) -> date:
    """Before anybody could choose a plan here, nobody owed anything."""
    return min(window.selected_from for window in exchange.calendar.windows)


def _read(content: bytes, first: date, on: date) -> list[Row]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _refused([(1, _("The file is not text in UTF-8."))]) from None
    reader = csv.reader(io.StringIO(text, newline=""))
    rows: list[Row] = []
    faults: list[tuple[int, str]] = []
    try:
        if tuple(cell.strip() for cell in next(reader, [])) != COLUMNS:
            raise _refused([(1, _("The first line must be: %(columns)s") % {"columns": ",".join(COLUMNS)})])
        for found in reader:
            if found:
                problems = list(_problems(found, first, on))
                faults += [(reader.line_num, problem) for problem in problems]
                rows += [] if problems else [_row(reader.line_num, found)]
    except csv.Error as error:
        faults.append((reader.line_num, str(error)))
    if not rows and not faults:
        faults.append((1, _("The file has no payments.")))
    if faults:
        raise _refused(faults)
    return rows


def _problems(found: list[str], first: date, on: date) -> Iterator[str]:
    if len(found) != len(COLUMNS):
        yield _("There must be %(count)s columns.") % {"count": len(COLUMNS)}
        return
    number, amount, paid_on, method, confirmation = (cell.strip() for cell in found)
    if not number or not confirmation or len(confirmation) > LONGEST:
        yield _("The number and the confirmation must be there, the confirmation of at most 80 characters.")
    if not (number + confirmation).isprintable():
        yield _("The number and the confirmation must be of signs that can be printed, in one line.")
    try:
        if cents(amount) <= 0:
            yield _("“%(amount)s” is not more than nothing.") % {"amount": amount}
    except ValueError:
        yield _("“%(amount)s” is not an amount of dollars and cents.") % {"amount": amount}
    try:
        day = date.fromisoformat(paid_on)
        if day < first:
            yield _("%(day)s lies before %(first)s, when plans could first be chosen here.") % {
                "day": day,
                "first": first,
            }
        if day > on:
            yield _("%(day)s is not here yet.") % {"day": paid_on}
    except ValueError:
        yield _("“%(day)s” is not a date such as 2014-01-15.") % {"day": paid_on}
    if method not in Method.values:
        yield _("“%(method)s” is none of %(methods)s.") % {"method": method, "methods": ", ".join(Method.values)}


def _row(line: int, found: list[str]) -> Row:
    number, amount, paid_on, method, confirmation = (cell.strip() for cell in found)
    return Row(line, number.upper(), cents(amount), date.fromisoformat(paid_on), method, confirmation)


def _check(exchange: Exchange, rows: list[Row], total: Cents | None) -> None:
    """What can only be seen in the whole: numbers twice, numbers of earlier files, the bank's own sum."""
    faults: list[tuple[int, str]] = []
    seen: set[str] = set()
    numbers = [row.confirmation for row in rows]
    earlier = Payment.objects.filter(exchange=exchange, processor=LOCKBOX, confirmation__in=numbers)
    known = set(earlier.values_list("confirmation", flat=True))
    for row in rows:
        if row.confirmation in seen:
            faults.append((row.line, _("%(number)s stands twice in this file.") % {"number": row.confirmation}))
        if row.confirmation in known:
            faults.append((row.line, _("%(number)s came with an earlier file.") % {"number": row.confirmation}))
        seen.add(row.confirmation)
    if total is not None and total != sum(row.amount for row in rows):
        faults.append((1, _("The payments do not add up to the sum that was given.")))
    if faults:
        raise _refused(faults)


def _whose(exchange: Exchange, number: str) -> Enrollment | None:
    """By the number of the enrollment or of a bill, at this exchange and where it bills."""
    mine = Enrollment.objects.select_related("exchange", "application__household", "follows").filter(
        exchange=exchange, biller="exchange"
    )
    found = mine.filter(reference=number).first()
    if found is None:
        invoice = Invoice.objects.filter(exchange=exchange, reference=number).first()
        found = mine.get(pk=invoice.enrollment_id) if invoice else None
    return found


def _refused(faults: list[tuple[int, str]]) -> FileRefused:
    return FileRefused(_("Nothing of the file was taken in."), faults=tuple(faults))
