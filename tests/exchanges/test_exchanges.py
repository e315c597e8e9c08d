from datetime import date

import pytest

from coverport import law
from coverport.exchanges import calendar, profiles
from coverport.exchanges.profiles import NoExchange


def test_each_exchange_serves_states_of_its_own():
    served = [state for slug in profiles.slugs() for state in profiles.load(slug).states]
    assert len(served) == len(set(served))
    assert profiles.for_state("NH").slug == "federal"
    assert profiles.for_state("VT").slug == "vt"
    assert profiles.for_state("MA").slug == "ma"
    assert len(profiles.load("federal").states) == 36


def test_a_state_that_nobody_serves_is_refused():
    with pytest.raises(NoExchange, match="NY"):
        profiles.for_state("NY")
    with pytest.raises(NoExchange, match="There are: federal, ma, vt"):
        profiles.load("narnia")


def test_vermont_billed_until_2021_and_insurers_bill_from_2022():
    vermont = profiles.load("vt")
    assert [vermont.biller(year) for year in (2014, 2021, 2022)] == ["exchange", "exchange", "issuer"]
    assert profiles.load("federal").biller(2014) == "issuer"
    with pytest.raises(LookupError, match="2013"):
        vermont.biller(2013)


@pytest.mark.parametrize("slug", profiles.slugs())
def test_every_window_names_its_authority_and_runs_forward(slug):
    for window in calendar.load(slug).windows:
        assert window.authority
        assert window.selected_from <= window.selected_to < window.starts
        assert window.pay_by is not None
        assert window.pay_by_authority
        assert window.starts.day == 1


def test_massachusetts_bills_itself_and_vermonts_insurers_do_in_2027():
    assert profiles.load("ma").biller(2027) == "exchange"
    assert profiles.load("vt").biller(2027) == "issuer"
    assert profiles.load("federal").biller(2027) == "issuer"


def test_plan_year_2027_is_read_on_the_federal_platform_and_assumed_in_the_states_own_exchanges():
    """45 CFR 155.410(e)-(f), 90 FR 27074: no exchange may end later than December 31; all coverage starts on January 1."""
    windows = {slug: calendar.load(slug).of_year(2027) for slug in ("federal", "ma", "vt")}
    assert {slug: [row.selected_to for row in rows] for slug, rows in windows.items()} == {
        "federal": [date(2026, 12, 15)], "ma": [date(2026, 12, 31)], "vt": [date(2026, 12, 31)],
    }  # fmt: skip
    assert {slug: rows[0].status for slug, rows in windows.items()} == {
        "federal": "in force", "ma": "assumed", "vt": "assumed",
    }  # fmt: skip
    limits = law.values("enrollment.state_window", on=date(2027, 1, 1))
    for (row,) in windows.values():
        assert (row.selected_from.month, row.selected_from.day) <= (limits.begins_by.month, limits.begins_by.day)
        assert (row.selected_to.month, row.selected_to.day) <= (limits.ends_by.month, limits.ends_by.day)
        assert (row.selected_to - row.selected_from).days < limits.weeks * 7
        assert row.starts == date(2027, limits.starts.month, limits.starts.day)


def test_the_federal_window_is_the_laws_own():
    (selection,) = law.values("enrollment.open_enrollment", on=date(2027, 1, 1)).windows
    (row,) = calendar.load("federal").of_year(2027)
    assert (row.selected_from, row.selected_to, row.starts) == (
        selection.selected_from,
        selection.selected_to,
        selection.starts,
    )


def test_vermont_did_not_honor_december_24():
    days = [window.selected_to for window in calendar.load("vt").of_year(2014)]
    assert date(2013, 12, 24) not in days
    assert date(2013, 12, 24) in [window.selected_to for window in calendar.load("federal").of_year(2014)]


@pytest.mark.django_db
def test_an_exchange_is_found_by_its_path_and_by_its_host_name_never_by_guess(client, federal, vermont):
    for answer, found in [
        (client.get("/vt/"), "vt"),
        (client.get("/federal/"), "federal"),
        (client.get("/", headers={"host": "vt.localhost"}), "vt"),
        (client.get("/", headers={"host": "vt.localhost:8000"}), "vt"),
    ]:
        assert answer.wsgi_request.exchange.slug == found
    assert client.get("/").wsgi_request.exchange is None
    assert client.get("/narnia/").status_code == 404


@pytest.mark.django_db
def test_the_date_of_record_is_set_by_a_command_and_recorded(vermont):
    from django.core.management import call_command

    from coverport.core.models import Event

    call_command("date_of_record", "vt", "2013-12-24")
    vermont.refresh_from_db()
    assert vermont.today() == date(2013, 12, 24)
    assert Event.objects.get().data == {"day": "2013-12-24"}
