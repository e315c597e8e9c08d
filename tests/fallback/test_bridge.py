"""Coverage meanwhile: from which day to which, by which law of the day; who is told when; and nobody ends in nothing unseen."""

import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coverport.applications.models import Application
from coverport.core.access import Actor
from coverport.core.errors import NotAllowed
from coverport.core.models import Event
from coverport.exchanges.models import Exchange
from coverport.fallback.bridge import queries
from coverport.fallback.bridge.ending import NotSettled, close_ended, end_by_decision, settle_bridge
from coverport.fallback.bridge.keeping import cover_waiting, tend
from coverport.fallback.bridge.telling import tell_kept
from coverport.fallback.cases.exporting import export_cases
from coverport.fallback.cases.mapping import OWN
from coverport.fallback.cases.reading import read_cases
from coverport.fallback.cases.taking import decide_ready
from coverport.fallback.models import Bridge
from coverport.fallback.rules.bridging import credit_owed, first_day, last_after_decision, letter_due
from coverport.notices.models import Notice
from coverport.paper.actions import set_aside
from tests.applications.households import somebody
from tests.billing.accounts import deliver
from tests.fallback.bridged import ANA, CHILD, DAY, EVA, HOME, OFFICE, TOM, WHOLE, off, paper_of, taken
from tests.fallback.conftest import worker_of


@pytest.fixture
def massachusetts(db):
    """On February 15, 2014, with applications off."""
    exchange = Exchange.objects.create(slug="ma", name="Massachusetts", sample=True, date_of_record=DAY)
    off(exchange)
    return exchange


def tended(exchange, on):
    return {name: n for name, n in tend(actor=OFFICE, exchange=exchange, on=on).items() if n}


def kinds():
    return sorted(Notice.objects.values_list("kind", flat=True))


# ---- Rules


@pytest.mark.parametrize(
    ("came", "begins"),
    [
        (date(2013, 12, 31), date(2014, 1, 1)),
        (date(2014, 1, 1), date(2014, 1, 1)),
        (date(2014, 1, 2), date(2014, 1, 2)),
    ],
)
def test_it_begins_on_the_day_of_arrival_but_not_before_the_law(came, begins):
    assert first_day(came, date(2014, 1, 1)) == begins


@pytest.mark.parametrize(
    ("decided", "last"),
    [
        (date(2014, 2, 28), date(2014, 3, 31)),
        (date(2014, 3, 1), date(2014, 4, 30)),
        (date(2014, 5, 31), date(2014, 6, 30)),
        (date(2014, 6, 1), date(2014, 6, 30)),
    ],
)
def test_after_a_decision_it_goes_on_to_the_end_of_the_next_month_but_not_past_its_last_day(decided, last):
    assert last_after_decision(decided, 1, date(2014, 6, 30)) == last


@pytest.mark.parametrize(
    ("today", "told", "due"),
    [
        (date(2014, 5, 15), None, False),
        (date(2014, 5, 16), None, True),
        (date(2014, 6, 30), None, True),
        (date(2014, 5, 16), date(2014, 6, 30), False),
        (date(2014, 5, 16), date(2014, 3, 31), True),
    ],
)
def test_the_letter_comes_45_days_before_once_for_each_last_day(today, told, due):
    assert letter_due(date(2014, 6, 30), told=told, today=today, days=45) is due


@pytest.mark.parametrize(
    ("paid_through", "owed"),
    [(date(2013, 12, 31), 0), (date(2014, 1, 31), 100), (date(2014, 2, 1), 300), (date(2014, 12, 31), 600)],
)
def test_credit_is_owed_for_the_months_that_were_paid(paid_through, owed):
    credit = {date(2014, 1, 1): 100, date(2014, 2, 1): 200, date(2014, 3, 1): 300}
    assert credit_owed(credit, paid_through) == owed


# ---- An older program


def test_people_of_an_older_program_keep_it_to_the_day_that_the_law_of_each_day_says(massachusetts, tmp_path):
    taken(massachusetts, tmp_path, {**EVA, "program": "Commonwealth Care"}, on=date(2014, 2, 12))
    row = Bridge.objects.get()
    assert (row.kind, row.first, row.last, row.state) == ("program", date(2014, 2, 12), date(2014, 3, 31), "MA")
    assert "11-W-00030/1" in row.authority
    # Half a day before the second extension she is told that it ends; then that it goes on.
    assert tended(massachusetts, date(2014, 2, 14)) == {"prolonged": 1, "told_kept": 1}
    assert tended(massachusetts, date(2014, 2, 14)) == {}
    row.refresh_from_db()
    assert (row.last, kinds()) == (date(2014, 6, 30), ["bridge_kept"])
    assert tended(massachusetts, date(2014, 5, 31)) == {"told_ends": 1}
    assert tended(massachusetts, date(2014, 6, 1)) == {"prolonged": 1, "told_kept": 1}
    assert tended(massachusetts, date(2014, 11, 15)) == {"prolonged": 1, "told_kept": 1}
    row.refresh_from_db()
    assert (row.last, row.outcome) == (date(2015, 1, 31), "")
    assert [event.data["last"] for event in Event.objects.filter(kind="fallback.bridge_moved").order_by("pk")] == [
        "2014-06-30", "2014-12-31", "2015-01-31",
    ]  # fmt: skip


