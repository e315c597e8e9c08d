"""A sample backlog, such as Massachusetts' of February 2014: papers that nobody has keyed in, and cases of another system that wait."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import sha256

import msgspec
from django.db import transaction

from coverport.applications.models import Applicant, Application, Person
from coverport.applications.rules import steps
from coverport.core.access import Actor, Permission
from coverport.core.copying import copy_models
from coverport.core.errors import Refusal
from coverport.core.events import record
from coverport.exchanges.models import Exchange
from coverport.fallback.events import CasesTaken
from coverport.fallback.models import CaseFile, TakenCase
from coverport.law.lookups import typed
from coverport.law.parameters import ApplicationDate
from coverport.paper.bringing import Brought, new_case, write_cases
from coverport.paper.models import Channel, PaperApplication
from coverport.paper.rules.dates import application_date

CHUNK = 2_000
SYSTEM = "sample"
HOMES = (
    ("Boston", "02108", "25025"), ("Springfield", "01103", "25013"), ("Worcester", "01608", "25027"), ("Lowell", "01852", "25017"),
    ("New Bedford", "02740", "25005"),
)  # fmt: skip
FIRST, LAST = (
    ("Ana", "Luis", "Mia", "Tom", "Eva", "Ben", "Ida", "Max"),
    ("Rivera", "Stone", "Nguyen", "Silva", "Brown", "Costa", "Pierre"),
)
# Of 100 households: of one, two, three and four people.
SIZES = (1,) * 45 + (2,) * 25 + (3,) * 15 + (4,) * 15


class Backlog(msgspec.Struct, frozen=True):
    """What waits then. people: in cases of which people are known."""

    paper: int
    electronic: int
    people: int


class NoSample(Refusal):
    """Invented people only where everything is invented."""

    code = "no_sample"


@transaction.atomic
def make_backlog(
    *, actor: Actor, exchange: Exchange, name: str, year: int, paper: int, electronic: int, first: date, on: date
) -> Backlog | None:
    """So many papers to key in and cases that wait, received from a day to another; None where this backlog is there already.

    The same name gives the same people. Written by COPY: one event for all of it. Raises NotAllowed, NoSample.
    """
    actor.require(Permission.RUN_FALLBACK, exchange)
    if not exchange.sample:
        raise NoSample(f"{exchange.slug} is no sample exchange: a backlog of invented people would mix with real ones.")
    digest = sha256(f"{name} {paper} {electronic} {on}".encode()).hexdigest()
    file, new = CaseFile.objects.get_or_create(
        exchange=exchange, sha256=digest,
        defaults={"name": name, "mapping": "invented", "mapping_version": 1, "taken_on": on, "taken_by": actor.label},
    )  # fmt: skip
    if not new:
        return None
    draw = random.Random(digest)  # noqa: S311 (invented people)
    for size in _chunks(paper):
        copy_models([_sheet(exchange, year, first, on, draw) for _n in range(size)])
    people = done = 0
    for size in _chunks(electronic):
        people += _write_cases(file, year, first, on, draw, done, size)
        done += size
    record(
        CasesTaken(file.reference, paper + electronic, 0), by=actor, on=on, exchange=exchange.slug, subject=file.reference,
        purpose="a sample backlog",
    )  # fmt: skip
    return Backlog(paper, electronic, people)


def _chunks(count: int) -> Iterator[int]:
    for begun in range(0, count, CHUNK):
        yield min(CHUNK, count - begun)


def _day(first: date, on: date, draw: random.Random) -> date:
    """More of the later days: it piled up."""
    return first + timedelta(days=int((on - first).days * draw.random() ** 0.5))


def _sheet(exchange: Exchange, year: int, first: date, on: date, draw: random.Random) -> PaperApplication:
    """A mailed form, scanned and sorted, of which nobody has keyed anything."""
    received = _day(first, on, draw)
    postmarked = received - timedelta(days=draw.randint(1, 12))
    law = typed(ApplicationDate, "paper.application_date", on=received, state=exchange.profile.states[0])
    counted = application_date(channel=Channel.MAIL, received_on=received, postmarked_on=postmarked, law=law)
    return PaperApplication(
        exchange=exchange, year=year, channel=Channel.MAIL, received_on=received, postmarked_on=postmarked,
        counts_from=counted.day, counts_rule=counted.rule, counts_citation=counted.citation,
        status=PaperApplication.Status.KEYING,
    )  # fmt: skip


def _write_cases(file: CaseFile, year: int, first: date, on: date, draw: random.Random, begun: int, size: int) -> int:
    """Cases whose people and address another system has; what it never asked is for a clerk to ask. Answers how many people."""
    cases = [_case(file.exchange, year, _day(first, on, draw), on, draw) for _n in range(size)]
    write_cases(cases)
    copy_models([_came(file, case.paper, f"{begun + n}") for n, case in enumerate(cases, 1)])
    return sum(len(case.draft.held_people or ()) for case in cases)


def _case(exchange: Exchange, year: int, came: date, on: date, draw: random.Random) -> Brought:
    case = new_case(exchange=exchange, year=year, applied_on=came, language="en", on=on)
    case.paper.note = f"an answer in the step {steps.CITIZENSHIP} is missing; nobody has signed"
    draft = case.draft
    draft.saved_steps, draft.state = [steps.PEOPLE, steps.ADDRESS], "MA"
    draft.city, draft.zip, draft.county_fips = draw.choice(HOMES)
    draft.street = f"{draw.randint(1, 400)} Main Street"
    draft.held_people = list(_people(draft, draw))
    return case


def _people(draft: Application, draw: random.Random) -> Iterator[Applicant]:
    last = draw.choice(LAST)
    for position in range(draw.choice(SIZES)):
        child = position > 1
        born = date(
            draw.randint(1998, 2013) if child else draw.randint(1950, 1992), draw.randint(1, 12), draw.randint(1, 28)
        )
        person = Person(
            household=draft.household,
            first_name=draw.choice(FIRST),
            last_name=last,
            birth_date=born,
            sex=draw.choice("FM"),
        )
        one = Applicant(
            application=draft, person=person, position=position, applies=True,
            relationship="child" if child else ("self", "spouse")[position],
        )  # fmt: skip
        one.tell(elsewhere=False)
        yield one


def _came(file: CaseFile, paper: PaperApplication, number: str) -> TakenCase:
    draft = paper.application
    assert draft is not None, "it was just written"
    cells = {
        "case_number": number, "application_date": paper.counts_from.isoformat(), "plan_year": f"{paper.year}",
        "street": draft.street, "city": draft.city, "zip": draft.zip, "county_fips": draft.county_fips,
    }  # fmt: skip
    return TakenCase(
        file=file, exchange=file.exchange, system=f"{SYSTEM} {file.reference}", number=number, paper=paper,
        cells={"case": cells, "people": []},
    )  # fmt: skip
