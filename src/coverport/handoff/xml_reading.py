"""An account of an agency, read from federal XML: see xml_names."""

from datetime import date
from decimal import Decimal, InvalidOperation
from xml.etree import ElementTree

from coverport.core.money import cents
from coverport.eligibility import facts
from coverport.handoff.layout import LAYOUT, AccountTransfer, Contact, Finding, NoTransfer, Who
from coverport.handoff.xml_names import ID, KINDS, NAMESPACES, PERIODS, REF, Element, full_name
from coverport.plans.geography import UnknownZip, counties_of_zip

LARGEST = 4 << 20


def read_xml(body: bytes) -> AccountTransfer:
    """An account of an agency. What this layout does not carry is not known, and asked of the person. Raises NoTransfer."""
    if len(body) > LARGEST or b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise NoTransfer("a document type, an entity, or more than 4 MB")
    try:
        root = ElementTree.fromstring(body)  # noqa: S314  (no document type, so no entity of its own)
    except ElementTree.ParseError as error:
        raise NoTransfer(f"not well-formed XML: {error}") from error
    if root.tag != full_name("exch:AccountTransferRequest"):
        raise NoTransfer("the outermost element is not an AccountTransferRequest of the federal namespace")
    try:
        return _account(root)
    except (ValueError, InvalidOperation) as error:
        raise NoTransfer(str(error)) from error


def _text(parent: Element, path: str, *, needed: bool = False) -> str:
    found = parent.find(path, NAMESPACES)
    text = (found.text or "").strip() if found is not None else ""
    if needed and not text:
        raise NoTransfer(f"`{path}` is missing in {parent.tag.rpartition('}')[2]}")
    return text


def _day(text: str) -> date:
    return date.fromisoformat(text[:10])


def _account(root: Element) -> AccountTransfer:
    activity = root.find("ext:TransferHeader/ext:TransferActivity", NAMESPACES)
    asked = root.find("hix-ee:InsuranceApplication", NAMESPACES)
    if activity is None or asked is None:
        raise NoTransfer("a TransferHeader or an InsuranceApplication is missing")
    sent_on = _day(
        _text(activity, "nc:ActivityDate/nc:DateTime") or _text(activity, "nc:ActivityDate/nc:Date", needed=True)
    )
    signer = _ref(asked.find("hix-ee:SSFSigner/hix-core:RoleOfPersonReference", NAMESPACES))
    people = root.findall("hix-core:Person", NAMESPACES)
    if len(people) != 1:
        raise NoTransfer(
            "a household of several people: this layout does not say here who is what to whom; send it as JSON"
        )
    applying = {
        _ref(each) for each in asked.findall("hix-ee:InsuranceApplicant/hix-core:RoleOfPersonReference", NAMESPACES)
    }
    contact = _read_contact(next((each for each in people if _id(each) == signer), None))
    year = _year(sent_on)
    told = tuple(_read_facts(each, applies=_id(each) in applying) for each in people)
    return AccountTransfer(
        layout=LAYOUT, id=_text(activity, "nc:ActivityIdentification/nc:IdentificationID", needed=True), sender="agency",
        sent_on=sent_on, year=year, application=_text(asked, "hix-core:ApplicationIdentification/nc:IdentificationID", needed=True),
        signed_on=_day(_text(asked, "hix-core:ApplicationSubmission/nc:ActivityDate/nc:Date", needed=True)),
        signature=_signature(asked), contact=contact, people=tuple(_read_who(each) for each in people),
        facts=facts.Application(
            reference="agency", state=contact.state, coverage_year=year, decided_on=sent_on, begins=date(year, 1, 1),
            county_fips=contact.county_fips, people=told,
        ),
        findings=tuple(
            Finding(person=key, reason="denied", medicaid="no", chip="unknown") for key in sorted(applying)
        ),
    )  # fmt: skip


def _year(sent_on: date) -> int:
    """The layout names no plan year: from November on it is the next one, whose open enrollment is on."""
    return sent_on.year + (sent_on.month >= 11)


def _id(person: Element) -> str:
    return person.get(ID, "").removeprefix("P-")


def _ref(found: Element | None) -> str:
    if found is None or not found.get(REF):
        raise NoTransfer("a reference to a person is missing")
    return found.get(REF, "").removeprefix("P-")


