"""Who did what to a household's things: one command says it, with the people's addresses and what they are."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from coverport.accounts.roles import grant_role
from coverport.applications.verification.models import Inconsistency
from coverport.applications.verification.proof import give_more_time
from coverport.core.access import Actor
from tests.applications.households import BURLINGTON, LUIS, decided, person, publish_samples, somebody
from tests.enrollment.choices import choose

pytestmark = pytest.mark.django_db
DAY = date(2013, 12, 10)
ZOE = person("Zoe", date(1973, 4, 28), last_name="Rivera", ssn="900124711")
YAN = person("Yan", date(1980, 2, 3), last_name="Li", sex="M")


def said(named: str, *options: str) -> list[str]:
    out = StringIO()
    call_command("history", named, *options, stdout=out)
    return out.getvalue().splitlines()


def test_every_step_of_a_household_is_told_with_who_took_it(vermont):
    publish_samples()
    application, _found = decided(
        somebody("zoe@example.org"), vermont, (ZOE, LUIS), income=60_000_00, contact=BURLINGTON
    )
    enrollment = choose(application)
    worker = somebody("state@example.org")
    grant_role(actor=Actor.system("test"), user=worker, exchange=vermont, kind="state_worker", on=DAY)
    row = Inconsistency.objects.filter(application=application, status="open").first()
    give_more_time(actor=Actor.person(worker), inconsistency=row, days=30, note="She waits for a letter.", on=DAY)
    for named in (application.reference, enrollment.reference.lower(), "Zoe@Example.org"):
        lines = said(named)
        assert any("zoe@example.org  applications.submitted" in one for one in lines), named
        assert any("enrollment.plan_selected" in one and enrollment.reference in one for one in lines), named
        (by_staff,) = [one for one in lines if "state@example.org (state worker)" in one]
        assert application.reference in by_staff
    entry = json.loads(said(application.reference, "--json")[0])
    assert set(entry) == {"at", "on", "who", "what", "about", "purpose", "data"}


def test_another_households_steps_are_not_among_them_and_nothing_of_nobody_is_said(vermont):
    publish_samples()
    zoe, _found = decided(somebody("zoe@example.org"), vermont, (ZOE,), income=60_000_00, contact=BURLINGTON)
    yan, _found = decided(somebody("yan@example.org"), vermont, (YAN,), income=60_000_00, contact=BURLINGTON)
    assert not [one for one in said(zoe.reference) if yan.reference in one or "yan@" in one]
    for nobody in ("2222-2222", "nobody@example.org", ""):
        with pytest.raises(CommandError, match="Nothing is written down"):
            said(nobody)
