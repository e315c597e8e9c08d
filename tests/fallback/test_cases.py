"""Cases of an older system: taken over with their day or not at all, suspected where they may be here twice, and written out again."""

import csv
import json
import stat
from datetime import date
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coverport.applications.models import SSN_PURPOSE, Application, Determination, Person
from coverport.core.access import Actor
from coverport.core.errors import NotAllowed
from coverport.core.models import Event
from coverport.core.sensitive import blind_index
from coverport.fallback.actions import switch_off
from coverport.fallback.cases import taking
from coverport.fallback.cases.layout import COLUMNS, LAYOUT
from coverport.fallback.cases.mapping import OWN, MappingRefused, read_mapping
from coverport.fallback.cases.reading import read_cases
from coverport.fallback.cases.taking import NotInFallback, decide_ready, take_cases
from coverport.fallback.management.commands import import_cases
from coverport.fallback.models import CaseFile, TakenCase
from coverport.notices.models import Notice
from coverport.paper.models import PaperApplication
from tests.applications.households import decided, somebody
from tests.fallback.conftest import DAY
from tests.paper.keyed import at

pytestmark = pytest.mark.django_db
CLERKS = Actor.system("test")
MAPPING = f"""
mapping: granite-legacy
version: 2
layout: {LAYOUT}
system: granite
dates: "%m/%d/%Y"
columns:
  case_number: CASE
  application_date: {{column: APPLIED, dates: "%Y%m%d"}}
  plan_year: {{always: "2014"}}
  street: STREET
  city: CITY
  zip: ZIP
  county_fips: COUNTY
  files_taxes: {{column: FILES, values: {{"1": "yes", "0": "no"}}}}
  claimed_by: {{always: "no"}}
  unreconciled_years: {{always: "0"}}
  signature: SIGNED
  consent_years: YEARS
  first_name: FIRST
  last_name: LAST
  birth_date: BORN
  sex: {{column: GENDER, values: {{"1": M, "2": F}}}}
  ssn: SSN
  relationship: {{column: REL, values: {{"01": self, "02": spouse, "03": child}}}}
  applies: {{always: "yes"}}
  citizenship: {{column: CIT, values: {{"C": citizen, "": ""}}}}
  dependent: {{column: REL, values: {{"01": "no", "02": "no", "03": "yes"}}}}
  circumstances: {{always: none}}
  income: {{lines: [{{column: WAGES, kind: wages}}, {{column: RENT, kind: rental, period: month}}]}}
  expects: {{always: "yes"}}
  other_coverage: {{always: "no"}}
  denied: {{always: "no"}}
ignored: [OPERATOR]
"""
ANA = {
    "CASE": "G-1", "APPLIED": "20131105", "STREET": "12 Main Street", "CITY": "Concord", "ZIP": "03301", "COUNTY": "33013", "FILES": "1",
    "SIGNED": "Ana Rivera", "YEARS": "3", "FIRST": "Ana", "LAST": "Rivera", "BORN": "04/28/1973", "GENDER": "2", "SSN": "900-12-4711",
    "REL": "01", "CIT": "C", "WAGES": "30000.00", "RENT": "", "OPERATOR": "x",
}  # fmt: skip
TOM = {**ANA, "FIRST": "Tom", "BORN": "07/02/2000", "GENDER": "1", "SSN": "", "REL": "03", "WAGES": "0"}
# Nobody knows her income, and nobody has signed.
EVA = {
    **ANA, "CASE": "G-2", "APPLIED": "20131201", "SIGNED": "", "YEARS": "", "FIRST": "Eva", "LAST": "Stone", "BORN": "01/09/1980",
    "SSN": "", "WAGES": "",
}  # fmt: skip


@pytest.fixture
def mapping(tmp_path):
    path = tmp_path / "map.yaml"
    path.write_text(MAPPING)
    return path


@pytest.fixture
def off(federal, on_sale):
    switch_off(actor=CLERKS, exchange=federal, function="applications", reason="slow", on=DAY)
    return federal


def written(tmp_path: Path, *rows, name="cases.csv"):
    path = tmp_path / name
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(ANA))
        writer.writeheader()
        writer.writerows(rows)
    return path


def taken(exchange, path, mapping, **more):
    return take_cases(actor=CLERKS, exchange=exchange, path=path, mapping=read_mapping(mapping), on=DAY, **more)


