"""JSON in: dollars as numbers and text, and every document that is none refused with the path of the field and what would be right."""

import copy
import json
import re
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from coverport.core.errors import Refusal
from coverport.eligibility import document
from coverport.eligibility.document import BadDocument
from coverport.eligibility.facts import Application
from coverport.eligibility.facts.check import check

WHOLE: dict[str, Any] = {
    "reference": "case-17",
    "state": "NH",
    "coverage_year": 2026,
    "decided_on": "2025-11-15",
    "people": [
        {
            "id": "ana",
            "birth_date": "1984-02-29",
            "citizen": True,
            "other_coverage": False,
            "income": [
                {"kind": "wages", "amount": 2600, "period": "month"},
                {"kind": "wages", "amount": "18.50", "period": "hour", "hours_per_week": 12.5},
            ],
            "deductions": [{"kind": "student_loan_interest", "amount": 600.1}],
        },
        {"id": "ben", "age": 9, "citizen": True, "other_coverage": False, "income_year": "0.07", "income_month": 0.3},
    ],
    "relationships": [{"person": "ben", "is": "child", "of": "ana"}],
    "tax_households": [
        {
            "id": "1",
            "filers": ["ana"],
            "dependents": ["ben"],
            "status": "head_of_household",
            "benchmark_month": 612.40,
        }
    ],
    "offers": [{"employee": "ana", "covers": ["ana", "ben"], "self_only_month": 98.5, "family_month": "540"}],
}
Step = str | int


def changed(*path: Step, to: Any) -> dict[str, Any]:
    """The document with one value changed; with it left out where `to` is the ellipsis."""
    raw: Any = copy.deepcopy(WHOLE)
    inner = raw
    for step in path[:-1]:
        inner = inner[step]
    if to is ...:
        del inner[path[-1]]
    else:
        inner[path[-1]] = to
    found: dict[str, Any] = raw
    return found


def refused(*path: Step, to: Any) -> Refusal:
    """What is said of the document with that value, by the reading or by the checks that follow it."""
    with pytest.raises(Refusal) as said:
        check(document.read(json.dumps(changed(*path, to=to))))
    return said.value


def read(*path: Step, to: Any) -> Application:
    return document.read(json.dumps(changed(*path, to=to)))


AMOUNT = ("people", 0, "income", 0, "amount")


def test_dollars_outside_are_cents_inside() -> None:
    found = document.read(json.dumps(WHOLE))
    check(found)
    ana, ben = found.people
    assert ana.income is not None
    assert [line.amount for line in ana.income] == [2_600_00, 18_50]
    assert ana.deductions[0].amount == 600_10
    assert (ben.income_year, ben.income_month) == (7, 30)
    assert found.tax_households[0].benchmark_month == 612_40
    assert (found.offers[0].self_only_month, found.offers[0].family_month) == (98_50, 540_00)
    assert found.reference == "case-17"


@pytest.mark.parametrize(
    ("sent", "cents"),
    [
        (0, 0),
        (0.1, 10),
        (0.07, 7),
        (0.29, 29),  # 0.29 x 100 is 28.999999999999996
        (1.15, 115),
        (4.35, 435),
        (1234.5, 123_450),
        (2600.0, 260_000),
        (1e2, 10_000),
        (9_999_999.99, 999_999_999),
        ("0.1", 10),
        ("0.29", 29),
        ("1234", 123_400),
        ("1234.5", 123_450),
        ("1234.50", 123_450),
        ("-0.00", 0),
        ("0000000012.30", 1_230),
    ],
)
def test_an_amount_is_the_shortest_text_of_what_was_sent(sent: float | str, cents: int) -> None:
    income = read(*AMOUNT, to=sent).people[0].income
    assert income is not None
    assert income[0].amount == cents


