"""One of every kind of object, and one of every kind of person who might ask for it. All made by the product's own verbs."""

import io
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import msgspec
from PIL import Image

from coverport.accounts.identity import actions as identity
from coverport.accounts.identity.models import IdentityProof
from coverport.accounts.models import Role, User
from coverport.accounts.roles import grant_role
from coverport.appeals.actions import file_appeal
from coverport.applications.models import Application, Person
from coverport.applications.revision import revise_application
from coverport.applications.verification.models import Inconsistency
from coverport.billing.attempts import begin_payment
from coverport.billing.invoicing import issue_invoice
from coverport.core.access import ANONYMOUS, Actor
from coverport.core.uploads import Upload
from coverport.edi.models import Discrepancy, Heard
from coverport.edi.reconciliation.taking import take_view
from coverport.enrollment.actions import effectuate, report_change, take_in_change
from coverport.enrollment.models import Enrollment, EventProof, Renewal, RenewalBatch, Rescission, SpecialPeriod
from coverport.exchanges.models import Exchange
from coverport.fallback.actions import keep_place, switch_off, switch_on
from coverport.fallback.models import Bridge, DirectPolicy, PolicyList
from coverport.handoff.actions import ask_full_determination
from coverport.handoff.agencysim.samples import somebody as applied
from coverport.handoff.inbox import receive
from coverport.handoff.layout import written
from coverport.handoff.models import Incoming, Match
from coverport.notices.models import Notice
from coverport.oversight.actions.gates import make_gate
from coverport.paper.intake import scan_envelope, take_call
from coverport.paper.models import PaperApplication
from coverport.plans.certification import actions as certification
from coverport.plans.models import QhpApplication
from coverport.plans.rules.certification import GATES
from tests.applications.households import BURLINGTON, LUIS, decided, person, somebody
from tests.billing.accounts import pays
from tests.enrollment.choices import choose
from tests.oversight.people import contract, site
from tests.plans.certification import filings

DAY = date(2013, 12, 10)
ZOE = person("Zoecanary", date(1973, 4, 28), last_name="Riveracanary", ssn="900124711")
# Nothing of these may be seen by anybody but their owner.
SECRETS = ("Zoecanary", "Riveracanary", "900124711", "900-12-4711", "zoecanary@example.org", "4711 Canary Lane")


@dataclass
class World:
    """References by the name that rows use in addresses; people by the name that rows allow."""

    exchange: Exchange
    people: dict[str, User | None] = field(default_factory=dict)
    at: dict[str, str] = field(default_factory=dict)


def make(exchange: Exchange, elsewhere: Exchange) -> World:
    """Zoe has an application, an enrollment, a bill, letters and identity proofs; an insurer has a filing; others have nothing here."""
    zoe = somebody("zoecanary@example.org")
    world = World(exchange, {"nobody": None, "zoe": zoe, "yan": somebody("yan@example.org")})
    world.people["ben"] = somebody("ben@example.org")
    world.people |= {
        "insurer": _staff("insurer@example.org", exchange, Role.Kind.ISSUER, filings.ISSUER),
        "other_insurer": _staff("other@example.org", exchange, Role.Kind.ISSUER, "88888"),
        "worker": _staff("state@example.org", exchange, Role.Kind.STATE_WORKER),
        "vendor": _staff("vendor@example.org", exchange, Role.Kind.VENDOR),
        "officer": _staff("officer@example.org", exchange, Role.Kind.CONTRACT_OFFICER),
        "worker_elsewhere": _staff("elsewhere@example.org", elsewhere, Role.Kind.STATE_WORKER),
    }
    _household(world, zoe)
    _identity(world, zoe)
    _filing(world)
    _changes_and_papers(world, zoe)
    _contract(world)
    _handed_off(world, zoe)
    _paper(world)
    _sent_here(world)
    _insurer_files(world)
    return world


def _staff(email: str, exchange: Exchange, kind: str, issuer_id: str = "") -> User:
    user = somebody(email)
    grant_role(actor=Actor.system("test"), user=user, exchange=exchange, kind=kind, issuer_id=issuer_id, on=DAY)
    return user


def staff(email: str, exchange: Exchange, *kinds: str) -> User:
    """Somebody with several roles at one exchange; an insurer's is of the same insurer as here."""
    user = somebody(email)
    for kind in kinds:
        number = filings.ISSUER if kind == Role.Kind.ISSUER else ""
        grant_role(actor=Actor.system("test"), user=user, exchange=exchange, kind=kind, issuer_id=number, on=DAY)
    return user


def _renewal(before: Enrollment) -> Renewal:
    """As a run leaves it for a human: plans of 2015 are not sold here."""
    home = {"exchange": before.exchange, "state": before.application.state, "year": 2015}
    batch = RenewalBatch.objects.create(stage="tell", on=DAY, households=1, **home)
    return Renewal.objects.create(
        household=before.application.household, before=before, status="needs_person", why="no_price", told_in=batch, told_on=DAY,
        answer_by=DAY, due_on=DAY, done_on=DAY, done_in=batch, **home,
    )  # fmt: skip


