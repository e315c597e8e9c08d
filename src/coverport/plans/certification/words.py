"""What checks, faults, steps and states of an application are called, in the reader's language."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coverport.plans.rules.certification import Fault, Finding, Outcome

Words = Callable[[], str]

CHECKS: Mapping[str, Words] = {
    "rates": lambda: _("A rate for every age, tobacco class and area"),
    "tobacco": lambda: _("Rates of tobacco users within the limit"),
    "areas": lambda: _("Rating areas and service areas that exist"),
    "actuarial_value": lambda: _("Actuarial value within the year's range"),
    "variants": lambda: _("Cost-sharing variants complete and in order"),
    "silver_gap": lambda: _("First silver variant far enough above its plan"),
    "essential_share": lambda: _("Share of essential health benefits"),
    "yearly_limit": lambda: _("Out-of-pocket limit of the year"),
    "person_limit": lambda: _("Out-of-pocket limit of each person in a family"),
    "dental_value": lambda: _("Actuarial value of dental plans"),
    "dental_limit": lambda: _("Out-of-pocket limit of children's dental care"),
    "crosswalk": lambda: _("Plans that end have a crosswalk"),
    "rate_approval": lambda: _("Rate approval"),
    "network_adequacy": lambda: _("Network adequacy"),
    "essential_community_providers": lambda: _("Essential community providers"),
    "accreditation": lambda: _("Accreditation"),
}
MISSING: Mapping[str, Words] = {
    "plan": lambda: _("plans (Plans & Benefits template)"),
    "rates": lambda: _("rates (Rates template)"),
    "service_area": lambda: _("service areas (Service Area template)"),
}
FAULTS: Mapping[str, Words] = {
    "no_rate_in_area": lambda: _("No rate at all in this area, which is in its service area."),
    "rate_missing": lambda: _("No rate for ages %(ages)s."),
    "tobacco_rate_missing": lambda: _("No rate for tobacco users of ages %(ages)s."),
    "tier_rate_missing": lambda: _("No rate for these families: %(tiers)s."),
    "tobacco_rate_too_high": lambda: _(
        "Ages %(ages)s: tobacco users pay up to %(factor)s times the rate of others; it may be at most %(most)s times."
    ),
    "no_such_area": lambda: _("The state has no such rating area."),
    "areas_not_known": lambda: _(
        "The rating areas of the state are not known here. Ask the exchange to load its geography."
    ),
    "county_elsewhere": lambda: _("County %(county)s is not in the state."),
    "service_area_missing": lambda: _("No file describes this service area."),
    "area_not_known": lambda: _("The rating areas of this service area are not known."),
    "value_missing": lambda: _("No actuarial value was filed; it must be from %(least)s%% to %(most)s%%."),
    "value_out_of_range": lambda: _("The filed value is %(value)s%%; it must be from %(least)s%% to %(most)s%%."),
    "variants_missing": lambda: _("These variants are missing: %(variants)s."),
    "tribal_variant_costs": lambda: _("This variant must cost nothing in network, and something is charged: %(what)s."),
    "variant_costs_more": lambda: _(
        "It costs more than variant %(before)s: %(what)s, %(from)s before and %(to)s here."
    ),
    "variant_too_near": lambda: _(
        "Its actuarial value of %(value)s%% lies %(gap)s points above the plan's %(standard)s%%; it must be at least %(points)s points."
    ),
    "share_missing": lambda: _("No share was filed."),
    "share_out_of_range": lambda: _("A share of %(share)s%% is no part of a premium."),
    "limit_missing": lambda: _("No limit was filed; it may be at most %(most)s."),
    "limit_too_high_individual": lambda: _("The limit for one person is %(limit)s; it may be at most %(most)s."),
    "limit_too_high_family": lambda: _("The limit for a family is %(limit)s; it may be at most %(most)s."),
    "limit_too_high_person": lambda: _(
        "The limit for each person in a family is %(limit)s; nobody may have to pay more than a person alone, %(most)s."
    ),
    "person_limit_missing": lambda: _(
        "A family's limit of %(limit)s is filed without one for each person in it; nobody may have to pay more than %(most)s."
    ),
    "limit_too_high_child": lambda: _("The limit for one child is %(limit)s; it may be at most %(most)s."),
    "limit_too_high_children": lambda: _(
        "The limit for two or more children is %(limit)s; it may be at most %(most)s."
    ),
    "dental_limit_not_known": lambda: _(
        "The limit of this plan year for children's dental care is not known here yet."
    ),
    "no_crosswalk": lambda: _(
        "%(name)s was sold last year, is not filed again, and no crosswalk says where its people go."
    ),
    "crosswalk_leads_nowhere": lambda: _("%(name)s leads to %(to)s, which is not filed."),
    "not_reviewed": lambda: _("Nobody has reviewed it yet."),
    "gate_not_met": lambda: _("%(reviewer)s looked at %(document)s on %(on)s and found that it is not met."),
}
# The parts of which rules.certification.variants makes the name of a figure.
FIGURES: Mapping[str, Words] = {
    "deductible": lambda: _("deductible"),
    "limit": lambda: _("out-of-pocket limit"),
    "copay": lambda: _("copay"),
    "coinsurance": lambda: _("coinsurance"),
    "medical": lambda: _("medical care"),
    "drug": lambda: _("drugs"),
    "combined": lambda: _("all care"),
    "dental": lambda: _("dental care"),
    "in": lambda: _("in network"),
    "in_2": lambda: _("in network, second tier"),
    "individual": lambda: _("one person"),
    "per_person": lambda: _("each of a family"),
    "family": lambda: _("whole family"),
}
STATUSES: Mapping[str, Words] = {
    "draft": lambda: _("Draft"),
    "submitted": lambda: _("Under review"),
    "changes": lambda: _("Changes asked"),
    "certified": lambda: _("Certified"),
    "denied": lambda: _("Denied"),
    "replaced": lambda: _("Replaced by a correction"),
}
STATUS_KINDS = {"submitted": "word-accent", "changes": "word-wait", "certified": "word-go", "denied": "word-stop"}
OUTCOMES: Mapping[Outcome, tuple[Words, str]] = {
    Outcome.MET: (lambda: _("Met"), "word-go"),
    Outcome.NOT_MET: (lambda: _("Not met"), "word-stop"),
    Outcome.UNKNOWN: (lambda: _("Not known"), "word-wait"),
    Outcome.NONE: (lambda: _("Does not apply"), ""),
}
EVENTS: Mapping[str, Words] = {
    "plans.application_started": lambda: _("Started"),
    "plans.file_uploaded": lambda: _("Uploaded %(name)s"),
    "plans.file_removed": lambda: _("Removed %(name)s"),
    "plans.application_submitted": lambda: _("Submitted"),
    "plans.gate_reviewed": lambda: _("Reviewed %(gate)s by %(document)s: %(outcome)s"),
    "plans.changes_asked": lambda: _("Changes asked"),
    "plans.certified": lambda: _("Certified"),
    "plans.denied": lambda: _("Denied"),
}


class CheckRow(msgspec.Struct, frozen=True):
    """A finding as a row: name, outcome as word and color, and its faults, each with its place."""

    key: str
    name: str
    outcome: str
    kind: str
    citation: str
    summary: str
    faults: tuple[tuple[str, str], ...]
    passes: bool


def row_of(finding: Finding) -> CheckRow:
    """A finding in words."""
    words, kind = OUTCOMES[finding.outcome]
    said = _("Not reviewed") if [fault.code for fault in finding.faults] == ["not_reviewed"] else words()
    count = len(finding.faults)
    summary = ngettext("One thing to mend", "%(count)d things to mend", count) % {"count": count} if count else ""
    return CheckRow(
        finding.check, CHECKS[finding.check](), said, kind, finding.citation, summary,
        tuple((_place(fault), fault_words(fault)) for fault in finding.faults), finding.passes,
    )  # fmt: skip


def fault_words(fault: Fault) -> str:
    """What is wrong, as a sentence. Benefits keep the names that the template gives them."""
    facts = dict(fault.facts)
    if what := facts.get("what"):
        facts["what"] = ", ".join(FIGURES[part]() if part in FIGURES else part for part in what.split(", "))
    return FAULTS[fault.code]() % facts


def _place(fault: Fault) -> str:
    return " · ".join(part for part in (fault.plan_id, fault.place) if part)


def event_words(kind: str, data: Mapping[str, Any]) -> str:
    """What happened, for the history."""
    facts: dict[str, Any] = {"name": data.get("name", ""), "document": data.get("document", "")}
    if gate := data.get("gate"):
        facts["gate"] = CHECKS[gate]()
    if "met" in data:
        facts["outcome"] = OUTCOMES[Outcome.MET if data["met"] else Outcome.NOT_MET][0]()
    return EVENTS[kind]() % facts
