"""A determination as it is kept, and its replay: the same to the cent years later, and whatever was touched is named."""

import copy
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
import pytest

from coverport import law
from coverport.eligibility import record
from coverport.eligibility.engine import determine
from coverport.eligibility.facts import Application, TaxHousehold
from coverport.eligibility.record import Difference, Inputs, digest, encoded, kept, replay
from coverport.eligibility.results import RULES_VERSION, Benchmark
from tests.eligibility.cases import CASES, with_
from tests.eligibility.households import household, parents_and_children, single

Stored = dict[str, Any]


def kept_of(asked: Application, dollars: int | None = 1_000, keep: Callable[..., Stored] = kept) -> Stored:
    """What is kept of its determination, through JSON and back, as a database has it."""
    resolved = law.resolve(on=asked.decided_on, state=asked.state, year=asked.coverage_year)
    priced = None if dollars is None else Benchmark("11111NH0000001", dollars * 100)
    benchmarks = {each.id: priced for each in asked.tax_households}
    result = determine(asked, law=resolved, benchmark=lambda each, family: benchmarks[each.id])
    inputs = Inputs(application=asked, benchmarks=benchmarks, catalog={"exchange": "federal", "number": 7})
    stored: Stored = json.loads(msgspec.json.encode(keep(inputs, resolved, result)))
    return stored


FAMILY = household(parents_and_children(9), 45_000)


def changed(stored: Stored, *path: str | int, to: Any = ...) -> Stored:
    """The record with one value changed, or taken out."""
    touched: Any = copy.deepcopy(stored)
    inner = touched
    for step in path[:-1]:
        inner = inner[step]
    if to is ...:
        del inner[path[-1]]
    else:
        inner[path[-1]] = to
    found: Stored = touched
    return found


def parts(differences: tuple[Difference, ...]) -> set[str]:
    return {each.part for each in differences}


def paths(differences: tuple[Difference, ...], part: str) -> dict[str, tuple[str, str]]:
    return {each.path: (each.then, each.now) for each in differences if each.part == part}


@pytest.mark.parametrize("year", range(2014, 2028))
@pytest.mark.parametrize("state", ["NH", "TX", "MA", "VT"])
def test_a_determination_of_each_year_survives_json_and_replays_to_the_cent(year: int, state: str) -> None:
    for asked in (
        household(parents_and_children(9), 45_000, state=state, year=year),
        household(single(), 21_000, state=state, year=year),
    ):
        stored = kept_of(asked)
        found = replay(stored)
        assert (found.differences, found.since, found.holds) == ((), (), True)
        assert stored["rules_version"] == RULES_VERSION


def test_every_case_of_the_reasons_replays() -> None:
    for asked, more in CASES:
        on = more.get("on")
        assert replay(kept_of(with_(asked, decided_on=on) if on else asked)).holds


def test_without_a_plan_or_a_catalog_it_replays_as_well() -> None:
    assert replay(kept_of(FAMILY, None)).holds
    without = Inputs(application=FAMILY, benchmarks={}, asked=False)
    resolved = law.resolve(on=FAMILY.decided_on, state="NH", year=2014)
    result = determine(FAMILY, law=resolved)
    assert result.tax_households[0].credit.codes == ("benchmark_not_given",)
    assert replay(kept(without, resolved, result)).holds


def test_a_benchmark_of_its_own_is_part_of_the_inputs() -> None:
    own = TaxHousehold(id="1", filers=("1", "2"), dependents=("3",), benchmark_month=612_40)
    stored = kept_of(with_(FAMILY, tax_households=(own,)), None)
    assert replay(stored).holds
    assert stored["inputs"]["application"]["tax_households"][0]["benchmark_month"] == 612_40


def test_what_is_kept() -> None:
    stored = kept_of(FAMILY)
    assert set(stored) == {"inputs", "law", "result", "digests", "rules_version", "sha256"}
    assert set(stored["digests"]) == {"inputs", "law", "result"}
    assert stored["result"]["tax_households"][0]["aptc"] == 724_38
    assert stored["law"]["credit"]["window"]["ceiling"] == 400
    assert stored["law"]["credit"]["window"]["citation"]
    assert stored["inputs"]["catalog"] == {"exchange": "federal", "number": 7}
    assert stored == kept_of(FAMILY)  # and the same every time


def test_what_is_written_by_the_thousands_is_what_is_written_one_by_one() -> None:
    """Inputs and result made into JSON once have the same content and the same hashes; the law is kept by itself."""
    for asked in (FAMILY, *(asked for asked, more in CASES if "on" not in more)):
        one = kept_of(asked)
        del one["law"]
        assert kept_of(asked, keep=encoded) == one


