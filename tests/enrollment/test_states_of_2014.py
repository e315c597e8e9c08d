"""One federal exchange in the 36 states of 2014: from quote to enrollment in each, with that state's own answer on Medicaid."""

import gzip
from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import polars as pl
import pytest
from django.test import override_settings

from coverport import law
from coverport.applications.models import Application
from coverport.applications.rules.answers import ContactAnswer
from coverport.applications.submission import result_of
from coverport.core.access import Actor
from coverport.enrollment.choice.refusals import NotEligible
from coverport.enrollment.models import Enrollment
from coverport.exchanges import profiles
from coverport.exchanges.models import Exchange
from coverport.notices.models import Notice
from coverport.plans import catalogs, geography
from coverport.plans.actions import bring_current_catalog, import_plans
from coverport.plans.importers.landscape import read_landscape
from coverport.shopping.quote import preview_application, quote
from tests.applications.households import ANA, decided, somebody
from tests.enrollment.choices import choose, offered
from tests.shared import shared

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(240), pytest.mark.xdist_group("landscape")]

DAY = date(2013, 12, 10)
# A ZIP code of each state's capital and its county.
CAPITALS = {
    "AK": ("99801", "02110"), "AL": ("36104", "01101"), "AR": ("72201", "05119"), "AZ": ("85007", "04013"), "DE": ("19901", "10001"),
    "FL": ("32301", "12073"), "GA": ("30303", "13121"), "IA": ("50309", "19153"), "ID": ("83702", "16001"), "IL": ("62701", "17167"),
    "IN": ("46204", "18097"), "KS": ("66603", "20177"), "LA": ("70802", "22033"), "ME": ("04330", "23011"), "MI": ("48933", "26065"),
    "MO": ("65101", "29051"), "MS": ("39201", "28049"), "MT": ("59601", "30049"), "NC": ("27601", "37183"), "ND": ("58501", "38015"),
    "NE": ("68508", "31109"), "NH": ("03301", "33013"), "NJ": ("08608", "34021"), "NM": ("87501", "35049"), "OH": ("43215", "39049"),
    "OK": ("73102", "40109"), "PA": ("17101", "42043"), "SC": ("29201", "45079"), "SD": ("57501", "46065"), "TN": ("37203", "47037"),
    "TX": ("78701", "48453"), "UT": ("84101", "49035"), "VA": ("23219", "51760"), "WI": ("53703", "55025"), "WV": ("25301", "54039"),
    "WY": ("82001", "56021"),
}  # fmt: skip
# Adults up to 138 percent of poverty from January 1, 2014 (42 USC 1396a(a)(10)(A)(i)(VIII)), among the states of the federal platform
# and New Mexico. Michigan and New Hampshire followed within 2014, after the day of these applications: KFF, Status of State Action.
EXPANDED = {"AR", "AZ", "DE", "IA", "IL", "ND", "NJ", "NM", "OH", "WV"}
# 120 percent of the poverty guideline of 2013 for one person, 78 FR 5182, in cents; Alaska has its own.
LOW, LOW_ALASKA = 13_788_00, 17_220_00
MIDDLE = 25_000_00


