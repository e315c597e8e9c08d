"""The coverage examples of the summary of benefits: what one person would pay in three typical cases, 45 CFR 147.200(a)(2)(ii)."""

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _noop

from coverport.core.money import Cents
from coverport.plans import variants
from coverport.plans.plan import Example, Plan

CASES = (
    ("baby", _noop("Having a baby"), _noop("Nine months of care before birth in the network, and a hospital delivery")),
    ("diabetes", _noop("Managing type 2 diabetes"), _noop("A year of routine care in the network for a condition that is well controlled")),
    ("fracture", _noop("A simple fracture"), _noop("A visit to the emergency room in the network, and care afterwards")),
)  # fmt: skip


class Case(msgspec.Struct, frozen=True):
    """One example: cents, None where the filing has no figure. limit: what the plan does not cover at all; total: of all parts that are
    filed, None where none is."""

    name: str
    about: str
    deductible: Cents | None
    copay: Cents | None
    coinsurance: Cents | None
    limit: Cents | None
    total: Cents | None


def examples_of(plan: Plan, number: str) -> tuple[Case, ...]:
    """The examples that the filing has for a variant; none where it has none for it."""
    variant = variants.of(plan, number)
    if variant is None:
        return ()
    found = ((words, getattr(variant.examples, key)) for key, *words in CASES)
    return tuple(_case(words[0], words[1], example) for words, example in found if example is not None)


def _case(name: str, about: str, example: Example) -> Case:
    parts = (example.deductible, example.copay, example.coinsurance, example.limit)
    known = [part for part in parts if part is not None]
    return Case(_(name), _(about), *parts, total=sum(known) if known else None)
