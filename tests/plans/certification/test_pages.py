"""The pages of certification: what an insurer and a state worker see and do, and that nothing shows to anybody else."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from coverport.accounts.models import Role, User
from coverport.core.access import Actor
from coverport.exchanges.models import Exchange
from coverport.plans.actions import import_plans
from coverport.plans.certification import actions
from coverport.plans.models import QhpApplication, Suppression
from coverport.plans.sample import filing as sample_filing
from tests.plans.certification import filings
from tests.plans.certification.conftest import TODAY, open_gates, person

pytestmark = pytest.mark.django_db(transaction=True)
Send = Callable[[QhpApplication, list[Path]], None]
AT = "/federal/certification/"
SHOPPER = "zip=03301&age=40&income=30000&year=2014"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def words_of(answer: object) -> str:
    return " ".join(answer.content.decode().split())  # type: ignore[attr-defined]


def test_who_has_no_role_finds_nothing_here(started: QhpApplication, vermont: Exchange, federal: Exchange) -> None:
    pages = ["", f"{started.reference}/", f"{started.reference}/compare/", f"{started.reference}/preview/", "closed/"]
    strangers = [
        person("resident@example.org"),
        person("other@example.org", federal, Role.Kind.ISSUER, "77777"),
        person("vt@example.org", vermont, Role.Kind.STATE_WORKER),
    ]
    for page in pages:
        assert Client().get(AT + page).status_code == 302  # to the sign-in
        for user in strangers:
            wanted = 200 if (page, user.email) == ("", "other@example.org") else 404
            assert signed_in(user).get(AT + page).status_code == wanted, (page, user.email)
    assert started.reference not in words_of(signed_in(strangers[1]).get(AT))


def test_a_filing_is_not_at_another_exchange(started: QhpApplication, insurer: User, vermont: Exchange) -> None:
    assert signed_in(insurer).get(f"/vt/certification/{started.reference}/").status_code == 404


def test_an_insurer_uploads_sees_what_is_wrong_mends_it_and_submits(
    federal: Exchange, insurer: User, machine: Path
) -> None:
    client = signed_in(insurer)
    assert "Plan filings" in words_of(client.get("/federal/desk/"))
    form = {"issuer_name": "Granite Health", "issuer_id": "99999", "state": "NH", "year": "2014"}
    page = client.post(f"{AT}start/", form, follow=True)
    reference = QhpApplication.objects.get().reference
    assert "Upload your templates" in words_of(page)
    paths = filings.whole(machine / "filing")
    filings.rates_xml(paths[1], without=["40"])
    page = client.post(f"{AT}{reference}/upload/", {"files": [_sent(path) for path in paths]}, follow=True)
    assert "One check found something to mend" in words_of(page)
    assert "No rate for ages 40." in words_of(page)
    refused = client.post(f"{AT}{reference}/submit/")
    assert (refused.status_code, "Nothing was submitted" in words_of(refused)) == (422, True)
    page = client.post(f"{AT}{reference}/upload/", {"files": [_sent(filings.rates_xml(paths[1]))]}, follow=True)
    assert "Every check is met" in words_of(page)
    page = client.post(f"{AT}{reference}/submit/", follow=True)
    assert "The state is reviewing your plans" in words_of(page)


def _sent(path: Path) -> SimpleUploadedFile:
    return SimpleUploadedFile(path.name, path.read_bytes())


def test_a_file_that_cannot_be_read_is_named_with_its_place_and_the_others_are_in(
    started: QhpApplication, insurer: User, machine: Path
) -> None:
    bad = filings.rates_xml(machine / "rates.xml", {filings.SILVER: -300})
    files = {"files": [_sent(bad), _sent(filings.areas_xlsx(machine / "areas.xlsx"))]}
    page = signed_in(insurer).post(f"{AT}{started.reference}/upload/", files)
    assert page.status_code == 422
    assert "One file was not taken in" in words_of(page)
    assert "cell Rate_Table-E." in words_of(page)
    assert list(started.files.values_list("name", flat=True)) == ["areas.xlsx"]


def test_a_draft_is_the_insurers_own(started: QhpApplication, worker: User) -> None:
    client = signed_in(worker)
    assert started.reference not in words_of(client.get(AT))
    assert client.get(f"{AT}{started.reference}/").status_code == 404


def test_a_state_worker_reviews_certifies_and_publishes(
    started: QhpApplication, insurer: User, worker: User, machine: Path, send: Send
) -> None:
    send(started, filings.whole(machine / "filing"))
    actions.submit_application(actor=Actor.person(insurer), application=started, on=TODAY)
    client = signed_in(worker)
    at = f"{AT}{started.reference}/"
    assert "4 gates are still closed" in words_of(client.get(at))
    refused = client.post(f"{at}decide/", {"decision": "certify", "reason": "Looks fine."})
    assert (refused.status_code, "Not every check and gate is met" in words_of(refused)) == (422, True)
    assert "Looks fine." in words_of(refused)
    open_gates(started, insurer, worker)
    assert "Every check and gate is met" in words_of(client.get(at))
    page = client.post(f"{at}decide/", {"decision": "certify"}, follow=True)
    assert "These plans are certified" in words_of(page)
    assert "One certified filing of 2014 is not published yet." in words_of(client.get(AT))
    client.post(f"{AT}publish/", {"year": "2014"})
    assert "certified and published" in words_of(client.get(at))
    history = words_of(client.get(at))
    assert history.index("Certified</td>") < history.index("Submitted</td>") < history.index("Started</td>")


@pytest.mark.parametrize(
    ("decision", "heading"), [("changes", "The insurer is making changes"), ("deny", "The state has denied")]
)
def test_giving_back_and_denying_need_a_reason_which_the_insurer_reads(
    started: QhpApplication, insurer: User, worker: User, machine: Path, send: Send, decision: str, heading: str
) -> None:
    send(started, filings.whole(machine / "filing"))
    actions.submit_application(actor=Actor.person(insurer), application=started, on=TODAY)
    client, at = signed_in(worker), f"{AT}{started.reference}/"
    assert client.post(f"{at}decide/", {"decision": decision, "reason": ""}).status_code == 422
    page = client.post(f"{at}decide/", {"decision": decision, "reason": "The network has no <hospital>."}, follow=True)
    assert heading in words_of(page)
    assert "The network has no &lt;hospital&gt;." in words_of(signed_in(insurer).get(at))


def test_the_preview_is_what_shoppers_see_once_it_is_published(
    federal: Exchange, started: QhpApplication, insurer: User, worker: User, machine: Path, send: Send
) -> None:
    import_plans(actor=Actor.system("test"), filing=sample_filing("nh_2014"), on=TODAY, sample=True)
    send(started, filings.whole(machine / "filing"))
    client, at = signed_in(insurer), f"{AT}{started.reference}/preview/"
    assert "These plans are not published" in words_of(client.get(at))
    before = words_of(client.get(f"{at}plans?{SHOPPER}&show=9"))
    plan_before = words_of(client.get(f"{at}plans/{filings.SILVER}?{SHOPPER}"))
    assert "Granite Silver" in before
    assert "Granite Silver" not in words_of(client.get(f"/federal/plans?{SHOPPER}&show=9"))
    actions.submit_application(actor=Actor.person(insurer), application=started, on=TODAY)
    open_gates(started, insurer, worker)
    actions.certify(actor=Actor.person(worker), application=started, on=TODAY)
    signed_in(worker).post(f"{AT}publish/", {"year": "2014"})
    after = words_of(client.get(f"/federal/plans?{SHOPPER}&show=9"))
    plan_after = words_of(client.get(f"/federal/plans/{filings.SILVER}?{SHOPPER}"))
    assert "Granite Silver" in _plans(before)
    assert _plans(before) == _plans(after).replace("/federal/plans/", f"{at}plans/")
    assert _costs(plan_before) == _costs(plan_after)
    assert "$357.00" in plan_after


def _plans(page: str) -> str:
    """The list, without a shopper's own ways to save a plan and to tick it for the comparison."""
    plans = page.partition('<ol class="plans">')[2].partition("</ol>")[0]
    own = r'<button [^>]*form="save-form".*?</button>|<div class="ds-c-choice-wrapper no-print">.*?</div>'
    return " ".join(re.sub(own, "", plans, flags=re.DOTALL).split())


