"""Plans that insurers sold directly: taken over once, from their first day, with the credit of those months; and what does not fit."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from coverport.applications.actions import save_contact, save_people, start_application
from coverport.applications.models import Application
from coverport.billing.models import Invoice
from coverport.core.access import Actor
from coverport.core.errors import NotAllowed
from coverport.edi.models import Due834
from coverport.enrollment.models import Enrollment, PersonMonth
from coverport.exchanges.models import Exchange
from coverport.fallback.bridge.direct import NotTaken, list_policies, set_policy_aside, take_answers, take_over_waiting
from coverport.fallback.bridge.policy_list import COLUMNS, ListRefused, read_policies
from coverport.fallback.bridge.queries import credit_by_issuer, policies_by_status
from coverport.fallback.bridge.waiting import tell_waiting_policies
from coverport.fallback.models import DirectPolicy, PolicyList
from coverport.notices.blocks import texts
from coverport.notices.models import Notice
from tests.applications.households import ANA, BURLINGTON, CONCORD, decided, somebody
from tests.billing.accounts import deliver
from tests.enrollment.choices import choose, offered
from tests.fallback.conftest import worker_of

OFFICE = Actor.system("test")
DAY = date(2014, 3, 10)
HEAD = ",".join(COLUMNS) + "\n"


def row_of(application, **more):
    """Ana's policy of the cheapest silver plan from January 1, paid through March."""
    price = next(each for each in offered(application) if each.plan.metal_level == "silver")
    cells = {
        "policy_number": "P-1", "plan_id": price.plan.plan_id, "first_day": "2014-01-01", "paid_through": "2014-03-31",
        "premium": f"{price.premium.total / 100:.2f}", "first_name": "Ana", "last_name": "Rivera", "birth_date": "1973-04-28",
    }  # fmt: skip
    return cells | more


def listed(exchange, *rows, on=DAY, name="list.csv"):
    content = HEAD + "".join(",".join(row[each] for each in COLUMNS) + "\n" for row in rows)
    return list_policies(actor=OFFICE, exchange=exchange, name=name, content=content.encode(), on=on)


def taken(exchange, *rows, on=DAY):
    """The policy, after a try to take over what waits."""
    listed(exchange, *rows, on=on)
    take_over_waiting(actor=OFFICE, exchange=exchange, on=on)
    return DirectPolicy.objects.get(number=rows[0]["policy_number"])


# Of a plan that nobody sells here: the letter names it by its identifier.
POLICY = {
    "policy_number": "P-1", "plan_id": "59025NH9990001", "first_day": "2014-01-01", "paid_through": "2014-03-31", "premium": "300.00",
    "first_name": "ANA", "last_name": "rivera", "birth_date": "1973-04-28",
}  # fmt: skip


@pytest.fixture
def ana(federal, on_sale):
    return decided(somebody(), federal)[0]


@pytest.mark.parametrize("slug", ["federal", "vt"])
def test_it_is_an_enrollment_from_its_first_day_with_credit_back_told_to_the_insurer_once(
    slug, federal, vermont, on_sale
):
    exchange = {"federal": federal, "vt": vermont}[slug]
    application, _ = decided(somebody(), exchange, **({"contact": BURLINGTON} if slug == "vt" else {}))
    policy = taken(exchange, row_of(application))
    enrollment = Enrollment.objects.get()
    assert (policy.status, policy.reason, policy.enrollment) == ("taken", "", enrollment)
    assert (enrollment.start, enrollment.end, enrollment.status) == (
        date(2014, 1, 1),
        date(2014, 12, 31),
        "effectuated",
    )
    assert (enrollment.selected_on, enrollment.biller) == (DAY, "issuer")
    assert "155.420(b)(2)(iii)" in enrollment.start_authority
    assert enrollment.credit_cents == enrollment.most_credit_cents > 0
    assert policy.owed_cents == 3 * enrollment.credit_cents
    assert PersonMonth.objects.filter(enrollment=enrollment, credit_cents__gt=0).count() == 12
    deliver()
    assert Notice.objects.filter(kind="bridge_taken_over", user=application.household.owner).count() == 1
    take_over_waiting(actor=OFFICE, exchange=exchange, on=DAY)
    taken(exchange, row_of(application, paid_through="2014-04-30"), on=date(2014, 4, 1))
    deliver()
    # Nobody bills again what was paid, and one message begins it.
    assert [row.kind for row in Due834.objects.all()] == ["initial"]
    assert (Invoice.objects.count(), Enrollment.objects.count(), DirectPolicy.objects.count()) == (0, 1, 1)
    assert DirectPolicy.objects.get().paid_through == date(2014, 3, 31)


