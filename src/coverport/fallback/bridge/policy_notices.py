"""The letters about plans bought directly: it waits for the application, and what to do; it was taken over with credit."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import gettext as _

from coverport.applications.cards import names
from coverport.applications.models import Application
from coverport.applications.notices import recipient, recipients
from coverport.core.dates import long_date
from coverport.core.money import Cents, display
from coverport.exchanges.models import Exchange
from coverport.fallback.bridge.models import DirectPolicy
from coverport.law.parameters import CreditBack
from coverport.notices.actions import Post, send_notice, send_notices
from coverport.notices.blocks import Bullets, Callout, Heading, Letter, Paragraph, Strong, words
from coverport.notices.kinds import Must, build, kind
from coverport.notices.kinds.parts import APPEAL, CONTACT, Case, appeal, call_us, day, letter, titled, why
from coverport.plans import catalogs
from coverport.plans.catalog import UnknownPlan
from coverport.plans.catalogs import NoCatalog

TAKEN_OVER, WAITS = "bridge_taken_over", "bridge_policy_waits"
RULE = Must("by what authority", "45 CFR 155.230(a)(3)", lambda case: [case.authority])


class TakenOver(Case, frozen=True, kw_only=True):
    """credit: cents a month; owed: cents for the months that were paid in full to the insurer, through paid_through."""

    people: tuple[str, ...]
    plan: str
    insurer: str
    policy_number: str
    start: date
    paid_through: date
    premium: Cents
    credit: Cents
    owed: Cents
    authority: str


class Waits(Case, frozen=True, kw_only=True):
    """A policy bought directly whose household is not decided. until: the last day on which the law gives credit back, if it says one."""

    people: tuple[str, ...]
    plan: str
    insurer: str
    policy_number: str
    start: date
    until: date | None
    authority: str
    number: str


# ---- Posting, in the transaction of the change


def post_taken_over(policy: DirectPolicy, plan: str, insurer: str, people: Sequence[str], *, on: date) -> None:
    """To who bought a plan directly: it is theirs through the exchange from its first day, and what the insurer gives back."""
    enrollment = policy.enrollment
    assert enrollment is not None
    assert policy.owed_cents is not None, "it was just taken over"
    exchange: Exchange = policy.exchange
    to = recipient(enrollment.application)
    case = TakenOver(
        exchange=exchange, to=to, on=on, people=tuple(people), plan=plan, insurer=insurer, policy_number=policy.number,
        start=enrollment.start, paid_through=policy.paid_through, premium=enrollment.premium_cents,
        credit=enrollment.credit_cents, owed=policy.owed_cents, authority=policy.authority,
    )  # fmt: skip
    send_notice(
        TAKEN_OVER, exchange=exchange, to=to, about=enrollment.reference, decision=policy.reference,
        letter=build(TAKEN_OVER, case, language=to.language), on=on,
    )  # fmt: skip


def post_waiting(
    policies: Sequence[tuple[DirectPolicy, Application]], *, exchange: Exchange, known: CreditBack, on: date
) -> None:
    """To who bought a plan directly and is not decided here: what waits, and what to do. Once for each policy."""
    to = recipients([application for _policy, application in policies])
    posts = []
    for policy, application in policies:
        plan, insurer = _sold(policy)
        case = Waits(
            exchange=exchange, to=to[application.pk], on=on, people=tuple(each[0] or each[1] for each in policy.people), plan=plan,
            insurer=insurer, policy_number=policy.number, start=max(policy.first, known.earliest), until=known.end,
            authority=known.citation, number=application.reference,
        )  # fmt: skip
        letter = build(WAITS, case, language=case.to.language)
        posts.append(Post(WAITS, case.to, application.reference, policy.reference, letter))
    send_notices(posts, exchange=exchange, on=on)


def _sold(policy: DirectPolicy) -> tuple[str, str]:
    """The plan and its insurer by name, where the catalog of today has them; else by their identifiers."""
    try:
        plan = catalogs.current(policy.exchange.slug, policy.first.year).plan(policy.plan_id)
    except (NoCatalog, UnknownPlan):
        return policy.plan_id, policy.issuer_id
    return plan.name, plan.issuer_name


# ---- What they say


@kind(
    TAKEN_OVER,
    must=[
        Must("whose plan", "45 CFR 155.230(a)(1)", lambda case: [*case.people, case.plan, case.insurer, case.policy_number]),
        Must("from when on", "45 CFR 155.310(g)", lambda case: [long_date(case.start), long_date(case.paid_through)]),
        Must("premium and credit", "45 CFR 155.310(g)", lambda case: [display(case.premium), display(case.credit)]),
        Must("what the insurer gives back", "45 CFR 156.460(c)", lambda case: [display(case.owed)]),
        RULE, CONTACT, *APPEAL,
    ],
)  # fmt: skip
def taken_over(case: TakenOver) -> Letter:
    """A plan that was bought directly counts as chosen here, with the credit of its months."""
    told = words(
        _("%(people)s: %(plan)s of %(insurer)s, policy %(number)s, counts as chosen here from %(start)s on."),
        people=names(case.people), plan=Strong(case.plan), insurer=case.insurer, number=case.policy_number, start=day(case.start),
    )  # fmt: skip
    back = words(
        _("You paid the insurer the whole price through %(day)s. Of that it gives you back %(owed)s."),
        day=day(case.paid_through), owed=Strong(display(case.owed)),
    )  # fmt: skip
    monthly = words(
        _("Each month the plan costs %(premium)s. The tax credit pays %(credit)s of it; you pay the insurer the rest, as before."),
        premium=display(case.premium), credit=Strong(display(case.credit)),
    )  # fmt: skip
    title = _("The plan that you bought from %(insurer)s now has your tax credit.") % {"insurer": case.insurer}
    return letter(
        case,
        title,
        Callout(told),
        Paragraph(back),
        Paragraph(monthly),
        Paragraph(_("If the insurer has not given it back within 45 days, call us.")),
        Heading(2, _("About your taxes")),
        Paragraph(
            _("You file a tax return for the year, and compare there what was paid with what your income allows.")
        ),
        *why(case.authority, _("We could not decide your application in time, and you bought the plan directly.")),
        *appeal(case),
        call_us(case, _("For help call %(phone)s (TTY %(tty)s).")),
    )


@kind(
    WAITS,
    must=[
        Must("whose plan", "45 CFR 155.230(a)(1)", lambda case: [*case.people, case.plan, case.insurer, case.policy_number]),
        Must("what waits, and until when", "45 CFR 155.310(c)", lambda case: [case.number, *_until(case)]),
        RULE, CONTACT,
    ],
)  # fmt: skip
def waits(case: Waits) -> Letter:
    """A plan that was bought directly gets no credit before the application is decided: what to do, and by when."""
    told = words(
        _("%(people)s: %(plan)s of %(insurer)s, policy %(number)s, does not count as chosen here yet. Your application is not decided."),
        people=names(case.people), plan=Strong(case.plan), insurer=case.insurer, number=case.policy_number,
    )  # fmt: skip
    by_when = words(
        _("By the rule of today we can decide that until %(day)s. Do not wait so long: call us now."), day=day(case.until)
    ) if case.until else _("Do not wait: call us now.")  # fmt: skip
    return letter(
        case,
        titled(_("The plan that you bought from %(insurer)s waits for your application."), insurer=case.insurer),
        Callout(told, tone="wait"),
        Heading(2, _("What you must do")),
        Bullets((
            words(_("Call us to finish your application by telephone. Its number is %(number)s. Its day stays."), number=case.number),
            _("Go on paying the insurer. Your coverage does not end because of us."),
        )),
        Paragraph(by_when),
        Heading(2, _("What happens next")),
        Paragraph(words(
            _(
                "If we decide that you can get a tax credit, the plan counts as chosen here from %(start)s on, with the credit of "
                "those months. The insurer then gives you back what you paid too much, and we write to you again."
            ),
            start=day(case.start),
        )),
        *why(case.authority, _("We could not decide your application in time, and you bought the plan directly.")),
        call_us(case, _("For help call %(phone)s (TTY %(tty)s).")),
    )  # fmt: skip


def _until(case: Waits) -> Iterable[str]:
    return [long_date(case.until)] if case.until else []