def _costs(page: str) -> str:
    """Without a shopper's own ways on: to doctors and drugs, to similar plans."""
    costs = page.partition('<dl class="reckoning">')[2].partition("</main>")[0].replace("Back", "")
    return " ".join(re.sub(r'<(\w+) class="[^"]*\bown\b[^"]*".*?</\1>', "", costs).split())


def test_side_by_side_shows_template_preview_and_last_year(
    federal: Exchange, certified: QhpApplication, worker: User
) -> None:
    page = words_of(signed_in(worker).get(f"{AT}{certified.reference}/compare/"))
    assert "Granite Silver" in page
    assert page.count("Not as filed") == 0
    assert (
        '<td class="num" data-label="Template">70.12%</td><td class="num" data-label="Shoppers would see">70.12%</td>'
        in page
    )
    assert (
        '<td class="num" data-label="Template">$300.00</td><td class="num" data-label="Shoppers would see">$300.00</td>'
        in page
    )


def test_files_are_saved_and_never_shown(started: QhpApplication, insurer: User, machine: Path, send: Send) -> None:
    send(started, [filings.rates_xml(machine / "rates.xml")])
    file = started.files.get()
    answer = signed_in(insurer).get(f"{AT}{started.reference}/files/{file.reference}/")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == 'attachment; filename="rates.xml"'
    assert b"".join(answer.streaming_content) == (machine / "rates.xml").read_bytes()  # type: ignore[attr-defined]
    other = signed_in(person("other@example.org", started.filed_at, Role.Kind.ISSUER, "77777"))
    assert other.get(f"{AT}{started.reference}/files/{file.reference}/").status_code == 404


