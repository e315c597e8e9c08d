"""The report of a run: how many, by which step, at which price, and who needs a human."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from coverport.core.money import Cents, display
from coverport.enrollment.renewal.planning import Ended, Plans, Refused

if TYPE_CHECKING:
    from coverport.enrollment.renewal.terms import Terms

# How many references of households that need a human are named.
NAMED = 50


class Report:
    """Sums over a run. Memory does not grow with the number of households."""

    def __init__(self, terms: "Terms", *, dry_run: bool) -> None:
        self.terms, self.dry_run = terms, dry_run
        self.households: Counter[str] = Counter()
        self.enrollments: Counter[str] = Counter()
        self.steps: Counter[str] = Counter()
        self.notes: Counter[str] = Counter()
        self.why: Counter[str] = Counter()
        self.net: Counter[str] = Counter()
        self.cents: Counter[str] = Counter()
        self.needs: list[tuple[str, str]] = []

    def add(self, stage: str, results: Sequence[Plans | Refused | Ended], *, again: bool = False) -> None:
        """What came of a batch. again: of households that the same run has told, whose sums stand in it already."""
        for each in results:
            if isinstance(each, Ended):
                self.enrollments[f"{stage}:not_renewed"] += each.enrollments
                self.why["ended_before"] += each.enrollments
                continue
            self.households[stage] += 1
            if isinstance(each, Plans):
                self._add(stage, each, again=again)
            else:
                for before in each.one.enrollments:
                    self._left(stage, before.reference, each.why)

    def _add(self, stage: str, plans: Plans, *, again: bool) -> None:
        if not again:
            self.notes.update({note.code for note in plans.notes})
        for outcome in plans.outcomes:
            if not outcome.policies:
                self.enrollments[f"{stage}:{outcome.status}"] += 1
                self.why[outcome.why or outcome.status] += 1
                if outcome.status == "needs_person":
                    self._name(outcome.before.reference, outcome.why)
                continue
            self.enrollments[f"{stage}:renewed" if stage == "enroll" else f"{stage}:told"] += len(outcome.policies)
            if again:
                continue
            before = outcome.before
            net = sum(policy.premium - policy.credit for policy in outcome.policies)
            self.net["higher" if net > before.net_cents else "lower" if net < before.net_cents else "same"] += 1
            self.cents["premium_before"] += before.premium_cents
            self.cents["credit_before"] += before.credit_cents
            for policy in outcome.policies:
                self.steps[policy.step] += 1
                self.cents["premium"] += policy.premium
                self.cents["credit"] += policy.credit
                self.net["first_payment"] += not policy.same_issuer

    def _left(self, stage: str, reference: str, why: str) -> None:
        self.enrollments[f"{stage}:needs_person"] += 1
        self.why[why] += 1
        self._name(reference, why)

    def _name(self, reference: str, why: str) -> None:
        if len(self.needs) < NAMED:
            self.needs.append((reference, why))

    @property
    def late(self) -> bool:
        """Whether households are told after open enrollment began."""
        return bool(self.households["tell"]) and self.terms.opens is not None and self.terms.on >= self.terms.opens

    def document(self) -> dict[str, Any]:
        """For machines. Amounts are cents a month."""
        terms = self.terms
        return {
            "exchange": terms.exchange.slug, "state": terms.state, "year": terms.year, "on": terms.on.isoformat(),
            "dry_run": self.dry_run,
            "passive_renewal": {
                "allowed": terms.passive.allowed, "credit": terms.passive.credit, "citation": terms.passive.citation,
            },
            "answer_by": terms.answer_by.isoformat(), "enrolled_from": terms.due_on.isoformat(),
            "told_after_open_enrollment_began": self.late,
            "households": {stage: self.households[stage] for stage in ("tell", "enroll")},
            "enrollments": dict(sorted(self.enrollments.items())), "steps": dict(sorted(self.steps.items())),
            "notes": dict(sorted(self.notes.items())), "not_renewed": dict(sorted(self.why.items())),
            "net_price": {name: self.net[name] for name in ("higher", "same", "lower")},
            "first_payments": self.net["first_payment"],
            "cents_a_month": {
                name: self.cents[name] for name in ("premium_before", "premium", "credit_before", "credit")
            },
            "needs_person": [{"enrollment": reference, "why": why} for reference, why in self.needs],
        }  # fmt: skip

    def lines(self) -> list[str]:
        """For people at a terminal."""
        terms = self.terms
        found = [
            f"{terms.exchange.slug} {terms.state}: renewal into {terms.year} on {terms.on}",
            *(["dry run: nothing is written, no source is asked"] if self.dry_run else []),
            self._law(),
            f"told: {self.households['tell']} households; answers by {terms.answer_by}, enrolled again from {terms.due_on}",
            f"enrolled again: {self.households['enroll']} households",
        ]
        found += self._counts("enrollments", self.enrollments) + self._counts("steps", self.steps)
        found += self._counts("told of", self.notes) + self._counts("not renewed", self.why)
        found += [
            f"premium a month: {_dollars(self.cents['premium_before'])} before, {_dollars(self.cents['premium'])} then; "
            f"credit {_dollars(self.cents['credit_before'])} before, {_dollars(self.cents['credit'])} then",
            f"net price higher for {self.net['higher']}, the same for {self.net['same']}, lower for {self.net['lower']}; "
            f"first payment needed: {self.net['first_payment']}",
        ]
        if terms.due_at_once:
            found.append("the last day before the year: who is told today is enrolled again in the same run")
        if self.late:
            found.append(f"told after open enrollment began ({terms.opens})")
        found += [f"needs a human: {reference} ({why})" for reference, why in self.needs]
        return found

    def _law(self) -> str:
        passive = self.terms.passive
        if not passive.allowed:
            return f"no passive renewal in {self.terms.year}: everybody has to choose ({passive.citation})"
        credit = "with" if passive.credit else "without"
        return f"passive renewal {credit} advance credit ({passive.citation})"

    def _counts(self, name: str, counted: Counter[str]) -> list[str]:
        if not counted:
            return []
        return [f"{name}: " + ", ".join(f"{each} {number}" for each, number in sorted(counted.items()))]


def _dollars(cents: Cents) -> str:
    return display(cents)
