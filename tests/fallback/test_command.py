"""The switch on the command line, and what it tells."""

import json

import pytest
from django.core.management import CommandError, call_command

from coverport.core import switches
from coverport.core.access import Actor
from coverport.fallback.actions import keep_place
from tests.applications.households import somebody
from tests.fallback.conftest import DAY

pytestmark = pytest.mark.django_db


def said(capsys, *arguments):
    call_command("fallback", *arguments, "--json")
    return json.loads(capsys.readouterr().out)


def test_off_counts_who_comes_and_on_lets_them_in(federal, capsys):
    told = said(capsys, "federal", "--off", "applications", "--reason", "slow")
    assert (told["off"], told["waiting"], told["deadline"]) == (["applications"], 0, "2013-12-23")
    keep_place(actor=Actor.person(somebody()), exchange=federal, function="applications", on=DAY)
    told = said(capsys, "federal")
    assert (told["waiting"], told["oldest_days"], told["needed_a_working_day"], told["queues"]) == (
        1,
        0,
        1,
        {"applications": 1},
    )
    told = said(capsys, "federal", "--on", "applications", "--reason", "mended")
    assert (told["off"], told["waiting"], told["came"]["let_in"]) == ([], 0, 1)
    assert not switches.is_off(federal.pk, "applications")


@pytest.mark.parametrize(
    "arguments",
    [
        ("nowhere",),
        ("federal", "--off", "applications"),  # no reason
        ("federal", "--on", "applications", "--reason", "x"),  # it is on
        ("federal", "--off", "weather", "--reason", "x"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_switched(federal, arguments):
    with pytest.raises(CommandError):
        call_command("fallback", *arguments)
    assert not switches.is_off(federal.pk, "applications")
