"""A household's year, as simply as it can be said: who is covered on which day, and what that costs. Days are counted one by one.

It knows nothing of how the product does it, and imports nothing of it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

YEAR = 2014
DAYS = [date(YEAR, 1, 1) + timedelta(days=number) for number in range(365)]
MONTHS = [date(YEAR, number, 1) for number in range(1, 13)]
DAYS_OF = {month: [day for day in DAYS if day.month == month.month] for month in MONTHS}
LENGTH = {month: len(days) for month, days in DAYS_OF.items()}
# Price of a person on a product by the full month, and how much of it credit may pay.
Prices = Mapping[tuple[str, str], tuple[int, int]]


@dataclass
class Policy:
    """days: (person, day) that are covered. before: the same when it ended, so that it can be brought back."""

    kind: str
    product: str
    elected: int | None
    waiting: bool
    days: set[tuple[str, date]] = field(default_factory=set)
    before: set[tuple[str, date]] = field(default_factory=set)
    ended: str = ""


class Broken(AssertionError):
    """The product's life is not the one that was asked for."""


def from_to(first: date, last: date) -> list[date]:
    return [day for day in DAYS if first <= day <= last]


def half_up(amount: Fraction) -> int:
    return int(amount + Fraction(1, 2))


class Model:
    """The life that was asked for. The verbs say what was asked; `check` compares it with what the product has."""

    def __init__(self, prices: Prices) -> None:
        self.prices = prices
        self.policies: dict[str, Policy] = {}
        # By month: benchmark and contribution of the household; none where it can have no credit.
        self.benchmark: dict[date, int] = {}
        self.eligible: dict[date, bool] = {}
        self.contribution = Fraction(0)
        self.credit: dict[tuple[str, date], int] = {}
        self.amounts: dict[tuple[str, date], tuple[int, int]] = {}
        self.since = MONTHS[0]
        self._seen: dict[str, tuple[bool, set[tuple[str, date]], str]] = {}

    # ---- What is asked for

    def begin(
        self,
        name: str,
        kind: str,
        product: str,
        people: Iterable[str],
        first: date,
        *,
        waiting: bool,
        elected: int | None,
    ) -> None:
        self.policies[name] = Policy(kind, product, elected, waiting)
        for person in people:
            self.join(name, person, first)

    def start_later(self, name: str, first: date) -> None:
        policy = self.policies[name]
        policy.days = {(who, day) for who, day in policy.days if day >= first}

    def join(self, name: str, person: str, first: date) -> None:
        self.policies[name].days |= {(person, day) for day in from_to(first, DAYS[-1])}

    def leave(self, name: str, person: str, last: date) -> None:
        policy = self.policies[name]
        if not any(who != person and day > last for who, day in policy.days):
            self.finish(name, last)
            return
        policy.days = {(who, day) for who, day in policy.days if who != person or day <= last}

    def switch(self, name: str, other: str, product: str, people: Iterable[str], first: date) -> None:
        """Another product from a day on, without a gap; from the beginning where nothing was paid yet. Everybody keeps their days."""
        old = self.policies[name]
        first = min(day for _, day in old.days) if old.waiting else max(first, min(day for _, day in old.days))
        to_the_end = {who for who, day in old.days if day == DAYS[-1]}
        self.begin(other, old.kind, product, set(people) - to_the_end, first, waiting=old.waiting, elected=old.elected)
        stay = {(who, day) for who, day in old.days if day >= first and (who in people or who not in to_the_end)}
        self.policies[other].days |= stay
        self.finish(name, first - timedelta(days=1))

    def finish(self, name: str, last: date) -> None:
        policy = self.policies[name]
        policy.before = policy.before if policy.ended == "terminate" else set(policy.days)
        left = {(who, day) for who, day in policy.days if day <= last}
        policy.ended = "cancel" if policy.waiting or not left else "terminate"
        policy.days = set() if policy.ended == "cancel" else left

    def give_way(self, name: str, last: date) -> None:
        """Another plan was chosen that begins the day after: what is not paid yet keeps its days until then, and waits on."""
        policy = self.policies[name]
        left = {(who, day) for who, day in policy.days if day <= last}
        if not policy.waiting or not left:
            self.finish(name, last)
            return
        policy.before = policy.before if policy.ended else set(policy.days)
        policy.days, policy.ended = left, "terminate"

    def undo(self, name: str) -> None:
        policy = self.policies[name]
        policy.before = policy.before if policy.ended else set(policy.days)
        policy.days, policy.ended = set(), "cancel"

    def bring_back(self, name: str) -> None:
        policy = self.policies[name]
        policy.days, policy.ended, policy.waiting = set(policy.before), "", False

    def decide(self, since: date, benchmark: int, contribution: Fraction, *, eligible: bool) -> None:
        """A determination: its benchmark from a month on, its income for the whole year."""
        for month in MONTHS:
            if month >= since:
                self.benchmark[month], self.eligible[month] = benchmark, eligible
        if eligible:
            self.contribution = contribution

    # ---- What each month must come to

    def premium(self, name: str, person: str, month: date) -> tuple[int, int]:
        policy = self.policies[name]
        days = sum((person, day) in policy.days for day in DAYS_OF[month])
        whole, ehb = self.prices[policy.product, person]
        if policy.kind == "dental" and not self._on_health(person, month):
            ehb = 0
        return half_up(Fraction(whole * days, LENGTH[month])), half_up(Fraction(ehb * days, LENGTH[month]))

    def _on_health(self, person: str, month: date) -> bool:
        """Dental premiums count for the credit only of who is on a health plan in that month: 26 USC 36B(b)(3)(E)."""
        health = (policy for policy in self.policies.values() if policy.kind == "medical")
        return any((person, day) in policy.days for policy in health for day in DAYS_OF[month])

    def room(self, name: str, month: date) -> int:
        """The EHB premium of a policy in a month."""
        people = {person for person, day in self.policies[name].days if day.month == month.month}
        return sum(self.premium(name, person, month)[1] for person in people)

    def own(self, month: date) -> int:
        """A month's credit by itself: benchmark less contribution for its covered days, at most the EHB premiums."""
        covered = {day for policy in self.policies.values() for _, day in policy.days if day.month == month.month}
        if not covered or not self.eligible.get(month):
            return 0
        whole = max(0, half_up(Fraction(self.benchmark[month]) - self.contribution))
        part = half_up(Fraction(whole * len(covered), LENGTH[month]))
        return min(part, sum(self.room(name, month) for name in self.policies))

    # ---- Is it so?

    def check(
        self, days: Mapping[str, set[tuple[str, date]]], rows: Iterable[tuple[str, str, date, int, int, int]],
        messages: list[tuple[str, str]], since: date,
    ) -> None:  # fmt: skip
        """days: (person, day) by policy; rows: (policy, person, month, premium, ehb, credit); messages: (policy, kind), as sent."""
        rows = list(rows)
        self._check_days(days)
        self._check_premiums(rows)
        self._check_credit(rows, since)
        self._check_messages(rows, messages)

    def _check_days(self, days: Mapping[str, set[tuple[str, date]]]) -> None:
        for name, policy in self.policies.items():
            have = days.get(name, set())
            if have != policy.days:
                raise Broken(
                    f"{name}: not asked for {sorted(have - policy.days)[:3]}, gap {sorted(policy.days - have)[:3]}"
                )
        twice: dict[tuple[str, str, date], str] = {}
        for name, policy in self.policies.items():
            for person, day in days.get(name, set()):
                if twice.setdefault((policy.kind, person, day), name) != name:
                    raise Broken(f"{person} has two coverages on {day}")

    def _check_premiums(self, rows: list[tuple[str, str, date, int, int, int]]) -> None:
        have = {(name, person, month): (premium, ehb) for name, person, month, premium, ehb, _ in rows if premium}
        keys = {
            (name, person, MONTHS[day.month - 1])
            for name, policy in self.policies.items()
            for person, day in policy.days
        }
        want = {key: self.premium(*key) for key in keys}
        if have != {key: value for key, value in want.items() if value[0]}:
            wrong = [key for key in have.keys() | want.keys() if have.get(key) != want.get(key)]
            raise Broken(f"premium of {wrong[:2]}: {[(have.get(key), want.get(key)) for key in wrong[:2]]}")

    def _check_credit(self, rows: list[tuple[str, str, date, int, int, int]], since: date) -> None:
        credit: dict[tuple[str, date], int] = defaultdict(int)
        for name, person, month, _, ehb, cents in rows:
            if not 0 <= cents <= ehb:
                raise Broken(f"credit of {person} in {month} is {cents}, EHB {ehb}")
            credit[name, month] += cents
        for (name, month), cents in credit.items():
            policy = self.policies[name]
            if cents > self.room(name, month):
                raise Broken(f"credit {cents} of {name} in {month} is above the EHB premium {self.room(name, month)}")
            wanted = Fraction((policy.elected or 0) * self._days_now(name, month), LENGTH[month])
            if policy.elected is not None and month >= since and cents > half_up(wanted):
                raise Broken(f"credit {cents} of {name} in {month} is above what is wanted")
            if month >= since and cents and not self.eligible.get(month):
                raise Broken(f"credit in {month} of who can have none")
        self._check_past(credit, since)
        self._check_year(credit, since)
        self._check_dental(credit, since)
        self.credit = dict(credit)

    def _check_past(self, credit: Mapping[tuple[str, date], int], since: date) -> None:
        """What was paid stays paid, as far as there is coverage to pay it for: by the day, 45 CFR 155.340(i), and to the EHB premium."""
        for (name, month), cents in self.credit.items():
            was, now = self._days_then(name, month), self._days_now(name, month)
            by_days = half_up(Fraction(cents * now, was)) if now < was else cents
            if month < since and credit.get((name, month), 0) != min(by_days, self.room(name, month)):
                raise Broken(f"credit of {name} in {month} was {cents} and is {credit.get((name, month), 0)}")
        for month in MONTHS:
            before = sum(cents for (_, other), cents in self.credit.items() if other == month)
            if month < since and sum(cents for (_, other), cents in credit.items() if other == month) > before:
                raise Broken(f"more credit in {month}, which is past, than was paid")

    def _days_then(self, name: str, month: date) -> int:
        _, days, _ = self._seen.get(name, (False, set(), ""))
        return len({day for _, day in days if day.month == month.month})

    def _days_now(self, name: str, month: date) -> int:
        return len({day for _, day in self.policies[name].days if day.month == month.month})

    def _check_year(self, credit: Mapping[tuple[str, date], int], since: date) -> None:
        """What is paid from a month on brings the year to the projected annual credit: 45 CFR 155.330(g)."""
        ahead = sum(cents for (_, month), cents in credit.items() if month >= since)
        if any(policy.elected is not None for policy in self.policies.values()):
            return
        paid = sum(cents for (_, month), cents in credit.items() if month < since)
        annual = sum(self.own(month) for month in MONTHS)
        most = sum(
            self.room(name, month)
            for name in self.policies
            for month in MONTHS
            if month >= since and self.eligible.get(month)
        )
        want = min(max(0, annual - paid), most)
        if ahead != want:
            raise Broken(f"the year's credit from {since} is {ahead} and should be {want}")

    def _check_dental(self, credit: Mapping[tuple[str, date], int], since: date) -> None:
        for name, policy in self.policies.items():
            for month in MONTHS:
                if policy.kind != "dental" or month < since or not credit.get((name, month)):
                    continue
                for other, health in self.policies.items():
                    full = (
                        self.room(other, month)
                        if health.elected is None
                        else min(health.elected, self.room(other, month))
                    )
                    if health.kind == "medical" and credit.get((other, month), 0) < full and health.elected is None:
                        raise Broken(f"dental has credit in {month} before health has all that it can take")

    def _check_messages(
        self, rows: list[tuple[str, str, date, int, int, int]], messages: list[tuple[str, str]]
    ) -> None:
        amounts: dict[tuple[str, date], list[int]] = {}
        for name, _, month, premium, _, cents in rows:
            both = amounts.setdefault((name, month), [0, 0])
            both[0] += premium
            both[1] += cents
        now = {key: (premium, cents) for key, (premium, cents) in amounts.items() if premium}
        want = [message for name in self.policies if (message := self._message(name, now)) is not None]
        if sorted(messages) != sorted(want):
            raise Broken(f"the insurer heard {sorted(messages)} and should hear {sorted(want)}")
        order = [kind for _, kind in messages]
        if "initial" in order and {"cancel", "terminate"} & set(order[order.index("initial") :]):
            raise Broken("what replaces something was told before it ended")
        self.amounts = now
        self._seen = {name: (policy.waiting, set(policy.days), policy.ended) for name, policy in self.policies.items()}

    def _message(self, name: str, now: Mapping[tuple[str, date], tuple[int, int]]) -> tuple[str, str] | None:
        policy = self.policies[name]
        if name not in self._seen:
            return name, "initial"
        _, days, ended = self._seen[name]
        if policy.ended and (
            policy.ended != ended or (policy.ended == "terminate" and self._last(policy.days) != self._last(days))
        ):
            return name, policy.ended
        if ended and not policy.ended:
            return name, "reinstate"
        mine = {month: both for (other, month), both in now.items() if other == name}
        before = {month: both for (other, month), both in self.amounts.items() if other == name}
        return (name, "change") if mine != before or policy.days != days else None

    @staticmethod
    def _last(days: set[tuple[str, date]]) -> date | None:
        return max((day for _, day in days), default=None)