def _household(world: World, zoe: User) -> None:
    from msgspec.structs import replace

    home = replace(BURLINGTON, street="4711 Canary Lane")
    application, _determination = decided(zoe, world.exchange, (ZOE, LUIS), income=60_000_00, contact=home)
    world.at["application"] = application.reference
    enrollment = choose(application)
    world.at["enrollment"] = enrollment.reference
    world.at["renewal"] = _renewal(enrollment).reference
    world.at["draft"] = revise_application(actor=Actor.person(zoe), application=application, on=DAY).reference
    yan = person("Yan", date(1980, 2, 3), last_name="Li", sex="M")
    lee = person("Lee", date(1981, 2, 3), last_name="Li", sex="M")
    there = decided(somebody("lee@example.org"), world.exchange, (lee,), contact=BURLINGTON)[0]
    world.at["enrollment_of_lee"] = choose(there).reference
    world.people["lee"] = there.household.owner
    world.at["decided"] = decided(world.people["yan"], world.exchange, (yan,), contact=BURLINGTON)[0].reference
    world.at["letter"] = Notice.objects.filter(user=zoe, kind="plan_selected").order_by("id").first().reference


def _changes_and_papers(world: World, zoe: User) -> None:
    """A bill of Zoe stays open; another household of hers is covered, has a change on its way, and owes a paper."""
    covered = effectuate(
        actor=Actor.system("test"), enrollment=Enrollment.objects.get(reference=world.at["enrollment_of_lee"]), on=DAY
    )
    world.at["payment"] = pays(covered, 1_00, DAY).reference
    change = report_change(
        actor=Actor.person(world.people["lee"]), enrollment=covered, kind="income", happened_on=DAY, on=DAY
    )
    world.at["change"] = change.reference
    world.at["event_proof"] = _event_proof(covered).reference
    world.at["rescission"] = Rescission.objects.create(
        enrollment=covered, finding="fraud", facts="Canaryfact", found_by="An insurer", opened_on=DAY,
        earliest_on=date(2014, 1, 10), authority="45 CFR 147.128(a)",
    ).reference  # fmt: skip
    bill = Enrollment.objects.get(reference=world.at["enrollment"])
    told = take_in_change(
        actor=Actor.person(world.people["worker"]), enrollment=bill, kind="end", happened_on=date(2014, 1, 31), on=DAY
    )
    world.at["told_change"] = told.reference
    owes = issue_invoice(actor=Actor.system("test"), enrollment=bill, on=DAY).amount_cents
    world.at["attempt"] = begin_payment(actor=Actor.person(zoe), enrollment=bill, amount=owes, on=DAY).reference
    owed = Inconsistency.objects.filter(application__reference=world.at["application"], status="open").first()
    assert owed is not None
    world.at["owed"] = owed.reference


def _event_proof(of: Enrollment) -> EventProof:
    """As a choice of a later year leaves it: in 2013 no event is proven first."""
    period = SpecialPeriod.objects.create(
        exchange=of.exchange, household=of.application.household, event="loss_of_coverage", event_date=DAY, told_on=DAY,
        opens=DAY, closes=DAY,
    )  # fmt: skip
    Enrollment.objects.filter(pk=of.pk).update(period=period)
    return EventProof.objects.create(period=period, asked_on=DAY, due_on=DAY, authority="45 CFR 155.420(g)")


def _handed_off(world: World, zoe: User) -> None:
    """Zoe asked the Medicaid agency to look at everything, and records show something of her."""
    application = Application.objects.get(reference=world.at["application"])
    one = application.applicants.select_related("person").get(relationship="self").person
    world.at["appeal"] = file_appeal(
        actor=Actor.person(zoe),
        application=application,
        grounds="Zoecanary earns less.",
        expedited=False,
        keeps_help=False,
        on=DAY,
    ).reference
    case = ask_full_determination(actor=Actor.person(zoe), application=application, person=one.reference, on=DAY)
    match = Match.objects.create(
        exchange=world.exchange, application=application, person=one, found="medicare", told_on=DAY,
        answer_by=date(2014, 1, 9), ends=date(2014, 2, 1),
    )  # fmt: skip
    world.at |= {"case": case.reference, "match": match.reference}


def _contract(world: World) -> None:
    made = contract(world.exchange, slug="access")
    world.at["deliverable"] = site(made).reference
    make_gate(actor=Actor.system("test"), exchange=world.exchange, year=2014, owner="Joan Whitfield", on=DAY)


