"""What did not change is not told: after an insurer took its own end back, and beside the end of a renewal told between two rounds."""

from datetime import date

import pytest

from coverport.core.access import Actor
from coverport.core.models import Delivery
from coverport.edi.models import Due834
from coverport.edi.receive import receive
from coverport.enrollment.actions import end_coverage, reinstate_coverage
from tests.applications.households import ANA
from tests.edi.enrolled import AT, deliver
from tests.edi.insurer import ending, messages, reinstatement
from tests.edi.test_end_that_stands import begun
from tests.edi.test_renewals_ended_at_once import LAST, LATER, ON, told
from tests.edi.test_whole_life import amounts, heard
from tests.enrollment.lives import agreed, answer_anew, months, reported
from tests.enrollment.renewal.market import DONE, TOLD, _new_hampshire, enrolled, federal_years, next_of, run

__all__ = ["_new_hampshire", "federal_years"]
STAFF = Actor.system("staff")
MARCH_10 = date(2014, 3, 10)


def untold() -> list[tuple[str, date | None]]:
    deliver()
    return list(Due834.objects.filter(file=None, withdrawn_on=None).order_by("pk").values_list("kind", "since"))


def said(number: int, segments: list[str]) -> None:
    taken = receive(exchange="federal", issuer="96751", name=f"{number}", content=messages(number, [segments]), at=AT)
    assert taken.heard.get().outcome == "applied", taken.heard.get().reasons
    deliver()


def income(enrollment, on: date, amount: int) -> None:
    change = reported(enrollment, "income", on, on=on)
    answer_anew(change, on=on, income=amount)
    agreed(change, on=on)


@pytest.mark.usefixtures("on_sale")
@pytest.mark.parametrize("end", ["20140331", "20140410", "20140430"])
@pytest.mark.parametrize("between", [True, False])
def test_what_an_insurer_ended_and_took_back_itself_is_told_it_no_more(federal, end, between):
    """The amounts of a month that was cut are told back, where the cut was told."""
    enrollment, policy = begun(federal)
    before = months(enrollment)
    said(301, ending(policy, additional="TERM", end=end))
    cut = [amounts(each)[2] for each in heard()] if between else []
    assert cut == (["20140401"] if between and end == "20140410" else [])
    said(302, reinstatement(policy))
    assert months(enrollment) == before
    total, credit, _ = amounts(policy)
    assert [amounts(each) for each in heard()] == ([(total, credit, "20140401")] if cut else [])


@pytest.mark.usefixtures("on_sale")
@pytest.mark.parametrize("told_before", [True, False])
def test_a_change_of_before_is_told_again_only_where_the_insurer_had_not_heard_of_it(federal, told_before):
    enrollment, policy = begun(federal)
    income(enrollment, MARCH_10, 29_000_00)
    if told_before:
        assert [amounts(each)[2] for each in heard()] == ["20140401"]
    said(301, ending(policy, additional="TERM", end="20140331"))
    said(302, reinstatement(policy))
    assert untold() == ([] if told_before else [("change", date(2014, 4, 1))])


@pytest.mark.usefixtures("on_sale")
def test_other_figures_than_before_are_told(federal):
    """The newest income counts for the months that are back, too."""
    enrollment, policy = begun(federal)
    income(enrollment, MARCH_10, 29_000_00)
    heard()
    before = months(enrollment)
    said(301, ending(policy, additional="TERM", end="20140131"))
    said(302, reinstatement(policy))
    now = months(enrollment)
    assert now[3] != before[3]
    book = {}
    for total, credit, since in sorted((amounts(each) for each in heard()), key=lambda each: each[2]):
        book |= dict.fromkeys(range(int(since[4:6]), 13), (total, credit))
    assert book == {month: now[month] for month in range(2, 13)}


@pytest.mark.usefixtures("on_sale")
def test_an_end_that_the_exchange_takes_back_is_told_back_alone(federal):
    enrollment, _ = begun(federal)
    end_coverage(actor=STAFF, enrollment=enrollment, cause="requested", last=date(2014, 6, 30), on=MARCH_10)
    heard()
    reinstate_coverage(actor=STAFF, enrollment=enrollment, on=MARCH_10)
    assert untold() == [("reinstate", date(2014, 1, 1))]


@pytest.mark.django_db
@pytest.mark.usefixtures("federal_years")
@pytest.mark.parametrize("batch_first", [True, False])
def test_a_renewal_that_ended_before_its_batch_was_told_is_told_with_no_change(batch_first):
    old = enrolled((ANA,))
    run(TOLD)
    run(DONE)
    new = next_of(old)
    agreed(reported(new, "end", LAST, on=ON), on=ON)
    waiting = Delivery.objects.filter(done_at=None)
    batch, mine = waiting.filter(event__kind="enrollment.batch_renewed"), waiting.filter(subject=new.reference)
    (mine if batch_first else batch).update(due_at=LATER)
    told()
    told()
    dues = Due834.objects.filter(enrollment=new, withdrawn_on=None).order_by("pk")
    assert [(each.kind, each.since) for each in dues] == [("initial", new.start), ("terminate", LAST)]
