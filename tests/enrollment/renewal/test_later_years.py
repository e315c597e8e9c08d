"""Households that are renewed year after year and answer nothing in between."""

from datetime import date

import pytest

from coverport.enrollment.actions import effectuate
from coverport.enrollment.models import Enrollment, Renewal
from coverport.enrollment.renewal.actions import renew
from coverport.exchanges.models import Exchange
from coverport.notices.blocks import texts
from coverport.notices.models import Notice
from tests.applications.households import ANA, decided, person, somebody
from tests.enrollment.choices import choose
from tests.enrollment.renewal.market import PLACES, SYSTEM, open_years

pytestmark = pytest.mark.django_db
FIRST_CHOICE = date(2024, 11, 20)
DAYS = {2026: (date(2025, 10, 1), date(2025, 11, 1)), 2027: (date(2026, 10, 1), date(2026, 11, 1))}


@pytest.fixture
def three_years(db, tmp_path, monkeypatch) -> Exchange:
    monkeypatch.setenv("COVERPORT_DATA", str(tmp_path))
    return open_years("NH", years=(2025, 2026, 2027))["NH"]


def test_who_counted_as_having_medicare_does_so_in_the_next_renewal_too(three_years):
    covered_in_2025(three_years, person("Flo", date(1960, 6, 15)), income=30_000_00)
    go_on(three_years, 2026)
    go_on(three_years, 2027)
    told = {each.year: {note["code"] for note in each.notes} for each in Renewal.objects.all()}
    assert "reaches_medicare" in told[2026]
    assert "still_medicare" in told[2027]
    later = Enrollment.objects.get(year=2027)
    assert (later.credit_cents, later.csr_variant) == (0, "01")
    assert "Flo can have Medicare by age." in "\n".join(
        texts(Notice.objects.filter(kind="renewed").latest("id").content)
    )


def test_a_child_that_got_a_policy_of_its_own_keeps_it_in_the_next_renewal(three_years):
    covered_in_2025(three_years, ANA, person("Ben", date(1999, 6, 15), "child"), income=60_000_00)
    go_on(three_years, 2026)
    own = Enrollment.objects.get(year=2026, follows=None)
    effectuate(actor=SYSTEM, enrollment=own, on=date(2025, 12, 1))
    go_on(three_years, 2027)
    later = Enrollment.objects.get(year=2027, follows=own)
    assert (later.status, later.members.get().relationship) == ("effectuated", "self")


# ---- What the tests share


def covered_in_2025(exchange, *people, **more):
    application, _ = decided(
        somebody(), exchange, people, on=FIRST_CHOICE, contact=PLACES["NH"][1], year=2025, consent_years=5, **more
    )
    return effectuate(actor=SYSTEM, enrollment=choose(application, on=FIRST_CHOICE), on=FIRST_CHOICE)


def go_on(exchange, year):
    """Told, and enrolled again thirty days later."""
    for day in DAYS[year]:
        renew(actor=SYSTEM, exchange=exchange, state="NH", year=year, on=day)
