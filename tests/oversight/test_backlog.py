"""Massachusetts' backlog of February 2014, one case in 2,000: counted, aged, burned down, covered and written to; and made once."""

import json

import pytest
from django.core.management import CommandError, call_command

from coverport.applications.models import Application, Person
from coverport.exchanges.models import Exchange
from coverport.fallback.models import Bridge, CaseFile
from coverport.notices.models import Notice
from coverport.oversight.scenarios.story import read
from coverport.paper.models import PaperApplication


@pytest.fixture
def told(db, capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("COVERPORT_DATA", str(tmp_path))
    Exchange.objects.create(slug="ma", name="Massachusetts", sample=True)

    def told(on="2014-02-15", *more):
        call_command("load_scenario", "massachusetts-2013", "--on", on, "--json", "--share", "2000", *more)
        return json.loads(capsys.readouterr().out).get("waiting")

    return told


def test_the_story_tells_72_000_cases_50_000_of_them_on_paper():
    part = read("massachusetts-2013")[0].backlog
    assert part is not None
    assert (part.paper, part.electronic, part.paper + part.electronic) == (50_000, 22_000, 72_000)


# Letters are printed once their deliveries are done, as a worker does them: in transactions of their own.
@pytest.mark.django_db(transaction=True)
def test_one_in_2000_is_made_counted_burned_down_covered_and_printed_once(told):
    found = told()
    assert (found["paper"], found["electronic"], found["waiting"], found["new"]) == (25, 11, 36, True)
    assert (found["deadline"], found["working_days_left"], found["needed_a_working_day"]) == ("2014-02-23", 5, 8)
    assert 100 <= found["oldest_days"] <= 150
    assert (found["last_day"], found["needed_by_then"], found["clerks"]) == (
        "2014-03-31",
        2,
        {"in February": 1, "in March": 1},
    )
    left = {each["until"]: each["left"] for each in found["burn_down"]}
    assert (left["2014-02-21"], left["2014-02-28"], left["2014-03-14"], left["2014-03-31"]) == (26, 16, 0, 0)
    people = Person.objects.count()
    assert found["people_covered"] == Bridge.objects.count() == people > 11
    assert "letters" in found, found["print_run"]
    assert found["letters"] == Notice.objects.filter(kind="bridge_kept").count() == 11
    assert PaperApplication.objects.filter(application=None).count() == 25
    assert not Application.objects.exclude(state="MA").exists()
    again = told()
    assert (again["waiting"], again["new"], CaseFile.objects.count(), Person.objects.count()) == (36, False, 1, people)


@pytest.mark.parametrize("on", ["2014-02-09", "2014-02-21"])
def test_on_other_days_it_tells_of_no_cases(told, on):
    assert told(on) is None
    assert not PaperApplication.objects.exists()


def test_a_real_exchange_gets_no_invented_people(told):
    Exchange.objects.update(sample=False)
    with pytest.raises(CommandError, match="no sample exchange"):
        told()
    assert not PaperApplication.objects.exists()
