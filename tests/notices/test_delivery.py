"""How a letter goes out: paper unless the person chose email; what bounces goes on paper; what comes back goes again or waits."""

import io
from datetime import date

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as settings_of
from hypothesis import strategies as st

from coverport.core.access import ANONYMOUS, Actor
from coverport.core.deliveries import work_once
from coverport.core.errors import NotAllowed
from coverport.core.models import Event
from coverport.core.moving import Move
from coverport.notices import bounces, delivery, postal, returned_mail
from coverport.notices.blocks import texts
from coverport.notices.models import DeliveryChoice, Dispatch
from coverport.notices.plain_text import WIDTH, plain_text
from coverport.notices.transfers import carry_letters
from tests.notices import samples

pytestmark = pytest.mark.django_db
LATER = date(2013, 12, 20)


def chosen(exchange, user, **more):
    given = {"paperless": True, "large_print": False, **more}
    return delivery.choose_delivery(actor=Actor.person(user), exchange=exchange, user=user, on=samples.DAY, **given)


def sent(notice) -> Dispatch:
    """The letter's email, out of the door."""
    dispatch = delivery.dispatch_notice(notice)
    delivery.send_emails()
    dispatch.refresh_from_db()
    return dispatch


def report(message_id: str, status: str = "5.1.1", inside: str = "text/rfc822-headers") -> bytes:
    """A delivery status notification as mail servers write it."""
    head = f"Message-ID: {message_id}\r\nSubject: You have a new letter\r\n"
    return (
        "From: MAILER-DAEMON@example.net\r\nTo: post@example.org\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nIt did not arrive.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; example.net\r\n\r\n"
        f"Final-Recipient: rfc822; ana@example.org\r\nAction: failed\r\nStatus: {status}\r\n\r\n"
        f"--b\r\nContent-Type: {inside}\r\n\r\n{head}\r\n--b--\r\n"
    ).encode()


@pytest.mark.django_db(transaction=True)
def test_the_worker_has_a_posted_letter_go_out_once_on_paper(ana, vermont):
    notice = samples.posted(vermont, ana)
    work_once()
    work_once()
    only = Dispatch.objects.get()
    assert (only.notice, only.channel, only.status, only.copy, only.large) == (notice, "print", "due", 1, False)
    notice.refresh_from_db()
    assert notice.pdf_pages == 2
    assert notice.fits_window is True


def test_who_chose_email_gets_one_and_no_paper(ana, vermont):
    chosen(vermont, ana)
    dispatch = sent(samples.posted(vermont, ana))
    assert (dispatch.channel, dispatch.status) == ("email", "sent")
    assert [dispatch.pk] == list(Dispatch.objects.values_list("pk", flat=True))
    assert delivery.send_emails() == 0
    assert len(mail.outbox) == 1


def test_an_email_has_one_recipient_and_tells_nothing_of_the_person(ana, vermont):
    chosen(vermont, ana)
    dispatch = sent(samples.posted(vermont, ana))
    (message,) = mail.outbox
    assert (message.to, message.cc, message.bcc) == (["ana@example.org"], [], [])
    assert message.extra_headers["Message-ID"] == dispatch.message_id
    said = f"{message.subject}\n{message.body}"
    for secret in ("Rivera", "Ana", "214", "Church", dispatch.notice.title, dispatch.notice.reference, "plan", "http"):
        assert secret not in said
    assert "1-800-555-0168" in said


def test_an_email_is_in_the_letters_language(ana, vermont):
    chosen(vermont, ana)
    sent(samples.posted(vermont, ana, language="es"))
    assert mail.outbox[0].subject == "Tiene una carta nueva de Coverport Vermont"


@pytest.mark.parametrize("inside", ["text/rfc822-headers", "message/rfc822"])
def test_a_bounced_email_becomes_a_letter_and_so_do_later_ones_until_the_person_chooses_again(ana, vermont, inside):
    chosen(vermont, ana, large_print=True)
    email = sent(samples.posted(vermont, ana))
    for _again in range(2):  # a report may come twice
        delivery.note_bounce(bounces.read(report(email.message_id, inside=inside)), on=LATER)
    email.refresh_from_db()
    assert (email.status, email.returned_on, email.fault) == ("returned", LATER, "5.1.1")
    paper = Dispatch.objects.get(channel="print")
    assert (paper.status, paper.reason, paper.due_on, paper.large) == ("due", "email_bounced", LATER, True)
    assert Event.objects.get(kind="notices.returned").data["why"] == "5.1.1"
    assert delivery.dispatch_notice(samples.posted(vermont, ana, decision="D-2")).channel == "print"
    chosen(vermont, ana)
    assert delivery.dispatch_notice(samples.posted(vermont, ana, decision="D-3")).channel == "email"


