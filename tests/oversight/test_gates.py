"""Opening is a gate: evidence, or a waiver with a name, a reason and an end."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from coverport.core.errors import NotAllowed
from coverport.core.models import Event
from coverport.core.openings import is_open
from coverport.oversight.actions import gates, watch
from coverport.oversight.models import Contract, Gate, GateItem, Reading
from coverport.oversight.refusals import AgainstTheRule
from coverport.oversight.rules.gates import Item, Waived, blocking, standing
from tests.oversight.people import People, level_of

ON = date(2026, 10, 1)
WAIVED = Waived("A. Doe", date(2026, 10, 1), date(2026, 10, 31))


@pytest.mark.parametrize(
    ("item", "on", "state"),
    [
        (Item("a", True, (WAIVED,)), ON, "shown"),
        (Item("a", False, (WAIVED,)), date(2026, 9, 30), "waiver_ended"),
        (Item("a", False, (WAIVED,)), date(2026, 10, 1), "waived"),
        (Item("a", False, (WAIVED,)), date(2026, 10, 31), "waived"),
        (Item("a", False, (WAIVED,)), date(2026, 11, 1), "waiver_ended"),
        (Item("a", False), ON, "missing"),
    ],
)
def test_a_waiver_holds_from_its_first_to_its_last_day(item: Item, on: date, state: str) -> None:
    assert standing(item, on).state == state
    assert (blocking([item], on) == ()) == (state in ("shown", "waived"))


def test_a_gate_without_items_opens_nothing() -> None:
    assert blocking([], ON) == ("no_items",)


@pytest.fixture
def gate(people: People, made: Contract) -> Gate:
    made.exchange.sample = False
    made.exchange.save()
    return gates.make_gate(actor=people.officer, exchange=made.exchange, year=2014, owner="Joan Whitfield", on=ON)


def _waive(people: People, item: GateItem, **more: Any) -> object:
    given = {"signed_by": "A. Doe", "title": "Commissioner", "reason": "Tested last year", "until": date(2026, 10, 31)}
    return gates.waive(actor=people.officer, item=item, on=ON, **(given | more))


def test_an_exchange_opens_when_every_item_is_shown_or_waived_and_not_before(
    people: People, made: Contract, gate: Gate
) -> None:
    exchange = made.exchange
    assert not is_open(exchange, 2014)
    with pytest.raises(gates.NotReady) as refused:
        gates.open_exchange(actor=people.officer, exchange=exchange, year=2014, on=ON)
    assert set(refused.value.blocking) >= {"plans_signed", "catalog_published", "journey_works", "load_tested"}
    for item in gate.items.filter(check_name=""):
        gates.show(actor=people.reviewer, item=item, evidence="The signed folder 17", on=ON)
    with pytest.raises(gates.NotReady) as refused:
        gates.open_exchange(actor=people.officer, exchange=exchange, year=2014, on=ON)
    assert set(refused.value.blocking) == {"catalog_published", "journey_works"}
    for item in gate.items.filter(code__in=["catalog_published", "journey_works"]):
        _waive(people, item)
    opened = gates.open_exchange(actor=people.officer, exchange=exchange, year=2014, on=ON)
    assert opened.evidence["journey_works"]["signed_by"] == "A. Doe"
    assert is_open(exchange, 2014)
    assert not is_open(exchange, 2015)
    kinds = list(Event.objects.filter(subject=gate.reference).order_by("id").values_list("kind", flat=True))
    assert kinds == ["oversight.waiver_signed", "oversight.waiver_signed", "oversight.exchange_opened"]
    assert gates.open_exchange(actor=people.officer, exchange=exchange, year=2014, on=date(2026, 12, 1)) == opened


def test_what_the_system_looks_at_nobody_can_say_instead(people: People, gate: Gate) -> None:
    with pytest.raises(AgainstTheRule) as refused:
        gates.show(actor=people.reviewer, item=gate.items.get(code="journey_works"), evidence="It works", on=ON)
    assert refused.value.code == "measured"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"signed_by": " "}, "signed_by"),
        ({"title": ""}, "title"),
        ({"reason": ""}, "reason"),
        ({"until": date(2026, 9, 30)}, "until"),
    ],
)
def test_a_waiver_needs_name_office_reason_and_an_end(
    people: People, gate: Gate, change: dict[str, Any], field: str
) -> None:
    with pytest.raises(AgainstTheRule) as refused:
        _waive(people, gate.items.get(code="load_tested"), **change)
    assert refused.value.field == field


def test_only_the_contract_officer_waives_and_opens(people: People, made: Contract, gate: Gate) -> None:
    for actor in (people.vendor, people.reviewer, people.payer, people.independent, people.stranger):
        with pytest.raises(NotAllowed):
            gates.open_exchange(actor=actor, exchange=made.exchange, year=2014, on=ON)


def test_the_journey_is_evidence_only_while_it_is_measured_and_works(
    people: People, made: Contract, gate: Gate
) -> None:
    level_of(made)
    item = gate.items.get(code="journey_works")
    assert gates.seen(item, ON).evidence == "too few readings"
    for hour, good in ((1, 100), (2, 100), (3, 100), (4, 98)):
        Reading.objects.create(
            exchange=made.exchange, metric="journey", at=datetime(2026, 10, 1, hour, tzinfo=UTC), part=good, whole=100
        )
    assert gates.seen(item, ON).shown
    assert not gates.seen(item, date(2026, 10, 2)).shown
    Reading.objects.filter(part=98).update(part=97)
    assert not gates.seen(item, ON).shown


def test_the_command_says_what_is_missing(vermont: Any, capsys: Any) -> None:
    vermont.sample = False
    vermont.save()
    with pytest.raises(CommandError, match="--owner"):
        call_command("open_exchange", "vt", "--year", "2014")
    with pytest.raises(CommandError, match="stays closed for 2014: plans_signed"):
        call_command("open_exchange", "vt", "--year", "2014", "--owner", "Joan Whitfield")
    assert "missing" in capsys.readouterr().out
    for code in GateItem.objects.values_list("code", flat=True):
        call_command(
            "open_exchange", "vt", "--year", "2014", "--waive", code, "--signed-by", "A. Doe", "--title", "Commissioner",
            "--reason", "Rehearsal", "--until", "2013-12-31",
        )  # fmt: skip
    call_command("open_exchange", "vt", "--year", "2014")
    assert "is open for 2014" in capsys.readouterr().out


def test_a_broken_service_level_opens_a_finding_and_holds_the_payment_until_it_is_met_again(
    people: People, made: Contract
) -> None:
    from coverport.oversight.actions import money
    from coverport.oversight.rules.amounts import Amount
    from tests.oversight.people import site
    from tests.oversight.test_money import accept, bill

    level = level_of(made)
    accept(people, site(made), on=ON)
    line = bill(people, made, 10_000_00, on=ON)
    money.approve(actor=people.officer, line=line, amount=Amount(10_000_00), on=ON)
    noon = datetime(2026, 10, 1, 12, tzinfo=UTC)
    for minute, good in ((1, 1), (2, 0), (3, 1)):
        Reading.objects.create(
            exchange=made.exchange, metric="journey", at=noon.replace(minute=minute), part=good, whole=1
        )
    assert watch.judge(level=level, until=noon.replace(minute=30), on=ON) is None  # three readings prove nothing
    Reading.objects.create(exchange=made.exchange, metric="journey", at=noon.replace(minute=4), part=1, whole=1)
    finding = watch.judge(level=level, until=noon.replace(minute=30), on=ON)
    assert finding is not None
    assert watch.judge(level=level, until=noon.replace(minute=31), on=ON) == finding
    with pytest.raises(AgainstTheRule) as held:
        money.pay(actor=people.payer, line=line, amount=Amount(1_00), on=ON)
    assert held.value.code == "service_level_breached"
    with pytest.raises(AgainstTheRule):
        watch.close_finding(actor=people.independent, finding=finding, because="It looks fine", on=ON)
    Reading.objects.filter(part=0).update(part=1)
    assert watch.judge(level=level, until=noon.replace(minute=40), on=date(2026, 10, 2)) is None
    finding.refresh_from_db()
    assert (finding.closed_on, finding.closed_by) == (date(2026, 10, 2), "system:service levels")
    money.pay(actor=people.payer, line=line, amount=Amount(1_00), on=date(2026, 10, 2))