def test_an_older_program_that_ends_with_nothing_after_it_stays_on_the_desk_until_staff_settle_it(
    massachusetts, tmp_path
):
    taken(massachusetts, tmp_path, {**EVA, "program": "Commonwealth Care"}, on=date(2014, 12, 1))
    assert tended(massachusetts, date(2014, 12, 16)) == {"told_kept": 1}
    assert not queries.without_anything(massachusetts, date(2014, 12, 1)).exists()
    assert tended(massachusetts, date(2014, 12, 17)) == {"told_ends": 1}
    assert queries.without_anything(massachusetts, date(2014, 12, 2)).count() == 1
    assert tended(massachusetts, date(2015, 1, 31)) == {}
    # Her case still waits on the day after, and temporary coverage takes her up for as long as there is any.
    assert tended(massachusetts, date(2015, 2, 1)) == {"covered": 1, "told_ends": 1, "closed": 1}
    for day in (date(2015, 2, 15), date(2015, 2, 16), date(2016, 1, 1)):
        assert tended(massachusetts, day) == {}
        assert queries.without_anything(massachusetts, day).count() == 1
    row = Bridge.objects.get(kind="temporary")
    assert (row.first, row.last) == (date(2015, 2, 1), date(2015, 2, 15))
    with pytest.raises(NotSettled):
        settle_bridge(actor=OFFICE, bridge=row, note="  ", on=date(2015, 2, 20))
    with pytest.raises(NotAllowed):
        settle_bridge(actor=Actor.person(somebody()), bridge=row, note="x", on=date(2015, 2, 20))
    settle_bridge(actor=OFFICE, bridge=row, note="She has a job's coverage.", on=date(2015, 2, 20))
    assert queries.outcomes(massachusetts) == {"open": 0, "covered": 1, "settled": 1}
    assert not queries.without_anything(massachusetts, date(2015, 2, 20)).exists()


@pytest.mark.parametrize(
    ("on", "outcome"),
    [
        (date(2013, 11, 30), "refused"),
        (date(2013, 12, 1), "taken"),
        (date(2015, 1, 31), "taken"),
        (date(2015, 2, 1), "refused"),
    ],
)
def test_a_program_that_goes_on_no_longer_refuses_the_file(massachusetts, tmp_path, on, outcome):
    case = {
        **EVA,
        "application_date": f"{on}",
        "plan_year": "2015" if on.year == 2015 else "2014",
        "program": "Commonwealth Care",
    }
    report = taken(massachusetts, tmp_path, case, on=on)
    assert report.outcome == outcome
    assert [each.column for each in report.faults] == ["program"] * (outcome == "refused")
    assert Bridge.objects.count() == (outcome == "taken")


def test_a_program_that_nobody_knows_refuses_the_file(massachusetts, tmp_path):
    report = taken(massachusetts, tmp_path, {**EVA, "program": "Medical Security"})
    assert [(each.column, each.expected) for each in report.faults] == [("program", "Commonwealth Care")]


def test_the_program_is_written_out_with_the_case_while_it_goes_on(massachusetts, tmp_path):
    taken(massachusetts, tmp_path, {**EVA, "program": "Commonwealth Care"}, ANA)
    for name, programs in (("a.csv", ["Commonwealth Care", None]), ("b.csv", [None, None])):
        export_cases(actor=OFFICE, exchange=massachusetts, path=tmp_path / name)
        assert [case.people[0].values.get("program") for case in read_cases(tmp_path / name, OWN)] == programs
        settle_bridge(actor=OFFICE, bridge=Bridge.objects.get(), note="Her job covers her.", on=DAY)


# ---- Temporary Medicaid


def test_who_waits_is_covered_from_the_day_on_which_they_came_and_told_once(massachusetts, tmp_path):
    taken(massachusetts, tmp_path, ANA, TOM, {**EVA, "program": "Commonwealth Care"})
    assert tended(massachusetts, DAY)["covered"] == 2
    assert tended(massachusetts, DAY) == {}
    rows = Bridge.objects.filter(kind="temporary").order_by("pk").select_related("person")
    assert [(row.person.first_name, row.first, row.last) for row in rows] == [
        ("Ana", date(2014, 1, 1), date(2014, 6, 30)),
        ("Tom", date(2014, 1, 1), date(2014, 6, 30)),
    ]
    # One letter for the two, and one for who is in the older program.
    assert kinds() == ["bridge_kept", "bridge_kept"]
    assert queries.outcomes(massachusetts) == {"open": 3, "covered": 0, "settled": 0}


