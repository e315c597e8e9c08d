"""Massachusetts' backlog of February 2014, one case in 500: counted, aged, burned down, covered and written to; and made once."""

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
        call_command("load_scenario", "massachusetts-2013", "--on", on, "--json", "--share", "500", *more)
        return json.loads(capsys.readouterr().out).get("waiting")

    return told


def test_the_story_tells_72_000_cases_50_000_of_them_on_paper():
    part = read("massachusetts-2013")[0].backlog
    assert part is not None
    assert (part.paper, part.electronic, part.paper + part.electronic) == (50_000, 22_000, 72_000)


def test_one_in_500_is_made_counted_burned_down_covered_and_printed_once(told):
    found = told()
    assert (found["paper"], found["electronic"], found["waiting"], found["new"]) == (100, 44, 144, True)
    assert (found["deadline"], found["working_days_left"], found["needed_a_working_day"]) == ("2014-02-23", 5, 29)
    assert 100 <= found["oldest_days"] <= 150
    assert found["clerks_needed"] == {"in February": 8, "in March": 2}
    assert found["burn_down"] == [{"until": "2014-02-21", "left": 0}, {"until": "2014-02-23", "left": 0}]
    people = Person.objects.count()
    assert found["people_covered"] == Bridge.objects.count() == people > 44
    assert found["letters"] == Notice.objects.filter(kind="bridge_kept").count() == 44
    assert PaperApplication.objects.filter(application=None).count() == 100
    assert not Application.objects.exclude(state="MA").exists()
    again = told()
    assert (again["waiting"], again["new"], CaseFile.objects.count(), Person.objects.count()) == (144, False, 1, people)


@pytest.mark.parametrize("on", ["2014-02-09", "2014-02-21"])
def test_on_other_days_it_tells_of_no_cases(told, on):
    assert told(on) is None
    assert not PaperApplication.objects.exists()


def test_a_real_exchange_gets_no_invented_people(told):
    Exchange.objects.update(sample=False)
    with pytest.raises(CommandError, match="no sample exchange"):
        told()
    assert not PaperApplication.objects.exists()