@pytest.mark.parametrize(("sent", "cents"), [(-12.5, -1_250), ("-12.50", -1_250), (-0.1, -10)])
def test_a_loss_is_below_zero(sent: float | str, cents: int) -> None:
    raw = changed("people", 0, "income", 0, to={"kind": "self_employment", "amount": sent})
    income = document.application(raw).people[0].income
    assert income is not None
    assert income[0].amount == cents


@pytest.mark.parametrize(
    "sent",
    [
        2600.123, "2600.123", 0.30000000000000004, 1e-7, 1e16, "1e2", "1e400", "1E2", "", " ", " 12 ", "12.", ".5", "+5", "--5", "abc",
        "NaN", "nan", "Infinity", "-inf", "$12", "$1,234.50", "1,234.50", "1,23", "1_000", "0x10", "12 34", "12.345.6", "\u0661\u0662",
        "12345678901", "12.0.0", "1.000", True, False, [], {}, [12], {"dollars": 12},
    ],
)  # fmt: skip
def test_what_is_no_amount_of_dollars_and_cents_is_refused(sent: Any) -> None:
    said = refused(*AMOUNT, to=sent)
    assert said.field == "people[0].income[0].amount"
    assert "dollars with at most two decimals" in said.message
    assert "1234.50" in said.message


def test_an_amount_that_must_be_there_is_not_null_and_one_that_need_not_is() -> None:
    assert refused(*AMOUNT, to=None).field == "people[0].income[0].amount"
    assert read("tax_households", 0, "benchmark_month", to=None).tax_households[0].benchmark_month is None
    assert read("people", 1, "income_year", to=None).people[1].income_year is None


@pytest.mark.parametrize(
    "path",
    [
        ("people", 0, "deductions", 0, "amount"),
        ("people", 1, "income_year"),
        ("people", 1, "income_month"),
        ("tax_households", 0, "benchmark_month"),
        ("offers", 0, "self_only_month"),
        ("offers", 0, "family_month"),
        ("offers", 0, "arrangement_month"),
        ("offers", 0, "lowest_silver_month"),
    ],
)
def test_every_amount_is_read_the_same_way_and_none_is_below_zero(path: tuple[Step, ...]) -> None:
    written = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    for sent in (1.005, "abc", -0.01, "-1"):
        assert refused(*path, to=sent).field == written.removeprefix(".")
    document.application(changed(*path, to="12.34"))


@pytest.mark.parametrize("sent", [37.5, "37.5", 0.1, "0.1", 40, "40"])
def test_hours_are_decimals_and_no_binary_fractions(sent: float | str) -> None:
    income = read("people", 0, "income", 1, "hours_per_week", to=sent).people[0].income
    assert income is not None
    assert str(income[1].hours_per_week) == str(sent)


@pytest.mark.parametrize("sent", ["NaN", "sNaN", "Infinity", "-1", 0, 169, 1e30])
def test_hours_that_no_week_has(sent: float | str) -> None:
    assert refused("people", 0, "income", 1, "hours_per_week", to=sent).field == "people[0].income[1].hours_per_week"


# ---- Wrong types, unknown fields, missing fields


