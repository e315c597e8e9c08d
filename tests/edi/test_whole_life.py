"""An enrollment's life by the product's own verbs, as insurers hear it: rows to 834, and read again the same; nothing twice or lost."""

import io
from datetime import UTC, date, datetime

import msgspec
import pytest

from coverport.core.access import Actor
from coverport.core.deliveries import drain
from coverport.core.models import Delivery, Event
from coverport.edi import profiles
from coverport.edi.actions import write_batch
from coverport.edi.due import change_due, mark_due
from coverport.edi.from_enrollment import message
from coverport.edi.models import AtIssuer, Due834, EdiFile
from coverport.edi.receive import receive
from coverport.edi.retelling import tell_again
from coverport.edi.rules.from_file import group_of
from coverport.edi.x12.events import EndRead, RecordRead, TransactionRead
from coverport.edi.x12.reader import read
from coverport.enrollment.actions import cancel_selection, effectuate, end_coverage, reinstate_coverage
from tests.applications.households import ANA, CONCORD, LUIS, person
from tests.edi.enrolled import AT, deliver, enroll, paid
from tests.edi.insurer import confirmation, ending, messages, reinstatement
from tests.edi.judge import complaints
from tests.edi.splitter import Policy, split
from tests.edi.test_life import plain
from tests.enrollment.choices import DAY, choose
from tests.enrollment.lives import agreed, answer_anew, reported

pytestmark = pytest.mark.usefixtures("on_sale")
BILLING, STAFF = Actor.system("billing"), Actor.system("staff")
MARCH_10, APRIL_2, JUNE_10 = date(2014, 3, 10), date(2014, 4, 2), date(2014, 6, 10)
CONCORD_PINE = msgspec.structs.replace(CONCORD, street="9 Pine Street")


def heard(exchange="federal") -> list[Policy]:
    """What insurers are told now, taken apart by the test's own reader; each file accepted by pyx12 and read to the same values."""
    deliver()
    policies = []
    for issuer in sorted(set(Due834.objects.filter(file=None, withdrawn_on=None).values_list("issuer_id", flat=True))):
        partner = profiles.load(exchange, issuer)
        due = Due834.objects.filter(issuer_id=issuer, file=None, withdrawn_on=None)
        before = {one.pk: message(one, partner) for one in due}
        file = write_batch(exchange=exchange, issuer=issuer, at=AT)
        assert file is not None, list(due.values_list("kind", "fault"))
        assert complaints(file.bytes) == ""
        told = {one.control: before[one.pk] for one in file.told.all()}
        found = groups_in(file, partner)
        assert found.keys() == told.keys()
        for control, group in told.items():
            assert msgspec.structs.asdict(found[control]) == msgspec.structs.asdict(as_read(group, control))
        assert write_batch(exchange=exchange, issuer=issuer, at=AT) is None
        policies += split(file.bytes, initial=False).policies
    return policies


def told_premium(policy: Policy) -> int:
    """Cents a month of everybody."""
    return int(policy.subscriber.amount("PRE AMT TOT") * 100)


def groups_in(file: EdiFile, partner) -> dict:
    """Transaction number -> its values, by the product's reader."""
    found, header, records = {}, None, []
    for each in read(io.BytesIO(file.bytes)):
        if isinstance(each, TransactionRead):
            header, records = each, []
        elif isinstance(each, RecordRead):
            records.append(each)
        elif isinstance(each, EndRead) and each.of == "transaction":
            found[int(header.control)] = group_of(header, records, partner)
    return found


