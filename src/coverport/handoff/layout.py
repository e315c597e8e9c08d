"""The account as it goes to the Medicaid agency and comes from it: version 1 of our JSON, see docs/reference/account-transfer.md.

The facts of the application are the engine's own (docs/reference/application.schema.json), so that the agency can decide from them.
"""

from datetime import date
from typing import Annotated, Any, Final, Literal

import msgspec

from coverport.eligibility import facts

LAYOUT: Final = "coverport-account-transfer/1"
Name = Annotated[str, msgspec.Meta(max_length=100)]
Id = Annotated[str, msgspec.Meta(min_length=1, max_length=64, pattern="^[A-Za-z0-9-]+$")]


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Whatever is not in the layout is refused, not dropped."""


class Contact(Part, frozen=True):
    """How to reach the household. email: by which an account is found or made here."""

    street: Annotated[str, msgspec.Meta(max_length=100)]
    city: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
    state: Annotated[str, msgspec.Meta(pattern="^[A-Z]{2}$")]
    zip: Annotated[str, msgspec.Meta(pattern="^[0-9]{5}$")]
    county_fips: Annotated[str, msgspec.Meta(pattern="^[0-9]{5}$")]
    unit: Annotated[str, msgspec.Meta(max_length=40)] = ""
    phone: Annotated[str, msgspec.Meta(max_length=20)] = ""
    email: Annotated[str, msgspec.Meta(max_length=254)] = ""
    language: Literal["en", "es"] = "en"


class Who(Part, frozen=True):
    """Who a person of the facts is. id: theirs in the facts; ssn: nine digits, only of who gave one.

    relationship: to the one who applies, whose own is self.
    """

    id: Id
    last_name: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    birth_date: date
    relationship: Annotated[str, msgspec.Meta(max_length=20)]
    first_name: Name = ""
    middle_name: Name = ""
    sex: Literal["F", "M", ""] = ""
    ssn: Annotated[str, msgspec.Meta(pattern="^([0-9]{9})?$")] = ""
    alien_number: Annotated[str, msgspec.Meta(max_length=20)] = ""


class Finding(Part, frozen=True):
    """What was found of one person. reason: why they are sent; codes: of the reasons behind the outcomes.

    verified: sources that confirmed what they were asked; open: what is still to be proven here.
    """

    person: Id
    reason: Literal["likely", "decided", "other_grounds", "asked", "denied"]
    medicaid: Literal["yes", "no", "unknown"]
    chip: Literal["yes", "no", "unknown"]
    codes: tuple[str, ...] = ()
    verified: tuple[str, ...] = ()
    open: tuple[str, ...] = ()


class AccountTransfer(Part, frozen=True, tag="transfer", tag_field="kind"):
    """One household's account for some of its people. id: by which it counts once; signed_on: the day of the signature.

    In: reason `denied` of the people whom the agency found ineligible.
    """

    layout: Literal["coverport-account-transfer/1"]
    id: Id
    sender: Literal["exchange", "agency"]
    sent_on: date
    year: Annotated[int, msgspec.Meta(ge=2014, le=2100)]
    application: Id
    signed_on: date
    signature: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    contact: Contact
    people: Annotated[tuple[Who, ...], msgspec.Meta(min_length=1, max_length=30)]
    facts: facts.Application
    findings: Annotated[tuple[Finding, ...], msgspec.Meta(min_length=1)]


class Withdrawal(Part, frozen=True, tag="withdrawal", tag_field="kind"):
    """A person takes their request for Medicaid back. transfer: with which it went."""

    layout: Literal["coverport-account-transfer/1"]
    id: Id
    transfer: Id
    person: Id
    sent_on: date


class Return(Part, frozen=True, tag="return", tag_field="kind"):
    """An account of the agency that nobody here can take: it goes back, with the reason. transfer: the id with which it came."""

    layout: Literal["coverport-account-transfer/1"]
    id: Id
    transfer: Id
    why: Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
    sent_on: date


class Decision(Part, frozen=True, tag="decision", tag_field="kind"):
    """What the agency decided of one person. because: income, or other reasons; covered_from: of who is approved."""

    layout: Literal["coverport-account-transfer/1"]
    id: Id
    transfer: Id
    person: Id
    outcome: Literal["approved", "denied", "withdrawn"]
    decided_on: date
    program: Literal["medicaid", "chip"] = "medicaid"
    because: Literal["income", "other", ""] = ""
    covered_from: date | None = None


class Receipt(Part, frozen=True):
    """That a message arrived. accepted: whether the case is now the receiver's; why: where it is not."""

    id: Id
    receipt: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    accepted: bool
    why: Annotated[str, msgspec.Meta(max_length=200)] = ""


FromExchange = AccountTransfer | Withdrawal | Return
FromAgency = AccountTransfer | Decision


class NoTransfer(ValueError):
    """A message that is not of this layout; says where."""


def read_transfer(body: bytes) -> AccountTransfer:
    """Raises NoTransfer, also where people, facts and findings do not name the same people."""
    return _checked(_decode(body, AccountTransfer))


def read_from_agency(body: bytes) -> AccountTransfer | Decision:
    """One message of the agency. Raises NoTransfer."""
    found = _decode(body, FromAgency)
    return _checked(found) if isinstance(found, AccountTransfer) else found


def read_from_exchange(body: bytes) -> AccountTransfer | Withdrawal | Return:
    """One message of the exchange. Raises NoTransfer."""
    found = _decode(body, FromExchange)
    return _checked(found) if isinstance(found, AccountTransfer) else found


def _decode(body: bytes, kind: Any) -> Any:
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError) as error:
        raise NoTransfer(str(error)) from error


def _checked(found: AccountTransfer) -> AccountTransfer:
    people, told = {one.id for one in found.people}, {one.id for one in found.facts.people}
    if people != told or len(people) != len(found.people):
        raise NoTransfer("`people` and `facts.people` do not name the same people once each")
    if missing := {one.person for one in found.findings} - people:
        raise NoTransfer(f"`findings` names {', '.join(sorted(missing))}, who is not among the people")
    if [one.relationship for one in found.people].count("self") != 1:
        raise NoTransfer("exactly one of `people` has the relationship self")
    if found.facts.coverage_year != found.year:
        raise NoTransfer("`facts.coverage_year` is another year than `year`")
    return found


def written(message: Any) -> bytes:
    """The same message gives the same bytes."""
    return msgspec.json.encode(message, order="deterministic")


def schema() -> dict[str, Any]:
    """JSON Schema of every message."""
    kinds = (AccountTransfer, Withdrawal, Return, Decision, Receipt)
    _, components = msgspec.json.schema_components(kinds, ref_template="#/$defs/{name}")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": LAYOUT,
        "oneOf": [{"$ref": f"#/$defs/{kind.__name__}"} for kind in kinds],
        "$defs": components,
    }
