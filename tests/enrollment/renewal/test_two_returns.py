"""A family on two tax returns into the new year: each return has its own credit, and what one of them failed to do is not the other's."""

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from coverport.applications.hubsim.people import Scripted
from coverport.enrollment.models import PersonMonth
from tests.applications.verification.conftest import hub, hub_process
from tests.enrollment.lives import letters
from tests.enrollment.renewal.market import CHOSEN, DONE, PLACES, TOLD, next_of, renewal_of, run
from tests.enrollment.renewal.test_two_plans import chosen_for, signed_again
from tests.enrollment.two_returns import ANA, BEN, LEO, Family, One, entered

__all__ = ["hub", "hub_process"]
pytestmark = pytest.mark.django_db
NUMBERS = {"Ana": "900124711", "Ben": "900124712", "Leo": "900124713"}


def with_number(one: One, **more: Any) -> One:
    answer = msgspec.structs.replace(one.answer, ssn=NUMBERS[one.name], **more)
    return msgspec.structs.replace(one, answer=answer)


def scripted(one: One, years: int) -> Scripted:
    """What the tax service has of somebody. years: with a credit and without Form 8962."""
    born, number = one.answer.birth_date, one.answer.ssn
    return Scripted(
        first_name=one.name, last_name="Rivera", birth_date=born, ssn=number, tax=Decimal(one.income) / 100, unreconciled_years=years
    )  # fmt: skip


PARTNERS = Family((with_number(ANA), with_number(BEN)))
SON = msgspec.structs.replace(with_number(LEO, birth_date=date(2003, 2, 1)), income=25_000_00)
MOTHER_AND_SON = Family((with_number(ANA), SON))


@pytest.mark.parametrize(("family", "plans", "open_"), [
    (PARTNERS, 1, "Ben"), (PARTNERS, 1, ""), (MOTHER_AND_SON, 2, "Ana"),
])  # fmt: skip
def test_each_return_has_its_own_credit_and_benchmark_and_one_s_open_year_is_not_the_other_s(
    federal_years, hub, family, plans, open_
):
    """open_: whose credit of two years is not reconciled."""
    hub.people(*(scripted(one, 2 if one.name == open_ else 0) for one in family.people))
    application = entered(family, federal_years, on=CHOSEN, year=2026, contact=PLACES["NH"][1], consent_years=5)
    names = [one.name for one in family.people]
    if plans == 1:
        befores = [chosen_for(application, names, "silver", on=CHOSEN)]
    else:
        befores = [chosen_for(application, names[:1], "silver", on=CHOSEN)]
        befores.append(chosen_for(signed_again(application), names[1:], "bronze", on=CHOSEN))
    run(TOLD)
    run(DONE)
    for before in befores:
        renewal, after = renewal_of(before), next_of(before)
        rows = PersonMonth.objects.filter(enrollment=after, month=date(2027, 1, 1)).select_related("person")
        assert renewal.credit_cents == after.credit_cents == sum(row.credit_cents for row in rows)
        assert renewal.premium_cents == after.premium_cents == sum(row.premium_cents for row in rows)
        for row in rows:
            found = after.determination.result["tax_households"]
            mine = next(each for each in found if each["people"] == [row.person.reference])
            assert (row.tax_household, row.benchmark_cents) == (row.person.reference, mine["benchmark"]["premium"])
            assert row.credit_cents == min(mine["aptc"], row.ehb_cents)
            assert (row.credit_cents > 0) is (row.person.first_name != open_)
    said = letters("failure_to_reconcile")
    assert [f"This concerns {open_}." in each for each in said] == [True] * bool(open_)
