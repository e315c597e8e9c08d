"""What a change does, in sentences: the page before somebody agrees and the letter afterwards say the same."""

from collections.abc import Iterator, Mapping
from datetime import date

from django.utils.translation import gettext as _

from coverport.core.dates import long_date
from coverport.core.listing import listed
from coverport.core.money import display
from coverport.enrollment.changes.facts import Facts
from coverport.enrollment.changes.previewing import Preview, Told
from coverport.enrollment.dates import LESS_AFTER_THE_15TH

# Where an office or an appeal changed the help, and nobody told that anything else did.
BY_DECISION = frozenset({"redetermined", "appeal_pending", "appeal_ended"})


def kind_words(kind: str) -> str:
    """What happened, as it is chosen from the list."""
    return {
        "income": _("Income changed"),
        "move": _("Somebody moved"),
        "birth": _("A child was born"),
        "adoption": _("A child was adopted or placed with us"),
        "marriage": _("Somebody married"),
        "divorce": _("Divorce or legal separation"),
        "lost_coverage": _("Somebody lost other coverage"),
        "gained_coverage": _("Somebody has other coverage now"),
        "correction": _("An answer was wrong, or something else changed"),
        "death": _("Somebody died"),
        "drop_member": _("Somebody should leave the plan"),
        "end": _("End the coverage of everybody"),
        "other_coverage": _("End it: everybody has other coverage"),
        "end_by_death": _("Coverage ended by a death"),
        "lost_eligibility": _("Coverage ended: not eligible any more"),
        "nonpayment": _("Coverage ended: not paid"),
        "fraud": _("Coverage rescinded"),
        "plan_change": _("Another plan was chosen"),
        "not_proven": _("No paper showed in time what happened"),
        "plan_ended": _("The plan ended"),
        "redetermined": _("We decided again about your help"),
        "beside": _("Your other plan changed, and with it the tax credit that is left for this one"),
        "appeal_pending": _("Your help goes on while your appeal is open"),
        "appeal_ended": _("Your appeal is over"),
    }[kind]


def end_reason(kind: str) -> str:
    """Why coverage ends, by the kind of change that ended it."""
    return {
        "end": _("You asked us to end it."),
        **dict.fromkeys(
            ("other_coverage", "gained_coverage"), _("You told us that everybody on it has other coverage.")
        ),
        "end_by_death": _("We learned of a death."),
        "death": _("We learned of a death."),
        "plan_ended": _("The insurer no longer offers this plan."),
        **dict.fromkeys(
            ("lost_eligibility", "redetermined"), _("By what we know, nobody on it can have a plan from us any more.")
        ),
        "nonpayment": _("It was not paid in time."),
    }.get(kind, _("After the change in your household nobody is left on it."))


def _not_carried(facts: Facts) -> str:
    """Why a plan is canceled that was to go on by itself: 45 CFR 155.335(j)."""
    if facts.rescinded:
        return _(
            "It was to go on from your plan of %(year)s. Coverage by that plan was taken back from its first day. So nothing goes on by "
            "itself. Do you need coverage? Call us, and we tell you what you can have, and until when."
        ) % {"year": facts.rescinded}
    assert facts.went_on_from is not None
    return _(
        "It was to go on from your plan of %(year)s. Coverage by that plan ended on %(day)s, as its insurer told us. So nothing goes on "
        "by itself. Do you need coverage? Call us, and we tell you what you can have, and until when."
    ) % {"year": facts.went_on_from.year, "day": long_date(facts.went_on_from)}


def because(preview: Preview, facts: Facts) -> str:
    """Why an office did it, where nobody told it; empty where the person did."""
    if preview.kind == "end" and preview.status == "canceled" and (facts.went_on_from or facts.rescinded):
        return _not_carried(facts)
    if preview.kind == "nonpayment" and preview.status == "canceled":
        if facts.went_on_from is None:
            again = _(
                "You can choose again while plans can be chosen, or after a change in your life, such as a birth or a move."
            )
            return f"{end_reason(preview.kind)} {again}"
        return _(
            "It was to go on from your plan of %(year)s. Coverage by that plan ended on %(day)s, because it was not paid in time. So "
            "nothing goes on by itself. Do you need coverage? Call us, and we tell you what you can have, and until when."
        ) % {"year": facts.went_on_from.year, "day": long_date(facts.went_on_from)}
    return {
        "appeal_pending": _(
            "You appealed our decision and asked to keep the help of before. It goes on until the appeal is decided. At tax time it "
            "is compared with your real income: if you lose the appeal, you may have to pay tax credit back."
        ),
        "appeal_ended": _(
            "Your appeal is over and our decision stands, so the help that went on until now ends. At tax time it is compared with "
            "your real income: you may have to pay tax credit back."
        ),
    }.get(preview.kind, "")


