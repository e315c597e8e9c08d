"""A function is switched off and on; whoever comes meanwhile keeps the day, whoever began goes on."""

import re
from datetime import date

import pytest
from django.core import mail

from coverport.applications.models import Application
from coverport.core import switches
from coverport.core.access import ANONYMOUS, Actor
from coverport.core.errors import NotAllowed
from coverport.core.models import Event
from coverport.exchanges.actions import set_date_of_record
from coverport.exchanges.models import Exchange
from coverport.fallback import actions, emails, probes, queries
from coverport.fallback.actions import let_in_waiting, switch_off, switch_on
from coverport.fallback.models import Arrival, Outage
from tests.applications.households import answered, somebody
from tests.fallback.conftest import DAY, worker_of

pytestmark = pytest.mark.django_db
LATER = date(2013, 12, 27)


def off(exchange, worker, function="applications", on=DAY):
    return switch_off(actor=Actor.person(worker), exchange=exchange, function=function, reason="slow", on=on)


def again(exchange, worker, function="applications", on=LATER):
    return switch_on(actor=Actor.person(worker), exchange=exchange, function=function, reason="mended", on=on)


def told(page) -> str:
    return re.sub(r"\s+", " ", page.content.decode())


def to_day(exchange, day):
    set_date_of_record(actor=Actor.system("test"), exchange=exchange, day=day)


def test_only_state_workers_of_the_exchange_switch_and_only_with_a_reason(federal, vermont, worker):
    with pytest.raises(NotAllowed):
        off(federal, somebody("zoe@example.org"))
    with pytest.raises(NotAllowed):
        off(vermont, worker)
    for function, reason in (("applications", "  "), ("weather", "storm")):
        with pytest.raises(actions.NotSwitched):
            switch_off(actor=Actor.person(worker), exchange=federal, function=function, reason=reason, on=DAY)
    outage = off(federal, worker)
    with pytest.raises(actions.NotSwitched):
        off(federal, worker)
    again(federal, worker)
    with pytest.raises(actions.NotSwitched):
        again(federal, worker)
    kinds = Event.objects.filter(subject=outage.reference).order_by("id").values_list("kind", "purpose")
    assert list(kinds) == [("fallback.switched_off", "slow"), ("fallback.switched_on", "mended")]
    outage.refresh_from_db()
    assert (outage.began_on, outage.ended_on) == (DAY, LATER)


def test_the_page_instead_says_what_to_do_and_keeps_the_day_of_who_is_signed_in(client, federal, worker):
    off(federal, worker)
    ana = somebody()
    client.force_login(ana)
    page = client.get("/federal/apply/")
    assert (page.status_code, page.headers["Retry-After"]) == (503, "600")
    words = told(page)
    for said in (
        "not possible online now",
        "December 10, 2013",
        "/federal/paper/form.pdf",
        "December 23, 2013",
        federal.profile.phone,
    ):
        assert said in words, said
    client.get("/federal/apply/")
    arrival = Arrival.objects.get()
    assert (arrival.user, arrival.on, arrival.status) == (ana, DAY, "waiting")
    assert arrival.reference in words
    assert not Application.objects.exists()


def test_only_that_exchange_and_that_function_are_off(client, federal, vermont, worker):
    off(federal, worker)
    client.force_login(somebody())
    assert client.get("/federal/apply/").status_code == 503
    assert client.get("/vt/apply/").status_code == 302
    assert client.get("/federal/plans?zip=03301&age=40").status_code != 503
    client.logout()
    assert client.get("/federal/account/signup/").status_code == 200
    assert client.get("/federal/account/login/").status_code == 200


def test_who_has_begun_goes_on_to_the_decision(client, federal, worker, on_sale):
    ana = somebody()
    draft = answered(ana, federal)
    off(federal, worker)
    client.force_login(ana)
    assert client.get("/federal/apply/").status_code == 302
    sent = client.post(
        f"/federal/apply/{draft.reference}/review/", {"signature": "Ana Rivera", "true": "on", "consent_years": "0"}
    )
    assert sent["Location"].endswith("/decision/")
    assert not Arrival.objects.exists()


