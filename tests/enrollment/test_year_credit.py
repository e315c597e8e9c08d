"""Credit by the month: its limits, its division, and the year's total after a change. Amounts in cents."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coverport.enrollment.rules.credit import Basis, evenly, on_policies
from coverport.enrollment.rules.months import Part
from coverport.enrollment.rules.part_months import part
from coverport.enrollment.rules.policies import Policy, Span, add, drop, end
from coverport.enrollment.rules.year import amounts, year

JANUARY, DECEMBER = date(2014, 1, 1), date(2014, 12, 31)


def basis(
    since=JANUARY, *, benchmark=50000, contribution="20000", people=("ana",), family=None, household="ana", **more
):
    share = None if contribution is None else Decimal(contribution)
    return Basis(household, since, people, family or people, benchmark, share, **more)


def policy(people=("ana",), *, reference="P", kind="medical", first=JANUARY, last=DECEMBER, elected=None):
    spans = tuple(Span(person, first, last) for person in people)
    return Policy(reference, kind, "effectuated", ("plan",), first, last, spans, elected)


def flat(premium=40000, creditable=None):
    def price(people):
        return [Part(person, premium, premium if creditable is None else creditable) for person in sorted(people)]

    return price


def lived(policies, bases, *, paid=(), since=JANUARY, price=None, method="days", prices=None):
    prices = prices or {each.reference: price or flat() for each in policies}
    return year(policies, prices, bases, paid, since=since, method=method)


def credits(rows):
    found = {}
    for row in rows:
        found[row.month.month] = found.get(row.month.month, 0) + row.credit
    return found


def test_nothing_changes_and_each_month_has_the_credit_of_the_determination():
    assert set(credits(lived([policy()], [basis()])).values()) == {30000}


@pytest.mark.parametrize(("days", "cents"), [(14, 47), (15, 51), (16, 54)])
def test_a_part_month_is_its_days_of_it_with_half_cents_up(days, cents):
    since = date(2014, 4, 31 - days)  # of thirty days; 15/30 of 101 cents are 50.5
    rows = lived([policy(first=since)], [basis(since.replace(day=1))], price=flat(101))
    assert (rows[0].premium, rows[0].credit, rows[1].premium) == (cents, cents, 101)


@given(st.integers(0, 10**7), st.integers(0, 31), st.sampled_from([28, 29, 30, 31]))
def test_a_part_of_an_amount_is_exact_and_rounded_once(amount, covered, whole):
    share = Decimal(amount * min(covered, whole)) / whole
    assert part(amount, Fraction(min(covered, whole), whole)) == int(share.quantize(Decimal(1), ROUND_HALF_UP))


@pytest.mark.parametrize(("ehb", "credit"), [(29999, 29999), (30000, 30000), (30001, 30000), (0, 0)])
def test_credit_is_at_most_the_ehb_premium(ehb, credit):
    assert set(credits(lived([policy()], [basis()], price=flat(40000, ehb))).values()) == {credit}


@pytest.mark.parametrize(("elected", "credit"), [(0, 0), (29999, 29999), (30001, 30000), (None, 30000)])
def test_credit_is_at_most_what_is_elected(elected, credit):
    assert set(credits(lived([policy(elected=elected)], [basis()])).values()) == {credit}


@pytest.mark.parametrize(
    ("contributions", "credit"),
    [
        (("20000", None), {"ana": 20000}),  # 300.00 and none: all that is elected is the one's who can have it
        (("20000", "40000"), {"ana": 15000, "leo": 5000}),  # 300.00 and 100.00
        (("20000", "35000"), {"ana": 13333, "leo": 6667}),  # 300.00 and 150.00: no cent is lost
        (("60000", "20000"), {"leo": 20000}),
    ],
)
def test_an_election_on_a_policy_of_two_tax_households_goes_to_who_can_have_credit(contributions, credit):
    bases = [
        basis(contribution=contributions[0]),
        basis(contribution=contributions[1], people=("leo",), household="leo"),
    ]
    rows = lived([policy(("ana", "leo"), elected=20000)], bases)
    of_july = {row.person: row.credit for row in rows if row.month.month == 7 and row.credit}
    assert of_july == credit


def test_an_election_is_not_divided_with_who_has_married_into_the_household():
    bases = [basis(), basis(people=("leo",), household="leo"), basis(date(2014, 7, 1), people=("ana", "leo"))]
    rows = lived([policy(("ana", "leo"), elected=20001)], bases, since=date(2014, 7, 1))
    assert credits(rows)[7] == 20001


@pytest.mark.parametrize("contribution", ["50000", "50000.5", "99999", None])
def test_credit_is_never_below_zero(contribution):
    assert set(credits(lived([policy()], [basis(contribution=contribution)])).values()) == {0}


def test_health_comes_before_the_pediatric_part_of_dental():
    health, dental = policy(), policy(reference="D", kind="dental")
    prices = {"P": flat(29000), "D": flat(3000, 1500)}
    rows = [row for row in lived([dental, health], [basis()], prices=prices) if row.month == JANUARY]
    assert {row.policy: row.credit for row in rows} == {"P": 29000, "D": 1000}
    rows = [
        row for row in lived([dental, health], [basis(contribution="10000")], prices=prices) if row.month == JANUARY
    ]
    assert {row.policy: row.credit for row in rows} == {"P": 29000, "D": 1500}


def test_two_policies_share_the_credit_to_the_cent():
    two = [policy(), policy(("luis",), reference="Q")]
    both = basis(people=("ana", "luis"), contribution="19999")
    rows = [row for row in lived(two, [both], prices={"P": flat(40000), "Q": flat(20000)}) if row.month == JANUARY]
    assert {row.policy: row.credit for row in rows} == {"P": 20001, "Q": 10000}


# ---- Changes in the year: 45 CFR 155.330(g)


def test_more_income_from_july_is_made_up_in_the_months_left():
    before = lived([policy()], [basis()])
    after = lived(
        [policy()], [basis(), basis(date(2014, 7, 1), contribution="24000")], paid=before, since=date(2014, 7, 1)
    )
    # The year's credit is 12 x 260.00; 6 x 300.00 are paid; 220.00 are left for each of six months.
    assert credits(after) == {**dict.fromkeys(range(1, 7), 30000), **dict.fromkeys(range(7, 13), 22000)}


def test_less_income_from_july_is_made_up_in_the_months_left():
    before = lived([policy()], [basis()])
    after = lived(
        [policy()], [basis(), basis(date(2014, 7, 1), contribution="18000")], paid=before, since=date(2014, 7, 1)
    )
    assert credits(after) == {**dict.fromkeys(range(1, 7), 30000), **dict.fromkeys(range(7, 13), 34000)}


def test_odd_cents_go_to_the_first_months_so_that_the_year_is_right_to_the_cent():
    before = lived([policy()], [basis()])
    after = lived(
        [policy()], [basis(), basis(date(2014, 8, 1), contribution="19999")], paid=before, since=date(2014, 8, 1)
    )
    assert credits(after) == {
        **dict.fromkeys(range(1, 8), 30000), 8: 30003, 9: 30003, 10: 30002, 11: 30002, 12: 30002,
    }  # fmt: skip
    assert sum(credits(after).values()) == 12 * 30001


def test_what_was_paid_too_much_lowers_the_months_left_to_zero_and_not_below():
    before = lived([policy()], [basis()])
    after = lived(
        [policy()], [basis(), basis(date(2014, 12, 1), contribution="30000")], paid=before, since=date(2014, 12, 1)
    )
    assert credits(after)[12] == 0
    assert sum(credits(after).values()) == 11 * 30000


def test_what_was_paid_too_little_is_at_most_the_ehb_premium():
    before = lived([policy()], [basis()])
    after = lived(
        [policy()], [basis(), basis(date(2014, 12, 1), contribution="10000")], paid=before, since=date(2014, 12, 1)
    )
    assert credits(after)[12] == 40000


def test_a_return_that_a_later_decision_does_not_have_any_more_gives_no_credit_and_another_family_keeps_its_own():
    """Leo's own return is in the first decision alone; Eva's application is another one, about nobody of these."""
    bases = [
        basis(people=("ana",), household="ana", decision=1), basis(people=("leo",), household="leo", decision=1),
        basis(people=("eva",), household="eva", since=date(2014, 3, 1), decision=2),
        basis(people=("ana",), household="ana", since=date(2014, 6, 1), decision=3),
    ]  # fmt: skip
    found = lived([policy(("ana",)), policy(("leo",), reference="L"), policy(("eva",), reference="E")], bases)
    assert {row.month.month for row in found if row.person == "leo" and row.credit} == {1, 2, 3, 4, 5}
    assert {row.household for row in found if row.person == "leo" and row.month.month > 5} == {""}
    assert {row.month.month for row in found if row.person == "ana" and row.credit} == set(range(1, 13))
    assert {row.month.month for row in found if row.person == "eva" and row.credit} == set(range(3, 13))


def test_who_can_have_no_credit_any_more_gets_none_to_make_anything_up():
    before = lived([policy(elected=100)], [basis()])
    after = lived(
        [policy()], [basis(), basis(date(2014, 7, 1), contribution=None)], paid=before, since=date(2014, 7, 1)
    )
    assert credits(after) == {**dict.fromkeys(range(1, 7), 100), **dict.fromkeys(range(7, 13), 0)}


def test_the_benchmark_of_each_month_is_its_own_and_the_income_that_of_the_year():
    before = lived([policy()], [basis()])
    both = [basis(), basis(date(2014, 7, 1), benchmark=60000, contribution="20000")]
    assert credits(lived([policy()], both, paid=before, since=date(2014, 7, 1)))[7] == 40000


# ---- Part months


@pytest.mark.parametrize(
    ("born", "premium", "credit"),
    [(date(2014, 4, 1), 40000, 30000), (date(2014, 4, 2), 38667, 29000), (date(2014, 4, 30), 1333, 1000)],
)
def test_a_part_month_is_prorated_by_days(born, premium, credit):
    april = [row for row in lived([policy(first=born)], [basis()], since=date(2014, 4, 1)) if row.month.month == 4]
    assert [(row.premium, row.credit, row.first, row.last) for row in april] == [
        (premium, credit, born, date(2014, 4, 30))
    ]


@pytest.mark.parametrize(
    ("last", "premium"), [(date(2016, 2, 28), 38621), (date(2016, 2, 29), 40000), (date(2016, 3, 1), 40000)]
)
def test_february_of_a_leap_year_has_29_days(last, premium):
    one = end(policy(first=date(2016, 1, 1), last=date(2016, 12, 31)), last, "exchange")
    rows = lived([one], [basis(date(2016, 1, 1))], since=date(2016, 1, 1))
    assert [row.premium for row in rows if row.month == date(2016, 2, 1)] == [premium]


def test_by_the_other_method_a_day_costs_the_month():
    rows = lived([policy(first=date(2014, 4, 30))], [basis()], method="whole_month")
    assert [row.premium for row in rows][:1] == [40000]


def test_a_newborn_costs_its_days_and_the_others_stay_as_they_are():
    family = add(policy(), "mia", date(2014, 3, 10))
    rows = [row for row in lived([family], [basis()]) if row.month == date(2014, 3, 1)]
    assert {row.person: row.premium for row in rows} == {"ana": 40000, "mia": 28387}  # 22 of 31 days


def test_who_comes_and_goes_in_one_month_costs_those_days():
    family = drop(add(policy(), "mia", date(2014, 3, 10)), {"mia"}, date(2014, 3, 19), "enrollee")
    assert [row.premium for row in lived([family], [basis()]) if row.person == "mia"] == [12903]  # 10 of 31 days


@pytest.mark.parametrize(
    ("last", "premium", "credit"),
    [(date(2014, 6, 9), 12000, 9000), (date(2014, 6, 10), 13333, 10000), (date(2014, 6, 30), 40000, 30000)],
)
def test_the_last_month_has_credit_for_its_days_where_it_was_paid_whole(last, premium, credit):
    """45 CFR 155.340(i): 300.00 for the month are 10.00 a day; the premium's own part could take more."""
    before = lived([policy()], [basis()])
    after = lived([end(policy(), last, "exchange")], [basis()], paid=before, since=date(2014, 7, 1))
    june = [(row.premium, row.credit) for row in after if row.month == date(2014, 6, 1)]
    assert june == [(premium, credit)]
    assert sum(credits(after).values()) == 5 * 30000 + credit


