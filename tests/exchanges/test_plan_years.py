"""Which plan years are offered on a day, and on which day a sample exchange works."""

from datetime import date

import pytest
from django.core.management import call_command

from coverport.exchanges import calendar, plan_years, profiles
from coverport.exchanges.actions import keep_sample_open
from coverport.exchanges.models import Exchange

VERMONT, FEDERAL = profiles.load("vt"), profiles.load("federal")


@pytest.mark.parametrize(("day", "offered", "shown"), [
    (date(2013, 9, 30), (2014,), (2014,)),
    (date(2013, 12, 10), (2014,), (2014,)),
    (date(2014, 12, 31), (2014,), (2014,)),
    (date(2015, 1, 1), (2014,), (2014,)),  # nothing newer is sold: its plans can still be looked at
    (date(2024, 12, 31), (2014,), (2014,)),
    (date(2025, 1, 1), (2026,), (2026, 2014)),
    (date(2026, 1, 15), (2026, 2027), (2026, 2027, 2014)),
    (date(2026, 1, 16), (2026, 2027), (2026, 2027, 2014)),  # closed, both: who comes now needs coverage this year
    (date(2026, 10, 31), (2026, 2027), (2026, 2027, 2014)),
    (date(2026, 11, 1), (2027, 2026), (2027, 2026, 2014)),
    (date(2026, 12, 31), (2027, 2026), (2027, 2026, 2014)),
    (date(2027, 1, 1), (2027,), (2027, 2026, 2014)),
    (date(2028, 1, 1), (2027,), (2027, 2026, 2014)),
])  # fmt: skip
def test_this_year_and_the_next_are_offered_and_those_that_are_over_can_be_looked_at(day, offered, shown):
    dates = calendar.load("vt")
    assert plan_years.offered(VERMONT, dates, day) == offered
    assert plan_years.shown(VERMONT, dates, day) == shown


def test_of_two_years_the_one_whose_enrollment_is_open_comes_first_and_between_two_enrollments_the_one_that_runs():
    dates = calendar.Calendar("x", (
        calendar.Window(2026, date(2025, 11, 1), date(2026, 1, 15), date(2026, 2, 1), "a rule"),
        calendar.Window(2027, date(2026, 11, 1), date(2026, 12, 15), date(2027, 1, 1), "a rule"),
    ))  # fmt: skip
    profile = profiles.Profile(
        **{name: getattr(VERMONT, name) for name in VERMONT.__struct_fields__} | {"plan_years": (2027, 2026)}
    )
    days = (date(2026, 1, 15), date(2026, 1, 16), date(2026, 10, 31), date(2026, 11, 1))
    assert [plan_years.offered(profile, dates, day) for day in days] == [
        (2026, 2027), (2026, 2027), (2026, 2027), (2027, 2026),
    ]  # fmt: skip


@pytest.mark.parametrize(("slug", "day", "works_on"), [
    ("federal", date(2026, 10, 31), date(2026, 12, 1)),
    ("federal", date(2026, 11, 1), None),
    ("federal", date(2026, 12, 15), None),
    ("federal", date(2026, 12, 16), date(2026, 12, 1)),
    ("vt", date(2026, 12, 31), None),
    ("vt", date(2027, 1, 1), date(2026, 12, 1)),
    ("ma", date(2026, 12, 31), None),
    ("ma", date(2030, 6, 1), date(2026, 12, 1)),
])  # fmt: skip
def test_a_sample_exchange_works_on_the_true_day_while_enrollment_is_open_else_on_a_day_inside_it(slug, day, works_on):
    profile, dates = profiles.load(slug), calendar.load(slug)
    assert plan_years.sample_day(profile, dates, day) == works_on
    assert plan_years.is_open(dates, 2027, works_on or day)


def test_a_year_that_is_over_is_priced_by_the_law_of_its_own_enrollment():
    assert plan_years.day_to_look(VERMONT, 2014, date(2014, 12, 31)) == date(2014, 12, 31)
    assert plan_years.day_to_look(VERMONT, 2014, date(2015, 1, 1)) == date(2013, 12, 10)
    assert plan_years.day_to_look(VERMONT, 2016, date(2026, 11, 25)) == date(2015, 11, 1)
    assert plan_years.day_to_look(VERMONT, 2027, date(2026, 11, 25)) == date(2026, 11, 25)


@pytest.mark.django_db
def test_set_up_keeps_sample_exchanges_inside_enrollment_and_leaves_a_date_that_somebody_set():
    for slug in profiles.slugs():
        Exchange.objects.create(slug=slug, name=slug, sample=True)

    def load_on(day):
        for exchange in Exchange.objects.all():
            keep_sample_open(exchange=exchange, true_day=day)
        return {row.slug: row.date_of_record for row in Exchange.objects.all()}

    assert load_on(date(2026, 11, 25)) == {"federal": None, "ma": None, "vt": None}
    assert load_on(date(2026, 12, 20)) == {"federal": date(2026, 12, 1), "ma": None, "vt": None}
    assert load_on(date(2027, 2, 1)) == dict.fromkeys(("federal", "ma", "vt"), date(2026, 12, 1))
    Exchange.objects.filter(slug="vt").update(date_of_record=date(2013, 12, 10))
    assert load_on(date(2026, 11, 25)) == {"federal": None, "ma": None, "vt": date(2013, 12, 10)}


@pytest.mark.django_db
def test_every_exchange_of_the_demo_has_a_row_and_says_that_it_is_a_sample():
    call_command("load_exchanges", verbosity=0)
    call_command("load_exchanges", verbosity=0)
    assert list(Exchange.objects.order_by("slug").values_list("slug", "sample")) == [
        ("federal", True),
        ("ma", True),
        ("vt", True),
    ]
    assert all(exchange.years()[0] == 2027 for exchange in Exchange.objects.all())
