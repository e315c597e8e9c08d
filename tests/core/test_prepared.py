"""Statements that are worked out once: they read and write as the querysets that they stand for."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.db.transaction import TransactionManagementError

from coverport.accounts.models import KeptForm, Role, User
from coverport.applications.models import Household, Person
from coverport.core.models import Event
from coverport.core.prepared import Read, cursor, insert
from coverport.enrollment.models import CreditBasis
from coverport.exchanges.models import Exchange

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    exchange = Exchange.objects.create(slug="nowhere", name="100% Nowhere")
    owner = User.objects.create(email="ana@example.org")
    return Household.objects.create(exchange=exchange, owner=owner)


def person(home, first, **more):
    return Person(household=home, first_name=first, last_name="Rivera", birth_date=date(1973, 4, 28), **more)


def test_records_come_with_what_is_joined_and_sealed_fields_are_open(home, django_assert_num_queries):
    person(home, "Ana", alien_number="A123").save()
    person(home, "Luis").save()
    read = Read(lambda key: Person.objects.filter(household=key).select_related("household__owner").order_by("-id"))
    for _ in range(3):
        with django_assert_num_queries(1):
            found = read.all(home.pk)
            assert [one.first_name for one in found] == ["Luis", "Ana"]
            assert (found[1].alien_number, found[1].household.owner.email) == ("A123", "ana@example.org")
    assert read.all(home.pk + 1) == []
    assert read.first(home.pk + 1) is None


def test_a_key_that_is_not_there_is_said_as_by_the_queryset(home):
    read = Read(lambda key: Household.objects.filter(pk=key))
    assert read.get(home.pk) == home
    with pytest.raises(Household.DoesNotExist):
        read.get(home.pk + 1)


def test_a_later_value_is_not_the_first_one(home):
    event = {"kind": "k", "actor": "a", "exchange": "x", "on": date(2013, 12, 10), "data": {}}
    for subject in ("one", "two"):
        Event.objects.create(subject=subject, **event)
    read = Read(lambda subject: Event.objects.filter(subject=subject).values_list("subject", "on"))
    assert [read.all(subject) for subject in ("one", "two", "three")] == [
        [("one", date(2013, 12, 10))],
        [("two", date(2013, 12, 10))],
        [],
    ]


def test_values_stand_in_comparisons_lists_and_alternatives(home):
    ana = person(home, "Ana")
    ana.save()
    born = Read(lambda day: Person.objects.filter(birth_date__lte=day).values_list("pk"))
    assert [bool(born.all(date(1973, 4, day))) for day in (27, 28, 29)] == [False, True, True]
    named = Read(lambda one, other: Person.objects.filter(first_name__in=[one, other]).values_list("pk"))
    assert [named.all("Luis", "Ana"), named.all("Luis", "Mia")] == [[(ana.pk,)], []]
    either = Read(lambda one, other: Person.objects.filter(Q(pk=one) | Q(pk=other)).values_list("pk"))
    assert [either.all(ana.pk, None), either.all(0, None)] == [[(ana.pk,)], []]


def test_constants_are_written_into_the_statement_and_a_percent_sign_stays_one(home):
    read = Read(lambda slug: Exchange.objects.filter(slug=slug, name="100% Nowhere", sample=False).values_list("pk"))
    assert read.all("nowhere") == [(home.exchange_id,)]
    with cursor() as reading:
        assert reading.execute("SELECT 1 WHERE 1 = %s", [1]).fetchall() == [(1,)]
    assert (read._plan.statement.count("%s"), "100%% Nowhere" in read._plan.statement) == (1, True)


def test_what_is_annotated_stands_with_the_record(home):
    read = Read(
        lambda key: User.objects.filter(pk=key).annotate(works=Exists(Role.objects.filter(user=OuterRef("pk"))))
    )
    assert read.first(home.owner_id).works is False
    Role.objects.create(user=home.owner, exchange=home.exchange, kind=Role.Kind.STATE_WORKER)
    assert read.first(home.owner_id).works is True


def test_postgresql_prepares_what_is_read_again(home):
    read = Read(lambda key: Household.objects.filter(pk=key, reference="never").values_list("created_at"))
    for _ in range(3):
        read.all(home.pk)
    with connection.cursor() as plain:
        plain.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%%''never''%%'", [])
        assert plain.fetchone() == (1,)


@pytest.mark.django_db(transaction=True)
def test_a_row_is_locked_inside_a_transaction_alone(home):
    lock = Read(lambda key: Household.objects.select_for_update().filter(pk=key).values_list("pk"))
    with transaction.atomic():
        assert lock.all(home.pk) == [(home.pk,)]
    with pytest.raises(TransactionManagementError):
        lock.all(home.pk)


def test_an_account_is_read_by_its_key_as_ever(home):
    assert User.objects.get(pk=home.owner_id) == home.owner
    assert User.objects.get(pk=str(home.owner_id)) == home.owner
    with pytest.raises(User.DoesNotExist):
        User.objects.get(pk=home.owner_id + 1)


def test_records_are_written_as_they_would_be_saved(home, django_assert_num_queries):
    people = [person(home, "Ana", ssn="", sex=Person.Sex.FEMALE), person(home, "Luis", alien_number="A123")]
    with django_assert_num_queries(1):
        insert(people)
    assert [each.pk for each in people] == list(Person.objects.order_by("id").values_list("pk", flat=True))
    read = {each.first_name: each for each in Person.objects.all()}
    assert (read["Ana"].sex, read["Ana"].reference, read["Luis"].alien_number) == ("F", people[0].reference, "A123")
    people[0].first_name = "Anna"
    people[0].save()
    assert Person.objects.count() == 2


def test_json_and_what_the_database_fills_in(home):
    insert([KeptForm(path="/x/", answers=[["name", "100% Ána"]])])
    kept = KeptForm.objects.get()
    assert kept.answers == [["name", "100% Ána"]]
    assert kept.kept_at > datetime(2013, 1, 1, tzinfo=UTC)
    insert([])


def test_what_the_database_refuses_is_refused_as_ever(home):
    with pytest.raises(IntegrityError), transaction.atomic():
        insert([Household(exchange=home.exchange, owner=home.owner)])  # the second of one account
    basis = {
        "household": home,
        "determination_id": 0,
        "year": 2014,
        "tax_household": "A",
        "people": ["A"],
        "family": [],
    }
    with pytest.raises(IntegrityError, match="basis_from_a_first_of_month"), transaction.atomic():
        insert([CreditBasis(since=date(2014, 1, 2), **basis)])


def test_groups_of_records_are_written_together_or_not_at_all(home, django_assert_num_queries):
    people, kept = [person(home, "Ana"), person(home, "Luis")], [KeptForm(path="/x/", answers=[])]
    with django_assert_num_queries(1):
        insert(people, [], kept)
    assert [each.pk for each in people] == list(Person.objects.order_by("id").values_list("pk", flat=True))
    assert KeptForm.objects.get() == kept[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        insert([person(home, "Mia")], [Household(exchange=home.exchange, owner=home.owner)])
    assert Person.objects.count() == 2


def test_where_nothing_is_joined_there_is_nothing_and_what_was_not_read_is_read_when_asked_for(
    home, django_assert_num_queries
):
    joined = Read(
        lambda key: Household.objects.filter(pk=key).select_related("owner", "coverage_wish").defer("owner__email")
    )
    with django_assert_num_queries(1):
        [read] = joined.all(home.pk)
        assert (read.owner.reference, read._state.adding) == (home.owner.reference, False)
        assert not hasattr(read, "coverage_wish")
    with django_assert_num_queries(1):
        assert read.owner.email == "ana@example.org"


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_failed_is_not_read_in(home):
    read = Read(lambda key: Household.objects.filter(pk=key).values_list("pk"))
    with transaction.atomic():
        transaction.set_rollback(True)
        with pytest.raises(TransactionManagementError):
            read.all(home.pk)
    assert read.all(home.pk) == [(home.pk,)]


def test_who_listens_to_the_database_hears_what_is_prepared(home):
    heard = []

    def listen(execute, statement, values, many, context):
        heard.append(statement)
        return execute(statement, values, many, context)

    read = Read(lambda key: Household.objects.filter(pk=key).values_list("pk"))
    with connection.execute_wrapper(listen):
        assert read.all(home.pk) == [(home.pk,)]
    assert len(heard) == 1
