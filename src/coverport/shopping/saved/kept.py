"""What somebody keeps while shopping, as one value: it travels in a sealed cookie or stands with an account. No Django."""

import re
from typing import Literal

import msgspec

MOST_PLANS = 20  # of one year; with everything else they fit into a cookie
MOST_OF_A_KIND = 10
LONGEST_ANSWERS = 600
_IS = {"plan": r"[0-9]{5}[A-Za-z]{2}[0-9]{7}", "doctor": r"[0-9]{10}", "drug": r"[0-9]{1,8}"}

Care = Literal["doctor", "drug"]


class Kept(msgspec.Struct, frozen=True, omit_defaults=True):
    """plans: year -> plan ids, the first one saved first. answers: year -> the shopping answers they were saved under, as a query.

    doctors: National Provider Identifiers, of facilities too; drugs: RxNorm numbers. links: references of share links made here.
    """

    plans: dict[int, tuple[str, ...]] = {}
    answers: dict[int, str] = {}
    doctors: tuple[str, ...] = ()
    drugs: tuple[str, ...] = ()
    links: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(any(self.plans.values()) or self.doctors or self.drugs or self.links)

    @property
    def years(self) -> tuple[int, ...]:
        """The years of which plans are saved, newest first."""
        return tuple(sorted((year for year, plans in self.plans.items() if plans), reverse=True))

    def of(self, year: int) -> tuple[str, ...]:
        """The plans of a year."""
        return self.plans.get(year, ())

    def has(self, year: int, plan_id: str) -> bool:
        """Whether a plan is saved, however its id is spelled."""
        return plan_id.upper() in {each.upper() for each in self.of(year)}

    def with_plan(self, year: int, plan_id: str, answers: str = "") -> "Kept":
        """One more plan. Raises TooMany, NotOne."""
        checked("plan", plan_id)
        told = {**self.answers, year: answers} if answers and len(answers) <= LONGEST_ANSWERS else self.answers
        if self.has(year, plan_id):
            return msgspec.structs.replace(self, answers=told)
        if len(self.of(year)) >= MOST_PLANS:
            raise TooMany(MOST_PLANS)
        return msgspec.structs.replace(self, plans={**self.plans, year: (*self.of(year), plan_id)}, answers=told)

    def without_plan(self, year: int, plan_id: str) -> "Kept":
        """One plan less; the answers of a year go with its last plan."""
        left = tuple(each for each in self.of(year) if each.upper() != plan_id.upper())
        plans = {**self.plans, year: left}
        known = {each: told for each, told in self.answers.items() if plans.get(each)}
        return msgspec.structs.replace(self, plans={each: ids for each, ids in plans.items() if ids}, answers=known)

    def with_care(self, kind: Care, number: str) -> "Kept":
        """One more doctor, facility or drug. Raises TooMany, NotOne."""
        checked(kind, number)
        there: tuple[str, ...] = getattr(self, f"{kind}s")
        if number in there:
            return self
        if len(there) >= MOST_OF_A_KIND:
            raise TooMany(MOST_OF_A_KIND)
        return msgspec.structs.replace(self, **{f"{kind}s": (*there, number)})

    def without_care(self, kind: Care, number: str) -> "Kept":
        """One less."""
        left = tuple(each for each in getattr(self, f"{kind}s") if each != number)
        return msgspec.structs.replace(self, **{f"{kind}s": left})

    def with_link(self, reference: str) -> "Kept":
        """The newest links alone: the oldest have ended long before."""
        return msgspec.structs.replace(self, links=(*self.links, reference)[-MOST_OF_A_KIND:])


class TooMany(Exception):
    """No room for one more. most: how many there can be."""

    def __init__(self, most: int) -> None:
        super().__init__(f"at most {most}")
        self.most = most


class NotOne(Exception):
    """What was sent is no plan, doctor or drug."""


def checked(kind: str, number: str) -> str:
    """The number as it came. Raises NotOne."""
    if not re.fullmatch(_IS[kind], number, re.ASCII):
        raise NotOne(f"{number!r} is no {kind}")
    return number


def merged(account: Kept, browser: Kept) -> Kept:
    """Both together, the account's first; what finds no room is left in neither. The browser's answers are the newer ones."""
    years = {*account.plans, *browser.plans}
    return Kept(
        plans={year: _together(account.of(year), browser.of(year), MOST_PLANS) for year in sorted(years)},
        answers={**account.answers, **browser.answers},
        doctors=_together(account.doctors, browser.doctors, MOST_OF_A_KIND),
        drugs=_together(account.drugs, browser.drugs, MOST_OF_A_KIND),
        links=tuple(dict.fromkeys((*account.links, *browser.links)))[-MOST_OF_A_KIND:],
    )


def _together(first: tuple[str, ...], second: tuple[str, ...], most: int) -> tuple[str, ...]:
    return tuple({each.upper(): each for each in (*second, *first)}[key] for key in _keys(first, second))[:most]


def _keys(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.upper() for each in (*first, *second)))
