"""From a payment to the bytes of an 820, of either guide. Pure: the same values, the same bytes."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from coverport.core.money import dollars
from coverport.edi.rules.partner import PartnerProfile
from coverport.edi.rules.payments import Item, NothingToPay, Payment, Remittance
from coverport.edi.rules.text import Texts, d8
from coverport.edi.rules.writer import Written, frame

PREMIUM = "005010X218"
EXCHANGE = "005010X306"
Segment = tuple[str, ...]


def write_payments(
    payments: Sequence[Payment], partner: PartnerProfile, *, guide: str, control: int, group: int, at: datetime,
    sender: str, receiver: str, group_sender: str, group_receiver: str,
) -> Written:  # fmt: skip
    """One interchange with one group of payments. Raises NothingToPay where one is below zero."""
    texts = Texts(partner.delimiters)
    e, end = partner.delimiters.element, partner.delimiters.segment
    parts = [frame(partner, sender=sender, receiver=receiver, control=control, at=at)]
    stamp = (f"{at:%Y%m%d}", f"{at:%H%M%S}")
    segments: list[Segment] = [("GS", "RA", group_sender, group_receiver, *stamp, str(group), "X", guide)]
    for payment in payments:
        texts.enrollment = payment.control
        inside = list(_payment(payment, guide, texts))
        segments += [*inside, ("SE", str(len(inside) + 1), f"{payment.control:09d}")]
    segments += [("GE", str(len(payments)), str(group)), ("IEA", "1", f"{control:09d}")]
    parts += [e.join(_trimmed(one)) + end for one in segments]
    text = "".join(parts)
    content = (text.replace(end, end + partner.line_end) if partner.line_end else text).encode("ascii")
    return Written(content, tuple(texts.notes))


def _payment(payment: Payment, guide: str, texts: Texts) -> Iterator[Segment]:
    if payment.total < 0:
        raise NothingToPay(f"payment {payment.trace} is {dollars(payment.total)}")
    yield "ST", "820", f"{payment.control:09d}", guide
    yield _bpr(payment, guide)
    yield "TRN", "3", payment.trace
    if guide == PREMIUM:
        yield "DTM", "582", "", "", "", "RD8", f"{d8(payment.begin)}-{d8(payment.end)}"
    yield "N1", "PE", texts.write(payment.payee.name, "N102"), "FI", payment.payee.id
    if guide == PREMIUM:
        yield "N1", "PR", texts.write(payment.payer.name, "N102"), "FI", payment.payer.id
    else:
        yield "N1", "RM", texts.write(payment.payer.name, "N102"), "58", payment.payer.id
        if payment.contact:
            yield "PER", "IC", texts.write(payment.payer.name, "N102"), "EM", texts.write(payment.contact, "PER04")
    for number, each in enumerate(payment.remittances, start=1):
        yield from (_premium if guide == PREMIUM else _exchange)(number, each, payment, texts)


def _bpr(payment: Payment, guide: str) -> Segment:
    """Where nothing is paid, or no bank is known, no money moves by this message."""
    company = (payment.payer.id, "") if guide == PREMIUM else ("", "")
    if payment.bank and payment.total:
        method = ("ACH", "CCP", "", "", "", "", *company, "01", payment.bank.transit, "DA", payment.bank.account)
    else:
        method = ("NON", "", "", "", "", "", *company, "", "", "", "")
    return "BPR", "I", dollars(payment.total), "C", *method, d8(payment.on)


def _premium(number: int, each: Remittance, payment: Payment, texts: Texts) -> Iterator[Segment]:
    yield "ENT", str(number), "2J", "EI", payment.payer.id
    if each.name:
        last, first = texts.write(each.name.last, "NM103"), texts.write(each.name.first, "NM104")
        yield "NM1", "IL", "1", last, first, "", "", "", "N", each.member_id
    for item in each.items:
        yield "RMR", "AZ", each.policy_id, "", dollars(item.amount)
        if each.plan_id:
            yield "REF", "38", each.plan_id
        if item.code:
            yield "REF", "ZZ", texts.write(item.code, "REF02")
        yield _period(item)


def _exchange(number: int, each: Remittance, payment: Payment, texts: Texts) -> Iterator[Segment]:
    yield "ENT", str(number)
    if each.name:
        last, first = texts.write(each.name.last, "NM103"), texts.write(each.name.first, "NM104")
        yield "NM1", "IL", "1", last, first, "", "", "", "C1", each.member_id
        for qualifier, value in (
            ("38", each.plan_id), ("1L", each.policy_id), ("POL", each.issuer_policy_id), ("AZ", each.issuer_plan_id),
            ("0F", each.subscriber_id),
        ):  # fmt: skip
            if value:
                yield "REF", qualifier, value
    for item in each.items:
        yield "RMR", "ZZ", item.code, "", dollars(item.amount)
        if item.report:
            yield "REF", "0N", item.report, item.report_number
        yield _period(item)


def _period(item: Item) -> Segment:
    return "DTM", "582", "", "", "", "RD8", f"{d8(item.begin)}-{d8(item.end)}"


def _trimmed(elements: Segment) -> Segment:
    last = len(elements)
    while not elements[last - 1]:
        last -= 1
    return elements[:last]
