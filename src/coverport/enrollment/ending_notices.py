"""The letter to who loses a policy of before: until when it covers them, by when another one can be chosen, and the number to show."""

from collections.abc import Iterable
from datetime import date

import msgspec
from django.utils.translation import gettext as _

from coverport.core.dates import long_date
from coverport.enrollment.models import EndingPolicy
from coverport.enrollment.special.law import window_after
from coverport.exchanges.models import Exchange
from coverport.notices.actions import send_notice
from coverport.notices.blocks import Block, Bullets, Callout, Heading, Letter, Paragraph, Strong, words
from coverport.notices.kinds import Must, build, kind
from coverport.notices.letters import Recipient, compose

POLICY_ENDS = "policy_ends"


class Context(msgspec.Struct, frozen=True):
    """opens, closes: the days on which another plan can be chosen; exempt: whether catastrophic plans are open at any age."""

    exchange: Exchange
    to: Recipient
    on: date
    reference: str
    insurer: str
    policy_number: str
    last_day: date
    opens: date
    closes: date
    exempt: bool


def post_policy_ends(policy: EndingPolicy, *, exempt: bool, on: date) -> None:
    """Post it, in the transaction that takes the list in."""
    person = policy.person
    lines = (person["street"], person["unit"], f"{person['city']} {person['state']} {person['zip']}")
    to = Recipient(
        user_id=policy.user_id, name=f"{person['first_name']} {person['last_name']}", address=tuple(filter(None, lines)),
        language=person["language"] or "en",
    )  # fmt: skip
    opens, closes = window_after(policy.last_day, person["state"])
    context = Context(
        exchange=policy.exchange, to=to, on=on, reference=policy.reference, insurer=policy.insurer,
        policy_number=policy.policy_number, last_day=policy.last_day, opens=opens, closes=closes, exempt=exempt,
    )  # fmt: skip
    letter = build(POLICY_ENDS, context, language=to.language)
    send_notice(
        POLICY_ENDS, exchange=policy.exchange, to=to, about=policy.reference, decision=policy.reference, letter=letter, on=on
    )  # fmt: skip


def _must(context: Context) -> Iterable[str]:
    return [context.reference, long_date(context.last_day), long_date(context.closes)]


@kind(
    POLICY_ENDS,
    must=[
        Must(
            "the last day, until when another plan can be chosen, and the number to show", "45 CFR 155.420(d)(1)", _must
        )
    ],
)
def policy_ends(context: Context) -> Letter:
    """Your old policy ends; how to be covered after it."""
    blocks: tuple[Block, ...] = (
        Callout(
            words(
                _(
                    "Your policy %(number)s of %(insurer)s covers you until %(day)s. You can choose another plan with us."
                ),
                number=context.policy_number,
                insurer=context.insurer,
                day=Strong(long_date(context.last_day)),
            )
        ),
        Heading(2, _("What to do")),
        Bullets(
            (
                words(
                    _("Apply with us and choose a plan by %(closes)s, also where open enrollment is over by then."),
                    closes=Strong(long_date(context.closes)),
                ),
                _("To be covered without a gap, choose before your policy ends."),
                words(
                    _(
                        "We ask for this number, once you have signed your application: %(reference)s. Keep this letter."
                    ),
                    reference=Strong(context.reference),
                ),
            )
        ),
        *_catastrophic(context),
    )
    title = _("Your health insurance policy ends on %(day)s") % {"day": long_date(context.last_day)}
    return compose(exchange=context.exchange, to=context.to, title=title, blocks=blocks, on=context.on)


def _catastrophic(context: Context) -> tuple[Block, ...]:
    if not context.exempt:
        return ()
    return (
        Heading(2, _("A cheaper plan for emergencies")),
        Paragraph(
            _(
                "Because your policy was ended, you have an exemption for hardship. With it you may also choose a catastrophic "
                "plan, whatever your age, and you need not pay for months without coverage. No tax credit can be used for it."
            )
        ),
    )
