"""An account as federal XML: see xml_names."""

from decimal import Decimal
from xml.etree import ElementTree

from coverport.eligibility import facts
from coverport.handoff.layout import AccountTransfer, Contact, Finding, Who
from coverport.handoff.xml_names import CATEGORY, ID, KINDS, NAMESPACES, PERIODS, REF, VERSION, Element, full_name


def write_xml(sent: AccountTransfer) -> bytes:
    """The account as federal XML. The same account gives the same bytes."""
    for prefix, address in NAMESPACES.items():
        ElementTree.register_namespace(prefix, address)
    root = Element(full_name("exch:AccountTransferRequest"), {full_name("ext:atVersionText"): VERSION})
    _header(root, sent)
    _application(root, sent)
    told = {one.id: one for one in sent.facts.people}
    for one in sent.people:
        _person(root, one, told[one.id], sent)
    ElementTree.indent(root)
    found: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return found


def _add(parent: Element, path: str, text: str = "", **attributes: str) -> Element:
    """Elements along a path; the last gets text and attributes (id, ref)."""
    for name in path.split("/"):
        parent = ElementTree.SubElement(parent, full_name(name))
    parent.text = text or None
    for key, value in attributes.items():
        parent.set({"id": ID, "ref": REF}[key], f"P-{value}")
    return parent


def _header(root: Element, sent: AccountTransfer) -> None:
    activity = _add(root, "ext:TransferHeader/ext:TransferActivity")
    _add(activity, "nc:ActivityIdentification/nc:IdentificationID", sent.id)
    _add(activity, "nc:ActivityDate/nc:DateTime", f"{sent.sent_on}T00:00:00")
    _add(activity, "ext:TransferActivityReferralQuantity", str(len(sent.findings)))
    to = "Exchange" if sent.sender == "agency" else "MedicaidCHIP"
    _add(activity, "ext:RecipientTransferActivityCode", to)
    _add(activity, "ext:RecipientTransferActivityStateCode", sent.contact.state)
    for role, category in (
        ("Sender", CATEGORY[sent.sender]),
        ("Receiver", "Exchange" if to == "Exchange" else "MedicaidAgency"),
    ):
        system = _add(root, f"hix-core:{role}", id=role)
        _add(system, "hix-core:InformationExchangeSystemCategoryCode", category)
        _add(system, "hix-core:InformationExchangeSystemStateCode", sent.contact.state)


def _application(root: Element, sent: AccountTransfer) -> None:
    asked = _add(root, "hix-ee:InsuranceApplication")
    _add(asked, "hix-core:ApplicationSubmission/nc:ActivityDate/nc:Date", str(sent.signed_on))
    _add(asked, "hix-core:ApplicationIdentification/nc:IdentificationID", sent.application)
    findings = {each.person: each for each in sent.findings}
    for one in sent.facts.people:
        if one.applies:
            _applicant(asked, one, findings.get(one.id))
    _add(asked, "hix-ee:InsuranceApplicationRequestingFinancialAssistanceIndicator", "true")
    signer = next(one for one in sent.people if one.relationship == "self")
    signed = _add(asked, "hix-ee:SSFSigner")
    _add(signed, "hix-core:RoleOfPersonReference", ref=signer.id)
    signature = _add(signed, "hix-ee:Signature")
    _add(signature, "hix-core:SignatureName/nc:PersonFullName", sent.signature)
    _add(signature, "hix-core:SignatureDate/nc:Date", str(sent.signed_on))
    _add(asked, "hix-ee:InsuranceApplicationRequestingMedicaidIndicator", "true")
    _add(_add(asked, "hix-ee:SSFPrimaryContact"), "hix-core:RoleOfPersonReference", ref=signer.id)


def _applicant(asked: Element, one: facts.Person, found: Finding | None) -> None:
    applicant = _add(asked, "hix-ee:InsuranceApplicant")
    _add(applicant, "hix-core:RoleOfPersonReference", ref=one.id)
    if found is not None and found.medicaid != "unknown":
        eligible = _add(applicant, "hix-ee:MedicaidMAGIEligibility")
        _add(eligible, "hix-ee:EligibilityIndicator", "true" if found.medicaid == "yes" else "false")
    if found is not None:
        referral = _add(applicant, "hix-ee:ReferralActivity")
        _add(referral, "nc:ActivityIdentification/nc:IdentificationID", f"{one.id}-{found.reason}")


def _person(root: Element, who: Who, told: facts.Person, sent: AccountTransfer) -> None:
    person = _add(root, "hix-core:Person", id=who.id)
    _add(person, "nc:PersonBirthDate/nc:Date", str(who.birth_date))
    name = _add(person, "nc:PersonName")
    for tag, text in (
        ("PersonGivenName", who.first_name),
        ("PersonMiddleName", who.middle_name),
        ("PersonSurName", who.last_name),
    ):
        if text:
            _add(name, f"nc:{tag}", text)
    if who.sex:
        _add(person, "nc:PersonSexText", {"F": "female", "M": "male"}[who.sex])
    if who.ssn:
        _add(person, "nc:PersonSSNIdentification/nc:IdentificationID", who.ssn)
    if told.citizen is not None:
        _add(person, "nc:PersonUSCitizenIndicator", str(told.citizen).lower())
    more = _add(person, "hix-core:PersonAugmentation")
    if who.relationship == "self":
        _contact(more, sent.contact)
    _add(more, "hix-core:PersonPregnancyStatus/hix-core:StatusIndicator", str(told.pregnant).lower())
    for line in told.income or ():
        if line.kind in KINDS and line.period in PERIODS:
            income = _add(more, "hix-core:PersonIncome")
            _add(income, "hix-core:IncomeFrequency/hix-core:FrequencyCode", PERIODS[line.period])
            _add(income, "hix-core:IncomeAmount", f"{Decimal(line.amount) / 100:.2f}")
            _add(income, "hix-core:IncomeCategoryCode", KINDS[line.kind])


def _contact(more: Element, home: Contact) -> None:
    lives = _add(more, "hix-core:PersonContactInformationAssociation")
    contact = _add(lives, "hix-core:ContactInformation")
    if home.email:
        _add(contact, "nc:ContactEmailID", home.email)
    address = _add(contact, "nc:ContactMailingAddress/nc:StructuredAddress")
    _add(address, "nc:LocationStreet/nc:StreetFullText", home.street)
    if home.unit:
        _add(address, "nc:AddressSecondaryUnitText", home.unit)
    _add(address, "nc:LocationCityName", home.city)
    _add(address, "nc:LocationCountyCode", home.county_fips)
    _add(address, "nc:LocationStateUSPostalServiceCode", home.state)
    _add(address, "nc:LocationPostalCode", home.zip)
    if home.phone:
        _add(contact, "nc:ContactTelephoneNumber/nc:FullTelephoneNumber/nc:TelephoneNumberFullID", home.phone)
    _add(lives, "hix-core:ContactInformationCategoryCode", "Home")
