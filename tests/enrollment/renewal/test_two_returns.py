"""A family on two tax returns into the new year: each return has its own credit, and what one of them failed to do is not the other's."""

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from coverport.applications.hubsim.people import Scripted
from coverport.enrollment.models import Enrollment, PersonMonth
from tests.applications.verification.conftest import hub, hub_process
from tests.enrollment.lives import agreed, letters, reported
from tests.enrollment.renewal.market import CHOSEN, DONE, PLACES, TOLD, next_of, renewal_of, run
from tests.enrollment.renewal.test_two_plans import chosen_for, signed_again
from tests.enrollment.two_returns import ANA, BEN, LEO, Family, One, entered, signed

__all__ = ["hub", "hub_process"]
pytestmark = pytest.mark.django_db
REPORTED = date(2026, 10, 20)
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


@pytest.mark.parametrize("silent", [True, False])
def test_where_the_tax_service_is_silent_later_the_other_return_keeps_its_credit(federal_years, hub, settings, silent):
    """Ben's was told not to be reconciled; then Ana earns more, and nobody says whether Ben has filed since."""
    settings.HUB_TIMEOUT_MS = 300
    hub.people(*(scripted(one, 2 if one.name == "Ben" else 0) for one in PARTNERS.people))
    application = entered(PARTNERS, federal_years, on=CHOSEN, year=2026, contact=PLACES["NH"][1], consent_years=5)
    before = chosen_for(application, ["Ana", "Ben"], "silver", on=CHOSEN)
    run(TOLD)
    change = reported(before, "income", REPORTED, on=REPORTED)
    signed(change.application, PARTNERS.but("Ana", income=42_000_00), on=REPORTED, consent_years=5)
    agreed(change, on=REPORTED)
    if silent:
        hub.all_down()
    run(DONE)
    after = Enrollment.objects.get(year=2027)
    rows = PersonMonth.objects.filter(enrollment=after).select_related("person")
    credits = {row.person.first_name: row.credit_cents for row in rows}
    assert credits["Ben"] == 0
    assert credits["Ana"] > 0
    assert after.credit_cents == renewal_of(before).credit_cents == credits["Ana"]
    assert "not_reconciled" in {note["code"] for note in renewal_of(before).notes}
    assert "This concerns Ben." in letters("failure_to_reconcile")[-1]
