"""A new decision that follows what an office knows instead of what a person answered. The event tells other rooms."""

from collections.abc import Sequence
from datetime import date

import msgspec

from coverport.applications.determining import decide
from coverport.applications.events import Redetermined
from coverport.applications.models import Application
from coverport.applications.queries import determination_of
from coverport.applications.verification.models import Redetermination
from coverport.applications.verification.settling import say
from coverport.core.access import Actor
from coverport.eligibility import facts


def redetermine(
    application: Application, given: facts.Application, *, by: Actor, on: date, effective_on: date,
    cause: "Redetermination.Cause" = Redetermination.Cause.EXPIRED, authority: str = "45 CFR 155.315(f)(5)",
    leaves: Sequence[str] = (),
) -> Redetermination:  # fmt: skip
    """Decide by these facts from a day on. In the caller's transaction, with the application locked. Raises what decide raises."""
    before = determination_of(application)
    assert before is not None, "only what was decided is decided anew"
    determination = decide(application, on=on, given=msgspec.structs.replace(given, decided_on=on))
    made = Redetermination.objects.create(
        determination=determination, before=before, effective_on=effective_on, cause=cause, authority=authority,
        leaves=sorted(leaves),
    )  # fmt: skip
    say(
        Redetermined(application.reference, determination.reference, before.reference, effective_on),
        application, on=on, by=by,
    )  # fmt: skip
    return made