@pytest.mark.parametrize(
    ("on", "status"),
    [
        (date(2014, 2, 26), "staff"),
        (date(2014, 2, 27), "taken"),
        (date(2014, 12, 31), "taken"),
        (date(2015, 1, 1), "staff"),
    ],
)
def test_credit_is_given_back_while_the_law_lets_it(ana, federal, on, status):
    policy = taken(federal, row_of(ana), on=on)
    assert policy.status == status
    assert ("gives no credit back" in policy.reason) == (status == "staff")
    assert Enrollment.objects.count() == (status == "taken")


def test_it_waits_until_its_people_are_decided(federal, on_sale, ana):
    row = row_of(ana, first_name="Eva", last_name="Stone")
    assert taken(federal, row).status == "waiting"
    ana.applicants.get().person.__class__.objects.update(first_name="EVA", last_name="stone")
    assert take_over_waiting(actor=OFFICE, exchange=federal, on=DAY) == 1


def drafted(exchange, email="ana@example.org"):
    """Ana's answers in a draft that nobody has signed, with her address."""
    draft = start_application(
        actor=Actor.person(owner := somebody(email)), exchange=exchange, year=2014, shopping={}, on=DAY
    )
    given = {"actor": Actor.person(owner), "application": draft, "on": DAY}
    save_people(people=[ANA], **given)
    save_contact(contact=CONCORD, **given)
    return draft


def told(exchange, on=DAY):
    return tell_waiting_policies(actor=OFFICE, exchange=exchange, on=on)


def test_who_waits_with_a_plan_bought_directly_is_told_once_what_waits_and_what_to_do(federal, client):
    Exchange.objects.filter(pk=federal.pk).update(date_of_record=DAY)
    draft = drafted(federal)
    policy = taken(federal, POLICY)
    assert (policy.status, told(federal), told(federal), told(federal, date(2014, 3, 11))) == ("waiting", 1, 0, 0)
    notice = Notice.objects.get(kind="bridge_policy_waits")
    assert (notice.user_id, notice.about, notice.on) == (draft.household.owner_id, draft.reference, DAY)
    said = " ".join(texts(notice.content))
    for words in ("P-1", draft.reference, "December 31, 2014", "Go on paying the insurer", "from January 1, 2014"):
        assert words in said, words
    client.force_login(worker_of(federal))
    assert "They were told on March 10, 2014." in client.get("/federal/fallback/bridge/").content.decode()
    with pytest.raises(NotAllowed):
        tell_waiting_policies(actor=Actor.person(draft.household.owner), exchange=federal, on=DAY)


@pytest.mark.parametrize(
    ("on", "letters"), [(date(2014, 2, 26), 0), (date(2014, 2, 27), 1), (date(2014, 12, 31), 1), (date(2015, 1, 1), 0)]
)
def test_the_letter_promises_nothing_that_the_law_of_the_day_does_not_give(federal, on, letters):
    drafted(federal)
    listed(federal, POLICY, on=on)
    assert told(federal, on) == letters


