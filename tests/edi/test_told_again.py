"""What an insurer's front door refused is told again from its page: under new numbers, as it is by then, and everything once."""

from datetime import date, timedelta

import pytest

from coverport.accounts.models import Role
from coverport.billing.queries import trial_balance
from coverport.core.models import Event
from coverport.edi import premiums
from coverport.edi.answers import overdue
from coverport.edi.models import Due834, EdiFile
from coverport.edi.portal.pages import deadline
from coverport.edi.queries import desk
from coverport.edi.receive import receive
from coverport.edi.retelling import refused
from coverport.enrollment.actions import end_coverage, reinstate_coverage
from tests.applications.households import somebody
from tests.billing.accounts import BANK, DAY, chosen, pays
from tests.edi.enrolled import AT, enroll, paid
from tests.edi.insurer import acknowledgment, interchange
from tests.edi.splitter import split
from tests.edi.test_moved_in_turn import as_kept
from tests.edi.test_portal import staff
from tests.edi.test_premiums_taken_back import told as paid_lines
from tests.edi.test_whole_life import heard, why
from tests.enrollment.lives import agreed, answer_anew, months, reported

pytestmark = pytest.mark.usefixtures("on_sale")
MARCH_10, JUNE_10 = date(2014, 3, 10), date(2014, 6, 10)


@pytest.fixture
def worker(federal, client):
    client.force_login(staff(federal, "edi@exchange.example", Role.Kind.STATE_WORKER))
    return client


def income(enrollment, on: date, amount: int) -> None:
    change = reported(enrollment, "income", on, on=on)
    answer_anew(change, on=on, income=amount)
    agreed(change, on=on)


def answered(number: int, *, all_but: str = "") -> None:
    """The newest 834 is answered, with all of it accepted but the messages of a kind."""
    file = EdiFile.objects.filter(set="834").latest("pk")
    kinds = {f"{due.control:09d}": due.kind for due in file.told.all()}
    bad = [control for control, kind in kinds.items() if kind == all_but]
    content = acknowledgment(number, split(file.bytes, initial=False), refused=bad)
    assert receive(exchange="federal", issuer="96751", name=f"{number}", content=content, at=AT).faults == []


def retell(client, file: EdiFile) -> int:
    return client.post(f"/federal/insurers/sent/{file.pk}/retell/").status_code


def test_a_refused_change_is_told_again_with_the_months_that_were_told_after_it(federal, worker):
    enrollment = enroll(federal)
    kept = heard()
    answered(301)
    paid(enrollment)
    income(enrollment, MARCH_10, 31_000_00)
    heard()
    answered(302, all_but="change")
    first = EdiFile.objects.latest("pk")
    income(enrollment, JUNE_10, 33_000_00)
    kept += heard()
    answered(303)
    assert as_kept(kept) != months(enrollment)
    page = worker.get(f"/federal/insurers/sent/{first.pk}/").content.decode()
    assert "Tell again what was refused" in page
    assert retell(worker, first) == 302
    kept += heard()
    assert as_kept(kept) == months(enrollment)
    assert "Tell again what was refused" not in worker.get(f"/federal/insurers/sent/{first.pk}/").content.decode()
    assert retell(worker, first) == 422
    assert heard() == []
    assert [each for each in desk(AT) if each.kind == "refused"] == []
    assert Event.objects.filter(kind="edi.refused_told_again").count() == 1


def test_a_refused_beginning_is_told_again_with_all_that_was_told_of_it(federal, worker):
    enrollment = paid(enroll(federal))
    income(enrollment, MARCH_10, 31_000_00)
    end_coverage(actor=BANK, enrollment=enrollment, cause="requested", last=date(2014, 10, 31), on=JUNE_10)
    first = heard()
    answered(301, all_but="initial")
    assert why(first[0])[0] == "021"
    assert retell(worker, EdiFile.objects.latest("pk")) == 302
    again = heard()
    assert (
        [why(policy)[0] for policy in again]
        == [why(policy)[0] for policy in first]
        == ["021", *["001"] * (len(first) - 2), "024"]
    )
    kept, so = as_kept(again[:-1]), months(enrollment)
    assert [kept[month] for month in range(1, 11)] == [so[month] for month in range(1, 11)]