def command(path, mapping, capsys, *more):
    arguments = ("--mapping", str(mapping)) if mapping else ()
    capsys.readouterr()
    call_command("import_cases", str(path), "--exchange", "federal", "--json", *arguments, *more)
    return json.loads(capsys.readouterr().out)


def counted():
    return [each.objects.count() for each in (Application, Person, PaperApplication, TakenCase, CaseFile)]


def test_a_whole_case_is_decided_and_another_waits_for_a_clerk_each_with_its_own_day(off, tmp_path, mapping, capsys):
    told = command(written(tmp_path, ANA, TOM, EVA), mapping, capsys)
    (file,) = told["files"]
    assert (file["outcome"], file["cases"], file["people"], file["ready"], file["waiting"]) == ("taken", 2, 3, 1, 1)
    assert (told["decided"], told["left_to_clerks"]) == (1, 0)
    ana, eva = TakenCase.objects.order_by("number").select_related("paper__application")
    application = ana.paper.application
    assert (application.started_on, application.submitted_on, application.consent_years) == (date(2013, 11, 5), DAY, 3)
    assert (ana.paper.status, application.signature) == ("decided", "Ana Rivera")
    assert Determination.objects.get().application == application
    assert Notice.objects.filter(user=application.household.owner, about=application.reference).exists()
    child = application.applicants.get(relationship="child")
    assert (child.dependent, child.told.income, application.applicants.get(position=0).told.income[0].amount) == (
        True,
        (),
        30_000_00,
    )
    assert (eva.paper.status, eva.paper.counts_from) == ("keying", date(2013, 12, 1))
    assert eva.paper.note == "an answer in the step income is missing; nobody has signed"
    assert "income" not in eva.paper.application.saved_steps


def test_cases_are_refused_while_applications_are_on_and_from_who_may_not(federal, tmp_path, mapping):
    path = written(tmp_path, ANA)
    with pytest.raises(NotInFallback, match="coverport fallback federal --off applications"):
        taken(federal, path, mapping)
    with pytest.raises(NotAllowed):
        take_cases(actor=Actor.person(somebody()), exchange=federal, path=path, mapping=read_mapping(mapping), on=DAY)
    assert counted() == [0, 0, 0, 0, 0]


def test_a_dry_run_changes_nothing_and_says_the_same(off, tmp_path, mapping, capsys):
    path = written(tmp_path, ANA, TOM, EVA)
    (dry,) = command(path, mapping, capsys, "--dry-run")["files"]
    assert (dry["outcome"], dry["cases"], dry["ready"], dry["waiting"]) == ("checked", 2, 1, 1)
    assert counted() == [0, 0, 0, 0, 0]


def test_who_takes_a_file_over_hears_how_far_it_is_beside_the_report(off, tmp_path, mapping, capsys, monkeypatch):
    monkeypatch.setattr(import_cases, "EVERY_SECONDS", 0)
    call_command("import_cases", str(written(tmp_path, ANA, EVA)), "--exchange", "federal", "--mapping", str(mapping))
    told = capsys.readouterr()
    assert told.err.splitlines()[:3] == ["cases.csv: 2 checked", "cases.csv: 2 of 2 taken", "1 of 1 decided"]
    assert told.out.startswith("cases.csv: taken: 2 cases of 2 people, 1 whole and signed, 1 for clerks")


