"""The page of an enrollment: where the person stands, and what else there is of it."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import msgspec
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, Subquery

from coverport.appeals.standing import unsettled
from coverport.applications.models import Applicant
from coverport.core.dates import first_of_month
from coverport.core.money import Cents
from coverport.core.prepared import Read
from coverport.enrollment import to_know
from coverport.enrollment.ages_ahead import too_old_next_year
from coverport.enrollment.changes.telling import end_reason
from coverport.enrollment.choice.beginning import goes_on_from
from coverport.enrollment.choice.ways import Way, held_by, ways
from coverport.enrollment.models import (
    Change,
    Enrollment,
    EventProof,
    Kind,
    Renewal,
    Rescission,
    SpecialPeriod,
)
from coverport.enrollment.nothing_follows import has_no_plan, nothing_follows
from coverport.enrollment.queries import open_change_of
from coverport.enrollment.renewal.pages import answering_helps
from coverport.enrollment.rules.transitions import ACTIVE, COVERING, TENTATIVE
from coverport.enrollment.sayings import sayings
from coverport.enrollment.story import UNEVEN, Around, around_of, told
from coverport.enrollment.to_know import Note
from coverport.notices.models import Notice


class Beside(msgspec.Struct, frozen=True):
    """Whether there is anything else of an enrollment, in one narrow read: who has nothing, as nearly everybody, is spared the wide ones.

    letter: the reference of the newest letter about it in its owner's inbox; asking: the keys of who applied for coverage; uneven:
    whether its months may differ. rescission: the number of a finding of fraud that is open, or took it back. papers: the number of the
    application for which papers are due next, papers_by: until when; appeal: whether one waits.
    """

    letter: str | None
    asking: list[int]
    change: bool
    uneven: bool
    renewal: bool
    period: bool
    others: bool
    rescission: str | None
    papers: str | None
    papers_by: date | None
    appeal: bool


_MINE = OuterRef("application__household")
_LETTERS = Notice.objects.filter(
    user=OuterRef("application__household__owner"), exchange=OuterRef("exchange__slug"), about=OuterRef("reference")
)
_RESCINDING = Rescission.objects.filter(
    Q(status="open") | Q(status="carried_out", enrollment__status="voided"), enrollment=OuterRef("pk")
)
BESIDE = Read(
    lambda key, on: Enrollment.objects.filter(pk=key).values_list(
        Subquery(_LETTERS.order_by("-id").values("reference")[:1]),
        ArraySubquery(
            Applicant.objects.filter(application=OuterRef("application"), applies=True).order_by().values("person")
        ),
        Exists(Change.objects.filter(enrollment=OuterRef("pk"), status=Change.Status.OPEN)),
        UNEVEN,
        Exists(Renewal.objects.filter(Q(before=OuterRef("pk")) | Q(before=OuterRef("follows")))),
        Exists(SpecialPeriod.objects.filter(household=_MINE, opens__lte=on, closes__gte=on)),
        Exists(Enrollment.objects.filter(application__household=_MINE).exclude(pk=OuterRef("pk"))),
        Subquery(_RESCINDING.values("reference")[:1]),
        Subquery(to_know.PAPERS.filter(due_on__gte=on).values("application__reference")[:1]),
        Subquery(to_know.PAPERS.filter(due_on__gte=on).values("due_on")[:1]),
        Exists(unsettled().filter(application__household=_MINE)),
    )
)

# Causes of an end that the household did not ask for, and has a letter about that says why.
TOLD_WHY = frozenset({"nonpayment", "lost_eligibility", "plan_ended"})


def standing(enrollment: Enrollment, *, today: date) -> dict[str, Any]:
    """Everything that the page of an enrollment shows, as of a day."""
    there = Beside(*BESIDE.all(enrollment.pk, today)[0])
    around = around_of(enrollment, there.asking)
    story = told(enrollment, around, uneven=there.uneven)
    dental, following, before = _beside(enrollment, today) if there.others else (None, None, None)
    proof = EventProof.objects.filter(period=enrollment.period_id).first() if enrollment.pended else None
    late = not story.covered and not story.free and story.pay_by is not None and today > story.pay_by
    active = enrollment.going_on
    over, past = story.covered and enrollment.end < today, story.ended and enrollment.end < today
    change, said = (
        open_change_of(enrollment) if there.change else None,
        sayings(enrollment) if story.covered or story.ended else (),
    )
    notes = _notes(enrollment, there, around, today, active and not over) if enrollment.kind == Kind.MEDICAL else ()
    if active and not over and enrollment.kind == Kind.MEDICAL:
        notes = (*notes, *too_old_next_year(enrollment, around.members, story.plan))
    ahead = story.from_month(first_of_month(max(today, enrollment.start))) if active else ()
    now, renewal = ahead[0] if ahead else story, _renewal(enrollment) if there.renewal else None
    found = ways(enrollment.application, today, enrollment.kind, periods=there.period) if active else ()
    dearer = _dearer(renewal, enrollment, now.net)
    at_full_price = active and not over and _at_full_price(renewal, enrollment)
    return {
        "enrollment": enrollment, "told": story, "letter": there.letter, "rescission": there.rescission, "too_late": late, "proof": proof,
        "now": now, "ahead": ahead[1:] and ahead, "dearer": dearer, "at_full_price": at_full_price,
        "change": change, "notes": notes,
        "to_do": bool(said or change or there.rescission or dearer or at_full_price) or any(note.waits for note in notes),
        "ways": found, "choose_by": _last_day(found),
        "dental": dental, "until_then": before and told(Enrollment.objects.get(pk=before.pk), uneven=True), "may_change": active,
        "followed_by": following, "went_on": following is not None and following.end < today,
        "goes_on": goes_on_from(enrollment.follows, enrollment.issuer_id),
        "over": over, "past": past, "nothing": nothing_follows(enrollment, on=today) if over or past else None,
        "none_now": (over or past) and enrollment.kind == Kind.MEDICAL and has_no_plan(enrollment, on=today),
        "why": end_reason(enrollment.end_cause) if enrollment.end_cause in TOLD_WHY else "",
        "again": not active and following is None and _none_held(enrollment, today),
        "gap": following is not None and following.start > enrollment.end + timedelta(days=1),
        # Of the year that is over: what is sure to go on from it.
        "after_it": following is not None
        and following.status in COVERING
        and following.status not in TENTATIVE
        and following.start == enrollment.end + timedelta(days=1),
        "renumbered": story.canceled and following is not None and _renumbered(enrollment, following),
        "renewal": renewal, "sayings": said,
    }  # fmt: skip


def _last_day(found: Sequence[Way]) -> date | None:
    """Of the time to choose that a special period opens, where open enrollment does not go on beside it."""
    if any(way.period is None for way in found):
        return None
    return max((way.start.choose_by for way in found), default=None)


def _notes(enrollment: Enrollment, there: Beside, around: Around, today: date, going: bool) -> tuple[Note, ...]:
    """going: whether it covers somebody today, or will."""
    return (
        *to_know.papers(there.papers, there.papers_by),
        *(to_know.appeal(enrollment.application.household_id, today) if there.appeal else ()),
        *(to_know.medicare(enrollment, around.members, today=today) if going else ()),
    )


def may_choose_again(enrollment: Enrollment, *, today: date) -> bool:
    """Whether a plan can be chosen today in place of one that was canceled or has ended, and that nothing goes on from."""
    return not enrollment.going_on and _beside(enrollment, today)[1] is None and _none_held(enrollment, today)


def _none_held(enrollment: Enrollment, today: date) -> bool:
    """Whether a plan can be chosen today by who has none of the kind left."""
    application = enrollment.application
    return held_by(application, enrollment.kind) is None and bool(ways(application, today, enrollment.kind))


def _renumbered(enrollment: Enrollment, following: Enrollment) -> bool:
    """Whether a number was canceled only because the same plan goes on under another from its first day, as after a move."""
    same = (following.plan_id, following.start) == (enrollment.plan_id, enrollment.start)
    return same and following.status in ACTIVE and enrollment.effectuated_on is not None


def _renewal(enrollment: Enrollment) -> Renewal | None:
    """Of it, or of what it goes on from."""
    return Renewal.objects.filter(before__in=(enrollment.pk, enrollment.follows_id)).order_by("id").first()


def _dearer(renewal: Renewal | None, enrollment: Enrollment, now: Cents) -> Cents | None:
    """What the next year would cost a month if nothing is done, where that is more than now; None where it is not, or is done already."""
    if renewal is None or renewal.before_id != enrollment.pk or renewal.status != Renewal.Status.TOLD:
        return None
    net = (renewal.premium_cents or 0) - (renewal.credit_cents or 0)
    return net if net > now else None


def _at_full_price(renewal: Renewal | None, enrollment: Enrollment) -> bool:
    """Whether it was renewed without the credit that its household can have, as where no tax data may be looked at, and still is so."""
    if renewal is None or renewal.status != Renewal.Status.RENEWED or renewal.before_id != enrollment.follows_id:
        return False
    return not enrollment.credit_cents and answering_helps(renewal)


def _beside(enrollment: Enrollment, today: date) -> tuple[Enrollment | None, Enrollment | None, Enrollment | None]:
    """The dental plan beside a health plan, what goes on from it, and what it goes on from as long as that covers or may cover: of the
    household's enrollments, which are few.
    """
    rows = Enrollment.objects.filter(application__household=enrollment.application.household_id)
    columns = ("reference", "kind", "status", "year", "follows", "plan_id", "start", "end", "ended_on")
    found = list(rows.only(*columns).order_by("id"))
    dental = [each for each in found if each.kind == Kind.DENTAL and each.year == enrollment.year]
    standing = (each for each in dental if each.going_on and enrollment.kind == Kind.MEDICAL)
    return next(standing, None), _following(enrollment.pk, found), _until_then(enrollment, found, today)


def _until_then(enrollment: Enrollment, found: list[Enrollment], today: date) -> Enrollment | None:
    """What covers, or may cover once it is paid for, until this one begins that was chosen instead of it."""
    before = next((each for each in found if each.pk == enrollment.follows_id), None)
    if before is None or not enrollment.going_on or before.year != enrollment.year or before.end >= enrollment.start:
        return None
    return before if before.cut or (before.status == Enrollment.Status.TERMINATED and before.end >= today) else None


def _following(number: int, found: list[Enrollment]) -> Enrollment | None:
    """What goes on from it, past numbers that were canceled themselves because another took their place."""
    after = next((each for each in reversed(found) if each.follows_id == number), None)
    if after is None or after.status != Enrollment.Status.CANCELED:
        return after
    return _following(after.pk, found) or after
