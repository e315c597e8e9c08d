"""Days by which something must have come: the first payment, proof, an appeal, a report; and when a changed decision counts."""

from datetime import date, timedelta
from typing import Literal

from coverport.core.dates import first_of_month
from coverport.enrollment.rules.answers import Answer, Refused
from coverport.enrollment.rules.special import regular_start
from coverport.law.parameters.calendar import Binder, DueDay, EffectiveDay, Inconsistency
from coverport.law.parameters.common import Days

Matter = Literal["income", "status", "other"]


def within(days: Days, begins: date, rule: str) -> Answer:
    """The last of so many days after `begins`, which is day 0."""
    last = begins + timedelta(days=days.days)
    return _until(begins, last, rule, days.citation)


def inconsistency(noticed: date, matter: Matter, law: Inconsistency) -> Answer:
    """The last day to settle what the sources do not confirm, for a notice dated `noticed`.

    Income: days from the date of the notice, and those that were given to all after them. Status (Social Security number,
    citizenship, immigration): from its receipt. Other (residency, incarceration, other coverage): from the date alone.
    """
    if matter == "status":
        last = noticed + timedelta(days=law.status_days + law.mailing_days)
        return _until(noticed, last, f"inconsistency_{law.status_days}_days_from_receipt", law.citation, (
            f"receipt is presumed {law.mailing_days} days after the date of the notice",
        ))  # fmt: skip
    base = noticed + timedelta(days=law.income_days)
    more = law.income_extension_days if matter == "income" else 0
    told = (f"{base} and {more} days more, given to all",) if more else ()
    last = base + timedelta(days=more)
    return _until(noticed, last, f"inconsistency_{law.income_days + more}_days", law.citation, told)


def binder(starts: date, received: date | None, paid: date | None, law: Binder) -> Answer | Refused:
    """By when the first payment has to come for coverage from `starts`.

    received: the day on which the issuer had the enrollment; None: before coverage starts, and not known.
    """
    if received and starts <= received:
        last, rule = received + timedelta(days=law.retroactive_days), "binder_retroactive"
    else:
        last, rule = starts + timedelta(days=law.regular_days), "binder_regular"
    return _paid(starts, (received, last), paid, rule, law.citation)


def binder_special(starts: date, received: date, paid: date | None, law: Binder) -> Answer | Refused:
    """The same for a special effective date of 45 CFR 155.420(b)(2)."""
    if starts <= received:
        return binder(starts, received, paid, law)
    since = max(starts, received) if law.special_from == "later" else received
    return _paid(starts, (received, since + timedelta(days=law.special_days)), paid, "binder_special", law.citation)


def binder_due_day(starts: date, received: date | None, paid: date | None, law: DueDay) -> Answer | Refused:
    """Where the exchange bills: by its day of the month before coverage starts."""
    last = first_of_month(starts, -1).replace(day=law.day)
    if received and received > last:
        return Refused("chosen_after_due_day", law.citation, {"received": received, "due": last, "starts": starts})
    return _paid(starts, (received, last), paid, "binder_due_day", law.citation)


def binder_by_calendar(
    starts: date, window: tuple[date | None, date], paid: date | None, authority: str
) -> Answer | Refused:
    """Where the calendar of the exchange names the day itself."""
    return _paid(starts, window, paid, "binder_open_enrollment", authority)


def change_effective(noticed: date, law: EffectiveDay, decrease: EffectiveDay) -> Answer:
    """The first day on which a redetermined change counts, for a notice dated `noticed`, 45 CFR 155.330(f).

    decrease: the rule of changes that bring less credit or another level of cost-sharing reductions.
    """
    starts, later = regular_start(noticed, law), regular_start(noticed, decrease)
    told = (f"less credit, or another level of cost sharing, counts from {later}: {decrease.citation}",)
    return Answer(
        effective_date=starts,
        window=(noticed, None),
        rule="first_after_notice",
        citation=law.citation,
        means="first_day_of_coverage",
        notes=told if later > starts else (),
    )


def _paid(
    starts: date, window: tuple[date | None, date], paid: date | None, rule: str, citation: str
) -> Answer | Refused:
    """Not paid yet, the last day to pay, as of every clock; paid by then, the first day of coverage."""
    if paid is None:
        told = (f"paid by then, coverage starts on {starts}",)
        return Answer(
            effective_date=window[1], window=window, rule=rule, citation=citation, means="last_day_to_act", notes=told
        )
    if paid > window[1]:
        return Refused("binder_late", citation, {"paid": paid, "due": window[1]})
    return Answer(effective_date=starts, window=window, rule=rule, citation=citation, means="first_day_of_coverage")


def _until(begins: date, last: date, rule: str, citation: str, notes: tuple[str, ...] = ()) -> Answer:
    return Answer(
        effective_date=last, window=(begins, last), rule=rule, citation=citation, means="last_day_to_act", notes=notes
    )