def test_a_file_with_faults_is_refused_whole_with_each_place_and_what_is_expected(off, tmp_path, mapping):
    bad = {**EVA, "BORN": "1980-01-09", "GENDER": "9", "SSN": "12", "ZIP": "99999"}
    report = taken(off, written(tmp_path, ANA, {**TOM, "CITY": "Dover"}, bad), mapping)
    assert report.outcome == "refused"
    assert [(each.where, each.column, each.expected) for each in report.faults] == [
        ("line 3", "CITY", "the same in all rows of a case"),
        ("line 4", "BORN", "a day written as %m/%d/%Y, such as 12/31/2013"),
        ("line 4", "GENDER", "one of '1', '2', as the mapping translates them"),
        ("line 4", "SSN", "9 digits"),
    ]
    assert "12" not in report.faults[3].wrong
    assert counted() == [0, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("change", "column", "wrong"),
    [
        ({"APPLIED": "20131211"}, "APPLIED", "2013-12-11 is after today, or more than a year ago"),
        ({"APPLIED": "20121208"}, "APPLIED", "2012-12-08 is after today, or more than a year ago"),
        ({"ZIP": "05401", "COUNTY": ""}, "ZIP", "05401 is in no state that federal serves"),
        ({"COUNTY": "33009"}, "COUNTY", "33009 is no county of 03301"),
        ({"GENDER": ""}, "GENDER", "sex missing"),
        ({"BORN": "12/11/2013"}, "BORN", "born in future"),
        ({"YEARS": "6"}, "YEARS", "it is more than the law lets somebody allow"),
        ({"WAGES": "10000000.01"}, "WAGES, RENT", "income absurd"),
    ],
)
def test_what_the_rules_refuse_is_a_fault_at_its_place(off, tmp_path, mapping, change, column, wrong):
    report = taken(off, written(tmp_path, {**ANA, **change}), mapping)
    assert [(each.where, each.column, each.wrong) for each in report.faults] == [("line 2", column, wrong)]
    assert counted() == [0, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("applied", "outcome"),
    [("20131210", "taken"), ("20130124", "taken"), ("20130123", "refused"), ("20121209", "refused")],
)
def test_the_first_and_the_last_day_that_count_are_taken(off, tmp_path, mapping, applied, outcome):
    """The first poverty guideline that is known came on January 24, 2013: before, no case of a plan year could be read."""
    report = taken(off, written(tmp_path, {**ANA, "APPLIED": applied}), mapping)
    assert report.outcome == outcome
    assert [each.column for each in report.faults] == ["APPLIED"] * (outcome == "refused")


def test_who_may_be_here_already_is_listed_waits_for_a_person_and_is_never_merged(off, tmp_path, mapping, capsys):
    there, _ = decided(somebody(), off)  # Ana Rivera, 1973-04-28
    twice = {**EVA, "CASE": "G-3", "SSN": "900-12-4711"}
    told = command(written(tmp_path, ANA, EVA, twice), mapping, capsys)
    found = {(each["number"], each["why"], each["of"]) for each in told["files"][0]["suspicions"]}
    assert found == {
        ("G-1", "name and birth date", f"application {there.reference}"),
        ("G-1", "ssn", "case G-3 of this file"),
        ("G-3", "ssn", "case G-1 of this file"),
        ("G-2", "name and birth date", "case G-3 of this file"),
        ("G-3", "name and birth date", "case G-2 of this file"),
    }
    assert (told["decided"], Person.objects.filter(last_name="Rivera").count()) == (0, 2)
    ana = TakenCase.objects.get(number="G-1")
    assert (ana.ready, ana.paper.status) == (False, "keying")
    assert f"perhaps the same person as application {there.reference} (name and birth date)" in ana.paper.note


def test_a_run_that_stopped_is_gone_on_with_and_nothing_is_decided_twice(off, tmp_path, mapping):
    taken(off, written(tmp_path, ANA, EVA), mapping)
    assert Determination.objects.count() == 0
    assert decide_ready(actor=CLERKS, exchange=off, on=DAY) == (1, 0)
    assert decide_ready(actor=CLERKS, exchange=off, on=DAY) == (0, 0)
    assert Determination.objects.count() == 1


def test_a_whole_case_that_cannot_be_decided_goes_to_the_clerks_with_the_reason(off, tmp_path, mapping):
    taken(off, written(tmp_path, {**ANA, "SIGNED": "..."}), mapping)
    assert decide_ready(actor=CLERKS, exchange=off, on=DAY) == (0, 1)
    paper = PaperApplication.objects.get()
    assert (paper.status, paper.note, Determination.objects.count()) == ("keying", "Type your full name to sign.", 0)


