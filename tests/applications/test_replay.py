"""`coverport replay`: a stored determination holds, and whatever was touched is named with its part and path."""

import ast
import copy
from io import StringIO

import msgspec
import pytest
from django.core.management import CommandError, call_command

from coverport.applications.models import Determination, LawUsed
from coverport.eligibility import record
from coverport.eligibility.engine import determine
from tests.applications.households import ANA, LUIS, MIA, decided

replace = msgspec.structs.replace
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_sale")]


@pytest.fixture
def stored(ana, federal) -> Determination:
    _, determination = decided(ana, federal, (ANA, LUIS, MIA), income=45_000_00)
    return Determination.objects.get(pk=determination.pk)


def replayed(*arguments: str) -> str:
    out = StringIO()
    call_command("replay", *arguments, stdout=out)
    return out.getvalue()


def tampered(determination: Determination) -> str:
    """What the command says of a determination that does not hold."""
    determination.save()
    determination.law_used.save()
    out = StringIO()
    with pytest.raises(CommandError, match="1 of 1 determinations do not hold"):
        call_command("replay", determination.reference, stdout=out)
    return out.getvalue()


def test_a_determination_as_it_was_stored_holds(stored):
    assert replayed(stored.reference) == f"{stored.reference} of 2013-12-10: computes to the same result\n"
    assert "computes to the same result" in replayed("--all")


def test_the_stored_result_is_not_used_to_compute_it_again(stored):
    """With the result gone, the same one comes out: every difference is one between it and nothing."""
    was = copy.deepcopy(stored.result)
    again = record.replay({**_parts(stored), "result": {}})
    now = {each.path: each.now for each in again.differences if each.part == "result" and each.path}
    assert now.pop("rules_version") == was.pop("rules_version")
    assert {name: ast.literal_eval(value) for name, value in now.items()} == was


def test_a_changed_input_is_named_and_what_it_would_have_changed(stored):
    stored.inputs["application"]["people"][0]["income"][0]["amount"] = 30_000_00
    told = tampered(stored)
    assert "DOES NOT HOLD" in told
    assert "  inputs: was " in told  # its hash
    assert "  result tax_households[0].magi: was 4500000, is 3000000" in told


def test_a_changed_value_of_law_is_named_in_the_record_and_beside_the_law_of_the_repository(stored):
    was = stored.law["credit"]["guideline"]["sizes"][2]
    stored.law["credit"]["guideline"]["sizes"][2] = was + 100
    told = tampered(stored)
    assert "  law: was " in told
    assert "  result tax_households[0].guideline: was" in told
    assert f"  since then, law credit.guideline.sizes[2]: {was + 100} -> {was}" in told


def test_a_changed_result_is_named_by_its_path(stored):
    was = stored.result["tax_households"][0]["aptc"]
    stored.result["tax_households"][0]["aptc"] = was + 1
    told = tampered(stored)
    assert f"  result tax_households[0].aptc: was {was + 1}, is {was}" in told
    assert "  result: was " in told
    assert "inputs" not in told


def test_a_changed_hash_is_named(stored):
    good, stored.sha256 = stored.sha256, "0" * 64
    assert f"  hash: was {'0' * 64}, is {good}" in tampered(stored)


def test_one_part_s_changed_hash_is_named_and_the_one_of_them_all(stored):
    stored.digests["law"] = "0" * 64
    told = tampered(stored)
    assert f"  law: was {'0' * 64}" in told
    assert "  hash: was" in told


def test_law_that_has_changed_since_is_told_and_speaks_against_nothing(stored):
    """As if it had been decided when the first band of cost sharing ended one percent earlier."""
    law = record.resolve(on=stored.on, state="NH", year=2014)
    bands = law.credit.cost_sharing.bands
    then = replace(bands[0], at_most=bands[0].at_most - 1)
    credit = replace(law.credit, cost_sharing=replace(law.credit.cost_sharing, bands=(then, *bands[1:])))
    earlier, inputs = replace(law, credit=credit), msgspec.convert(stored.inputs, record.Inputs)
    found = determine(
        inputs.application, law=earlier, benchmark=lambda household, family: inputs.benchmarks[household.id]
    )
    parts = record.kept(inputs, earlier, found)
    stored.law_used = LawUsed.objects.create(sha256=parts["digests"]["law"], content=parts.pop("law"))
    for name, value in parts.items():
        setattr(stored, name, value)
    stored.save()
    told = replayed(stored.reference)
    assert "computes to the same result" in told
    assert "  since then, law credit.cost_sharing.bands[0].at_most: 149 -> 150" in told


def test_rules_that_have_changed_since_are_told(stored, monkeypatch):
    monkeypatch.setattr(record, "RULES_VERSION", "next")
    assert f"  since then, rules: {stored.rules_version} -> next" in replayed(stored.reference)


def test_what_cannot_be_read_any_more_is_said(stored):
    stored.inputs["application"]["people"][0]["applies"] = "perhaps"
    assert "  inputs application.people[0].applies: was , is cannot be read: " in tampered(stored)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [((), "Name a determination, or --all."), (("AAAA-AAAA",), "There is no determination AAAA-AAAA.")],
)
def test_a_determination_is_named(stored, arguments, words):
    with pytest.raises(CommandError, match=words):
        call_command("replay", *arguments)


def _parts(stored: Determination) -> dict[str, object]:
    return {
        name: getattr(stored, name) for name in ("inputs", "law", "result", "digests", "rules_version", "sha256")
    }  # fmt: skip
