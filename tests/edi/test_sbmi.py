"""The monthly report to CMS: spans of amounts, the file by the schema, and sums that are those of the people's months."""

import io
import re
from datetime import UTC, date, datetime
from pathlib import Path
from xml.etree import ElementTree

import msgspec
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from coverport.core.access import Actor
from coverport.edi import profiles
from coverport.edi.sbmi.policies import policies
from coverport.edi.sbmi.reporting import CannotReport, standard, sums, write_report
from coverport.edi.sbmi.rules.records import CoveredMember, FileHead, Financial, PartMonth, PolicyReport
from coverport.edi.sbmi.rules.spans import Months, by_month, financials
from coverport.edi.sbmi.rules.writer import faults, write_file
from coverport.enrollment.actions import end_coverage
from tests.applications.households import ANA, LUIS
from tests.edi.enrolled import deliver, enroll, paid, written
from tests.shared import SHARED

SCHEMA = SHARED / "reference" / "SBMI.xsd" if SHARED else None
AT = datetime(2016, 3, 10, 12, 0, tzinfo=UTC)
JAN_1, DEC_31 = date(2016, 1, 1), date(2016, 12, 31)
# The schema's order, typed in from it: what may stand in a policy, and after what.
ORDER = {
    "Enrollment": ["FileInformation", "Policy"],
    "FileInformation": ["FileId", "FileCreateDateTime", "TenantId", "CoverageYear", "IssuerFileInformation"],
    "Policy": [
        "RecordControlNumber", "QHPId", "ExchangeAssignedPolicyId", "ExchangeAssignedSubscriberId", "IssuerAssignedPolicyId",
        "IssuerAssignedSubscriberId", "PolicyStartDate", "PolicyEndDate", "EffectuationIndicator", "InsuranceLineCode",
        "MemberInformation", "FinancialInformation",
    ],
    "MemberInformation": [
        "ExchangeAssignedMemberId", "SubscriberIndicator", "IssuerAssignedMemberId", "MemberLastName", "MemberFirstName",
        "MemberMiddleName", "BirthDate", "SocialSecurityNumber", "PostalCode", "GenderCode", "MemberDates",
    ],
    "FinancialInformation": [
        "FinancialEffectiveStartDate", "FinancialEffectiveEndDate", "MonthlyTotalPremiumAmount",
        "MonthlyTotalIndividualResponsibilityAmount", "MonthlyAPTCAmount", "CSRVariantId", "RatingArea", "ProratedAmount",
    ],
    "ProratedAmount": [
        "PartialMonthEffectiveStartDate", "PartialMonthEffectiveEndDate", "PartialMonthPremiumAmount", "PartialMonthAPTCAmount",
    ],
}  # fmt: skip
OPTIONAL = {
    "IssuerAssignedPolicyId", "IssuerAssignedSubscriberId", "IssuerAssignedMemberId", "MemberFirstName", "MemberMiddleName",
    "SocialSecurityNumber", "GenderCode", "MemberDates", "RatingArea", "ProratedAmount",
}  # fmt: skip


def months(since: date, until: date, premium: int, credit: int = 0, people: tuple[int, ...] = (1, 2)) -> Months:
    return Months(since, until, premium, credit, frozenset(people))


YEAR = months(JAN_1, DEC_31, 620_00, 310_00)


@pytest.mark.parametrize(
    ("found", "spans"),
    [
        ([YEAR], [Financial(JAN_1, DEC_31, 620_00, 310_00)]),
        # The last month in part: 15 of 31 days.
        (
            [months(JAN_1, date(2016, 4, 30), 620_00, 310_00), months(date(2016, 5, 1), date(2016, 5, 15), 300_00, 150_00)],
            [Financial(JAN_1, date(2016, 5, 15), 620_00, 310_00, (PartMonth(date(2016, 5, 1), date(2016, 5, 15), 300_00, 150_00),))],
        ),
        # The first month in part, and the last one.
        (
            [
                months(date(2016, 3, 17), date(2016, 3, 31), 300_00), months(date(2016, 4, 1), date(2016, 4, 30), 620_00),
                months(date(2016, 5, 1), date(2016, 5, 15), 300_00),
            ],
            [
                Financial(
                    date(2016, 3, 17), date(2016, 5, 15), 620_00, 0,
                    (PartMonth(date(2016, 3, 17), date(2016, 3, 31), 300_00, 0), PartMonth(date(2016, 5, 1), date(2016, 5, 15), 300_00, 0)),
                )
            ],
        ),
        # Other people, or another price, are another span; nothing beside a part: the full month's amounts are given.
        (
            [months(JAN_1, date(2016, 1, 15), 300_00), months(date(2016, 2, 1), DEC_31, 620_00, people=(1,))],
            [
                Financial(JAN_1, date(2016, 1, 15), 500_00, 100_00, (PartMonth(JAN_1, date(2016, 1, 15), 300_00, 0),)),
                Financial(date(2016, 2, 1), DEC_31, 620_00, 0),
            ],
        ),
        (
            [months(date(2016, 3, 17), date(2016, 3, 31), 200_00), months(date(2016, 4, 1), DEC_31, 620_00)],
            [
                Financial(
                    date(2016, 3, 17), date(2016, 3, 31), 500_00, 100_00,
                    (PartMonth(date(2016, 3, 17), date(2016, 3, 31), 200_00, 0),),
                ),
                Financial(date(2016, 4, 1), DEC_31, 620_00, 0),
            ],
        ),
        # A month that is not prorated keeps its price.
        (
            [months(JAN_1, date(2016, 4, 30), 620_00), months(date(2016, 5, 1), date(2016, 5, 15), 620_00)],
            [Financial(JAN_1, date(2016, 5, 15), 620_00, 0, (PartMonth(date(2016, 5, 1), date(2016, 5, 15), 620_00, 0),))],
        ),
    ],
)  # fmt: skip
def test_months_become_spans(found, spans):
    made = financials(found, 500_00, 100_00)
    assert list(made) == spans
    # Whatever is joined, every month says what it came to.
    said = by_month(made)
    for each in found:
        assert said[each.since.replace(day=1)] == (each.premium, each.credit)