def test_a_case_number_is_taken_over_once_and_the_same_file_changes_nothing(off, tmp_path, mapping):
    assert taken(off, first := written(tmp_path, ANA), mapping).cases == 1
    assert taken(off, first, mapping).outcome == "unchanged"
    again = taken(off, written(tmp_path, ANA, EVA, name="more.csv"), mapping)
    known = TakenCase.objects.get(number="G-1").paper.reference
    assert (again.outcome, again.cases, again.known, again.suspicions) == ("taken", 1, {"G-1": known}, ())
    parted = taken(off, written(tmp_path, ANA, EVA, TOM, name="parted.csv"), mapping)
    assert [(each.where, each.wrong) for each in parted.faults] == [("line 4", "case 'G-1' stands also at line 2")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("CASE\nG-1\n", "columns that the mapping names are missing: APPLIED"),
        ("\xe9".encode("latin-1"), "not text in UTF-8"),
        (",".join([*ANA, "MORE"]) + "\n", "the mapping does not speak of MORE"),
        (",".join(ANA) + "\nG-1\n", "line 2: there must be 19 columns"),
        (",".join(ANA) + "\n", "the file has no cases"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(off, tmp_path, mapping, text, said, capsys):
    path = tmp_path / "cases.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(CommandError):
        command(path, mapping, capsys)
    assert said in json.loads(capsys.readouterr().out)["files"][0]["message"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("system: granite", "system: ''"), "mapping and system need a name"),
        (("  case_number: CASE\n", ""), "'case_number' must come from somewhere"),
        (("  ssn: SSN", "  shoe_size: SSN"), "'shoe_size' is no column"),
        ((LAYOUT, "coverport-cases/9"), "coverport-cases/9"),
        (("  ssn: SSN", "  ssn: {column: SSN, always: x}"), "ssn: give one of column, always, lines"),
        (("version: 2", "version: two"), "version"),
        (("  ssn: SSN", "  ssn: {dates: '%Y', column: SSN}"), "ssn: dates are for days"),
    ],
)
def test_a_mapping_that_cannot_be_used_says_where(tmp_path, change, said):
    path = tmp_path / "map.yaml"
    path.write_text(MAPPING.replace(*change))
    with pytest.raises(MappingRefused, match=said):
        read_mapping(path)


def test_nested_json_is_read_with_dots_and_numbers_as_written(tmp_path, mapping):
    path = tmp_path / "cases.json"
    path.write_text(
        json.dumps(
            [
                {
                    "id": {"no": 7},
                    "applied": "2013-11-05",
                    "people": [{"last": "Stone", "pay": 1200.5}, {"last": "Stone"}],
                }
            ]
        )
    )
    more = {"layout": LAYOUT, "case_number": "id.no"}
    mapping.write_text(
        f"{{mapping: j, version: 1, system: j, layout: {more['layout']}, columns: {{case_number: id.no, application_date: applied, "
        "plan_year: {always: '2014'}, last_name: last, birth_date: {always: '1980-01-09'}, relationship: {always: self}, "
        "applies: {always: 'yes'}, income_year: pay}}"
    )
    (case,) = read_cases(path, read_mapping(mapping))
    assert (case.number, case.values["application_date"]) == ("7", date(2013, 11, 5))
    assert [one.values.get("income_year") for one in case.people] == [1200_50, None]


@pytest.mark.parametrize("ending", ["csv", "json"])
def test_what_is_exported_is_taken_over_elsewhere_and_exported_the_same(
    off, vermont, tmp_path, mapping, capsys, ending
):
    command(written(tmp_path, ANA, TOM, EVA), mapping, capsys)
    decided(somebody("zoe@example.org"), off, more={"kinds": ("medicare",)}, other_coverage=True)
    first, second = tmp_path / f"a.{ending}", tmp_path / f"b.{ending}"
    call_command("export_cases", str(first), "--exchange", "federal")
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    cases = list(read_cases(first, OWN))
    assert [case.faults for case in cases] == [(), (), ()]
    assert [case.number for case in cases][:2] == ["G-1", "G-2"]
    assert (cases[0].values["application_date"], cases[0].people[0].values["ssn"]) == (date(2013, 11, 5), "900124711")
    assert cases[1].cells["application_date"] == "2013-12-01"
    TakenCase.objects.all().delete()
    Event.objects.filter(kind="fallback.cases_exported").get(data__cases=3)
    _forget_everything()
    command(first, None, capsys)
    call_command("export_cases", str(second), "--exchange", "federal")
    assert second.read_text() == first.read_text()
    with pytest.raises(CommandError, match="not there yet"):
        call_command("export_cases", str(second), "--exchange", "federal")


def _forget_everything():
    """As at an installation that has none of it: the same exchange without cases."""
    from coverport.exchanges.models import Exchange

    old = Exchange.objects.get(slug="federal")
    Exchange.objects.filter(pk=old.pk).update(slug="federal-before")
    new = Exchange.objects.create(slug="federal", name="Coverport federal", sample=True, date_of_record=DAY)
    switch_off(actor=CLERKS, exchange=new, function="applications", reason="slow", on=DAY)