@pytest.fixture
def market(federal: Exchange, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[pl.DataFrame]:
    """The landscape's plans in the 36 counties, taken in and published; answers their rows as printed."""
    public = shared("data", "landscape", "2014_ffm_individual_medical.csv.gz")
    monkeypatch.setenv("COVERPORT_DATA", str(tmp_path / "data"))
    rows = _rows(public)
    file = tmp_path / "landscape.csv"
    rows.drop("fips").write_csv(file)
    with override_settings(MEDIA_ROOT=tmp_path / "storage"):
        filing = read_landscape(file, exchange="federal", year=2014, states=profiles.load("federal").states_of(2014))
        import_plans(actor=Actor.system("test"), filing=filing, on=DAY)
        bring_current_catalog(exchange="federal", year=2014)
        yield rows
    catalogs._open.clear()


def _rows(public: Path) -> pl.DataFrame:
    with gzip.open(public) as file:
        every = pl.read_csv(file.read(), infer_schema=False).fill_null("")
    wanted = {fips for _, fips in CAPITALS.values()}
    named = every.select("state", "county").unique().rows()
    fips = {
        (state, county): geography.county_by_name(state, county).fips for state, county in named if state in CAPITALS
    }
    frame = pl.DataFrame(
        [(*pair, code) for pair, code in fips.items() if code in wanted],
        schema=["state", "county", "fips"],
        orient="row",
    )
    return every.join(frame, on=["state", "county"], how="inner", maintain_order="left")


def test_a_walk_from_quote_to_enrollment_in_each_state(market: pl.DataFrame, federal: Exchange) -> None:
    assert set(profiles.load("federal").states_of(2014)) == set(CAPITALS)
    answers = {state: _walk(market, federal, state) for state in CAPITALS}
    assert {state for state, medicaid in answers.items() if medicaid} == EXPANDED
    assert Enrollment.objects.count() == len(CAPITALS)
    assert Notice.objects.filter(about__in=Enrollment.objects.values("reference")).count() == len(CAPITALS)


def _walk(market: pl.DataFrame, federal: Exchange, state: str) -> bool:
    """Ana, 40, lives in the capital. Whether the state says Medicaid at 120 percent of poverty; then she asks again with more income."""
    low = LOW_ALASKA if state == "AK" else LOW
    application, medicaid = _decided(federal, state, low)
    if medicaid:
        assert offered(application) == ()
        with pytest.raises(NotEligible):
            choose(application, plan_id=_silver(market, state))
        application, again = _decided(federal, state, MIDDLE)
        assert not again
    income = MIDDLE if medicaid else low
    enrollment = choose(application)
    _check(market, federal, state, income, enrollment)
    return medicaid


def _decided(federal: Exchange, state: str, income: int) -> tuple[Application, bool]:
    zip_code, fips = CAPITALS[state]
    contact = ContactAnswer(street="12 Main Street", city="Capital", zip=zip_code, county_fips=fips)
    user = somebody(f"{state}-{income}@example.org")
    application, determination = decided(user, federal, (ANA,), income=income, contact=contact)
    assert application.state == state
    return application, bool(result_of(determination).likely_medicaid_chip)


def _silver(market: pl.DataFrame, state: str) -> str:
    return str(
        market.filter((pl.col("state") == state) & (pl.col("metal_level") == "Silver"))["plan_id_standard_component"][0]
    )


def _check(market: pl.DataFrame, federal: Exchange, state: str, income: int, enrollment: Enrollment) -> None:
    """The price is the one that the file prints for 40; quote and enrollment agree; the credit is at most the premium."""
    printed = market.filter((pl.col("state") == state) & (pl.col("plan_id_standard_component") == enrollment.plan_id))
    price = Decimal(printed["premium_adult_individual_age_40"][0].replace("$", "").replace(",", ""))
    assert enrollment.premium_cents == int((price * 100).quantize(Decimal(1), ROUND_HALF_UP)), state
    assert (enrollment.exchange, enrollment.start, enrollment.status) == (federal, date(2014, 1, 1), "selected")
    catalog = catalogs.current("federal", 2014)
    asked = preview_application([40], state=state, year=2014, on=DAY, income=income)
    found = quote(
        catalog, catalog.place(enrollment.county_fips), asked, law=law.resolve(on=DAY, state=state, year=2014)
    )
    quoted = next(one for one in found.plans if one.plan.plan_id == enrollment.plan_id)
    assert (quoted.premium.total, quoted.credit) == (enrollment.premium_cents, enrollment.credit_cents), state
    assert 0 < enrollment.credit_cents <= enrollment.ehb_cents
    assert enrollment.csr_variant == ("06" if income < MIDDLE else "04"), state
