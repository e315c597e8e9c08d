"""The results in a real browser as a slow phone has them: paint, shift, answers to a tap, weight. Through DevTools' own protocol."""

import shutil
from typing import Any

from bench.table import median, note, report

PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
THROTTLE = 4
RUNS = 5
ZIP, AGES, INCOME = "02139", "40, 38, 9", "52000"
# Of a page: the largest paint, all layout shifts without a tap before them, the longest answer to a tap.
WATCH = """() => {
  window.vitals = {lcp: 0, cls: 0, inp: 0};
  const watch = (type, each, more) =>
    new PerformanceObserver(list => list.getEntries().forEach(each)).observe({type, buffered: true, ...more});
  watch("largest-contentful-paint", one => { vitals.lcp = one.startTime; });
  watch("layout-shift", one => { if (!one.hadRecentInput) vitals.cls += one.value; });
  watch("event", one => { if (one.interactionId) vitals.inp = Math.max(vitals.inp, one.duration); }, {durationThreshold: 16});
}"""
# From the change of a control to the frame in which its list stands.
CHANGE = """([id, value]) => new Promise(done => {
  const control = document.getElementById(id), began = performance.now();
  const stands = () => setTimeout(() => done(performance.now() - began));
  document.addEventListener("list-changed", () => requestAnimationFrame(stands), {once: true});
  if (value === null) control.click();
  else { control.value = value; control.dispatchEvent(new Event("change", {bubbles: true})); }
})"""


def measure(address: str) -> None:
    """Skipped, and said, where there is no Chromium or no Playwright."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        note("there is no Chromium on this machine: pages were not measured in a browser")
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        empty = [_empty(chromium, address) for _ in range(RUNS)]
        runs = [_shop(chromium, address) for _ in range(RUNS)]
        chromium.close()
    _tell(runs, median(empty))


def _page(chromium: Any) -> tuple[Any, Any]:
    """A fresh phone with nothing in its cache, and its line to the protocol."""
    page = chromium.new_context(**PHONE).new_page()
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Emulation.setCPUThrottlingRate", {"rate": THROTTLE})
    return page, line


def _empty(chromium: Any, address: str) -> float:
    """Milliseconds until an empty page is loaded."""
    page, _ = _page(chromium)
    page.goto(f"{address}/empty")
    took: float = page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
    page.context.close()
    return took


def _shop(chromium: Any, address: str) -> dict[str, float]:
    """Home page, answers, submit, a filter, an order."""
    page, line = _page(chromium)
    weights: list[float] = []
    line.on("Network.loadingFinished", lambda event: weights.append(event["encodedDataLength"]))
    page.goto(f"{address}/ma/")
    home = sum(weights)
    page.get_by_label("ZIP code").fill(ZIP)
    page.get_by_label("Ages of everyone").fill(AGES)
    page.get_by_label("Household income").fill(INCOME)
    page.get_by_role("button", name="See plans and prices").last.tap()
    page.locator(".plan-row").first.wait_for()
    page.wait_for_load_state("load")
    page.evaluate(WATCH)
    page.wait_for_timeout(300)
    # startTime of a page begins with the tap that led to it: redirects count.
    found = {"home_bytes": home, "bytes": _alone(chromium, page.url), "lcp": page.evaluate("vitals.lcp")}
    found["filter"] = page.evaluate(CHANGE, ["f-level-1", None])
    found["sort"] = page.evaluate(CHANGE, ["sort", "deductible"])
    page.locator("a[href='#filters']").first.tap()
    page.locator("label[for=f-level-2]").tap()
    page.locator("#list-status").filter(has_text="pass").wait_for(state="attached")
    page.wait_for_timeout(400)
    found |= {"cls": page.evaluate("vitals.cls"), "inp": page.evaluate("vitals.inp")}
    page.context.close()
    return found


def _alone(chromium: Any, url: str) -> float:
    """Bytes of a results page that is opened from a link, with all that it needs: compressed, as they came."""
    page, line = _page(chromium)
    weights: list[float] = []
    line.on("Network.loadingFinished", lambda event: weights.append(event["encodedDataLength"]))
    page.goto(url, wait_until="networkidle")
    page.context.close()
    return sum(weights)


def _tell(runs: list[dict[str, float]], empty: float) -> None:
    note(
        f"a phone of 390 x 844, the processor slowed {THROTTLE} times, {RUNS} runs; beside an empty page there, loaded in {empty:.0f} ms"
    )
    middle = {name: median([run[name] for run in runs]) for name in runs[0]}
    aims = {"lcp": 1000, "filter": 100, "sort": 100, "inp": 200}
    words = {
        "lcp": "results after submit, largest paint (LCP)",
        "filter": "a filter, until its list stands",
        "sort": "an order, until its list stands",
        "inp": "longest answer to a tap (INP)",
    }
    for name, aim in aims.items():
        report(
            words[name],
            f"{middle[name]:.0f} ms",
            "an empty page loaded in the same browser",
            f"{empty:.0f} ms",
            middle[name] / empty,
        )
        note(f"the aim is under {aim} ms: {'met' if middle[name] < aim else 'NOT met'}")
    note(f"layout shift (CLS) {middle['cls']:.3f}, the aim is under 0.1: {'met' if middle['cls'] < 0.1 else 'NOT met'}")
    heavy = middle["bytes"]
    note(
        f"weight of the results page with styles, script and fonts: {heavy / 1000:.0f} kB, the aim is under 200 kB: "
        f"{'met' if heavy < 200_000 else 'NOT met'}; of the home page {middle['home_bytes'] / 1000:.0f} kB"
    )
