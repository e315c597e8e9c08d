"""The layout of cases, version 1: a row for each person, the columns of the case repeated. docs/reference/cases.md describes it."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, get_args

import msgspec
from django.conf import settings

from coverport.applications.forms.asking import BEFORE, STATUSES
from coverport.applications.forms.signature import HELP
from coverport.applications.models import Applicant
from coverport.core.money import cents, dollars
from coverport.eligibility.facts import Deduction, IncomeLine

LAYOUT = "coverport-cases/1"
# An answer that was given, and is: none of the list.
NONE = "none"
SEPARATOR = ";"
SECRET = frozenset({"ssn", "alien_number"})
JOB = "job:"
# The first is who said nothing.
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


class Column(msgspec.Struct, frozen=True):
    """One column. kind: what a cell holds; options: the only values; person: of each person, else of the case."""

    name: str
    kind: str
    options: tuple[str, ...] = ()
    person: bool = False
    must: bool = False
    longest: int = 100


class BadCell(Exception):
    """A cell that cannot be read; `expected` says what would be."""

    def __init__(self, expected: str) -> None:
        super().__init__(expected)
        self.expected = expected


def _case(name: str, kind: str = "text", *options: str, must: bool = False, longest: int = 100) -> Column:
    return Column(name, kind, options, must=must, longest=longest)


def _person(name: str, kind: str = "text", *options: str, must: bool = False, longest: int = 100) -> Column:
    return Column(name, kind, options, person=True, must=must, longest=longest)


COLUMNS = {
    column.name: column
    for column in (
        _case("case_number", must=True, longest=40),
        _case("application_date", "date", must=True),
        _case("plan_year", "count", must=True),
        _case("language", "one", *LANGUAGES),
        _case("street"),
        _case("unit", longest=40),
        _case("city", longest=60),
        _case("zip", "zip"),
        _case("county_fips", "fips"),
        _case("phone", longest=20),
        _case("files_taxes", "yes_no"),
        _case("files_jointly", "yes_no"),
        _case("claimed_by", "person", "no", "parent", "other"),
        _case("apart", "one", "no", "abuse", "abandonment", "head_of_household"),
        _case("separate_years", "count"),
        _case("unreconciled_years", "count"),
        _case("unemployment", "yes_no"),
        _case("help", "several", *(name for name, _words in HELP)),
        _case("votes", "yes_no"),
        _case("signature", longest=200),
        _case("consent_years", "count"),
        _person("person", "count"),
        _person("first_name"),
        _person("middle_name"),
        _person("last_name", must=True),
        _person("birth_date", "date", must=True),
        _person("sex", "one", "F", "M"),
        _person("ssn", "ssn"),
        _person("relationship", "one", *Applicant.Relationship.values, must=True),
        _person("applies", "yes_no", must=True),
        _person("tobacco", "yes_no"),
        _person("elsewhere", "yes_no"),
        _person("citizenship", "one", *Applicant.Citizenship.values),
        _person("dependent", "yes_no"),
        _person("in_state", "yes_no"),
        _person("parents", "people"),
        _person("caretaker", "yes_no"),
        _person("status", "one", *STATUSES, "not_sure"),
        _person("alien_number"),
        _person("status_since", "date"),
        _person("status_before", "one", *BEFORE),
        _person("status_marks", "several", "military", "before_1996"),
        _person("taxes", "person", "own", "parent", "other", "none"),
        _person(
            "circumstances", "several", "pregnant", "postpartum", "student", "disabled", "long_term_care", "american_indian",
            "foster_care", "incarcerated", "exemption", "emergency",
        ),
        _person("expected", "count"),
        _person("pregnancy_ended", "date"),
        _person("foster_here", "yes_no"),
        _person("income", "income"),
        _person("deductions", "deductions"),
        _person("expects", "yes_no"),
        _person("income_year", "money"),
        _person("other_coverage", "yes_no"),
        _person("kinds", "jobs", "job_elsewhere", "medicare", "government", "public", "student_plan", "other"),
        _person("ended", "yes_no"),
        _person("ended_on", "date"),
        _person("ended_for_cause", "yes_no"),
        _person("denied", "yes_no"),
        _person("covered", "yes_no"),
        _person("program", longest=60),
        _person("offer_kind", "one", "group", "qsehra", "ichra"),
        _person("offer_enrolled", "people"),
        _person("offer_self_only", "money"),
        _person("offer_family", "money"),
        _person("offer_minimum_value", "one", "yes", "no", "unknown"),
        _person("offer_arrangement", "money"),
        _person("offer_opted_out", "yes_no"),
        _person("offer_public", "yes_no"),
        _person("offer_employer"),
        _person("offer_street"),
        _person("offer_place"),
        _person("hours", "count"),
        _person("work_marks", "several", "student", "frail", "exempt"),
    )
}  # fmt: skip
OF_CASE = tuple(name for name, column in COLUMNS.items() if not column.person)
OF_PERSON = tuple(name for name, column in COLUMNS.items() if column.person)


# ---- From a cell


def value_of(column: Column, text: str) -> Any:
    """The value of a cell that is not empty. People stand by their numbers in the case. Raises BadCell."""
    return _READ[column.kind](column, text)


def _text(column: Column, text: str) -> str:
    if len(text) > column.longest:
        raise BadCell(f"at most {column.longest} characters")
    if not text.isprintable():
        raise BadCell("one line of printable characters")
    return text


def _day(column: Column, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadCell("a day such as 2013-12-31") from None


def _yes_no(column: Column, text: str) -> bool:
    if text not in {"yes", "no"}:
        raise BadCell("yes or no")
    return text == "yes"


def _money(column: Column, text: str) -> int:
    try:
        return cents(text)
    except ValueError:
        raise BadCell("dollars such as 1234.50") from None


def _count(column: Column, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 4):
        raise BadCell("a whole number of at most four digits")
    return int(text)


def _digits(most: int) -> Callable[[Column, str], str]:
    def read(column: Column, text: str) -> str:
        if not (text.isascii() and text.isdigit() and len(text) == most):
            raise BadCell(f"{most} digits")
        return text

    return read


def _ssn(column: Column, text: str) -> str:
    return _digits(9)(column, text.replace("-", "").replace(" ", ""))


def _one(column: Column, text: str) -> str:
    if text not in column.options:
        raise BadCell("one of " + ", ".join(column.options))
    return text


def _person_or(column: Column, text: str) -> str:
    if text in column.options or (text.isascii() and text.isdigit()):
        return text
    raise BadCell(f"one of {', '.join(column.options)}, or a person's number in the case")


def _several(column: Column, text: str) -> tuple[str, ...]:
    if text == NONE:
        return ()
    return tuple(_one(column, each.strip()) for each in text.split(SEPARATOR))


def _people(column: Column, text: str) -> tuple[str, ...]:
    found = () if text == NONE else tuple(each.strip() for each in text.split(SEPARATOR))
    if not all(each.isascii() and each.isdigit() for each in found):
        raise BadCell("numbers of people in the case such as 1;2, or none")
    return found


def _jobs(column: Column, text: str) -> tuple[str, ...]:
    found = () if text == NONE else tuple(each.strip() for each in text.split(SEPARATOR))
    for each in found:
        if each not in column.options and not (each.startswith(JOB) and each[len(JOB) :].isdigit()):
            raise BadCell(f"job: with a person's number, {', '.join(column.options)}, split by ;")
    return found


def _lines(shape: type) -> Callable[[Column, str], tuple[Any, ...]]:
    kinds = get_args(get_args(shape.__annotations__["kind"])[0])

    def read(column: Column, text: str) -> tuple[Any, ...]:
        try:
            rows = json.loads(text, parse_float=str, parse_int=str)
            found = [{**row, "amount": cents(str(row["amount"]))} for row in rows]
            return tuple(msgspec.convert(row, shape, strict=False) for row in found)
        except (ValueError, KeyError, TypeError, msgspec.ValidationError) as wrong:
            raise BadCell(
                '[] or lines such as [{"kind": "wages", "amount": "250.00", "period": "week"}], '
                f"kind one of {', '.join(kinds)} ({wrong})"
            ) from None

    return read


_READ: Mapping[str, Callable[[Column, str], Any]] = {
    "text": _text, "date": _day, "yes_no": _yes_no, "money": _money, "count": _count, "zip": _digits(5), "fips": _digits(5),
    "ssn": _ssn, "one": _one, "person": _person_or, "several": _several, "people": _people, "jobs": _jobs,
    "income": _lines(IncomeLine), "deductions": _lines(Deduction),
}  # fmt: skip


# ---- To a cell


def cell_of(column: Column, value: Any) -> str:
    """A value as its cell; empty where there is no answer."""
    if value is None:
        return ""
    match column.kind:
        case "yes_no":
            return "yes" if value else "no"
        case "money":
            return dollars(value)
        case "several" | "people" | "jobs":
            return SEPARATOR.join(value) or NONE
        case "income" | "deductions":
            rows = [{**msgspec.to_builtins(line), "amount": dollars(line.amount)} for line in value]
            return json.dumps(rows)
    return str(value)
