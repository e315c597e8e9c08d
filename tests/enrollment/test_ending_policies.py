"""Lists of policies that end: taken whole or not at all, a letter each, and what whoever applies gets by the number in it."""

from datetime import date
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command

from coverport.accounts.models import User
from coverport.applications.queries import determination_of
from coverport.applications.submission import result_of
from coverport.core.access import Actor
from coverport.core.errors import NotAllowed
from coverport.eligibility.findings import Outcome
from coverport.enrollment.choice.refusals import ListRefused, NotNow
from coverport.enrollment.ending_list import COLUMNS, read_list
from coverport.enrollment.ending_policies import claim_ending_policy, import_ending_policies, opens_catastrophic
from coverport.enrollment.models import EndingList, EndingPolicy, SpecialPeriod
from coverport.enrollment.queries import newest_signed
from coverport.exchanges.models import Exchange
from coverport.notices.models import Notice
from tests.applications.households import decided, somebody
from tests.enrollment.choices import choose

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]
HEAD = ",".join(COLUMNS)
ANA = "Granite Mutual,G-1,2013-12-31,Ana,Rivera,1973-04-28,12 Main Street,,Concord,NH,03301,en,"
LUIS = "Granite Mutual,G-1,2013-12-31,Luis,Rivera,1970-01-01,12 Main Street,,Concord,NH,03301,es,"
SYSTEM = Actor.system("test")
DAY = date(2013, 12, 20)


def csv(*rows: str) -> bytes:
    return "\n".join([HEAD, *rows, ""]).encode()


def take(*rows: str, on: date = DAY) -> EndingList:
    return import_ending_policies(actor=SYSTEM, name="list.csv", content=csv(*rows), on=on)


def test_each_person_gets_a_letter_in_their_language_and_the_same_file_is_taken_once(federal):
    taken = take(ANA, LUIS)
    assert take(ANA, LUIS) == taken
    first, second = EndingPolicy.objects.all()
    letters = {letter.about: letter for letter in Notice.objects.filter(kind="policy_ends")}
    assert set(letters) == {first.reference, second.reference}
    letter = letters[first.reference]
    assert (letter.title, letter.content.name) == (
        "Your health insurance policy ends on December 31, 2013",
        "Ana Rivera",
    )
    told = str(letter.content)
    assert first.reference in told
    assert "March 1, 2014" in told  # 60 days from December 31
    assert "catastrophic" in told
    assert letters[second.reference].language == "es"
    # Nobody can sign in to what was begun for a letter on paper.
    assert not first.user.is_active
    assert not first.user.has_usable_password()


def test_who_has_an_account_gets_the_letter_there(federal):
    ana = somebody("ana@example.org")
    EmailAddress.objects.filter(user=ana).update(verified=True)
    take(ANA + "Ana@Example.org")
    assert Notice.objects.get(kind="policy_ends").user == ana


def test_who_began_an_account_with_another_s_address_reads_no_letter_of_theirs(federal):
    somebody("ana@example.org")  # never proven to be theirs
    take(ANA + "ana@example.org")
    assert Notice.objects.get(kind="policy_ends").user.email.endswith("@on-paper.invalid")


@pytest.mark.parametrize(
    ("on", "opens"),
    [
        (date(2013, 12, 18), False),
        (date(2013, 12, 19), True),
        (date(2014, 12, 31), True),
        (date(2015, 1, 1), False),
    ],
)
def test_the_exemption_is_of_2013_and_2014(on, opens):
    assert opens_catastrophic(on) is opens


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ((ANA, ANA), (3, "the same person of the same policy stands in line 2")),
        ((ANA.replace("2013-12-31", "31.12.2013"),), (2, "last_day '31.12.2013' is not a date such as 2013-12-31")),
        ((ANA.replace("Rivera", ""),), (2, "last_name is missing")),
        ((ANA.replace(",en,", ",fr,"),), (2, "language 'fr' is none of en, es")),
        ((ANA + ",more",), (2, "there must be 13 columns")),
        ((ANA.replace("1973-04-28", "2014-01-01"),), (2, "birth_date lies after last_day")),
        ((ANA.replace("03301", "3301"),), (2, "zip '3301' has not five digits")),
        ((ANA.replace("2013-12-31", "9999-12-31"),), (2, "last_day '9999-12-31' has no day after it")),
        ((ANA.replace("Ana", "A\0na"),), (2, "first_name has a line break or another control character")),
        ((ANA.replace("Ana", '"An\na"'),), (3, "first_name has a line break or another control character")),
        ((ANA.replace(",NH,", ",XX,"),), (2, "No exchange of this installation serves XX in 2014.")),
        ((ANA, f"{LUIS}luis at example.org"), (3, "email 'luis at example.org' is not an address")),
        ((ANA, LUIS.replace(",NH,", ",VT,")), (3, "VT is served by vt, line 2 by federal: send a list each")),
        ((), (1, "the file has no people")),
    ],
)
def test_a_fault_refuses_the_whole_list_and_names_its_line(federal, rows, fault):
    with pytest.raises(ListRefused) as refused:
        take(*rows)
    assert fault in refused.value.faults
    assert not EndingList.objects.exists()
    assert not User.objects.exists()


