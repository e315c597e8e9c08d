"""Changes of the old year that are told after the letter and before the household is enrolled again."""

from datetime import date
from decimal import Decimal

import pytest

from coverport.applications.hubsim.people import Scripted
from coverport.applications.models import Application
from coverport.enrollment.models import Enrollment, Renewal
from coverport.notices.blocks import texts
from coverport.notices.models import Notice
from tests.applications.households import ANA, LUIS, person
from tests.applications.verification.conftest import hub, hub_process
from tests.enrollment.lives import agreed, answer_anew, reported
from tests.enrollment.renewal.market import DONE, TOLD, enrolled, next_of, renewal_of, run

__all__ = ["hub", "hub_process"]
pytestmark = pytest.mark.django_db
ON = date(2026, 10, 20)


def test_a_change_that_is_told_after_the_letter_counts_in_the_new_year(federal_years):
    before = enrolled((ANA, LUIS), income=45_000_00, level="bronze")
    run(TOLD)
    told = renewal_of(before)
    told_with_consent(before, 70_000_00)
    assert renewal_of(before).before.end == date(2026, 12, 31)
    run(DONE)
    after, done = next_of(before), renewal_of(before)
    assert after.credit_cents == done.credit_cents < told.credit_cents
    assert (
        after.determination.result["tax_households"][0]["aptc"] < told.determination.result["tax_households"][0]["aptc"]
    )
    assert (done.application_id, done.determination_id) == (after.application_id, after.determination_id)
    assert "You told us of a change after our letter about 2027." in said()


def test_where_the_change_made_another_number_of_it_the_new_one_is_told_by_the_new_answers(federal_years):
    before = enrolled((ANA,), income=30_000_00)
    run(TOLD)
    told_with_consent(before, 60_000_00)  # no cost-sharing reductions: another variant
    run(DONE)
    now = Enrollment.objects.get(year=2026, status="effectuated")
    assert (renewal_of(before).why, renewal_of(now).status) == ("ended_before", "told")
    assert renewal_of(now).credit_cents < renewal_of(before).credit_cents
    run(date(2026, 12, 2))
    after = next_of(now)
    assert (after.credit_cents, after.csr_variant) == (renewal_of(now).credit_cents, "01")
    assert Renewal.objects.filter(status="told").count() == 0


@pytest.mark.parametrize("down", [False, True])
def test_a_change_brings_back_no_credit_that_was_not_reconciled(federal_years, hub, settings, down):
    settings.HUB_TIMEOUT_MS = 300
    hub.people(
        Scripted(
            first_name="Ana", last_name="Rivera", birth_date=date(1973, 4, 28), ssn="900124711", tax=Decimal(30_000),
            unreconciled_years=2,
        )
    )  # fmt: skip
    before = enrolled((person("Ana", date(1973, 4, 28), ssn="900124711"),), income=30_000_00, level="bronze")
    run(TOLD)
    told_with_consent(before, 35_000_00)
    if down:
        hub.all_down()
    run(DONE)
    assert Enrollment.objects.get(year=2027).credit_cents == 0
    assert "not_reconciled" in {note["code"] for note in Renewal.objects.get(status="renewed").notes}


def told_with_consent(before: Enrollment, income: int) -> None:
    change = reported(before, "income", ON, on=ON)
    answer_anew(change, on=ON, income=income)
    Application.objects.filter(pk=change.application_id).update(consent_years=5)
    agreed(change, on=ON)


def said() -> str:
    return "\n".join(texts(Notice.objects.get(kind="renewed").content))
