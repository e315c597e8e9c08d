"""Random lives of households against a simple model: no overlap, no gap that was not asked for, credit within its limits and right to
the cent over the year, every change told once. And: each of the listed bugs, put into the product, is found.
"""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from coverport.enrollment.rules import policies
from coverport.enrollment.rules.transitions import NotPossible
from tests.properties.bugs import BUGS
from tests.properties.life import DENTAL, PEOPLE, PRODUCTS, Life
from tests.properties.model import DAYS, MONTHS, Broken

DAY = st.sampled_from(DAYS)
MONTH = st.sampled_from(MONTHS)
PERSON = st.sampled_from(PEOPLE)
BENCHMARK = st.integers(20_000, 160_000)
CONTRIBUTION = st.integers(0, 60_000_000).map(lambda number: str(number / 1000))
ELECTED = st.one_of(st.none(), st.none(), st.integers(0, 60_000))


class Lives(RuleBasedStateMachine):
    """What can happen to a household in a year, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.life = Life()

    @initialize(
        benchmark=BENCHMARK, contribution=CONTRIBUTION, people=st.sets(PERSON, min_size=2), first=st.sampled_from(MONTHS[:4]),
        elected=ELECTED, pays=st.sampled_from([True, True, True, False]),
    )  # fmt: skip
    def enrolled(
        self, benchmark: int, contribution: str, people: set[str], first: date, elected: int | None, pays: bool
    ) -> None:
        self.life.decide(MONTHS[0], benchmark, contribution)
        name = self.life.choose("medical", PRODUCTS[0], sorted(people), first, elected=elected)
        if pays:
            self.life.pay(name)

    def one(self, data: st.DataObject, kind: str = "medical") -> str:
        return data.draw(st.sampled_from(self.life.standing(kind)))

    @precondition(lambda self: not self.life.standing("medical"))
    @rule(people=st.sets(PERSON, min_size=1), product=st.sampled_from(PRODUCTS), first=MONTH, elected=ELECTED)
    def chooses_a_plan(self, people: set[str], product: str, first: date, elected: int | None) -> None:
        if not any(self.life.covered(person, "medical", first) for person in people):
            self.life.choose("medical", product, sorted(people), first, elected=elected)

    @precondition(lambda self: not self.life.standing("dental"))
    @rule(people=st.sets(PERSON, min_size=1), first=MONTH)
    def chooses_a_dental_plan(self, people: set[str], first: date) -> None:
        if not any(self.life.covered(person, "dental", first) for person in people):
            self.life.choose("dental", DENTAL, sorted(people), first)

    @precondition(lambda self: any(self.life.policies[name].status == "selected" for name in self.life.policies))
    @rule(data=st.data(), first=MONTH)
    def a_later_start_is_preferred(self, data: st.DataObject, first: date) -> None:
        waiting = [
            name for name, policy in self.life.policies.items()
            if policy.status == "selected" and policy.first < first and not policy.cut
        ]  # fmt: skip
        if waiting:
            self.life.start_later(data.draw(st.sampled_from(waiting)), first)

    @precondition(lambda self: any(self.life.policies[name].status == "selected" for name in self.life.policies))
    @rule(data=st.data())
    def pays(self, data: st.DataObject) -> None:
        waiting = [name for name, policy in self.life.policies.items() if policy.status == "selected"]
        self.life.pay(data.draw(st.sampled_from(waiting)))

    @precondition(lambda self: self.life.standing())
    @rule(data=st.data(), product=st.sampled_from(PRODUCTS), first=MONTH)
    def another_plan_is_chosen(self, data: st.DataObject, product: str, first: date) -> None:
        name = self.one(data)
        others = {each for each in self.life.policies if each not in (name, *self.life.cut())}
        if self.life.on(name) and not any(self.life.covered(who, "medical", first, among=others) for who in PEOPLE):
            self.life.choose_another(name, product, first)

    @precondition(lambda self: self.life.cut())
    @rule(data=st.data())
    def what_waits_until_another_plan_is_paid(self, data: st.DataObject) -> None:
        self.life.pay(data.draw(st.sampled_from(self.life.cut())))

    @precondition(lambda self: self.life.cut())
    @rule(data=st.data())
    def what_waits_until_another_plan_is_never_paid(self, data: st.DataObject) -> None:
        self.life.end(data.draw(st.sampled_from(self.life.cut())), DAYS[0] - timedelta(days=1))

    @precondition(lambda self: self.life.standing())
    @rule(data=st.data(), person=PERSON, day=DAY)
    def somebody_is_born_or_comes(self, data: st.DataObject, person: str, day: date) -> None:
        name = self.one(data)
        if not self.life.covered(person, "medical", max(day, self.life.policies[name].first)):
            self.life.join(name, person, day)

    @precondition(lambda self: self.life.standing())
    @rule(data=st.data())
    def somebody_dies_or_leaves(self, data: st.DataObject) -> None:
        name = self.one(data)
        person = data.draw(st.sampled_from(self.life.on(name)[::-1]))
        began = max(span.first for span in self.life.policies[name].spans)
        if self.life.policies[name].status != "selected" and began < DAYS[-1]:
            self.life.leave(name, person, data.draw(st.sampled_from([day for day in DAYS[:-1] if day >= began])))

    @precondition(lambda self: self.life.standing() or self.life.standing("dental"))
    @rule(data=st.data(), days=st.integers(1, 40))
    def somebody_had_died_before_it_began(self, data: st.DataObject, days: int) -> None:
        name = data.draw(st.sampled_from(self.life.standing() + self.life.standing("dental")))
        person = data.draw(st.sampled_from(self.life.on(name)[::-1]))
        self.life.leave(name, person, self.life.policies[name].first - timedelta(days=days))

    @precondition(lambda self: self.life.standing())
    @rule(data=st.data(), month=MONTH, product=st.sampled_from(PRODUCTS), born=DAY)
    def savings_change_and_perhaps_a_child_comes(
        self, data: st.DataObject, month: date, product: str, born: date
    ) -> None:
        name = self.one(data)
        policy = self.life.policies[name]
        if policy.product[0] == product:
            return
        comes = (
            policy.first <= born < month
            and not self.life.covered("eva", "medical", born)
            and policy.status != "selected"
        )
        people = (*self.life.on(name), *(["eva"] if comes else []))
        self.life.switch(name, product, people, month, joins={"eva": born} if comes else {})

    @rule(
        since=MONTH, benchmark=BENCHMARK, contribution=CONTRIBUTION, eligible=st.sampled_from([True, True, True, False])
    )
    def income_or_household_changes(self, since: date, benchmark: int, contribution: str, eligible: bool) -> None:
        self.life.decide(since, benchmark, contribution, eligible=eligible)

    @precondition(lambda self: self.life.standing())
    @rule(data=st.data(), last=DAY)
    def coverage_ends(self, data: st.DataObject, last: date) -> None:
        name = self.one(data)
        if all(span.last != last for span in self.life.policies[name].spans) or last == DAYS[-1]:
            self.life.end(name, last - timedelta(days=1) if last == DAYS[-1] else last)

    @precondition(lambda self: any(each.status == "terminated" for each in self.life.policies.values()))
    @rule(data=st.data(), last=DAY)
    def what_ended_ends_earlier(self, data: st.DataObject, last: date) -> None:
        ended = [name for name, each in self.life.policies.items() if each.status == "terminated"]
        name = data.draw(st.sampled_from(ended))
        if last < min(span.last for span in self.life.policies[name].spans):
            self.life.cut_back(name, last)

    @precondition(
        lambda self: any(each.status in {"effectuated", "terminated"} for each in self.life.policies.values())
    )
    @rule(data=st.data())
    def coverage_is_rescinded(self, data: st.DataObject) -> None:
        there = [name for name, each in self.life.policies.items() if each.status in {"effectuated", "terminated"}]
        self.life.rescind(data.draw(st.sampled_from(there)))

    @precondition(lambda self: any(each.status in {"terminated", "canceled"} for each in self.life.policies.values()))
    @rule(data=st.data())
    def coverage_is_brought_back(self, data: st.DataObject) -> None:
        gone = [name for name, each in self.life.policies.items() if each.status in {"terminated", "canceled"}]
        name = data.draw(st.sampled_from(gone))
        back = [span.person for span in self.life.policies[name].kept]
        if self.life.model.policies[name].before and not any(self.elsewhere(name, person) for person in back):
            self.life.reinstate(name)

    def elsewhere(self, name: str, person: str) -> bool:
        policy = self.life.policies[name]
        return any(
            other.kind == policy.kind and other.covering and span.person == person and other.reference != name
            for other in self.life.policies.values()
            for span in other.spans
        )

    @precondition(lambda self: self.life.policies)
    @rule(data=st.data())
    def an_enrollee_cannot_rescind(self, data: st.DataObject) -> None:
        policy = self.life.policies[data.draw(st.sampled_from(sorted(self.life.policies)))]
        try:
            policies.void(policy, "enrollee")
        except NotPossible:
            return
        raise Broken("an enrollee could rescind a policy")

    @invariant()
    def the_product_s_own_guard_sees_no_overlap(self) -> None:
        assert policies.overlap(self.life.policies.values()) is None


def live(examples: int, steps: int) -> None:
    """Some lives, the same ones each time."""
    run_state_machine_as_test(
        Lives,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, derandomize=True, deadline=None, database=None,
            phases=[Phase.generate], suppress_health_check=list(HealthCheck), report_multiple_bugs=False,
        ),
    )  # fmt: skip


def test_no_life_breaks_the_rules():
    live(100, 12)


@pytest.mark.parametrize("name", BUGS)
def test_a_bug_that_is_put_in_is_found(name, monkeypatch):
    BUGS[name](monkeypatch)
    # The model says so; or the product contradicts itself at the next step, as where amounts do not fit their people (ValueError).
    with pytest.raises((Broken, ValueError, NotPossible)):
        live(2000, 12)


def test_twenty_bugs_are_listed():
    assert len(BUGS) >= 20
