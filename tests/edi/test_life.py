"""Every message of an enrollment's life, of any household: pyx12 accepts it, our checker has nothing to say, a splitter of the test's
own finds what the guide's table asks, and what is read is what was written."""

import io
from datetime import date
from decimal import Decimal

import msgspec
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from coverport.edi import profiles
from coverport.edi.rules import life
from coverport.edi.rules.characters import to_x12
from coverport.edi.rules.from_file import group_of
from coverport.edi.rules.records import FunctionalGroup, Interchange
from coverport.edi.rules.writer import write
from coverport.edi.x12.events import RecordRead, TransactionRead
from coverport.edi.x12.fault import Fault
from coverport.edi.x12.maintenance import meaning
from coverport.edi.x12.reader import read
from tests.edi.judge import complaints
from tests.edi.splitter import Policy, split
from tests.edi.test_any_group import AT, PARTNER, PLAN, as_told, groups, one

SPELLED = PARTNER.maintenance
# pyx12 takes a second for a large family: what fails is shown as it is, not made small.
QUICK = (Phase.explicit, Phase.generate)
SINCE, LAST_DAY = date(2014, 5, 1), date(2014, 4, 30)

# The guide's table, typed from it once more: INS03, INS04, ADDL MAINT REASON of the one whom the event is about; whether it has loop 2300.
TABLE = {
    "initial": ("021", "EC", "", True), "initial_change_in_circumstances": ("021", "EC", "CIC", True),
    "renewal": ("021", "41", "PASSIVE", True), "renewal_new_to_issuer": ("021", "EC", "PASSIVE REENROLL - NEW TO ISSUER", True),
    "change_amounts": ("001", "", "FINANCIAL CHANGE", True), "change_variant": ("001", "", "CSR VARIANT CHANGE", True),
    "change_broker": ("001", "", "AGENT BROKER INFO", True), "change_person": ("001", "", "DEMOGRAPHIC CHANGE", True),
    "change_address": ("001", "43", "DEMOGRAPHIC CHANGE", True), "change_identifiers": ("001", "25", "DEMOGRAPHIC CHANGE", True),
    "cancel": ("024", "14", "CANCEL", False), "cancel_change_in_circumstances": ("024", "14", "CANCELCIC", False),
    "cancel_other_coverage": ("024", "14", "CANCEL-OTH-COVERAGE", False), "cancel_no_longer_eligible": ("024", "07", "CANCEL-NLE", False),
    "cancel_fraud": ("024", "07", "CANCEL-FRD", False), "cancel_carryforward": ("024", "", "CANCEL-CARRYFORWARD", False),
    "cancel_died": ("024", "03", "CANCEL-PDM", False), "terminate": ("024", "14", "TERM", False),
    "terminate_change_in_circumstances": ("024", "14", "TERMCIC", False),
    "terminate_other_coverage": ("024", "14", "TERM-OTH-COVERAGE", False),
    "terminate_no_longer_eligible": ("024", "07", "TERM-NLE", False), "terminate_died": ("024", "03", "TERM-PDM", False),
    "audit": ("030", "XN", "", True), "reinstate": ("025", "41", "", True),
    "issuer_confirm": ("021", "28", "CONFIRM", True), "issuer_cancel": ("024", "59", "CANCEL", False),
    "issuer_terminate": ("024", "59", "TERM", False), "issuer_reinstate": ("025", "", "ISSUER - REINSTATEMENT", True),
    "issuer_ids": ("001", "25", "ISSUER MAINT", True),
}  # fmt: skip


def event_of(name: str, group):
    """The message of an event, made as the product makes it."""
    how = SPELLED[name]
    if "cancel" in name:
        return life.canceled(group, how)
    if "terminate" in name:
        return life.terminated(group, how, last_day=LAST_DAY)
    if "reinstate" in name:
        return life.reinstated(group, how)
    if name == "audit":
        return life.audited(group, how)
    if name == "issuer_confirm":
        ids = {member.member_id: f"G{n}" for n, member in enumerate(group.members)}
        return life.confirmed(group, how, paid_through=date(2014, 1, 31), policy_id="GM-1", ids=ids)
    if how.type == "001":
        return life.changed(group, how, SPELLED, who={group.members[0].member_id}, since=SINCE)
    return life.initial(group, how)


def content_of(group) -> bytes:
    inside = FunctionalGroup(7, "NH0", PLAN[:14], (group,))
    return write(
        Interchange(41, PARTNER.interchange_sender, PARTNER.interchange_receiver, AT, (inside,)), PARTNER
    ).content


