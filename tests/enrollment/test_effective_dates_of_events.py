"""Dated cases of every event: before, at and after each boundary, leap years and December, by each year's law."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coverport.enrollment.dated import Incomplete, Question, dated
from coverport.enrollment.event_names import EVENTS, named
from coverport.enrollment.rules.answers import Answer, Refused
from coverport.enrollment.rules.special import keeps_level
from coverport.law.loader import MissingLaw
from coverport.law.lookups import typed
from coverport.law.parameters.special import SPECIAL_EVENTS, STATE_EVENTS, LevelLimits
from tests.enrollment.special_dates import GRANTED, SPECIAL


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def ask(name: str, state: str, event: str | None = None, selected: str | None = None, **said: Any) -> Answer | Refused:
    return dated(name, Question(state=state, event_date=day(event), selected=day(selected), **said))


def outcome(found: Answer | Refused) -> str:
    """The date, or the code of the refusal."""
    return found.code if isinstance(found, Refused) else found.effective_date.isoformat()


def got(name: str, state: str, event: str | None = None, selected: str | None = None, **said: Any) -> Answer:
    found = ask(name, state, event, selected, **said)
    assert isinstance(found, Answer), found
    return found


COVERED = {"prior_coverage_end": date(2099, 1, 1)}


@pytest.mark.parametrize(("name", "state", "event", "selected", "expected"), SPECIAL)
def test_coverage_of_a_special_period_starts_by_its_rule(name, state, event, selected, expected):
    assert outcome(ask(name, state, event, selected, **COVERED)) == expected


@pytest.mark.parametrize(("name", "state", "event", "selected", "expected"), GRANTED)
def test_staff_set_the_first_day_where_the_circumstances_decide(name, state, event, selected, expected):
    assert outcome(ask(name, state, event, selected, granted=date(2014, 2, 1))) == expected
    if expected == "2014-02-01":
        assert outcome(ask(name, state, event, selected)) == "staff_must_grant"


def test_every_special_event_has_a_dated_case_and_a_name():
    tried = {case[0] for case in SPECIAL + GRANTED}
    assert tried == {*SPECIAL_EVENTS, *STATE_EVENTS}
    assert {name for name, event in EVENTS.items() if event.kind == "special"} == tried


@pytest.mark.parametrize(("name", "opens", "closes"), [
    ("loss_of_coverage", "2026-01-30", "2026-05-30"),
    ("medicaid_loss", "2026-01-30", "2026-06-29"),
    ("birth_adoption", "2026-03-31", "2026-05-30"),
    ("employer_arrangement", "2026-01-30", "2026-05-30"),
])  # fmt: skip
def test_a_window_counts_the_event_as_day_0(name, opens, closes):
    found = got(name, "NH", "2026-03-31", "2026-04-01")
    assert found.window == (day(opens), day(closes))


def test_on_the_last_day_the_answer_says_that_days_can_be_counted_otherwise():
    assert "day 0" in got("marriage", "NH", "2026-05-31", "2026-07-30", **COVERED).notes[0]
    assert got("marriage", "NH", "2026-05-31", "2026-07-29", **COVERED).notes == ()


def test_a_month_of_a_monthly_period_is_its_window_and_has_one_choice():
    found = got("american_indian", "NH", None, "2024-02-10")
    assert found.window == (date(2024, 2, 1), date(2024, 2, 29))
    assert outcome(ask("american_indian", "NH", None, "2024-02-10", last_used=date(2024, 2, 1))) == "used_this_month"
    assert outcome(ask("american_indian", "NH", None, "2024-02-10", last_used=date(2024, 1, 31))) == "2024-03-01"


@pytest.mark.parametrize("name", ["loss_of_coverage", "medicaid_loss"])
@pytest.mark.parametrize("year", [2014, 2015, 2023, 2026])
@pytest.mark.parametrize("cause", ["nonpayment_of_premium", "voluntary_termination", "rescission"])
def test_not_paying_and_giving_up_are_no_loss(name, year, cause):
    assert outcome(ask(name, "VT", f"{year}-03-31", f"{year}-04-01", cause=cause)) == "excluded_cause"
    assert outcome(ask(name, "VT", f"{year}-03-31", f"{year}-04-01", cause="other")) == f"{year}-05-01"


@pytest.mark.parametrize("name", ["marriage", "move"])
@pytest.mark.parametrize(("ended", "expected"), [
    (None, "prior_coverage_unknown"),
    ("2026-03-31", "no_prior_coverage"),
    ("2026-04-01", "2026-07-01"),  # the sixtieth day before May 31
    ("2026-05-30", "2026-07-01"),
    ("2026-12-31", "2026-07-01"),  # goes on
])  # fmt: skip
def test_marriage_and_moves_ask_for_a_day_of_coverage_among_the_sixty_before(name, ended, expected):
    assert outcome(ask(name, "NH", "2026-05-31", "2026-06-10", prior_coverage_end=day(ended))) == expected


@pytest.mark.parametrize(("selected", "said", "expected"), [
    ("2016-07-10", {}, "2016-08-01"),
    ("2016-07-11", {}, "prior_coverage_unknown"),
    ("2016-07-11", {"moved_from": "abroad"}, "2016-08-01"),
    ("2016-07-11", {"moved_from": "territory"}, "2016-08-01"),
    ("2016-07-11", {"moved_from": "NY"}, "prior_coverage_unknown"),
    ("2017-06-18", {"indian": True}, "prior_coverage_unknown"),
    ("2017-06-19", {"indian": True}, "2017-07-01"),
    ("2018-06-17", {"moved_from": "no_plans"}, "prior_coverage_unknown"),
    ("2018-06-18", {"moved_from": "no_plans"}, "2018-07-01"),
])  # fmt: skip
def test_who_comes_from_abroad_and_some_others_need_not_have_been_covered(selected, said, expected):
    assert outcome(ask("move", "NH", selected, selected, **said)) == expected


def test_married_before_june_19_2017_nobody_was_asked():
    assert outcome(ask("marriage", "NH", "2017-06-01", "2017-06-18")) == "2017-07-01"
    assert outcome(ask("marriage", "NH", "2017-06-01", "2017-06-19")) == "prior_coverage_unknown"


@pytest.mark.parametrize(("name", "event", "selected", "elect", "expected"), [
    ("birth_adoption", "2026-02-14", "2026-03-20", "first_after_selection", "2026-04-01"),
    ("birth_adoption", "2020-02-14", "2020-03-20", "regular", "2020-05-01"),
    ("birth_adoption", "2016-02-14", "2016-03-20", "month_after_event", "2016-03-01"),
    ("birth_adoption", "2018-05-14", "2018-06-17", "month_after_event", "2018-06-01"),
    ("birth_adoption", "2018-05-14", "2018-06-17", "first_after_selection", "not_elective"),
    ("birth_adoption", "2018-05-14", "2018-06-18", "first_after_selection", "2018-07-01"),
    ("birth_adoption", "2018-05-14", "2018-06-18", "month_after_event", "not_elective"),
    ("birth_adoption", "2014-02-14", "2014-03-20", "regular", "not_elective"),
    ("court_order", "2018-05-14", "2018-06-17", "first_after_selection", "not_elective"),
    ("court_order", "2018-05-14", "2018-06-18", "first_after_selection", "2018-07-01"),
    ("court_order", "2020-02-14", "2020-03-20", "regular", "2020-05-01"),
    ("loss_of_coverage", "2026-03-15", "2026-02-28", "first_of_event_month", "2026-03-01"),
    ("loss_of_coverage", "2026-03-15", "2026-03-01", "first_of_event_month", "too_late_for_rule"),
    ("loss_of_coverage", "2023-03-15", "2023-02-10", "first_of_event_month", "not_elective"),
])  # fmt: skip
def test_another_start_can_be_chosen_where_the_event_lets_people(name, event, selected, elect, expected):
    assert outcome(ask(name, "NH", event, selected, elect=elect)) == expected


@pytest.mark.parametrize("name", [
    "loss_of_coverage", "medicaid_loss", "noncalendar_plan", "pregnancy_coverage_loss", "medically_needy_loss",
    "employer_coverage_changed", "subsidy_ceased",
])  # fmt: skip
def test_whoever_loses_coverage_in_a_month_may_start_on_its_first_since_june_18_2023(name):
    """45 CFR 155.420(b)(2)(iv): losses of (d)(1), (d)(6)(iii) and (d)(15), chosen by the last day of the month before."""
    early = {"elect": "first_of_event_month"}
    assert outcome(ask(name, "NH", "2023-07-15", "2023-06-17", **early)) == "not_elective"
    assert outcome(ask(name, "NH", "2023-07-15", "2023-06-18", **early)) == "2023-07-01"
    assert outcome(ask(name, "NH", "2023-07-15", "2023-06-30", **early)) == "2023-07-01"
    assert outcome(ask(name, "NH", "2023-07-15", "2023-07-01", **early)) == "too_late_for_rule"
    assert outcome(ask(name, "NH", "2023-07-15", "2023-06-30")) == "2023-08-01"


def test_an_answer_tells_of_the_start_on_the_first_of_the_month_in_which_coverage_is_lost():
    early = "an earlier start, on 2026-03-01, may be chosen (--elect first_of_event_month)"
    assert early in got("loss_of_coverage", "NH", "2026-03-15", "2026-02-28").notes
    assert got("loss_of_coverage", "NH", "2026-03-15", "2026-02-28", elect="first_of_event_month").notes == ()
    assert got("loss_of_coverage", "NH", "2026-03-15", "2026-03-01").notes == ()
    assert got("loss_of_coverage", "NH", "2026-03-31", "2026-02-28").notes == ()
    assert got("loss_of_coverage", "NH", "2023-03-15", "2023-02-10").notes == ()


def test_after_its_first_day_an_arrangement_opens_plans_only_to_who_was_not_told_90_days_before():
    assert got("employer_arrangement", "NH", "2026-07-15", "2026-07-14").notes == ()
    assert "90 days before its year" in got("employer_arrangement", "NH", "2026-07-15", "2026-07-16").notes[0]


def test_who_learned_late_has_sixty_days_from_then_since_july_6_2021():
    learned = {"learned": date(2021, 7, 1), **COVERED}
    assert outcome(ask("marriage", "NH", "2021-03-01", "2021-07-05", **learned)) == "after_window"
    assert outcome(ask("marriage", "NH", "2021-03-01", "2021-07-06", **learned)) == "2021-08-01"
    assert outcome(ask("marriage", "NH", "2021-03-01", "2021-08-30", **learned)) == "2021-09-01"
    assert outcome(ask("marriage", "NH", "2021-03-01", "2021-08-31", **learned)) == "after_window"


def test_nobody_learned_of_it_after_they_had_chosen_because_of_it():
    assert outcome(ask("loss_of_coverage", "NH", "2026-03-31", "2026-06-20", learned=day("2026-06-20"))) == "2026-07-01"
    assert (
        outcome(ask("loss_of_coverage", "NH", "2026-03-31", "2026-06-20", learned=day("2026-06-21"))) == "after_window"
    )


def test_only_enrollees_choose_again_when_help_changes():
    assert outcome(ask("help_changed", "NH", "2026-03-01", "2026-03-02", enrolled=False)) == "enrollees_only"
    assert outcome(ask("help_changed", "NH", "2026-03-01", "2026-03-02", enrolled=True)) == "2026-04-01"


def test_where_the_law_changed_between_event_and_choice_the_answer_says_so():
    found = got("medicaid_loss", "NH", "2023-11-15", "2024-01-25")
    assert found.window == (date(2023, 9, 16), date(2024, 2, 13))
    assert found.notes == (
        "law of the event's own day: 2023-09-16 to 2024-01-14; the law of the day of the choice is applied",
    )


@pytest.mark.parametrize(("state", "selected", "starts", "other"), [
    ("NH", "2021-12-15", "2022-01-01", None),
    ("NH", "2021-12-16", "2022-02-01", "2022-01-01"),
    ("NH", "2022-01-16", "2022-02-01", None),
    ("VT", "2024-11-30", "2025-01-01", None),
    ("VT", "2024-12-16", "2025-02-01", "2025-01-01"),
    ("MA", "2024-12-24", "2025-02-01", "2025-01-01"),
])  # fmt: skip
def test_where_the_regular_rule_changed_with_the_month_of_coverage_both_readings_are_told(
    state, selected, starts, other
):
    found = got("help_changed", state, "2021-12-01" if state == "NH" else "2024-11-15", selected)
    assert found.effective_date == day(starts)
    assert found.notes == (() if other is None else (
        f"read by the day of coverage and not by that of the choice, the new regular rule gives {other}",
    ))  # fmt: skip


def test_what_is_assumed_is_said():
    assert any("71304" in note for note in got("state_low_income", "VT", None, "2026-03-16").notes)
    assert any("71304" in note for note in got("connector_care", "MA", "2026-03-01", "2026-03-02").notes)


@pytest.mark.parametrize(("name", "event", "selected", "regulatory", "operational"), [
    ("help_changed", "2025-05-01", "2025-05-23", "2025-06-01", None),
    ("help_changed", "2025-05-01", "2025-05-24", "2025-06-01", "2025-07-01"),
    ("loss_of_coverage", "2026-03-31", "2026-03-23", "2026-04-01", None),
    ("loss_of_coverage", "2026-03-31", "2026-03-24", "2026-04-01", "2026-05-01"),
    ("loss_of_coverage", "2026-12-31", "2026-12-24", "2027-01-01", "2027-02-01"),
    ("birth_adoption", "2026-03-30", "2026-04-28", "2026-03-30", None),
    ("help_changed", "2023-05-01", "2023-05-24", "2023-07-01", None),  # the cut-off was the regulation's then
])  # fmt: skip
def test_massachusetts_in_fact_starts_coverage_by_the_23rd(name, event, selected, regulatory, operational):
    found = got(name, "MA", event, selected)
    assert (found.effective_date, found.operational) == (day(regulatory), day(operational))
    assert got(name, "NH", event, selected).operational is None


def test_a_states_own_event_opens_nothing_elsewhere():
    with pytest.raises(MissingLaw, match="connector_care"):
        ask("connector_care", "NH", "2026-03-01", "2026-03-02")


@pytest.mark.parametrize("name", [name for name, event in EVENTS.items() if "event_date" in event.needs])
def test_an_event_without_its_date_is_incomplete(name):
    with pytest.raises(Incomplete, match="--event-date"):
        ask(name, "NH", None, "2026-03-01")


def test_no_two_events_share_a_name_and_other_names_lead_to_them():
    names = [name for event in EVENTS.values() for name in (event.name, *event.also)]
    assert len(names) == len(set(names))
    assert named("Birth") is EVENTS["birth_adoption"]
    assert named("loss-of-mec") is EVENTS["loss_of_coverage"]
    assert named("sickness") is None


def test_every_day_around_every_event_has_a_start_or_a_reason():
    """Coverage begins in the month of the event at the earliest, and at most a month after the later of event and choice."""
    event = date(2026, 3, 15)
    for name in (each for each in SPECIAL_EVENTS if EVENTS[each].needs == ("event_date", "selected")):
        for offset in range(-70, 100):
            selected = event + timedelta(days=offset)
            found = ask(name, "NH", str(event), str(selected), granted=event, **COVERED)
            if isinstance(found, Answer):
                assert date(2026, 3, 1) <= found.effective_date <= max(selected, event) + timedelta(days=31), (
                    name,
                    selected,
                )
                assert found.window[0] <= selected <= found.window[1]
                assert found.citation
            else:
                assert found.code in ("before_window", "after_window", "not_open"), (name, selected)


@given(
    name=st.sampled_from([name for name in SPECIAL_EVENTS if name != "birth_adoption"]),
    state=st.sampled_from(["NH", "VT", "MA"]),
    event=st.dates(date(2014, 8, 1), date(2027, 6, 30)),
    offset=st.integers(-61, 95),
)
def test_a_later_choice_never_starts_coverage_earlier(name, state, event, offset):
    """Also over the days on which the law changed."""
    selected = event + timedelta(days=offset)
    said = {"granted": event, **COVERED}
    first, later = (ask(name, state, str(event), str(on), **said) for on in (selected, selected + timedelta(days=1)))
    if isinstance(first, Answer) and isinstance(later, Answer):
        assert first.effective_date <= later.effective_date


@pytest.mark.parametrize(("on", "kept"), [(date(2017, 6, 18), False), (date(2017, 6, 19), True)])
def test_who_is_enrolled_already_keeps_the_metal_level_since_2017_but_for_some_events(on, kept):
    limits = typed(LevelLimits, "enrollment.level_limits", on=on)
    assert keeps_level("loss_of_coverage", limits) is kept
    assert not keeps_level("american_indian", limits)
