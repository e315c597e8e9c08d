"""A renewal in words: what it rests on, which plan takes over, and why something is other than before. Letters and pages share them."""

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from coverport.applications.cards import names
from coverport.core.dates import long_date
from coverport.core.money import Cents, display
from coverport.enrollment.renewal.drafting import Note
from coverport.plans.plan import Plan

# Notes of one person, told by name.
PERSONAL = frozenset(
    {
        "reaches_medicare", "still_medicare", "medicare_in_year", "too_old_as_dependent", "too_old_for_childrens_dental", "cannot_buy",
        "likely_public", "not_applying",
    }
)  # fmt: skip


# What is other than somebody may expect, by the code of a note.
_NOTES = {
    "no_consent": gettext_noop(
        "You did not allow us to look at tax data for %(year)s. So we cannot pay the tax credit in advance, and your plan is "
        "renewed at its full price. Tell us your income, or allow us to look, and you can have it again."
    ),
    "no_consent_no_credit": gettext_noop(
        "You did not allow us to look at tax data for %(year)s. By what you told us last, there is no tax credit for you in %(year)s. "
        "Tell us if your income or your household is another one now."
    ),
    # Of the usual reasons several: which one it is, is tax data that no letter may show, 26 USC 6103(l)(21).
    "not_reconciled": gettext_noop(
        "We cannot pay the tax credit in advance for %(year)s. The usual reasons: a federal tax return of a year with a credit is "
        "missing, it has no Form 8962, or the income is too high. If a return or the form is missing, file it, tell us, and you can "
        "have the credit again."
    ),
    "no_return_found": gettext_noop("The tax service found no newest tax return that we could use."),
    "no_number": gettext_noop("We could not ask the tax service: a Social Security number of who files is missing."),
    "source_silent": gettext_noop("The tax service did not answer us."),
    "help_not_known": gettext_noop(
        "An answer is missing, so that we cannot say what help you get in %(year)s. Until you give it, the plan costs its full price."
    ),
    "answered": gettext_noop("You told us for %(year)s yourself. We used that."),
    "reported": gettext_noop(
        "You told us of a change after our letter about %(year)s. We used that, so that your help and your price may be other than in the "
        "letter."
    ),
    "reaches_medicare": gettext_noop(
        "%(name)s reaches 65 and can have Medicare. So we work out no tax credit for %(name)s from January on. Sign up for Medicare "
        "in time: signing up late costs more. If %(name)s cannot have it free of charge, tell us, and the credit goes on."
    ),
    "still_medicare": gettext_noop(
        "%(name)s can have Medicare by age. So we work out no tax credit for %(name)s. If %(name)s cannot have it free of charge, tell us, "
        "and the credit goes on."
    ),
    "medicare_in_year": gettext_noop(
        "%(name)s reaches 65 in %(year)s. From the month in which Medicare begins there is no tax credit for %(name)s. Tell us then."
    ),
    "too_old_as_dependent": gettext_noop(
        "%(name)s is too old for your policy in %(year)s, and gets a policy of their own on the same plan."
    ),
    "too_old_for_childrens_dental": gettext_noop(
        "%(name)s is too old for a dental plan for children. That coverage ends with the year. A dental plan for adults can be chosen."
    ),
    "cannot_buy": gettext_noop(
        "%(name)s cannot have a plan of the exchange in %(year)s by what we know, and is not renewed."
    ),
    "not_applying": gettext_noop(
        "By your newest answers %(name)s does not ask for coverage in %(year)s, and is not renewed. Is that wrong? Tell us before the year "
        "ends."
    ),
    "likely_public": gettext_noop(
        "%(name)s is likely to get Medicaid or CHIP, which cost less. Until that is sure, the plan goes on without a tax credit "
        "for %(name)s."
    ),
}


class Offer(msgspec.Struct, frozen=True):
    """One enrollment of the new year beside the one of the old year. Amounts are cents a month; own: of a child alone; why: of `why_other`.

    parts: how many go on from that one; together: premium and credit of all of them, told with the last of them.

    before_net: what was paid; reference: its number, once it has one.
    """

    kind: str
    old_plan: str
    old_premium: Cents
    old_credit: Cents
    plan: str
    issuer: str
    people: str
    premium: Cents
    credit: Cents
    step: str
    same_plan: bool
    same_issuer: bool
    own: bool = False
    reference: str = ""
    why: str = ""
    parts: int = 1
    together: tuple[Cents, Cents] | None = None

    @property
    def net(self) -> Cents:
        return self.premium - self.credit

    @property
    def old_net(self) -> Cents:
        return self.old_premium - self.old_credit


class Choice(msgspec.Struct, frozen=True):
    """Another plan at this household's price."""

    plan: str
    issuer: str
    level: str
    net: Cents


class Ending(msgspec.Struct, frozen=True):
    """Coverage that is not renewed by us: which plan, of whom, why."""

    kind: str
    plan: str
    people: str
    why: str


class Season(msgspec.Struct, frozen=True):
    """What all letters of a run tell alike: the new year's days, until when to answer, choose and pay, under which rule, who bills.

    over: open enrollment has ended on the day of the letters. handed_over: the exchange billed the year before, insurers bill the new one.
    """

    year: int
    last_day: date
    first_day: date
    answer_by: date
    opens: date | None
    closes: date | None
    pay_by: date | None
    citation: str
    exchange_bills: bool
    payee: str
    over: bool = False
    handed_over: bool = False


