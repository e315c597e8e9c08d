"""The verbs by which an application comes in: scan an envelope, sort what no code could place, take a call."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from coverport.applications.models import Application
from coverport.core import switches
from coverport.core.access import Actor, Permission
from coverport.core.errors import Refusal
from coverport.core.events import record
from coverport.core.references import new_reference
from coverport.core.uploads import Upload
from coverport.exchanges.models import Exchange
from coverport.law.lookups import typed
from coverport.law.parameters import ApplicationDate
from coverport.paper import images, storage
from coverport.paper.actions import set_aside
from coverport.paper.events import EnvelopeScanned, EnvelopeSorted, PaperReceived
from coverport.paper.models import Channel, Envelope, PaperApplication, Sheet
from coverport.paper.rules import joining
from coverport.paper.rules.dates import Counted, application_date

Status = PaperApplication.Status
# Older than that, a day is a slip of the keyboard.
OLDEST = timedelta(days=366)
NEW, NONE = "new", "none"


class WrongDate(Refusal):
    """A day of receipt or of a postmark that cannot be."""

    code = "wrong_date"


class NotSorted(Refusal):
    """A page without a place, or a place that is not there."""

    code = "not_sorted"


@transaction.atomic
def scan_envelope(
    *, actor: Actor, exchange: Exchange, channel: str, uploads: Sequence[Upload], received_on: date, postmarked_on: date | None,
    on: date, arrival: str = "",
) -> Envelope:  # fmt: skip
    """Take in what lay in one envelope, or came in one fax. Its pages are joined by their codes; what no code places waits for a person.

    arrival: the number of a place that was kept on the website, if the paper names one. Raises NotAllowed, WrongDate, ScanNotTaken,
    NotTaken.
    """
    actor.require(Permission.KEY_PAPER, exchange)
    _check_dates(received_on, postmarked_on, on)
    pages = [page for upload in uploads for page in images.pages_of(upload)]
    if not pages:
        raise images.ScanNotTaken(_("Choose the scan of at least one page."), field="files")
    envelope = Envelope.objects.create(
        exchange=exchange, channel=channel, received_on=received_on, postmarked_on=postmarked_on
    )
    joined = joining.join([page.codes for page in pages])
    sheets = [
        Sheet(envelope=envelope, position=position, **storage.put(envelope, page.jpeg))
        for position, page in enumerate(pages)
    ]
    papers = {
        serial: _paper(actor, envelope, serial, language, arrival, on) for serial, language in joined.serials.items()
    }
    _place(sheets, joined, papers)
    Sheet.objects.bulk_create(sheets)
    troubled = joined.needs_person or any(sheet.trouble for sheet in sheets)
    envelope.sorted = not troubled
    envelope.save(update_fields=["sorted"])
    if troubled:
        _hold(papers.values(), envelope)
    record(
        EnvelopeScanned(envelope.reference, len(sheets), tuple(each.reference for each in papers.values())),
        by=actor, on=on, exchange=exchange.slug, subject=envelope.reference,
    )  # fmt: skip
    return envelope


def _check_dates(received_on: date, postmarked_on: date | None, on: date) -> None:
    if not on - OLDEST <= received_on <= on:
        raise WrongDate(_("The day of receipt lies after today, or more than a year before."), field="received_on")
    if postmarked_on is not None and not on - OLDEST <= postmarked_on <= received_on:
        raise WrongDate(_("The postmark lies after the receipt, or more than a year before."), field="postmarked_on")


def _paper(actor: Actor, envelope: Envelope, serial: str, language: str, arrival: str, on: date) -> PaperApplication:
    """The application of a copy of the form: pages that come later join it."""
    there = PaperApplication.objects.select_for_update().filter(exchange=envelope.exchange, serial=serial).first()
    return there or begin_case(
        actor, envelope.exchange, channel=envelope.channel, serial=serial, received_on=envelope.received_on,
        postmarked_on=envelope.postmarked_on, arrival=arrival, on=on, language=language,
    )  # fmt: skip


def begin_case(
    actor: Actor, exchange: Exchange, *, channel: str, received_on: date, on: date, serial: str = "", postmarked_on: date | None = None,
    arrival: str = "", language: str = "en", application: Application | None = None,
) -> PaperApplication:  # fmt: skip
    """A case to be keyed in, for a verb that has checked who may. application: the draft of somebody who is known."""
    counted = counted_from(exchange, channel=channel, received_on=received_on, postmarked_on=postmarked_on)
    place = switches.place_of(exchange.pk, arrival) if arrival else None
    if arrival and place is None:
        raise NotSorted(_("We do not find this number. Check it, or leave it empty."), field="arrival")
    day, rule = counted.day, counted.rule
    if place is not None and place.on < day:
        day, rule = place.on, "arrival"
    owner = application.household.owner if application else None
    paper = PaperApplication.objects.create(
        exchange=exchange, year=application.year if application else exchange.years()[0], application=application,
        channel=channel, serial=serial, received_on=received_on,
        postmarked_on=postmarked_on, counts_from=day, counts_rule=rule, counts_citation=counted.citation,
        language=(owner and owner.language) or language, arrival=arrival,
        owner_id=owner.pk if owner else place.user_id if place else None, status=Status.KEYING,
    )  # fmt: skip
    record(
        PaperReceived(paper=paper.reference, channel=channel, counts_from=day, arrival=arrival),
        by=actor, on=on, exchange=exchange.slug, subject=paper.reference,
    )  # fmt: skip
    return paper


def counted_from(exchange: Exchange, *, channel: str, received_on: date, postmarked_on: date | None) -> Counted:
    """The day that counts, by the law of the exchange's state; by the federal law where it serves several."""
    states = exchange.profile.states
    law = typed(
        ApplicationDate, "paper.application_date", on=received_on, state=states[0] if len(states) == 1 else None
    )
    return application_date(channel=channel, received_on=received_on, postmarked_on=postmarked_on, law=law)


