"""My doctors and drugs: covered, not covered, not known, generic covered, as the insurers' files say for the year."""

import pytest

from coverport.accounts.models import User
from coverport.plans.models import DirectoryFile, Drug, DrugCoverage, Provider, ProviderCoverage
from coverport.shopping.care.coverage import doctor_states, drug_states, generics_of, marks_of, sought_by
from coverport.shopping.care.formulary import terms_of
from coverport.shopping.care.rules import all_covered, doctor_state, drug_state, generic_name
from coverport.shopping.saved.kept import Kept
from tests.shopping.market import COUPLE, quoted, text_of

A, B, C = "99999NH0010001", "99999NH0010002", "88888NH0010001"
DOCTOR = "1000000001"
BRAND, GENERIC, OTHER = "617318", "617310", "83367"


@pytest.fixture
def directory(db):
    """Plan A has the doctor and the brand, B a formulary with the generic alone and a network without the doctor, C nothing at all."""
    file = DirectoryFile.objects.create(exchange="federal", kind="drugs", name="drugs.json", sha256="0" * 64)
    brand = Drug.objects.create(file=file, rxnorm_id=BRAND, name="atorvastatin 20 MG Oral Tablet [Lipitor]")
    plain = Drug.objects.create(file=file, rxnorm_id=GENERIC, name="Atorvastatin 20 mg oral tablet")
    Drug.objects.create(file=file, rxnorm_id=OTHER, name="atorvastatin")
    DrugCoverage.objects.create(drug=brand, plan_id=A, tier="PREFERRED-BRAND", prior_authorization=True, years=[2027])
    DrugCoverage.objects.create(drug=plain, plan_id=B, tier="GENERIC", years=[])
    somebody = Provider.objects.create(
        file=file, npi=DOCTOR, facility=False, name="Dr. Ada Abara", specialties=["Neurology"], languages=[],
        addresses=[{"zip": "03301", "city": "Concord", "state": "NH"}],
    )  # fmt: skip
    nobody = Provider.objects.create(
        file=file, npi="1000000002", facility=True, name="Concord Hospital", specialties=[], languages=[], addresses=[]
    )
    ProviderCoverage.objects.create(provider=somebody, plan_id=A, years=[2027])
    ProviderCoverage.objects.create(provider=nobody, plan_id=B, years=[2027])


@pytest.mark.parametrize(("name", "plain"), [
    ("atorvastatin 20 MG Oral Tablet [Lipitor]", "atorvastatin 20 MG Oral Tablet"),
    ("atorvastatin 20 MG Oral Tablet", None),
    ("[Lipitor]", None),
    ("2 (insulin glargine 100 UNT/ML) [Lantus] Pack", None),
    ("", None),
])  # fmt: skip
def test_the_generic_is_the_name_without_the_brand_behind_it(name, plain):
    assert generic_name(name) == plain


def test_a_brand_before_its_generic_before_no_before_not_known():
    assert [drug_state(*each) for each in [(True, True, True), (False, True, True), (False, False, True), (False, False, False)]] == [
        "covered", "generic", "not_covered", "unknown",
    ]  # fmt: skip
    assert (doctor_state(True, True), doctor_state(False, True), doctor_state(False, False)) == (
        "covered",
        "not_covered",
        "unknown",
    )
    assert all_covered(["covered", "generic"])
    assert not all_covered(["covered", "unknown"])
    assert not all_covered([])


def test_drugs_are_covered_covered_as_a_generic_not_covered_or_not_known(directory):
    found = drug_states([BRAND, OTHER], [A, B, C], 2027)
    assert [found[BRAND, plan] for plan in (A, B, C)] == ["covered", "generic", "unknown"]
    assert [found[OTHER, plan] for plan in (A, B, C)] == ["not_covered", "not_covered", "unknown"]
    assert generics_of([BRAND, OTHER]) == {BRAND: frozenset({GENERIC}), OTHER: frozenset()}


@pytest.mark.parametrize(("year", "state"), [(2026, "unknown"), (2027, "covered"), (2028, "unknown")])
def test_a_file_of_another_year_says_nothing(directory, year, state):
    assert doctor_states([DOCTOR], [A], year) == {(DOCTOR, A): state}
    assert drug_states([BRAND], [A], year) == {(BRAND, A): state}


def test_doctors_are_in_the_network_or_not_or_it_is_not_known(directory):
    found = doctor_states([DOCTOR], [A, B, C.lower()], 2027)
    assert [found[DOCTOR, plan] for plan in (A, B, C)] == ["covered", "not_covered", "unknown"]