def test_an_email_that_is_only_late_stays_an_email(ana, vermont):
    chosen(vermont, ana)
    email = sent(samples.posted(vermont, ana))
    delivery.note_bounce(bounces.read(report(email.message_id, "4.4.1")), on=LATER)
    email.refresh_from_db()
    assert email.status == "sent"
    assert not Dispatch.objects.filter(channel="print").exists()


def test_a_report_on_somebody_elses_email_changes_nothing(ana, vermont):
    chosen(vermont, ana)
    sent(samples.posted(vermont, ana))
    assert delivery.note_bounce(bounces.read(report("<other@example.net>")), on=LATER) is None
    assert not Dispatch.objects.filter(channel="print").exists()


@pytest.mark.parametrize(
    ("message", "lacks"),
    [(b"", "Status"), (b"Subject: Out of office\r\n\r\nI am away.", "Status"), (report("").replace(b"Message-ID", b"X-None"), "headers"),
     (b"\xff\xfe\x00broken", "Status")],
    ids=["empty", "out of office", "no id", "no mail"],
)  # fmt: skip
def test_what_is_no_report_says_what_it_lacks(message, lacks):
    with pytest.raises(bounces.NoReport, match=lacks):
        bounces.read(message)


def test_only_the_person_chooses(ana, ben, vermont):
    with pytest.raises(NotAllowed):
        delivery.choose_delivery(
            actor=Actor.person(ben), exchange=vermont, user=ana, paperless=True, large_print=False, on=samples.DAY
        )
    with pytest.raises(NotAllowed):
        delivery.choose_delivery(
            actor=ANONYMOUS, exchange=vermont, user=ana, paperless=True, large_print=False, on=samples.DAY
        )
    assert not DeliveryChoice.objects.exists()


def test_a_choice_is_one_exchanges(ana, vermont, federal):
    chosen(vermont, ana)
    assert delivery.dispatch_notice(samples.posted(federal, ana)).channel == "print"


def test_the_page_shows_the_choice_and_sets_it(client, ana, vermont):
    client.force_login(ana)
    assert 'value="paper" ' in client.get("/vt/letters/delivery/").content.decode()
    answer = client.post("/vt/letters/delivery/", {"way": "email", "large_print": "on"})
    assert answer.status_code == 302
    choice = DeliveryChoice.objects.get()
    assert (choice.user, choice.exchange, choice.paperless, choice.large_print) == (ana, "vt", True, True)
    refused = client.post("/vt/letters/delivery/", {"large_print": "on", "way": "pigeon"})
    assert refused.status_code == 422
    assert DeliveryChoice.objects.get().paperless


def test_who_is_not_signed_in_sets_no_delivery(client, vermont):
    assert client.post("/vt/letters/delivery/", {"way": "email"}).status_code == 302
    assert not DeliveryChoice.objects.exists()


@pytest.mark.parametrize(
    ("part", "kind"), [("large.pdf", "application/pdf"), ("letter.txt", "text/plain; charset=utf-8")]
)
def test_large_print_and_plain_text_are_there_for_the_addressee_alone(client, ana, ben, vermont, part, kind):
    notice = samples.posted(vermont, ana)
    client.force_login(ben)
    assert client.get(f"/vt/letters/{notice.reference}/{part}").status_code == 404
    client.force_login(ana)
    answer = client.get(f"/vt/letters/{notice.reference}/{part}")
    assert (answer.status_code, answer["Content-Type"]) == (200, kind)


def test_plain_text_says_every_word_in_order_in_lines_of_72_signs():
    letter = samples.letter()
    text = plain_text(letter)
    assert max(map(len, text.splitlines())) <= WIDTH
    place, squeezed = 0, "".join(text.replace("\n>", "\n").split())
    for words in (*letter.address, *texts(letter)):
        if words in ("What", "Amount"):  # heads of a column of figures, which is read as "what: amount"
            continue
        if words in ("Person", "Paper", "Last day"):
            assert f"{words}:" in text
            continue
        place = squeezed.index("".join(words.split()), place)


ADDRESS = ("5 Church Street", "Burlington VT 05401")


@pytest.mark.parametrize(
    ("lines", "routing"),
    [
        (("5 Church Street", "Burlington VT 05401"), "05401"),
        (("5 Church Street", "Apt 3", "St. Johnsbury, VT 05819-1234"), "058191234"),
        (("PO Box 1", "Holtsville NY 00501"), "00501"),
        (("PSC 1 Box 2", "APO AE 09001"), "09001"),
    ],
)
def test_an_address_gives_its_routing_code(lines, routing):
    assert postal.read("Ana Rivera", lines).routing == routing


