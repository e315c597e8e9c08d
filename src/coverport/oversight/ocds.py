"""The contract as Open Contracting Data Standard 1.1: releases, one for each day on which something changed, and the record.

What the standard has no field for stands in our extension (docs/reference/oversight-data.md): `withholdings` and `disputes`. Withheld
money has not moved, so it is no transaction; an amount that is only a bound says `"qualifier": "atLeast"`.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from coverport.core.money import Cents
from coverport.oversight.models import Contract, LedgerEntry, Notice
from coverport.oversight.queries import Standing, bills, full, milestones
from coverport.oversight.rules.ledger import PAID_OUT, Place

# The standard wants amounts as numbers; a Decimal becomes one without passing through a float.
ENCODER = msgspec.json.Encoder(decimal_format="number")
VERSION = "1.1"
EXTENSION = "docs/reference/oversight-data.md"
# What a milestone is in the standard's closed list.
STATUS = {
    "accepted": "met",
    "missed": "notMet",
    "in_review": "scheduled",
    "not_due": "scheduled",
    "not_dated": "scheduled",
}


def release_package(contract: Contract, on: date, address: str) -> dict[str, Any]:
    """All releases up to a day. address: of this package, absolute."""
    contract = full(contract)
    return {**_package(contract, on, address), "releases": [_release(contract, day) for day in days(contract, on)]}


def record_package(contract: Contract, on: date, address: str) -> dict[str, Any]:
    """The record as of a day: the releases and what they come to."""
    contract = full(contract)
    releases = [_release(contract, day) for day in days(contract, on)]
    compiled = {**releases[-1], "id": f"{_ocid(contract)}-compiled-{on}", "tag": ["compiled"]} if releases else None
    record = {"ocid": _ocid(contract), "releases": releases} | ({"compiledRelease": compiled} if compiled else {})
    return {**_package(contract, on, address), "records": [record]}


def _package(contract: Contract, on: date, address: str) -> dict[str, Any]:
    return {
        "uri": address,
        "version": VERSION,
        "publishedDate": _moment(on),
        "publisher": {"name": contract.exchange.name},
        "license": "https://creativecommons.org/publicdomain/zero/1.0/",
    }


def days(contract: Contract, on: date) -> list[date]:
    """The days up to one on which anything changed."""
    changed = {entry.on for entry in contract.ledger.all()} | {each.since for each in contract.values.all()}
    for notice in contract.notices.all():
        changed |= {day for day in (notice.served_on, notice.answered_on, notice.closed_on) if day}
    for deliverable in contract.deliverables.all():
        for each in deliverable.submissions.all():
            changed |= {day for day in (each.submitted_on, each.decided_on) if day}
    changed |= {each.due_on for each in contract.milestones.all() if each.due_on}
    return sorted(day for day in changed | {contract.signed_on} if contract.signed_on <= day <= on)


def _ocid(contract: Contract) -> str:
    # A state registers its own prefix; until then the records say whose they are.
    return f"coverport-{contract.exchange.slug}-{contract.slug}"


def _release(contract: Contract, day: date) -> dict[str, Any]:
    first = day == contract.signed_on
    return {
        "ocid": _ocid(contract),
        "id": f"{_ocid(contract)}-{day}",
        "date": _moment(day),
        "tag": ["contract"] if first else ["implementationUpdate"],
        "initiationType": "tender",
        "language": "en",
        "parties": [
            {"id": "buyer", "name": contract.buyer, "roles": ["buyer", "payer"]},
            {"id": "vendor", "name": contract.vendor, "roles": ["supplier", "payee"]},
        ],
        "buyer": {"id": "buyer", "name": contract.buyer},
        "awards": [
            {
                "id": "1",
                "title": contract.title,
                "status": "active",
                "suppliers": [{"id": "vendor", "name": contract.vendor}],
            }
        ],
        "contracts": [_contract(contract, day)],
    }


def _contract(contract: Contract, day: date) -> dict[str, Any]:
    ended = contract.ended_on is not None and contract.ended_on <= day
    found: dict[str, Any] = {
        "id": contract.slug,
        "awardID": "1",
        "title": contract.title,
        "status": "terminated" if ended else "active",
        "dateSigned": _moment(contract.signed_on),
        "amendments": _amendments(contract, day),
        "implementation": _implementation(contract, day),
    }
    values = [each for each in contract.values.all() if each.since <= day]
    if values:
        latest = max(each.since for each in values)
        highest = max((each for each in values if each.since == latest), key=lambda each: each.cents)
        found["value"] = _value(highest.cents)
    return found


def _amendments(contract: Contract, day: date) -> list[dict[str, Any]]:
    rows = [each for each in contract.values.all() if each.amendment and each.since <= day]
    return [
        {
            "id": f"{each.since}-{each.cents}",
            "date": _moment(each.since),
            "description": f"{each.amendment}. Value {_dollars(each.cents)}. {each.source or ''}".strip(),
            "amendsReleaseID": f"{_ocid(contract)}-{contract.signed_on}",
            "releaseID": f"{_ocid(contract)}-{each.since}",
        }
        for each in rows
    ]


def _implementation(contract: Contract, day: date) -> dict[str, Any]:
    entries = [entry for entry in contract.ledger.all() if entry.on <= day]
    return {
        "transactions": [_transaction(contract, entry) for entry in entries if _moved(entry)],
        "milestones": [_milestone(each, day) for each in milestones(contract, day)],
        "documents": [_document(each) for each in contract.notices.all() if each.served_on <= day],
        "withholdings": [_kept(entry, entries) for entry in entries if entry.to_place == Place.WITHHELD],
        "disputes": [_kept(entry, entries) for entry in entries if entry.to_place == Place.DISPUTED],
        "invoices": [
            {
                "id": each.reference,
                "number": each.number,
                "date": _moment(each.dated),
                "value": _value(each.billed.cents),
            }
            | ({"qualifier": "atLeast"} if each.billed.at_least else {})
            for each in bills(contract, day)
        ],
    }


def _moved(entry: LedgerEntry) -> bool:
    return entry.to_place == Place.RECOVERED or (entry.to_place in PAID_OUT and entry.from_place not in PAID_OUT)


def _transaction(contract: Contract, entry: LedgerEntry) -> dict[str, Any]:
    back = entry.to_place == Place.RECOVERED
    buyer, vendor = {"id": "buyer", "name": contract.buyer}, {"id": "vendor", "name": contract.vendor}
    return {
        "id": entry.reference,
        "date": _moment(entry.on),
        "value": _value(entry.cents),
        "payer": vendor if back else buyer,
        "payee": buyer if back else vendor,
        **({"uri": entry.source.url} if entry.source and entry.source.url else {}),
    }


def _milestone(standing: Standing, day: date) -> dict[str, Any]:
    milestone = standing.milestone
    found: dict[str, Any] = {
        "id": milestone.reference,
        "title": milestone.title,
        "type": "delivery",
        "status": STATUS[standing.state],
        "dateModified": _moment(day),
    }
    if milestone.due_on:
        found["dueDate"] = _moment(milestone.due_on)
    if standing.accepted_on:
        found["dateMet"] = _moment(standing.accepted_on)
    return found


def _document(notice: Notice) -> dict[str, Any]:
    return {
        "id": notice.reference,
        "documentType": f"notice-{notice.kind}",
        "title": notice.subject,
        "description": notice.text,
        "datePublished": _moment(notice.served_on),
        **({"url": notice.source.url} if notice.source and notice.source.url else {}),
    }


def _kept(entry: LedgerEntry, entries: Iterable[LedgerEntry]) -> dict[str, Any]:
    """A withholding or dispute, and how much of its line still stands there."""
    place = entry.to_place
    left = sum(
        each.cents if each.to_place == place else -each.cents
        for each in entries
        if each.line_id == entry.line_id and place in (each.to_place, each.from_place)
    )
    ended = [each for each in entries if each.line_id == entry.line_id and each.from_place == place]
    return {
        "id": entry.reference,
        "date": _moment(entry.on),
        "value": _value(entry.cents),
        **({"qualifier": "atLeast"} if entry.at_least else {}),
        "reason": entry.reason,
        "status": "open" if left else ended[-1].what if ended else "open",
        **({"noticeDate": _moment(entry.notice.served_on)} if entry.notice else {}),
        **({"relatedMilestones": [each.reference for each in entry.notice.milestones.all()]} if entry.notice else {}),
    }


def _value(cents: Cents) -> dict[str, Any]:
    return {"amount": Decimal(cents).scaleb(-2), "currency": "USD"}


def _dollars(cents: Cents) -> str:
    return f"${cents // 100:,}"


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
