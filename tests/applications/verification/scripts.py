"""Households as the hub knows them and as they answer, with what must follow: by person, and for each service that fails."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from coverport.accounts.models import User
from coverport.applications import actions
from coverport.applications.hubsim.people import Scripted
from coverport.applications.models import Application
from coverport.applications.rules.answers import PersonAnswer
from coverport.core.access import Actor
from coverport.exchanges.models import Exchange
from tests.applications.households import ANA, BURLINGTON, CONCORD, DAY, LUIS, MIA, answer_the_rest, answered, person

BORN = {"Ana": ANA.birth_date, "Luis": LUIS.birth_date, "Mia": MIA.birth_date}
NUMBERS = {"Ana": "900000001", "Luis": "900000002", "Mia": "900000003"}
Open = frozenset[tuple[str, str]]


def known(name: str, **more: Any) -> Scripted:
    """Somebody whom every agency knows as they are."""
    facts = {"ssn": NUMBERS[name], "lives_in": "NH", "wages": None, **more}
    return Scripted(first_name=name, last_name="Rivera", birth_date=BORN[name], **facts)


def numbered(one: PersonAnswer, **more: Any) -> PersonAnswer:
    more = {"ssn": NUMBERS[one.first_name], **more}
    return person(one.first_name, one.birth_date, one.relationship, sex=one.sex, **more)


def opened(**kinds: str) -> Open:
    """Ana="number citizenship" -> {("Ana", "number"), ("Ana", "citizenship")}."""
    return frozenset((name, kind) for name, each in kinds.items() for kind in each.split())


@dataclass(frozen=True)
class Script:
    """One household. decided: the kind of each one's decision, as attested, whatever the hub does.

    at_once: open after the signature while all services work; failing: by a service that fails, what is open after the signature and
    what a day later; a service that is not listed changes nothing.
    """

    name: str
    people: Sequence[PersonAnswer]
    hub: Sequence[Scripted]
    decided: Mapping[str, str]
    at_once: Open = frozenset()
    failing: Mapping[str, tuple[Open, Open]] = field(default_factory=dict)
    income: int = 30_000_00
    vermont: bool = False
    consent: int = 5
    immigrant: Mapping[str, Any] | None = None


NOTHING: Open = frozenset()
FINE = known("Ana", tax=Decimal(30000), wages=Decimal(2500))
CREDIT = {"Ana": "credit"}

SCRIPTS = (
    Script(
        "everything is confirmed", [numbered(ANA)], [FINE], CREDIT,
        failing={
            "ssa": (NOTHING, opened(Ana="number citizenship")),
            "public": (NOTHING, opened(Ana="public_coverage")),
            "tax": (NOTHING, opened(Ana="income")),
        },
    ),
    Script(
        "the hub does not know her", [numbered(ANA)], [], CREDIT, opened(Ana="number citizenship income"),
        failing={
            # Without Social Security's word the tax service says that there is no return, which is reason enough.
            "ssa": (opened(Ana="income"), opened(Ana="number citizenship income")),
            "public": (opened(Ana="number citizenship income"), opened(Ana="number citizenship income public_coverage")),
        },
    ),
    Script(
        "no number", [ANA], [known("Ana", ssn="")], CREDIT, opened(Ana="citizenship income"),
    ),
    Script(
        "no consent to tax data", [numbered(ANA)], [FINE], CREDIT, opened(Ana="income"), consent=0,
        failing={
            "ssa": (opened(Ana="income"), opened(Ana="income number citizenship")),
            "public": (opened(Ana="income"), opened(Ana="income public_coverage")),
        },
    ),
    Script(
        "a husband who does not apply files with her", [numbered(ANA), numbered(LUIS, applies=False), numbered(MIA)],
        [FINE, known("Luis", tax=Decimal(10000), citizen=None), known("Mia")],
        {"Ana": "credit_and_savings", "Luis": "not_applying", "Mia": "medicaid"}, income=40_000_00,
        failing={
            # He is asked about for the tax data alone, and is never asked to prove anything.
            "ssa": (NOTHING, opened(Ana="number citizenship", Mia="number citizenship")),
            "public": (NOTHING, opened(Ana="public_coverage")),
            "tax": (NOTHING, opened(Ana="income")),
        },
    ),
    Script(
        "a permanent resident", [numbered(ANA)],
        [known("Ana", citizen=False, tax=Decimal(30000), alien_number="A900000001", status="lawful_permanent_resident")], CREDIT,
        immigrant={"status": "lawful_permanent_resident", "alien_number": "A900000001", "status_since": date(2005, 1, 1)},
        failing={
            "ssa": (NOTHING, opened(Ana="number")),
            "immigration": (NOTHING, opened(Ana="immigration")),
            "public": (NOTHING, opened(Ana="public_coverage")),
            "tax": (NOTHING, opened(Ana="income")),
        },
    ),
    Script(
        "a status that has ended", [numbered(ANA)],
        [known("Ana", citizen=False, tax=Decimal(30000), alien_number="A900000001", lawfully_present=False)], CREDIT,
        opened(Ana="immigration"),
        immigrant={"status": "lawful_permanent_resident", "alien_number": "A900000001", "status_since": date(2005, 1, 1)},
        failing={
            "ssa": (opened(Ana="immigration"), opened(Ana="immigration number")),
            "immigration": (NOTHING, opened(Ana="immigration")),
            "public": (opened(Ana="immigration"), opened(Ana="immigration public_coverage")),
            "tax": (opened(Ana="immigration"), opened(Ana="immigration income")),
        },
    ),
    Script(
        "every record says otherwise", [numbered(ANA)],
        [known("Ana", tax=Decimal(30000), deceased=True, incarcerated=True, employer_coverage=True, programs=("medicare",), lives_in="NY")],
        CREDIT, opened(Ana="death incarceration employer_coverage public_coverage residency"),
        failing={
            # Where Social Security, the employer or the state is silent, her word on jail, death, a job's plan and her home is taken.
            "ssa": (opened(Ana="employer_coverage public_coverage residency"),
                    opened(Ana="employer_coverage public_coverage residency number citizenship")),
            "employer": (opened(Ana="death incarceration public_coverage residency"),) * 2,
            "residency": (opened(Ana="death incarceration public_coverage employer_coverage"),) * 2,
            "public": (opened(Ana="death incarceration employer_coverage residency"),
                       opened(Ana="death incarceration employer_coverage residency public_coverage")),
            "tax": (opened(Ana="death incarceration employer_coverage public_coverage residency"),
                    opened(Ana="death incarceration employer_coverage public_coverage residency income")),
        },
    ),
    Script(
        "far less than on the last return", [numbered(ANA)], [known("Ana", tax=Decimal(60000), wages=Decimal(5000))], CREDIT,
        opened(Ana="income"),
        failing={
            "ssa": (opened(Ana="income"), opened(Ana="income number citizenship")),
            "public": (opened(Ana="income"), opened(Ana="income public_coverage")),
            "tax": (NOTHING, opened(Ana="income")),
            "wages": (NOTHING, opened(Ana="income")),
        },
    ),
    Script(
        "less than on the last return, as the wages confirm", [numbered(ANA)],
        [known("Ana", tax=Decimal(60000), wages=Decimal(2500))], CREDIT,
        failing={
            "ssa": (NOTHING, opened(Ana="number citizenship")),
            "public": (NOTHING, opened(Ana="public_coverage")),
            "tax": (NOTHING, opened(Ana="income")),
            "wages": (NOTHING, opened(Ana="income")),
        },
    ),
    Script(
        "Medicaid by the exchange, confirmed by wages", [numbered(ANA)], [known("Ana", wages=Decimal(1000), lives_in="VT")],
        {"Ana": "medicaid"}, income=12_000_00, vermont=True,
        failing={
            "ssa": (NOTHING, opened(Ana="number citizenship")),
            "wages": (NOTHING, opened(Ana="medicaid_income")),
        },
    ),
    Script(
        "Medicaid by the exchange, wages above the limit", [numbered(ANA)],
        [known("Ana", wages=Decimal(4000), lives_in="VT")], {"Ana": "medicaid"}, opened(Ana="medicaid_income"),
        income=12_000_00, vermont=True,
        failing={
            "ssa": (opened(Ana="medicaid_income"), opened(Ana="medicaid_income number citizenship")),
            "wages": (NOTHING, opened(Ana="medicaid_income")),
        },
    ),
)  # fmt: skip


def draft_of(script: Script, user: User, exchange: Exchange) -> Application:
    """The household's answers, all but the signature."""
    contact = BURLINGTON if script.vermont else CONCORD
    draft = answered(user, exchange, script.people, income=script.income, contact=contact)
    if script.immigrant:
        actor, keys = Actor.person(user), [one.person.reference for one in draft.applicants.select_related("person")]
        attested = dict.fromkeys(keys, "immigrant")
        actions.save_citizenship(actor=actor, application=draft, attested=attested, on=DAY)
        answer_the_rest(draft, {"status_marks": (), **script.immigrant}, on=DAY)
    draft.refresh_from_db()
    return draft
