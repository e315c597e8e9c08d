"""A household's life by the product's own rules, beside the simple model: each step is asked of both, and then they must agree."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from coverport.enrollment.rules import changing, policies, year
from coverport.enrollment.rules.changing import Wanted
from coverport.enrollment.rules.credit import Basis
from coverport.enrollment.rules.months import Part
from coverport.enrollment.rules.policies import Policy, Span
from tests.properties.model import DAYS, MONTHS, Model, from_to

PEOPLE = ("ana", "luis", "mia", "tom", "eva")
PRODUCTS = ("silver 94", "silver 87", "gold")
DENTAL = "dental"
# (product, person) -> premium and what credit may pay of it, cents by the full month.
PRICES = {
    (product, person): (whole, ehb)
    for number, product in enumerate(PRODUCTS)
    for place, person in enumerate(PEOPLE)
    for whole in [31017 - 4003 * place + 5501 * number]
    for ehb in [whole - 17 * place - number]
} | {(DENTAL, person): (3119, 1507 if place > 1 else 0) for place, person in enumerate(PEOPLE)}


class Life:
    """The product's side: policies, bases and person-months, changed by the rules alone."""

    def __init__(self) -> None:
        self.model = Model(PRICES)
        self.policies: dict[str, Policy] = {}
        self.bases: list[Basis] = []
        self.rows: dict[tuple[str, str, date], year.PersonMonth] = {}
        self.counted = 0

    # ---- Steps

    def decide(self, since: date, benchmark: int, contribution: str, *, eligible: bool = True) -> None:
        share = Decimal(contribution) if eligible else None
        self.bases.append(Basis("ana", since, PEOPLE, PEOPLE, benchmark, share))
        self.model.decide(since, benchmark, Fraction(contribution), eligible=eligible)
        self._settle(self.policies.values(), since)

    def choose(self, kind: str, product: str, people: Sequence[str], first: date, *, elected: int | None = None) -> str:
        name = self._name()
        spans = tuple(Span(person, first, DAYS[-1]) for person in people)
        chosen = Policy(name, kind, "selected", (product, people[0]), first, DAYS[-1], spans, elected)
        self.model.begin(name, kind, product, people, first, waiting=True, elected=elected)
        self._settle([*self.policies.values(), chosen], first.replace(day=1))
        return name

    def start_later(self, name: str, first: date) -> None:
        """Chosen and not sure yet: from a later day than the event allows, as after a birth, or where months would be owed at once."""
        self.model.start_later(name, first)
        policy = self.policies[name]
        self._settle(self._with(policies.start_later(policy, first)), policy.first.replace(day=1))

    def pay(self, name: str) -> None:
        self.model.policies[name].waiting = False
        self._put(policies.effectuate(self.policies[name], "exchange"))

    def join(self, name: str, person: str, first: date) -> None:
        """Onto the policy from a day on; the product stays."""
        policy = self.policies[name]
        first = max(first, policy.first)
        self.model.join(name, person, first)
        people = (*self.on(name), person)
        self._change(name, Wanted(first, policy.product, people, joins={person: first}), first.replace(day=1))

    def leave(self, name: str, person: str, last: date) -> None:
        """Away from the policy after a day; another subscriber goes on with the others under another number."""
        policy = self.policies[name]
        stay = tuple(one for one in self.on(name) if one != person)
        after = last + timedelta(days=1)
        if not stay:
            self.end(name, last)
            return
        if policy.product[1] != person:
            self.model.leave(name, person, last)
            self._change(name, Wanted(after, policy.product, stay, leaves={person: last}), _next_month(last))
            return
        self.switch(name, policy.product[0], stay, after, since=_next_month(last))

    def switch(
        self, name: str, product: str, people: Sequence[str], first: date, *, since: date | None = None,
        joins: dict[str, date] | None = None,
    ) -> None:  # fmt: skip
        """Another product from a day on. joins: who came onto the old policy before that day."""
        for person, day in (joins or {}).items():
            if day < first:
                self.model.join(name, person, day)
        other = self._name()
        self.model.switch(name, other, product, people, first)
        day = min([first, *(joins or {}).values()]).replace(day=1)
        if self.policies[name].status in {"selected", "awaiting_payment"}:
            since = day = self.policies[name].first.replace(day=1)
        self._change(name, Wanted(first, (product, people[0]), tuple(people), joins=joins or {}), since or day, other)

    def choose_another(self, name: str, product: str, first: date) -> str:
        """Another plan instead of one, from a day on: also of what waits to be paid for until that one begins."""
        kind, people, other, last = self.policies[name].kind, self.on(name), self._name(), first - timedelta(days=1)
        waiting = [cut for cut in self.cut(kind) if self.policies[cut].last >= first]
        after = {}
        for each in (name, *waiting):
            self.model.give_way(each, last)
            after[each] = policies.give_way(self.policies[each], last, "exchange")
        self.model.begin(other, kind, product, people, first, waiting=True, elected=None)
        spans = tuple(Span(person, first, DAYS[-1]) for person in people)
        chosen = Policy(other, kind, "selected", (product, people[0]), first, DAYS[-1], spans)
        self._settle(self._with(*after.values(), chosen), first.replace(day=1))
        return other

    def end(self, name: str, last: date) -> None:
        self.model.finish(name, last)
        policy = self.policies[name]
        self._change(name, Wanted(last + timedelta(days=1), policy.product, ()), _next_month(last))

    def cut_back(self, name: str, last: date) -> None:
        """What has ended ends earlier, as when nothing was paid."""
        self.model.finish(name, last)
        self._settle(self._with(policies.end(self.policies[name], last, "exchange")), _next_month(last))

    def rescind(self, name: str) -> None:
        self.model.undo(name)
        self._settle(self._with(policies.void(self.policies[name], "exchange")), MONTHS[0])

    def reinstate(self, name: str) -> None:
        self.model.bring_back(name)
        policy = self.policies[name]
        after = min(policy.last + timedelta(days=1), DAYS[-1])
        since = after.replace(day=1) if policy.status == "terminated" else MONTHS[0]
        back = policies.reinstate(policy, DAYS[-1], "exchange")
        self._settle(self._with(back), min(since, MONTHS[-1]))

    # ---- What there is

    def on(self, name: str) -> tuple[str, ...]:
        """Who is on a policy to its end."""
        policy = self.policies[name]
        return tuple(dict.fromkeys(span.person for span in policy.spans if span.last == policy.last))

    def standing(self, kind: str = "medical") -> list[str]:
        return [
            name for name, policy in self.policies.items()
            if policy.kind == kind and policy.status in {"selected", "effectuated", "reinstated"} and not policy.cut
        ]  # fmt: skip

    def cut(self, kind: str = "medical") -> list[str]:
        """What waits to be paid for until another plan begins."""
        return [name for name, policy in self.policies.items() if policy.kind == kind and policy.cut]

    def covered(self, person: str, kind: str, first: date, among: Collection[str] | None = None) -> bool:
        """Whether they have coverage of the kind on a day from then on. among: by these alone."""
        return any(
            (among is None or policy.reference in among)
            and policy.kind == kind
            and policy.covering
            and span.person == person
            and span.last >= first
            for policy in self.policies.values()
            for span in policy.spans
        )

    # ---- How it is done

    def _change(self, name: str, wanted: Wanted, since: date, other: str = "") -> None:
        self._settle(self._with(*changing.changed(self.policies[name], wanted, by="exchange", reference=other)), since)

    def _with(self, *changed: Policy) -> list[Policy]:
        return list({**self.policies, **{policy.reference: policy for policy in changed}}.values())

    def _put(self, policy: Policy) -> None:
        self.policies[policy.reference] = policy

    def _settle(self, after: Iterable[Policy], since: date) -> None:
        now = list(after)
        prices = {policy.reference: _price(policy.product[0]) for policy in now}
        months = year.year(now, prices, self.bases, self.rows.values(), since=since, method="days")
        written = year.differing(self.rows.values(), months)
        sent = changing.messages(list(self.policies.values()), now, self.rows.values(), months)
        for row in written:
            self.rows[row.key] = row
        self.policies = {policy.reference: policy for policy in now}
        self.model.check(self._days(), self._amounts(), [(each.policy, each.kind) for each in sent], since)

    def _days(self) -> dict[str, set[tuple[str, date]]]:
        return {
            name: {(span.person, day) for span in policy.spans for day in from_to(span.first, span.last)}
            for name, policy in self.policies.items()
            if policy.covering
        }

    def _amounts(self) -> list[tuple[str, str, date, int, int, int]]:
        return [
            (row.policy, row.person, row.month, row.premium, row.creditable, row.credit) for row in self.rows.values()
        ]

    def _name(self) -> str:
        self.counted += 1
        return f"P{self.counted}"


def _price(product: str):
    def price(people: frozenset[str]) -> list[Part]:
        return [Part(person, *PRICES[product, person]) for person in PEOPLE if person in people]

    return price


def _next_month(day: date) -> date:
    """The first whole month after a day, as far as this year goes."""
    if day < MONTHS[0]:
        return MONTHS[0]
    return MONTHS[min(day.month, 11)] if day.year == MONTHS[0].year else MONTHS[-1]
