"""A new decision that follows what an office knows instead of what a person answered. The event tells other rooms."""

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from coverport.applications.determining import decide, facts_of
from coverport.applications.events import Redetermined
from coverport.applications.models import Application, Determination
from coverport.applications.queries import determination_of
from coverport.applications.verification import tax_records
from coverport.applications.verification.models import Redetermination
from coverport.applications.verification.settling import US, say
from coverport.core.access import Actor
from coverport.core.money import Cents
from coverport.eligibility import facts
from coverport.eligibility.withheld import income_of

GOES_ON = "to decide anew by the same income, 45 CFR 155.330(e)"


def redetermine(
    application: Application, given: facts.Application, *, by: Actor, on: date, effective_on: date,
    cause: "Redetermination.Cause" = Redetermination.Cause.EXPIRED, authority: str = "45 CFR 155.315(f)(5)",
    leaves: Sequence[str] = (), incomes: Mapping[str, Cents] | None = None,
) -> Redetermination:  # fmt: skip
    """Decide by these facts from a day on. In the caller's transaction, with the application locked. Raises what decide raises.

    incomes: what tax data say of the year's income, by person. What the decision before rested on stands further.
    """
    before = determination_of(application)
    assert before is not None, "only what was decided is decided anew"
    determination = decide(
        application, on=on, given=msgspec.structs.replace(given, decided_on=on),
        incomes={**_standing(before, given, on), **(incomes or {})},
    )  # fmt: skip
    made = Redetermination.objects.create(
        determination=determination, before=before, effective_on=effective_on, cause=cause, authority=authority,
        leaves=sorted(leaves),
    )  # fmt: skip
    say(
        Redetermined(application.reference, determination.reference, before.reference, effective_on),
        application, on=on, by=by,
    )  # fmt: skip
    return made


def _standing(before: Determination, given: facts.Application, on: date) -> dict[str, Cents]:
    """The incomes of tax data that a decision rested on, of whom nothing else was told or shown since."""
    apart = tax_records.apart_of(before, actor=US, why=GOES_ON, on=on)
    if apart is None:
        return {}
    then, now = ({one.id: income_of(one) for one in each.people} for each in (facts_of(before), given))
    return {key: cents for key, cents in apart.incomes.year.items() if key in now and now[key] == then[key]}
