"""A death in December, learned of before and after the year's end: it ends the old year's plan and leaves no day of the renewed one."""

from datetime import date

import pytest

from coverport.core.access import Actor
from coverport.enrollment.actions import expire_enrollments
from coverport.enrollment.changes.following import follow_death
from tests.applications.households import ANA, LUIS
from tests.enrollment.lives import agreed, months, reported
from tests.enrollment.renewal.market import _new_hampshire, enrolled, federal_years, next_of, through
from tests.enrollment.test_dental import days

__all__ = ["_new_hampshire", "federal_years"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("federal_years")]
DIED = date(2026, 12, 10)


@pytest.mark.parametrize(("on", "agreed_to"), [
    (date(2026, 12, 20), True), (date(2026, 12, 20), False), (date(2027, 1, 12), False), (date(2027, 1, 12), True),
])  # fmt: skip
def test_a_death_in_december_reaches_both_years(on, agreed_to, federal_years):
    old = enrolled([ANA, LUIS])
    through()
    new = next_of(old)
    luis = old.members.get(person__first_name="Luis").person.reference
    if on.year == new.year:
        system = Actor.system("enrollment")
        assert expire_enrollments(actor=system, exchange=federal_years, year=2026, on=date(2027, 1, 1)) == 1
    if agreed_to:
        agreed(reported(new if on.year == new.year else old, "death", DIED, on=on, people=[luis]), on=on)
    else:
        follow_death(application=old.application, person=luis, died_on=DIED, on=on)
    assert days(old, "Luis") == [date(2026, 12, 11)]
    assert (days(new, "Luis"), days(new, "Ana")) == ([], [date(2028, 1, 1)])
    new.refresh_from_db()
    old.refresh_from_db()
    assert new.status == "effectuated"
    assert old.status == ("expired" if on.year == new.year else "effectuated")
    assert set(months(new).values()) == {(new.premium_cents, new.credit_cents)}
    assert months(old)[12][0] < months(old)[11][0]
    assert follow_death(application=old.application, person=luis, died_on=DIED, on=on) == []
