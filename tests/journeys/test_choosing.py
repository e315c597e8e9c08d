"""Choosing among the plans of 2027, which Massachusetts' sample exchange sells: every page and state is accessible, and needs no script."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.test_keyboard import go_on, tab_to

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
HOUSEHOLD = "zip=02139&age=40&age=38&income=90000&year=2027"


def first_plans(page: Page, address: str, count: int) -> list[str]:
    """Ids of the first plans of the list."""
    page.goto(f"{address}/plans?{HOUSEHOLD}")
    found = re.findall(r"/plans/(\w{14})\?", page.content())
    return list(dict.fromkeys(found))[:count]


def accessible(page: Page, name: str) -> None:
    """axe finds nothing at all, and nothing scrolls sideways."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{name} scrolls sideways by {wide} pixels"
    faults = Axe().run(page).response["violations"]
    assert not [(fault["id"], fault["impact"], fault["nodes"][0]["html"]) for fault in faults], name


@pytest.mark.parametrize("width", [390, 1280])
def test_every_page_that_helps_to_choose_is_accessible(site, desk, width):
    """As it comes on a desk, with everything unfolded on a phone."""
    desk.set_viewport_size({"width": width, "height": 900})

    def look(name: str) -> None:
        if width == 390:
            desk.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        accessible(desk, name)

    address = f"{site.address}/ma"
    plans = first_plans(desk, address, 4)
    for page in ("", "?zip=00000"):
        desk.goto(f"{site.address}/{page}")
        look(f"front door {page}")
    desk.goto(f"{address}/saved/")
    look("nothing saved")
    desk.goto(f"{address}/care/?{HOUSEHOLD}&q=metf")
    look("search")
    desk.get_by_role("button", name="Add").click()
    desk.goto(f"{address}/care/?{HOUSEHOLD}&q=x")
    look("search that finds nothing")
    for plan_id in plans[:2]:
        desk.goto(f"{address}/plans/{plan_id}?{HOUSEHOLD}")
        desk.get_by_role("button", name="Save").click()
        expect(desk.get_by_role("button", name="Saved: take it off")).to_be_visible()
    look("plan")
    for number in (0, 1, 2, 4):
        desk.goto(
            f"{address}/compare?{HOUSEHOLD}&plan=99999MA0000001" + "".join(f"&plan={each}" for each in plans[:number])
        )
        look(f"comparison of {number}")
    for page in (
        f"plans?{HOUSEHOLD}&drugs=1",
        f"plans?{HOUSEHOLD}&level=gold&plan={plans[0]}&plan={plans[1]}",
        f"plans?{HOUSEHOLD}&drugs=1&plan={plans[0]}&view=table",
        f"dental?{HOUSEHOLD}&plan={plans[0]}",
        f"dental?{HOUSEHOLD}",
        "plans?zip=05401&age=40&year=2027",
        "saved/",
        f"plans/99999MA0000001?{HOUSEHOLD}",
        "glossary/",
        "shared/nothing/",
    ):
        desk.goto(f"{address}/{page}")
        look(page)
    desk.goto(f"{address}/saved/")
    desk.get_by_role("button", name="Make a link").click()
    look("link")
    desk.locator(".share-address").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Plans that were shared with you")
    look("shared plans")


def test_from_a_saved_plan_to_the_comparison_without_a_mouse(site, desk):
    address = f"{site.address}/ma"
    for plan_id in first_plans(desk, address, 2):
        desk.goto(f"{address}/plans/{plan_id}?{HOUSEHOLD}")
        tab_to(desk, "Save")
        desk.keyboard.press("Enter")
        expect(desk.get_by_role("button", name="Saved: take it off")).to_be_visible()
    tab_to(desk, "My saved plans")
    go_on(desk, "Saved plans")
    tab_to(desk, "Compare side by side")
    go_on(desk, "Compare 2 plans")
    tab_to(desk, "Full price each month")
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("What you pay for the plan each month, whether you use care or not.")).to_be_visible()


