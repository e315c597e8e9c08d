"""Stand-alone dental plans of a sample market: a high and a low one for families, and one for children alone."""

from decimal import Decimal
from random import Random

import msgspec
import numpy as np

from coverport.core.money import Cents
from coverport.plans.market.actuarial_value import Rule
from coverport.plans.market.names import Insurer
from coverport.plans.market.records import Network, share_of, urls_of
from coverport.plans.plan import Amount, Benefit, MetalLevel, Plan, Share, Variant
from coverport.plans.rules.arrays import AGES, NO_RATE, Int
from coverport.plans.rules.rates import BASE_AGE
from coverport.plans.variants import with_words

# 45 CFR 156.150(a): a child's yearly limit, and that of two or more; later years allow more, never less.
_CHILD_LIMIT: Cents = 350_00
_CHILDREN_LIMIT: Cents = 700_00
# Of a child's premium, what is for essential benefits: every benefit for children that these plans have is one.
_CHILDRENS_SHARE = Decimal(1)
_WHOSE = {"child": "Child", "adult": "Adult"}


class Kind(msgspec.Struct, frozen=True):
    """A kind of dental plan. basic, major: percent that members pay."""

    name: str
    level: MetalLevel
    deductible: Cents
    basic: int
    major: int
    child_only: bool = False


KINDS = (
    Kind("Family Dental High", "high", 50_00, 20, 50),
    Kind("Family Dental Low", "low", 100_00, 40, 60),
    Kind("Children's Dental", "high", 50_00, 20, 50, child_only=True),
)


def plan_of(
    kind: Kind, insurer: Insurer, network: Network, *, plan_id: str, name: str, state: str, source: str
) -> Plan:
    """The plan's whole record."""
    whose = ["child"] if kind.child_only else ["child", "adult"]
    return with_words(
        Plan(
            plan_id=plan_id,
            issuer_id=insurer.number,
            issuer_name=insurer.name,
            name=name,
            metal_level=kind.level,
            plan_type=network.kind,
            state=state,
            child_only=kind.child_only,
            child_dental=True,
            adult_dental=not kind.child_only,
            pediatric_dental_share=_CHILDRENS_SHARE,
            phone=insurer.phone,
            tty="711",
            urls=urls_of(insurer, plan_id),
            source=source,
            invented=True,
            division="dental",
            guaranteed_rate=True,
            network_id=network.number,
            network_name=network.name,
            service_area_id=network.service_area,
            product_id=plan_id[:10],
            variants={"01": _variant(kind, whose)},
            benefits=tuple(
                Benefit(name=each, covered=True, essential="Child" in each) for each in _shares(kind, whose)
            ),
        )
    )


def _variant(kind: Kind, whose: list[str]) -> Variant:
    return Variant(
        number="01",
        deductibles=(
            Amount(covers="dental", individual=kind.deductible, per_person=kind.deductible, family=3 * kind.deductible),
        ),
        limits=(Amount(covers="dental", individual=_CHILD_LIMIT, per_person=_CHILD_LIMIT, family=_CHILDREN_LIMIT),),
        shares=_shares(kind, whose),
    )


def _shares(kind: Kind, whose: list[str]) -> dict[str, tuple[Share, ...]]:
    basic, major = Rule(percent=kind.basic, after=True), Rule(percent=kind.major, after=True)
    found: dict[str, tuple[Share, ...]] = {"Dental Check-Up for Children": (share_of(Rule(copay=0)),)}
    if "adult" in whose:
        found["Routine Dental Services (Adult)"] = (share_of(Rule(copay=0)),)
    for each in whose:
        found[f"Basic Dental Care - {_WHOSE[each]}"] = (share_of(basic),)
        found[f"Major Dental Care - {_WHOSE[each]}"] = (share_of(major),)
    return found | {"Orthodontia - Child": (share_of(Rule(percent=50, after=True)),)}


def prices(kind: Kind, random: Random) -> tuple[Cents, Cents]:
    """(a child's, an adult's) cents a month."""
    high = kind.level == "high"
    child = random.randrange(26_00 if high else 17_00, 38_00 if high else 25_00)
    return child, child * random.randrange(115, 150) // 100


def rates(kind: Kind, child: Cents, adult: Cents) -> Int:
    """One price below 21 and one from there on; a plan for children has none for adults."""
    row = np.full(AGES, child, dtype=np.int32)
    row[BASE_AGE:] = NO_RATE if kind.child_only else adult
    return row
