"""A policy in the course of its life, as a frozen value, and what can be done to it. Each answers a new value; nothing is lost."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from itertools import pairwise

import msgspec

from coverport.core.money import Cents
from coverport.enrollment.rules.transitions import COVERING, TENTATIVE, WAITING, NotPossible, becomes


class Span(msgspec.Struct, frozen=True, order=True):
    """One person's coverage; both days count."""

    person: str
    first: date
    last: date

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last


class Policy(msgspec.Struct, frozen=True):
    """One enrollment. first, last: its days of coverage; spans: of its people within them.

    product: what cannot change without another policy: plan, cost-sharing variant, rating area, subscriber.
    elected: the most credit that the people want by the month; None for all that they can have.
    kept: of a policy that has ended, or is cut, the spans that it had before, so that it can be brought back.
    """

    reference: str
    kind: str
    status: str
    product: tuple[str, ...]
    first: date
    last: date
    spans: tuple[Span, ...]
    elected: Cents | None = None
    kept: tuple[Span, ...] = ()

    @property
    def covering(self) -> bool:
        """Whether its spans are coverage, or will be once it is paid for."""
        return self.status in COVERING

    @property
    def cut(self) -> bool:
        """Whether it waits for its first payment and covers until another plan begins that was chosen meanwhile."""
        return self.status in WAITING and bool(self.kept)

    def people_on(self, day: date) -> frozenset[str]:
        """Who is covered on a day."""
        return frozenset(span.person for span in self.spans if span.covers(day)) if self.covering else frozenset()


class Overlap(ValueError):
    """Somebody would have two coverages of one kind on one day."""


def end(policy: Policy, last: date, by: str) -> Policy:
    """Ended after a day. One that never covered anybody is canceled, not terminated: 45 CFR 155.430(e)."""
    if last < policy.first or policy.status in TENTATIVE:
        return cancel(policy, by)
    ended = _go(policy, "terminated", by)
    return msgspec.structs.replace(ended, last=min(last, policy.last), spans=until(policy.spans, last))


def give_way(policy: Policy, last: date, by: str) -> Policy:
    """Ended because another plan begins the day after. What waits for its first payment waits on, for the days until then."""
    spans = until(policy.spans, last)
    if policy.status not in WAITING or last < policy.first or not spans:
        return end(policy, last, by)
    return msgspec.structs.replace(policy, last=min(last, policy.last), spans=spans, kept=policy.kept or policy.spans)


def cancel(policy: Policy, by: str) -> Policy:
    """As if it had never been. The spans stay for the record and cover nobody."""
    return _go(policy, "canceled", by)


def void(policy: Policy, by: str) -> Policy:
    """Rescinded from its first day, for fraud or a knowing lie about something that matters: 45 CFR 147.128."""
    return _go(policy, "voided", by)


def expire(policy: Policy, by: str) -> Policy:
    """The plan year is over."""
    return _go(policy, "expired", by)


def effectuate(policy: Policy, by: str) -> Policy:
    """The first payment is in, or none is owed. What is cut has its end already."""
    sure = _go(policy, "effectuated", by)
    return _go(sure, "terminated", by) if policy.cut else sure


def start_later(policy: Policy, first: date) -> Policy:
    """From a later day than it could, while nothing is sure: everybody comes then, and who leaves before that day is never on it."""
    if policy.status not in TENTATIVE or policy.cut:
        raise NotPossible(f"{policy.reference} is {policy.status}: its first day stays")
    spans = (span for span in policy.spans if span.last >= first)
    later = tuple(msgspec.structs.replace(span, first=max(span.first, first)) for span in spans)
    return msgspec.structs.replace(policy, first=max(policy.first, first), spans=later)