def test_plans_are_ticked_on_the_list_compared_and_the_list_is_found_as_it_was_left(site, desk):
    """One of them no longer passes the filter: its name stands beside the button."""
    desk.goto(f"{site.address}/ma/plans?{HOUSEHOLD}&sort=full")
    first = desk.locator(".plan-row").first
    name = (first.locator("h3").text_content() or "").strip()
    first.get_by_role("checkbox").focus()
    desk.keyboard.press("Space")
    expect(desk).to_have_url(re.compile(r"sort=full&plan=\w{14}$"))
    expect(desk.get_by_role("checkbox", name=re.compile(rf"^Compare ?: {re.escape(name)}$"))).to_be_focused()
    desk.locator("#filters label", has_text="Gold").click()
    expect(desk.locator(".tray-others")).to_contain_text(name)
    desk.locator(".plan-row label", has_text="Compare").nth(1).click()
    expect(desk).to_have_url(re.compile(r"level=gold&sort=full&plan=\w{14}&plan=\w{14}$"))
    left = desk.url
    desk.get_by_role("button", name="Compare side by side").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Compare 2 plans")
    desk.get_by_role("link", name="All plans").click()
    assert desk.url == left
    expect(desk.locator("#filters").get_by_role("checkbox", name="Gold")).to_be_checked()
    expect(desk.locator("input[name=plan]:checked")).to_have_count(2)
    desk.locator(".tray-others").get_by_role("checkbox").focus()
    desk.keyboard.press("Space")
    expect(desk.locator(".tray-others")).to_have_count(0)
    expect(desk.get_by_role("button", name="Compare side by side")).to_be_focused()


def test_a_tick_leaves_a_list_that_was_made_longer_as_long_as_it_is(site, desk):
    desk.goto(f"{site.address}/ma/plans?{HOUSEHOLD}")
    desk.locator(".list-foot").get_by_role("button", name="Show more").click()
    expect(desk.locator(".plan-row")).to_have_count(20)
    desk.locator(".plan-row label", has_text="Compare").nth(15).click()
    expect(desk).to_have_url(re.compile(r"plan=\w{14}&show=2"))
    expect(desk.locator(".plan-row")).to_have_count(20)
    expect(desk.locator("input[name=plan]:checked")).to_have_count(1)


def test_on_an_old_phone_in_spanish_without_a_script(site, phone):
    address = f"{site.address}/ma"
    plans = first_plans(phone, address, 2)
    phone.get_by_role("button", name="Español").click()
    phone.goto(f"{address}/care/?{HOUSEHOLD}")
    phone.get_by_label("Nombre de un médico, hospital o medicamento").fill("metf")
    phone.get_by_role("button", name="Buscar").click()
    phone.get_by_role("button", name="Agregar").click()
    expect(phone.get_by_text("Agregado", exact=True)).to_be_visible()
    for plan_id in plans:
        phone.goto(f"{address}/plans/{plan_id}?{HOUSEHOLD}")
        expect(phone.locator("#care + ul")).to_contain_text("metformin")
        phone.get_by_role("button", name="Guardar").click()
    phone.goto(f"{address}/plans?{HOUSEHOLD}")
    phone.get_by_role("link", name="Filtros").click()
    phone.locator("label", has_text="Todos mis medicamentos").click()
    phone.get_by_role("button", name="Mostrar planes").click()
    expect(phone.locator(".plan-row .care-marks").first).to_contain_text("metformin")
    for number in (0, 1):
        phone.locator(".plan-row label", has_text="Comparar").nth(number).click()
    phone.get_by_role("button", name="Comparar lado a lado").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Comparar 2 planes")
    phone.get_by_role("link", name="Todos los planes").click()
    expect(phone.locator("input[name=plan]:checked")).to_have_count(2)
    phone.get_by_role("link", name="2 planes guardados").click()
    phone.get_by_role("button", name="Comparar lado a lado").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Comparar 2 planes")
    phone.locator("summary", has_text="Precio completo cada mes").click()
    expect(phone.get_by_text("Lo que paga cada mes por el plan, use atención o no.")).to_be_visible()