# ---- Replay does not look at the stored result


def test_replay_computes_with_the_stored_result_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    """The result is asked for only once the new one is there."""
    order: list[str] = []

    class Watched(dict[str, Any]):
        def get(self, name: str, default: Any = None) -> Any:
            order.append(f"read {name}")
            return super().get(name, default)

        def __getitem__(self, name: str) -> Any:
            order.append(f"read {name}")
            return super().__getitem__(name)

    def computed(*args: Any, **more: Any) -> Any:
        order.append("compute")
        return determine(*args, **more)

    monkeypatch.setattr(record, "determine", computed)
    assert replay(Watched(kept_of(FAMILY))).holds
    assert "read result" not in order[: order.index("compute")]
    assert "read result" in order[order.index("compute") :]


def test_without_any_stored_result_the_new_one_is_there_to_see() -> None:
    found = replay(changed(kept_of(FAMILY), "result"))
    (whole,) = [each for each in found.differences if each.part == "result" and each.then == "None"]
    assert (whole.path, "72438" in whole.now) == ("", True)


# ---- What was touched is named


@pytest.mark.parametrize(
    ("path", "to", "result"),
    [
        (("inputs", "application", "people", 0, "income_year"), 44_000_00, "tax_households[0].aptc"),
        (("inputs", "application", "people", 2, "age"), 20, "people[2].medicaid.outcome"),
        (("inputs", "application", "people", 0, "citizen"), False, "people[0].qhp.outcome"),
        (("inputs", "benchmarks", "1", "premium"), 1_100_00, "tax_households[0].aptc"),
        (("law", "credit", "window", "ceiling"), 200, "tax_households[0].credit.outcome"),
        (("law", "credit", "guideline", "sizes", 2), 20_000, "tax_households[0].aptc"),
        (("law", "credit", "applicable_percentage", "bands", 3, "final"), "9.00", "tax_households[0].applicable_percentage"),
        (("law", "medicaid", "targeted_child", "bands", 0, "percent"), "200", "people[2].medicaid.outcome"),
        (("law", "credit", "window", "citation"), "26 USC 1", "people[0].aptc.reasons[0].citation"),
    ],
)  # fmt: skip
def test_a_touched_input_or_value_of_law_is_reported_with_what_it_changes(
    path: tuple[str | int, ...], to: Any, result: str
) -> None:
    found = replay(changed(kept_of(FAMILY), *path, to=to))
    assert not found.holds
    assert parts(found.differences) == {path[0], "result"}
    assert result in paths(found.differences, "result")


def test_a_touched_value_of_law_is_found_beside_the_law_of_today() -> None:
    found = replay(changed(kept_of(FAMILY), "law", "credit", "window", "ceiling", to=200))
    assert paths(found.since, "law") == {"credit.window.ceiling": ("200", "400")}


def test_a_touched_input_that_changes_nothing_is_reported_all_the_same() -> None:
    found = replay(changed(kept_of(FAMILY), "inputs", "application", "people", 0, "tobacco", to=True))
    assert [(each.part, each.path) for each in found.differences] == [("inputs", "")]
    found = replay(changed(kept_of(FAMILY), "law", "credit", "unreconciled", "note", to="?"))
    assert [(each.part, each.path) for each in found.differences] == [("law", "")]


@pytest.mark.parametrize(
    ("path", "to", "then", "now"),
    [
        (("tax_households", 0, "aptc"), 724_39, "72439", "72438"),
        (("tax_households", 0, "credit", "reasons", 0, "facts", "credit"), 1, "1", "72438"),
        (("people", 2, "medicaid", "outcome"), "no", "no", "yes"),
        (("people", 0, "csr_variant"), "06", "06", "04"),
    ],
)
def test_a_touched_result_is_reported_with_its_path(path: tuple[str | int, ...], to: Any, then: str, now: str) -> None:
    found = replay(changed(kept_of(FAMILY), "result", *path, to=to))
    written = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")
    assert paths(found.differences, "result")[written] == (then, now)
    assert parts(found.differences) == {"result"}


def test_a_touched_result_whose_hash_was_made_to_fit_does_not_hold_either() -> None:
    stored = changed(kept_of(FAMILY), "result", "tax_households", 0, "aptc", to=999_99)
    stored["digests"]["result"] = digest(stored["result"])
    stored["sha256"] = digest({**stored["digests"], "rules_version": stored["rules_version"]})
    found = replay(stored)
    assert paths(found.differences, "result") == {"tax_households[0].aptc": ("99999", "72438")}