def checked(group) -> Policy:
    """Accepted by pyx12 and by our own checker; taken apart by the test."""
    content = content_of(group)
    assert complaints(content) == ""
    said = list(read(io.BytesIO(content)))
    assert [each for each in said if isinstance(each, Fault)] == []
    (policy,) = split(content, initial=False).policies
    reads_back(said, group)
    return policy


def reads_back(said: list, group) -> None:
    """What is read is what was written, value for value."""
    (transaction,) = (each for each in said if isinstance(each, TransactionRead))
    records = [each for each in said if isinstance(each, RecordRead)]
    assert transaction.values["total"] == str(len(group.members))
    for member, record in zip(group.members, records, strict=True):
        values = record.values
        assert (values["first"] or "", values["last"], values["middle"] or "") == as_told(member.name)
        assert (values["member_id"], values["subscriber_id"]) == (member.member_id, member.subscriber_id)
        assert (values["maintenance"], values["reason"] or "") == (member.maintenance.type, member.maintenance.reason)
        assert (values["birth_date"], values["sex"], values["ssn"] or "") == (
            f"{member.birth_date:%Y%m%d}",
            member.sex,
            member.ssn,
        )
        dates = {"356": "eligibility_begin", "357": "eligibility_end", "303": "maintenance_effective"}
        assert {dates[key]: f"{day:%Y%m%d}" for key, day in member.dates} == {
            name: values[name] for name in dates.values() if values[name]
        }
        coverages = record.collected.get("2300", [])
        assert len(coverages) == (member.coverage is not None)
        if member.coverage:
            row = coverages[0]
            assert (row[3], row[7], row[8]) == (
                f"{member.coverage.begin:%Y%m%d}",
                member.coverage.plan_id,
                group.policy_id,
            )
            assert row[4] == (f"{member.coverage.end:%Y%m%d}" if member.coverage.end else "")
        amounts = {
            row[1]: Decimal(row[3]) * 100
            for row in record.collected["2750"]
            if row[1].endswith(("AMT", "AMT 1", "TOT"))
        }
        expected = {"PRE AMT 1": member.premium} if member.amounts else {}
        if member.amounts and member.subscriber:
            expected |= {"PRE AMT TOT": group.total, "APTC AMT": group.credit, "TOT RES AMT": group.responsibility}
        assert amounts == expected


@pytest.mark.parametrize("name", TABLE)
@settings(max_examples=2, deadline=None, phases=QUICK)
@given(data=st.data())
def test_each_event_of_any_household_is_told_as_the_guide_wants(name, data):
    kind, reason, additional, coverage = TABLE[name]
    policy = checked(event_of(name, data.draw(groups())))
    first = policy.subscriber
    assert (first.ins[3], first.ins[4]) == (kind, reason)
    assert first.said.get("ADDL MAINT REASON", ("", "", ""))[1] == additional
    assert bool(first.all("HD")) == coverage
    assert first.ins[8] == ("TE" if kind == "024" else "AC")
    if kind == "024":
        assert len(policy.people) == 1
        end = "20140101" if "cancel" in name else "20140430"
        assert first.one("DTP", "357")[3] == end
        assert ["DTP", "303", "D8", end] in policy.header
        assert first.one("REF", "1L")[2] == "P1"
        assert not {"PRE AMT 1", "APTC AMT"} & set(first.said)
    if kind == "001":
        assert first.all("DTP", "303") == [["DTP", "303", "D8", "20140501"]] * 2  # of the member, and of the coverage
        assert all(
            other.ins[3:5] == ["001", ""] and other.said["ADDL MAINT REASON"][1] == "NO CHANGE"
            for other in policy.people[1:]
        )
        assert {said[2] for literal, said in first.said.items() if literal != "REQUEST SUBMIT TIMESTAMP"} == {
            "20140501"
        }


@settings(max_examples=3, deadline=None, phases=QUICK)
@given(group=groups().filter(lambda group: len(group.members) > 1))
def test_a_member_who_comes_is_told_beside_those_who_stay(group):
    *others, newcomer = group.members
    newcomer = msgspec.structs.replace(newcomer, coverage=msgspec.structs.replace(newcomer.coverage, begin=SINCE))
    group = msgspec.structs.replace(group, members=(*others, newcomer))
    policy = checked(life.regrouped(group, SPELLED, came={newcomer.member_id}, since=SINCE))
    kinds = [(person.ins[3], person.ins[4] if len(person.ins) > 4 else "") for person in policy.people]
    assert kinds == [("001", "")] * (len(kinds) - 1) + [("021", "EC")]
    last = policy.people[-1]
    assert (last.one("DTP", "356")[3], last.one("DTP", "348")[3]) == ("20140501", "20140501")
    assert policy.subscriber.one("DTP", "348")[3] == "20140101"


