"""What the person told us while shopping, carried here in the query string: it fills the first forms in, nothing more."""

import re
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from coverport.applications.rules.people import LARGEST_HOUSEHOLD
from coverport.core.money import cents
from coverport.shopping.quote import relationship_by_age


def told_while_shopping(query: QueryDict) -> dict[str, Any]:
    """The shopping answers that make sense; the rest is left away, since every one is asked again.

    people: age, tobacco, applies, in order; zip, county, year; income in cents; plan: the id of one that was looked at.
    """
    ages = [age for text in query.getlist("age")[:LARGEST_HOUSEHOLD] if (age := _whole(text, most=120)) is not None]
    applying, tobacco = query.getlist("applies"), query.getlist("tobacco")
    told: dict[str, Any] = {
        "people": [
            {"age": age, "tobacco": str(number) in tobacco, "applies": not applying or str(number) in applying}
            for number, age in enumerate(ages, start=1)
        ],
        "zip": _digits(query.get("zip", "")),
        "county": _digits(query.get("county", "")),
        "year": _whole(query.get("year", ""), most=9999),
        "income_cents": _money(query.get("income", "")),
        "plan": plan if re.fullmatch(r"[0-9A-Za-z]{14}", plan := query.get("plan", ""), re.ASCII) else "",
    }
    return {name: value for name, value in told.items() if value not in (None, "", [])}


def people_told(shopping: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows with which the people step begins: how old, who wants coverage, tobacco, and who they are likely to be."""
    people = shopping.get("people", [])
    return [
        {
            "told_age": person["age"],
            "applies": "yes" if person["applies"] else "no",
            "tobacco": person["tobacco"],
            "relationship": relationship_by_age(position, person["age"], people[0]["age"]),
        }
        for position, person in enumerate(people)
    ]


def _digits(text: str) -> str:
    return text if re.fullmatch(r"\d{5}", text, re.ASCII) else ""


def _whole(text: str, *, most: int) -> int | None:
    return int(text) if re.fullmatch(r"\d{1,4}", text, re.ASCII) and int(text) <= most else None


def _money(text: str) -> int | None:
    try:
        amount = cents(text)
    except ValueError:
        return None
    return amount if amount >= 0 else None