@pytest.mark.parametrize("part", ["inputs", "law", "result"])
def test_a_touched_hash_is_reported(part: str) -> None:
    stored = kept_of(FAMILY)
    found = replay(changed(stored, "digests", part, to="0" * 64))
    assert paths(found.differences, part) == {"": ("0" * 64, stored["digests"][part])}
    assert parts(found.differences) == {part, "hash"}


def test_the_hash_of_them_all() -> None:
    stored = kept_of(FAMILY)
    found = replay(changed(stored, "sha256", to="f" * 64))
    assert [(each.part, each.then, each.now) for each in found.differences] == [("hash", "f" * 64, stored["sha256"])]


def test_a_touched_version_of_the_rules_breaks_the_hash_and_says_so() -> None:
    found = replay(changed(kept_of(FAMILY), "rules_version", to="1"))
    assert "hash" in parts(found.differences)
    assert [(each.part, each.then, each.now) for each in found.since] == [("rules", "1", RULES_VERSION)]


# ---- What changed since, apart from what was touched


def _made_under(stored: Stored, *path: str | int, to: Any) -> Stored:
    """As if it had been made under another law: result and hashes are those that law gives."""
    touched = changed(stored, "law", *path, to=to)
    inputs = msgspec.convert(touched["inputs"], Inputs)
    then = msgspec.convert(touched["law"], law.Law)
    result = determine(inputs.application, law=then, benchmark=lambda each, family: inputs.benchmarks[each.id])
    made: Stored = json.loads(json.dumps(kept(inputs, then, result)))
    return made


def test_law_that_changed_since_is_told_apart_and_the_record_holds() -> None:
    stored = _made_under(kept_of(FAMILY), "credit", "window", "ceiling", to=500)
    found = replay(stored)
    assert (found.holds, found.differences) == (True, ())
    assert paths(found.since, "law") == {"credit.window.ceiling": ("500", "400")}


def test_rules_of_another_version_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = kept_of(FAMILY)
    monkeypatch.setattr(record, "RULES_VERSION", "99")
    found = replay(stored)
    assert found.holds
    assert [(each.part, each.then, each.now) for each in found.since] == [("rules", RULES_VERSION, "99")]


def test_a_day_whose_law_is_no_longer_there_is_said() -> None:
    stored = kept_of(FAMILY)
    found = replay(changed(stored, "law", "year", to=2099))
    assert not found.holds
    assert any(each.part == "law" and "2099" in each.now for each in found.since)


# ---- What cannot be read or computed any more


@pytest.mark.parametrize(
    ("path", "to", "part", "told"),
    [
        (("inputs", "application", "people", 0, "age"), "forty", "inputs", "application.people[0].age"),
        (("inputs", "application", "people", 0, "age"), -1, "inputs", "application.people[0].age"),
        (("inputs", "application", "people"), [], "inputs", "application.people"),
        (("inputs", "application"), ..., "inputs", ""),
        (("inputs", "application", "state"), "VT", "inputs", ""),
        (("law", "credit", "window", "ceiling"), "high", "law", "credit.window.ceiling"),
        (("law", "credit"), ..., "law", ""),
        (("law", "credit", "guideline", "sizes"), [], "inputs", ""),
        (("inputs",), ..., "inputs", ""),
        (("law",), ..., "law", ""),
    ],
)
def test_what_can_no_longer_be_read_is_a_difference_and_no_crash(
    path: tuple[str | int, ...], to: Any, part: str, told: str
) -> None:
    found = replay(changed(kept_of(FAMILY), *path, to=to))
    assert told in paths(found.differences, part)
    assert path[0] in parts(found.differences)
    assert not found.holds


@pytest.mark.parametrize("name", ["digests", "sha256", "rules_version", "result"])
def test_a_part_that_is_gone_is_a_difference(name: str) -> None:
    assert not replay(changed(kept_of(FAMILY), name)).holds


# ---- The hash


def test_the_hash_stands_on_values_and_not_on_their_order() -> None:
    one: dict[str, Any] = {"a": 1, "b": [1, {"x": None, "y": "z"}]}
    other: dict[str, Any] = {"b": [1, {"y": "z", "x": None}], "a": 1}
    assert digest(one) == digest(other)
    assert digest(one) != digest({**one, "a": 2})
    assert digest({"a": [1, 2]}) != digest({"a": [2, 1]})


def _other_day(asked: Application) -> Application:
    return with_(asked, decided_on=date(2013, 12, 11))


def _other_reference(asked: Application) -> Application:
    return with_(asked, reference="case-18")


@pytest.mark.parametrize("change", [_other_day, _other_reference])
def test_another_application_has_another_hash(change: Callable[[Application], Application]) -> None:
    assert kept_of(FAMILY)["sha256"] != kept_of(change(FAMILY))["sha256"]
