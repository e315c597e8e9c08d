"""Many rows at once are what the same rows one by one would be."""

from datetime import date

import msgspec
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coverport.applications.models import Applicant, Application, Person
from coverport.applications.revision import OF_EACH, copy_people
from coverport.applications.rules.told import Told
from coverport.core.copying import copy_models, new_keys, new_model, read_models, read_sealed, update_models
from coverport.eligibility.facts import TaxHousehold
from coverport.notices.models import Notice
from tests.applications.households import ANA, LUIS, MIA, answered, somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(federal) -> list[Person]:
    application = answered(somebody(), federal, (ANA, LUIS, MIA))
    return list(Person.objects.filter(household=application.household).order_by("id"))


def test_records_read_by_the_thousands_are_those_that_are_read_one_by_one(people):
    names = [field.attname for field in Person._meta.concrete_fields]
    found = read_models(Person.objects.order_by("id"))
    assert found == people
    assert [[getattr(one, name) for name in names] for one in found] == [
        [getattr(one, name) for name in names] for one in people
    ]
    found[0].first_name = "Anna"
    found[0].save()
    assert Person.objects.get(pk=people[0].pk).first_name == "Anna"


def test_what_was_put_aside_is_read_when_it_is_asked_for(people):
    Person.objects.filter(pk=people[0].pk).update(ssn="900124711")
    with CaptureQueriesContext(connection) as taken:
        found = read_models(Person.objects.order_by("id"), without=("ssn",))
        assert [one.last_name for one in found] == [one.last_name for one in people]
    assert '"ssn"' not in taken.captured_queries[0]["sql"]
    assert len(taken) == 1
    assert found[0].ssn == "900124711"


def test_what_is_sealed_is_opened_straight_into_its_shape(people):
    rows = Applicant.objects.filter(person__in=people)
    assert read_sealed(rows, "answers", Told) == {one.pk: one.told for one in rows}
    with pytest.raises(msgspec.ValidationError):
        read_sealed(rows, "answers", TaxHousehold)


def test_rows_among_many_keys_are_those_that_are_in_them(people):
    keys, households = [one.pk for one in people[1:]], [people[0].household_id]
    assert list(Person.objects.filter(pk__among=keys).order_by("id")) == people[1:]
    assert list(Person.objects.filter(household__among=households).order_by("id")) == people
    assert list(Applicant.objects.filter(application__household__among=households, person__among=keys)) == list(
        Applicant.objects.filter(application__household__in=households, person__in=keys)
    )
    assert list(Person.objects.exclude(pk__among=keys)) == people[:1]
    assert not Person.objects.filter(household__among=[]).exists()


def test_an_update_of_many_writes_the_named_fields_of_those_records_alone(people):
    for number, one in enumerate(people[:2]):
        one.ssn, one.first_name, one.birth_date = f"90012471{number}", "Not written", date(1990, 1, 1 + number)
    update_models(people[:2], ["ssn", "birth_date"])
    update_models([], ["ssn"])
    kept = list(Person.objects.order_by("id"))
    assert [one.ssn for one in kept] == ["900124710", "900124711", people[2].ssn]
    assert [one.birth_date for one in kept] == [date(1990, 1, 1), date(1990, 1, 2), people[2].birth_date]
    assert "Not written" not in [one.first_name for one in kept]
    with connection.cursor() as cursor:
        cursor.execute("SELECT ssn FROM applications_person WHERE id = %s", [people[0].pk])
        assert "900124710" not in cursor.fetchone()[0], "it is sealed"


def test_people_are_copied_in_their_order_with_answers_that_are_not_opened(people, federal):
    before = Application.objects.get()
    after = Application.objects.create(
        household=before.household, exchange=federal, year=2027, started_on=before.started_on
    )
    copy_people([(before.pk, after.pk)])
    mine, theirs = (Applicant.objects.filter(application=one).order_by("position") for one in (before, after))
    assert [[getattr(one, name) for name in OF_EACH] for one in mine] == [
        [getattr(one, name) for name in OF_EACH] for one in theirs
    ]
    assert [one.pk for one in theirs] == sorted(one.pk for one in theirs)
    assert theirs[0].told.income, "what was told is there"


def test_a_record_made_by_the_thousands_begins_as_one_that_is_made_alone(people, federal):
    given = {
        "exchange_id": federal.pk,
        "household_id": people[0].household_id,
        "year": 2027,
        "started_on": date(2026, 10, 1),
    }
    one, other = Application(**given), new_model(Application, **given)
    names = {field.attname for field in Application._meta.concrete_fields} - {"reference"}
    assert {name: getattr(one, name) for name in names} == {name: getattr(other, name) for name in names}
    assert other.reference != new_model(Application, **given).reference
    assert other.answers is not new_model(Application, **given).answers, "each has its own"
    copy_models([other])
    assert Application.objects.get(pk=other.pk).started_on == date(2026, 10, 1)
    other.city = "Burlington"
    other.save()
    assert Application.objects.filter(year=2027).get().city == "Burlington"
    notice = new_model(Notice, kind="k")
    assert "created_at" not in notice.__dict__, "the database says when"
    with pytest.raises(TypeError, match="has no column 'user'"):
        new_model(Notice, kind="k", user=1)


def test_new_keys_are_the_table_s_own_and_given_once():
    first, second = new_keys(Person, 3), new_keys(Person, 2)
    assert len({*first, *second}) == 5
    assert Person._meta.db_table == "applications_person"