@pytest.mark.parametrize("known", ["nobody", "two households", "no address", "another birth date"])
def test_who_is_not_known_as_one_household_with_an_address_is_not_written_to(federal, client, known):
    Exchange.objects.filter(pk=federal.pk).update(date_of_record=DAY)
    drafts = [drafted(federal, f"{n}@example.org") for n in range({"nobody": 0, "two households": 2}.get(known, 1))]
    if known == "no address":
        Application.objects.filter(pk=drafts[0].pk).update(street="")
    row = POLICY | ({"birth_date": "1973-04-29"} if known == "another birth date" else {})
    assert (taken(federal, row).status, told(federal), Notice.objects.count()) == ("waiting", 0, 0)
    client.force_login(worker_of(federal))
    assert "ask the insurer to have them apply" in client.get("/federal/fallback/bridge/").content.decode()


def test_what_does_not_fit_goes_to_staff_with_the_reason_and_is_taken_once_it_fits(ana, federal):
    row = row_of(ana)
    second = {**row, "policy_number": "P-2", "first_name": "Ana"}
    child = {**second, "first_name": "Tom", "birth_date": "2000-07-02"}
    dear = {**row, "policy_number": "P-3", "premium": "9999.00"}
    gone = {**row, "policy_number": "P-4", "plan_id": row["plan_id"][:5] + "NH9999999"}
    listed(federal, second, child, dear, gone)
    assert take_over_waiting(actor=OFFICE, exchange=federal, on=DAY) == 0
    told = dict(DirectPolicy.objects.values_list("number", "reason"))
    assert told["P-2"] == f"1 of its people are not in application {ana.reference}."
    assert told["P-3"].endswith("the insurer took $9,999.00.")
    assert "not sold where you live" in told["P-4"]
    assert policies_by_status(federal) == {"waiting": 0, "staff": 3, "taken": 0, "set_aside": 0}
    # Nothing of a try that failed is left.
    assert Enrollment.objects.count() == ana.household.special_periods.count() == 0


def test_who_has_a_plan_here_already_is_left_to_staff(ana, federal):
    choose(ana)
    policy = taken(federal, row_of(ana))
    assert (policy.status, Enrollment.objects.count()) == ("staff", 1)
    assert "has a plan for this year already" in policy.reason
    with pytest.raises(NotTaken, match="what was done"):
        set_policy_aside(actor=OFFICE, policy=policy, note=" ", on=DAY)
    set_policy_aside(actor=OFFICE, policy=policy, note="She keeps the one from here.", on=DAY)
    assert take_over_waiting(actor=OFFICE, exchange=federal, on=DAY) == 0
    with pytest.raises(NotAllowed):
        set_policy_aside(actor=Actor.person(somebody("zoe@example.org")), policy=policy, note="x", on=DAY)


def test_the_insurers_answers_are_compared_to_the_cent(ana, federal):
    policy = taken(federal, row_of(ana))

    def answer(text):
        content = f"policy_number,credited\n{text}\n".encode()
        return take_answers(actor=OFFICE, exchange=federal, issuer_id=policy.issuer_id, content=content, on=DAY)

    def standing():
        (row,) = credit_by_issuer(federal)
        return row["owed"] - row["credited"], row["silent"], row["differing"]

    assert standing() == (policy.owed_cents, 1, 0)
    answer(f"P-1,{(policy.owed_cents - 1) / 100:.2f}")
    assert standing() == (1, 0, 1)
    with pytest.raises(ListRefused, match=r"line 3: policy P-2 of \d+ is not taken over"):
        answer("P-1,1.00\nP-2,1.00")
    for cells, said in (
        ("P-1,", "line 2: credited is missing"), (",1.00", "line 2: policy_number is missing"),
        ("P\0,1.00", "line 2: policy_number is not one line"), ("P-1,1.00\nP-1,", "line 3: credited is missing"),
    ):  # fmt: skip
        with pytest.raises(ListRefused, match=said):
            answer(cells)
    answer(f"P-1,{policy.owed_cents / 100:.2f}")
    assert standing() == (0, 0, 0)


