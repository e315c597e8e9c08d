"""A shared link: opens for its days, shows no person, can be stopped by whoever made it and by nobody else."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client

from coverport.accounts.models import User
from coverport.core.access import ANONYMOUS
from coverport.core.errors import NotAllowed
from coverport.core.models import Event
from coverport.shopping.models import ShareLink
from coverport.shopping.saved import cookie
from coverport.shopping.saved.sharing import share, shared_by, stop_sharing
from tests.shopping.market import COUPLE, DAY, quoted, text_of
from tests.shopping.test_kept import PASSWORD, plan_ids, plan_names, save

LAST_DAY = date(2026, 12, 25)  # 30 days after November 25


def link(shopper: Client) -> str:
    """Save two plans and share them; the address as the page shows it."""
    for plan_id in plan_ids(2):
        save(shopper, plan_id)
    page = shopper.post("/federal/saved/share", {"answers": COUPLE}).content.decode()
    found = re.search(r'href="http://testserver(/federal/shared/[^"]+)"', page)
    assert found, page
    return found[1]


def test_a_link_shows_the_plans_at_their_prices_to_whoever_has_it(shopper):
    address = link(shopper)
    answer = Client().get(address)
    page = text_of(answer)
    for name in plan_names(2):
        assert name in page
    assert "Prices for 2 adults in Merrimack County (ages 40 and 38, ZIP code 03301, 2027)." in page
    assert (answer.headers["X-Robots-Tag"], answer.headers["Referrer-Policy"]) == ("noindex", "no-referrer")
    assert "/federal/saved/share" not in answer.content.decode()


@pytest.mark.parametrize(
    ("day", "status"), [(LAST_DAY - timedelta(days=1), 200), (LAST_DAY, 200), (LAST_DAY + timedelta(days=1), 410)]
)
def test_a_link_opens_for_thirty_days_the_last_one_too(shopper, market, day, status):
    address = link(shopper)
    market.date_of_record = day
    market.save()
    answer = Client().get(address)
    assert answer.status_code == status
    assert ("This link opens no longer" in text_of(answer)) == (status == 410)


@pytest.mark.parametrize("token", ["x", "A" * 32, "a%20b", "../.."])
def test_a_link_that_never_was_says_what_to_do(shopper, token):
    answer = shopper.get(f"/federal/shared/{token}/")
    assert answer.status_code in {404, 410}
    if answer.status_code == 410:
        assert "Ask for a new link, or look at the plans yourself" in text_of(answer)


def test_the_browser_that_made_a_link_stops_it_and_another_cannot(shopper):
    address = link(shopper)
    made = ShareLink.objects.get()
    stop = f"/federal/saved/share/{made.reference}/stop"
    assert Client().post(stop).status_code == 404
    assert Client().get(address).status_code == 200
    assert f"Link {made.reference}, made on November 25, 2026, opens until December 25, 2026" in text_of(
        shopper.get("/federal/saved/")
    )
    for _ in range(2):  # said twice, as in two tabs
        assert shopper.post(stop).headers["Location"] == "/federal/saved/?said=stopped"
    assert Client().get(address).status_code == 410
    assert [event.kind for event in Event.objects.filter(subject=made.reference)] == [
        "shopping.plans_shared",
        "shopping.sharing_stopped",
    ]
    assert COUPLE not in ShareLink.objects.get().contents


def test_an_account_stops_its_own_link_on_any_device_and_no_other_account_does(shopper):
    ana, ben = (User.objects.create_user(f"{name}@example.org", PASSWORD) for name in ("ana", "ben"))
    shopper.force_login(ana)
    address = link(shopper)
    stop = f"/federal/saved/share/{ShareLink.objects.get().reference}/stop"
    other, device = Client(), Client()
    other.force_login(ben)
    device.force_login(ana)
    assert other.post(stop).status_code == 404
    assert "Links that open now" not in text_of(other.get("/federal/saved/"))
    assert device.post(stop).status_code == 302
    assert other.get(address).status_code == 410


def test_a_link_made_before_signing_in_belongs_to_the_account_afterwards(shopper):
    link(shopper)
    User.objects.create_user("ana@example.org", PASSWORD)
    shopper.post("/federal/account/login/", {"login": "ana@example.org", "password": PASSWORD})
    assert ShareLink.objects.get().owner == User.objects.get()
    assert "Links that open now" in text_of(shopper.get("/federal/saved/"))
    with pytest.raises(NotAllowed):  # the old cookie proves nothing any more
        made = ShareLink.objects.get()
        stop_sharing(actor=ANONYMOUS, exchange=made.exchange, reference=made.reference, held=[made.reference], on=DAY)


def test_neither_token_nor_answers_stand_readable_in_the_database(market):
    _made, token = share(actor=ANONYMOUS, exchange=market, year=2027, answers=COUPLE, plans=["99999NH0000001"], on=DAY)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(l)::text FROM shopping_sharelink l")
        (stored,) = cursor.fetchone()
    assert token not in stored
    assert "60000" not in stored
    assert "99999NH" not in stored
    assert shared_by(market, token, DAY).plans == ("99999NH0000001",)


def test_a_link_opens_at_its_own_exchange_alone(market, vermont):
    _made, token = share(actor=ANONYMOUS, exchange=market, year=2027, answers=COUPLE, plans=[], on=DAY)
    assert shared_by(vermont, token, DAY) is None


def test_links_that_have_ended_are_not_kept(market):
    made, _token = share(actor=ANONYMOUS, exchange=market, year=2027, answers=COUPLE, plans=[], on=DAY)
    share(actor=ANONYMOUS, exchange=market, year=2027, answers=COUPLE, plans=[], on=LAST_DAY)
    assert ShareLink.objects.filter(pk=made.pk).exists()
    share(actor=ANONYMOUS, exchange=market, year=2027, answers=COUPLE, plans=[], on=LAST_DAY + timedelta(days=1))
    assert not ShareLink.objects.filter(pk=made.pk).exists()


def test_nothing_is_shared_where_nothing_is_saved(shopper):
    answer = shopper.post("/federal/saved/share", {"answers": COUPLE})
    assert "Save a plan first" in text_of(shopper.get(answer.headers["Location"]))
    assert not ShareLink.objects.exists()


def test_doctors_and_drugs_are_not_in_a_shared_list(shopper):
    shopper.post("/federal/care/change", {"add": "drug:6809"})
    address = link(shopper)
    assert "metformin" in text_of(shopper.get("/federal/saved/"))
    assert "metformin" not in text_of(Client().get(address))
    assert cookie.NAME in shopper.cookies
    assert quoted([40, 38], 60_000_00).plans[0].plan.name in text_of(Client().get(address))