@pytest.mark.parametrize(
    ("path", "to", "field", "right"),
    [
        (("state",), ..., "state", "NH"),
        (("state",), None, "state", "NH"),
        (("state",), "nh", "state", "capital letters, such as NH"),
        (("state",), "New Hampshire", "state", "capital letters, such as NH"),
        (("state",), "ZZ", "state", "50 states or DC"),
        (("state",), "PR", "state", "50 states or DC"),
        (("coverage_year",), ..., "coverage_year", "2026"),
        (("coverage_year",), "2026", "coverage_year", "2026"),
        (("coverage_year",), 2026.0, "coverage_year", "2026"),
        (("coverage_year",), True, "coverage_year", "2026"),
        (("coverage_year",), 20260, "coverage_year", "2026"),
        (("coverage_year",), 99_999_999_999, "coverage_year", "2026"),
        (("decided_on",), ..., "decided_on", "2026-01-31"),
        (("decided_on",), "2025-02-30", "decided_on", "2026-01-31"),
        (("decided_on",), "11/15/2025", "decided_on", "2026-01-31"),
        (("decided_on",), "2025-11-15T00:00:00", "decided_on", "2026-01-31"),
        (("decided_on",), 20251115, "decided_on", "2026-01-31"),
        (("county_fips",), "3301", "county_fips", "33013"),
        (("county_fips",), 33013, "county_fips", "33013"),
        (("people",), ..., "people", "ana"),
        (("people",), {}, "people", "ana"),
        (("people",), [], "people", "nobody"),
        (("people", 0), "ana", "people[0]", "object"),
        (("people", 0, "id"), ..., "people[0].id", "ana"),
        (("people", 0, "id"), "", "people[0].id", "ana"),
        (("people", 0, "id"), 7, "people[0].id", "ana"),
        (("people", 0, "id"), "x" * 65, "people[0].id", "64"),
        (("people", 1, "id"), "ana", "people[1].id", "Two people have the id ana"),
        (("people", 1, "age"), ..., "people[1].age", "birth date"),
        (("people", 1, "age"), "9", "people[1].age", "41"),
        (("people", 1, "age"), 9.5, "people[1].age", "41"),
        (("people", 1, "age"), True, "people[1].age", "41"),
        (("people", 1, "age"), -1, "people[1].age", "0"),
        (("people", 1, "age"), 121, "people[1].age", "120"),
        (("people", 0, "birth_date"), "1985-02-30", "people[0].birth_date", "2026-01-31"),
        (("people", 0, "birth_date"), "2025-11-16", "people[0].birth_date", "2025-11-15"),
        (("people", 0, "citizen"), "yes", "people[0].citizen", "true"),
        (("people", 0, "citizen"), 1, "people[0].citizen", "true"),
        (("people", 0, "immigration"), {"status": "martian"}, "people[0].immigration.status", "lawful_permanent_resident"),
        (("people", 0, "immigration"), {}, "people[0].immigration.status", "lawful_permanent_resident"),
        (("people", 0, "immigration"), {"status": "refugee"}, "people[0].immigration", "citizen is false"),
        (("people", 0, "expected_children"), 10, "people[0].expected_children", "1 to 9"),
        (("people", 0, "work_hours_month"), 745, "people[0].work_hours_month", "744"),
        (("people", 0, "income"), 5, "people[0].income", "wages"),
        (("people", 0, "income", 0, "kind"), "tips", "people[0].income[0].kind", "wages"),
        (("people", 0, "income", 0, "kind"), ..., "people[0].income[0].kind", "wages"),
        (("people", 0, "income", 0, "period"), "fortnight", "people[0].income[0].period", "two_weeks"),
        (("people", 0, "deductions", 0, "kind"), "mortgage", "people[0].deductions[0].kind", "student_loan_interest"),
        (("relationships", 0, "is"), "kid", "relationships[0].is", "child"),
        (("relationships", 0, "of"), "zoe", "relationships[0].of", "the id zoe"),
        (("relationships", 0, "person"), "zoe", "relationships[0].person", "the id zoe"),
        (("tax_households", 0, "filers"), [], "tax_households[0].filers", "ana"),
        (("tax_households", 0, "filers"), "ana", "tax_households[0].filers", "ana"),
        (("tax_households", 0, "filers"), ["zoe"], "tax_households[0].filers", "the id zoe"),
        (("tax_households", 0, "dependents"), ["zoe"], "tax_households[0].dependents", "the id zoe"),
        (("tax_households", 0, "status"), "married", "tax_households[0].status", "married_jointly"),
        (("tax_households", 0, "separate_years"), -1, "tax_households[0].separate_years", "0"),
        (("offers", 0, "employee"), "zoe", "offers[0].employee", "the id zoe"),
        (("offers", 0, "covers"), ["zoe"], "offers[0].covers", "the id zoe"),
        (("offers", 0, "kind"), "hra", "offers[0].kind", "ichra"),
        # Unknown fields
        (("colour",), "red", "colour", "county_fips"),
        (("people", 0, "birthdate"), "1985-01-01", "people[0].birthdate", "birth_date"),
        (("people", 0, "income", 0, "ammount"), 5, "people[0].income[0].ammount", "amount"),
        (("tax_households", 0, "benchmark"), 5, "tax_households[0].benchmark", "benchmark_month"),
        (("relationships", 0, "is_"), "child", "relationships[0].is_", "is"),
        (("offers", 0, "premium"), 5, "offers[0].premium", "employee"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_by_its_path_with_what_would_be_right(
    path: tuple[Step, ...], to: Any, field: str, right: str
) -> None:
    said = refused(*path, to=to)
    assert (said.field, right in said.message) == (field, True), said.message


# ---- The lines of bad input between people


def tie(person: str, is_: str, of: str) -> dict[str, str]:
    return {"person": person, "is": is_, "of": of}


def taxes(id: str, *filers: str, dependents: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"id": id, "filers": list(filers), "dependents": list(dependents)}


@pytest.mark.parametrize(
    ("name", "to", "field", "right"),
    [
        # A child older than its parent
        ("relationships", [tie("ana", "child", "ben")], "relationships[0]", "must be older"),
        ("relationships", [tie("ben", "parent", "ana")], "relationships[0]", "must be older"),
        # An inverse that disagrees
        ("relationships", [tie("ben", "child", "ana"), tie("ana", "sibling", "ben")], "relationships[1].is", "parent"),
        ("relationships", [tie("ben", "child", "ana"), tie("ben", "ward", "ana")], "relationships[1].is", "child"),
        ("relationships", [tie("ben", "child", "ben")], "relationships[0].of", "two people"),
        # Two spouses
        ("relationships", [tie("ana", "spouse", "cy"), tie("di", "spouse", "ana")], "relationships[1]", "two spouses"),
        # A person on two returns
        ("tax_households", [taxes("1", "ana"), taxes("2", "ana")], "tax_households[1].filers", "one return a year"),
        ("tax_households", [taxes("1", "ana", dependents=("ben",)), taxes("2", "cy", dependents=("ben",))],
         "tax_households[1].dependents", "Only one tax return can"),
        ("tax_households", [taxes("1", "ana", dependents=("ana",))], "tax_households[0].dependents", "one return"),
        ("tax_households", [taxes("1", "ana", dependents=("cy",)), taxes("2", "cy", dependents=("ana",))],
         "tax_households[0]", "whom they claim"),
        ("tax_households", [taxes("1", "ana"), taxes("1", "cy")], "tax_households[1].id", "the id 1"),
        ("tax_households", [taxes("1", "ana", "cy")], "tax_households[0].filers", "Say that they are"),
        # Time
        ("begins", "2025-12-01", "begins", "coverage year 2026"),
        ("decided_on", "2022-11-15", "decided_on", "2 years"),
    ],
)  # fmt: skip
def test_what_cannot_be_true_of_people_together(name: str, to: Any, field: str, right: str) -> None:
    raw = {**WHOLE, "people": [*WHOLE["people"], *({"id": each, "age": 40} for each in ("cy", "di"))], name: to}
    if name != "tax_households":
        raw["tax_households"] = []
    with pytest.raises(Refusal) as said:
        check(document.read(json.dumps(raw)))
    assert (said.value.field, right in said.value.message) == (field, True), said.value.message


# ---- What is no JSON, or no application


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"", "nothing in it"),
        (b" \n", "nothing in it"),
        (b"{", "not JSON"),
        (b"{'state': 'NH'}", "not JSON"),
        (b'{"state": NaN}', "not JSON"),
        (b'{"state": Infinity}', "not JSON"),
        (b"\xff\xfe{}", "not JSON"),
        (b'{"state": "\xff"}', "not JSON"),
        (b"[" * 100_000, "nested more deeply"),
        (b"[]", "a JSON object"),
        (b'"NH"', "a JSON object"),
        (b"null", "a JSON object"),
        (b"5", "a JSON object"),
    ],
)
def test_what_is_no_application_at_all(text: bytes, told: str) -> None:
    with pytest.raises(BadDocument) as said:
        document.read(text)
    assert told in said.value.message


