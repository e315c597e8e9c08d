"""Vermont and New Hampshire in 2026 and 2027: made-up markets of both years, people enrolled in 2026 by the product's own verbs."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from coverport.accounts.models import User
from coverport.core.access import Actor
from coverport.enrollment.actions import effectuate, select_plan
from coverport.enrollment.choice.selection import offer
from coverport.enrollment.models import Enrollment, Renewal
from coverport.enrollment.renewal.actions import renew
from coverport.enrollment.renewal.report import Report
from coverport.exchanges.models import Exchange
from coverport.plans import context
from coverport.plans.actions import bring_current_catalog
from coverport.plans.market import Wish
from coverport.plans.market_actions import generate_market
from coverport.plans.models import Reference, ReferenceFile
from tests.applications.households import BOSTON, BURLINGTON, CONCORD, decided, somebody
from tests.enrollment.choices import cheapest, shown

CHOSEN = date(2025, 11, 20)
# A day before open enrollment, the last of thirty days to answer, and the next one.
TOLD, LAST, DONE = date(2026, 10, 1), date(2026, 10, 31), date(2026, 11, 1)
SYSTEM = Actor.system("test")
PLACES = {"NH": ("federal", CONCORD), "VT": ("vt", BURLINGTON), "MA": ("ma", BOSTON)}


def open_years(*states: str, years: Sequence[int] = (2026, 2027)) -> dict[str, Exchange]:
    """The exchanges of some states with a small market of each year."""
    context._published.cache_clear()
    found = {}
    for state in states:
        slug = PLACES[state][0]
        exchange, _ = Exchange.objects.get_or_create(
            slug=slug, defaults={"name": slug, "sample": True, "date_of_record": TOLD}
        )
        for year in years:
            generate_market(actor=SYSTEM, wish=Wish(slug, state, year, 2, 12, 1), on=TOLD)
            bring_current_catalog(exchange=slug, year=year)
        found[state] = exchange
    return found


def enrolled(
    people: Sequence[Any], state: str = "NH", *, email: str = "ana@example.org", level: str = "silver",
    consent_years: int = 5, plan_id: str = "", credit: int | None = None, effective: bool = True, **more: Any,
) -> Enrollment:  # fmt: skip
    """Covered through 2026; where it is not effective, it waits for its first payment."""
    slug, contact = PLACES[state]
    exchange = Exchange.objects.get(slug=slug)
    user: User = User.objects.filter(email=email).first() or somebody(email)
    application, _ = decided(
        user, exchange, people, on=CHOSEN, contact=contact, year=2026, consent_years=consent_years, **more
    )
    plan_id = plan_id or cheapest(application, level, on=CHOSEN)
    chosen = offer(application, plan_id, None, on=CHOSEN)
    most = chosen.price.credit if credit is None else credit
    enrollment = select_plan(
        actor=Actor.person(user), application=application, plan_id=plan_id, people=None, credit=most, signature="Ana Rivera",
        shown=shown(chosen, most), submission=uuid4(), on=CHOSEN,
    )  # fmt: skip
    return effectuate(actor=SYSTEM, enrollment=enrollment, on=CHOSEN) if effective else enrollment


def run(on: date, state: str = "NH", **more: Any) -> Report:
    exchange = Exchange.objects.get(slug=PLACES[state][0])
    return renew(actor=Actor.system("renewal"), exchange=exchange, state=state, year=2027, on=on, **more)


def through(state: str = "NH") -> None:
    """Told, and enrolled again on the day after the last one to answer."""
    run(TOLD, state)
    run(DONE, state)


def next_of(before: Enrollment) -> Enrollment:
    return Enrollment.objects.get(follows=before, year=2027)


def renewal_of(before: Enrollment) -> Renewal:
    return Renewal.objects.get(before=before)


def crosswalk(old: str, new: str | None, *, age_off: str | None = None, county: str = "", zip_code: str = "") -> None:
    """A line of the insurer's crosswalk into 2027."""
    state = old[5:7]
    file, _made = ReferenceFile.objects.get_or_create(
        exchange="federal", year=2027, kind="crosswalk", name="crosswalk.csv", format="CMS Plan ID Crosswalk", sha256="a" * 64,
    )  # fmt: skip
    details = {"to": new, "age_off": age_off, "county": county, "zip": zip_code, "level": "0", "reason": "1"}
    Reference.objects.create(file=file, state=state, issuer_id=old[:5], key=old, details=details)


@contextmanager
def made_once(blocker: Any, folder: Path, make: Callable[[], Any]) -> Iterator[Path]:
    """A market for all tests of a module, in a folder of its own: each of them is undone down to it, and it is undone at the end."""
    with blocker.unblock(), transaction.atomic():
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("COVERPORT_DATA", str(folder))
            make()
        yield folder
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def _new_hampshire(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """The market of both years."""
    with made_once(django_db_blocker, tmp_path_factory.mktemp("years"), lambda: open_years("NH")) as folder:
        yield folder


@pytest.fixture
def federal_years(_new_hampshire: Path, db: None, monkeypatch: pytest.MonkeyPatch) -> Exchange:
    """For tests that publish nothing."""
    monkeypatch.setenv("COVERPORT_DATA", str(_new_hampshire))
    context._published.cache_clear()
    return Exchange.objects.get(slug="federal")


@pytest.fixture
def own_years(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Exchange:
    """For a test that publishes more: in a folder where no other test has left a catalog."""
    monkeypatch.setenv("COVERPORT_DATA", str(tmp_path))
    return open_years("NH")["NH"]


@pytest.fixture
def vermont_years(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Exchange:
    monkeypatch.setenv("COVERPORT_DATA", str(tmp_path))
    return open_years("VT")["VT"]
