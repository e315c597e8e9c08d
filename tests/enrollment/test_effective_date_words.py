"""How events are called by people who have not read the list: understood, or sent to the right names, and kind words for what cannot be."""

import json

import msgspec
import pytest

from coverport.enrollment.effective_date_command import main
from coverport.enrollment.event_names import EVENTS, PERHAPS, alike, named
from tests.enrollment.test_effective_date_command import ROOT, refused, told

# name -> other ways to say it
SAID = {
    "open_enrollment": "openenrollment OpenEnrollment open.enrollment annual_enrollment OEP open-enrollment-period",
    "termination_request": "voluntary disenrollment voluntary-disenrollment request_to_end",
    "nonpayment": "NonPayment nonpayment_of_premiums grace missed_payment delinquency unpaid_premium failure_to_pay",
    "medicaid_gain": "gain_medicaid medicaid_eligibility newly_eligible_for_medicaid",
    "plan_change": "change_of_plan plan_switch",
    "binder": "first_premium initial-payment",
    "inconsistency": "data_matching_inconsistency income_inconsistency",
    "appeal": "appeals fair-hearing",
    "appeal_to_hhs": "hhs_appeal",
    "loss_of_coverage": "mec_loss loss_of_insurance loss_of_employer_coverage cobra_exhaustion turning_26 aged_out coverage_loss",
    "medicaid_loss": "loss_of_medicaid_or_chip medicaid_termination",
    "birth_adoption": "baby had-a-baby new_baby birth_of_a_child foster_placement birth_or_adoption",
    "marriage": "wedding got_married",
    "dependent_lost": "dependent_loss divorced divorce_or_legal_separation",
    "household_death": "death_in_family",
    "citizenship_release": "gains_citizenship gain_of_citizenship new_citizen naturalization lawfully-present released_from_jail",
    "enrollment_error": "agent_error marketplace_error misrepresentation",
    "contract_violation": "plan_violation",
    "help_changed": "gain_aptc newly_eligible change_in_aptc loss_of_aptc",
    "move": "moving relocated address_change move_to_new_area new_address",
    "american_indian": "american_indian_alaska_native tribe tribal native",
    "exceptional": "hurricane emergency wildfire",
    "employer_arrangement": "new_ichra ichra_qsehra",
    "subsidy_ceased": "cobra_contribution_ended",
    "low_income": "income_under_150 low_income_sep",
}


@pytest.mark.parametrize(("name", "ways"), SAID.items())
def test_what_people_would_call_an_event_is_understood(name, ways):
    for way in ways.split():
        assert named(way) is EVENTS[name], way


@pytest.mark.parametrize(("said", "names"), [
    ("gain_of_dependent", "birth_adoption, court_order or marriage"),
    ("dependent_gain", "birth_adoption, court_order or marriage"),
    ("domestic-partnership", "marriage"),
    ("termination", "termination_request, lost_eligibility or nonpayment"),
    ("cancellation", "termination_request, nonpayment or rescission"),
    ("separation", "dependent_lost, domestic_abuse or loss_of_coverage"),
    ("income_change", "help_changed, income_drop or change_report"),
    ("medicare", "termination_request"),
    ("verification", "inconsistency or data_match"),
])  # fmt: skip
def test_a_word_for_several_events_is_answered_by_their_names_and_never_by_a_guess(capsys, said, names):
    line = f"--state NH --event-date 2026-03-01 --selected 2026-03-09 --event {said}"
    assert f"no event {said!r}; it may be {names}; `coverport effective_date --list` names them" in refused(
        capsys, line
    )


