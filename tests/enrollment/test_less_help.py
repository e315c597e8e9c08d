"""Less credit, or another level of cost sharing, that is told after the 15th counts a month later: 45 CFR 155.330(f)(3)."""

from datetime import date

import pytest

from coverport.exchanges.models import Exchange
from tests.applications.households import ANA, LUIS
from tests.enrollment.lives import agreed, answer_anew, covered, letters, months, reported, told_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]
# Ana's credit of 80.05 a month is by 30,000 dollars a year.
MORE, LESS, MUCH_LESS = 31_000_00, 29_000_00, 20_000_00


@pytest.fixture
def enrollment(ana, federal):
    return covered(ana, federal)


def changed(enrollment, on, income, **more):
    change = reported(enrollment, "income", on.replace(day=1), on=on)
    answer_anew(change, on=on, income=income, **more)
    return agreed(change, on=on)


@pytest.mark.parametrize(("told", "counts", "rule"), [
    (date(2014, 6, 1), date(2014, 7, 1), "first_after_notice"),
    (date(2014, 6, 15), date(2014, 7, 1), "first_after_notice"),
    (date(2014, 6, 16), date(2014, 8, 1), "first_after_notice_of_less"),
    (date(2014, 6, 30), date(2014, 8, 1), "first_after_notice_of_less"),
    (date(2014, 2, 28), date(2014, 4, 1), "first_after_notice_of_less"),
    (date(2014, 10, 16), date(2014, 12, 1), "first_after_notice_of_less"),
])  # fmt: skip
def test_less_credit_counts_from_the_month_after_or_after_the_15th_from_the_next_one(enrollment, told, counts, rule):
    done = changed(enrollment, told, MORE)
    assert (done.effective_on, done.rule) == (counts, rule)
    assert done.authority.startswith("45 CFR 155.330(f)")
    found = months(enrollment)
    assert {found[month] for month in range(1, counts.month)} == {(28836, 8005)}
    assert all(found[month][1] < 8005 for month in range(counts.month, 13))
    year = done.application.determinations.get().result["tax_households"][0]["aptc"] * 12
    assert sum(credit for _, credit in found.values()) == max(year, 8005 * (counts.month - 1))


@pytest.mark.parametrize(("told", "said"), [(date(2014, 6, 15), False), (date(2014, 6, 16), True)])
def test_page_and_letter_say_why_it_is_a_month_later(enrollment, client, ana, told, said):
    change = reported(enrollment, "income", told, on=told)
    answer_anew(change, on=told, income=MORE)
    Exchange.objects.update(date_of_record=told)
    client.force_login(ana)
    page = client.get(f"/federal/coverage/change/{change.reference}/").content.decode()
    agreed(change, on=told)
    [letter] = letters("coverage_changed")
    sentence = (
        "You told us after the 15th of the month. A lower tax credit or a change in extra savings then begins a month later, on "
        "August 1, 2014."
    )
    assert (sentence in letter, sentence in page) == (said, said)


@pytest.mark.parametrize("told", [date(2014, 6, 15), date(2014, 6, 16), date(2014, 6, 30)])
def test_more_credit_counts_from_the_month_after_whenever_it_is_told(enrollment, told):
    done = changed(enrollment, told, LESS)
    assert (done.effective_on, done.rule) == (date(2014, 7, 1), "first_after_notice")
    found = months(enrollment)
    assert found[6][1] == 8005 < found[7][1]


@pytest.mark.parametrize(
    ("told", "starts"), [(date(2014, 6, 15), date(2014, 7, 1)), (date(2014, 6, 16), date(2014, 8, 1))]
)
def test_another_level_of_cost_sharing_waits_also_where_the_credit_rises(enrollment, told, starts):
    changed(enrollment, told, MUCH_LESS)
    enrollment.refresh_from_db()
    new = enrollment.followed_by.get()
    assert (new.start, new.csr_variant != enrollment.csr_variant) == (starts, True)
    assert (enrollment.end - starts).days == -1
    assert {credit for month, (_, credit) in months(enrollment).items() if month < starts.month} == {8005}
    # The old level's last day is not the year's: it goes on a month later, under another number.
    [letter] = letters("coverage_changed")
    assert ("a month later, on August 1, 2014." in letter) == (starts.month == 8)
    assert "until the end of the year" not in letter


def test_told_late_in_november_another_level_of_cost_sharing_does_not_come_this_year(enrollment):
    changed(enrollment, date(2014, 11, 16), MUCH_LESS)
    assert not enrollment.followed_by.exists()
    [letter] = letters("coverage_changed")
    assert "So your help stays as it is until the end of the year." in letter


def test_who_leaves_takes_the_credit_along_on_their_own_day(ana, federal):
    enrollment = covered(ana, federal, (ANA, LUIS), income=45_000_00)
    before = months(enrollment)
    luis = enrollment.members.get(subscriber=False).person.reference
    change = reported(enrollment, "drop_member", date(2014, 6, 30), on=date(2014, 6, 16), people=(luis,))
    done = agreed(change, on=date(2014, 6, 16))
    assert done.effective_on == date(2014, 6, 30)
    assert months(enrollment)[7] != before[7]


@pytest.mark.parametrize(("told", "counts"), [
    (date(2013, 12, 2), date(2014, 1, 1)),
    (date(2013, 12, 15), date(2014, 1, 1)),
    (date(2013, 12, 16), date(2014, 2, 1)),
])  # fmt: skip
def test_told_before_coverage_begins_it_counts_by_the_same_day_of_the_month(ana, federal, told, counts):
    enrollment = covered(ana, federal)
    assert enrollment.start == date(2014, 1, 1)
    done = changed(enrollment, told, MORE)
    assert (done.effective_on, months(enrollment)[1][1] == 8005) == (counts, counts.month > 1)


def test_told_late_in_november_nothing_of_the_year_is_left_for_it(enrollment):
    done = changed(enrollment, date(2014, 11, 16), MORE)
    assert done.effective_on == date(2015, 1, 1)
    assert months(enrollment) == dict.fromkeys(range(1, 13), (28836, 8005))
    assert told_of(enrollment) == ["plan_selected", "effectuated"]
    [letter] = letters("coverage_changed")
    assert "You told us after the 15th of November. So your help stays as it is until the end of the year." in letter
