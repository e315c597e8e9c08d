"""The verb of the portal: have a file put into the folder once more."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from coverport.core.access import Actor, Permission
from coverport.core.errors import Refusal
from coverport.core.events import record
from coverport.edi.access import party_of
from coverport.edi.actions import resend
from coverport.edi.events import FileAskedFor
from coverport.edi.models import EdiFile


class NotThereYet(Refusal):
    """A file that has not been put into its folder for the first time."""

    code = "not_there_yet"


@transaction.atomic
def ask_again(*, actor: Actor, file: EdiFile, on: date) -> None:
    """The same bytes under the same numbers once more, so that nobody is enrolled twice by it. Raises NotAllowed, NotThereYet."""
    actor.require(Permission.SEE_FILES, party_of(file))
    if file.placed_at is None:
        raise NotThereYet(_("This file is on its way already."))
    resend(file=file)
    fact = FileAskedFor(file=file.name, issuer=file.issuer_id)
    subject = f"{file.sender}-{file.control:09d}"
    record(fact, by=actor, on=on, exchange=file.exchange, subject=subject, purpose="enrollment in a plan")