GOOD = "P-1,12345NH0010001,2014-01-01,2014-01-31,300.00,Ana,Rivera,1973-04-28\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("policy_number\n", "the first line must be"),
        (HEAD, "the list is empty"),
        (HEAD + "P-1,x\n", "there must be 8 columns"),
        (HEAD + GOOD.replace("12345NH0010001", "12345"), "plan_id '12345' is not an identifier"),
        (HEAD + GOOD.replace("300.00", "300.005"), "premium '300.005' is not an amount"),
        (HEAD + GOOD.replace("300.00", "0.00"), "premium 0.00 is too little"),
        (HEAD + GOOD.replace("2014-01-31", "2013-12-31"), "paid_through lies before first_day"),
        (HEAD + GOOD.replace("1973-04-28", "2014-01-02"), "birth_date lies after first_day"),
        (HEAD + GOOD.replace("2014-01-31", "31.1.2014"), "paid_through '31.1.2014' is not a date"),
        (HEAD + GOOD.replace("Ana", ""), "first_name is missing"),
        (HEAD + GOOD + GOOD, "the same person is on the policy twice"),
        (HEAD + GOOD + GOOD.replace("Ana", "Tom").replace("300.00", "301.00"), "premium differs from line 2"),
        (HEAD + GOOD + GOOD.replace("P-1", "P-2") + GOOD.replace("Ana", "Tom"), "policy P-1 stands also in line 2"),
    ],
)
def test_a_list_with_faults_says_each_with_its_line(text, said):
    with pytest.raises(ListRefused, match=said):
        read_policies(text.encode())


def test_a_list_is_taken_once(ana, federal):
    row = row_of(ana)
    assert listed(federal, row) == listed(federal, row, on=DAY + timedelta(days=1))
    assert (PolicyList.objects.count(), DirectPolicy.objects.count()) == (1, 1)


def test_staff_send_a_list_in_see_what_does_not_fit_and_try_again(ana, federal, client):
    Exchange.objects.filter(pk=federal.pk).update(date_of_record=DAY)
    client.force_login(worker_of(federal))
    at = "/federal/fallback/bridge/"

    def sent(page, **given):
        return client.post(f"{at}{page}", given)

    row = row_of(ana, premium="1.00")
    good = HEAD + ",".join(row[each] for each in COLUMNS) + "\n"
    assert sent("policies/").status_code == 422
    bad = sent("policies/", policies=SimpleUploadedFile("list.csv", good.replace("1973", "x").encode()))
    assert (bad.status_code, "Line 2: birth_date" in bad.content.decode()) == (422, True)
    assert sent("policies/", policies=SimpleUploadedFile("list.csv", good.encode())).status_code == 302
    policy = DirectPolicy.objects.get()
    assert "the insurer took $1.00" in client.get(at).content.decode()
    assert client.get(f"{at}policies/{policy.reference}/").status_code == 200
    DirectPolicy.objects.update(premium_cents=round(float(row_of(ana)["premium"]) * 100))
    assert sent(f"policies/{policy.reference}/again/").status_code == 302
    policy.refresh_from_db()
    assert policy.status == "taken"
    assert policy.enrollment.reference in client.get(f"{at}policies/{policy.reference}/").content.decode()
    wrong = sent("answers/", issuer="1", answers=SimpleUploadedFile("a.csv", b"x"))
    assert (wrong.status_code, "Enter the five digits" in wrong.content.decode()) == (422, True)
    answers = f"policy_number,credited\nP-1,{policy.owed_cents / 100:.2f}\n".encode()
    assert sent("answers/", issuer=policy.issuer_id, answers=SimpleUploadedFile("a.csv", answers)).status_code == 302
    assert "Credit for months that were paid directly" in client.get(at).content.decode()