def member(**more) -> CoveredMember:
    values = {
        "member_id": "K7QP-2M4X", "subscriber": True, "last": "Rivera", "first": "Ana", "middle": "", "birth_date": date(1973, 4, 28),
        "postal_code": "05401", "days": ((JAN_1, DEC_31),),
    }  # fmt: skip
    return CoveredMember(**{**values, **more})


def policy(**more) -> PolicyReport:
    values = {
        "plan_id": "13627VT0340001", "variant": "04", "policy_id": "B2CD-F3GH", "begin": JAN_1, "end": DEC_31, "effectuated": True,
        "line": "HLT", "rating_area": "R-VT001", "members": (member(), member(member_id="L", subscriber=False, last="O'Brien & <Sons>")),
        "financials": (Financial(JAN_1, DEC_31, 620_00, 310_00),),
    }  # fmt: skip
    return PolicyReport(**{**values, **more})


def file_of(*reported: PolicyReport, tenant: str = "VT0", year: int = 2016) -> str:
    out = io.StringIO()
    assert write_file(FileHead("VT0.1", AT, tenant, year, "13627"), reported, standard(), out) == len(reported)
    return out.getvalue()


def check(text: str) -> None:
    """By the order typed in here; and by the public schema, where it is there."""
    tree = ElementTree.fromstring(text)
    for element in tree.iter():
        name = element.tag.partition("}")[2]
        assert element.tag.startswith("{http://sbmi.dsh.cms.gov}")
        if name in ORDER:
            inside = [child.tag.partition("}")[2] for child in element]
            assert inside == sorted(inside, key=ORDER[name].index)
            assert set(ORDER[name]) - set(inside) <= OPTIONAL
    assert re.fullmatch(r"(\d+\.\d\d)?", tree.findtext(".//{*}MonthlyTotalPremiumAmount", ""))
    if SCHEMA and SCHEMA.exists():
        from lxml import etree

        schema = etree.XMLSchema(etree.parse(str(SCHEMA)))
        schema.assertValid(etree.fromstring(text.encode()))


PRORATED = Financial(
    JAN_1, date(2016, 5, 15), 620_00, 310_00, (PartMonth(date(2016, 5, 1), date(2016, 5, 15), 300_00, 150_00),)
)


def test_the_file_follows_the_schema():
    child = member(member_id="M", subscriber=False, sex="F", ssn="900124711", issuer_member_id="G2", middle="Q", days=(
        (JAN_1, date(2016, 2, 29)), (date(2016, 4, 1), DEC_31),
    ))  # fmt: skip
    text = file_of(
        policy(),
        policy(
            financials=(PRORATED,), issuer_policy_id="P-1", issuer_subscriber_id="G0", effectuated=False, line="DEN"
        ),
        policy(members=(member(first=""), child)),
    )
    check(text)
    assert "<MonthlyTotalIndividualResponsibilityAmount>310.00</MonthlyTotalIndividualResponsibilityAmount>" in text
    assert "O'Brien &amp; &lt;Sons&gt;" in text
    assert text.count("<MemberDates>") == 7


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"plan_id": "13627VT034000"}, "the plan has not the 14 characters of a plan"),
        ({"variant": "00"}, "the variant 00 is none of 01, 02, 03, 04, 05, 06"),
        ({"financials": ()}, "no month of it costs anything"),
        ({"end": date(2015, 12, 31)}, "it ends before it begins"),
        ({"members": (member(subscriber=False),)}, "there must be one subscriber, who stands first"),
        ({"members": (member(last=""),)}, "member 1: the last name has none or more than 60 letters"),
        ({"members": (member(last="x" * 61),)}, "member 1: the last name has none or more than 60 letters"),
        ({"members": (member(first="A\x00na"),)}, "member 1: the name has a sign that cannot be printed"),
        ({"members": (member(postal_code="5401"),)}, "member 1: the ZIP code cannot be right"),
        (
            {"financials": (Financial(JAN_1, DEC_31, 100, 101),)},
            "the credit from 2016-01-01 on is more than the premium",
        ),
    ],
)
def test_what_is_not_in_order_is_said_without_personal_data(wrong, fault):
    assert list(faults(policy(), standard())) == []
    assert list(faults(policy(**wrong), standard())) == [fault]