@pytest.mark.parametrize(
    ("on", "covered"),
    [(date(2014, 2, 12), 0), (date(2014, 2, 13), 1), (date(2015, 2, 15), 1), (date(2015, 2, 16), 0)],
)
def test_temporary_medicaid_is_for_the_days_of_its_law(massachusetts, tmp_path, on, covered):
    year = "2015" if on.year == 2015 else "2014"
    taken(
        massachusetts,
        tmp_path,
        {**EVA, "application_date": "2014-02-12" if year == "2014" else "2015-01-05", "plan_year": year},
        on=on,
    )
    assert tended(massachusetts, on).get("covered", 0) == covered


def test_a_state_without_such_a_law_covers_nobody(federal, on_sale, tmp_path):
    off(federal)
    home = {"street": "12 Main Street", "city": "Concord", "zip": "03301", "county_fips": "33013"}
    taken(federal, tmp_path, {**EVA, **home})
    assert tended(federal, DAY) == {}


def test_a_decision_ends_it_with_the_next_month_and_public_coverage_takes_over_at_once(vermont, on_sale, tmp_path):
    """By Massachusetts' law of bridges, in a state whose plans of that year are known here."""
    off(vermont)
    taken(vermont, tmp_path, {**WHOLE, **HOME}, {**WHOLE, **HOME, **CHILD})
    paper = paper_of("M-1")
    for one in paper.application.applicants.order_by("position"):
        Bridge.objects.create(
            exchange=vermont, kind="temporary", title="Temporary MassHealth", state="MA", paper=paper, person=one.person,
            first=date(2014, 1, 1), last=date(2014, 6, 30), authority="42 USC 1315(a)", opened_on=DAY,
        )  # fmt: skip
    assert tended(vermont, DAY) == {"told_kept": 2}
    assert decide_ready(actor=OFFICE, exchange=vermont, on=date(2014, 2, 20)) == (1, 0), paper_of("M-1").note
    deliver()
    ana, child = Bridge.objects.order_by("pk")
    assert (ana.last, ana.outcome, ana.told_last) == (date(2014, 3, 31), "", date(2014, 3, 31))
    assert (child.last, child.outcome, child.closed_on) == (date(2014, 2, 19), "covered", date(2014, 2, 20))
    assert [kind for kind in kinds() if kind.startswith("bridge")] == ["bridge_ends", "bridge_kept"]
    # No extension moves it any more, and it is said once.
    assert tended(vermont, date(2014, 6, 1)) == {}
    assert end_by_decision(actor=OFFICE, paper=paper_of("M-1"), on=date(2014, 2, 21)) == 0
    assert [row.person.first_name for row in queries.without_anything(vermont, date(2014, 2, 20))] == ["Ana"]


def test_a_case_that_is_set_aside_keeps_its_people_in_sight(massachusetts, tmp_path):
    taken(massachusetts, tmp_path, ANA)
    tended(massachusetts, DAY)
    set_aside(actor=OFFICE, paper=paper_of("M-1"), note="Sent twice.", on=DAY)
    assert queries.without_anything(massachusetts, date(2014, 5, 15)).count() == 1


def test_somebody_without_an_address_gets_no_letter_and_is_to_be_called(massachusetts, tmp_path, worker_page):
    taken(massachusetts, tmp_path, {**EVA, "street": "", "program": "Commonwealth Care"}, on=date(2014, 2, 13))
    massachusetts.date_of_record = date(2014, 6, 1)
    assert tended(massachusetts, date(2014, 5, 16)) == {}
    assert kinds() == []
    page = worker_page(on=date(2014, 5, 31))
    assert "no address" in page
    assert "Eva Stone" in page


# ---- Faces


@pytest.fixture
def worker_page(massachusetts, client, settings):
    settings.STAFF_SECOND_STEP = False
    client.force_login(worker_of(massachusetts))

    def page(name="", on=DAY):
        Exchange.objects.filter(pk=massachusetts.pk).update(date_of_record=on)
        return client.get(at(name)).content.decode()

    return page


def at(page=""):
    return f"/ma/fallback/bridge/{page}"


