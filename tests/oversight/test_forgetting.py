"""What a walk leaves is forgotten after a while: all of the journey's rows, and not one of a person's."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from coverport.accounts.models import User
from coverport.applications.actions import start_application
from coverport.applications.models import Applicant, Household, Person
from coverport.core.access import Actor
from coverport.core.errors import NotAllowed
from coverport.core.models import Event
from coverport.enrollment.actions import cancel_selection
from coverport.enrollment.models import Enrollment, PersonMonth
from coverport.oversight.journey.accounts import DOMAIN
from coverport.oversight.journey.forgetting import NotTheJourneysAlone, forget_rehearsals, hanging
from coverport.oversight.models import Rehearsal
from coverport.oversight.tasks import forget
from tests.applications.households import decided, publish_samples, somebody
from tests.enrollment.choices import choose
from tests.oversight.people import People

SYSTEM = Actor.system("test")
MADE = datetime(2026, 3, 1, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def everything() -> Counter[str]:
    """How many rows there are of each model."""
    models = [each for each in apps.get_models() if each._meta.managed and not each._meta.proxy]
    return Counter({each._meta.label: number for each in models if (number := each._base_manager.count())})


def begun(exchange: Any, name: str, made: datetime = MADE) -> User:
    """A walk that broke early: an account and an application."""
    user = somebody(f"{name}@{DOMAIN}")
    Rehearsal.objects.create(exchange=exchange, user=user)
    Rehearsal.objects.filter(user=user).update(made_at=made)
    start_application(actor=Actor.person(user), exchange=exchange, year=2014, shopping={}, on=exchange.today())
    return user


def walked(exchange: Any, name: str, made: datetime = MADE) -> User:
    """What a walk leaves: an account, a decision, a choice that is taken back."""
    user = somebody(f"{name}@{DOMAIN}")
    Rehearsal.objects.create(exchange=exchange, user=user)
    Rehearsal.objects.filter(user=user).update(made_at=made)
    enrollment = choose(decided(user, exchange)[0])
    cancel_selection(actor=SYSTEM, enrollment=enrollment, on=enrollment.selected_on)
    return user


def gone(exchange: Any, before: datetime) -> int:
    return forget_rehearsals(actor=SYSTEM, exchange=exchange, before=before, on=exchange.today())


def test_old_walks_are_forgotten_and_nothing_of_anybody_else(federal: Any) -> None:
    publish_samples()
    ana = choose(decided(somebody("ana@example.org"), federal)[0])
    untouched = everything()
    walked(federal, "one")
    assert PersonMonth.objects.exclude(enrollment=ana).exists()
    before = everything()
    # Younger than asked, and at the very moment: kept.
    assert gone(federal, MADE) == 0
    assert everything() == before
    assert gone(federal, MADE + timedelta(microseconds=1)) == 1
    assert everything() == untouched + Counter({"core.Event": 1})
    assert Event.objects.latest("id").data == {"walks": 1, "before": "2026-03-01"}
    assert gone(federal, MADE + timedelta(days=1)) == 0
    assert Enrollment.objects.get() == ana


def test_only_accounts_under_the_domain_that_reaches_nobody_are_the_journeys(federal: Any) -> None:
    ana = somebody("ana@example.org")
    Rehearsal.objects.create(exchange=federal, user=ana)
    before = everything()
    assert gone(federal, timezone.now() + timedelta(days=1)) == 0
    assert everything() == before


def test_a_row_that_is_somebody_elses_too_stops_everything(federal: Any) -> None:
    begun(federal, "one")
    bea = somebody("bea@example.org")
    start_application(actor=Actor.person(bea), exchange=federal, year=2014, shopping={}, on=federal.today())
    ours, hers = Household.objects.order_by("id")
    person = Person.objects.create(household=hers, first_name="Bea", last_name="Stone", birth_date=date(1980, 5, 1))
    shared = Applicant.objects.create(application=ours.applications.get(), person=person, position=1, applies=True)
    before = everything()
    assert shared.pk in hanging([Rehearsal.objects.get().user_id])[Applicant]
    with pytest.raises(NotTheJourneysAlone, match=r"applications\.Applicant"):
        gone(federal, MADE + timedelta(days=1))
    assert everything() == before


def test_the_database_itself_keeps_the_months_of_a_person(federal: Any) -> None:
    publish_samples()
    ana = choose(decided(somebody("ana@example.org"), federal)[0])
    for setting in ("no", "yes"):
        for table in ("enrollment_personmonth", "enrollment_creditbasis"):
            with pytest.raises(IntegrityError, match="only added"), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT set_config('coverport.forgets_rehearsals', %s, true)", [setting])
                cursor.execute(f"DELETE FROM {table}")
    assert ana.months.exists()


def test_another_exchange_keeps_its_walks_and_strangers_forget_none(federal: Any, vermont: Any, people: People) -> None:
    begun(federal, "one")
    assert gone(vermont, MADE + timedelta(days=1)) == 0
    with pytest.raises(NotAllowed):
        forget_rehearsals(actor=people.officer, exchange=federal, before=MADE + timedelta(days=1), on=federal.today())
    assert Household.objects.count() == 1


def test_every_night_and_by_command(federal: Any, capsys: Any) -> None:
    now = timezone.now()
    for name, days in (("old", 8), ("new", 6)):
        begun(federal, name, now - timedelta(days=days))
    forget(timestamp=0)
    assert Rehearsal.objects.get().user.email == f"new@{DOMAIN}"
    with pytest.raises(CommandError, match="one day at least"):
        call_command("run_test_journey", "federal", "--forget", "0")
    call_command("run_test_journey", "federal", "--forget", "5")
    assert "1 walks are forgotten." in capsys.readouterr().out
    assert not Rehearsal.objects.exists()