# ---- Many cases


def many(count):
    """Whole cases of two people each, one after the other, nobody twice."""
    for n in range(count):
        case = {"CASE": f"N-{n}", "LAST": f"Rivera{'abcdefghijklmnopqrstuvwxyz'[n]}", "SIGNED": "Ana", "SSN": ""}
        yield from ({**ANA, **case}, {**TOM, **case})


def test_a_file_of_many_cases_asks_the_database_no_more_often_than_one_of_few(off, tmp_path, mapping, monkeypatch):
    # Of a prepared statement the driver does not say what was sent.
    monkeypatch.setattr(
        connection.ops, "last_executed_query", lambda _, sql, values: connection.ops.compose_sql(sql, values)
    )

    def statements(name, rows):
        with CaptureQueriesContext(connection) as asked:
            assert taken(off, written(tmp_path, *rows, name=name), mapping, dry_run=True).outcome == "checked"
        return [each["sql"].split()[0] for each in asked]

    assert statements("many.csv", many(20)) == statements("few.csv", many(2))


def test_a_file_is_taken_by_batches_that_stand_or_fall_together_and_says_how_far_it_is(
    off, tmp_path, mapping, monkeypatch
):
    monkeypatch.setattr(taking, "BATCH", 2)
    heard = []
    rows = list(many(5))
    absurd = [*rows[:9], {**rows[9], "WAGES": "10000000.01"}]
    report = taken(off, written(tmp_path, *absurd, name="absurd.csv"), mapping)
    assert [(each.where, each.column) for each in report.faults] == [("line 11", "WAGES, RENT")]
    assert counted() == [0, 0, 0, 0, 0]
    report = taken(off, written(tmp_path, *rows), mapping, progress=lambda *told: heard.append(told))
    assert (report.outcome, report.cases, counted()) == ("taken", 5, [5, 10, 5, 5, 1])
    assert heard == [("checked", 5, None), ("taken", 2, 5), ("taken", 4, 5), ("taken", 5, 5)]
    assert list(TakenCase.objects.order_by("pk").values_list("number", flat=True)) == [
        "N-0",
        "N-1",
        "N-2",
        "N-3",
        "N-4",
    ]


def test_a_case_has_the_events_account_and_answers_that_keying_it_would_make(off, tmp_path, mapping):
    """Ana's case taken from a file, against the same answers given by the verbs of the website, step by step."""
    taken(off, written(tmp_path, ANA), mapping)
    case = TakenCase.objects.select_related("paper__owner", "paper__application").get().paper
    keyed, _ = decided(somebody("zoe@example.org"), off)
    draft, told = case.application, case.application.applicants.get()
    assert (case.owner.is_active, case.owner.has_usable_password()) == (False, False)
    assert EmailAddress.objects.filter(user=case.owner, verified=False, primary=True).exists()
    said = Event.objects.filter(subject=draft.reference).order_by("pk")
    saved = [row.data["step"] for row in said if row.kind == "applications.answers_saved"]
    assert said[0].kind == "applications.started"
    assert sorted(saved) == sorted(draft.saved_steps) == sorted(keyed.saved_steps)
    assert Event.objects.get(kind="paper.received").data == {
        "paper": case.reference, "channel": "system", "counts_from": "2013-11-05", "arrival": "",
    }  # fmt: skip
    same = keyed.applicants.get()
    for name in ("relationship", "applies", "citizenship", "dependent", "other_coverage"):
        assert getattr(told, name) == getattr(same, name), name
    assert told.told.circumstances == same.told.circumstances
    assert (told.person.ssn, told.person.ssn_index) == ("900124711", blind_index("900124711", purpose=SSN_PURPOSE))


def test_a_clerk_sees_the_case_as_it_came_and_why_it_waits(off, worker, client, tmp_path, mapping):
    taken(off, written(tmp_path, EVA), mapping)
    paper = PaperApplication.objects.get()
    client.force_login(worker)
    page = client.get(client.get(at(paper.reference))["Location"]).content.decode()
    for words in ("The case as it came", "nobody has signed", "last_name (1)", "Stone", "granite"):
        assert words in page
    assert f"{paper.reference}" in page


def test_every_column_has_a_home_in_the_document():
    page = (Path(__file__).parents[2] / "docs/reference/cases.md").read_text()
    assert [name for name in COLUMNS if f"`{name}`" not in page] == []
