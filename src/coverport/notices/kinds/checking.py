"""When other data say something else: data matching, a missing tax return (without a word of tax data), Medicaid on other grounds."""

from datetime import date

from django.utils.translation import gettext as _

from coverport.core.dates import long_date
from coverport.notices.blocks import Callout, Letter, words
from coverport.notices.kinds import Must, kind
from coverport.notices.kinds.parts import (
    APPEAL,
    CONTACT,
    Case,
    appeal,
    call_us,
    cites,
    day,
    letter,
    nothing_to_do,
    titled,
    why,
)

DATA_MATCH, RECONCILE, OTHER_GROUNDS = "data_match", "failure_to_reconcile", "non_magi_referral"


class Matched(Case, frozen=True, kw_only=True):
    """What a source shows of a person. finding: as a sentence; effect: what happens without an answer; ends: when."""

    name: str
    finding: str
    effect: str
    answer_by: date
    ends: date


@kind(
    DATA_MATCH,
    must=[
        Must("what the data show", "45 CFR 155.330(e)(2)(i)(A)", lambda case: [case.name, case.finding]),
        Must("the last day to answer", "45 CFR 155.330(e)(2)(i)(B)", lambda case: [long_date(case.answer_by)]),
        Must(
            "what happens without an answer, and when",
            "45 CFR 155.330(e)(2)(i)(D)",
            lambda case: [case.effect, long_date(case.ends)],
        ),
        cites("45 CFR 155.330(d)-(e)"),
        CONTACT,
        *APPEAL,
    ],
)
def data_match(case: Matched) -> Letter:
    """Other data show something that would end or lower help."""
    todo = words(_("Tell us by %(day)s whether this is right."), day=day(case.answer_by))
    without = words(
        _("If we do not hear from you, this happens on %(day)s: %(effect)s"), day=day(case.ends), effect=case.effect
    )
    source = words(
        _("About %(name)s, the records that we have to look at say: %(finding)s"), name=case.name, finding=case.finding
    )
    return letter(
        case,
        _("Please check what we learned about you."),
        Callout(todo, tone="wait"),
        *why("45 CFR 155.330(d)-(e)", source, without),
        call_us(case, _("To answer, sign in on our website, write to us, or call %(phone)s (TTY %(tty)s).")),
        *appeal(case),
    )


class Unreconciled(Case, frozen=True, kw_only=True):
    """Help may end. The letter names neither the year, nor whether anybody filed: that is tax data (26 USC 6103). ends: the first day
    without tax credit."""

    name: str
    ends: date


def _possible() -> str:
    return _(
        "Your tax credit can end for one of several reasons: your income may be too high, you may have other coverage, or a "
        "federal tax return or its Form 8962 may be missing for a year in which you had credit."
    )


@kind(
    RECONCILE,
    must=[
        Must("when the credit ends", "45 CFR 155.230(a)(1)", lambda case: [case.name, long_date(case.ends)]),
        Must(
            "several reasons, so that no tax data are shown",
            "26 USC 6103(l)(21); 45 CFR 155.305(f)(4)",
            lambda case: [_possible()],
        ),
        cites("45 CFR 155.305(f)"),
        CONTACT,
        *APPEAL,
    ],
)
def failure_to_reconcile(case: Unreconciled) -> Letter:
    """Tax credit is at risk; which of the usual reasons it is, only the person may be told."""
    todo = words(_("To keep your tax credit, act before %(day)s."), day=day(case.ends))
    file = _(
        "If a return is missing, file it with Form 8962, then tell us. If your income or other coverage is wrong here, correct it."
    )
    return letter(
        case,
        _("You can lose the tax credit that lowers your monthly price."),
        Callout(todo, tone="wait"),
        *why("45 CFR 155.305(f)", words(_("This concerns %(name)s."), name=case.name), _possible(), file),
        call_us(case, _("We may tell only you which reason it is. Call %(phone)s (TTY %(tty)s).")),
        *appeal(case),
    )


class Referred(Case, frozen=True, kw_only=True):
    """A person whom Medicaid may cover by age, disability or need of care. agency: who decides; meanwhile: what they have until then."""

    name: str
    agency: str
    meanwhile: str


@kind(
    OTHER_GROUNDS,
    must=[
        Must(
            "that it goes to the agency, and who that is",
            "45 CFR 155.345(b)-(d)",
            lambda case: [case.name, case.agency],
        ),
        Must("what the person has until then", "45 CFR 155.345(e)", lambda case: [case.meanwhile]),
        cites("45 CFR 155.345"),
        CONTACT,
        *APPEAL,
    ],
)
def non_magi_referral(case: Referred) -> Letter:
    """Medicaid looks at other grounds than income alone."""
    other = words(
        _(
            "%(name)s may get Medicaid on other grounds, such as age, a disability or a need of long-term care. %(agency)s decides that "
            "and may ask you for papers."
        ),
        name=case.name,
        agency=case.agency,
    )
    title = titled(_("We sent your application to %(agency)s."), agency=case.agency)
    return letter(case, title, nothing_to_do(), *why("45 CFR 155.345", other, case.meanwhile), *appeal(case))