def _signature(asked: Element) -> str:
    name = asked.find("hix-ee:SSFSigner/hix-ee:Signature/hix-core:SignatureName", NAMESPACES)
    if name is None:
        raise NoTransfer("the application is not signed")
    parts = [_text(name, f"nc:{tag}") for tag in ("PersonFullName", "PersonGivenName", "PersonSurName")]
    return parts[0] or " ".join(filter(None, parts[1:])) or "-"


def _read_who(person: Element) -> Who:
    return Who(
        id=_id(person), first_name=_text(person, "nc:PersonName/nc:PersonGivenName"),
        middle_name=_text(person, "nc:PersonName/nc:PersonMiddleName"),
        last_name=_text(person, "nc:PersonName/nc:PersonSurName", needed=True),
        birth_date=_day(_text(person, "nc:PersonBirthDate/nc:Date", needed=True)),
        relationship="self",
        sex={"female": "F", "male": "M"}.get(_text(person, "nc:PersonSexText").lower(), ""),  # type: ignore[arg-type]
        ssn="".join(filter(str.isdigit, _text(person, "nc:PersonSSNIdentification/nc:IdentificationID"))),
    )  # fmt: skip


def _read_facts(person: Element, *, applies: bool) -> facts.Person:
    citizen = {"true": True, "false": False}.get(_text(person, "nc:PersonUSCitizenIndicator").lower())
    incomes = person.findall("hix-core:PersonAugmentation/hix-core:PersonIncome", NAMESPACES)
    lines = [_read_income(each) for each in incomes]
    known = lines and all(line is not None for line in lines)
    return facts.Person(
        id=_id(person), birth_date=_day(_text(person, "nc:PersonBirthDate/nc:Date", needed=True)), applies=applies,
        citizen=citizen, income=tuple(line for line in lines if line is not None) if known else None,
        pregnant=_text(person, "hix-core:PersonAugmentation/hix-core:PersonPregnancyStatus/hix-core:StatusIndicator") == "true",
    )  # fmt: skip


def _read_income(found: Element) -> facts.IncomeLine | None:
    periods, kinds = {text: key for key, text in PERIODS.items()}, {text: key for key, text in KINDS.items()}
    period = periods.get(_text(found, "hix-core:IncomeFrequency/hix-core:FrequencyCode"))
    kind = kinds.get(_text(found, "hix-core:IncomeCategoryCode"))
    amount = _text(found, "hix-core:IncomeAmount")
    if period is None or kind is None or not amount:
        return None
    return facts.IncomeLine(kind, cents(Decimal(amount)), period=period)  # type: ignore[arg-type]


def _read_contact(person: Element | None) -> Contact:
    if person is None:
        raise NoTransfer("whoever signed is not among the people")
    for lives in person.findall("hix-core:PersonAugmentation/hix-core:PersonContactInformationAssociation", NAMESPACES):
        address = lives.find("hix-core:ContactInformation/nc:ContactMailingAddress/nc:StructuredAddress", NAMESPACES)
        if address is not None:
            return _read_address(person, address)
    raise NoTransfer("whoever signed has no address")


def _read_address(person: Element, address: Element) -> Contact:
    everywhere = "hix-core:PersonAugmentation/hix-core:PersonContactInformationAssociation/hix-core:ContactInformation/"
    zip_code = _text(address, "nc:LocationPostalCode", needed=True)[:5]
    phone = "nc:ContactTelephoneNumber/nc:FullTelephoneNumber/nc:TelephoneNumberFullID"
    return Contact(
        street=_text(address, "nc:LocationStreet/nc:StreetFullText"), unit=_text(address, "nc:AddressSecondaryUnitText"),
        city=_text(address, "nc:LocationCityName", needed=True),
        state=_text(address, "nc:LocationStateUSPostalServiceCode", needed=True),
        zip=zip_code, county_fips=_text(address, "nc:LocationCountyCode") or _county(zip_code),
        phone=_text(person, everywhere + phone), email=_text(person, everywhere + "nc:ContactEmailID"),
    )  # fmt: skip


def _county(zip_code: str) -> str:
    """The county of a ZIP code that lies in one alone."""
    try:
        found = counties_of_zip(zip_code)
    except UnknownZip as unknown:
        raise NoTransfer(f"the ZIP code {zip_code} is not known, and no county is named") from unknown
    if len(found) != 1:
        raise NoTransfer(f"the ZIP code {zip_code} lies in several counties, and none is named")
    return found[0].fips