def test_staff_see_who_is_covered_until_when_do_the_nights_work_and_settle_somebody(
    massachusetts, tmp_path, worker_page, client
):
    taken(massachusetts, tmp_path, ANA, TOM, {**EVA, "program": "Commonwealth Care"})
    assert client.post(at("now/")).status_code == 302
    assert queries.outcomes(massachusetts)["open"] == 3
    page = worker_page()
    for words in ("Commonwealth Care", "Temporary MassHealth", "June 30, 2014", "Nobody."):
        assert words in page
    row = Bridge.objects.filter(kind="program").get()
    page = worker_page(on=date(2014, 5, 15))
    assert row.reference in page
    assert "Eva Stone" in worker_page(f"{row.reference}/")
    empty = client.post(at(f"{row.reference}/"), {"note": ""})
    assert (empty.status_code, "Write what was done" in empty.content.decode()) == (422, True)
    assert client.post(at(f"{row.reference}/"), {"note": "Her job covers her."}).status_code == 302
    assert "Settled by staff" in worker_page(f"{row.reference}/")


def test_the_command_says_who_is_covered_and_does_the_nights_work(massachusetts, tmp_path, capsys):
    taken(massachusetts, tmp_path, ANA, {**EVA, "program": "Commonwealth Care"})
    capsys.readouterr()
    call_command("bridge", "ma", "--now", "--json")
    told = json.loads(capsys.readouterr().out)
    assert {name: n for name, n in told["done"].items() if n} == {"covered": 1, "told_kept": 2}
    assert {"prolonged", "told_ends", "closed", "taken_over", "told_waiting"} <= told["done"].keys()
    assert told["endings"] == [
        {"title": title, "last": "2014-06-30", "people": 1, "with_nothing_after": 1}
        for title in ("Commonwealth Care", "Temporary MassHealth")
    ]
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("bridge", "ma", "--policies", str(tmp_path / "none.csv"))


def test_what_was_followed_is_closed_after_its_last_day_and_not_before(massachusetts, tmp_path):
    taken(massachusetts, tmp_path, {**EVA, "program": "Commonwealth Care"})
    Bridge.objects.update(public=True, decided_on=date(2014, 3, 1))
    for on, closed in ((date(2014, 6, 30), 0), (date(2014, 7, 1), 1), (date(2014, 7, 2), 0)):
        assert close_ended(actor=OFFICE, exchange=massachusetts, on=on) == closed
    assert queries.outcomes(massachusetts) == {"open": 0, "covered": 1, "settled": 0}


# ---- Many at once


def households(count):
    """So many cases of two people each, the oldest first."""
    for n in range(count):
        case = {"case_number": f"M-{n}", "last_name": f"Rivera{'abcdefgh'[n]}", "application_date": f"2014-01-0{n + 1}"}
        yield from ({**ANA, **case}, {**TOM, **case})


def test_a_household_is_told_in_one_letter_wherever_a_batch_ends(massachusetts, tmp_path):
    taken(massachusetts, tmp_path, *households(3))
    common = {"actor": OFFICE, "exchange": massachusetts, "on": DAY}
    assert [cover_waiting(**common, most=2), cover_waiting(**common, most=2), cover_waiting(**common, most=2)] == [
        4,
        2,
        0,
    ]
    assert [tell_kept(**common, most=3) for _ in range(4)] == [2, 2, 2, 0]
    assert kinds() == ["bridge_kept"] * 3
    told = Notice.objects.order_by("pk").values_list("about", flat=True)
    assert list(told) == [paper_of(f"M-{n}").reference for n in range(3)]


def test_a_night_asks_the_database_no_more_often_for_many_than_for_few(massachusetts, tmp_path):
    def statements(*rows, name):
        taken(massachusetts, tmp_path, *rows, name=name)
        with CaptureQueriesContext(connection) as asked:
            assert tended(massachusetts, DAY)["covered"] == len(rows)
        return len(asked)

    rows = list(households(8))
    statements(*rows[:2], name="first.csv")  # with coverage that there is, its last day is looked at
    assert statements(*rows[2:4], name="few.csv") == statements(*rows[4:], name="many.csv")


def test_who_was_told_of_the_end_is_told_once_more_when_the_decision_asks_something_else(
    massachusetts, tmp_path, on_sale
):
    """The last day stays, but what to do is another: choose a plan, where before it was to call us."""
    taken(massachusetts, tmp_path, ANA)
    tended(massachusetts, DAY)
    paper = paper_of("M-1")
    assert tended(massachusetts, date(2014, 5, 16)) == {"told_ends": 1}
    Application.objects.filter(pk=paper.application_id).update(
        status="submitted", submitted_on=date(2014, 6, 1), signature="Ana Rivera"
    )
    paper.application.refresh_from_db()
    assert end_by_decision(actor=OFFICE, paper=paper, on=date(2014, 6, 1)) == 1
    assert (Bridge.objects.get().last, kinds()) == (date(2014, 6, 30), ["bridge_ends", "bridge_ends", "bridge_kept"])
    letters = Notice.objects.filter(kind="bridge_ends").order_by("pk").values_list("letter", flat=True)
    assert ["choose a plan and pay" in letter for letter in letters] == [False, True]
    assert tended(massachusetts, date(2014, 6, 2)) == {}