def title(preview: Preview, facts: Facts) -> str:
    """The outcome in one line."""
    last = {"day": long_date(preview.last)}
    if preview.gives_way:
        return _("Your plan ends on %(day)s") % last
    match preview.status:
        case "terminated" if not preview.follows:
            return _("Your coverage ends on %(day)s") % last
        case "canceled" if not preview.follows:
            return _("Your plan is canceled")
        case "voided":
            return _("Your coverage is taken back from its first day")
    return _("Your coverage stays the same") if preview.changes_nothing else _("Your coverage changes")


def sentences(preview: Preview, facts: Facts) -> tuple[str, ...]:
    """Who comes, stays and goes, from when on, and what becomes of the policy and the tax credit."""
    return (
        tuple(_policy(preview, facts))
        + tuple(_people(preview, facts))
        + tuple(_also(preview, facts))
        + tuple(_credit(preview))
    )


def _policy(preview: Preview, facts: Facts) -> Iterator[str]:
    plan = {"plan": facts.plan, "issuer": facts.issuer, "day": long_date(preview.last)}
    if preview.follows:
        yield from _following(preview, facts)
    elif preview.gives_way:
        yield from _until_another(plan, free=facts.free)
    elif preview.status == "terminated" and preview.kind != "death" and facts.untouched:
        yield (
            _("%(plan)s of %(issuer)s covers you until %(day)s. There is no coverage by this plan after that day.")
            % plan
        )
    elif preview.status == "terminated":
        yield _("%(plan)s of %(issuer)s covers you until %(day)s. There is no coverage after that day.") % plan
    elif preview.status == "canceled":
        yield _("%(plan)s of %(issuer)s is canceled as if it had never been chosen. It covers nobody.") % plan
    elif preview.status == "voided":
        yield _("%(plan)s of %(issuer)s is taken back from its first day, as if it had never covered anybody.") % plan
    else:
        yield _("You stay on %(plan)s of %(issuer)s.") % plan


def _until_another(plan: Mapping[str, str], *, free: bool) -> Iterator[str]:
    if free:
        yield _("%(plan)s of %(issuer)s covers you until %(day)s once it is confirmed.") % plan
    else:
        yield _("%(plan)s of %(issuer)s covers you until %(day)s once its first payment has arrived.") % plan
        yield _("If it is not paid in time, it covers nobody. The other plan stays as it is.")
    yield _("After %(day)s comes the other plan that you chose.") % plan


def _following(preview: Preview, facts: Facts) -> Iterator[str]:
    yield _(
        "You stay on %(plan)s of %(issuer)s. The enrollment gets a new number on %(day)s, without a gap and without a new first "
        "payment."
    ) % {"plan": facts.plan, "issuer": facts.issuer, "day": long_date(preview.follows_on or preview.counts)}
    if preview.variant[0] != preview.variant[1]:
        yield (
            _("What you pay for care on this plan changes on that day, with your help.")
            if preview.kind in BY_DECISION
            else _("What you pay for care on this plan changes on that day, because your income or household did.")
        )
    if preview.rating_area[0] != preview.rating_area[1]:
        yield _("The price is that of the area where you live now.")
    if preview.subscriber[0] != preview.subscriber[1]:
        yield _("The enrollment is in the name of %(name)s from then on.") % {"name": facts.name(preview.subscriber[1])}