def test_marks_come_by_plan_in_the_order_in_which_things_were_added(directory):
    kept = Kept(doctors=("1000000009", DOCTOR), drugs=(BRAND,))
    assert [(one.name, one.about) for one in sought_by(kept)] == [
        ("1000000009", ""), ("Dr. Ada Abara", "Neurology"), ("atorvastatin 20 MG Oral Tablet [Lipitor]", ""),
    ]  # fmt: skip
    assert [mark.state for mark in marks_of(kept, [A, B], 2027)[A]] == ["not_covered", "covered", "covered"]


def test_where_nothing_is_kept_no_database_is_asked(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert marks_of(Kept(), [A, B], 2027) == {}


def test_a_list_of_plans_costs_a_handful_of_queries(directory, django_assert_max_num_queries):
    plans = [f"99999NH{number:07d}" for number in range(60)]
    with django_assert_max_num_queries(20):  # of which twelve set and end the time that a statement may take
        marks_of(Kept(doctors=(DOCTOR,), drugs=(BRAND, OTHER)), plans, 2027)


def test_a_plan_s_terms_for_a_drug_name_its_tier_and_what_it_wants(directory):
    terms = terms_of([BRAND, GENERIC], A, 2027)
    assert (terms[BRAND].tier, terms[BRAND].wants) == ("preferred brand drugs", ("needs prior authorization",))
    assert set(terms) == {BRAND}
    assert terms_of([BRAND], A, 2026) == {}
    assert terms_of([GENERIC], B, 2031)[GENERIC].wants == ()


def search(shopper, words: str):
    return shopper.get(f"/federal/care/?{COUPLE}&q={words}")


def test_what_is_typed_once_is_answered_on_every_plan(shopper):
    assert "metformin" in text_of(search(shopper, "METF"))
    answer = shopper.post(
        "/federal/care/change", {"add": "drug:6809", "here": f"/federal/care/?{COUPLE}&q=METF&said=full"}
    )
    assert answer.headers["Location"] == f"/federal/care/?{COUPLE}&q=METF"
    page = text_of(shopper.get(answer.headers["Location"]))
    assert "metformin drug Added" in page
    for price in quoted([40, 38], 60_000_00).plans[:2]:
        told = text_of(shopper.get(f"/federal/plans/{price.plan.plan_id}?{COUPLE}"))
        assert "Covered metformin tier: generic drugs" in told


def test_a_doctor_of_the_place_is_found_by_name_with_specialty_and_town(shopper):
    doctor = Provider.objects.filter(facility=False).order_by("npi").first()
    page = text_of(search(shopper, doctor.name.removeprefix("Dr. ")))
    takes = {"accepting": "takes new patients", "not accepting": "takes no new patients"}[doctor.accepting]
    assert f"{doctor.name} {doctor.specialties[0]}, {doctor.addresses[0]['city']}, NH · {takes}" in page


@pytest.mark.parametrize(("words", "problem"), [
    ("x", "Type at least three letters of a name."),
    ("a.", "Type at least three letters of a name."),
    ("%25%25%25", "Type at least three letters of a name."),
    ("nobodyofthisname", "We find no doctor, hospital or drug of that name."),
    ("%00metf%00", "metformin"),
    ("metformin+" * 30, "metformin"),
])  # fmt: skip
def test_a_search_that_finds_nothing_says_what_to_do_and_keeps_what_was_typed(shopper, words, problem):
    answer = search(shopper, words)
    assert problem in text_of(answer)
    assert answer.status_code == (200 if problem == "metformin" else 422)


@pytest.mark.parametrize("sent", [{"add": "drug:"}, {"add": "plan:1"}, {"add": "doctor:12"}, {"remove": "x"}, {}])
def test_what_is_no_doctor_or_drug_is_not_kept_and_it_is_said(shopper, sent):
    answer = shopper.post("/federal/care/change", sent)
    assert answer.headers["Location"] == "/federal/care/?said=not_one"
    assert "That was no doctor or drug of the list." in text_of(shopper.get(answer.headers["Location"]))


def test_the_eleventh_is_refused_and_the_ten_stay(shopper):
    for number in range(1, 12):
        answer = shopper.post("/federal/care/change", {"add": f"drug:{number}", "here": f"/federal/care/?{COUPLE}"})
    assert answer.headers["Location"] == f"/federal/care/?{COUPLE}&said=full"
    page = shopper.get(answer.headers["Location"])
    assert "You have ten of these already." in text_of(page)
    assert page.content.decode().count('name="remove"') == 10
    shopper.post("/federal/care/change", {"remove": "drug:5"})
    assert shopper.get("/federal/care/").content.decode().count('name="remove"') == 9


def test_with_an_account_they_are_there_on_any_device(shopper, client):
    user = User.objects.create_user("ana@example.org", "a long enough password")
    shopper.force_login(user)
    shopper.post("/federal/care/change", {"add": "drug:6809"})
    client.force_login(user)
    assert "metformin" in text_of(client.get("/federal/care/"))