@pytest.mark.parametrize(
    ("one", "twin", "field"),
    [
        ('"state": "NH"', '"state": "TX", "state": "NH"', "state"),
        ('"age": 9', '"age": 41, "age": 9', "age"),
        ('"age": 9', '"\\u0061ge": 41, "age": 9', "age"),
        ('"is": "child"', '"is": "child", "is": "child"', "is"),
        ('"state": "NH", "coverage_year":', '"state": "TX", "state": "NH", "coverage_year" :', "state"),
    ],
)
def test_a_field_that_stands_twice_is_refused_and_the_last_does_not_win(one: str, twin: str, field: str) -> None:
    text = json.dumps(WHOLE)
    assert one in text
    with pytest.raises(BadDocument) as said:
        document.read(text.replace(one, twin))
    assert (said.value.field, "twice" in said.value.message) == (field, True)


def test_colons_inside_of_texts_are_no_fields() -> None:
    raw = changed("reference", to='a:b "c":"d" \\ \u00e9')
    assert document.read(json.dumps(raw)).reference == raw["reference"]
    assert document.read(json.dumps(raw, ensure_ascii=False)).reference == raw["reference"]


def test_a_byte_order_mark_is_no_mistake() -> None:
    assert document.read(b"\xef\xbb\xbf" + json.dumps(WHOLE).encode()) == document.read(json.dumps(WHOLE))


