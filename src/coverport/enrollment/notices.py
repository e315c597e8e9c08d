"""The letters of this room: a plan was chosen, and, when the money is in, you are covered."""

from collections.abc import Iterable
from datetime import date

import msgspec
from django.utils.translation import gettext as _

from coverport.core.dates import first_of_month, long_date
from coverport.core.money import display
from coverport.enrollment.models import Enrollment
from coverport.enrollment.queries import Around, Told, around_of, may_be_uneven, told
from coverport.enrollment.recipients import recipient
from coverport.exchanges.models import Exchange
from coverport.notices.actions import send_notice
from coverport.notices.blocks import Block, Bullets, Callout, Heading, Letter, Paragraph, Strong, Table, sums, words
from coverport.notices.kinds import Must, build, kind, speaking
from coverport.notices.letters import Recipient, compose

PLAN_SELECTED, COVERED = "plan_selected", "covered"


class Context(msgspec.Struct, frozen=True):
    """What both letters are made from."""

    exchange: Exchange
    to: Recipient
    told: Told
    on: date


def post_plan_selected(enrollment: Enrollment, *, around: Around, on: date, beside: bool = True) -> None:
    """Post the letter of a choice, in the choice's own transaction. beside: whether there may be another plan of the year."""
    _post(PLAN_SELECTED, enrollment, on, around, uneven=beside, first=True)


def post_covered(enrollment: Enrollment, *, on: date) -> None:
    """Post the letter that says from when the people are covered."""
    _post(COVERED, enrollment, on, around_of(enrollment), uneven=may_be_uneven(enrollment))


def _post(name: str, enrollment: Enrollment, on: date, around: Around, *, uneven: bool, first: bool = False) -> None:
    to = recipient(enrollment, around.applicants)
    with speaking(to.language):  # the story has words, too: it may be told by an insurer's answer, which speaks English
        story = told(enrollment, around, uneven=uneven)
    context = Context(exchange=enrollment.exchange, to=to, told=story, on=on)
    letter = build(name, context, language=to.language)
    send_notice(
        name,
        exchange=enrollment.exchange,
        to=to,
        about=enrollment.reference,
        decision=enrollment.reference,
        letter=letter,
        on=on,
        first=first,
    )


def _must_selected(context: Context) -> Iterable[str]:
    story = context.told
    return [story.reference, story.issuer, story.plan.name, long_date(story.start), display(story.premium)]


def _not_covered_yet(context: Context) -> Iterable[str]:
    return [_("It does not cover you yet.") if context.told.dental else _("You are not covered yet.")]


def _appeal_by(context: Context) -> Iterable[str]:
    return [long_date(context.told.appeal_by)]


def _covered_from(context: Context) -> Iterable[str]:
    story = context.told
    return [story.reference, long_date(story.start), *([long_date(story.end)] if story.ended else [])]


@kind(
    PLAN_SELECTED,
    must=[
        Must("the plan, its price and the enrollment number", "45 CFR 155.400", _must_selected),
        Must("that coverage is not sure yet", "45 CFR 155.400(e)", _not_covered_yet),
        Must("the last day to appeal", "45 CFR 155.520(b)", _appeal_by),
    ],
)
def plan_selected(context: Context) -> Letter:
    """You chose a plan; what is left to do."""
    story = context.told
    blocks: tuple[Block, ...] = (
        _to_do(story),
        *_where(story),
        *_plan(story),
        Heading(2, _("What happens next")),
        _next(story),
        *_left_out(story),
        Heading(2, _("If you think this is wrong")),
        _wrong(context.exchange, story),
        *_assumed(story),
    )
    title = (
        _("You chose a dental plan. It does not cover you yet.")
        if story.dental
        else _("You chose a plan. You are not covered yet.")
    )
    return compose(exchange=context.exchange, to=context.to, title=title, blocks=blocks, on=context.on)


@kind(COVERED, must=[Must("from when, and the enrollment number", "45 CFR 155.400", _covered_from)])
def covered(context: Context) -> Letter:
    """You are covered from a day on."""
    story = context.told
    nothing = words(
        _("You do not have to do anything. %(issuer)s covers %(people)s from %(start)s to %(end)s. After that day comes the other plan "
          "that you chose.")
        if story.ended
        else _("You do not have to do anything. %(issuer)s covers %(people)s from %(start)s."),
        issuer=story.issuer, people=story.people, start=Strong(long_date(story.start)),
        **({"end": Strong(long_date(story.end))} if story.ended else {}),
    )  # fmt: skip
    cards = Paragraph(words(_("%(issuer)s sends your insurance cards."), issuer=story.issuer))
    title = _("Your dental plan covers you from %(start)s") if story.dental else _("You are covered from %(start)s")
    title %= {"start": long_date(story.start)}
    blocks = (
        Callout(nothing),
        *_plan(story),
        *_each_month(story),
        cards,
        Heading(2, _("If something changes")),
        _changes(),
        *_credit(story),
        *_assumed(story),
    )
    return compose(exchange=context.exchange, to=context.to, title=title, blocks=blocks, on=context.on)