def test_every_name_that_may_be_meant_is_an_event_and_no_word_is_understood_in_two_ways():
    assert {name for names in PERHAPS.values() for name in names} <= set(EVENTS)
    assert [word for word in PERHAPS if named(word)] == []
    rows = msgspec.yaml.decode((ROOT / "src/coverport/enrollment/event_names.yaml").read_bytes())
    ways = {event["name"]: (event["name"], *event.get("also", ())) for event in rows["events"]}
    meant = {
        (word.replace("_", ""), name)
        for name, listed in ways.items()
        for word in (*listed, *rows["said"].get(name, ()))
    }
    assert set(rows["said"]) <= set(ways)
    assert len(meant) == len({word for word, _ in meant})


@pytest.mark.parametrize(("said", "told_of"), [
    ("deaht", "death"), ("medicaid_los", "medicaid_loss"), ("terminaton_request", "termination_request"),
    # far guesses, and names of two or three letters that much is alike to
    ("nope", None), ("none", None), ("sickness", None), ("ox", None), ("help", None), ("", None),
])  # fmt: skip
def test_only_a_slip_of_the_pen_is_taken_for_a_name(said, told_of):
    assert alike(said) == told_of


@pytest.mark.parametrize("line", [
    "birth_adoption --event-date 2012-02-10 --selected 2012-02-20",
    "american_indian --selected 2012-02-20",
    "connector_care --event-date 2012-02-10 --selected 2012-02-20",
    "death --event-date 2012-04-15",
    "change_effective --event-date 2012-04-15 --selected 2026-04-15",
    "nonpayment --event-date 2012-04-01 --credit yes --paid yes",
    "nonpayment --event-date 2013-12-01 --credit yes --paid yes",
    "appeal --event-date 2012-01-10",
    "open_enrollment --selected 2012-12-01 --year 2013",
    "open_enrollment --selected 2012-12-01",
])  # fmt: skip
@pytest.mark.parametrize("state", ["VT", "NH", "MA"])
def test_of_a_year_before_the_exchanges_it_says_since_when_they_have_plans(capsys, state, line):
    err = refused(capsys, f"--state {state} --event {line}")
    assert "exchanges have had plans for coverage from 2014-01-01 on" in err
    assert "enrollment." not in err


def test_of_a_state_and_a_year_that_are_served_nothing_is_said_of_2014(capsys):
    assert "2014-01-01" not in refused(capsys, "--state CA --event death --event-date 2026-03-01")
    assert "2014-01-01" not in refused(capsys, "--state OR --event death --event-date 2014-03-01")
    assert told(capsys, "--state NH --event loss_of_coverage --event-date 2013-12-31 --selected 2013-12-31")[
        "effective_date"
    ] == "2014-01-01"  # fmt: skip


@pytest.mark.parametrize("text", [
    "20260210", "2026-W07-2", "2026-2-10", "02/10/2026", "10.02.2026", "2026-02-29", "2026-02-10T00:00", "today", "٢٠٢٦-02-10",
])  # fmt: skip
def test_a_day_is_written_in_one_way(capsys, text):
    line = f"--state VT --event birth --selected 2026-02-20 --event-date {text}"
    assert f"--event-date: {text!r} is not a date such as 2026-03-31\n" in refused(capsys, line)


@pytest.mark.parametrize("year", ["abc", "2014.5", "x", "20x6"])
def test_a_year_that_is_none_is_named_with_one_that_is(capsys, year):
    line = f"--state VT --event open_enrollment --selected 2025-12-01 --year {year}"
    assert f"--year: {year!r} is not a year such as 2026\n" in refused(capsys, line)


@pytest.mark.parametrize(("on", "credit", "note"), [
    ("2026-04-01", "yes", None),
    ("2026-04-02", "yes", "2026-04-02 counts as 2026-04-01: what is not paid is a whole month"),
    ("2024-02-29", "yes", "2024-02-29 counts as 2024-02-01: what is not paid is a whole month"),
])  # fmt: skip
def test_a_day_inside_the_month_that_is_not_paid_is_said_to_count_as_its_first(capsys, on, credit, note):
    found = told(capsys, f"--state NH --event nonpayment --event-date {on} --credit {credit} --paid yes")
    assert found["note"] == note
    assert found["window"][0] == f"{on[:8]}01"