def test_who_has_no_account_leaves_a_name_and_claims_the_day_weeks_later(client, federal, worker):
    off(federal, worker, "accounts")
    page = client.get("/federal/account/signup/")
    assert page.status_code == 503
    assert "Keep my place" in told(page)
    assert client.post("/federal/waiting/accounts/", {"name": "", "contact": ""}).status_code == 422
    kept = client.post("/federal/waiting/accounts/", {"name": "Zoe Hill", "contact": "zoe@example.org"})
    arrival = Arrival.objects.get()
    assert (kept.status_code, arrival.on) == (200, DAY)
    assert arrival.reference in told(kept)
    again(federal, worker, "accounts")
    to_day(federal, LATER)
    assert let_in_waiting(exchange=federal, on=LATER) == 1
    assert emails.tell_who_was_let_in() == 1
    assert emails.tell_who_was_let_in() == 0
    (email,) = mail.outbox
    assert (email.to, arrival.reference in email.body, "Zoe" in email.body) == (["zoe@example.org"], True, False)
    assert "December 10, 2013" in email.body
    zoe = somebody("zoe@example.org")
    client.force_login(zoe)
    assert client.post("/federal/waiting/number/", {"number": "2222-2222"}).status_code == 422
    went = client.post("/federal/waiting/number/", {"number": f" {arrival.reference.lower()} "})
    assert went.status_code == 302
    client.get("/federal/apply/")
    assert Application.objects.get().started_on == DAY
    # Nobody else can take the number over.
    client.force_login(somebody("yan@example.org"))
    assert client.post("/federal/waiting/number/", {"number": arrival.reference}).status_code == 422


def test_switched_back_everybody_is_let_in_in_the_order_in_which_they_came(client, federal, worker):
    off(federal, worker)
    came = []
    for n, day in enumerate((date(2013, 12, 10), date(2013, 12, 11), date(2013, 12, 12))):
        to_day(federal, day)
        user = somebody(f"person{n}@example.org")
        client.force_login(user)
        client.get("/federal/apply/")
        came.append((user.pk, day))
    assert let_in_waiting(exchange=federal, on=LATER) == 0, "it is still off"
    again(federal, worker)
    assert let_in_waiting(exchange=federal, on=LATER, most=2) == 2
    assert [row.user_id for row in queries.waiting_arrivals(federal)] == [came[2][0]]
    assert let_in_waiting(exchange=federal, on=LATER) == 1
    assert let_in_waiting(exchange=federal, on=LATER) == 0
    drafts = Application.objects.order_by("id").values_list("household__owner_id", "started_on")
    assert list(drafts) == came
    assert queries.counted(federal) == {"waiting": 0, "let_in": 3, "on_paper": 0, "done": 0}


def test_who_left_only_a_phone_number_is_called_by_staff(client, federal, worker):
    off(federal, worker)
    client.post("/federal/waiting/applications/", {"name": "Zoe Hill", "contact": "603-555-0100"})
    again(federal, worker)
    assert let_in_waiting(exchange=federal, on=LATER) == 0
    arrival = Arrival.objects.get()
    client.force_login(worker)
    assert "603-555-0100" in told(client.get(f"/federal/fallback/arrivals/{arrival.reference}/"))
    assert (
        client.post(f"/federal/fallback/arrivals/{arrival.reference}/", {"status": "done", "note": " "}).status_code
        == 422
    )
    client.post(
        f"/federal/fallback/arrivals/{arrival.reference}/", {"status": "done", "note": "Called; came by herself."}
    )
    arrival.refresh_from_db()
    assert (arrival.status, arrival.note) == ("done", "Called; came by herself.")


def test_a_draft_that_is_there_takes_the_earlier_day(client, federal, worker):
    ana = somebody()
    off(federal, worker)
    actions.keep_place(actor=Actor.person(ana), exchange=federal, function="applications", on=DAY)
    again(federal, worker)
    later = actions.start_application(
        actor=Actor.person(ana), exchange=federal, year=federal.years()[0], shopping={}, on=LATER
    )
    assert later.started_on == DAY
    assert let_in_waiting(exchange=federal, on=LATER) == 1
    assert Application.objects.count() == 1