def _to_do(story: Told) -> Callout:
    if story.free:
        sentence = _(
            "You do not have to pay anything. Once we have confirmed it, you are covered from %(start)s. We write to you then."
        )
        return Callout(words(sentence, start=Strong(long_date(story.start))), tone="wait")
    return Callout(
        words(
            _("Pay your first bill of %(net)s to %(payee)s by %(day)s. Then you are covered from %(start)s."),
            net=Strong(display(story.first_bill)), payee=story.payee,
            day=Strong(long_date(story.pay_by)) if story.pay_by else _("the day on the bill"),
            start=Strong(long_date(story.start)),
        ),
        tone="wait",
    )  # fmt: skip


def _where(story: Told) -> tuple[Block, ...]:
    """Where to pay. Letters carry no link: whoever got one by mail types nothing long."""
    if story.free:
        return ()
    if story.exchange_bills:
        return (Paragraph(_("To pay, sign in on our website and open “My plan”. You can also call us.")),)
    bill = words(_("%(issuer)s sends you a bill and takes the payment."), issuer=story.issuer)
    if not story.plan.phone:
        return (Paragraph(bill),)
    return (
        Paragraph(bill),
        Paragraph(words(_("To pay by telephone, call %(phone)s."), phone=Strong(story.plan.phone))),
    )


def _wrong(exchange: Exchange, story: Told) -> Paragraph:
    return Paragraph(
        words(
            _(
                "Is this not the plan that you chose, or is a person, a date or an amount wrong? Call us at %(phone)s "
                "(TTY %(tty)s) before you pay. You can appeal what we decided about you until %(day)s."
            ),
            phone=exchange.profile.phone,
            tty=exchange.profile.tty,
            day=Strong(long_date(story.appeal_by)),
        )
    )


def _plan(story: Told) -> tuple[Block, ...]:
    plan = words(
        _("%(plan)s of %(issuer)s, for %(people)s. Your enrollment number is %(reference)s."),
        plan=Strong(story.plan.name), issuer=story.issuer, people=story.people, reference=story.reference,
    )  # fmt: skip
    helps = (Paragraph(sentence) for sentence in story.state_help)
    later = (
        Paragraph(words(_("For %(name)s, coverage starts on %(day)s."), name=name, day=Strong(long_date(day))))
        for name, day in story.later
    )
    return (Heading(2, _("Your plan")), Paragraph(plan), *later, _price(story), *_provisos(story), *helps)


def _price(story: Told) -> Table:
    """By the month where a change before the first payment made later months another price."""
    if len(story.months) > 1:
        head = (_("From"), _("Full price"), _("Tax credit"), _("You pay a month"))
        by_month = (
            (long_date(each.since), display(each.premium), display(-each.credit), display(each.net))
            for each in story.months
        )
        return Table(_("What it costs by the month"), head, tuple(by_month))
    rows = (
        (_("Full price each month"), display(story.premium)),
        (_("Tax credit that we pay for you"), display(-story.credit)),
        (_("You pay each month"), display(story.net)),
    )
    return sums(_("Your monthly price"), (_("What"), _("Amount")), rows)


def _provisos(story: Told) -> tuple[Block, ...]:
    if story.plan.rate_status != "filed":
        return ()
    return (Paragraph(_("This price is as the insurer filed it. The state has not approved it yet.")),)


def _next(story: Told) -> Bullets:
    if story.free:
        return Bullets((words(_("%(issuer)s sends your insurance cards once you are covered."), issuer=story.issuer),))
    day = long_date(story.pay_by) if story.pay_by else _("the day on the bill")
    return Bullets(
        (
            words(_("If you pay by %(day)s, we send a letter that says that you are covered."), day=day),
            _("If you do not pay, the plan is canceled as if it had never started."),
            _(
                "You can choose again only while plans can be chosen, or after a change in your life, such as a birth or a move."
            ),
        )
    )


def _left_out(story: Told) -> tuple[Block, ...]:
    if not story.others:
        return ()
    return (
        Paragraph(words(_("%(others)s: not part of this plan."), others=story.others)),
        *(Paragraph(sentence) for sentence in story.elsewhere),
    )


def _each_month(story: Told) -> Iterable[Paragraph]:
    """What comes after the first payment; nothing of what ends with the month that it paid for."""
    if story.free:
        yield Paragraph(_("Your tax credit pays the whole price. You have nothing to pay each month."))
    elif len(story.months) > 1:
        later = _("%(payee)s tells you when the next payment is due. If you do not pay, you can lose your coverage.")
        yield Paragraph(words(later, payee=story.payee))
    elif first_of_month(story.end) > first_of_month(story.start):
        later = _(
            "Your price is %(net)s a month. %(payee)s tells you when the next payment is due. If you do not pay, you can lose "
            "your coverage."
        )
        yield Paragraph(words(later, net=display(story.net), payee=story.payee))


def _changes() -> Paragraph:
    return Paragraph(
        _("Tell us soon when your income, your address or your household changes. Your help may change, too.")
    )


def _credit(story: Told) -> tuple[Block, ...]:
    if not story.credit:
        return ()
    return (
        Paragraph(
            _(
                "At tax time the credit is compared with your real income. You must file a federal tax return for the year."
            )
        ),
    )


def _assumed(story: Told) -> tuple[Block, ...]:
    """Law that is only assumed is said on every letter."""
    if not story.assumed:
        return ()
    sentence = _("This is a sample. These rules that we used have not been confirmed for this date: %(values)s.")
    return (Paragraph(words(sentence, values=story.assumed)),)
