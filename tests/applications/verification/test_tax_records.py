"""Tax data: in a table of their own, read by who may alone, each reading written down for good."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from msgspec.structs import replace

from coverport.accounts.identity.models import IdentityProof
from coverport.accounts.models import Role
from coverport.applications.cards import kind_of
from coverport.applications.determining import facts_of, result_of
from coverport.applications.models import Application
from coverport.applications.queries import determination_of
from coverport.applications.replay import replay_of
from coverport.applications.restating import restate_application
from coverport.applications.verification import settling, tax_records, turning
from coverport.applications.verification.hub import client as hub_client
from coverport.applications.verification.models import Inconsistency, SourceRequest, TaxRecord, TaxRecordRead
from coverport.applications.verification.redetermining import redetermine
from coverport.applications.verification.rules.confirmed import Instead
from coverport.applications.verification.rules.sources import Source
from coverport.core.access import ANONYMOUS, Actor, Permission
from coverport.core.errors import NotAllowed
from coverport.core.resealing import reseal_everything
from coverport.eligibility.withheld import with_income
from coverport.handoff.composing import account
from coverport.handoff.layout import written
from coverport.handoff.rules.referral import Referral
from coverport.notices.models import Notice
from tests.access.test_canary import heard, tables, unsealed  # noqa: F401  (a fixture)
from tests.applications.households import DAY, somebody
from tests.applications.verification.scripts import SCRIPTS, draft_of
from tests.applications.verification.test_turning import sign, signed
from tests.earlier import at, empty_database  # noqa: F401  (a fixture)

SCRIPT = "far less than on the last return"  # $30,000 told, $60,000 on the return
LAST = date(2014, 3, 10)
NOON = datetime(2013, 12, 10, 12, tzinfo=UTC)
ANSWERED = '{"type":"tax","found":true,"incomes":{"x":6000000}}'


@pytest.fixture
def lower(ana, federal, on_sale, hub) -> Application:
    return signed(SCRIPT, ana, federal, hub)


def staff(exchange, *kinds: str, email: str = "state@example.com"):
    user = somebody(email)
    Role.objects.bulk_create(Role(user=user, exchange=exchange, kind=kind) for kind in kinds)
    return user


def task(application: Application) -> Inconsistency:
    return application.inconsistencies.get(kind="income")


def reads(*, refused: bool = False) -> list[tuple[str, ...]]:
    rows = TaxRecordRead.objects.filter(refused=refused).order_by("id")
    return list(rows.values_list("actor", "application", "inconsistency", "why", "on"))


@pytest.mark.django_db
def test_what_the_tax_service_answers_and_what_is_held_from_it_stand_in_their_own_table_alone(lower):
    assert TaxRecord.objects.filter(request__source="tax").count() == 1
    assert TaxRecord.objects.filter(inconsistency=task(lower)).count() == 1
    assert SourceRequest.objects.get(source="tax").answer is None
    assert task(lower).sources_say == ""
    assert SourceRequest.objects.get(source="wages").found.month == 5_000_00, "wages are no tax data"


@pytest.mark.django_db
def test_the_database_itself_refuses_tax_data_elsewhere(lower):
    with pytest.raises(IntegrityError, match="tax_data_stand_in_their_own_table"), transaction.atomic():
        SourceRequest.objects.filter(source="tax").update(answer="{}")
    with pytest.raises(IntegrityError, match="tax_data_are_held_elsewhere"), transaction.atomic():
        Inconsistency.objects.filter(kind="income").update(sources_say="{}")
    with pytest.raises(IntegrityError, match="answered_source_request_has_its_answer"), transaction.atomic():
        SourceRequest.objects.filter(source="wages").update(answer=None)


@pytest.mark.django_db
def test_nobody_reads_them_without_the_permission_and_each_refusal_is_written_down(lower, federal, vermont, ana):
    before = reads()
    assert reads(refused=True) == []
    refused = (
        ANONYMOUS, Actor.person(ana), Actor.person(somebody("ben@example.com")), Actor.system("periodic matching"),
        Actor.system("test"),
        Actor.person(staff(federal, Role.Kind.STATE_WORKER)),
        Actor.person(staff(vermont, Role.Kind.TAX_REVIEWER, email="vt@example.com")),
    )  # fmt: skip
    for actor in refused:
        with pytest.raises(NotAllowed):
            tax_records.answers(lower, actor=actor, why="a test", on=DAY)
        with pytest.raises(NotAllowed):
            tax_records.instead_of(task(lower), actor=actor, why="a test", on=DAY)
    assert reads() == before
    assert reads(refused=True) == [
        (actor.label, lower.reference, about, "a test", DAY)
        for actor in refused
        for about in ("", task(lower).reference)
    ]


@pytest.mark.django_db
def test_each_reading_is_a_row_that_says_who_when_of_which_application_and_why(lower, federal):
    worker = staff(federal, Role.Kind.TAX_REVIEWER)
    before = len(reads())
    found = tax_records.answers(lower, actor=Actor.person(worker), why="an appeal", on=DAY)
    assert [(key[0], sum(answer.incomes.values())) for key, answer in found.items()] == [(Source.TAX, 60_000_00)]
    held = tax_records.instead_of(task(lower), actor=Actor.person(worker), why="an audit", on=LAST)
    assert sum(held.incomes.values()) == 60_000_00
    who = f"person:{worker.reference}"
    assert reads()[before:] == [
        (who, lower.reference, "", "an appeal", DAY),
        (who, lower.reference, task(lower).reference, "an audit", LAST),
    ]
    assert set(TaxRecordRead.objects.values_list("exchange", flat=True)) == {"federal"}


@pytest.mark.django_db
def test_a_reading_is_never_changed_nor_taken_away(lower):
    assert TaxRecordRead.objects.exists(), "verification itself read what it compared with"
    for change in (lambda rows: rows.update(why=""), lambda rows: rows.delete()):
        with pytest.raises(IntegrityError, match="only added"), transaction.atomic():
            change(TaxRecordRead.objects.all())


@pytest.mark.django_db
def test_where_there_is_nothing_to_read_no_reading_is_written_down(ana, federal, on_sale, hub):
    application = signed("no consent to tax data", ana, federal, hub)
    row = task(application)
    assert tax_records.answers(application, actor=settling.US, why="a test", on=DAY) == {}
    assert tax_records.instead_of(row, actor=settling.US, why="a test", on=DAY) == Instead()
    assert (TaxRecord.objects.count(), reads()) == (0, [])


@pytest.fixture
def by_records(lower):
    """The decision by the records, once the time to prove income is over."""
    turning.turn_application(lower.pk, on=date(2014, 3, 11))
    return determination_of(lower)


@pytest.mark.django_db
def test_the_decision_by_the_records_reads_them_once_and_replays(lower):
    row, before = task(lower), len(reads())
    turning.turn_application(lower.pk, on=LAST)
    assert len(reads()) == before
    turning.turn_application(lower.pk, on=date(2014, 3, 11))
    assert [each[:3] for each in reads()[before:]] == [("system:verification", lower.reference, row.reference)]
    made = determination_of(lower)
    assert replay_of(made).holds
    [*_, joined] = TaxRecordRead.objects.order_by("id")
    assert (joined.actor, joined.determination) == ("system:replay", made.reference)
    letters = " ".join(str(each.letter) for each in Notice.objects.filter(kind__startswith="proof"))
    assert "60,000" not in letters


@pytest.mark.django_db
def test_what_a_decision_by_the_records_rests_on_stands_in_the_tax_record_alone(by_records, ana, lower):
    """In no other table even when everything is unsealed; the decision itself, without the figures, stays whole."""
    found = tax_records.whole(by_records, actor=settling.US, why="a test", on=LAST)
    assert found.tax_households[0].magi == 60_000_00, "it is there to be found"
    assert found.tax_households[0].credit.reasons[0].facts["income"] == 60_000_00
    places = dict(unsealed()) | {f"open {name}": text for name, text in tables()}
    assert [name for name, text in places.items() if "6000000" in text or "60,000" in text] == []
    assert "3000000" in str(by_records.inputs), "what she told stands as it was"
    shown = result_of(by_records)
    assert (shown.aptc, shown.tax_households[0].aptc) == (found.aptc, found.tax_households[0].aptc)
    assert kind_of(shown.people[0], shown) == kind_of(found.people[0], found)
    assert shown.tax_households[0].magi is shown.tax_households[0].whole_percent is None


@pytest.mark.django_db
def test_the_page_of_such_a_decision_has_its_figures_for_who_has_proven_who_they_are(by_records, lower, ana, federal):
    client, before = Client(), len(reads())
    client.force_login(ana)
    address = f"/federal/apply/{lower.reference}/decision/"
    page = client.get(address).content.decode()
    assert "We went by income from tax records." in page
    assert "60,000" not in page
    assert len(reads()) == before
    IdentityProof.objects.create(user=ana, exchange=federal, way="questions", state="proven", decided_on=DAY)
    assert "$60,000" in client.get(address).content.decode()
    [(actor, *_), *_more] = reads()[before:]
    assert actor == f"person:{ana.reference}"


@pytest.mark.django_db
def test_a_replay_says_when_the_tax_record_or_the_decision_was_changed(by_records):
    record = TaxRecord.objects.get(determination=by_records)
    kept = record.content
    record.content = kept.replace("6000000", "5900000")
    record.save()
    assert [each.part for each in replay_of(by_records).differences] == ["apart"]
    record.content = kept
    record.save()
    by_records.result["tax_households"][0]["aptc"] = 1
    assert {each.part for each in replay_of(by_records).differences} == {"result"}
    with pytest.raises(NotAllowed):
        replay_of(by_records, actor=Actor.system("test"))


@pytest.mark.django_db
def test_a_later_decision_of_an_office_goes_on_by_the_same_income_until_another_is_told(by_records, lower, ana):
    """The credit does not come back because the Medicaid agency wrote: what the records show stands further."""
    given = facts_of(by_records)
    again = redetermine(lower, given, by=settling.US, on=date(2014, 4, 1), effective_on=date(2014, 5, 1)).determination
    assert tax_records.whole(again, actor=settling.US, why="a test", on=LAST).tax_households[0].magi == 60_000_00
    assert replay_of(again).holds
    [person] = given.people
    told = replace(given, people=(with_income(person, 20_000_00),))
    last = redetermine(lower, told, by=settling.US, on=date(2014, 5, 1), effective_on=date(2014, 6, 1)).determination
    assert not tax_records.rests_on_tax_data(last)
    assert result_of(last).tax_households[0].magi == 20_000_00


@pytest.mark.django_db
def test_the_account_that_goes_to_the_medicaid_agency_carries_what_the_person_told(by_records, lower):
    person = facts_of(by_records).people[0].id
    sent = account(lower, by_records, [Referral(person, "asked")], key="2345-6789", on=LAST)
    assert sum(line.amount for line in sent.facts.people[0].income) == 30_000_00
    assert b"6000000" not in written(sent)


@pytest.mark.django_db
def test_a_task_that_no_longer_rests_on_tax_data_holds_none(lower):
    tax_records.keep_instead(task(lower), Instead(incomes={"x": 1_00}))
    assert TaxRecord.objects.filter(inconsistency=task(lower)).count() == 1, "the newest word stands for the older one"
    tax_records.keep_instead(task(lower), Instead())
    assert not TaxRecord.objects.filter(inconsistency=task(lower)).exists()


@pytest.mark.django_db
def test_they_go_along_when_the_application_is_decided_anew(lower, ana):
    made = restate_application(actor=Actor.person(ana), application=lower, without=(), on=DAY)
    assert len(tax_records.answers(made.application, actor=settling.US, why="a test", on=DAY)) == 1
    assert tax_records.answers(lower, actor=settling.US, why="a test", on=DAY) == {}


@pytest.mark.django_db
def test_they_are_sealed_anew_with_the_newest_key(lower, settings):
    settings.SENSITIVE_KEYS = {"k9": b"9" * 32, **settings.SENSITIVE_KEYS}
    assert reseal_everything()["applications.TaxRecord.content"] == 2
    settings.SENSITIVE_KEYS = {"k9": b"9" * 32}
    assert "6000000" in TaxRecord.objects.get(request__isnull=False).content


# ---- The reviewer's page


def page_of(user, row: Inconsistency) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(f"/federal/proof/{row.reference}/")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.django_db
def test_a_reviewer_without_the_role_is_shown_neither_figures_nor_what_they_mean(lower, federal):
    before = reads()
    page = page_of(staff(federal, Role.Kind.STATE_WORKER), task(lower))
    assert "Tax data: not shown to you." in page
    assert "$30,000 a year" in page, "what the person told is no tax data"
    assert "60,000" not in page
    assert "tax return" not in page.partition("<details")[0]
    assert reads() == before


@pytest.mark.django_db
def test_a_reviewer_with_the_role_is_and_it_is_written_down(lower, federal):
    worker, row, before = staff(federal, Role.Kind.STATE_WORKER, Role.Kind.TAX_REVIEWER), task(lower), len(reads())
    page = page_of(worker, row)
    assert "Ana: $60,000 a year" in page
    assert "The last tax return shows more than they told us." in page
    [(actor, application, about, why, _on)] = reads()[before:]
    assert (actor, application, about) == (f"person:{worker.reference}", lower.reference, row.reference)
    assert why == "to review papers, 45 CFR 155.315(f)"


@pytest.mark.django_db
def test_other_tasks_have_no_line_about_tax_data(ana, federal, on_sale, hub):
    application = signed("no number", ana, federal, hub)
    page = page_of(staff(federal, Role.Kind.STATE_WORKER), application.inconsistencies.get(kind="citizenship"))
    assert "What the records show" not in page


@pytest.mark.django_db
def test_the_persons_own_pages_read_none(lower, ana):
    client, before = Client(), reads()
    client.force_login(ana)
    for name in ("decision", "proof"):
        page = client.get(f"/federal/apply/{lower.reference}/{name}/")
        assert page.status_code == 200
        assert "60,000" not in page.content.decode()
    assert reads() == before


# ---- Nothing leaks, and what stood elsewhere moves


@pytest.mark.django_db
def test_a_planted_figure_of_a_return_stands_open_in_no_table_and_no_log(ana, federal, on_sale, hub, heard):  # noqa: F811
    script = next(one for one in SCRIPTS if one.name == SCRIPT)
    [who] = script.hub
    hub.people(replace(who, tax=Decimal("98765.43")))
    application = sign(draft_of(script, ana, federal), script)
    [found] = tax_records.answers(application, actor=settling.US, why="a test", on=DAY).values()
    assert set(found.incomes.values()) == {98_765_43}, "it is there to be found"
    places = {**dict(tables()), "log": heard()}
    assert [
        name for name, text in places.items() if any(form in text for form in ("9876543", "98765.43", "98,765"))
    ] == []
    hub_client.forget()


def test_what_stood_elsewhere_is_moved_by_the_migration_and_back_by_its_reverse(empty_database):  # noqa: F811
    old = at("applications", "0005_causes_of_decisions")
    user = old.get_model("accounts", "User").objects.create(email="ana@example.com")
    exchange = old.get_model("exchanges", "Exchange").objects.create(slug="federal", name="Coverport")
    household = old.get_model("applications", "Household").objects.create(exchange=exchange, owner=user)
    person = old.get_model("applications", "Person").objects.create(household=household, last_name="R", birth_date=DAY)
    application = old.get_model("applications", "Application").objects.create(
        household=household, exchange=exchange, year=2014, started_on=DAY
    )
    answer, held = ANSWERED, '{"incomes":{"x":6000000}}'
    for source, said in (("tax", answer), ("wages", '{"type":"wages","found":true}')):
        old.get_model("applications", "SourceRequest").objects.create(
            application=application, source=source, subject="1", people=[], asked_on=DAY, answered_at=NOON, answer=said
        )
    for kind, said in (("income", held), ("residency", '{"state":"NY"}')):
        old.get_model("applications", "Inconsistency").objects.create(
            application=application, person=person, kind=kind, reason="x", attested="1", opened_on=DAY, due_on=DAY,
            sources_say=said,
        )  # fmt: skip
    for again in (old, None):
        new = at("applications", "0006_tax_records")
        requests, tasks = (new.get_model("applications", name).objects for name in ("SourceRequest", "Inconsistency"))
        records = new.get_model("applications", "TaxRecord").objects
        assert [each.content for each in records.order_by("request", "inconsistency")] == [answer, held]
        assert (requests.get(source="tax").answer, tasks.get(kind="income").sources_say) == (None, "")
        assert requests.get(source="wages").answer is not None
        assert tasks.get(kind="residency").sources_say == '{"state":"NY"}'
        if again:
            back = at("applications", "0005_causes_of_decisions")
            assert back.get_model("applications", "SourceRequest").objects.get(source="tax").answer == answer
            assert back.get_model("applications", "Inconsistency").objects.get(kind="income").sources_say == held


@pytest.mark.django_db
def test_the_owner_sees_hers_once_she_has_proven_who_she_is(lower, ana, federal):
    assert not Actor.person(ana).may(Permission.SEE_TAX_DATA, lower)
    IdentityProof.objects.create(user=ana, exchange=federal, way="questions", state="proven", decided_on=DAY)
    assert Actor.person(ana).may(Permission.SEE_TAX_DATA, lower)
