"""What a shopper keeps: laws of the value itself, the sealed cookie, and the way into an account."""

import msgspec
import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import HttpResponse, QueryDict
from django.template.loader import render_to_string
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from coverport.accounts.models import User
from coverport.core.access import Actor
from coverport.shopping.care.coverage import marks_of
from coverport.shopping.forms import read_answers
from coverport.shopping.models import KeptShopping
from coverport.shopping.saved import cookie
from coverport.shopping.saved.actions import change_kept, kept_by
from coverport.shopping.saved.keeping import kept_of
from coverport.shopping.saved.kept import MOST_OF_A_KIND, MOST_PLANS, Kept, NotOne, TooMany, merged
from coverport.shopping.saved.rows import kept_in_rows
from tests.shopping.market import ALONE, COUPLE, quoted, text_of

PASSWORD = "a long enough password"
plans = st.integers(0, 40).map(lambda number: f"99999NH{number:07d}")


def some(first: int, digits: str, most: int) -> st.SearchStrategy[tuple[str, ...]]:
    """Any of thirty numbers, at most so many: one bit for each draws them at once."""
    chosen = st.integers(0, 2**30 - 1).map(lambda bits: [first + place for place in range(30) if bits >> place & 1])
    return chosen.map(lambda numbers: tuple(digits % number for number in numbers[:most]))


kepts = st.builds(
    Kept,
    plans=st.dictionaries(st.sampled_from([2026, 2027]), some(0, "99999NH%07d", MOST_PLANS), max_size=2),
    doctors=some(1_000_000_000, "%d", MOST_OF_A_KIND),
    drugs=some(1, "%d", MOST_OF_A_KIND),
)


@given(kepts, kepts)
def test_carrying_over_twice_is_carrying_over_once_and_the_account_loses_nothing(account, browser):
    once = merged(account, browser)
    assert merged(once, browser) == once
    for year, ids in account.plans.items():
        assert once.of(year)[: len(ids)] == ids
    assert once.doctors[: len(account.doctors)] == account.doctors
    room = all(len({*account.of(year), *browser.of(year)}) <= MOST_PLANS for year in (2026, 2027))
    if room:
        assert all({*browser.of(year)} <= {*once.of(year)} for year in browser.plans)
    assert all(len(ids) <= MOST_PLANS for ids in once.plans.values())


@given(kepts, plans)
def test_taking_off_undoes_saving(kept, plan_id):
    if kept.has(2027, plan_id) or len(kept.of(2027)) == MOST_PLANS:
        return
    saved = kept.with_plan(2027, plan_id, "zip=03301")
    assert saved.has(2027, plan_id.lower())
    assert saved.with_plan(2027, plan_id.lower()).of(2027) == saved.of(2027)
    assert saved.without_plan(2027, plan_id.lower()).of(2027) == kept.of(2027)


def test_the_answers_of_a_year_go_with_its_last_plan():
    kept = Kept().with_plan(2027, "99999NH0000001", "zip=03301").with_plan(2027, "99999NH0000002")
    assert kept.answers == {2027: "zip=03301"}
    assert kept.without_plan(2027, "99999NH0000001").answers == {2027: "zip=03301"}
    assert not kept.without_plan(2027, "99999NH0000001").without_plan(2027, "99999NH0000002")


def test_twenty_plans_of_a_year_and_ten_of_each_kind_fit_and_no_more():
    kept = Kept()
    for number in range(MOST_PLANS):
        kept = kept.with_plan(2027, f"99999NH{number:07d}")
    with pytest.raises(TooMany):
        kept.with_plan(2027, "99999NH0000099")
    assert kept.with_plan(2026, "99999NH0000099").years == (2027, 2026)
    for number in range(MOST_OF_A_KIND):
        kept = kept.with_care("drug", str(number))
    with pytest.raises(TooMany):
        kept.with_care("drug", "99")
    assert kept.with_care("doctor", "1000000000").doctors == ("1000000000",)


@pytest.mark.parametrize("plan_id", ["", "99999NH000001", "99999NH0000001 ", "<script>", "९९९९९NH0000001"])
def test_what_is_no_plan_is_not_kept(plan_id):
    with pytest.raises(NotOne):
        Kept().with_plan(2027, plan_id)


