"""What happened is proven before coverage starts: who is asked, what waits, and what comes of it in time and too late."""

import re
from datetime import date
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from coverport.accounts.roles import grant_role
from coverport.applications.models import Application
from coverport.applications.verification.refusals import NotReviewed, ProofClosed
from coverport.core.access import Actor
from coverport.core.errors import NotAllowed
from coverport.core.models import Event
from coverport.core.uploads import NotTaken, Upload
from coverport.edi.models import Due834
from coverport.enrollment.actions import await_payment, cancel_selection, effectuate, grant_special_period, select_plan
from coverport.enrollment.choice.dental import children_of
from coverport.enrollment.choice.refusals import WrongState
from coverport.enrollment.choice.selection import decided as decision
from coverport.enrollment.choice.selection import offer
from coverport.enrollment.choice.ways import ways
from coverport.enrollment.models import Enrollment, EventPaper, EventProof, SpecialPeriod
from coverport.enrollment.pricing import shopper
from coverport.enrollment.special import proving
from coverport.enrollment.special.proof_notices import EVENT_PROOF, context_of
from coverport.exchanges.models import Exchange
from coverport.notices.blocks import texts
from coverport.notices.kinds import build
from coverport.notices.models import Notice
from coverport.plans import catalogs
from tests.applications.households import ANA, CONCORD, decided, person, somebody
from tests.edi.enrolled import deliver
from tests.enrollment.choices import cheapest, choose, shown
from tests.enrollment.renewal.market import _new_hampshire, federal_years
from tests.enrollment.test_special_choice import tells
from tests.shopping.market import DAY

__all__ = ["_new_hampshire", "federal_years"]
LOST, CHOSEN, DUE = date(2027, 3, 5), date(2027, 3, 10), date(2027, 4, 9)
LETTER = Upload("letter.pdf", b"%PDF-1.7 the coverage ended")
KID = person("Mia", date(2019, 6, 1), "child")


@pytest.fixture
def market(federal_years) -> Exchange:
    return federal_years


@pytest.fixture
def application(market) -> Application:
    """Decided in open enrollment, without a plan until a job's coverage ended in March."""
    return decided(
        somebody("ana@example.org"), market, (ANA, KID), income=75_000_00, contact=CONCORD, on=DAY, year=2027
    )[0]


@pytest.fixture
def chosen(application) -> Enrollment:
    tells(application, event_date=LOST, on=CHOSEN)
    return choose(application, level="bronze", on=CHOSEN)


@pytest.fixture
def staff(market) -> Actor:
    worker = somebody("worker@example.org")
    grant_role(actor=Actor.system("test"), user=worker, kind="state_worker", exchange=market, on=CHOSEN)
    return Actor.person(worker)


def mine(enrollment: Enrollment) -> Actor:
    return Actor.person(enrollment.application.household.owner)


def proof_of(enrollment: Enrollment) -> EventProof:
    return EventProof.objects.get(period=enrollment.period)


def sent(enrollment: Enrollment, *, on: date = CHOSEN) -> EventPaper:
    return proving.send_paper(actor=mine(enrollment), proof=proof_of(enrollment), upload=LETTER, on=on)


@pytest.mark.parametrize(
    ("event", "state", "on", "asks"),
    [
        ("loss_of_coverage", "NH", date(2017, 6, 22), False),
        ("loss_of_coverage", "NH", date(2017, 6, 23), True),
        ("marriage", "NH", date(2022, 6, 30), True),
        ("marriage", "NH", date(2022, 7, 1), False),
        ("loss_of_coverage", "NH", date(2022, 7, 1), True),
        ("marriage", "NH", date(2026, 6, 1), False),  # that of all events is stayed
        ("loss_of_coverage", "NH", date(2027, 3, 10), True),
        ("loss_of_coverage", "VT", date(2027, 3, 10), False),  # state exchanges decide for themselves
        ("loss_of_coverage", "MA", date(2027, 3, 10), False),
    ],
)
def test_which_events_are_proven_first_is_of_the_year_and_the_exchange(event, state, on, asks):
    assert (proving.verified_first(event, state, on) is not None) is asks


@pytest.mark.django_db
def test_until_it_is_proven_nobody_else_hears_of_the_choice(chosen):
    deliver()
    assert (chosen.status, chosen.start, chosen.covered) == ("pended", date(2027, 4, 1), False)
    proof = proof_of(chosen)
    assert (proof.status, proof.asked_on, proof.due_on) == ("open", CHOSEN, DUE)
    assert not Due834.objects.exists()
    assert not Event.objects.filter(kind="enrollment.plan_selected").exists()
    assert {row.kind for row in Notice.objects.filter(about=chosen.reference)} == {EVENT_PROOF}
    for verb in (await_payment, effectuate):
        with pytest.raises(WrongState):
            verb(actor=Actor.system("billing"), enrollment=chosen, on=CHOSEN)
    assert ways(chosen.application, CHOSEN)  # the period is not used up


