"""What we write in the federal layout is as our own schema of it says; the federal one is not public (see docs/reference)."""

from pathlib import Path

import msgspec
import pytest
from lxml import etree

from coverport.handoff.composing import account
from coverport.handoff.rules.referral import Referral
from coverport.handoff.xml_names import NAMESPACES
from coverport.handoff.xml_reading import read_xml
from coverport.handoff.xml_writing import write_xml
from tests.applications.households import ANA, DAY, LUIS, MIA, decided, person
from tests.handoff.test_sent_here import sam

SCHEMA = Path(__file__).parents[2] / "docs" / "reference" / "account-transfer" / "exch.xsd"


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(SCHEMA, etree.XMLParser(no_network=True)))


def valid(schema, body: bytes) -> list[str]:
    """What is wrong; nothing for a valid document."""
    return [] if schema.validate(etree.fromstring(body)) else [each.message for each in schema.error_log]


def sent_with(**contact):
    sent = sam()
    return msgspec.structs.replace(sent, contact=msgspec.structs.replace(sent.contact, **contact))


@pytest.mark.parametrize(
    "contact",
    [{}, {"email": ""}, {"unit": "2", "phone": "603-555-0100"}, {"street": ""}],
    ids=["whole", "no email", "unit and phone", "no street"],
)
def test_a_single_adult_is_valid_and_comes_back(schema, contact):
    body = write_xml(sent_with(**contact))
    assert valid(schema, body) == []
    assert read_xml(body).people[0].last_name == "Sample"


@pytest.mark.django_db
def test_a_family_of_every_kind_of_income_is_valid(schema, ana, federal, on_sale):
    """With who does not apply, a number, a name of one word in another script, and income that the layout has no word for."""
    people = [
        person("Ana", ANA.birth_date, ssn="900000021"),
        person("Luis", LUIS.birth_date, "spouse", sex="M", applies=False),
    ]
    people += [MIA, person("", MIA.birth_date, "child", last_name="李")]
    application, determination = decided(ana, federal, people, income=25_000_00)
    referred = [Referral(one.person.reference, "likely") for one in application.applicants.filter(applies=True)]
    sent = account(application, determination, referred, key="K7QP-2M4X", on=DAY)
    assert valid(schema, write_xml(sent)) == []


@pytest.mark.parametrize(
    ("path", "change"),
    [
        (".//nc:PersonSurName", lambda found: found.getparent().remove(found)),
        (".//nc:LocationStateUSPostalServiceCode", lambda found: setattr(found, "text", "New Hampshire")),
        (".//hix-ee:SSFSigner/hix-core:RoleOfPersonReference", lambda found: found.set(f"{{{NAMESPACES['s']}}}ref", "P-9")),
        (".//hix-core:IncomeAmount", lambda found: setattr(found, "text", "$30,000")),
        (".//hix-ee:SSFPrimaryContact", lambda found: found.getparent().insert(0, found)),
    ],
    ids=["no last name", "state in words", "nobody's signature", "no amount", "another order"],
)  # fmt: skip
def test_the_schema_tells_what_is_wrong(schema, path, change):
    root = etree.fromstring(write_xml(sam()))
    change(root.find(path, NAMESPACES))
    assert valid(schema, etree.tostring(root)) != []
