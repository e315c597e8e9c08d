"""Renewal of generated households on one core: told, enrolled again, due at insurers; memory; beside bare rows written the same way.

COVERPORT_BENCH_HOUSEHOLDS says how many (10,000); what it creates stays in the bench's own database, which is removed.
"""

import os
import random
import resource
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import django

from bench.table import note, report

HOUSEHOLDS = int(os.environ.get("COVERPORT_BENCH_HOUSEHOLDS", "10000"))
SEED = 2027
CHOSEN, TOLD, DONE = date(2025, 11, 20), date(2026, 10, 1), date(2026, 11, 1)
# Families that are answered and enrolled by the product's own verbs; the others are their likes.
PATTERNS = 24


def main() -> None:
    """In a process of its own. Goal: 500 households a second with all that is written, and memory flat."""
    django.setup()
    from coverport.core.deliveries import drain
    from coverport.enrollment.models import Enrollment
    from coverport.exchanges.models import Exchange

    exchange = Exchange.objects.get(slug="vt")
    _markets(exchange)
    _multiply(_patterns(exchange), HOUSEHOLDS)
    peaks: list[int] = []
    told = _stage(exchange, TOLD, lambda *_: peaks.append(_peak()))
    done = _stage(exchange, DONE)
    due = _timed(lambda: drain(limit=10**9), subscribers=("edi.batch_renewed", "billing.batch_renewed"))
    assert Enrollment.objects.filter(year=2027).count() >= HOUSEHOLDS
    bare = _bare_rows(20 * HOUSEHOLDS)
    whole = HOUSEHOLDS / (told + done + due)
    note(
        f"{HOUSEHOLDS} households of 1 to 4 people in Vermont; told {HOUSEHOLDS / told:,.0f}/s, enrolled again {HOUSEHOLDS / done:,.0f}/s, "
        f"due at insurers {HOUSEHOLDS / due:,.0f}/s; load {os.getloadavg()[0]:.1f}"
    )
    report(
        "renewal, all of it with its letters",
        f"{whole:,.0f} households/s",
        "rows of one narrow table by COPY",
        f"{bare:,.0f}/s",
        whole / bare,
    )
    early = peaks[len(peaks) // 4]
    report("memory at the end", f"{_peak()} MB", "after a quarter of the first run", f"{early} MB", _peak() / early)


def _markets(exchange: Any) -> None:
    from coverport.core.access import Actor
    from coverport.plans.actions import bring_current_catalog
    from coverport.plans.market import Wish
    from coverport.plans.market_actions import generate_market

    for year in (2026, 2027):
        generate_market(actor=Actor.system("bench"), wish=Wish(exchange.slug, "VT", year, 4, 60, 1), on=TOLD)
        bring_current_catalog(exchange=exchange.slug, year=year)


def _patterns(exchange: Any) -> list[Any]:
    """Families of every kind, enrolled in 2026."""
    from tests.applications.households import LUIS, MIA, TOM, person
    from tests.enrollment.renewal.market import enrolled

    drawn = random.Random(SEED)
    found = []
    for number in range(PATTERNS):
        you = person("Ana", date(drawn.randint(1962, 1998), drawn.randint(1, 12), 5))
        people = [you, *drawn.choice(((), (LUIS,), (MIA,), (LUIS, MIA), (LUIS, MIA, TOM)))]
        found.append(
            enrolled(
                people, "VT", email=f"pattern{number}@example.org", level=drawn.choice(("bronze", "silver", "gold")),
                income=drawn.randint(45, 130) * 1000_00, consent_years=drawn.choice((0, 5, 5, 5)),
            )
        )  # fmt: skip
    return found


def _multiply(patterns: list[Any], count: int) -> None:
    """Each pattern's rows again and again under other references, by COPY's speed rather than by verbs."""
    from django.db import transaction

    for start in range(0, count - len(patterns), 1000):
        with transaction.atomic():
            _copies(patterns, start, min(1000, count - len(patterns) - start))


def _copies(patterns: list[Any], start: int, count: int) -> None:
    from coverport.accounts.models import User
    from coverport.applications.models import Applicant, Application, Household, Person
    from coverport.applications.revision import ANSWERS, OF_EACH
    from coverport.enrollment.models import Enrollment, EnrollmentMember

    chosen = [patterns[(start + n) % len(patterns)] for n in range(count)]
    users = User.objects.bulk_create(
        [
            User(email=f"like{start + n}@example.org", email_key=f"like{start + n}@example.org", password="!")
            for n in range(count)
        ]
    )
    households = Household.objects.bulk_create(
        [Household(exchange=each.exchange, owner=user) for each, user in zip(chosen, users, strict=True)]
    )
    before = {
        each.pk: list(each.application.applicants.select_related("person").order_by("position")) for each in patterns
    }
    members = {each.pk: list(each.members.all()) for each in patterns}
    persons = Person.objects.bulk_create(
        [
            Person(
                household=household,
                first_name=one.person.first_name,
                last_name=one.person.last_name,
                birth_date=one.person.birth_date,
                sex=one.person.sex,
            )
            for each, household in zip(chosen, households, strict=True)
            for one in before[each.pk]
        ]
    )
    by_household: dict[int, list[Any]] = {}
    for one in persons:
        by_household.setdefault(one.household_id, []).append(one)
    applications = Application.objects.bulk_create(
        [
            Application(
                household=household, exchange=each.exchange, year=2026, started_on=CHOSEN, status="submitted", submitted_on=CHOSEN,
                signature="Ana Rivera", consent_years=each.application.consent_years,
                **{name: getattr(each.application, name) for name in ANSWERS},
            )
            for each, household in zip(chosen, households, strict=True)
        ]
    )  # fmt: skip
    Applicant.objects.bulk_create(
        [
            _applicant(application, old, person, by_household[application.household_id], before[each.pk], OF_EACH)
            for each, application in zip(chosen, applications, strict=True)
            for old, person in zip(before[each.pk], by_household[application.household_id], strict=True)
        ]
    )
    fields = [
        f.attname
        for f in Enrollment._meta.concrete_fields
        if f.name not in {"id", "reference", "submission", "application", "selected_at"}
    ]
    import uuid

    enrollments = Enrollment.objects.bulk_create(
        [
            Enrollment(
                application=application, submission=uuid.uuid4(), **{name: getattr(each, name) for name in fields}
            )
            for each, application in zip(chosen, applications, strict=True)
        ]
    )
    mine = [f.attname for f in EnrollmentMember._meta.concrete_fields if f.name not in {"id", "enrollment", "person"}]
    rows = []
    for each, application, enrollment in zip(chosen, applications, enrollments, strict=True):
        place = {
            old.person_id: person
            for old, person in zip(before[each.pk], by_household[application.household_id], strict=True)
        }
        rows += [
            EnrollmentMember(
                enrollment=enrollment, person=place[row.person_id], **{name: getattr(row, name) for name in mine}
            )
            for row in members[each.pk]
        ]
    EnrollmentMember.objects.bulk_create(rows)


def _applicant(
    application: Any, old: Any, person: Any, new_people: list[Any], old_people: list[Any], names: Any
) -> Any:
    """The same answers, in which people are named by their own references."""
    from coverport.applications.models import Applicant

    given = {name: getattr(old, name) for name in names} | {"person_id": person.pk}
    refs = {each.person.reference: other.reference for each, other in zip(old_people, new_people, strict=True)}
    given["answers"] = _renamed(old.answers, refs)
    return Applicant(application=application, **given)


def _renamed(value: Any, refs: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _renamed(each, refs) for key, each in value.items()}
    if isinstance(value, list):
        return [_renamed(each, refs) for each in value]
    if isinstance(value, str):
        for old, new in refs.items():
            value = value.replace(old, new)
    return value


def _stage(exchange: Any, on: date, watch: Any = None) -> float:
    """Seconds of a core that a run takes."""
    from coverport.core.access import Actor
    from coverport.enrollment.renewal.actions import renew

    arguments = {"watch": watch} if watch else {}
    return _seconds(
        lambda: renew(actor=Actor.system("renewal"), exchange=exchange, state="VT", year=2027, on=on, **arguments)
    )


def _seconds(work: Any) -> float:
    """Of the processor, ours and the database's for us, so that what else the machine does stays out."""
    began = _spent()
    work()
    return _spent() - began


def _spent() -> float:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    told = Path(f"/proc/{pid}/stat")
    if not told.is_file():  # another machine's database: ours alone is told
        return time.process_time()
    fields = told.read_text().rpartition(")")[2].split()
    return time.process_time() + (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _timed(work: Any, subscribers: tuple[str, ...]) -> float:
    """Letters are set by other workers: their deliveries are left alone here."""
    from coverport.core.models import Delivery

    Delivery.objects.exclude(subscriber__in=subscribers).delete()
    return _seconds(work)


def _bare_rows(count: int) -> float:
    """Rows a second of one narrow table, in the same database."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE bare (a bigint, b date, c text)")
        began = _spent()
        with cursor.copy("COPY bare FROM STDIN") as copy:
            for number in range(count):
                copy.write_row((number, TOLD, "x" * 40))
        return count / (_spent() - began)


def _peak() -> int:
    """Megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
    sys.exit(0)