def _paper(world: World) -> None:
    """An envelope with a page that no code places, a call, and a place that was kept."""
    clerk = Actor.person(world.people["worker"])
    common = {"actor": clerk, "exchange": world.exchange, "on": DAY}
    blank = io.BytesIO()
    Image.new("L", (300, 400), 255).save(blank, "JPEG")
    envelope = scan_envelope(
        channel="mail", received_on=DAY, postmarked_on=None, uploads=[Upload("scan.jpg", blank.getvalue())], **common
    )
    world.at["envelope"], world.at["sheet"] = envelope.reference, envelope.sheets.get().reference
    world.at["paper"] = take_call(**common).reference
    given = {"exchange": world.exchange, "function": "payments", "on": DAY}
    switch_off(actor=clerk, reason="test", **given)
    arrival = keep_place(actor=ANONYMOUS, name="Yan", contact="603-555-0100", **given)
    switch_on(actor=clerk, reason="test", **given)
    assert arrival is not None
    world.at["arrival"] = arrival.reference
    _meanwhile(world)


def _meanwhile(world: World) -> None:
    """Zoe, covered by an older program, and the policy that she bought directly."""
    paper = PaperApplication.objects.get(reference=world.at["paper"])
    zoe = Person.objects.filter(household__owner=world.people["zoe"]).order_by("pk").first()
    given = {"exchange": world.exchange, "first": DAY}
    row = Bridge.objects.create(
        kind="program", title="Catamount Health", state="VT", paper=paper, person=zoe, last=DAY, authority="test", opened_on=DAY,
        **given,
    )  # fmt: skip
    policies = PolicyList.objects.create(exchange=world.exchange, name="list.csv", sha256="0", on=DAY)
    policy = DirectPolicy.objects.create(
        list=policies, number="P-1", plan_id="12345NH0010001", issuer_id="12345", paid_through=DAY, premium_cents=1,
        people=[[zoe.first_name, zoe.last_name, "1980-01-01"]], **given,
    )  # fmt: skip
    world.at |= {"bridge": row.reference, "policy": policy.reference}


def _insurer_files(world: World) -> None:
    """The insurer has sent its view of a month, with a policy that the exchange does not have."""
    header = f"HDR|coverport-1|{world.exchange.slug}|{filings.ISSUER}|2013-12-01|2013-12-09T12:00:00+00:00|1|Y"
    line = "|".join(["DTL", "ZZZZ-ZZZZ", "X", "Y", *[""] * 27])
    received = take_view(
        exchange=world.exchange.slug, issuer=filings.ISSUER, name="view.txt", at=datetime(2013, 12, 10, tzinfo=UTC),
        content=f"{header}\n{line}\nTRL|1|0.00|0.00\n".encode(),
    )  # fmt: skip
    found = Discrepancy.objects.get(policy="ZZZZ-ZZZZ")
    message = Heard.objects.create(
        received=received,
        segment=1,
        event="terminate",
        policy="ZZZZ-ZZZZ",
        outcome="staff",
        reasons=[{"code": "unknown"}],
    )
    world.at |= {
        "received_file": str(received.pk),
        "message": str(message.pk),
        "sent_file": str(found.answered_in_id),
        "discrepancy": found.reference,
    }


def _sent_here(world: World) -> None:
    """An account of the Medicaid agency that only a human can join: nobody has an email address of theirs."""
    sent = applied("VT", email="", on=DAY, year=2014)
    people = tuple(msgspec.structs.replace(one, first_name="Agencanary") for one in sent.people)
    receive(world.exchange, written(msgspec.structs.replace(sent, people=people)), on=DAY)
    world.at["incoming"] = Incoming.objects.get(status="waits").reference


def _identity(world: World, zoe: User) -> None:
    common = {"actor": Actor.person(zoe), "user": zoe, "exchange": world.exchange, "on": DAY}
    proof = identity.send_document(upload=Upload("card.pdf", b"%PDF-1.7 Zoecanary"), **common)
    choice = {"id": "a", "text": "Maple Lane"}
    asked = {"session": "s", "questions": [{"id": "street", "text": "On which street?", "choices": [choice]}]}
    waits = IdentityProof.objects.create(user=zoe, exchange=world.exchange, way="questions", state="asked", asked=asked)
    world.at["questions"] = waits.reference
    world.at["proof"], world.at["document"] = proof.reference, proof.documents.get().reference


def _filing(world: World) -> None:
    insurer = world.people["insurer"]
    assert insurer is not None
    filing = certification.start_application(
        actor=Actor.person(insurer), exchange=world.exchange, year=2014, state="VT", issuer_id=filings.ISSUER,
        issuer_name="Granite Health", on=DAY,
    )  # fmt: skip
    common = {"actor": Actor.person(insurer), "application": filing, "on": DAY}
    gate = str(next(iter(GATES)))
    sent = certification.upload_document(gate=gate, upload=filings.document("license.pdf"), **common)
    world.at |= {"filing": filing.reference, "file": sent.reference, "gate": gate}
    # How a filing gets this far is told in tests/plans/certification; here it only has to stand there.
    there = QhpApplication.objects.create(
        filed_at=world.exchange, year=2015, started_on=DAY, state="VT", issuer_id=filings.ISSUER, issuer_name="Granite Health",
        status="submitted", submitted_on=DAY,
    )  # fmt: skip
    world.at["submitted"] = there.reference
