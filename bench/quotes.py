"""Quotes in process, each for another household and county, beside an empty loop and the same county priced with polars."""

import os
import random
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from bench.installation import Installation
from bench.table import median, note, percentile, report

SEED = 2014
HOUSEHOLDS = 10_000
DAY = date(2013, 12, 10)
# A county of the goal's size: about sixty plans. Where none is, all counties are asked about.
PLANS = range(50, 71)


def measure(installation: Installation, landscape: Path | None) -> None:
    """Full-county quotes a second on one core for four people, with the determination given and with it."""
    os.environ["COVERPORT_DATA"] = str(installation.data)
    from coverport.plans import catalogs

    measure_catalog(catalogs.current("federal", 2014), landscape)


def measure_catalog(catalog: Any, landscape: Path | None) -> None:
    """The same for any catalog of 2014."""
    from coverport.eligibility.engine import determine
    from coverport.shopping.quote import benchmark_in, quote, quote_of

    questions = _questions(catalog)
    plans = sum(len(place.rows) for place, _, _ in questions) / len(questions)
    note(f"{len(questions)} households of four in {_counties(questions)} counties, {plans:.0f} plans each on average")
    given = [
        (place, asked, law, determine(asked, law=law, benchmark=benchmark_in(catalog, place)))
        for place, asked, law in questions
    ]

    def priced(place: Any, asked: Any, law: Any, found: Any) -> object:
        made = quote_of(catalog, place, asked, found, law=law).priced
        return None if made is None else made.cheapest_first

    def whole(place: Any, asked: Any, law: Any, _: Any) -> object:
        made = quote(catalog, place, asked, law=law).priced
        return None if made is None else made.cheapest_first

    arrays = _arrays_alone(catalog)
    for work in (priced, whole, arrays):
        for each in given[:1000]:
            work(*each)
    empty = _a_second(lambda *_: None, given)[0]
    alone, _ = _a_second(arrays, given)
    quick, took = _a_second(priced, given)
    both, all_took = _a_second(whole, given)
    note(f"an empty loop over the same questions: {empty:,.0f}/s")
    note(
        f"with the determination given: median {median(took) * 1e6:.0f}, p99 {percentile(took, 0.99) * 1e6:.0f} microseconds; "
        f"with it: median {median(all_took) * 1e6:.0f}, p99 {percentile(all_took, 0.99) * 1e6:.0f}"
    )
    _beside(landscape, questions, "quotes: premiums, benchmark, credit, order", alone)
    _beside(landscape, questions, "quotes with the determination given", quick)
    _beside(landscape, questions, "quotes and determinations with reasons", both)
    _searches(catalog, given)


def _arrays_alone(catalog: Any) -> Callable[..., object]:
    """Everything of a quote but who is eligible: the household's share of the benchmark is given."""
    from coverport.eligibility.engine import family_members
    from coverport.shopping.pricing.benchmark import benchmark
    from coverport.shopping.pricing.columns import columns_of
    from coverport.shopping.pricing.credit import Credit
    from coverport.shopping.pricing.household import Help, Priced
    from coverport.shopping.quote import member

    def quoted(place: Any, asked: Any, _law: Any, found: Any) -> object:
        columns = columns_of(catalog, place)
        members = people.get(id(asked))
        if members is None:
            members = people[id(asked)] = [member(one) for one in family_members(asked)]
        base = benchmark(columns, members)
        share = found.tax_households[0].expected_contribution_month or 0
        credits_ = (Credit(max(0, base.premium - share)),) if base else ()
        return Priced(columns, members, Help(credits=credits_)).cheapest_first

    people: dict[int, Any] = {}
    return quoted


def _questions(catalog: Any) -> list[tuple[Any, Any, Any]]:
    from coverport import law
    from coverport.shopping.quote import preview_application

    drawn = random.Random(SEED)
    places = [catalog.place(fips) for fips in catalog.counties()]
    chosen = [place for place in places if len(place.rows) in PLANS] or [place for place in places if len(place.rows)]
    questions = []
    for _ in range(HOUSEHOLDS):
        place = drawn.choice(chosen)
        ages = [drawn.randint(26, 62), drawn.randint(26, 62), drawn.randint(0, 18), drawn.randint(0, 18)]
        income = drawn.randint(48_000, 110_000) * 100
        asked = preview_application(ages, state=place.state, year=2014, on=DAY, income=income)
        questions.append((place, asked, law.resolve(on=DAY, state=place.state, year=2014)))
    return questions


def _counties(questions: Sequence[tuple[Any, Any, Any]]) -> int:
    return len({place.county_fips for place, _, _ in questions})


def _a_second(work: Callable[..., object], given: Sequence[tuple[Any, ...]]) -> tuple[float, list[float]]:
    """(how many a second of this core, seconds of each). What else the machine does stays out of the first."""
    took = []
    spent = time.process_time()
    for each in given:
        began = time.perf_counter()
        work(*each)
        took.append(time.perf_counter() - began)
    return len(given) / (time.process_time() - spent), took


def _searches(catalog: Any, given: Sequence[tuple[Any, ...]]) -> None:
    """A page of ten with counts, narrowed to silver and gold, sorted by yearly cost; the determination given."""
    from coverport.shopping.quote import quote_of
    from coverport.shopping.search.filters import Filter
    from coverport.shopping.search.pages import search
    from coverport.shopping.search.result import Result

    asked = Filter(levels=frozenset({"silver", "gold"}))

    def searched(place: Any, application: Any, law: Any, found: Any) -> object:
        priced = quote_of(catalog, place, application, found, law=law).priced
        if priced is None:
            return None
        page = search(Result(priced, uses=["medium"] * len(priced.members)), asked, sort="yearly_cost", limit=10)
        return page.facets(), page.premiums(), page.deductibles()

    for each in given:  # every county's plans are read once
        searched(*each)
    speed, took = _a_second(searched, given)
    note(
        f"searches with counts, ranges and yearly cost: {speed:,.0f}/s of one core, median {median(took) * 1e6:.0f} microseconds"
    )


def _beside(landscape: Path | None, questions: Sequence[tuple[Any, Any, Any]], what: str, ours: float) -> None:
    if landscape is None:
        note(f"{what}: {ours:,.0f} a second of one core, in the sample counties")
        return
    peer = _polars_quotes_a_second(landscape, [place.county_name for place, _, _ in questions[:200]])
    report(what, f"{ours:,.0f} quotes/s", "polars: filter, sum, sort one county", f"{peer:,.0f} quotes/s", ours / peer)


def _polars_quotes_a_second(landscape: Path, counties: list[str]) -> float:
    """What an analyst would do: the file in memory, one county filtered, two columns added and sorted. No credit, no reasons."""
    columns = ["state", "county", "premium_adult_individual_age_40", "premium_child", "plan_marketing_name"]
    frame = pl.read_csv(landscape, columns=columns, infer_schema_length=0)
    prices = [pl.col(column).cast(pl.Float64, strict=False) for column in columns[2:4]]
    frame = frame.with_columns(prices)
    names = frame["county"].unique().to_list()
    spent = time.process_time()
    began = time.perf_counter()
    for number, _ in enumerate(counties):
        here = frame.filter(pl.col("county") == names[number % len(names)])
        here.with_columns(total=pl.col(columns[2]) * 2 + pl.col(columns[3]) * 2).sort("total")
    # Several cores at once: the time of the clock where that is shorter.
    return len(counties) / min(time.perf_counter() - began, time.process_time() - spent)