class Return(msgspec.Struct, frozen=True):
    """One tax return: of whom, its income, how many are on it."""

    people: str
    income: Cents | None
    size: int


class Story(msgspec.Struct, frozen=True):
    """A household's renewal as it is told. income: of the first tax household, cents a year; size: how many are on its return.

    returns: each of them, where there are several. choices_for: whom the other plans' prices are for, where not for all.
    """

    season: Season
    offers: tuple[Offer, ...]
    endings: tuple[Ending, ...]
    notes: tuple[Note, ...]
    choices: tuple[Choice, ...]
    names: Mapping[str, str]
    income: Cents | None
    size: int
    with_credit: bool  # as far as there is any
    assumed: str = ""
    choices_for: str = ""
    returns: tuple[Return, ...] = ()

    @property
    def year(self) -> int:
        return self.season.year

    def has(self, code: str) -> bool:
        return any(each.code == code for each in self.notes)


def why_other(old: Plan, *, still_sold: bool) -> str:
    """Why the old plan does not go on, where it does not: it is not sold there any more, or not to these people."""
    if not still_sold:
        return "not_sold"
    return "by_age" if old.metal_level == "catastrophic" else "not_for_you"


def step_words(offer: Offer, year: int) -> str:
    """Why it is this plan."""
    named = {"old": offer.old_plan, "plan": offer.plan, "issuer": offer.issuer, "year": year}
    match offer.step:
        case "same_plan":
            return _("Your plan goes on in %(year)s.") % named
        case _ if offer.step == "age_off" or offer.why == "by_age":
            return (
                _("%(old)s is only for people below an age that somebody of you has reached. %(plan)s takes over.")
                % named
            )
        case "bronze_to_silver":
            return (
                _(
                    "On %(plan)s you pay less for care, and no more each month, than on the bronze plan that would take over."
                )
                % named
            )
        case "other_issuer_as_directed":
            return _("No plan of your insurer takes over from %(old)s. %(plan)s of %(issuer)s does.") % named
    if offer.why == "not_for_you":
        return (
            _(
                "%(old)s cannot go on for you in %(year)s. %(plan)s of %(issuer)s is the plan most like it, and takes over."
            )
            % named
        )
    return (
        _(
            "%(old)s is not sold where you live in %(year)s. %(plan)s of %(issuer)s is the plan most like it, and takes over."
        )
        % named
    )


def income_words(story: Story) -> str:
    """What the help rests on."""
    if story.has("tax_data"):
        # Letters show no tax data: 26 USC 6103(l)(21).
        return _(
            "The newest data on your yearly income that we may look at. Letters do not show them: sign in, or call us."
        )
    if story.returns:
        return _("What you told us last of each tax return for %(year)s.") % {"year": story.year}
    if story.income is None:
        return _("We do not know your income for %(year)s.") % {"year": story.year}
    named = {"income": display(story.income), "year": story.year}
    return _("A yearly household income of %(income)s for %(year)s, as you told us last.") % named


def note_words(note: Note, named: Mapping[str, str], year: int) -> str:
    """One sentence or two on what is other than somebody may expect; empty where there is nothing to say."""
    if note.code not in _NOTES:
        return ""
    return _(_NOTES[note.code]) % {"name": named.get(note.person, ""), "year": year}


def ending_words(ending: Ending, year: int) -> str:
    """Why something is not renewed by us, and what to do."""
    named = {"plan": ending.plan, "people": ending.people, "day": long_date(date(year - 1, 12, 31)), "year": year}
    if ending.why == "chosen":
        return _("There is a plan for %(year)s already. It takes the place of %(plan)s.") % named
    if ending.why == "canceled":
        return _("The renewal of %(plan)s for %(year)s was canceled.") % named
    if ending.why == "ended_before":
        return _("%(plan)s ended before the year did. So nothing is renewed for %(year)s.") % named
    reason = {
        "no_passive_renewal": _("Plans are not renewed by themselves for %(year)s. Everybody has to choose."),
        "no_plan_takes_over": _("No plan that is sold to you takes over from it."),
        "several_policies": _("The plan that takes over cannot cover all of you on one policy."),
        "too_old_for_childrens_dental": _("Nobody on it is young enough for a dental plan for children any more."),
        "not_applying": _("By your newest answers, nobody on it asks for coverage in %(year)s."),
        "cannot_buy": _("By what we know, nobody on it can have a plan of the exchange in %(year)s."),
    }.get(ending.why, _("We could not work out what takes over. We look into it and write to you."))
    return (reason + " " + _("%(plan)s covers %(people)s until %(day)s.")) % named


def people_words(people: Sequence[str], story_names: Mapping[str, str]) -> str:
    return names([story_names[each] for each in people])


def first_bill_words(people: str, payee: str, pay_by: date | None) -> str:
    """Who goes to a policy that is new to its insurer is covered only once its first bill is paid, 45 CFR 155.400(e)."""
    return _(
        "The policy is new for %(people)s: it covers only once its first bill is paid to %(payee)s, by %(by)s."
    ) % {
        "people": people,
        "payee": payee,
        "by": long_date(pay_by) if pay_by else _("the day on the bill"),
    }