@pytest.mark.django_db
def test_proven_it_starts_on_the_day_that_it_had_when_it_was_chosen(chosen, staff):
    sent(chosen)
    proving.accept_proof(actor=staff, proof=proof_of(chosen), note="", on=date(2027, 4, 20))
    deliver()
    chosen.refresh_from_db()
    assert (chosen.status, chosen.start) == ("selected", date(2027, 4, 1))
    # Coverage has begun by then: thirty days from when the insurer hears of it, 45 CFR 155.400(e)(1)(iii).
    assert chosen.pay_by == date(2027, 5, 20)
    assert Due834.objects.get().since == date(2027, 4, 1)
    assert Notice.objects.filter(kind="plan_selected", about=chosen.reference).count() == 1
    with pytest.raises(ProofClosed):
        sent(chosen)


@pytest.mark.django_db
def test_without_a_paper_the_choice_ends_after_the_last_day_and_can_be_made_again(chosen, market):
    assert proving.expire_proofs(exchange=market, on=DUE) == 0
    assert proving.expire_proofs(exchange=market, on=date(2027, 4, 10)) == 1
    assert proving.expire_proofs(exchange=market, on=date(2027, 4, 10)) == 0
    deliver()
    chosen.refresh_from_db()
    assert (chosen.status, chosen.end_cause, chosen.canceled_on) == ("canceled", "not_proven", date(2027, 4, 10))
    assert not Due834.objects.exists()
    assert "is canceled" in "".join(texts(Notice.objects.get(kind="coverage_changed").content))
    again = choose(chosen.application, level="bronze", on=date(2027, 4, 11))
    assert again.status == "pended"
    assert (proof_of(again).status, proof_of(again).due_on) == ("open", date(2027, 5, 11))


@pytest.mark.django_db
def test_a_paper_that_waits_for_us_holds_the_end_back_until_it_is_refused(chosen, staff, market):
    paper = sent(chosen)
    assert sent(chosen) == paper  # the same file again
    late = date(2027, 4, 12)
    assert proving.expire_proofs(exchange=market, on=late) == 0
    with pytest.raises(NotReviewed):
        proving.refuse_paper(actor=staff, paper=paper, note=" ", on=late)
    proving.refuse_paper(actor=staff, paper=paper, note="It names nobody.", on=late)
    letter = Notice.objects.filter(kind=EVENT_PROOF).latest("id")
    assert "letter.pdf is not enough: It names nobody." in "".join(texts(letter.content))
    with pytest.raises(NotReviewed):
        proving.refuse_paper(actor=staff, paper=paper, note="Again", on=late)
    assert proving.expire_proofs(exchange=market, on=late) == 1


@pytest.mark.django_db
def test_who_has_a_plan_here_was_granted_the_time_or_had_a_child_is_not_asked(application, staff):
    grants = {"event": "loss_of_coverage", "event_date": LOST, "reason": "We saw the letter", "on": CHOSEN}
    grant_special_period(actor=staff, application=application, **grants)
    first = choose(application, level="bronze", on=CHOSEN)
    assert first.status == "selected"
    effectuate(actor=Actor.system("edi"), enrollment=first, on=CHOSEN)
    tells(application, event_date=date(2027, 3, 8), on=CHOSEN)
    [way] = ways(application, CHOSEN)
    chosen = offer(application, cheapest(application, "bronze", on=CHOSEN), None, on=CHOSEN, way=way.key)
    assert first.plan_id == chosen.price.plan.plan_id
    period = SpecialPeriod.objects.latest("id")
    first.period = period
    assert proving._rule_for(first, CHOSEN) is None  # covered already
    Enrollment.objects.update(status="selected", effectuated_on=None)
    assert proving._rule_for(first, CHOSEN) is not None
    period.event = "birth_adoption"
    year_of_adoptions = date(2019, 7, 1)
    assert proving._rule_for(first, year_of_adoptions) is not None
    period.event_date = date(2019, 6, 1)  # Mia's birthday
    assert proving._rule_for(first, year_of_adoptions) is None


@pytest.mark.django_db
def test_another_plan_instead_and_a_dental_plan_beside_wait_for_the_same_proof(chosen, staff):
    application = chosen.application
    [way] = ways(application, CHOSEN)
    plan_id = cheapest(application, "silver", on=CHOSEN)
    found = offer(application, plan_id, None, on=CHOSEN, way=way.key)
    common = {
        "actor": mine(chosen),
        "application": application,
        "signature": "Ana Rivera",
        "on": CHOSEN,
        "way": way.key,
    }
    other = select_plan(
        plan_id=plan_id, people=None, credit=found.price.credit, shown=shown(found, found.price.credit), submission=uuid4(),
        instead_of=chosen, **common,
    )  # fmt: skip
    chosen.refresh_from_db()
    assert (chosen.status, other.status, other.follows) == ("canceled", "pended", chosen)
    catalog = catalogs.current("federal", 2027)
    place = catalog.place(application.county_fips, application.zip)
    young = children_of(shopper(application, decision(application), start=other.start))
    dental_id = catalog.plan_id_of(int(place.dental_rows[0]))
    seen = offer(application, dental_id, young, on=CHOSEN, way=way.key, kind="dental")
    dental = select_plan(
        plan_id=dental_id, people=young, credit=0, shown=shown(seen, 0), submission=uuid4(), kind="dental", **common
    )
    assert dental.status == "pended"
    proving.accept_proof(actor=staff, proof=proof_of(other), note="Called the employer", on=CHOSEN)
    assert set(Enrollment.objects.exclude(pk=chosen.pk).values_list("status", flat=True)) == {"selected"}


