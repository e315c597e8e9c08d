"""The verbs of keying: open a case, finish the first keying, key again, ask for what is missing, decide. Answers are saved by the
verbs of the application itself."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coverport.accounts.models import User
from coverport.applications.actions import start_application
from coverport.applications.asking import steps_for
from coverport.applications.drafts import AlreadySubmitted
from coverport.applications.models import Application, Determination
from coverport.applications.queries import determination_of
from coverport.applications.rules.steps import REVIEW, first_open
from coverport.applications.submission import NotComplete, NotSigned, submit_application
from coverport.core.access import Actor, Permission
from coverport.core.errors import Refusal
from coverport.core.events import record
from coverport.law.lookups import typed
from coverport.law.parameters import DayRange
from coverport.paper.critical import is_checked, still_differing
from coverport.paper.events import (
    AnswersAsked,
    PaperDecided,
    PaperKeyed,
    PaperSetAside,
    PaperTakenUp,
    SecondKeyed,
)
from coverport.paper.models import LONGEST_NOTE, Channel, PaperApplication
from coverport.paper.notices import post_missing_answers

Status = PaperApplication.Status
# So long somebody who opened a case is taken to be at it.
AT_IT = timedelta(minutes=15)
# Names that no mail ever reaches (RFC 2606): the account is one that nobody signs in to.
NOBODY_READS = "paper.invalid"


class NotNow(Refusal):
    """The case is not at this step, or was closed meanwhile."""

    code = "not_now"


class SamePerson(Refusal):
    """Who keyed it first cannot be the one who keys it again."""

    code = "same_person"


class Differs(Refusal):
    """The two keyings are not alike."""

    code = "differs"


class NoAddress(Refusal):
    """A letter has nowhere to go."""

    code = "no_address"


def _locked(actor: Actor, paper: PaperApplication, *at: str) -> PaperApplication:
    """The case, locked until the transaction ends, if the actor may and it is at one of these steps."""
    actor.require(Permission.KEY_PAPER, paper)
    locked = (
        PaperApplication.objects.select_for_update(of=("self",))
        .select_related("exchange", "owner", "application__exchange", "application__household__owner")
        .get(pk=paper.pk)
    )
    if locked.status not in at:
        raise NotNow(_("This application was taken on by somebody else meanwhile. Go back to the list."))
    return locked


@transaction.atomic
def open_paper(*, actor: Actor, paper: PaperApplication, on: date) -> tuple[PaperApplication, User | None]:
    """Begin or go on with a case: its draft is there, with the day that counts. Answers who else is at it. Raises NotAllowed, NotNow."""
    locked = _locked(actor, paper, Status.KEYING, Status.CHECKING)
    other = None
    if (
        locked.opened_by_id not in {None, actor.user_id}
        and locked.opened_at
        and timezone.now() - locked.opened_at < AT_IT
    ):
        other = locked.opened_by
    if locked.owner is None:
        locked.owner = _account(locked)
    if locked.application is None:
        locked.application = _draft(actor, locked, on)
    if other is None:
        locked.opened_by_id, locked.opened_at = actor.user_id, timezone.now()
    locked.save(update_fields=["owner", "application", "opened_by", "opened_at"])
    return locked, other


def _account(paper: PaperApplication) -> User:
    """An account for who has none: letters go by mail, and nobody can sign in to it."""
    user = User.objects.create_user(address_of(paper), language=paper.language, is_active=False)
    user.set_unusable_password()
    user.save(update_fields=["password"])
    return user


def address_of(paper: PaperApplication) -> str:
    """The address of its account: of a kind that no mail reaches."""
    return f"{paper.reference.lower()}@{NOBODY_READS}"


def _draft(actor: Actor, paper: PaperApplication, on: date) -> Application:
    draft = start_application(
        actor=actor, exchange=paper.exchange, year=paper.year, shopping={}, on=on, owner_id=paper.owner_id,
        in_line=paper.counts_from,
    )  # fmt: skip
    if PaperApplication.objects.filter(application=draft).exists():
        raise NotNow(_("This household has a paper application that is open already. Key in that one."))
    return draft


@transaction.atomic
def finish_first_keying(*, actor: Actor, paper: PaperApplication, on: date) -> PaperApplication:
    """Everything is keyed in once. Raises NotAllowed, NotNow, NotComplete."""
    locked = _locked(actor, paper, Status.KEYING)
    if locked.application is None:
        raise NotNow(_("Nothing is keyed in yet."))
    if (step := first_open(steps_for(locked.application), locked.application.saved_steps)) != REVIEW:
        raise NotComplete(step)
    locked.status, locked.first_clerk_id = Status.CHECKING, actor.user_id
    locked.opened_by, locked.opened_at = None, None
    locked.save(update_fields=["status", "first_clerk", "opened_by", "opened_at"])
    record(
        PaperKeyed(paper=locked.reference, application=locked.application.reference),
        by=actor, on=on, exchange=locked.exchange.slug, subject=locked.reference,
    )  # fmt: skip
    return locked


def may_key_again(actor: Actor, paper: PaperApplication) -> bool:
    """Two people key a paper; who calls, or came without one, is there to hear it read back, by the same clerk."""
    there = paper.channel == Channel.PHONE or (paper.channel == Channel.IN_PERSON and not paper.serial)
    return there or actor.user_id != paper.first_clerk_id


@transaction.atomic
def key_again(*, actor: Actor, paper: PaperApplication, given: Mapping[str, str], on: date) -> int:
    """Keep the second keying of what decides most; answers how many fields differ. Raises NotAllowed, NotNow, SamePerson."""
    locked = _locked(actor, paper, Status.CHECKING)
    if not may_key_again(actor, locked):
        raise SamePerson(_("You keyed this application in. Somebody else keys these fields again."))
    locked.second, locked.second_clerk_id = dict(given), actor.user_id
    locked.save(update_fields=["second", "second_clerk"])
    differing = len(still_differing(locked))
    record(
        SecondKeyed(paper=locked.reference, differing=differing),
        by=actor, on=on, exchange=locked.exchange.slug, subject=locked.reference,
    )  # fmt: skip
    return differing


def decide_paper(
    *, actor: Actor, paper: PaperApplication, signature: str, consent_years: int, on: date, attestation: str = ""
) -> Determination:
    """Decide it, by the verb of every application. attestation: of a call, where it is recorded and who read what.

    Raises NotAllowed, NotNow, Differs, NotSigned, and whatever submit_application raises.
    """
    with transaction.atomic():
        locked = _locked(actor, paper, Status.CHECKING)
        if not is_checked(locked):
            raise Differs(_("The two keyings are not alike yet."))
        attestation = " ".join(attestation.split())
        if locked.channel == Channel.PHONE and not attestation:
            raise NotSigned(_("Write where the recording is."), field="attestation")
        locked.attestation = attestation
        locked.save(update_fields=["attestation"])
        assert locked.application is not None, "what is checked has been keyed in"
        application = locked.application
    return submit_and_close(
        actor=actor, paper=locked, application=application, signature=signature, consent_years=consent_years, on=on
    )


def submit_and_close(
    *, actor: Actor, paper: PaperApplication, application: Application, signature: str, consent_years: int, on: date
) -> Determination:
    """Submit by the verb of every application, and close the case. Raises whatever submit_application raises."""
    try:
        determination = submit_application(
            actor=actor, application=application, signature=signature, consent_years=consent_years, on=on
        )
    except AlreadySubmitted:  # the same form sent twice, or a machine that stopped before the next lines
        stored = determination_of(application)
        assert stored is not None, "what is submitted is decided"
        determination = stored
    with transaction.atomic():
        decided = PaperApplication.objects.select_for_update().get(pk=paper.pk)
        decided.status, decided.decided_on = Status.DECIDED, on
        decided.save(update_fields=["status", "decided_on"])
        record(
            PaperDecided(decided.reference, application.reference, determination.reference),
            by=actor, on=on, exchange=application.exchange.slug, subject=decided.reference,
        )  # fmt: skip
    return determination


@transaction.atomic
def ask_missing(
    *, actor: Actor, paper: PaperApplication, steps: Sequence[str], note: str, on: date
) -> PaperApplication:
    """Ask by letter for what is not on the paper; the day that counts stays. Raises NotAllowed, NotNow, NoAddress.

    steps: the parts of the form that lack an answer. note: what exactly, as the person will read it.
    """
    locked = _locked(actor, paper, Status.KEYING, Status.CHECKING)
    note = " ".join(note.split())
    if not steps or not note:
        raise NotNow(_("Say which part lacks an answer, and what to send."), field="steps" if not steps else "note")
    _check_length(note)
    application = locked.application
    if application is None or not application.street or not application.applicants.filter(relationship="self").exists():
        raise NoAddress(_("Key in the people and the address first: the letter needs both. Without an address, call."))
    days = typed(DayRange, "paper.incomplete_application", on=on)
    locked.status, locked.missing_steps, locked.note = Status.MISSING, list(steps), note
    # The longest time that the rule lets us give.
    locked.missing_by = on + timedelta(days=days.to_days)
    locked.opened_by, locked.opened_at = None, None
    locked.save(update_fields=["status", "missing_steps", "note", "missing_by", "opened_by", "opened_at"])
    post_missing_answers(locked, application, days.citation, on=on)
    record(
        AnswersAsked(paper=locked.reference, due_on=locked.missing_by),
        by=actor, on=on, exchange=locked.exchange.slug, subject=locked.reference,
    )  # fmt: skip
    return locked


@transaction.atomic
def take_up_again(*, actor: Actor, paper: PaperApplication, on: date) -> PaperApplication:
    """The answer came: it is keyed on, with the day that it had. Raises NotAllowed, NotNow."""
    locked = _locked(actor, paper, Status.MISSING)
    locked.status, locked.missing_steps, locked.missing_by = Status.KEYING, [], None
    locked.save(update_fields=["status", "missing_steps", "missing_by"])
    record(
        PaperTakenUp(paper=locked.reference), by=actor, on=on, exchange=locked.exchange.slug, subject=locked.reference
    )
    return locked


@transaction.atomic
def set_aside(*, actor: Actor, paper: PaperApplication, note: str, on: date) -> PaperApplication:
    """It is no application, or one that is there already; its pages stay. Raises NotAllowed, NotNow."""
    locked = _locked(actor, paper, Status.KEYING, Status.CHECKING, Status.MISSING)
    if not (note := " ".join(note.split())):
        raise NotNow(_("Write why, for the record."), field="note")
    _check_length(note)
    locked.status, locked.note = Status.SET_ASIDE, note
    locked.save(update_fields=["status", "note"])
    record(
        PaperSetAside(paper=locked.reference), by=actor, on=on, exchange=locked.exchange.slug, subject=locked.reference
    )
    return locked


def _check_length(note: str) -> None:
    if len(note) > LONGEST_NOTE:
        said = _("Use at most %(limit_value)d characters. These are %(show_value)d.")
        raise NotNow(said % {"limit_value": LONGEST_NOTE, "show_value": len(note)}, field="note")
