"""What stands beside the cards: help of the state, what is still needed, what another income would change, what is only assumed."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec
from django.utils.translation import gettext as _

from coverport.applications.cards import Why, names, reasons
from coverport.eligibility.findings import Outcome, Reason
from coverport.eligibility.results import Determination
from coverport.eligibility.words import sentence


class Need(msgspec.Struct, frozen=True):
    """An answer that is missing, in words. who: whom it is about; empty where it is about everybody."""

    who: str
    words: str


def state_help(found: Determination) -> tuple[Why, ...]:
    """A state's own help that they can have, or that cannot be worked out here."""
    said: set[str] = set()
    helps = [each.finding for taxes in found.tax_households for each in taxes.subsidies]
    return tuple(reasons([each for each in helps if each.outcome is not Outcome.NO], said))


def needs(found: Determination, short_names: Mapping[str, str]) -> tuple[Need, ...]:
    """What to tell so that the rest can be said, once each."""
    told = dict.fromkeys(_needs(found, list(short_names.values()), _unknown(found)))
    return tuple(told)


def _needs(found: Determination, people: list[str], asked: Mapping[str, Reason]) -> Iterator[Need]:
    for missing in found.missing:
        if (reason := asked.get(missing.code)) is not None:
            place = re.match(r"people\[(\d+)\]", missing.field)
            who = people[int(place[1])] if place and len(people) > 1 else ""
            yield Need(who, sentence(reason))


def _unknown(found: Determination) -> dict[str, Reason]:
    """The reasons that ask for something, by code."""
    findings = [finding for one in found.people for finding in (one.medicaid, one.chip, one.bhp, one.qhp, one.aptc)] + [
        taxes.credit for taxes in found.tax_households
    ]
    return {
        reason.code: reason for finding in findings if finding.outcome is Outcome.UNKNOWN for reason in finding.reasons
    }


def around(found: Determination, short_names: Mapping[str, str]) -> tuple[str, ...]:
    """What changes with less and with more income, nearest first; who it is about stands before it where not everybody is."""
    return tuple(_nearest(found, short_names))


def _nearest(found: Determination, short_names: Mapping[str, str]) -> Iterator[str]:
    applying = [one.id for one in found.people if "not_applying" not in one.qhp.codes]
    for each in found.nearest:
        if len(applying) < 2:
            yield sentence(each.reason)
        else:
            who = names([short_names[one] for one in short_names if one in each.people])
            yield _("%(names)s: %(words)s") % {"names": who, "words": sentence(each.reason)}


def assumed_words(values: Iterable[str]) -> str:
    """The assumed values of law in words: "Medicaid's income limit for children; ..."."""
    return "; ".join(dict.fromkeys(_value(value) for value in values))


def _value(value: str) -> str:
    """A parameter's name, with its state behind it where it has one."""
    name = value.split(" (")[0]
    return _ASSUMED[name]() if name in _ASSUMED else name


_ASSUMED: Mapping[str, Callable[[], str]] = {
    "medicaid.child": lambda: _("Medicaid’s income limit for children"),
    "medicaid.targeted_child": lambda: _("Medicaid’s income limit for children without other insurance"),
    "medicaid.parent": lambda: _("Medicaid’s income limit for parents"),
    "medicaid.adult": lambda: _("Medicaid’s income limit for adults"),
    "medicaid.young_adult": lambda: _("Medicaid’s income limit for people of 19 and 20"),
    "medicaid.pregnant": lambda: _("Medicaid’s income limit in pregnancy"),
    "medicaid.unborn_in_household": lambda: _("how Medicaid counts a child before birth in the household"),
    "medicaid.postpartum": lambda: _("how long Medicaid goes on after a pregnancy"),
    "immigration.lawfully_residing": lambda: _("whether children and pregnant people wait five years for Medicaid"),
    "chip.child": lambda: _("CHIP’s income limit for children"),
    "chip.pregnant": lambda: _("CHIP’s income limit in pregnancy"),
    "chip.unborn": lambda: _("CHIP’s income limit for care before birth"),
    "chip.waiting_period": lambda: _("how long children wait for CHIP"),
    "medicaid.work_requirement": lambda: _("Medicaid’s rule on hours of work"),
    "medicaid.deprivation": lambda: _("Medicaid’s rule on parents who work"),
    "medicaid.decision": lambda: _("who decides about Medicaid"),
    "medicaid.guideline_update": lambda: _("the day from which Medicaid uses the new poverty guideline"),
    "basic_health.program": lambda: _("the Basic Health Program’s income limits"),
    "premium_tax_credit.applicable_percentage": lambda: _("the share of income that the credit expects you to pay"),
    "employer_coverage.affordability": lambda: _("from what share of income a job’s plan costs too much"),
    "tax.filing_threshold": lambda: _("from what income a tax return must be filed"),
    "premium_tax_credit.unreconciled_years": lambda: _("how many open tax years keep the credit away"),
}  # fmt: skip