def _people(preview: Preview, facts: Facts) -> Iterator[str]:
    for person, first in preview.joins.items():
        yield _("%(name)s is covered from %(day)s.") % {"name": facts.name(person), "day": long_date(first)}
    if preview.stay:  # where everybody goes, that was said already
        for person, last in preview.leaves.items():
            if preview.first and last < preview.first:  # as of a death before coverage began
                yield _("%(name)s is not on it: it never covered this person.") % {"name": facts.name(person)}
            else:
                yield _("%(name)s is covered until %(day)s.") % {"name": facts.name(person), "day": long_date(last)}
    if facts.not_on:
        yield _("Not on this plan: %(names)s. Your decision says what they can have.") % {"names": listed(facts.not_on)}
    if facts.elsewhere:
        yield (
            _("%(names)s: on this plan still, with or without other coverage. Who should leave it can be said below.")
            if facts.asked
            else _(
                "%(names)s: on this plan still, with or without other coverage. To leave it, report next that somebody should leave "
                "the plan."
            )
        ) % {"names": listed(facts.elsewhere)}
    if facts.own_by is not None:
        yield _(
            "Because this coverage ends, another plan can be chosen for %(names)s by %(day)s. That takes an application of their own."
        ) % {"names": listed([facts.name(each) for each in preview.leaves]), "day": long_date(facts.own_by)}
    for person in preview.waiting:
        yield _("%(name)s cannot come onto the plan now: no time for choosing a plan is open.") % {
            "name": facts.name(person)
        }
    for person, first in preview.too_late.items():
        yield _(
            "%(name)s can be covered from %(day)s on, when this plan is over. Choose a plan for %(year)s with %(name)s on it, or report "
            "the same change for the plan that you have for that year."
        ) % {"name": facts.name(person), "day": long_date(first), "year": first.year}


def _also(preview: Preview, facts: Facts) -> Iterator[str]:
    for each in preview.also:
        plan = {"plan": facts.others[each.policy][0], "year": each.year}
        if each.staff:
            yield (
                _(
                    "Who died was also on %(plan)s. We look at that plan ourselves, and a letter says what becomes of it."
                )
                % plan
            )
        elif each.year != preview.last.year:
            yield (
                _("Who died also leaves %(plan)s, the plan of %(year)s. A letter of its own says what it costs.") % plan
            )
        else:
            yield _("Who died also leaves %(plan)s on the same day. The amounts here count that.") % plan


def _credit(preview: Preview) -> Iterator[str]:
    """45 CFR 155.330(g): why other months have another credit, where coverage goes on; (f)(3): why only from a later month on."""
    if preview.rule == LESS_AFTER_THE_15TH and preview.stay:
        yield _why_later(preview)
    if preview.stay and {each.credit for each in preview.after} - {each.credit for each in preview.before}:
        yield _(
            "The tax credit is worked out again, for your income and the people who are covered then. What we paid this year counts."
        )


def _why_later(preview: Preview) -> str:
    if preview.counts.year > preview.last.year:  # on another level of cost sharing, `last` is the day before it
        return _("You told us after the 15th of November. So your help stays as it is until the end of the year.")
    return _(
        "You told us after the 15th of the month. A lower tax credit or a change in extra savings then begins a month later, on %(day)s."
    ) % {"day": long_date(preview.counts)}


def sums_words(facts: Facts) -> str:
    """Of which plans the amounts by the month are; empty where they are of one."""
    if not facts.beside:
        return ""
    together = listed([facts.plan, *facts.beside])
    return _("The amounts are those of all your plans together: %(plans)s.") % {"plans": together}


def amount_rows(preview: Preview) -> tuple[tuple[date, str, str, str], ...]:
    """(from the month, full price, credit, what is paid), as it is to be."""
    return tuple(
        (each.since, display(each.premium), display(-each.credit), display(each.net)) for each in preview.after
    )


def messages(preview: Preview, facts: Facts) -> tuple[str, ...]:
    """What the insurer hears."""
    return tuple(_message(each, facts) for each in preview.messages)


def _message(told: Told, facts: Facts) -> str:
    words = {
        "cancel": _("We tell %(issuer)s that the enrollment is canceled."),
        "terminate": _("We tell %(issuer)s that the enrollment ends on %(day)s."),
        "initial": _("We tell %(issuer)s of the enrollment that goes on from %(day)s."),
        "reinstate": _("We tell %(issuer)s that the enrollment goes on."),
        "change": _("We tell %(issuer)s what changes from %(day)s."),
    }[told.kind]
    issuer = facts.others[told.policy][1] if told.policy else facts.issuer
    return words % {"issuer": issuer, "day": long_date(told.since)}


def asks_words(asks: str) -> str:
    """Why a human must look at a change."""
    return {
        "help_not_known": _(
            "An answer about income or taxes is missing, so that the new tax credit cannot be worked out."
        ),
        "plan_not_sold_there": _("The plan is not sold where the household lives now. Another plan must be chosen."),
        "not_in_answers": _("Who stays on the plan is not in the newest answers any more."),
        "several_policies": _("The plan cannot cover these people on one policy."),
        "keeps_help": _(
            "An appeal asks that help goes on as before. Since then people left the plan or other answers were signed."
        ),
        "told_to_staff": _("We were told of it by telephone, by letter or in person."),
        "not_possible": _("The dates of this change do not fit the coverage that is there."),
    }[asks]