def test_nobody_known_must_leave_a_name_and_where_to_reach_them(federal, worker):
    off(federal, worker)
    for given in ({"name": "Zoe"}, {"contact": "603-555-0100"}):
        with pytest.raises(actions.PlaceNotKept):
            actions.keep_place(actor=ANONYMOUS, exchange=federal, function="applications", on=DAY, **given)
    assert actions.keep_place(actor=ANONYMOUS, exchange=federal, function="payments", on=DAY) is None, "it is on"


def test_the_staffs_page_switches_and_shows_the_queue_with_its_age_and_rate(client, federal, worker):
    client.force_login(worker)
    assert client.post("/federal/fallback/off/", {"function": "applications", "reason": ""}).status_code == 422
    assert client.post("/federal/fallback/off/", {"function": "applications", "reason": "slow"}).status_code == 302
    for n in range(24):
        actions.keep_place(
            actor=ANONYMOUS,
            exchange=federal,
            function="applications",
            on=date(2013, 12, 3),
            name="Zoe",
            contact=f"603-555-01{n:02}",
        )
    words = told(client.get("/federal/fallback/"))
    # December 10 to 23 has ten working days.
    for said in ("24", "7 days", "10 working days left", "too slow", ">3<", "People who came for: New applications"):
        assert said in words, said
    assert client.post("/federal/fallback/on/", {"function": "applications", "reason": "mended"}).status_code == 302
    assert not switches.is_off(federal.pk, "applications")
    client.force_login(worker_of(federal, "two@example.org"))
    assert client.get("/vt/fallback/").status_code == 404


def test_probes_switch_a_dead_processor_off_and_on_again_and_leave_what_staff_switched(federal, vermont):
    massachusetts = Exchange.objects.create(slug="ma", name="Coverport ma", sample=True, date_of_record=DAY)
    off(massachusetts, worker_of(massachusetts), "payments")
    for said in ("HTTP 503", "HTTP 503", "HTTP 503"):
        assert not switches.is_off(vermont.pk, "payments")
        probes.found("payments", said)
    assert switches.is_off(vermont.pk, "payments")
    assert not switches.is_off(federal.pk, "payments"), "there the insurers collect"
    outage = Outage.objects.get(exchange=vermont)
    assert (outage.trigger, outage.began_by, outage.reason) == ("health", "system:health", "3 probes failed: HTTP 503")
    for n in range(5):
        assert switches.is_off(vermont.pk, "payments"), n
        probes.found("payments", "")
    assert not switches.is_off(vermont.pk, "payments")
    assert switches.is_off(massachusetts.pk, "payments")


def test_who_says_for_which_year_they_came_keeps_the_day_for_that_year(client, federal, worker):
    to_day(federal, date(2014, 12, 1))
    years = federal.years()
    off(federal, worker, on=date(2014, 12, 1))
    client.force_login(somebody())
    client.get(f"/federal/apply/?year={years[-1]}")
    arrival = Arrival.objects.get()
    assert arrival.year == years[-1]
    for year in ("1999", "x", "20155"):
        client.force_login(somebody(f"year{year}@example.org"))
        client.get(f"/federal/apply/?year={year}")
    assert set(Arrival.objects.exclude(pk=arrival.pk).values_list("year", flat=True)) == {years[0]}


def test_a_long_line_of_people_to_call_holds_up_nobody_who_can_be_written_to(federal, worker):
    off(federal, worker)
    for n in range(6):
        actions.keep_place(
            actor=ANONYMOUS, exchange=federal, function="applications", on=DAY, name="Zoe", contact=f"603-555-01{n:02}"
        )
    actions.keep_place(actor=Actor.person(somebody()), exchange=federal, function="applications", on=DAY)
    again(federal, worker)
    assert let_in_waiting(exchange=federal, on=LATER, most=1) == 1


def test_a_probe_of_nothing_that_listens_says_so():
    assert probes.trouble("http://127.0.0.1:9/")
