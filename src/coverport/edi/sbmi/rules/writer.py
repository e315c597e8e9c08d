"""The file itself, element by element in the schema's order, and what must be right before it is written. Pure."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TextIO
from xml.sax.saxutils import escape

from coverport.core.money import Cents, dollars
from coverport.edi.sbmi.rules.records import CoveredMember, FileHead, Financial, Frame, PolicyReport

PLAN = 14


def faults(policy: PolicyReport, frame: Frame) -> Iterator[str]:
    """Sentences for staff, without personal data."""
    if not re.fullmatch(r"\d{5}[A-Z]{2}\d{7}", policy.plan_id):
        yield "the plan has not the 14 characters of a plan"
    if policy.variant not in frame.variants:
        yield f"the variant {policy.variant} is none of {', '.join(frame.variants)}"
    if not policy.financials:
        yield "no month of it costs anything"
    if policy.end < policy.begin:
        yield "it ends before it begins"
    if [member.subscriber for member in policy.members] != [True] + [False] * (len(policy.members) - 1):
        yield "there must be one subscriber, who stands first"
    for position, member in enumerate(policy.members, start=1):
        if not 1 <= len(member.last) <= frame.longest_name:
            yield f"member {position}: the last name has none or more than {frame.longest_name} letters"
        if not f"{member.first}{member.middle}{member.last}".isprintable():
            yield f"member {position}: the name has a sign that cannot be printed"
        if not re.fullmatch(r"\d{5}(\d{4})?", member.postal_code):
            yield f"member {position}: the ZIP code cannot be right"
    for each in policy.financials:
        if not 0 <= each.credit <= each.premium:
            yield f"the credit from {each.since} on is more than the premium"


def write_file(head: FileHead, policies: Iterable[PolicyReport], frame: Frame, out: TextIO) -> int:
    """Write everything, one policy in memory at a time; answers how many."""
    count = 0
    out.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<Enrollment xmlns="{frame.namespace}">\n')
    out.write(_of("FileInformation", _head(head)))
    for count, policy in enumerate(policies, start=1):
        out.write(_of("Policy", _policy(count, policy)))
    out.write("</Enrollment>\n")
    return count


def _head(head: FileHead) -> Iterator[str]:
    yield _said("FileId", head.file_id)
    yield _said("FileCreateDateTime", head.made_at.isoformat(timespec="seconds"))
    yield _said("TenantId", head.tenant)
    yield _said("CoverageYear", str(head.year))
    yield _of("IssuerFileInformation", [_said("IssuerId", head.issuer_id)])


def _policy(number: int, policy: PolicyReport) -> Iterator[str]:
    yield _said("RecordControlNumber", str(number))
    yield _said("QHPId", policy.plan_id)
    yield _said("ExchangeAssignedPolicyId", policy.policy_id)
    yield _said("ExchangeAssignedSubscriberId", policy.members[0].member_id)
    yield _said("IssuerAssignedPolicyId", policy.issuer_policy_id)
    yield _said("IssuerAssignedSubscriberId", policy.issuer_subscriber_id)
    yield _day("PolicyStartDate", policy.begin)
    yield _day("PolicyEndDate", policy.end)
    yield _said("EffectuationIndicator", "Y" if policy.effectuated else "N")
    yield _said("InsuranceLineCode", policy.line)
    for member in policy.members:
        yield _of("MemberInformation", _member(member))
    for each in policy.financials:
        yield _of("FinancialInformation", _financial(each, policy))


def _member(member: CoveredMember) -> Iterator[str]:
    yield _said("ExchangeAssignedMemberId", member.member_id)
    yield _said("SubscriberIndicator", "Y" if member.subscriber else "N")
    yield _said("IssuerAssignedMemberId", member.issuer_member_id)
    yield _said("MemberLastName", member.last)
    yield _said("MemberFirstName", member.first)
    yield _said("MemberMiddleName", member.middle)
    yield _day("BirthDate", member.birth_date)
    yield _said("SocialSecurityNumber", member.ssn)
    yield _said("PostalCode", member.postal_code)
    yield _said("GenderCode", member.sex)
    for since, until in member.days:
        yield _of("MemberDates", [_day("MemberStartDate", since), _day("MemberEndDate", until)])


def _financial(each: Financial, policy: PolicyReport) -> Iterator[str]:
    yield _day("FinancialEffectiveStartDate", each.since)
    yield _day("FinancialEffectiveEndDate", each.until)
    yield _amount("MonthlyTotalPremiumAmount", each.premium)
    yield _amount("MonthlyTotalIndividualResponsibilityAmount", each.responsibility)
    yield _amount("MonthlyAPTCAmount", each.credit)
    yield _said("CSRVariantId", policy.variant)
    yield _said("RatingArea", policy.rating_area)
    for part in each.parts:
        yield _of("ProratedAmount", [
            _day("PartialMonthEffectiveStartDate", part.since), _day("PartialMonthEffectiveEndDate", part.until),
            _amount("PartialMonthPremiumAmount", part.premium), _amount("PartialMonthAPTCAmount", part.credit),
        ])  # fmt: skip


def _of(name: str, inside: Iterable[str]) -> str:
    return f"<{name}>{''.join(inside)}</{name}>\n"


def _said(name: str, text: str) -> str:
    """Nothing where nothing is known: the schema lets such elements be left out."""
    return f"<{name}>{escape(text)}</{name}>" if text else ""


def _day(name: str, day: date) -> str:
    return _said(name, day.isoformat())


def _amount(name: str, amount: Cents) -> str:
    return _said(name, dollars(amount))