def test_another_head_or_bytes_that_are_no_text_are_refused():
    for content in (b"insurer,policy\n", b"\xff\xfe", b""):
        with pytest.raises(ListRefused):
            read_list(content)


def test_only_the_office_takes_lists_in(ana, federal):
    with pytest.raises(NotAllowed):
        import_ending_policies(actor=Actor.person(ana), name="x", content=csv(ANA), on=DAY)


def test_the_command_reports_a_dry_run_writes_nothing_and_says_every_fault(federal, tmp_path):
    Exchange.objects.update(date_of_record=DAY)
    path = tmp_path / "list.csv"
    path.write_bytes(csv(ANA, LUIS))
    out = StringIO()
    call_command("import_ending_policies", path, dry_run=True, stdout=out)
    told = "federal, 2 people of 1 policy, a letter each, with the exemption that opens catastrophic plans"
    assert out.getvalue() == f"dry run, nothing was written: {told}\n"
    assert not EndingList.objects.exists()
    assert not Notice.objects.exists()
    out = StringIO()
    call_command("import_ending_policies", path, stdout=out)
    assert out.getvalue() == f"{EndingList.objects.get().reference}: {told}\n"
    path.write_bytes(csv(ANA.replace("Rivera", "").replace("1973-04-28", "x")))
    with pytest.raises(CommandError) as error:
        call_command("import_ending_policies", path)
    assert "line 2: last_name is missing" in str(error.value)
    assert "line 2: birth_date 'x'" in str(error.value)


def claim(application, number: str, *, on: date) -> SpecialPeriod:
    actor = Actor.person(application.household.owner)
    return claim_ending_policy(actor=actor, application=application, number=number, on=on)


def catastrophic_of(application) -> Outcome:
    return result_of(determination_of(application)).people[0].catastrophic.outcome


def test_whoever_applies_has_the_period_and_the_exemption_by_the_number_of_the_letter(ana, federal):
    take(ANA)
    policy = EndingPolicy.objects.get()
    application, _ = decided(ana, federal)
    assert catastrophic_of(application) is Outcome.NO
    period = claim(application, policy.reference.lower(), on=DAY)
    assert (period.event, period.opens, period.closes) == ("loss_of_coverage", date(2013, 12, 31), date(2014, 3, 1))
    newest = newest_signed(application)
    assert catastrophic_of(newest) is Outcome.YES
    assert choose(newest, level="catastrophic", on=DAY).credit_cents == 0
    assert claim(newest, policy.reference, on=DAY) == period
    policy.refresh_from_db()
    assert (policy.household, policy.claimed_on) == (application.household, DAY)


def test_after_open_enrollment_the_period_alone_opens_the_time_to_choose(ana, federal):
    take(ANA.replace("2013-12-31", "2014-05-31"), on=date(2014, 5, 2))
    application, _ = decided(ana, federal)
    claim(application, EndingPolicy.objects.get().reference, on=date(2014, 6, 10))
    assert choose(newest_signed(application), on=date(2014, 6, 10)).start == date(2014, 7, 1)


def test_a_number_of_somebody_else_or_of_nobody_is_told_in_the_same_words(ana, federal):
    take(ANA, LUIS.replace("G-1", "G-2"))
    application, _ = decided(ana, federal)
    luis = EndingPolicy.objects.get(policy_number="G-2").reference
    with pytest.raises(NotNow) as other:
        claim(application, luis, on=DAY)
    with pytest.raises(NotNow) as nobody:
        claim(application, "2222-2222", on=DAY)
    assert str(other.value.message) == str(nobody.value.message)
    mine = EndingPolicy.objects.get(policy_number="G-1").reference
    claim(application, mine, on=DAY)
    again, _ = decided(somebody("twin@example.org"), federal)
    with pytest.raises(NotNow):
        claim(again, mine, on=DAY)
    with pytest.raises(NotAllowed):
        claim_ending_policy(actor=Actor.person(somebody("x@example.org")), application=application, number=mine, on=DAY)


def test_the_page_takes_the_number(client, ana, federal):
    take(ANA)
    Exchange.objects.update(date_of_record=DAY)
    application, _ = decided(ana, federal)
    client.force_login(ana)
    where = f"/federal/coverage/{application.reference}/when/"
    assert "Did you get a letter that your old policy ends?" in client.get(where).content.decode()
    wrong = client.post(where, {"number": "2222-2222"})
    assert (wrong.status_code, "We cannot match this number" in wrong.content.decode()) == (422, True)
    done = client.post(where, {"number": EndingPolicy.objects.get().reference})
    assert done["Location"] == f"/federal/coverage/{newest_signed(application).reference}/when/"
    assert client.get(done["Location"]).status_code == 200
