"""A policy that covers two tax households: its price is divided by their benchmarks, 26 CFR 1.36B-3(h), wherever it is told or kept."""

from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coverport.applications.actions import save_income
from coverport.applications.models import Application
from coverport.applications.queries import applicants_of
from coverport.applications.submission import result_of, submit_application
from coverport.core.access import Actor
from coverport.enrollment.actions import effectuate
from coverport.enrollment.choice.selection import coverage_start, decided
from coverport.enrollment.household_year import load
from coverport.enrollment.pricing import prices, result, shopper
from coverport.enrollment.rules.families import by_benchmark
from coverport.enrollment.rules.months import Part
from coverport.plans import catalogs
from tests.applications.households import (
    ANA,
    BURLINGTON,
    CONCORD,
    answer_the_rest,
    answered,
    person,
    somebody,
    yearly,
)
from tests.enrollment.choices import choose, offered
from tests.enrollment.lives import agreed, reported
from tests.enrollment.two_returns import ANA as MOTHER
from tests.enrollment.two_returns import LEO as SON
from tests.enrollment.two_returns import Family, entered, signed

DAY = date(2013, 12, 10)
# A grown son with a return of his own beside two children on the mother's.
LEO = person("Leo", date(1990, 2, 1), "child", sex="M")
TWINS = tuple(person(name, date(1996, 5, 1), "child") for name in ("Eva", "Eli"))


