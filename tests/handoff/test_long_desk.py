"""A desk with more hand-offs than a page has: each can be reached, as can each account that only a human can join."""

import re
from datetime import date, timedelta

import pytest

from coverport.accounts.models import Role
from coverport.accounts.roles import grant_role
from coverport.core.access import Actor
from coverport.core.references import new_reference
from coverport.handoff.models import Case, Incoming
from tests.applications.households import DAY, somebody
from tests.handoff.people import DISABLED, at_agency, case_of

pytestmark = pytest.mark.django_db


def test_every_hand_off_that_the_desk_counts_stands_on_one_of_its_pages(ana, federal, on_sale, agency, client):
    at_agency(ana, federal, more=DISABLED)
    case = case_of()
    for number in range(1, 103):
        person = case.person
        person.pk, person.reference = None, new_reference()
        person.save()
        case.pk, case.reference, case.person, case.since = None, new_reference(), person, DAY - timedelta(days=number)
        case.save()
    Incoming.objects.bulk_create(
        Incoming(
            exchange=federal, message=f"m{number}", kind="transfer", body="x", sha256="0" * 64, status="waits", why="two households",
            came_on=date(2013, 12, 1),
        )
        for number in range(101)
    )  # fmt: skip
    worker = somebody("state@federal.example")
    grant_role(actor=Actor.system("test"), user=worker, exchange=federal, kind=Role.Kind.STATE_WORKER, on=DAY)
    client.force_login(worker)

    def rows(query: str) -> tuple[list[str], list[str], str]:
        text = client.get(f"/federal/medicaid/waiting/{query}").content.decode()
        sent, _, cases = text.partition('id="cases"')
        days = re.findall(r'data-label="Days">(\d+)', cases)
        return re.findall(r'href="[^"]*/waiting/(\S{9})/"', sent), days, text

    sent, days, text = rows("")
    assert (len(sent), len(days)) == (100, 100)
    assert "103 hand-offs wait" in text
    assert 'aria-current="true">Desk</a>' in text, "it is one of the desk's lists"
    assert 'href="?page=2#cases"' in text
    assert 'href="?incoming=2"' in text
    assert (len(rows("?page=2")[1]), len(rows("?incoming=2")[0])) == (3, 1)
    assert len(set(days + rows("?page=2")[1])) == Case.objects.count() == 103
    assert len(set(sent + rows("?incoming=2")[0])) == 101