@pytest.mark.parametrize(
    ("name", "lines", "fault"),
    [
        (" ", ADDRESS, "no name"),
        ("Ana", (), "no street"),
        ("Ana", ("Burlington VT 05401",), "no street"),
        ("Ana", ("5 Church Street", "Burlington VT"), "ZIP code"),
        ("Ana", ("5 Church Street", "Burlington VT 0540"), "ZIP code"),
        ("Ana", ("5 Church Street", "Burlington VT 05401-12"), "ZIP code"),
        ("Ana", ("5 Church Street", "Burlington VX 05401"), "VX is no state"),
        ("Ana", ("5 Church Street", "Nowhere NY 00500"), "no ZIP code"),
        ("Ana", ("10 Downing Street", "London SW1A 2AA"), "ZIP code"),
    ],
)  # fmt: skip
def test_an_address_that_no_carrier_could_find_is_told_apart(name, lines, fault):
    with pytest.raises(postal.Undeliverable, match=fault):
        postal.read(name, lines)


HEAD = "reference,reason,street,unit,city,state,zip\n"


def printed(exchange, user, **more):
    """A letter whose paper has left the house."""
    notice = samples.posted(exchange, user, **more)
    delivery.dispatch_notice(notice)
    Dispatch.objects.filter(notice=notice).update(status="sent")
    return notice


def test_mail_that_came_back_goes_to_the_new_address_or_waits_for_one(ana, vermont):
    moved, lost = printed(vermont, ana), printed(vermont, ana, decision="D-2")
    text = f"{HEAD}{moved.reference},NSN,7 Main Street,,Montpelier,vt,05602-1111\n{lost.reference.lower()},ANK,,,,,\n"
    assert returned_mail.take_over(exchange=vermont, text=text, on=LATER) == (1, 1)
    old, new = Dispatch.objects.filter(notice=moved).order_by("copy")
    assert (old.status, old.returned_on, old.fault) == ("returned", LATER, "NSN")
    assert (new.status, new.copy, new.reason) == ("due", 2, "new_address")
    assert "Montpelier VT 05602-1111" in new.address
    waiting = Dispatch.objects.get(notice=lost, copy=2)
    assert (waiting.status, waiting.fault) == ("held", "it came back: ANK")
    # The address comes later: the letter that waited is the one that goes, no third.
    text = f"{HEAD}{lost.reference},found,1 Elm Street,,Barre,VT,05641\n"
    assert returned_mail.take_over(exchange=vermont, text=text, on=LATER) == (1, 0)
    waiting.refresh_from_db()
    assert (waiting.status, waiting.fault) == ("due", "")
    assert Dispatch.objects.filter(notice=lost).count() == 2


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("{0},,,,,,\n", "Line 2: there is no reason"),
        (",NSN,,,,,\n", "Line 2: there is no reference"),
        ("{0}\0,NSN,,,,,\n", "Line 2: a cell has a line break or another sign that cannot be printed"),
        ("{0},NSN,7 Main Street,,Montpelier,VT,0560\n", "Line 2: the new address cannot be used"),
        ("{0},NSN,,,,,\n{0},ANK,,,,,\n", "Line 3: {0} stands in line 2 already"),
        ("{0},NSN,,,,,\n2222-2222,ANK,,,,,\n", "Line 3: Coverport Vermont sent no letter 2222-2222"),
    ],
)
def test_one_wrong_line_and_nothing_of_the_file_is_taken_over(rows, says, ana, vermont):
    notice = printed(vermont, ana)
    with pytest.raises(returned_mail.CannotRead) as refused:
        returned_mail.take_over(exchange=vermont, text=HEAD + rows.format(notice.reference), on=LATER)
    assert says.format(notice.reference) in refused.value.message
    assert Dispatch.objects.get().status == "sent"


def test_a_file_without_its_columns_says_which(vermont):
    with pytest.raises(returned_mail.CannotRead, match="missing: reason, unit"):
        returned_mail.read("reference,street,city,state,zip\n")


def test_another_exchanges_letter_cannot_be_sent_back(ana, vermont, federal):
    notice = printed(federal, ana)
    with pytest.raises(returned_mail.CannotRead, match="sent no letter"):
        returned_mail.take_over(exchange=vermont, text=f"{HEAD}{notice.reference},NSN,,,,,\n", on=LATER)


@pytest.mark.parametrize(
    ("wrong", "name"),
    [({"status": "returned"}, "what_came_back_has_its_day"), ({"channel": "email"}, "one_dispatch_of_a_copy")],
)
def test_the_database_itself_refuses(ana, vermont, wrong, name):
    notice = samples.posted(vermont, ana)
    Dispatch.objects.create(notice=notice, channel="email", due_on=LATER)
    paper = Dispatch.objects.create(notice=notice, channel="print", due_on=LATER)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Dispatch.objects.filter(pk=paper.pk).update(**wrong)


