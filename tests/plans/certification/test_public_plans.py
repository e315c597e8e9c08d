"""The checks on plans that were really certified: what they refuse must be something that is there to be seen in the file."""

from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest

from coverport.exchanges import profiles
from coverport.plans import variants
from coverport.plans.importers.assemble import Parts, plans_of
from coverport.plans.importers.landscape import read_landscape
from coverport.plans.importers.recognize import Landscape, recognize
from coverport.plans.importers.source import Source
from coverport.plans.plan import Plan
from coverport.plans.rules.certification import Filed, Outcome
from coverport.plans.rules.certification.limits import dental_limits, limits_in_families, yearly_limits
from coverport.plans.rules.certification.variants import variants_are_complete
from tests.plans.certification.test_checks import law
from tests.shared import shared

pytestmark = [pytest.mark.timeout(120), pytest.mark.xdist_group("landscape")]


@pytest.fixture(scope="module")
def plans_of_2014() -> Sequence[Plan]:
    """The federal landscape's plans with the variants that it prints: 01 and, for silver, 04 to 06."""
    path = shared("data", "landscape", "2014_ffm_individual_medical.csv.gz")
    filing = read_landscape(path, exchange="federal", year=2014, states=profiles.load("federal").states_of(2014))
    return [_with_variants(plan) for plan in filing.plans]


def _with_variants(plan: Plan) -> Plan:
    found = {number: variants.of(plan, number) for number in plan.cost_sharing}
    named = {number: msgspec.structs.replace(one, number=number) for number, one in found.items() if one is not None}
    return msgspec.structs.replace(plan, variants=named)


def test_no_plan_of_2014_is_over_the_years_limit(plans_of_2014: Sequence[Plan]) -> None:
    finding = yearly_limits(Filed(year=2014, state="", plans=tuple(plans_of_2014)), law())
    assert (finding.outcome, finding.faults) == (Outcome.MET, ())
    assert finding.looked_at > 5000


def test_the_silver_plans_of_2014_are_in_order_but_for_26_of_931(plans_of_2014: Sequence[Plan]) -> None:
    """Arizona's 91450 asks $15 for a generic drug with variant 04 and $10 without; Wisconsin's 37833 has drug limits that rise."""
    finding = variants_are_complete(Filed(year=2014, state="", plans=tuple(plans_of_2014)), law())
    rising = {fault.plan_id for fault in finding.faults if fault.code == "variant_costs_more"}
    assert {"91450AZ0080009", "37833WI0370034"} < rising
    assert len(rising) == 26
    assert sum(plan.metal_level == "silver" for plan in plans_of_2014) == 931


def test_every_florida_plan_of_2020_has_the_variants_that_it_owes() -> None:
    source = Source(Path(shared("data", "fl_2020", "plan_attributes_attr_FL_full.csv")))
    known = recognize(source)
    assert not isinstance(known, Landscape)
    records = list(known(2020).records)  # type: ignore[union-attr]
    parts = Parts(exchange="federal", year=2020, state="FL", source="", records={"plan": records})  # type: ignore[dict-item]
    finding = variants_are_complete(Filed(year=2020, state="FL", plans=tuple(plans_of(parts))), law(2020))
    assert (finding.outcome, finding.looked_at) == (Outcome.MET, 765)


def test_the_templates_of_2020_hold_a_limit_for_each_person_and_for_children_at_the_dentist() -> None:
    medical, dental = (
        _of_template(name) for name in ("qhp_plans_benefits_2020.xml", "qdp_dental_plans_benefits_2020.xml")
    )
    of_each = limits_in_families(Filed(year=2020, state="MA", plans=medical), law(2020))
    of_children = dental_limits(Filed(year=2020, state="MA", plans=dental), law(2020))
    assert [(one.outcome, one.looked_at) for one in (of_each, of_children)] == [(Outcome.MET, 2), (Outcome.MET, 2)]


def _of_template(name: str) -> tuple[Plan, ...]:
    known = recognize(Source(Path(shared("data", "serff_format", name))))
    assert not isinstance(known, Landscape)
    records = [one for one in known(None).records if one.kind == "plan"]  # type: ignore[union-attr]
    parts = Parts(exchange="ma", year=2020, state="MA", source="", records={"plan": records})  # type: ignore[dict-item]
    return tuple(plans_of(parts))
