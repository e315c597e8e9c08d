"""The stories of 2013: each figure is the sum of its sources' entries, and stays apart from the others."""

import json
from datetime import date
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from coverport.core.errors import Refusal
from coverport.exchanges.models import Exchange
from coverport.oversight.models import Contract, LedgerEntry
from coverport.oversight.scenarios.story import names, parse, read

MILLION = 1_000_000
SIX = ("paid", "unpaid", "withheld", "disputed", "retained", "deducted", "recovered")


@pytest.fixture
def exchanges(db: None) -> None:
    for slug in ("ma", "vt"):
        Exchange.objects.create(slug=slug, name=slug, sample=True)


def told(name: str, on: str, capsys: Any, *more: str) -> dict[str, Any]:
    call_command("load_scenario", name, "--on", on, "--json", *more)
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert found["ledger"]["in_balance"]
    return found


def millions(found: dict[str, Any], *names: str) -> list[float]:
    return [float(found[name]["amount"]) / MILLION for name in names]


@pytest.mark.usefixtures("exchanges")
def test_massachusetts_on_december_26_2013(capsys: Any) -> None:
    found = told("massachusetts-2013", "2013-12-26", capsys)
    assert millions(found, "contract_value", "paid", "not_earned_or_invoiced") == [69.0, 11.0, 58.0]
    assert millions(found, *SIX) == [11.0, 0, 0, 0, 0, 0, 0]
    (paid,) = found["paid"]["of"]
    assert (paid["source"], paid["amount"]) == ("The Boston Globe, 2013-12-26", "11000000.00")


@pytest.mark.usefixtures("exchanges")
def test_massachusetts_day_by_day(capsys: Any) -> None:
    days = {
        "2013-12-25": [69, 0], "2013-12-26": [69, 11], "2013-12-31": [69, 17], "2014-06-19": [69, 17], "2014-06-20": [89, 52],
        "2014-12-31": [89, 52],
    }  # fmt: skip
    found = {day: millions(told("massachusetts-2013", day, capsys), "contract_value", "paid") for day in days}
    assert found == days


@pytest.mark.usefixtures("exchanges")
def test_vermont_on_december_26_2013_withholds_and_disputes_two_different_things(capsys: Any) -> None:
    found = told("vermont-2013", "2013-12-26", capsys)
    assert millions(found, *SIX) == [18.6, 0, 5.1, 1.0, 0, 0, 0]
    assert (found["disputed"]["at_least"], found["withheld"]["at_least"]) == (True, False)
    assert {each["entry"] for each in found["withheld"]["of"]}.isdisjoint(
        each["entry"] for each in found["disputed"]["of"]
    )
    assert found["contract_value"] == {"amount": "82600000.00", "to": "84000000.00", "sources_differ": True}


@pytest.mark.usefixtures("exchanges")
def test_vermont_ends_2014_at_66_point_7(capsys: Any) -> None:
    found = told("vermont-2013", "2014-12-31", capsys)
    assert millions(found, *SIX) == [66.7, 0, 0, 0, 0, 5.1, 0]


@pytest.mark.usefixtures("exchanges")
@pytest.mark.parametrize(
    ("name", "without", "figure", "left"),
    [
        ("massachusetts-2013", "exit", "paid", 17.0),
        ("massachusetts-2013", "paid-by-december-26", "paid", 41.0),
        ("vermont-2013", "settlement", "paid", 57.0),
        ("vermont-2013", "withheld-damages", "deducted", 0.0),
    ],
)
def test_no_figure_is_stored_without_a_source_transaction_it_is_another(
    name: str, without: str, figure: str, left: float, capsys: Any
) -> None:
    whole = told(name, "2014-12-31", capsys)
    less = told(name, "2014-12-31", capsys, "--without", without)
    assert millions(less, figure) == [left] != millions(whole, figure)
    assert told(name, "2014-12-31", capsys) == whole


@pytest.mark.usefixtures("exchanges")
def test_told_again_it_is_the_same_contract(capsys: Any) -> None:
    told("vermont-2013", "2014-12-31", capsys)
    entries = list(LedgerEntry.objects.values_list("hash", flat=True))
    told("vermont-2013", "2013-12-26", capsys)
    assert list(LedgerEntry.objects.values_list("hash", flat=True)) == entries
    assert Contract.objects.count() == 1


@pytest.mark.usefixtures("exchanges")
def test_every_amount_of_a_story_has_a_source(capsys: Any) -> None:
    for name in names():
        told(name, "2014-12-31", capsys)
    assert LedgerEntry.objects.filter(source=None, what__in=["paid", "withheld", "disputed", "invoiced"]).count() == 0
    assert LedgerEntry.objects.exists()


@pytest.mark.usefixtures("exchanges")
def test_what_cannot_be_told_is_one_line() -> None:
    for arguments, said in (
        (["atlantis-2013"], "There is no story"),
        (["vermont-2013", "--on", "2015-01-01"], "is not in it"),
        (["vermont-2013", "--without", "nothing"], "has no transaction nothing"),
    ):
        with pytest.raises(CommandError, match=said):
            call_command("load_scenario", *arguments)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text.replace("source: globe-2014-06-20", "source: nobody"), "nobody"),
        (lambda text: text.replace("id: exit", "id: paid-in-2013"), "twice"),
        (lambda text: text.replace("day: 2014-06-20\n", "day: 2015-06-20\n"), "outside the story"),
        (lambda text: text.replace("what: paid", "what: lost"), "Invalid enum"),
        (lambda text: text.replace("what: paid", "what: deducted"), "takes an earlier amount further"),
    ],
)
def test_a_file_that_does_not_hold_together_is_refused(change: Any, said: str) -> None:
    from coverport.oversight.scenarios.story import FOLDER

    text = (FOLDER / "massachusetts-2013.yaml").read_text()
    assert parse(text.encode(), "massachusetts-2013") == read("massachusetts-2013")[0]
    assert change(text) != text
    with pytest.raises(Refusal, match=said):
        parse(change(text).encode(), "massachusetts-2013")


def test_dates_of_a_story_are_dates() -> None:
    story, _ = read("massachusetts-2013")
    assert story.transactions[0].on == date(2013, 12, 26)
