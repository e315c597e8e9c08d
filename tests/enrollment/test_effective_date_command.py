"""`coverport effective_date`: the contract of its JSON, its refusals, its listing, and that it starts at once."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from coverport.enrollment.choice.refusals_in_english import _WORDS
from coverport.enrollment.effective_date_command import main
from coverport.enrollment.event_names import EVENTS
from coverport.enrollment.special.page import page

ROOT = Path(__file__).resolve().parents[2]
LOSS = "--state VT --event loss_of_coverage --event-date 2026-03-31 --selected 2026-03-10"


def told(capsys: pytest.CaptureFixture[str], line: str) -> dict[str, object]:
    assert main([*line.split(), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def refused(capsys: pytest.CaptureFixture[str], line: str) -> str:
    assert main(line.split()) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("coverport effective_date: ")
    assert err.count("\n") == 1
    return err


def test_the_json_has_date_window_rule_and_citation(capsys):
    assert told(capsys, LOSS) == {
        "effective_date": "2026-04-01",
        "window": ["2026-01-30", "2026-05-30"],
        "rule": "first_after_event",
        "citation": "45 CFR 155.420(b)(2)(iv), (c)(2), (d)(1)(i), (e); 88 FR 25740",
        "operational_effective_date": None,
        "means": "first_day_of_coverage",
        "note": None,
    }


def test_without_json_it_is_a_line_for_each(capsys):
    assert main("--state NH --event open_enrollment --year 2014 --selected 2013-12-24".split()) == 0
    assert capsys.readouterr().out.splitlines()[:4] == [
        "first day of coverage: 2014-02-01",
        "operational: 2014-01-01",
        "window: 2013-10-01 to 2014-03-31",
        "rule: open_enrollment",
    ]


def test_the_operational_date_is_printed_beside_the_regulatory_one(capsys):
    found = told(capsys, "--state nh --event open_enrollment --year 2014 --selected 2013-12-24")
    assert (found["effective_date"], found["operational_effective_date"]) == ("2014-02-01", "2014-01-01")
    assert "155.410" in str(found["citation"])
    assert "honored" in str(found["note"])


@pytest.mark.parametrize(("line", "expected"), [
    ("--event nonpayment --event-date 2026-03-01 --credit --paid", "2026-03-31"),
    ("--event nonpayment --event-date 2026-03-01 --credit yes --paid yes", "2026-03-31"),
    ("--event nonpayment --event-date 2026-03-01 --credit 312.50 --paid 2", "2026-03-31"),
    ("--event nonpayment --event-date 2026-03-01 --credit $1,200 --paid 2026-01-05", "2026-03-31"),
    ("--event non-payment --event-date 2026-03-01 --credit --paid", "2026-03-31"),
    ("--event termination_request --event-date 2026-03-01 --requested 2026-03-31", "2026-03-31"),
    ("--event death --event-date 2026-03-09", "2026-03-09"),
    ("--event medicaid_gain --event-date 2026-03-09", "2026-03-08"),
    ("--event binder --event-date 2026-03-01 --selected 2026-02-01 --paid 2026-03-31", "2026-03-01"),
    ("--event binder --event-date 2026-03-01 --selected 2026-02-01 --paid no", "2026-03-31"),
    ("--event binder --event-date 2026-03-01 --selected 2026-02-01 --paid 0", "2026-03-31"),
    ("--event binder --event-date 2026-03-01 --selected 2026-02-01", "2026-03-31"),
    ("--event inconsistency --event-date 2026-03-01 --kind citizenship", "2026-06-04"),
    ("--event appeal --event-date 2026-03-01", "2026-05-30"),
    ("--event change_report --event-date 2026-03-01", "2026-03-31"),
    ("--event move --event-date 2026-03-01 --selected 2026-03-09 --moved-from abroad", "2026-04-01"),
    ("--event move --event-date 2026-03-01 --selected 2026-03-09 --moved-from PR", "2026-04-01"),
    ("--event move --event-date 2026-03-01 --selected 2026-03-09 --moved-from NY --prior-coverage-end 2026-02-28", "2026-04-01"),
    ("--event error --event-date 2026-03-01 --selected 2026-03-09 --granted 2026-01-01", "2026-01-01"),
    ("--event birth --event-date 2026-03-05 --selected 2026-03-09", "2026-03-05"),
    ("--event divorce --event-date 2026-03-05 --selected 2026-03-09 --enrolled yes", "2026-04-01"),
])  # fmt: skip
def test_what_is_said_may_be_said_in_several_ways(capsys, line, expected):
    assert told(capsys, f"--state NH {line}")["effective_date"] == expected


@pytest.mark.parametrize(("line", "words"), [
    (LOSS.replace("2026-03-10", "2026-05-31"), "chosen too late, on 2026-05-31: the window was from 2026-01-30 to 2026-05-30"),
    (LOSS.replace("2026-03-10", "2026-01-29"), "chosen too early"),
    (LOSS + " --cause nonpayment", "nonpayment_of_premium"),
    (LOSS + " --cause unpaid", "nonpayment_of_premium"),
    (LOSS + " --cause dropped", "voluntary_termination"),
    (LOSS + " --cause fraud", "rescission"),
    ("--state NH --event nonpayment --event-date 2026-03-01 --credit", "no month of the year was paid (--paid) as far as was said"),
    ("--state NH --event nonpayment --event-date 2026-03-01 --credit", "say --paid yes where one was"),
    ("--state NH --event open_enrollment --year 2028 --selected 2027-11-10", "no calendar for plan year 2028\n"),
    (LOSS + " --cause Nonpayment", "nonpayment_of_premium"),
    (LOSS + " --cause NONPAYMENT_OF_PREMIUM", "nonpayment_of_premium"),
    (LOSS + " --cause Failure-to-pay-premiums", "nonpayment_of_premium"),
    (LOSS + " --cause Voluntarily-dropped", "voluntary_termination"),
    (LOSS.replace("loss_of_coverage", "chip_loss") + " --cause nonpayment", "nonpayment_of_premium"),
    (LOSS + " --cause nonpayment-of-premium", "not a loss of coverage in the law's sense: nonpayment_of_premium"),
    ("--state NH --event low_income --selected 2025-08-25", "no such special enrollment period from 2025-08-25 to 2026-12-31"),
    ("--state NH --event connector_care --event-date 2026-04-10 --selected 2026-04-20", "connector_care opens nothing in NH on 2026-04-20"),
    ("--state VT --event state_low_income --selected 2021-04-20", "state_low_income opens nothing in VT on 2021-04-20"),
    ("--state NH --event open_enrollment --year 2026 --selected 2026-01-16", "was from 2025-11-01 to 2026-01-15"),
    ("--state NH --event marriage --event-date 2026-05-31 --selected 2026-06-01", "--prior-coverage-end"),
    ("--state NH --event exceptional --event-date 2026-05-31 --selected 2026-06-01", "--granted"),
    ("--state NH --event nonpayment --event-date 2026-03-01 --paid", "the state's own"),
    ("--state NH --event binder --event-date 2026-03-01 --selected 2026-02-01 --paid 2026-04-01", "canceled, as if it had never been"),
    ("--state NH --event loss_of_coverage --event-date 2012-05-31 --selected 2012-06-01", "not known for 2012-06-01"),
])  # fmt: skip
def test_where_nobody_may_enroll_it_says_why_on_one_line(capsys, line, words):
    assert words in refused(capsys, line)


@pytest.mark.parametrize(("line", "words"), [
    ("", "--event is needed; `coverport effective_date --list` names them"),
    ("--state NH --event death --date 2026-03-01", "--date 2026-03-01; `coverport effective_date --help` names the options"),
    ("--event death --event-date 2026-03-01", "--state is needed"),
    ("--state NH --event sickness --event-date 2026-03-01", "--list` names them"),
    ("--state NH --event death", "death needs --event-date: day of the death"),
    ("--state NH --event death --event-date 2026-02-30", "--event-date: '2026-02-30' is not a date"),
    ("--state NH --event move --event-date 2026-03-01 --selected 2026-03-09 --moved-from Paris", "--moved-from: 'Paris'"),
    ("--state NH --event move --event-date 2026-03-01 --selected 2026-03-09 --moved-from XX", "--moved-from: 'XX'"),
    ("--state NH --event nonpayment --event-date 2026-03-01 --credit some", "--credit: 'some'"),
    ("--state NH --event nonpayment --event-date 2026-03-01 --credit -5", "--credit: '-5'"),
    ("--state NH --event nonpayment --event-date 2026-03-01 --credit nan", "--credit: 'nan'"),
    ("--state NH --event nonpayment --event-date 2026-03-01 --credit --paid -1", "--paid: '-1'"),
    ("--state NH --event nonpayment --event-date 2026-03-01 --paid some", "--paid: 'some'"),
    ("--state NH --event inconsistency --event-date 2026-03-01 --kind odd", "--kind: 'odd'"),
    ("--state NH --event inconsistency --event-date 2026-03-01 --kind special", "--kind: 'special' is none of income, status, ssn"),
    ("--state NH --event binder --event-date 2026-03-01 --kind income", "--kind: 'income' is none of regular, special\n"),
    ("--state NH --event binder --event-date 2014-08-01", "on 2014-08-01 no rule set the last day of the first payment"),
    ("--state CA --event death --event-date 2026-03-01", "No exchange of this installation serves CA"),
    ("--state ../.. --event death --event-date 2026-03-01", "No exchange"),
    ("--state NH --event open_enrollment --year 0 --selected 2026-11-10", "no calendar for plan year 0"),
    ("--state NH --event birth --event-date 2062-03-05 --selected 2026-03-09", "--event-date 2062-03-05: the law is known to plan year"),
    ("--state NH --event american_indian --selected 2062-03-09", "--selected 2062-03-09: the law is known to plan year"),
    ("--state NH --event appeal --event-date 9999-12-31", "--event-date 9999-12-31: the law is known to plan year"),
    (LOSS + " --learned 9999-12-31", "--learned 9999-12-31: the law is known to plan year"),
    (LOSS.replace("2026-03-31", "0001-01-01"), "too far back"),
    ("--state NH --event open_enrollment --selected 2026-06-10", "say which plan year is meant"),
    ("--state NH --event open_enrollment --year x --selected 2026-06-10", "--year"),
    ("--state NH --event loss_of_coverage --event-date 2026-03-15 --selected 2026-02-01 --elect never", "--elect never"),
])  # fmt: skip
def test_what_is_wrong_in_the_question_is_named(capsys, line, words):
    assert words in refused(capsys, line)


def test_what_happens_in_the_last_year_whose_law_is_known_may_count_in_the_next(capsys):
    line = "--state NH --event loss_of_coverage --event-date 2027-12-31 --selected"
    assert told(capsys, f"{line} 2027-12-20")["effective_date"] == "2028-01-01"
    assert told(capsys, f"{line} 2028-01-05")["effective_date"] == "2028-02-01"


def test_what_was_said_and_changes_nothing_is_told(capsys):
    found = told(capsys, f"{LOSS} --year 2026 --paid yes")
    assert found["effective_date"] == "2026-04-01"
    assert found["note"] == (
        "--year is not used: loss_of_coverage does not ask for it; --paid is not used: loss_of_coverage does not ask for it"
    )


def test_what_only_special_events_ask_for_is_told_of_the_others(capsys):
    said = "--granted 2026-01-01 --learned 2026-01-02 --proven 2026-01-03 --elect regular --later-start"
    found = told(capsys, f"--state NH --event death --event-date 2026-03-01 {said}")
    assert found["effective_date"] == "2026-03-01"
    for option in ("--granted", "--learned", "--proven", "--elect", "--later-start"):
        assert f"{option} is not used: death does not ask for it" in str(found["note"])


def test_a_cause_that_counts_is_told_as_one_so_that_a_misspelled_one_is_seen(capsys):
    for cause in ("job_ended", "non-paymnet"):
        found = told(capsys, f"{LOSS} --cause {cause}")
        assert found["effective_date"] == "2026-04-01"
        assert str(found["note"]).startswith(
            f"--cause {cause} counts as a loss; what opens nothing is nonpayment_of_premium"
        )
    assert main([*LOSS.split(), "--cause", "non-payment of premium"]) == 1
    assert "nonpayment_of_premium" in capsys.readouterr().err


@pytest.mark.parametrize("event", ["loss of coverage", "Loss-of-Coverage", "loss_of_job", "lost_coverage"])
def test_an_event_and_its_options_may_be_written_as_people_write_them(capsys, event):
    line = ["--state", "VT", "--event", event, "--event_date", "2026-03-31", "--selected=2026-03-10", "--json"]
    assert main(line) == 0
    assert json.loads(capsys.readouterr().out)["effective_date"] == "2026-04-01"
    assert (
        main(
            [
                "--state",
                "VT",
                "--event",
                "move",
                "--event-date=2026-03-01",
                "--selected",
                "2026-03-10",
                "--moved_from",
                "No plans",
            ]
        )
        == 0
    )


def test_of_a_misspelled_event_the_name_that_is_alike_is_told(capsys):
    said = "--state NH --event-date 2026-03-01 --selected 2026-03-09 --event"
    assert "no event 'brith'; birth is written alike; `coverport" in refused(capsys, f"{said} brith")
    assert "no event 'qqq'; `coverport effective_date --list` names them" in refused(capsys, f"{said} qqq")


def test_a_state_by_its_name_is_asked_for_by_two_letters(capsys):
    assert main(["--state", "New Hampshire", "--event", "death", "--event-date", "2026-03-01"]) == 1
    assert "--state: 'New Hampshire' is not two letters such as NH" in capsys.readouterr().err


@pytest.mark.parametrize(("line", "words"), [
    ("birth --event-date 2026-03-01 --selected 2026-03-09 --elect regular --later-start", "two starts: only one can be chosen"),
    ("american_indian --selected 2026-03-09 --last-used 2026-03-10", "--last-used 2026-03-10 lies after --selected 2026-03-09"),
])  # fmt: skip
def test_what_contradicts_itself_has_no_day(capsys, line, words):
    assert words in refused(capsys, f"--state NH --event {line}")


def test_a_third_day_of_a_request_is_told_as_not_used(capsys):
    line = "--state NH --event termination_request --event-date 2026-05-10 --requested 2026-06-01 --selected"
    assert told(capsys, f"{line} 2026-05-20")["effective_date"] == "2026-06-01"
    assert "--selected is not used" in str(told(capsys, f"{line} 2026-05-20")["note"])
    assert told(capsys, f"{line} 2026-06-01")["note"] is None


def test_the_list_names_every_event_with_its_options(capsys):
    assert main(["--list"]) == 0
    listed = capsys.readouterr().out
    assert [line.split()[0] for line in listed.splitlines()[::2]] == list(EVENTS)
    assert "--event-date [--credit] [--paid]" in listed
    assert main(["--list", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {"name", "kind", "date", "needs", "may", "also"} == set(rows[0])


def test_every_refusal_of_the_rules_has_words():
    folder = ROOT / "src" / "coverport" / "enrollment" / "rules"
    text = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    codes = {part.split('"')[1] for part in text.split("Refused(")[1:] if part.startswith('"')}
    assert codes
    assert codes <= set(_WORDS)


def test_the_page_in_the_documentation_is_the_one_that_is_made_now():
    made_now = (ROOT / "docs" / "reference" / "special-enrollment.md").read_text(encoding="utf-8") == page()
    assert made_now, "the law changed: coverport effective_date --page > docs/reference/special-enrollment.md"


def test_it_loads_neither_django_nor_numpy_nor_a_database():
    code = (
        "import sys; from coverport.command import main; code = main(sys.argv[1:]); "
        "print(code, *{'django', 'psycopg', 'numpy'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "effective_date", *LOSS.split()], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "0"


@pytest.mark.parametrize(("paid", "in_time"), [("yes", None), ("1", None), ("2026-03-31", True), ("no", True)])
def test_that_a_first_payment_came_does_not_say_whether_it_came_in_time(capsys, paid, in_time):
    line = "--state NH --event binder --event-date 2026-03-01 --selected 2026-02-01 --paid"
    found = told(capsys, f"{line} {paid}")
    assert found["effective_date"] == ("2026-03-31" if paid == "no" else "2026-03-01")
    assert found["means"] == ("last_day_to_act" if paid == "no" else "first_day_of_coverage")
    assert ("--paid without its day" in str(found["note"])) is not bool(in_time)