def test_a_choice_goes_along_to_another_exchange_unless_there_is_one(ana, ben, vermont, federal):
    chosen(vermont, ana)
    chosen(vermont, ben)
    chosen(federal, ben, paperless=False)
    move = Move("VT", "vt", "federal", vermont.pk, federal.pk, frozenset({ana.pk, ben.pk}))
    carry_letters(move)
    there = DeliveryChoice.objects.filter(exchange="federal")
    assert {choice.user_id: choice.paperless for choice in there} == {ana.pk: True, ben.pk: False}


def told(*given, fails: str = "") -> str:
    """What the command says."""
    out = io.StringIO()
    if fails:
        with pytest.raises(CommandError, match=fails):
            call_command("returned_mail", *given, stdout=out)
    else:
        call_command("returned_mail", *given, stdout=out)
    return out.getvalue()


def test_the_command_takes_over_a_file_of_the_post(ana, vermont, tmp_path):
    notice = printed(vermont, ana)
    path = tmp_path / "back.csv"
    path.write_text(f"{HEAD}{notice.reference},NSN,7 Main Street,,Montpelier,VT,05602\n", encoding="utf-8-sig")
    assert "1 go again to a new address, 0 wait for one" in told("vt", str(path))


@pytest.mark.parametrize(
    ("content", "fails"),
    [(b"reference\n", "missing: reason"), (b"\xff\xfe", "not UTF-8"), (HEAD.encode() + b"2222-2222,NSN,,,,,\n", "sent no letter"),
     (b"", "missing: reference")],
    ids=["columns", "not text", "unknown letter", "empty"],
)  # fmt: skip
def test_a_file_that_cannot_be_taken_over_says_so(ana, vermont, tmp_path, content, fails):
    path = tmp_path / "back.csv"
    path.write_bytes(content)
    told("vt", str(path), fails=fails)
    told("vt", str(tmp_path / "none.csv"), fails="There is no file")
    told("nowhere", str(path), fails="no exchange")


def test_the_command_reads_bounces(ana, vermont, tmp_path):
    chosen(vermont, ana)
    email = sent(samples.posted(vermont, ana))
    path = tmp_path / "bounce.eml"
    path.write_bytes(report(email.message_id, "4.2.2"))
    assert "is late (4.2.2)" in told("vt", "--email", str(path))
    path.write_bytes(report(email.message_id))
    assert "goes on paper (5.1.1)" in told("vt", "--email", str(path))
    path.write_bytes(report("<other@example.net>"))
    assert "not one of our emails" in told("vt", "--email", str(path))
    path.write_bytes(b"Subject: hello\r\n\r\nHello")
    told("vt", "--email", str(path), fails="no report on an email")


def test_an_email_that_the_server_refuses_stays_due_and_holds_up_no_other(ana, ben, vermont, settings):
    for user in (ana, ben):
        chosen(vermont, user)
    first = delivery.dispatch_notice(samples.posted(vermont, ana))
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there
    assert delivery.send_emails() == 0
    first.refresh_from_db()
    assert (first.status, first.fault) == ("due", "ConnectionRefusedError")
    kept = first.message_id
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    delivery.dispatch_notice(samples.posted(vermont, ben, decision="D-2"))
    assert delivery.send_emails() == 2
    first.refresh_from_db()
    assert (first.status, first.fault, first.message_id) == ("sent", "", kept)


@settings_of(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cut=st.integers(0, len(report("<a@b>"))), junk=st.binary(max_size=40))
def test_whatever_a_mail_server_sends_back_is_a_report_or_is_said_not_to_be(cut, junk):
    whole = report("<a@b>")
    try:
        found = bounces.read(whole[:cut] + junk + whole[cut:])
    except bounces.NoReport:
        return
    assert found.message_id
    assert bounces.STATUS.match(found.status)


@given(
    zip_code=st.integers(501, 99999), plus4=st.none() | st.integers(0, 9999), state=st.sampled_from(sorted(postal.STATES)),
    comma=st.sampled_from(["", ","]),
)  # fmt: skip
def test_a_last_line_is_read_as_it_was_put_together(zip_code, plus4, state, comma):
    more = "" if plus4 is None else f"-{plus4:04d}"
    found = postal.read("Ana", ("5 Church Street", f"White River Junction{comma} {state} {zip_code:05d}{more}"))
    assert (found.city, found.state, found.zip) == ("White River Junction", state, f"{zip_code:05d}")
    assert found.routing == f"{zip_code:05d}{more[1:]}"
