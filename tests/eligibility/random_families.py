"""Families of every shape for property tests: couples, children of one or two parents, two homes, returns of every kind."""

from random import Random
from typing import Any

import msgspec
from hypothesis import strategies as st

from coverport.eligibility.facts import INVERSE, Application, IncomeLine, Relationship
from tests.eligibility.families import family

ADULTS = ("ana", "bob", "cy", "di")
CHILDREN = ("kid", "lou", "max")


@st.composite
def families(draw: st.DrawFn, *, incomes: bool = False) -> Application:
    """An application that is in order."""
    adults = ADULTS[: draw(st.integers(1, 4))]
    couples = [pair for pair in (ADULTS[:2], ADULTS[2:]) if set(pair) <= set(adults) and draw(st.booleans())]
    children = CHILDREN[: draw(st.integers(0, 3))]
    ties = [f"{one} spouse {other}" for one, other in couples]
    for child in children:
        parents = draw(st.lists(st.sampled_from(adults), max_size=2, unique=True))
        ties += [f"{child} child {parent}" for parent in parents]
    people = [_told(draw, who, 30, 60) for who in adults] + [_told(draw, who, 0, 22) for who in children]
    returns = _returns(draw, adults, couples, children)
    claimed = {who for filed in returns for who in filed.split(":")[1].rstrip("?! ").replace(",", " ").split()}
    more: dict[str, dict[str, Any]] = {who: {} for who in adults + children}
    for who in children:
        if who not in claimed:
            more[who]["claimed_by_outsider"] = draw(st.sampled_from([None, None, "parent", "other"]))
    if incomes:
        for facts in more.values():
            facts["income"] = tuple(draw(st.lists(_lines(), max_size=2)))
    return family("; ".join(people), "; ".join(ties), "; ".join(returns), **more)


def _told(draw: st.DrawFn, who: str, youngest: int, oldest: int) -> str:
    told = f"{who} {draw(st.integers(youngest, oldest))} @{draw(st.sampled_from(['1', '1', '1', '2']))}"
    told += draw(st.sampled_from(["", " student"]))
    return told + draw(st.sampled_from(["", "", " expects 1", " expects 2"]))


def _returns(draw: st.DrawFn, adults: tuple[str, ...], couples: list[Any], children: tuple[str, ...]) -> list[str]:
    """Couples file jointly, apart or not at all; a child, or a single adult who does not file, is claimed by anyone who files."""
    filers: list[str] = []
    left = list(adults)
    for one, other in couples:
        if draw(st.booleans()):
            filers.append(f"{one}+{other}")
            left = [who for who in left if who not in (one, other)]
    filers += [who for who in left if draw(st.booleans())]
    claims: dict[str, list[str]] = {filed: [] for filed in filers}
    signed = "+".join(filers).split("+")
    for who in (*children, *(who for who in left if who not in signed)):
        if filers and draw(st.booleans()):
            claims[draw(st.sampled_from(filers))].append(who)
    marks = st.sampled_from(["", "", "", "?", "!"])
    return [f"{filed}: {', '.join(who)} {draw(marks)}" for filed, who in claims.items()]


def _lines() -> st.SearchStrategy[IncomeLine]:
    return st.builds(
        IncomeLine,
        kind=st.sampled_from(["wages", "interest", "social_security", "pension", "unemployment"]),
        amount=st.integers(0, 3_000_00),
        period=st.sampled_from(["month", "two_weeks", "year"]),
    )


def shuffled(application: Application, random: Random) -> Application:
    """The same facts in another order, relationships told from either side."""

    def mixed(items: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(random.sample(items, len(items)))

    return msgspec.structs.replace(
        application,
        people=mixed(application.people),
        relationships=tuple(_either_side(each, random) for each in mixed(application.relationships)),
        tax_households=tuple(
            msgspec.structs.replace(each, filers=mixed(each.filers), dependents=mixed(each.dependents))
            for each in mixed(application.tax_households)
        ),
    )


def _either_side(each: Relationship, random: Random) -> Relationship:
    return each if random.random() < 0.5 else Relationship(each.of, INVERSE[each.is_], each.person)  # type: ignore[arg-type]
