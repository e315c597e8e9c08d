"""A contract with its people: each with the role that their part takes."""

from datetime import date
from decimal import Decimal
from typing import Any

from coverport.accounts import roles
from coverport.accounts.models import Role, User
from coverport.core.access import Actor
from coverport.exchanges.models import Exchange
from coverport.oversight.models import (
    Contract,
    ContractValue,
    DamagesClause,
    Deliverable,
    Milestone,
    RateCardLine,
    ServiceLevel,
)

SIGNED = date(2026, 1, 5)


def actor(exchange: Exchange, kind: str, name: str = "") -> Actor:
    """Somebody with a role at an exchange."""
    user = User.objects.create_user(f"{name or kind}@example.org", "not-a-real-password")
    roles.grant_role(actor=Actor.system("test"), user=user, exchange=exchange, kind=kind, on=SIGNED)
    return Actor.person(user)


class People:
    """The five who are different people, and somebody with nothing to do with it."""

    def __init__(self, exchange: Exchange) -> None:
        self.vendor = actor(exchange, Role.Kind.VENDOR)
        self.reviewer = actor(exchange, Role.Kind.ACCEPTANCE_REVIEWER)
        self.officer = actor(exchange, Role.Kind.CONTRACT_OFFICER)
        self.payer = actor(exchange, Role.Kind.PAYER)
        self.independent = actor(exchange, Role.Kind.INDEPENDENT_REVIEWER)
        self.stranger = Actor.person(User.objects.create_user("stranger@example.org", "not-a-real-password"))


def contract(exchange: Exchange, **more: Any) -> Contract:
    """$100,000.00: a site that works for $60,000.00, due on March 1, and reports for $40,000.00; 10% are retained."""
    made = Contract.objects.create(
        exchange=exchange,
        slug=more.pop("slug", f"{exchange.slug}-site"),
        number="26-0417",
        title="A website",
        buyer="State",
        vendor="Northway Systems LLC",
        signed_on=SIGNED,
        **{"retainage_basis_points": 1000} | more,
    )
    ContractValue.objects.create(contract=made, since=SIGNED, cents=100_000_00)
    milestone = Milestone.objects.create(
        contract=made, position=1, title="The site works", critical=True, due_on=date(2026, 3, 1)
    )
    DamagesClause.objects.create(milestone=milestone, kind="daily", cents=500_00, cap_cents=5_000_00, notice_days=30)
    Deliverable.objects.create(contract=made, milestone=milestone, position=1, title="Site", cents=60_000_00)
    Deliverable.objects.create(contract=made, position=2, title="Reports", cents=40_000_00)
    RateCardLine.objects.create(contract=made, name="Developer", unit="hours", cents=150_00)
    return made


def site(made: Contract) -> Deliverable:
    """The deliverable that has to work."""
    return made.deliverables.get(title="Site")


def level_of(made: Contract) -> ServiceLevel:
    """The site's payment waits for the test journey."""
    return ServiceLevel.objects.create(
        contract=made,
        metric="journey",
        title="Test journey works, ZIP code to enrollment",
        direction="at_least",
        threshold=Decimal("0.995"),
        days=1,
        least_readings=4,
        holds=site(made),
    )
