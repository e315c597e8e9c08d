"""What the insurer in a box knows of each person of its policies, as the exchange told it last: the view that it sends is made of it."""

import json
from collections.abc import Mapping
from datetime import date

from coverport.core.money import dollars
from coverport.edi.issuersim.ledger import Ledger
from coverport.edi.rules.records import Address, EnrollmentGroup, Member

Told = dict[str, str]
PLAN = 14


def remember(ledger: Ledger, issuer: str, group: EnrollmentGroup, event: str) -> None:
    """Keep what a message says of each person. Whoever leaves keeps the last day; a new beginning forgets what was before."""
    if event in {"initial", "renewal"}:
        ledger.ask("DELETE FROM person WHERE issuer = ? AND policy = ?", issuer, group.policy_id)
    if event not in {"initial", "renewal", "change"}:
        return
    for member in group.members:
        before = of(ledger, issuer, group.policy_id, member.member_id)
        _keep(ledger, issuer, group.policy_id, member.member_id, {**before, **_told(group, member)})


def confirmed(ledger: Ledger, issuer: str, policy: str, paid_through: date, ids: Mapping[str, str]) -> None:
    """What the insurer says with its confirmation: its own numbers, and until when it is paid."""
    for member, told in people(ledger, issuer, policy).items():
        told["issuer_member"] = ids.get(member, "")
        if told["subscriber"] == "Y":
            told |= {
                "issuer_policy": f"P-{policy}", "issuer_subscriber": ids.get(member, ""), "status": "effectuated",
                "paid_through": paid_through.isoformat(),
            }  # fmt: skip
        _keep(ledger, issuer, policy, member, told)


def people(ledger: Ledger, issuer: str, policy: str) -> dict[str, Told]:
    """Everybody of a policy, by number."""
    query = "SELECT member, told FROM person WHERE issuer = ? AND policy = ? ORDER BY member"
    return {member: json.loads(told) for member, told in ledger.ask(query, issuer, policy)}


def of(ledger: Ledger, issuer: str, policy: str, member: str) -> Told:
    return people(ledger, issuer, policy).get(member, {})


def _keep(ledger: Ledger, issuer: str, policy: str, member: str, told: Told) -> None:
    insert = (
        "INSERT INTO person VALUES (?, ?, ?, ?) ON CONFLICT (issuer, policy, member) DO UPDATE SET told = excluded.told"
    )
    ledger.ask(insert, issuer, policy, member, json.dumps(told))


def _told(group: EnrollmentGroup, member: Member) -> Told:
    said = {
        "policy": group.policy_id, "member": member.member_id, "subscriber": "Y" if member.subscriber else "N",
        "last_name": member.name.last, "first_name": member.name.first, "middle_name": member.name.middle,
        "birth_date": member.birth_date.isoformat(), "sex": member.sex, "member_premium": dollars(member.premium),
        **_coverage(member),
    }  # fmt: skip
    if member.tobacco is not None:
        said["tobacco"] = "Y" if member.tobacco else "N"
    return said | (_policy(group, member.address) if member.subscriber else {})


def _coverage(member: Member) -> Told:
    coverage = member.coverage
    if coverage is None:
        return {}
    return {
        "member_begin": coverage.begin.isoformat(),
        **({"member_end": coverage.end.isoformat()} if coverage.end else {}),
    }


def _policy(group: EnrollmentGroup, home: Address | None) -> Told:
    said = {
        "plan": group.plan_id[:PLAN], "variant": group.plan_id[PLAN:], "rating_area": group.rating_area,
        "total_premium": dollars(group.total), "credit": dollars(group.credit),
    }  # fmt: skip
    if home:
        said |= {
            "street": home.street, "unit": home.unit, "city": home.city, "state": home.state, "zip": home.zip,
            "county": home.county_fips,
        }  # fmt: skip
    return said
