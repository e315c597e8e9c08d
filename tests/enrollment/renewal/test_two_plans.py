"""A household whose people are on two health plans: each plan is renewed by what its own people have for the new year."""

from collections.abc import Collection
from datetime import date
from uuid import uuid4

import pytest

from coverport.applications.actions import revise_application
from coverport.applications.models import Application
from coverport.applications.rules.answers import PersonAnswer
from coverport.applications.submission import submit_application
from coverport.core.access import Actor
from coverport.edi.models import Due834
from coverport.enrollment.actions import effectuate, select_plan
from coverport.enrollment.changes.recording import months_after
from coverport.enrollment.choice.selection import offer
from coverport.enrollment.household_year import load
from coverport.enrollment.models import Enrollment
from coverport.enrollment.renewal.queries import begun_in
from coverport.enrollment.rules.year import differing
from coverport.exchanges.models import Exchange
from coverport.notices.blocks import texts
from coverport.notices.models import Notice
from tests.applications.households import ANA, LUIS, decided, person, somebody
from tests.edi.enrolled import deliver
from tests.enrollment.choices import cheapest, shown
from tests.enrollment.renewal.market import CHOSEN, DONE, PLACES, SYSTEM, TOLD, next_of, renewal_of, run

pytestmark = pytest.mark.django_db
LATER, LATER_DONE = date(2026, 11, 20), date(2026, 12, 21)


def test_who_has_another_plan_of_the_household_is_renewed_though_its_first_plan_was_renewed_before(federal_years):
    application = couple(federal_years)
    first = chosen_for(application, {"Ana"}, "silver", on=CHOSEN)
    run(TOLD)
    run(DONE)
    mine = next_of(first)
    alone = mine.credit_cents
    second = chosen_for(signed_again(application), {"Luis"}, "bronze", on=CHOSEN)
    run(LATER)
    assert renewal_of(second).status == "told"
    assert "covers Luis" in "\n".join(texts(Notice.objects.filter(kind="renewal").latest("id").content))
    run(LATER_DONE)
    his = next_of(second)
    mine.refresh_from_db()
    assert (his.status, his.start, renewal_of(second).credit_cents) == (
        "effectuated",
        date(2027, 1, 1),
        his.credit_cents,
    )
    # The household's credit is shared: the plan that was renewed before has less of it now, and its people are told.
    assert mine.credit_cents < alone
    assert mine.credit_cents + his.credit_cents == mine.determination.result["tax_households"][0]["aptc"]
    loaded = load(application.household, 2027)
    assert (
        differing(loaded.rows, months_after(loaded, loaded.policies, loaded.prices(), loaded.bases, mine.start)) == []
    )
    assert list(begun_in(renewal_of(second).done_in.reference)) == [his]
    deliver()
    assert Due834.objects.filter(enrollment__in=(mine, his), kind="initial").count() == 2


def test_where_one_chooses_a_plan_the_other_s_is_renewed(federal_years):
    application = couple(federal_years)
    first = chosen_for(application, {"Ana"}, "silver", on=CHOSEN)
    second = chosen_for(signed_again(application), {"Luis"}, "bronze", on=CHOSEN)
    run(TOLD)
    mine = chosen_for(renewal_of(first).application, {"Ana"}, "gold", on=DONE)
    run(DONE)
    assert (renewal_of(first).status, renewal_of(second).status) == ("chosen", "renewed")
    his = next_of(second)
    mine.refresh_from_db()
    assert [one.person.first_name for one in his.members.all()] == ["Luis"]
    assert his.application_id != mine.application_id
    assert 0 < his.credit_cents <= mine.determination.result["tax_households"][0]["aptc"] - mine.credit_cents
    assert Notice.objects.filter(kind="renewed").count() == 1


def test_a_grown_child_with_a_policy_of_its_own_goes_on_with_it_at_26_without_a_first_payment(federal_years):
    application = couple(federal_years, ANA, person("Ben", date(2000, 6, 1), "child"))
    chosen_for(application, {"Ana"}, "silver", on=CHOSEN)
    own = chosen_for(signed_again(application), {"Ben"}, "bronze", on=CHOSEN)
    run(TOLD)
    run(DONE)
    after = next_of(own)
    assert (after.status, after.pay_by, after.plan_id) == ("effectuated", None, own.plan_id)
    assert after.members.get().relationship == "self"
    for letter in Notice.objects.filter(kind__in=("renewal", "renewed")):
        said = "\n".join(texts(letter.content))
        assert "too old for your policy" not in said
        assert "first bill" not in said


# ---- What the tests share


def couple(exchange: Exchange, *people: PersonAnswer) -> Application:
    application, _ = decided(
        somebody(),
        exchange,
        people or (ANA, LUIS),
        on=CHOSEN,
        contact=PLACES["NH"][1],
        year=2026,
        consent_years=5,
        income=45_000_00,
    )
    return application


def signed_again(application: Application) -> Application:
    """The same answers under another signature, for a second plan."""
    actor = Actor.person(application.household.owner)
    draft = revise_application(actor=actor, application=application, on=CHOSEN)
    submit_application(actor=actor, application=draft, signature="Ana Rivera", on=CHOSEN, consent_years=5)
    draft.refresh_from_db()
    return draft


def chosen_for(application: Application, names: Collection[str], level: str, *, on: date) -> Enrollment:
    """The cheapest plan of a level for some of the household, paid for."""
    people = [one for one in application.applicants.select_related("person") if one.person.first_name in names]
    plan_id = cheapest(application, level, on=on)
    found = offer(application, plan_id, people, on=on)
    enrollment = select_plan(
        actor=Actor.person(application.household.owner), application=application, plan_id=plan_id, people=people,
        credit=found.price.credit, signature="Ana Rivera", shown=shown(found, found.price.credit), submission=uuid4(), on=on,
    )  # fmt: skip
    return effectuate(actor=SYSTEM, enrollment=enrollment, on=on)