def test_that_massachusetts_has_had_a_shorter_time_to_appeal_is_told_as_another_reading(capsys):
    """45 CFR 155.520(b)(2): a State may take its Medicaid agency's period, of 30 days or more."""
    found = told(capsys, "--state MA --event appeal --event-date 2026-01-10")
    assert (found["effective_date"], found["window"]) == ("2026-04-10", ["2026-01-10", "2026-04-10"])
    assert "60 days" in str(found["note"])
    for state in ("VT", "NH"):
        assert told(capsys, f"--state {state} --event appeal --event-date 2026-01-10")["note"] is None


@pytest.mark.parametrize("event", ["dependent_lost", "household_death"])
@pytest.mark.parametrize("year", [2015, 2016, 2017, 2026])
def test_that_healthcare_gov_has_not_taken_the_option_of_a_divorce_or_a_death_is_told_where_it_serves(
    capsys, event, year
):
    """45 CFR 155.420(d)(2)(ii): at the option of the exchange. Vermont and Massachusetts are exchanges of their own."""
    line = f"--event {event} --event-date {year}-06-10 --selected {year}-06-12"
    assert "HealthCare.gov has not taken this option" in str(told(capsys, f"--state NH {line}")["note"])
    for state in ("VT", "MA"):
        found = told(capsys, f"--state {state} {line}")
        assert found["effective_date"] == f"{year}-07-01"
        assert "HealthCare.gov" not in str(found["note"])


@pytest.mark.parametrize(("state", "selected", "told_of_it"), [
    ("NH", "2022-03-20", True), ("NH", "2022-03-21", False), ("VT", "2022-03-20", False),
])  # fmt: skip
def test_that_healthcare_gov_took_the_choice_of_a_low_income_by_telephone_alone_at_first_is_told(
    capsys, state, selected, told_of_it
):
    found = told(capsys, f"--state {state} --event low_income --selected {selected}")
    assert found["effective_date"] == "2022-04-01"
    assert ("by telephone alone" in str(found["note"])) is told_of_it


def test_a_state_that_leaves_with_the_next_year_is_sent_to_its_own_exchange_after_a_death_in_december(capsys):
    line = "--state IL --event household_death --event-date 2025-12-10 --selected 2025-12-12"
    assert "coverage would begin in 2026, when no exchange of this installation serves IL" in refused(capsys, line)


@pytest.mark.parametrize(("kind", "last"), [
    ("residency", "2024-05-30"), ("Residence", "2024-05-30"), ("incarceration", "2024-05-30"), ("other-coverage", "2024-05-30"),
    ("Income", "2024-07-29"), ("SSN", "2024-06-04"), ("Immigration", "2024-06-04"),
])  # fmt: skip
def test_what_is_inconsistent_may_be_said_in_several_ways(capsys, kind, last):
    line = "--state NH --event inconsistency --event-date 2024-03-01".split()
    assert main([*line, "--kind", kind, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["effective_date"] == last


@pytest.mark.parametrize(
    "place", ["Puerto-Rico", "guam", "us_virgin_islands", "American-Samoa", "overseas", "another-country"]
)
def test_where_somebody_came_from_may_be_said_by_its_name(capsys, place):
    line = f"--state NH --event move --event-date 2026-05-31 --selected 2026-06-10 --moved-from {place}"
    assert told(capsys, line)["effective_date"] == "2026-07-01"


def test_a_last_day_long_after_the_law_that_is_known_is_a_mistyped_one(capsys):
    line = "--state NH --event termination_request --event-date 2027-05-10 --requested"
    assert told(capsys, f"{line} 2028-01-15")["effective_date"] == "2028-01-15"
    assert "--requested 2072-05-31: the law is known to plan year 2027" in refused(capsys, f"{line} 2072-05-31")
