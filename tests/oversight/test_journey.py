"""The scripted journey walks a running site as a person does; what it finds is what the vendor is paid by."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

from coverport.config.urls import urlpatterns as whole_site
from coverport.core.access import public
from coverport.core.deliveries import drain
from coverport.core.models import Delivery, Event
from coverport.edi.models import Due834
from coverport.enrollment.models import Enrollment
from coverport.notices.models import Dispatch, Notice
from coverport.oversight.actions import money
from coverport.oversight.actions.ledger import Because
from coverport.oversight.journey.running import _way_of, run_test_journey
from coverport.oversight.journey.visitor import read
from coverport.oversight.models import Contract, Finding, Reading, Rehearsal, ServiceLevel
from coverport.oversight.refusals import AgainstTheRule
from coverport.oversight.rules.amounts import Amount
from coverport.oversight.rules.ledger import Place
from tests.applications.households import decided, publish_samples, somebody
from tests.enrollment.choices import choose
from tests.oversight.people import People, contract, site
from tests.oversight.test_money import accept, bill
from tests.oversight.test_pages import text

DAY = date(2013, 12, 10)


def broken(request: HttpRequest, reference: str) -> HttpResponse:
    """A step that the vendor did not finish."""
    return HttpResponse("<main><h1>Sorry</h1></main>", status=500)


# This module is also a site: ours, with one broken step.
urlpatterns = [path("coverage/<ref:reference>/review/", public(broken)), *whole_site]


def readings() -> dict[str, tuple[int, int]]:
    """The newest of each metric."""
    return {row.metric: (int(row.part), int(row.whole)) for row in Reading.objects.order_by("id")}


def live_contract(exchange: Any) -> tuple[Contract, ServiceLevel]:
    """A contract of 2013, whose site is paid while the journey works in more than half of the last day's walks."""
    made = contract(exchange)
    Contract.objects.filter(pk=made.pk).update(signed_on=date(2013, 1, 5))
    level = ServiceLevel.objects.create(
        contract=made, metric="journey", title="Test journey", direction="at_least", threshold="0.6", days=1, holds=site(made)
    )  # fmt: skip
    made.refresh_from_db()
    return made, level


@pytest.mark.django_db(transaction=True)
def test_a_broken_step_breaches_the_service_level_opens_the_finding_and_holds_the_payment(
    federal: Any, live_server: Any, settings: Any
) -> None:
    publish_samples()
    people, (made, _level) = People(federal), live_contract(federal)
    accept(people, site(made), on=DAY)
    line = bill(people, made, 10_000_00, on=DAY)
    money.approve(actor=people.officer, line=line, amount=Amount(10_000_00), on=DAY)
    address = f"{live_server.url}/federal/"
    pay = {"actor": people.payer, "line": line, "amount": Amount(1_00), "on": DAY}

    walked = run_test_journey(exchange=federal, address=address)
    assert (walked.broken, walked.why, walked.failed, walked.tried) == ("", "", 0, "chosen")
    assert walked.asked > 15
    took = readings()
    assert (took["journey"], took["availability"], took["request_errors"]) == ((1, 1), (1, 1), (0, walked.asked))
    assert 0 < took["page_ms"][0] / took["page_ms"][1] < 10_000
    money.pay(**pay)  # type: ignore[arg-type]

    # Nothing of it leaves: no message to the insurer, no bill, no letter in the mail, no source asked; and it is taken back.
    enrollment = Enrollment.objects.get()
    assert (enrollment.reference, enrollment.status) == (walked.enrollment, "canceled")
    drain()
    assert not Delivery.objects.exclude(error="").exists()
    assert (Due834.objects.count(), Dispatch.objects.count()) == (0, 0)
    assert Notice.objects.exists()
    assert not enrollment.application.source_requests.exists()
    event = Event.objects.filter(kind="enrollment.plan_selected").get()
    with pytest.raises(IntegrityError, match="no insurer is told"), transaction.atomic():
        Due834.objects.create(exchange="federal", issuer_id="96751", enrollment=enrollment, event=event, on=DAY)

    settings.ROOT_URLCONF = __name__
    walked = run_test_journey(exchange=federal, address=address)
    assert (walked.broken, walked.failed, walked.enrollment) == ("choose", 1, "")
    assert "500" in walked.why
    finding = Finding.objects.get()
    assert (finding.origin, finding.opened_on, finding.closed_on) == ("service_level", DAY, None)
    for verb, more in (
        (money.pay, {"actor": people.payer}),
        (money.release, {"actor": people.officer, "place": Place.RETAINED, "because": Because("end")}),
    ):
        with pytest.raises(AgainstTheRule) as held:
            verb(**pay | more)  # type: ignore[operator]
        assert held.value.code == "service_level_breached"
        assert finding.reference in held.value.message

    settings.ROOT_URLCONF = "coverport.config.urls"
    assert not run_test_journey(exchange=federal, address=address).broken
    finding.refresh_from_db()
    assert finding.closed_on == DAY  # two walks of three worked
    money.pay(**pay)  # type: ignore[arg-type]

    # Open enrollment is over: the journey goes the way of somebody whose coverage ends, and what it tried is kept.
    federal.date_of_record = date(2014, 6, 15)
    federal.save()
    walked = run_test_journey(exchange=federal, address=address)
    assert (walked.broken, walked.tried) == ("", "chosen_by_event")
    by_event = Enrollment.objects.get(reference=walked.enrollment)
    assert (by_event.period.event, by_event.start, by_event.status) == (
        "loss_of_coverage",
        date(2014, 7, 1),
        "canceled",
    )
    notes = Reading.objects.filter(metric="journey").order_by("id").values_list("note", flat=True)
    assert [note.partition(":")[0] for note in notes] == ["chosen", "choose", "chosen", "chosen_by_event"]