def test_the_document_that_is_read_is_not_changed_by_the_checks() -> None:
    found = document.read(json.dumps(WHOLE))
    again = msgspec.convert(json.loads(msgspec.json.encode(found)), Application)
    assert again == found


# ---- The schema


def facts(node: Any, walk: Callable[[str, dict[str, Any]], None], name: str = "") -> None:
    """Each property of the schema, with its name."""
    for definition, struct in node["$defs"].items():
        for field, told in struct.get("properties", {}).items():
            walk(f"{definition}.{field}", told)


def test_every_fact_has_a_description_and_an_example_and_those_with_a_unit_name_it() -> None:
    bare: list[str] = []

    def look(name: str, told: dict[str, Any]) -> None:
        inner = {**told, **(told.get("anyOf") or [{}])[0]}
        if not inner.get("description") or not inner.get("examples"):
            bare.append(name)
        if name.endswith(("_month", "amount", "_year", "_date")) or "_hours" in name:
            assert "Unit:" in inner["description"], name

    facts(document.schema(), look)
    assert bare == []


def test_the_schema_lets_amounts_be_numbers_and_text() -> None:
    seen: list[str] = []

    def look(name: str, told: dict[str, Any]) -> None:
        kinds = [told, *told.get("anyOf", [])]
        for kind in kinds:
            if "pattern" in kind and "dollars" in str(told):
                seen.append(name)
                assert kind["type"] == ["number", "string"], name
                assert re.fullmatch(kind["pattern"], "1234.50")
                assert not re.fullmatch(kind["pattern"], "1234.505")

    facts(document.schema(), look)
    assert {"IncomeLine.amount", "Deduction.amount", "TaxHousehold.benchmark_month", "Person.income_year"} < set(seen)
    assert len(seen) == 9


def test_every_field_of_the_document_above_stands_in_the_schema() -> None:
    made = document.schema()
    assert made["$ref"] == "#/$defs/Application"
    assert set(WHOLE) <= set(made["$defs"]["Application"]["properties"])
    assert set(made["$defs"]["Application"]["required"]) == {"state", "coverage_year", "decided_on", "people"}
    assert all(struct["additionalProperties"] is False for struct in made["$defs"].values())