@pytest.mark.parametrize(
    ("premiums", "takes"),
    [((16698, 16698, 16698, 16699), 66793), ((10000, 0, 0, 1), 10000), ((0, 0, 0, 500), 123)],
)
def test_a_price_is_divided_by_benchmark_and_no_cent_of_it_is_lost(premiums, takes):
    parts = [Part(name, cents, 0) for name, cents in zip(("ana", "eva", "eli", "leo"), premiums, strict=True)]
    parts[0] = Part("ana", premiums[0], min(takes, premiums[0]))
    of = {"ana": "A", "eva": "A", "eli": "A", "leo": "L"}
    found = by_benchmark(parts, of, {"A": 79715, "L": 41303})
    his = next(each for each in found if each.person == "leo")
    assert his.premium in {sum(premiums) * 41303 // 121018, sum(premiums) * 41303 // 121018 + 1}
    assert sum(each.premium for each in found) == sum(premiums)
    assert sum(each.creditable for each in found) == parts[0].creditable
    assert [each.person for each in found] == [each.person for each in parts]


@given(
    st.lists(st.tuples(st.integers(0, 90_000), st.integers(0, 100), st.sampled_from("ABC-")), min_size=1, max_size=6),
    st.tuples(*[st.integers(0, 90_000)] * 3),
)
def test_nobody_takes_more_than_their_premium_and_others_keep_theirs(people, benchmarks):
    parts = [Part(f"p{n}", cents, cents * part // 100) for n, (cents, part, _) in enumerate(people)]
    of = {f"p{n}": name for n, (_, _, name) in enumerate(people) if name != "-"}
    found = by_benchmark(parts, of, dict(zip("ABC", benchmarks, strict=True)))
    assert sum(each.premium for each in found) == sum(each.premium for each in parts)
    assert sum(each.creditable for each in parts) - sum(each.creditable for each in found) in {0, 1, 2}
    assert all(0 <= each.creditable <= each.premium for each in found)
    assert [each for each in found if each.person not in of] == [each for each in parts if each.person not in of]


@pytest.mark.django_db
@pytest.mark.usefixtures("on_sale")
@pytest.mark.parametrize(("exchange", "contact"), [("vermont", BURLINGTON), ("federal", CONCORD)])
def test_the_list_the_review_and_every_month_take_the_same_credit(request, exchange, contact):
    application = mother_and_son(request.getfixturevalue(exchange), contact)
    listed = as_listed(application)
    assert listed
    assert {each.plan.plan_id: each.credit for each in offered(application)} == listed
    enrollment = choose(application)
    assert enrollment.credit_cents == listed[enrollment.plan_id]
    loaded = load(application.household, 2014)
    for month in {row.month for row in loaded.rows}:
        rows = [row for row in loaded.rows if row.month == month]
        assert sum(row.credit for row in rows) == enrollment.credit_cents
        assert sum(row.premium for row in rows) == enrollment.premium_cents
        his = sum(row.premium for row in rows if row.household == rows[-1].household)
        mine, sons = (
            each.benchmark.premium
            for each in result_of(application.determinations.get()).tax_households
            if each.benchmark
        )
        assert abs(his - enrollment.premium_cents * sons / (mine + sons)) < 1


@pytest.mark.django_db
@pytest.mark.usefixtures("on_sale")
@pytest.mark.parametrize("name", ["Ana", "Leo"])
def test_one_s_own_policy_takes_no_credit_of_the_other_return(federal, name):
    """26 CFR 1.36B-3(d): a household's credit is for the plans of its own people."""
    application = mother_and_son(federal, CONCORD)
    listed, start = as_listed(application, name), coverage_start(application, DAY).starts
    catalog = catalogs.current(application.exchange.slug, application.year)
    household = shopper(application, decided(application), start=start)
    alone = household.only([one for one in household.people if one.person.first_name == name])
    place = catalog.place(application.county_fips, application.zip or None)
    assert listed
    assert {each.plan.plan_id: each.credit for each in prices(catalog, place, alone)} == listed
    mine = next(each for each in household.result.tax_households if alone.people[0].person.reference in each.people)
    assert max(listed.values()) <= (mine.aptc or 0)


def mother_and_son(exchange, contact) -> Application:
    user = somebody()
    draft = answered(user, exchange, (ANA, *TWINS, LEO), income=75_000_00, contact=contact)
    draft.applicants.filter(
        person__in=[one.person for one in applicants_of(draft) if one.person.first_name == "Leo"]
    ).update(dependent=False)
    keys = [one.person.reference for one in applicants_of(draft)]
    incomes = [yearly(key, cents) for key, cents in zip(keys, (75_000_00, 0, 0, 17_000_00), strict=True)]
    save_income(actor=Actor.person(user), application=draft, incomes=incomes, on=DAY)
    answer_the_rest(draft, {"taxes": "own", "other_coverage": False}, on=DAY)
    submit_application(actor=Actor.person(user), application=draft, signature="Ana Rivera", on=DAY)
    draft.refresh_from_db()
    return draft


def as_listed(application: Application, name: str = "") -> dict[str, int]:
    """Plan -> credit, as the list of results shows it. name: of who is looked at alone."""
    catalog = catalogs.current(application.exchange.slug, application.year)
    place = catalog.place(application.county_fips, application.zip or None)
    start = coverage_start(application, DAY).starts
    household = shopper(application, decided(application), start=start)
    found = result(
        catalog, place, household.only([one for one in household.people if name in ("", one.person.first_name)])
    )
    assert found is not None
    priced = found.priced
    rows = priced.columns.rows
    return {
        catalog.plan_of(int(rows[at])).plan_id: int(priced.credit[at]) for at in range(len(rows)) if priced.sold[at]
    }


@pytest.mark.django_db
@pytest.mark.usefixtures("on_sale")
def test_who_is_on_no_return_here_any_more_has_no_credit_of_the_one_that_was(federal):
    """A grown son filed alone; from May on a parent who lives elsewhere claims him, and no return here has him."""
    application = entered(Family((MOTHER, SON)), federal, on=DAY, year=2014)
    enrollment = effectuate(actor=Actor.system("test"), enrollment=choose(application), on=DAY)
    mine, his = (application.applicants.get(person__first_name=name).person.reference for name in ("Ana", "Leo"))
    (household, credit, benchmark), before = of_month(enrollment, his, 4), of_month(enrollment, mine, 4)
    assert (household, credit > 0, benchmark) == (his, True, 22637)
    told = date(2014, 4, 10)
    change = reported(enrollment, "correction", told, on=told)
    signed(change.application, Family((MOTHER, msgspec.structs.replace(SON, taxes="parent"))), on=told)
    agreed(change, on=told)
    assert of_month(enrollment, his, 4) == (household, credit, benchmark)
    assert of_month(enrollment, his, 5) == ("", 0, None)
    enrollment.refresh_from_db()
    assert enrollment.credit_cents == of_month(enrollment, mine, 12)[1] == before[1]


def of_month(enrollment, person: str, month: int) -> tuple[str, int, int | None]:
    """Tax household, credit and benchmark of somebody's month."""
    rows = load(enrollment.application.household, 2014).rows
    return next(
        (row.household, row.credit, row.benchmark) for row in rows if (row.person, row.month.month) == (person, month)
    )
