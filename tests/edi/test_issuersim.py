"""The insurer in a box: it takes files, keeps its own ledger, answers, and the exchange hears it. Its mistakes are caught."""

import argparse
import subprocess
import sys
from datetime import date

import pytest

from coverport.core import paths
from coverport.core.access import Actor
from coverport.edi import inbox
from coverport.edi import outbox as places
from coverport.edi.issuersim.command import Box
from coverport.edi.issuersim.insurer import MISTAKES
from coverport.edi.issuersim.ledger import Ledger
from coverport.edi.models import AtIssuer, Due834, Heard, Received
from coverport.enrollment.actions import cancel_selection, end_coverage, reinstate_coverage
from tests.applications.households import ANA, LUIS
from tests.edi.enrolled import DAY, deliver, enroll, written
from tests.enrollment.lives import agreed, answer_anew, reported

pytestmark = pytest.mark.usefixtures("on_sale")


@pytest.fixture
def box(tmp_path, monkeypatch, outbox):
    """Turns the box once, with mistakes; its ledger stays from turn to turn."""
    monkeypatch.setattr(paths, "inbox_dir", lambda: tmp_path / "inbox")
    ledger = Ledger(tmp_path / "ledger.sqlite")

    def turn(*mistakes: str) -> Ledger:
        chosen = argparse.Namespace(
            exchange=None, issuer=None, outbox=outbox, inbox=tmp_path / "inbox", mistake=list(mistakes)
        )
        Box(ledger, chosen).turn()
        return ledger

    return turn


def tell(federal) -> None:
    deliver()
    written(federal)
    places.place_files()


def test_an_enrollment_goes_there_and_comes_back_sure(federal, box):
    enrollment = enroll(federal, (ANA, LUIS), income=60_000_00)
    tell(federal)
    ledger = box()
    assert ledger.policies() == [
        (
            enrollment.reference,
            enrollment.qhp_id,
            "2014-01-01",
            "",
            "enrolled",
            2,
            enrollment.premium_cents,
            enrollment.credit_cents,
            1,
        )
    ]
    taken = inbox.take_in()
    assert [received.faults for received in taken] == [[], []]  # the acknowledgment, and the confirmation
    enrollment.refresh_from_db()
    assert enrollment.status == "effectuated"
    assert AtIssuer.objects.get().policy_id == f"P-{enrollment.reference}"
    assert Due834.objects.get().answer == "accepted"
    assert not Heard.objects.exclude(outcome="applied").exists()


def test_a_file_that_comes_again_enrolls_nobody_twice(federal, box):
    enroll(federal)
    tell(federal)
    box()
    ledger = box()  # another process, the same ledger: it reads the folder from the beginning
    assert [row[-1] for row in ledger.policies()] == [1]
    assert len(inbox.take_in()) == 2


def test_a_cancellation_reaches_the_ledger(federal, box):
    enrollment = enroll(federal)
    tell(federal)
    box("silent", "forget")
    cancel_selection(actor=Actor.system("test"), enrollment=enrollment, on=DAY)
    deliver()
    tell(federal)
    ((_, _, begin, end, status, *_),) = box("silent").policies()
    assert (begin, end, status) == ("2014-01-01", "2014-01-01", "canceled")


def test_changes_an_end_and_its_taking_back_reach_the_ledger(federal, box):
    enrollment = enroll(federal)
    tell(federal)
    box()
    inbox.take_in()
    june = date(2014, 6, 10)
    change = reported(enrollment, "income", june, on=june)
    answer_anew(change, on=june, income=31_000_00)
    agreed(change, on=june)
    tell(federal)
    enrollment.refresh_from_db()
    ((*_, status, members, premium, credit, told),) = box().policies()
    assert (status, members, premium, credit, told) == (
        "enrolled", 1, enrollment.premium_cents, enrollment.credit_cents, 1,
    )  # fmt: skip
    assert credit < 8005
    staff = Actor.system("staff")
    end_coverage(actor=staff, enrollment=enrollment, cause="nonpayment", last=date(2014, 6, 30), on=june)
    tell(federal)
    assert box().policies()[0][3:5] == ("2014-06-30", "terminated")
    reinstate_coverage(actor=staff, enrollment=enrollment, on=june)
    tell(federal)
    assert box().policies()[0][3:5] == ("", "enrolled")
    inbox.take_in()
    assert not Heard.objects.exclude(outcome="applied").exists()
    assert set(Due834.objects.values_list("answer", flat=True)) == {"accepted"}


@pytest.mark.parametrize(("mistake", "status", "said"), [
    ("silent", "effectuated", []),
    ("forget", "selected", []),
    ("refuse", "selected", ["refused", "refused"]),  # the transaction, and the group
    ("wrong_dates", "selected", ["begin_differs"]),
    ("unknown_policy", "selected", ["unknown_policy"]),
    ("twice", "effectuated", ["wrong_state"]),
    ("unfinished", "selected", []),
])  # fmt: skip
def test_each_mistake_is_caught_and_none_changes_what_it_should_not(federal, box, mistake, status, said):
    enrollment = enroll(federal)
    tell(federal)
    box(mistake)
    inbox.take_in()
    enrollment.refresh_from_db()
    assert enrollment.status == status
    assert [reason["code"] for heard in Heard.objects.order_by("pk") for reason in heard.reasons] == said
    assert any(received.faults for received in Received.objects.all()) == (mistake == "unfinished")
    assert (Due834.objects.get().answer == "accepted") == (mistake not in {"silent", "refuse"})


def test_every_mistake_is_tried_here():
    tried = test_each_mistake_is_caught_and_none_changes_what_it_should_not.pytestmark[0].args[1]
    assert {mistake for mistake, _, _ in tried} == set(MISTAKES)


def test_it_is_a_program_of_its_own_without_the_exchanges_database(tmp_path):
    probe = (
        "import sys; from coverport.command import main; code = main(['issuersim', *sys.argv[1:]]); "
        "assert 'django' not in sys.modules and 'psycopg' not in sys.modules; sys.exit(code)"
    )
    arguments = ["--once", "--outbox", str(tmp_path), "--inbox", str(tmp_path), "--ledger", str(tmp_path / "l.sqlite")]
    subprocess.run([sys.executable, "-c", probe, *arguments], check=True)
    shown = subprocess.run(
        [sys.executable, "-c", probe, "--show", *arguments], check=True, capture_output=True, text=True
    )
    assert shown.stdout == "[]\n"
