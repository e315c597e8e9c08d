"""`make screenshots`: walk through a fresh installation in a browser and take the pictures of docs/pictures/ again."""

import io
import sys
from datetime import date
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.installation import Installation  # noqa: E402
from tests.journeys.conftest import Site, chromium  # noqa: E402
from tests.journeys.walk import Someone, Walk  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
DESK, PHONE = (1280, 900), (390, 844)
ANA = Someone("Ana", "Rivera", date(1973, 6, 15), "F")
FAMILY = "zip=02139&age=40&age=38&age=9&income=52000&year=2027"
# Parents of 62 and 61 with a child of 16: a bronze plan leaves some of their credit for the child's teeth.
WITH_TEETH = "zip=02139&age=62&age=61&age=16&income=95000&year=2027"
SHOPPING = {
    "home": "",
    "help-you-may-get": f"help-you-may-get?{FAMILY}",
    "year": f"plans?{FAMILY}&sort=year#list-title",
    "table": f"plans?{FAMILY}&view=table#list-title",
}
COLORS = 64  # enough for flat pages, and a third of the bytes
PLAN = "Anthem Silver DirectAccess w/HSA - cbdo"


def taken(size: str, wanted: set[str], page: Page, name: str) -> None:
    """Keep the page if it is one of those wanted."""
    if name in wanted:
        keep(page, f"{name.replace(' ', '-')}-{size}")


def keep(page: Page, name: str, *, whole: bool = False) -> None:
    """A small picture of what is in sight, or of the whole page."""
    picture = Image.open(io.BytesIO(page.screenshot(full_page=whole))).convert("RGB")
    picture.quantize(COLORS, dither=Image.Dither.NONE).save(PICTURES / f"{name}.png", optimize=True)


def walk(browser: Browser, site: Site, size: str, viewport: tuple[int, int], wanted: set[str]) -> None:
    """One adult in Concord, New Hampshire, from the ZIP code to the confirmation."""
    width, height = viewport
    page = browser.new_context(viewport={"width": width, "height": height}).new_page()
    there = Walk(page, site, "federal", lambda at, name: taken(size, wanted, at, name))
    there.shop("03301", [ANA.age(date(2014, 1, 1))], 25_000)
    there.open_plan(PLAN)
    there.apply_with_this_plan()
    there.make_account()
    there.apply([ANA], "12 Main Street", "Concord", "03301", 25_000)
    there.choose(PLAN)
    there.use_all_credit()
    there.sign_plan("Ana Rivera")
    there.confirmation()


def look_around(browser: Browser, site: Site, size: str, viewport: tuple[int, int]) -> None:
    """A family in Massachusetts in plan year 2027: what it may get, its plans by the cost of the year, all of them as a table."""
    width, height = viewport
    page = browser.new_context(viewport={"width": width, "height": height}).new_page()
    for name, path in SHOPPING.items():
        page.goto(f"{site.address}/ma/{path}")
        keep(page, f"{name}-{size}", whole=name == "help-you-may-get")
    compared(page, site, size)
    teeth(page, site, size)


def compared(page: Page, site: Site, size: str) -> None:
    """With a drug that was named: its marks on the list, two ticked plans, both side by side."""
    page.goto(f"{site.address}/ma/care/?{FAMILY}&q=metformin")
    page.get_by_role("button", name="Add").first.click()
    page.goto(f"{site.address}/ma/plans?{FAMILY}&level=silver&level=gold&sort=year#list-title")
    for number in (0, 1):
        page.locator(".plan-row label", has_text="Compare").nth(number).click()
        page.locator("input[name=plan]:checked").nth(number).wait_for(state="attached")
    page.wait_for_load_state("networkidle")
    keep(page, f"ticked-{size}")
    page.get_by_role("button", name="Compare side by side").click()
    page.wait_for_load_state("networkidle")
    keep(page, f"compare-{size}")


def teeth(page: Page, site: Site, size: str) -> None:
    """Dental plans beside the cheapest bronze plan."""
    page.goto(f"{site.address}/ma/plans?{WITH_TEETH}&level=bronze&sort=full")
    page.locator(".plan-row h3 a").first.click()
    page.get_by_role("link", name="See dental plans beside this one").click()
    page.wait_for_load_state("networkidle")
    keep(page, f"dental-{size}")


def main() -> int:
    """0 when every picture is there."""
    program = chromium()
    if program is None:
        print("There is no Chromium on this machine.", file=sys.stderr)
        return 1
    PICTURES.mkdir(exist_ok=True)
    installation = Installation()
    try:
        installation.set_up()
        # The walk is that of the fall of 2013; a fresh installation opens the newest plan year.
        installation.run("date_of_record", "federal", "2013-12-10")
        with installation.served() as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
            site = Site(address, installation.data, installation.environment)
            walk(browser, site, "desk", DESK, {"results", "decision", "confirmation"})
            walk(browser, site, "phone", PHONE, {"results", "decision"})
            for size, viewport in (("desk", DESK), ("phone", PHONE)):
                look_around(browser, site, size, viewport)
            browser.close()
    finally:
        installation.remove()
    print(f"{len(list(PICTURES.glob('*.png')))} pictures in {PICTURES.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