def test_whoever_keeps_most_still_has_a_cookie_that_browsers_take(rf, market):
    full = Kept(
        plans={year: tuple(f"99999NH{number:07d}" for number in range(MOST_PLANS)) for year in (2026, 2027)},
        answers=dict.fromkeys((2026, 2027), "&".join(["age=40&tobacco=20"] * 20)[:600]),
        doctors=tuple(str(1_000_000_000 + number) for number in range(MOST_OF_A_KIND)),
        drugs=tuple(str(10_000_000 + number) for number in range(MOST_OF_A_KIND)),
        links=tuple(f"K7QP-2M4{number}" for number in range(MOST_OF_A_KIND)),
    )
    request, answer = rf.get("/"), HttpResponse()
    request.exchange = market
    cookie.write(request, answer, full)
    told = answer.cookies[cookie.NAME]
    assert len(told.OutputString()) < 4096
    request.COOKIES[cookie.NAME] = told.value
    assert cookie.read(request).of(2027) == full.of(2027)
    assert cookie.read(request).drugs == full.drugs


def save(client: Client, plan_id: str, answers: str = COUPLE, **more):
    return client.post(
        "/federal/saved/change", {"save": plan_id, "answers": answers, "next": f"/federal/plans?{answers}", **more}
    )


def plan_ids(count: int) -> list[str]:
    return [price.plan.plan_id for price in quoted([40, 38], 60_000_00).plans[:count]]


def test_a_plan_is_saved_without_an_account_and_nothing_is_stored_of_the_shopper(shopper):
    (plan_id,) = plan_ids(1)
    answer = save(shopper, plan_id)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/federal/plans?{COUPLE}#p-{plan_id}")
    sealed = answer.cookies[cookie.NAME]
    assert plan_id not in sealed.value
    assert (sealed["httponly"], sealed["samesite"], sealed["path"]) == (True, "Lax", "/federal/")
    page = text_of(shopper.get("/federal/saved/"))
    price = quoted([40, 38], 60_000_00).plans[0]
    assert price.plan.name in page
    assert "Prices for 2 adults in Merrimack County (ages 40 and 38, ZIP code 03301, 2027)." in page
    assert KeptShopping.objects.count() == 0


def test_taking_the_last_plan_off_leaves_nothing_in_the_browser(shopper):
    (plan_id,) = plan_ids(1)
    save(shopper, plan_id)
    answer = shopper.post("/federal/saved/change", {"remove": plan_id, "answers": COUPLE, "next": "/federal/saved/"})
    assert answer.headers["Location"] == "/federal/saved/"
    assert answer.cookies[cookie.NAME].value == ""
    assert "You have saved no plan yet." in text_of(shopper.get("/federal/saved/"))


@pytest.mark.parametrize("value", ["", "x", "k1:", "k1:AAAA", "k9:AAAA", "k1:!!!", "k1:" + "A" * 400])
def test_a_cookie_that_was_changed_counts_for_nothing(shopper, value):
    shopper.cookies[cookie.NAME] = value
    assert "You have saved no plan yet." in text_of(shopper.get("/federal/saved/"))


def test_a_cookie_of_one_exchange_opens_at_no_other(rf, market, vermont):
    request, answer = rf.get("/"), HttpResponse()
    request.exchange = market
    cookie.write(request, answer, Kept(drugs=("6809",)))
    request.COOKIES[cookie.NAME] = answer.cookies[cookie.NAME].value
    assert cookie.read(request).drugs == ("6809",)
    request.exchange = vermont
    assert cookie.read(request) == Kept()


@pytest.mark.parametrize("sent", [
    {"save": "99999NH0000001"}, {"save": "nonsense"}, {"save": ""}, {}, {"remove": "x"}, {"save": "99999NH0000001", "answers": ""},
    {"remove": "99999NH0000001", "answers": "", "year": "27"},
])  # fmt: skip
def test_what_was_never_sold_is_not_saved_and_it_is_said(shopper, sent):
    answer = shopper.post("/federal/saved/change", {"answers": COUPLE, **sent})
    assert answer.headers["Location"] == "/federal/saved/?said=not_one"
    assert "That was no plan of the list. Nothing is changed." in text_of(shopper.get(answer.headers["Location"]))


@pytest.mark.parametrize(
    "wanted", ["https://example.org/", "//example.org/", "javascript:alert(1)", "\\\\example.org", ""]
)
def test_a_form_leads_back_to_no_other_site(shopper, wanted):
    (plan_id,) = plan_ids(1)
    answer = save(shopper, plan_id, next=wanted)
    assert answer.headers["Location"] == f"/federal/saved/#p-{plan_id}"


def test_signing_in_carries_the_list_into_the_account_and_out_of_the_browser(shopper, market):
    first, second, third = plan_ids(3)
    user = User.objects.create_user("ana@example.org", PASSWORD)
    actor = Actor.person(user)
    change_kept(actor=actor, exchange=market, change=lambda kept: kept.with_plan(2027, first))
    save(shopper, first)
    save(shopper, second)
    answer = shopper.post("/federal/account/login/", {"login": "ana@example.org", "password": PASSWORD})
    assert answer.status_code == 302
    assert answer.cookies[cookie.NAME].value == ""
    assert kept_by(actor, market).of(2027) == (first, second)
    assert kept_by(actor, market).answers == {2027: COUPLE}
    save(shopper, third)
    other_device = Client()
    other_device.force_login(user)
    assert [name for name in plan_names(3) if name in text_of(other_device.get("/federal/saved/"))] == plan_names(3)
    shopper.logout()
    assert "You have saved no plan yet." in text_of(shopper.get("/federal/saved/"))