def as_read(group, control: int):
    """The part of a message that is in the file: an end names neither plan nor amounts."""
    at = group.submitted_at
    told = msgspec.structs.replace(
        plain(group),
        control=control,
        submitted_at=at.replace(tzinfo=UTC, microsecond=at.microsecond // 10_000 * 10_000),
    )
    members = tuple(msgspec.structs.replace(member, spoken_language="") for member in told.members)
    told, first = msgspec.structs.replace(told, members=members), members[0]
    if not first.amounts:
        told = msgspec.structs.replace(told, rating_area="")
    return told if first.coverage else msgspec.structs.replace(told, plan_id="")


def why(policy: Policy) -> tuple[str, str]:
    """INS03, and what ADDL MAINT REASON adds."""
    first = policy.subscriber
    return first.ins[3], first.said.get("ADDL MAINT REASON", ("", "", ""))[1]


def amounts(policy: Policy) -> tuple[int, int, str]:
    """Total and credit in cents, and since when."""
    first = policy.subscriber
    return int(first.amount("PRE AMT TOT") * 100), int(first.amount("APTC AMT") * 100), first.said["APTC AMT"][2]


def kinds() -> list[str]:
    return list(Due834.objects.filter(withdrawn_on=None).order_by("event_id", "pk").values_list("kind", flat=True))


@pytest.fixture
def enrollment(federal):
    """Ana, told and paid for."""
    made = enroll(federal)
    heard()
    return paid(made)


@pytest.fixture
def couple(federal):
    made = enroll(federal, (ANA, LUIS), income=45_000_00)
    heard()
    return paid(made)


class TestChanges:
    def test_another_credit_is_told_once_from_its_month_on(self, enrollment):
        change = reported(enrollment, "income", JUNE_10, on=JUNE_10)
        answer_anew(change, on=JUNE_10, income=31_000_00)
        agreed(change, on=JUNE_10)
        told = heard()
        enrollment.refresh_from_db()
        assert {why(policy) for policy in told} == {("001", "FINANCIAL CHANGE")}
        assert amounts(told[0])[2] == "20140701"
        assert amounts(told[-1])[:2] == (enrollment.premium_cents, enrollment.credit_cents)
        assert len({amounts(policy)[:2] for policy in told}) == len(told)
        assert heard() == []

    def test_a_newborn_is_told_with_the_day_of_birth_and_the_month_of_birth_by_its_days(self, couple):
        change = reported(couple, "birth", JUNE_10, on=JUNE_10)
        answer_anew(change, on=JUNE_10, income=70_000_00, people=[person("Eva", JUNE_10, "child")])
        agreed(change, on=JUNE_10)
        told = heard()
        june, july = told[0], told[1]
        assert [one.ins[3] for one in june.people] == ["001", "001", "021"]
        eva = june.people[2]
        assert (eva.one("DTP", "348")[3], eva.one("DTP", "356")[3]) == ("20140610", "20140610")
        assert [one.ins[3] for one in july.people] == ["001", "001", "001"]
        # 21 of 30 days, half cents up.
        whole = int(july.people[2].amount("PRE AMT 1") * 100)
        assert int(eva.amount("PRE AMT 1") * 100) == (whole * 21 * 2 + 30) // 60
        assert (amounts(june)[2], amounts(july)[2]) == ("20140601", "20140701")

    def test_who_leaves_is_told_with_the_last_day(self, couple):
        luis = couple.members.get(subscriber=False).person
        change = reported(couple, "drop_member", date(2014, 4, 30), on=APRIL_2, people=[luis.reference])
        agreed(change, on=APRIL_2)
        told = heard()
        people = told[0].people
        assert [(one.ins[3], one.ins[4]) for one in people] == [("001", ""), ("024", "14")]
        assert (people[1].one("DTP", "349")[3], people[1].amount("PRE AMT 1")) == ("20140430", 0)
        assert amounts(told[0])[2] == "20140501"
        couple.refresh_from_db()
        assert amounts(told[-1])[0] == couple.premium_cents

    @pytest.mark.parametrize("told", [False, True])
    def test_who_dies_in_the_first_month_is_told_whether_the_beginning_was_told_or_not(self, federal, told):
        couple = enroll(federal, (ANA, LUIS), income=45_000_00)
        before = heard() if told else []
        paid(couple)
        luis, day = couple.members.get(subscriber=False).person, date(2014, 1, 15)
        change = reported(couple, "death", day, on=date(2014, 1, 20), people=[luis.reference])
        agreed(change, on=date(2014, 1, 20))
        first, january, february = (before + heard())[:3]
        assert [one.ins[3] for one in first.people] == ["021", "021"]
        assert [one.ins[3] for one in january.people] == ["001", "024"]
        assert january.people[1].one("DTP", "349")[3] == "20140115"
        # 15 of 31 days.
        assert january.people[1].amount("PRE AMT 1") > 0
        assert ([one.ins[3] for one in february.people], amounts(february)[2]) == (["001"], "20140201")

    def test_another_address_is_told_even_where_no_amount_differs(self, enrollment):
        change = reported(enrollment, "move", MARCH_10, on=MARCH_10)
        answer_anew(change, on=MARCH_10, contact=CONCORD_PINE)
        agreed(change, on=MARCH_10)
        (policy,) = heard()
        assert (why(policy), policy.subscriber.ins[4]) == (("001", "DEMOGRAPHIC CHANGE"), "43")
        assert policy.subscriber.one("N3")[1] == "9 Pine Street"
        assert {dtp[3] for dtp in policy.subscriber.all("DTP", "303")} == {"20140401"}

    def test_what_changes_before_it_is_told_is_told_as_it_is_by_then(self, federal):
        enrollment = paid(enroll(federal))
        change = reported(enrollment, "income", JUNE_10, on=JUNE_10)
        answer_anew(change, on=JUNE_10, income=31_000_00)
        agreed(change, on=JUNE_10)
        first, *later = heard()
        assert (why(first), amounts(first)) == (("021", ""), (28836, 8005, "20140101"))
        assert amounts(later[0])[2] == "20140701"


@pytest.mark.parametrize("written_between", [True, False])
def test_a_change_that_the_beginning_told_already_is_not_told_again_when_its_own_turn_comes(federal, written_between):
    enrollment = enroll(federal, (ANA, LUIS))
    change = reported(enrollment, "drop_member", date(2014, 1, 31), on=DAY, people=[luis_of(enrollment)])
    agreed(change, on=DAY)
    if written_between:  # As when a worker is killed between the two deliveries, and a file is written meanwhile.
        later = Delivery.objects.filter(event__kind="enrollment.changed")
        assert later.update(due_at=datetime(2100, 1, 1, tzinfo=UTC)) > 0
        Delivery.objects.exclude(pk__in=later).update(due_at=datetime(2000, 1, 1, tzinfo=UTC))
        drain()
        assert write_batch(exchange="federal", issuer=enrollment.issuer_id, at=AT) is not None
        assert kinds() == ["initial", "change"]
        assert heard() == []
    else:
        assert [why(policy) for policy in heard()] == [("021", ""), ("001", "NO CHANGE")]
    assert kinds() == ["initial", "change"]


def luis_of(enrollment) -> str:
    return enrollment.members.get(subscriber=False).person.reference


class TestEnds:
    @pytest.mark.parametrize(("cause", "reason", "additional"), [
        ("nonpayment", "14", "TERM"), ("lost_eligibility", "07", "TERM-NLE"), ("death", "03", "TERM-PDM"),
        ("other_coverage", "14", "TERM-OTH-COVERAGE"),
    ])  # fmt: skip
    def test_an_end_says_its_last_day_and_why(self, enrollment, cause, reason, additional):
        end_coverage(actor=STAFF, enrollment=enrollment, cause=cause, last=date(2014, 3, 31), on=MARCH_10)
        (policy,) = heard()
        assert (policy.subscriber.ins[4], why(policy)) == (reason, ("024", additional))
        assert policy.subscriber.one("DTP", "357")[3] == "20140331"

    def test_fraud_is_told_as_a_cancellation_from_the_first_day(self, enrollment):
        end_coverage(actor=STAFF, enrollment=enrollment, cause="fraud", last=MARCH_10, on=MARCH_10)
        (policy,) = heard()
        assert (why(policy), policy.subscriber.one("DTP", "357")[3]) == (("024", "CANCEL-FRD"), "20140101")

    def test_of_two_ends_that_are_not_told_yet_the_last_one_is(self, enrollment):
        for last in (date(2014, 5, 31), date(2014, 3, 31)):
            end_coverage(actor=STAFF, enrollment=enrollment, cause="nonpayment", last=last, on=MARCH_10)
        (policy,) = heard()
        assert policy.subscriber.one("DTP", "357")[3] == "20140331"

    def test_a_change_that_would_begin_after_the_end_is_not_told_until_the_end_is_taken_back(self, enrollment):
        change = reported(enrollment, "income", JUNE_10, on=JUNE_10)
        answer_anew(change, on=JUNE_10, income=31_000_00)
        agreed(change, on=JUNE_10)
        end_coverage(actor=BILLING, enrollment=enrollment, cause="nonpayment", last=date(2014, 6, 30), on=JUNE_10)
        deliver()
        assert kinds() == ["initial", "terminate"]
        reinstate_coverage(actor=STAFF, enrollment=enrollment, on=JUNE_10)
        told = heard()
        assert {why(policy) for policy in told} == {("001", "FINANCIAL CHANGE")}
        assert amounts(told[0])[2] == "20140701"

    def test_an_end_that_was_told_is_taken_back(self, enrollment):
        end_coverage(actor=BILLING, enrollment=enrollment, cause="nonpayment", last=date(2014, 3, 31), on=MARCH_10)
        heard()
        reinstate_coverage(actor=STAFF, enrollment=enrollment, on=APRIL_2)
        (policy,) = heard()
        assert (policy.subscriber.ins[3:5], len(policy.people)) == (["025", "41"], 1)
        assert policy.subscriber.one("DTP", "348")[3] == "20140101"

    @pytest.mark.parametrize(
        ("last", "cut"), [(date(2014, 1, 30), True), (date(2014, 1, 31), False), (date(2014, 2, 1), False)]
    )
    def test_a_month_that_was_told_as_an_end_had_cut_it_is_told_whole_when_the_end_is_taken_back(
        self, federal, last, cut
    ):
        enrollment = paid(enroll(federal, (ANA, LUIS)))
        end_coverage(actor=BILLING, enrollment=enrollment, cause="nonpayment", last=last, on=MARCH_10)
        beginning = next(policy for policy in heard() if why(policy) == ("021", ""))
        whole = enrollment.premium_cents
        assert (told_premium(beginning) < whole) is cut
        reinstate_coverage(actor=STAFF, enrollment=enrollment, on=APRIL_2)
        back, *changes = heard()
        assert back.subscriber.ins[3] == "025"
        if cut:
            (change,) = changes
            assert (why(change), amounts(change)[2]) == (("001", "FINANCIAL CHANGE"), "20140101")
            assert told_premium(change) == whole
        assert told_premium((beginning, *changes)[-1]) == whole

    def test_canceled_before_it_was_told_and_brought_back_its_beginning_is_told(self, federal):
        enrollment = enroll(federal)
        cancel_selection(actor=BILLING, enrollment=enrollment, on=MARCH_10)
        assert heard() == []
        reinstate_coverage(actor=BILLING, enrollment=enrollment, on=MARCH_10)
        (policy,) = heard()
        assert why(policy) == ("021", "")

    def test_the_plan_that_ends_is_told_before_the_one_that_replaces_it(self, enrollment):
        new = choose(enrollment.application, level="bronze", on=date(2014, 2, 3), instead_of=enrollment)
        told = heard()
        assert [(policy.number, why(policy)) for policy in told] == [
            (enrollment.reference, ("024", "TERMCIC")), (new.reference, ("021", "CIC")),
        ]  # fmt: skip

    def test_what_replaces_a_plan_waits_for_the_end_to_be_heard_of(self, enrollment):
        new = choose(enrollment.application, level="bronze", on=date(2014, 2, 3), instead_of=enrollment)
        # As when another worker is faster with the new enrollment's event than this one with the old one's.
        event = Delivery.objects.filter(subject=new.reference, subscriber="edi.plan_selected").get().event
        mark_due(enrollment=new.reference, event=event, where="issuer")
        assert write_batch(exchange="federal", issuer=new.issuer_id, at=AT) is None
        assert [why(policy) for policy in heard()] == [("024", "TERMCIC"), ("021", "CIC")]


class TestInsurersWord:
    """An insurer is not told its own word, and everything else that comes of it."""

    @pytest.fixture
    def told(self, federal):
        enrollment = enroll(federal, (ANA, LUIS), income=45_000_00)
        (policy,) = heard()
        self.hear(301, confirmation(policy))
        return enrollment, policy

    def hear(self, number: int, *said, on: date = MARCH_10):
        content = messages(number, said)
        return receive(
            exchange="federal",
            issuer="96751",
            name=f"{number}.edi",
            content=content,
            at=AT.replace(year=on.year, month=on.month, day=on.day),
        )

    @pytest.mark.parametrize(
        ("reason", "additional", "cause"), [("59", "TERM", "nonpayment"), ("", "TERM-OTH", "requested")]
    )
    def test_a_termination_ends_coverage(self, told, reason, additional, cause):
        enrollment, policy = told
        received = self.hear(302, ending(policy, reason=reason, additional=additional, end="20140331"))
        assert received.heard.get().outcome == "applied"
        enrollment.refresh_from_db()
        assert (enrollment.status, enrollment.end, enrollment.end_cause) == ("terminated", date(2014, 3, 31), cause)
        assert AtIssuer.objects.get().ended_on == MARCH_10
        assert heard() == []

    def test_an_earlier_termination_is_taken_and_a_later_one_is_not(self, told):
        enrollment, policy = told
        self.hear(302, ending(policy, additional="TERM", end="20140331"))
        assert self.hear(303, ending(policy, additional="TERM", end="20140331")).heard.get().outcome == "rejected"
        assert self.hear(304, ending(policy, additional="TERM", end="20140330")).heard.get().outcome == "applied"
        enrollment.refresh_from_db()
        assert enrollment.end == date(2014, 3, 30)

    def test_a_cancellation_of_sure_coverage_is_as_if_it_had_never_been(self, told):
        enrollment, policy = told
        received = self.hear(302, ending(policy, reason="59", additional="CANCEL"))
        assert received.heard.get().outcome == "applied"
        enrollment.refresh_from_db()
        assert (enrollment.status, enrollment.end_cause) == ("canceled", "nonpayment")
        assert heard() == []

    @pytest.mark.parametrize(("reason", "additional"), [("07", "CANCEL-FRD"), ("", "CANCEL-OUT-OF-AREA")])
    def test_what_only_the_exchange_may_decide_waits_for_staff(self, told, reason, additional):
        enrollment, policy = told
        received = self.hear(302, ending(policy, reason=reason, additional=additional))
        assert received.heard.get().outcome == "staff"
        enrollment.refresh_from_db()
        assert enrollment.status == "effectuated"

    def test_it_takes_back_its_own_end_and_not_the_exchanges(self, told):
        enrollment, policy = told
        self.hear(302, ending(policy, additional="TERM", end="20140331"))
        deliver()
        assert self.hear(303, reinstatement(policy)).heard.get().outcome == "applied"
        enrollment.refresh_from_db()
        assert (enrollment.status, enrollment.end) == ("reinstated", date(2014, 12, 31))
        assert heard() == []
        end_coverage(actor=STAFF, enrollment=enrollment, cause="lost_eligibility", last=date(2014, 4, 30), on=APRIL_2)
        deliver()
        received = self.hear(304, reinstatement(policy))
        assert received.heard.get().reasons[0]["code"] == "ended_by_exchange"

    def test_the_exchange_takes_back_what_the_insurer_ended_and_says_so(self, told):
        enrollment, policy = told
        self.hear(302, ending(policy, additional="TERM", end="20140331"))
        deliver()
        reinstate_coverage(actor=STAFF, enrollment=enrollment, on=APRIL_2)
        (again,) = heard()
        assert again.subscriber.ins[3] == "025"
        assert AtIssuer.objects.get().ended_on is None


def test_nothing_is_told_of_a_policy_whose_beginning_cannot_be(federal):
    enrollment = effectuate(actor=BILLING, enrollment=enroll(federal), on=MARCH_10)
    who = enrollment.members.get().person
    who.last_name = "王"
    who.save()
    end_coverage(actor=STAFF, enrollment=enrollment, cause="nonpayment", last=date(2014, 3, 31), on=MARCH_10)
    deliver()
    assert write_batch(exchange="federal", issuer=enrollment.issuer_id, at=AT) is None
    who.last_name = "Wang"
    who.save()
    assert [why(policy) for policy in heard()] == [("021", ""), ("024", "TERM")]


class TestRefused:
    """The insurer's front door refused the beginning."""

    @pytest.fixture
    def refused(self, federal):
        enrollment = enroll(federal)
        heard()
        enrollment = paid(enrollment)
        Due834.objects.update(answer="refused")
        return enrollment

    def test_nothing_more_is_told_until_the_beginning_is_told_again(self, refused):
        end_coverage(actor=STAFF, enrollment=refused, cause="nonpayment", last=date(2014, 3, 31), on=MARCH_10)
        deliver()
        assert write_batch(exchange="federal", issuer=refused.issuer_id, at=AT) is None
        tell_again(due=Due834.objects.get(kind="initial"), on=MARCH_10)
        assert [why(policy) for policy in heard()] == [("021", ""), ("024", "TERM")]

    def test_canceled_it_is_not_told_at_all(self, refused):
        tell_again(due=Due834.objects.get(), on=MARCH_10)
        end_coverage(actor=STAFF, enrollment=refused, cause="nonpayment", last=date(2013, 12, 31), on=MARCH_10)
        assert heard() == []


@pytest.mark.parametrize("told", [False, True])
def test_an_event_heard_again_makes_nothing_due_again(enrollment, told):
    """As when a worker dies after its effect and before it is marked as done."""
    change = reported(enrollment, "income", JUNE_10, on=JUNE_10)
    answer_anew(change, on=JUNE_10, income=31_000_00)
    agreed(change, on=JUNE_10)
    if told:
        heard()
    deliver()
    before = Due834.objects.count()
    event = Event.objects.get(kind="enrollment.changed")
    change_due(enrollment=enrollment.reference, event=event, since=date(2014, 7, 1))
    assert Due834.objects.count() == before


def test_in_vermont_a_change_before_the_payment_is_told_with_the_beginning(vermont):
    enrollment = enroll(vermont)
    deliver()
    assert kinds() == []
    paid(enrollment)
    assert [why(policy) for policy in heard("vt")] == [("021", "")]