@pytest.fixture
def covered(vermont, on_sale):
    """Ana and Luis, paid, and the insurer was told."""
    enrollment = paid(enroll(vermont, (ANA, LUIS), income=60_000_00))
    deliver()
    written(vermont)
    return enrollment


# As if the schema had begun with the year of the sample.
EARLIER = msgspec.structs.replace(standard(), first_year=2014)


def report(covered, folder: Path, **more):
    common = {"exchange": "vt", "issuer": covered.issuer_id, "year": 2014, "at": datetime(2014, 3, 10, 9, tzinfo=UTC)}
    return write_report(**{**common, "folder": folder, "frame": EARLIER, **more})


def test_a_report_says_what_the_months_of_people_come_to(covered, tmp_path):
    found = report(covered, tmp_path)
    assert (found.policies, len(found.months)) == (1, 12)
    assert set(found.months.values()) == {(covered.premium_cents, covered.credit_cents)}
    assert found.months == sums("vt", covered.issuer_id, 2014)
    assert found.path.name == f"VT0.{covered.issuer_id}.2014.20140310090000.SBMI.xml"
    assert [path.name for path in tmp_path.iterdir()] == [found.path.name]
    text = found.path.read_text()
    check(text.replace("<CoverageYear>2014", "<CoverageYear>2016"))
    tree = ElementTree.fromstring(text)
    said = {
        name: tree.findtext(f".//{{*}}{name}")
        for name in ("QHPId", "ExchangeAssignedPolicyId", "EffectuationIndicator", "PolicyEndDate")
    }
    assert list(said.values()) == [covered.plan_id, covered.reference, "Y", "2014-12-31"]
    assert [one.text for one in tree.iterfind(".//{*}MemberFirstName")] == ["Ana", "Luis"]


def test_an_end_in_the_middle_of_the_year_ends_the_span(covered, tmp_path):
    end_coverage(
        actor=Actor.system("staff"), enrollment=covered, cause="requested", last=date(2014, 5, 31), on=date(2014, 3, 20)
    )
    (said,) = policies("vt", profiles.load("vt", covered.issuer_id), 2014)
    assert [(each.since, each.until) for each in said.financials] == [(date(2014, 1, 1), date(2014, 5, 31))]
    assert {days for one in said.members for days in one.days} == {(date(2014, 1, 1), date(2014, 5, 31))}
    assert len(report(covered, tmp_path).months) == 5


def test_sums_that_differ_from_the_peoples_months_write_nothing(covered, tmp_path):
    # An end that did not take its months along.
    type(covered).objects.filter(pk=covered.pk).update(end=date(2014, 10, 31))
    with pytest.raises(CannotReport, match="the sums of 2014-11, 2014-12 are not those of the people's months"):
        report(covered, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_report_that_cannot_be_right_leaves_no_file(covered, tmp_path):
    type(covered).objects.filter(pk=covered.pk).update(csr_variant="00")
    with pytest.raises(CannotReport, match=f"{covered.reference}: the variant 00"):
        report(covered, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
def test_only_state_exchanges_from_the_first_year_on_report(federal, vermont, tmp_path):
    common = {"issuer": "96751", "at": AT, "folder": tmp_path}
    with pytest.raises(CannotReport, match="is no state exchange"):
        write_report(exchange="federal", year=2016, **common)
    with pytest.raises(CannotReport, match="begins with coverage year 2016"):
        write_report(exchange="vt", year=2015, **common)
    with pytest.raises(CannotReport, match="there is no policy to report"):
        write_report(exchange="vt", year=2016, **common)


def test_the_command_says_why_nothing_was_written(covered, tmp_path):
    with pytest.raises(CommandError, match="begins with coverage year 2016"):
        call_command("edi_sbmi", exchange="vt", year=2014, out=tmp_path)
    with pytest.raises(CommandError, match="no insurer of vt was told"):
        call_command("edi_sbmi", exchange="vt", year=2016, out=tmp_path)
    with pytest.raises(CommandError, match="there is no exchange nowhere"):
        call_command("edi_sbmi", exchange="nowhere", year=2016, out=tmp_path)