def reinstate(policy: Policy, last: date, by: str, died: Mapping[str, date] | None = None) -> Policy:
    """Without a gap, with the days that everybody had before it ended. last: the end of the plan year; died: last days of who has since."""
    back, days = _go(policy, "reinstated", by), died or {}
    spans = [each for span in policy.kept or policy.spans for each in until([span], days.get(span.person, last))]
    return msgspec.structs.replace(back, last=last, spans=tuple(spans), kept=())


def add(policy: Policy, person: str, first: date) -> Policy:
    """One more person, to the end of the policy. Raises Overlap where the policy covers them then."""
    if any(span.person == person and span.last >= first for span in policy.spans):
        raise Overlap(f"{person} is on {policy.reference} on {first}")
    span = Span(person, max(first, policy.first), policy.last)
    return msgspec.structs.replace(policy, spans=(*policy.spans, span))


def drop(policy: Policy, people: Collection[str], last: date, by: str) -> Policy:
    """Without some people after a day; where nobody is left, the policy ends. Who stays to its last day leaves with it."""
    if last >= policy.last:
        return policy
    kept = (span for span in policy.spans if span.person not in people)
    gone = until((span for span in policy.spans if span.person in people), last)
    spans = (*kept, *gone)
    if not any(span.last > last for span in spans):
        return end(policy, last, by)
    return msgspec.structs.replace(policy, spans=_in_order(policy, spans))


def follow(policy: Policy, reference: str, product: tuple[str, ...], spans: tuple[Span, ...]) -> Policy:
    """The policy that goes on where another one ends: same kind, same election, to the same last day; pended where that one is."""
    status = "pended" if policy.status == "pended" else "selected"
    first = min(span.first for span in spans)
    return Policy(reference, policy.kind, status, product, first, policy.last, joined(spans), policy.elected)


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Somebody's days that follow one another without a gap as one span, as where who was to leave came again; in the order given."""
    found: list[Span] = []
    for span in spans:
        before = found[-1] if found else None
        if before and before.person == span.person and before.last + timedelta(days=1) == span.first:
            found[-1] = Span(span.person, before.first, span.last)
        else:
            found.append(span)
    return tuple(found)


def until(spans: Iterable[Span], last: date) -> tuple[Span, ...]:
    """The spans as far as a day; those that begin later are gone."""
    return tuple(msgspec.structs.replace(span, last=min(span.last, last)) for span in spans if span.first <= last)


def overlap(policies: Iterable[Policy]) -> tuple[str, str] | None:
    """(person, kind) who would be covered twice on one day, if anybody is."""
    spans = sorted((policy.kind, span) for policy in policies if policy.covering for span in policy.spans)
    for (kind, one), (other_kind, other) in pairwise(spans):
        if kind == other_kind and one.person == other.person and other.first <= one.last:
            return one.person, kind
    return None


def gap_days(before: Iterable[Span], after: Iterable[Span]) -> dict[str, date]:
    """Person -> the first day that is covered before a change and is not covered after it."""
    kept = tuple(after)
    lost: dict[str, date] = {}
    for span in before:
        first = _first_uncovered(span, kept)
        if first is not None:
            lost[span.person] = min(first, lost.get(span.person, first))
    return lost


def _first_uncovered(span: Span, kept: tuple[Span, ...]) -> date | None:
    day = span.first
    for each in sorted(one for one in kept if one.person == span.person):
        if each.first > day:
            break
        day = max(day, date.fromordinal(each.last.toordinal() + 1))
    return day if day <= span.last else None


def _in_order(policy: Policy, spans: Iterable[Span]) -> tuple[Span, ...]:
    """As they stood before, so that the subscriber stays first."""
    place = {span.person: number for number, span in enumerate(policy.spans)}
    return tuple(sorted(spans, key=lambda span: (place[span.person], span.first)))


def _go(policy: Policy, then: str, by: str) -> Policy:
    gone = then in {"terminated", "canceled", "voided"}
    kept = (policy.kept or policy.spans) if gone else policy.kept
    return msgspec.structs.replace(policy, status=becomes(policy.status, then, by), kept=kept)