def test_what_ends_earlier_and_earlier_in_its_last_month_is_prorated_by_the_days_that_it_had():
    rows = lived([policy()], [basis()])
    for last, credit in ((date(2014, 6, 20), 20000), (date(2014, 6, 10), 10000), (date(2014, 6, 1), 1000)):
        rows = lived([end(policy(), last, "exchange")], [basis()], paid=rows, since=date(2014, 7, 1))
        assert credits(rows)[6] == credit


def test_the_policy_that_goes_on_in_the_month_has_the_credit_of_its_own_days():
    """As where who subscribed has died: ten days by one number and twenty by another are one month's credit."""
    before = lived([policy(("ana", "luis"))], [basis(people=("ana", "luis"))])
    went_on = policy(("luis",), reference="Q", first=date(2014, 6, 11))
    both = [end(policy(("ana", "luis")), date(2014, 6, 10), "exchange"), went_on]
    after = lived(both, [basis(people=("ana", "luis"))], paid=before, since=date(2014, 7, 1))
    assert {row.policy: 0 for row in after if row.month == date(2014, 6, 1)} == {"P": 0, "Q": 0}
    june = {each: sum(row.credit for row in after if row.month.month == 6 and row.policy == each) for each in "PQ"}
    assert june == {"P": 10000, "Q": 20000}
    assert sum(credits(after).values()) == 12 * 30000