@pytest.mark.django_db
def test_where_nobody_answers_the_journey_is_broken_at_its_first_page(federal: Any) -> None:
    publish_samples()
    with pytest.raises(CommandError, match="broken at “home”"):
        call_command("run_test_journey", "federal", "--address", "http://127.0.0.1:9/federal/")
    assert readings() == {"journey": (0, 1), "availability": (0, 1), "request_errors": (1, 1)}
    assert not Rehearsal.objects.exists()


@pytest.mark.django_db
def test_without_an_address_or_plans_there_is_no_journey_and_no_reading(
    federal: Any, monkeypatch: Any, tmp_path: Any
) -> None:
    monkeypatch.setenv("COVERPORT_DATA", str(tmp_path))
    with pytest.raises(CommandError, match="COVERPORT_JOURNEY_ADDRESS"):
        call_command("run_test_journey", "federal")
    with pytest.raises(CommandError, match="sells no plans of 2014 yet"):
        call_command("run_test_journey", "federal", "--address", "http://127.0.0.1:9/")
    assert not Reading.objects.exists()


@pytest.mark.django_db
def test_a_closed_gate_lets_nobody_choose_but_the_journey(federal: Any) -> None:
    from coverport.enrollment.choice.refusals import NotOpenYet
    from coverport.oversight.actions import gates

    publish_samples()
    ana = somebody()
    application, _ = decided(ana, federal)
    federal.sample = False
    federal.save()
    gates.make_gate(actor=People(federal).officer, exchange=federal, year=2014, owner="Joan Whitfield", on=DAY)
    with pytest.raises(NotOpenYet, match="opens once it is shown to work"):
        choose(application)
    assert not Enrollment.objects.exists()
    Rehearsal.objects.create(exchange=federal, user=ana)
    assert choose(application).year == 2014


def test_a_form_is_filled_as_a_browser_fills_it() -> None:
    page = read(
        """<header><form method="post"><input name="q"></form></header><main><h1>A <em>page</em></h1>
        <form method="post" action="/next"><input type="hidden" name="token" value="t"><input name="p0-name" value="old">
        <input type="radio" name="insured" value="yes"><input type="radio" name="insured" value="no">
        <input type="radio" name="sex" value="F" checked><input type="radio" name="sex" value="M">
        <input type="checkbox" name="agrees"><input type="checkbox" name="wants" value="1" checked>
        <select name="county"><option value="1">One</option><option value="2" selected>Two</option></select>
        <select name="kind"><option value="a">A</option><option value="b">B</option></select><textarea name="why">as is</textarea>
        <button type="submit">Go</button></form><a href="/plans/1">One</a></main><a href="/footer">F</a>""",
        url="http://127.0.0.1/", status=200, milliseconds=1,
    )  # fmt: skip
    (form,) = page.forms
    assert (page.heading, page.links, form.action) == ("A page", ["/plans/1"], "/next")
    assert form.filled({"name": "Ana", "kind": "b"}) == [
        ("token", "t"), ("p0-name", "Ana"), ("insured", "no"), ("sex", "F"), ("wants", "1"), ("county", "2"), ("kind", "b"),
        ("why", "as is"),
    ]  # fmt: skip
    assert ("agrees", "on") in form.filled({"agrees": "on"})


@pytest.mark.django_db
def test_what_was_not_tried_is_said_on_the_page(federal: Any, client: Any) -> None:
    made, _level = live_contract(federal)
    federal.date_of_record = date(2013, 12, 12)
    federal.save()
    said = {
        "not_tried": "Choosing and signing a plan was not tried: nobody could choose one on that day.",
        "chosen_by_event": "Open enrollment was over, so it told of coverage that ends",
        "chosen": "It went from a ZIP code to a signed plan, in open enrollment.",
        "choose: the answer was 500": "Broken choose: the answer was 500",
    }
    for hour, (note, words) in enumerate(said.items()):
        at = datetime(2013, 12, 10, hour, tzinfo=UTC)
        Reading.objects.create(
            exchange=federal, metric="journey", at=at, part="choose:" not in note, whole=1, note=note
        )
        page = text(client.get(f"/federal/oversight/{made.slug}/"))
        assert words in page
        assert f"{min(hour, 2)} of {hour + 1} journeys in 30 days came to a signed plan." in page


@pytest.mark.django_db
def test_how_the_rule_lets_the_journey_choose(federal: Any) -> None:
    publish_samples()
    application, _ = decided(somebody(), federal)
    ways = {
        date(2014, 4, 15): "chosen", date(2014, 4, 16): "chosen_by_event", date(2014, 11, 30): "chosen_by_event",
        date(2014, 12, 1): "not_tried",
    }  # fmt: skip
    assert {day: _way_of(federal, day, application.reference) for day in ways} == ways