def test_a_plan_is_closed_to_new_people_and_opened_again(federal: Exchange, worker: User) -> None:
    import_plans(actor=Actor.system("test"), filing=sample_filing("nh_2014"), on=TODAY, sample=True)
    client = signed_in(worker)
    wrong = client.post(f"{AT}closed/", {"plan_id": "96751NH0159999", "year": "2014", "reason": "No hospital left."})
    assert (wrong.status_code, "There is no plan 96751NH0159999 in 2014." in words_of(wrong)) == (422, True)
    client.post(f"{AT}closed/", {"plan_id": "96751nh0150006", "year": "2014", "reason": "No hospital left."})
    assert "96751NH0150006" not in words_of(client.get(f"/federal/plans?{SHOPPER}&show=9"))
    client.post(f"{AT}closed/{Suppression.objects.get().pk}/lift/")
    assert "96751NH0150006" in words_of(client.get(f"/federal/plans?{SHOPPER}&show=9"))


def test_the_pages_are_in_spanish_too(started: QhpApplication, insurer: User, machine: Path, send: Send) -> None:
    send(started, [*filings.whole(machine / "filing")[:1], filings.rates_xml(machine / "rates.xml", without=["40"])])
    send(started, [filings.areas_xlsx(machine / "areas.xlsx")])
    client = signed_in(insurer)
    client.cookies["django_language"] = "es"
    with translation.override("en"):  # the language of the request would stay with this thread
        page = words_of(client.get(f"{AT}{started.reference}/"))
    assert "Un control encontró algo que corregir" in page
    assert "Falta la tarifa para las edades 40." in page
    assert "Presentaciones de planes" in page