@pytest.mark.django_db
def test_only_its_people_send_papers_and_only_the_staff_of_the_exchange_decides(chosen, staff):
    stranger = Actor.person(somebody("other@example.org"))
    paper = sent(chosen)
    with pytest.raises(NotAllowed):
        proving.send_paper(actor=stranger, proof=proof_of(chosen), upload=LETTER, on=CHOSEN)
    for actor in (mine(chosen), stranger):
        with pytest.raises(NotAllowed):
            proving.accept_proof(actor=actor, proof=proof_of(chosen), note="", on=CHOSEN)
    with pytest.raises(NotAllowed):
        proving.open_paper(actor=stranger, paper=paper, on=CHOSEN)
    assert proving.open_paper(actor=mine(chosen), paper=paper, on=CHOSEN) == LETTER.data
    assert not Event.objects.filter(kind="enrollment.event_paper_seen").exists()
    assert proving.open_paper(actor=staff, paper=paper, on=CHOSEN) == LETTER.data
    assert Event.objects.filter(kind="enrollment.event_paper_seen").count() == 1
    with pytest.raises(NotTaken):
        proving.send_paper(
            actor=mine(chosen), proof=proof_of(chosen), upload=Upload("a.docx", b"PK\x03\x04"), on=CHOSEN
        )
    cancel_selection(actor=mine(chosen), enrollment=chosen, on=CHOSEN)  # nobody else has heard of it
    assert not proving.pended_by(proof_of(chosen))


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "es"])
def test_the_letter_says_what_is_needed_and_until_when(chosen, language):
    import msgspec

    context = context_of(proof_of(chosen), chosen, on=CHOSEN)
    context = msgspec.structs.replace(context, to=msgspec.structs.replace(context.to, language=language))
    said = "".join(texts(build(EVENT_PROOF, context, language=language)))
    assert ("April 9, 2027" if language == "en" else "9 de abril de 2027") in said
    assert chosen.reference in said


# ---- Pages


def said(page) -> str:
    return re.sub(r"\s+", " ", page.content.decode())


@pytest.mark.django_db
def test_the_pages_lead_from_the_plan_to_the_paper_to_the_decision(client, chosen, staff, market):
    Exchange.objects.update(date_of_record=CHOSEN)
    client.force_login(chosen.application.household.owner)
    page = said(client.get(f"/federal/coverage/{chosen.reference}/"))
    assert "First send us a paper that shows what happened" in page
    assert "How to pay now" not in page
    where = f"/federal/coverage/proof/{proof_of(chosen).reference}/"
    assert f'href="{where}">Send the paper' in page
    page = said(client.get(where))
    assert "Send it by <strong>April 9, 2027</strong>" in page
    assert "A letter that says when the coverage ended" in page
    refused = client.post(where, {"file": SimpleUploadedFile("a.exe", b"MZ")})
    assert (refused.status_code, "file of another kind" in said(refused)) == (422, True)
    assert client.post(where).status_code == 422
    assert client.post(where, {"file": SimpleUploadedFile("letter.pdf", LETTER.data)}).status_code == 302
    page = said(client.get(where))
    assert "We look at it" in page
    paper = EventPaper.objects.get()
    file = client.get(f"{where}files/{paper.reference}/")
    assert (file.content, file["Content-Type"]) == (LETTER.data, "application/pdf")

    client.force_login(somebody("worker@example.org") if staff.user_id is None else worker_of(staff))
    desk = f"/federal/coverage/proofs/{proof_of(chosen).reference}/"
    assert f'href="{desk}"' in said(client.get("/federal/coverage/proofs/"))
    assert "We lost other health coverage" in said(client.get(desk))
    unsaid = client.post(desk, {"paper": paper.reference, "note": ""})
    assert (unsaid.status_code, "Say why, so that the person can send a better one." in said(unsaid)) == (422, True)
    assert client.post(desk, {"note": ""})["Location"] == "/federal/coverage/proofs/"
    assert "Nothing waits." in said(client.get("/federal/coverage/proofs/?show=all"))
    assert "It is proven" in said(client.get(where, follow=True)) or client.get(where).status_code == 404
    chosen.refresh_from_db()
    assert chosen.status == "selected"


def worker_of(staff: Actor):
    from coverport.accounts.models import User

    return User.objects.get(pk=staff.user_id)