@settings(max_examples=3, deadline=None, phases=QUICK)
@given(group=groups().filter(lambda group: len(group.members) > 1))
def test_a_member_who_leaves_is_told_with_the_last_day_and_costs_nothing(group):
    leaver = group.members[-1]
    total = group.total - leaver.premium
    credit = min(group.credit, total)
    after = msgspec.structs.replace(group, total=total, credit=credit, responsibility=total - credit)
    policy = checked(
        life.regrouped(after, SPELLED, left={leaver.member_id: (SPELLED["terminate"], LAST_DAY)}, since=SINCE)
    )
    last = policy.people[-1]
    assert (last.ins[3], last.ins[4], last.one("HD")[1], last.one("DTP", "349")[3]) == ("024", "14", "024", "20140430")
    assert last.amount("PRE AMT 1") == 0
    assert all(other.ins[3] == "001" for other in policy.people[:-1])


@pytest.mark.parametrize(("last_day", "refused"), [
    (date(2013, 12, 31), True), (date(2014, 1, 1), False), (date(2014, 1, 2), False),
])  # fmt: skip
def test_a_policy_ends_on_its_first_day_or_later(last_day, refused):
    group = one("Concord")
    if refused:
        with pytest.raises(ValueError, match="canceled"):
            life.terminated(group, SPELLED["terminate"], last_day=last_day)
    else:
        assert life.terminated(group, SPELLED["terminate"], last_day=last_day).members[0].dates == (("357", last_day),)


@pytest.mark.parametrize("exchange", ["federal", "ma", "vt"])
def test_every_partner_spells_what_the_guide_allows(exchange):
    for name, how in profiles.load(exchange, "96751").maintenance.items():
        direction = "in" if name.startswith("issuer_") else "out"
        assert meaning(how.type, how.reason, how.additional, direction), name


def test_ethnicity_state_subsidy_and_an_event_are_told_where_they_are_known():
    group = one("Concord")
    ana = msgspec.structs.replace(group.members[0], ethnicity=("2106-3",), marital_status="M")
    group = msgspec.structs.replace(
        group, members=(ana,), credit=100_00, state_subsidy=50_00, responsibility=150_00, special_enrollment="02-BIRTH",
        cost_sharing=12_00,
    )  # fmt: skip
    partner = msgspec.structs.replace(profiles.load("vt", "13627"), cost_sharing_amount=True)
    inside = FunctionalGroup(7, "VT0", PLAN[:14], (group,))
    content = write(Interchange(41, partner.interchange_sender, "13627T", AT, (inside,)), partner).content
    assert complaints(content) == ""
    assert [each for each in read(io.BytesIO(content)) if isinstance(each, Fault)] == []
    (policy,) = split(content, initial=False).policies
    assert policy.subscriber.one("DMG") == ["DMG", "D8", "19730428", "F", "M", ":RET:2106-3"]
    assert policy.subscriber.amount("OTH PAY AMT 1") == 50
    assert policy.subscriber.amount("CSR AMT") == 12
    assert policy.subscriber.said["SEP REASON"][1] == "02-BIRTH"


@settings(max_examples=15, deadline=None)
@given(group=groups())
def test_what_was_written_is_read_back_to_the_same_values(group):
    """The whole value, compared: text as the character set spells it; languages and who answers for a child stay out."""
    told = plain(event_of("initial", group))
    said = list(read(io.BytesIO(content_of(told))))
    (header,) = (each for each in said if isinstance(each, TransactionRead))
    found = group_of(header, [each for each in said if isinstance(each, RecordRead)], PARTNER)
    at = told.submitted_at
    assert found == msgspec.structs.replace(
        told, plan_id=PLAN, submitted_at=at.replace(microsecond=at.microsecond // 10_000 * 10_000)
    )


def plain(group):
    """As it will be read: spelled in the character set, as long as it may be."""
    put = msgspec.structs.replace

    def one_member(member):
        address = member.address
        name = {part: to_x12(getattr(member.name, part))[:longest].rstrip() for part, longest in LONGEST_NAME.items()}
        spelled = {part: to_x12(getattr(address, part))[:longest].rstrip() for part, longest in LONGEST_ADDRESS.items()}
        return put(
            member, name=put(member.name, **name), address=put(address, **spelled), written_language="", responsible=None,
        )  # fmt: skip

    return put(group, members=tuple(one_member(member) for member in group.members))


LONGEST_NAME = {"last": 60, "first": 35, "middle": 25}
LONGEST_ADDRESS = {"street": 55, "unit": 55, "city": 30}
