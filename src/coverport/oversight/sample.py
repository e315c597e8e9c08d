"""The contract of a sample exchange: an invented vendor builds it, and the people of the samples accept, approve, pay and review."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from coverport.core.money import Cents
from coverport.exchanges.models import Exchange
from coverport.oversight.models import (
    Accountable,
    Contract,
    ContractValue,
    DamagesClause,
    Deliverable,
    Funding,
    Milestone,
    RateCardLine,
    Requirement,
    ServiceLevel,
)

VENDOR = "Northway Systems LLC"
OFFICER = ("Joan Whitfield", "Contract officer")
RETAINED = 1000  # a tenth
CURE = 30
# title, critical, month and day due (years after the first), price, what it has to do, what shows it
WORK: tuple[tuple[str, bool, tuple[int, int, int], Cents, str, str], ...] = (
    (
        "Plan and design", False, (0, 2, 27), 1_600_000_00,
        "A signed plan and a baseline of requirements",
        "The signed documents",
    ),
    (
        "Shop and compare", False, (0, 4, 30), 3_200_000_00,
        "Anybody sees plans and prices without an account",
        "A demonstration on a phone",
    ),
    (
        "Apply and decide", True, (0, 7, 31), 4_800_000_00,
        "An application is decided with its reasons",
        "The test households, all decided rightly",
    ),
    (
        "Messages to insurers", True, (0, 9, 30), 3_600_000_00,
        "Every enrollment reaches its insurer once",
        "A reconciled month without a difference",
    ),
    (
        "Functioning website", True, (0, 12, 1), 6_000_000_00,
        "A person gets from a ZIP code to an enrollment",
        "The measured test journey",
    ),
    (
        "Renewals", False, (1, 3, 31), 4_800_000_00,
        "Everybody is renewed in time",
        "A rehearsal with last year's people",
    ),
)  # fmt: skip
# Whose money it is; together what the work costs.
FUNDING = (("Federal grant to build an exchange", 20_000_000_00), ("Appropriation of the state", 4_000_000_00))
DAILY, CAP = 5_000_00, 500_000_00
# metric, title, direction, threshold, days, readings that prove anything, which deliverable waits for it
LEVELS = (
    ("journey", "Test journey works, ZIP code to enrollment", "at_least", "0.995", 30, 12, "Functioning website"),
    (
        "availability",
        "The site answers every page of a test journey",
        "at_least",
        "0.995",
        30,
        12,
        "Functioning website",
    ),
    ("page_ms", "Pages of the test journey", "at_most", "1000", 30, 12, None),
    ("request_errors", "Requests of the test journey in error", "at_most", "0.005", 30, 12, "Functioning website"),
    ("finished_applications", "Started applications that finish", "at_least", "0.70", 30, 1, None),
    ("effectuated_selections", "Selections that become coverage", "at_least", "0.80", 90, 1, None),
    ("rejected_messages", "Insurer messages in error", "at_most", "0.01", 30, 1, "Messages to insurers"),
    ("waiting_changes_count", "Changes that have waited for more than 30 days", "at_most", "0", 1, 1, None),
)


@transaction.atomic
def make_contract(exchange: Exchange, first: date) -> Contract | None:
    """The sample contract, made once; none for an exchange that is no sample. first: the day it was signed."""
    if not exchange.sample:
        return None
    slug = f"{exchange.slug}-website"
    if (known := Contract.objects.filter(slug=slug).first()) is not None:
        return known
    contract = Contract.objects.create(
        exchange=exchange, slug=slug, number=f"{first.year % 100}-0417", title=f"Website of {exchange.name}",
        buyer=exchange.name, vendor=VENDOR, signed_on=first, retainage_basis_points=RETAINED, cure_days=CURE,
    )  # fmt: skip
    ContractValue.objects.create(contract=contract, since=first, cents=sum(each[3] for each in WORK))
    Accountable.objects.create(contract=contract, name=OFFICER[0], title=OFFICER[1], since=first)
    RateCardLine.objects.create(contract=contract, name="Developer", unit="hours", cents=145_00)
    Funding.objects.bulk_create(Funding(contract=contract, name=name, cents=cents) for name, cents in FUNDING)
    for place, each in enumerate(WORK, start=1):
        _deliverable(contract, place, first, *each)
    for metric, title, direction, threshold, days, least, holds in LEVELS:
        ServiceLevel.objects.create(
            contract=contract, metric=metric, title=title, direction=direction, threshold=Decimal(threshold), days=days,
            least_readings=least, holds=contract.deliverables.get(title=holds) if holds else None,
        )  # fmt: skip
    return contract


def _deliverable(
    contract: Contract, place: int, first: date, title: str, critical: bool, due: tuple[int, int, int], cents: Cents,
    text: str, test: str,
) -> None:  # fmt: skip
    years, month, day = due
    milestone = Milestone.objects.create(
        contract=contract, position=place, title=title, critical=critical, due_on=date(first.year + years, month, day)
    )
    if critical:
        DamagesClause.objects.create(milestone=milestone, kind="daily", cents=DAILY, cap_cents=CAP, notice_days=CURE)
    made = Deliverable.objects.create(contract=contract, milestone=milestone, position=place, title=title, cents=cents)
    Requirement.objects.create(deliverable=made, text=text, test=test)