def plan_names(count: int) -> list[str]:
    return [price.plan.name for price in quoted([40, 38], 60_000_00).plans[:count]]


def test_another_person_s_list_is_not_to_be_changed(market):
    ana, ben = (User.objects.create_user(f"{name}@example.org", PASSWORD) for name in ("ana", "ben"))
    change_kept(actor=Actor.person(ana), exchange=market, change=lambda kept: kept.with_care("drug", "6809"))
    assert kept_by(Actor.person(ben), market) == Kept()


def test_drugs_stand_encrypted_in_the_database(market):
    user = User.objects.create_user("ana@example.org", PASSWORD)
    change_kept(actor=Actor.person(user), exchange=market, change=lambda kept: kept.with_care("drug", "6809"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT contents FROM shopping_keptshopping")
        (stored,) = cursor.fetchone()
    assert "6809" not in stored
    assert stored.startswith("k1:")


def test_everything_can_be_forgotten(shopper):
    (plan_id,) = plan_ids(1)
    save(shopper, plan_id)
    answer = shopper.post("/federal/saved/forget")
    assert answer.cookies[cookie.NAME].value == ""
    assert "Nothing is kept any more." in text_of(shopper.get(answer.headers["Location"]))


def test_the_list_follows_the_answers_of_the_address(shopper):
    (plan_id,) = plan_ids(1)
    save(shopper, plan_id)
    assert "ages 30, ZIP code 03301" in text_of(shopper.get(f"/federal/saved/?{ALONE}"))
    assert "ages 40 and 38, ZIP code 03301" in text_of(shopper.get("/federal/saved/?year=2027&zip=bad"))


def test_plans_without_answers_ask_for_them(shopper, market):
    (plan_id,) = plan_ids(1)
    user = User.objects.create_user("ana@example.org", PASSWORD)
    change_kept(actor=Actor.person(user), exchange=market, change=lambda kept: kept.with_plan(2027, plan_id))
    shopper.force_login(user)
    assert "we need your answers again" in text_of(shopper.get("/federal/saved/"))


def test_a_dental_plan_can_be_saved_too(shopper):
    dental = quoted([40, 38], 60_000_00).catalog
    plan = next(each for each in dental.plans() if each.division == "dental" and not each.child_only)
    save(shopper, plan.plan_id)
    assert f"Dental plan {plan.issuer_name}: {plan.name}" in text_of(shopper.get("/federal/saved/"))


def test_the_address_of_the_list_exists_at_exchanges_alone(client, db):
    assert client.get("/saved/").status_code == 404
    assert client.post("/saved/change").status_code == 404
    assert client.get("/care/").status_code == 404


def test_the_contents_are_the_same_whether_they_lie_in_the_cookie_or_the_account():
    kept = Kept({2027: ("99999NH0000001",)}, {2027: COUPLE}, ("1000000000",), ("6809",))
    assert msgspec.json.decode(msgspec.json.encode(kept), type=Kept) == kept


def test_a_row_of_the_list_shows_its_marks_and_whether_it_is_saved(shopper, market, rf):
    first, second = plan_ids(2)
    save(shopper, first)
    shopper.post("/federal/care/change", {"add": "drug:6809"})
    request = rf.get(f"/federal/plans?{COUPLE}")
    request.exchange, request.user = market, AnonymousUser()
    request.COOKIES[cookie.NAME] = shopper.cookies[cookie.NAME].value
    answers = read_answers(QueryDict(COUPLE), years=(2027,))
    marks = marks_of(kept_of(request), [first, second], 2027)
    context = kept_in_rows(request, answers, f"{COUPLE}&level=gold", marks)
    rows = {each: {"key": each, "name": f"Plan {each}"} for each in (first, second)}
    for plan_id, told in ((first, 'name="remove"'), (second, 'name="save"')):
        page = {**context, "row": rows[plan_id]}
        button = render_to_string("shopping/_save_button.html", page, request)
        assert f'{told} value="{plan_id}"' in button
        assert "metformin" in render_to_string("shopping/_care_marks.html", page, request)
    links = render_to_string("shopping/_kept_links.html", context, request)
    assert "One saved plan" in links
    assert f"/federal/care/?{COUPLE}&level=gold".replace("&", "&amp;") in links