def test_who_leaves_others_in_the_middle_of_a_month_leaves_them_the_credit_of_the_month():
    before = lived([policy(("ana", "luis"))], [basis(people=("ana", "luis"))])
    left = drop(policy(("ana", "luis")), {"luis"}, date(2014, 6, 10), "enrollee")
    after = lived([left], [basis(people=("ana", "luis"))], paid=before, since=date(2014, 7, 1))
    assert credits(after)[6] == 30000


@pytest.mark.parametrize(("first", "parts"), [
    (date(2014, 6, 1), {"Q": 10000}), (date(2014, 6, 11), {"P": 3333, "Q": 6667}), (date(2014, 6, 30), {"P": 9667, "Q": 333}),
])  # fmt: skip
def test_what_is_elected_by_the_month_is_elected_once_where_two_policies_share_it(first, parts):
    """100.00 wanted of 300.00: each policy has its days of them, not the whole month's twice."""
    old = end(policy(elected=10000), date.fromordinal(first.toordinal() - 1), "exchange")
    new = policy(reference="Q", first=first, elected=10000)
    rows = lived([old, new], [basis()])
    assert {row.policy: row.credit for row in rows if row.month == date(2014, 6, 1)} == parts


PRICE, SHARE, DAY = st.integers(0, 90000), st.integers(0, 60000), st.integers(0, 364)