def _place(sheets: Sequence[Sheet], joined: joining.Joined, papers: Mapping[str, PaperApplication]) -> None:
    """Give each page its application; a page that is there already, from an earlier envelope, or comes too late, is looked at."""
    for sheet, code in zip(sheets, joined.codes, strict=True):
        sheet.trouble = joined.trouble.get(sheet.position, "")
        if code is None:
            continue
        sheet.page, sheet.of = code.page, code.of
        paper = papers[code.serial]
        if paper.sheets.filter(page=code.page).exists() or paper.status in {Status.DECIDED, Status.SET_ASIDE}:
            sheet.trouble = joining.TWICE
        if not sheet.trouble:
            sheet.paper = paper


def _hold(papers: Iterable[PaperApplication], envelope: Envelope) -> None:
    """Nobody keys an application whose envelope is not sorted."""
    for paper in papers:
        if paper.status == Status.KEYING:
            paper.status, paper.waits_for = Status.SORTING, envelope
            paper.save(update_fields=["status", "waits_for"])


@transaction.atomic
def sort_envelope(*, actor: Actor, envelope: Envelope, places: Mapping[str, str], on: date) -> Envelope:
    """A person says where each page belongs. places: sheet -> an application's reference, "new", "new2"… or "none".

    The same word is the same application; sorted so already, as by the same form sent twice, nothing more is done. Raises NotAllowed,
    NotSorted.
    """
    actor.require(Permission.KEY_PAPER, envelope.exchange)
    locked = Envelope.objects.select_for_update().select_related("exchange").get(pk=envelope.pk)
    sheets = list(locked.sheets.select_related("paper").order_by("position"))
    if locked.sorted:
        if _sorted_so(sheets, places):
            return locked
        raise NotSorted(_("Somebody has sorted this envelope meanwhile. Nothing that you chose was done."))
    if any(sheet.reference not in places for sheet in sheets):
        raise NotSorted(_("Say for each page where it belongs."))
    made: dict[str, PaperApplication | None] = {NONE: None}
    for sheet in sheets:
        word = places[sheet.reference]
        if word not in made:
            made[word] = _named(actor, locked, word, on)
        sheet.paper, sheet.trouble = made[word], ""
        sheet.save(update_fields=["paper", "trouble"])
    locked.sorted = True
    locked.save(update_fields=["sorted"])
    _release(locked, actor, on)
    papers = {sheet.paper.reference for sheet in sheets if sheet.paper is not None}
    record(
        EnvelopeSorted(locked.reference, tuple(sorted(papers))),
        by=actor, on=on, exchange=locked.exchange.slug, subject=locked.reference,
    )  # fmt: skip
    return locked


def _sorted_so(sheets: Sequence[Sheet], places: Mapping[str, str]) -> bool:
    """Whether each page lies where these words would have put it."""
    lies = {sheet.reference: sheet.paper.reference if sheet.paper else NONE for sheet in sheets}
    asked = {sheet.reference: places.get(sheet.reference, "") for sheet in sheets}
    pairs = {(word, lies[page]) for page, word in asked.items()}
    apart = {word for word, _place in pairs if word.startswith(NEW)}
    made = {place for word, place in pairs if word.startswith(NEW)} - {NONE}
    return len(made) == len(apart) == len(pairs) - sum(word == place for word, place in pairs)


def _named(actor: Actor, envelope: Envelope, word: str, on: date) -> PaperApplication:
    if word.startswith(NEW):
        return begin_case(
            actor, envelope.exchange, channel=envelope.channel, serial=new_reference(), received_on=envelope.received_on,
            postmarked_on=envelope.postmarked_on, arrival="", on=on,
        )  # fmt: skip
    found = PaperApplication.objects.filter(exchange=envelope.exchange, reference=word).first()
    if found is None or found.status in {Status.DECIDED, Status.SET_ASIDE}:
        raise NotSorted(_("There is no open application %(number)s here.") % {"number": word})
    return found


def _release(envelope: Envelope, actor: Actor, on: date) -> None:
    """What waited for this envelope can be keyed; an application that lost all of its pages is set aside."""
    for paper in PaperApplication.objects.filter(waits_for=envelope).select_for_update().order_by("pk"):
        paper.status, paper.waits_for = Status.KEYING, None
        paper.save(update_fields=["status", "waits_for"])
        if not paper.sheets.exists():
            set_aside(actor=actor, paper=paper, note=_("None of its pages stayed with it."), on=on)


@transaction.atomic
def take_call(
    *, actor: Actor, exchange: Exchange, on: date, arrival: str = "", language: str = "en"
) -> PaperApplication:
    """Begin an application by telephone: the day of the call counts. Raises NotAllowed, NotSorted for a number that is not there."""
    actor.require(Permission.KEY_PAPER, exchange)
    return begin_case(
        actor, exchange, channel=Channel.PHONE, serial="", received_on=on, postmarked_on=None, arrival=arrival.strip().upper(),
        on=on, language=language,
    )  # fmt: skip
