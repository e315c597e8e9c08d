"""The fifty-one jurisdictions, and short look-ups that the tests of state law share."""

from datetime import date
from decimal import Decimal

from coverport import law
from coverport.law.parameters import Limit, LimitsByAge

STATES = (
    "AK AL AR AZ CA CO CT DC DE FL GA HI IA ID IL IN KS KY LA MA MD ME MI MN MO MS MT NC ND NE NH NJ NM NV NY OH OK OR PA RI SC SD"
    " TN TX UT VA VT WA WI WV WY"
).split()


def percent(name: str, state: str, on: date) -> Decimal | None:
    """A limit in percent of poverty before the five points; None where the state has no such group (or sets it in dollars)."""
    found = law.values(name, on=on, state=state)
    assert isinstance(found, Limit)
    return found.percent


def percent_at(name: str, state: str, on: date, age: int) -> Decimal | None:
    """A limit by age, None where the group does not reach it."""
    found = law.values(name, on=on, state=state)
    assert isinstance(found, LimitsByAge)
    return found.percent_at(age)


def child_in_medicaid(state: str, on: date, age: int) -> Decimal:
    """The higher of the two limits of children in Medicaid, as the public tables print them."""
    both = (percent_at(name, state, on, age) for name in ("medicaid.child", "medicaid.targeted_child"))
    return max(each for each in both if each is not None)