@given(PRICE, st.integers(0, 5000), SHARE, SHARE, DAY, DAY, st.booleans())
def test_a_year_that_changes_comes_to_its_projected_credit_and_no_month_is_above_what_may_be_paid(
    premium, other, first_share, share, told, ended, goes_on
):
    """Income changes on one day, the policy ends on another, perhaps another one goes on: nothing above the essential part, below zero,
    or past the year's own sum; and to the cent that sum where the months left have room."""
    told_on, last = (date.fromordinal(JANUARY.toordinal() + number) for number in (told, ended))
    ehb = max(0, premium - other)
    bases = [basis(contribution=str(first_share))]
    rows = lived([policy()], bases, price=flat(premium, ehb))
    bases.append(basis(told_on.replace(day=1), contribution=str(share)))
    rows = lived([policy()], bases, price=flat(premium, ehb), paid=rows, since=told_on.replace(day=1))
    policies_ = [end(policy(), last, "exchange")]
    if goes_on and last < DECEMBER:
        policies_.append(policy(reference="Q", first=date.fromordinal(last.toordinal() + 1)))
    since = date(last.year + last.month // 12, last.month % 12 + 1, 1)
    after = lived(policies_, bases, price=flat(premium, ehb), paid=rows, since=since)
    assert all(0 <= row.credit <= row.creditable for row in after)
    ahead = {row.month for row in after if row.month >= since}
    paid = sum(row.credit for row in after if row.month < since)
    alone = lived(policies_, bases, price=flat(premium, ehb), since=JANUARY)
    annual = sum(row.credit for row in alone)
    room = sum(row.creditable for row in after if row.month in ahead)
    assert sum(row.credit for row in after) == paid + min(max(0, annual - paid), room)
    days = (last - last.replace(day=1)).days + 1
    ended_month = [row for row in after if row.policy == "P" and row.month == last.replace(day=1)]
    was = sum(row.credit for row in rows if row.month == last.replace(day=1))
    length = (date.fromordinal(since.toordinal() - 1)).day
    assert [row.credit for row in ended_month] == [min(part(was, Fraction(days, length)), ended_month[0].creditable)]


# ---- The arithmetic itself


@given(st.integers(0, 10**7), st.lists(st.integers(0, 10**6), max_size=12))
def test_an_even_division_loses_no_cent_and_stays_within_the_rooms(amount, rooms):
    parts = evenly(amount, rooms)
    assert sum(parts) == min(amount, sum(rooms))
    assert all(0 <= part <= room for part, room in zip(parts, rooms, strict=True))
    open_ = [part for part, room in zip(parts, rooms, strict=True) if part < room]
    assert not open_ or max(open_) - min(open_) <= 1


@given(st.integers(0, 10**6), st.lists(st.tuples(st.integers(0, 10**5), st.booleans()), min_size=1, max_size=5))
def test_dental_gets_only_what_health_leaves(amount, policies):
    wants, dental = zip(*policies, strict=True)
    parts = on_policies(amount, wants, dental)
    assert sum(parts) == min(amount, sum(wants))
    health = sum(want for want, is_dental in policies if not is_dental)
    assert sum(part for part, is_dental in zip(parts, dental, strict=True) if not is_dental) == min(amount, health)


def test_amounts_stand_where_they_change():
    family = add(policy(), "mia", date(2014, 3, 10))
    rows = lived([family], [basis()])
    assert [(each.since.month, each.premium, each.credit) for each in amounts(rows)] == [
        (1, 40000, 30000), (3, 68387, 30000), (4, 80000, 30000),
    ]  # fmt: skip