@pytest.mark.parametrize("kind", ["terminate", "reinstate"])
def test_what_is_not_so_any_more_is_not_told_again(federal, worker, kind):
    enrollment = paid(enroll(federal))
    heard()
    answered(301)
    end_coverage(actor=BANK, enrollment=enrollment, cause="requested", last=date(2014, 6, 30), on=MARCH_10)
    heard()
    answered(302, all_but=kind)
    reinstate_coverage(actor=BANK, enrollment=enrollment, on=MARCH_10)
    heard()
    if kind == "reinstate":
        answered(303, all_but=kind)
        assert len(refused(Due834.objects.all())) == 1
        end_coverage(actor=BANK, enrollment=enrollment, cause="requested", last=date(2014, 7, 31), on=MARCH_10)
        heard()
    file = Due834.objects.get(answer="refused").file
    assert refused(Due834.objects.all()) == []
    assert [each for each in desk(AT) if each.kind == "refused"] == []
    assert retell(worker, file) == 422


def test_only_staff_have_it_told_again(federal, client):
    enroll(federal)
    heard()
    answered(301, all_but="initial")
    file = EdiFile.objects.get(set="834")
    client.force_login(staff(federal, "edi@insurer.example", Role.Kind.ISSUER, "96751"))
    assert "Tell again what was refused" not in client.get(f"/federal/insurers/sent/{file.pk}/").content.decode()
    assert retell(client, file) in {403, 404}
    assert heard() == []


def answered_820(file: EdiFile, by: str, *, accepted: bool):
    """What the insurer's front door says of a file of payments."""
    ta1 = f"TA1*{file.control:09d}*131210*1730*{'R*025' if by == 'TA1' and not accepted else 'A*000'}"
    said = [
        f"GS*FA*{file.issuer_id}T*VT0*20131211*090000*1*X*005010X231A1", "ST*999*0001*005010X231A1",
        f"AK1*RA*{file.groups[0]}*005010X218", f"AK9*{'A' if accepted or by == 'TA1' else 'R'}*1*1*{int(accepted)}", "SE*4*0001",
        "GE*1*1",
    ]  # fmt: skip
    groups = [[ta1, *said]] if by == "999" else [[ta1]]
    content = interchange(301, groups, sender=f"{file.issuer_id}T", receiver="COVERPORTVT", wants="0")
    content = content if by == "999" else content.replace(b"IEA*1", b"IEA*0")
    return receive(exchange="vt", issuer=file.issuer_id, name="a", content=content, at=AT)


def test_an_820_that_nobody_acknowledges_in_time_waits_on_the_desk(ana, vermont, client):
    one = chosen(ana, vermont)
    pays(one, one.net_cents, DAY)
    file = premiums.pass_on(exchange="vt", issuer=one.issuer_id, at=AT)
    assert overdue(AT + timedelta(days=3)) == []  # not in place yet
    EdiFile.objects.filter(pk=file.pk).update(placed_at=AT)
    assert overdue(AT + timedelta(hours=24)) == []
    assert overdue(AT + timedelta(hours=24, seconds=1)) == [file]
    late = [each for each in desk(AT + timedelta(days=2)) if each.kind == "unanswered"]
    assert [each.what for each in late] == [file.name]
    file.refresh_from_db()
    assert deadline(file) == AT + timedelta(hours=24)
    client.force_login(staff(vermont, "edi@exchange.example", Role.Kind.STATE_WORKER))
    assert file.name in client.get("/vt/insurers/?kind=late").content.decode()
    assert answered_820(file, "999", accepted=True).faults == []
    assert overdue(AT + timedelta(days=3)) == []


@pytest.mark.parametrize("by", ["999", "TA1"])
def test_a_refused_820_is_paid_again_with_what_came_since(ana, vermont, client, by):
    one, other = chosen(ana, vermont), chosen(somebody("b@example.org"), vermont)
    pays(one, one.net_cents, DAY)
    first = premiums.pass_on(exchange="vt", issuer=one.issuer_id, at=AT)
    assert answered_820(first, by, accepted=False).faults == []
    first.refresh_from_db()
    assert first.answer == "refused"
    assert [each.what for each in desk(AT) if each.kind == "refused"] == [first.name]
    assert premiums.waiting() == []  # nothing by itself: the same would be refused again
    pays(other, other.net_cents, DAY)
    client.force_login(staff(vermont, "edi@exchange.example", Role.Kind.STATE_WORKER))
    for status in (302, 422):
        assert client.post(f"/vt/insurers/sent/{first.pk}/retell/").status_code == status
    second = premiums.pass_on(exchange="vt", issuer=one.issuer_id, at=AT)
    january = date(2014, 1, 1)
    assert paid_lines(second) == {(one.reference, january): one.net_cents, (other.reference, january): other.net_cents}
    assert trial_balance(vermont)["insurers"] == one.net_cents + other.net_cents
    assert sum(trial_balance(vermont).values()) == 0
    assert [each for each in desk(AT) if each.kind == "refused"] == []
    assert premiums.pass_on(exchange="vt", issuer=one.issuer_id, at=AT) is None
