"""Who works for an exchange or an insurer. A role is at one exchange; what it permits stands in core.access."""

from datetime import date
from typing import Any, ClassVar

from django.db import transaction

from coverport.accounts.models import Role, User
from coverport.core.access import Actor, relation
from coverport.core.errors import NotAllowed, Refusal
from coverport.core.events import Fact, fact, record
from coverport.core.prepared import Read
from coverport.exchanges.models import Exchange

AT = Read(lambda user, exchange: Role.objects.filter(user=user, exchange=exchange).values_list("kind", "issuer_id"))
# Whose work comes to a desk; tax data are seen beside another role.
AT_A_DESK = frozenset(Role.Kind.values) - {Role.Kind.TAX_REVIEWER}


@fact
class RoleGranted(Fact, frozen=True):
    """A person may now act for an insurer or for the exchange."""

    kind: ClassVar[str] = "accounts.role_granted"
    user: str
    role: str
    issuer_id: str


@fact
class RoleRevoked(Fact, frozen=True):
    """A person may no longer do so."""

    kind: ClassVar[str] = "accounts.role_revoked"
    user: str
    role: str
    issuer_id: str


class WrongRole(Refusal):
    """A role that cannot be given so."""

    code = "wrong_role"


@transaction.atomic
def grant_role(*, actor: Actor, user: User, exchange: Exchange, kind: str, issuer_id: str = "", on: date) -> Role:
    """Let somebody act for an insurer (by its HIOS number) or as a state worker. Said twice, it is said once. Raises WrongRole."""
    _only_the_system(actor)
    if kind not in Role.Kind.values:
        raise WrongRole(f"There is no role {kind!r}. There are: {', '.join(Role.Kind.values)}.", field="role")
    if (kind == Role.Kind.ISSUER) != bool(issuer_id) or (issuer_id and not _is_hios(issuer_id)):
        raise WrongRole(
            "An insurer's role needs its five-digit HIOS number; a state worker's has none.", field="issuer_id"
        )
    role, made = Role.objects.get_or_create(user=user, exchange=exchange, kind=kind, issuer_id=issuer_id)
    if made:
        _say(RoleGranted(user.reference, kind, issuer_id), actor, exchange, user, on)
    return role


@transaction.atomic
def revoke_role(*, actor: Actor, user: User, exchange: Exchange, kind: str, issuer_id: str = "", on: date) -> bool:
    """Take a role away; whether there was one."""
    _only_the_system(actor)
    gone, _ = Role.objects.filter(user=user, exchange=exchange, kind=kind, issuer_id=issuer_id).delete()
    if gone:
        _say(RoleRevoked(user.reference, kind, issuer_id), actor, exchange, user, on)
    return bool(gone)


def _is_hios(text: str) -> bool:
    return len(text) == 5 and text.isascii() and text.isdigit()


def _only_the_system(actor: Actor) -> None:
    if actor.kind != "system":
        raise NotAllowed(f"{actor.label} may not give roles")


def _say(happened: Fact, actor: Actor, exchange: Exchange, user: User, on: date) -> None:
    record(happened, by=actor, on=on, exchange=exchange.slug, subject=user.reference, purpose="who may act")


def issuers_of(actor: Actor, exchange: Exchange) -> tuple[str, ...]:
    """HIOS numbers of the insurers for which somebody acts at an exchange."""
    if actor.user_id is None:
        return ()
    roles = Role.objects.filter(user_id=actor.user_id, exchange=exchange, kind=Role.Kind.ISSUER)
    return tuple(roles.order_by("issuer_id").values_list("issuer_id", flat=True))


def kinds_at(actor: Actor, exchange: Exchange | None) -> frozenset[str]:
    """The kinds of roles that somebody has at an exchange."""
    if exchange is None or actor.user_id is None:
        return frozenset()
    return frozenset(kind for kind, _issuer in AT.all(actor.user_id, exchange.pk))


def _roles(actor: Actor, thing: Any, kind: str) -> tuple[str, ...]:
    """Roles of the actor at the exchange that a thing belongs to: the exchange itself, or one that says `filed_at` it.

    Of each the insurer's number, empty where the role is the exchange's.
    """
    exchange_id = thing.pk if isinstance(thing, Exchange) else getattr(thing, "filed_at_id", None)
    if actor.user_id is None or exchange_id is None:
        return ()
    return tuple(issuer_id for each, issuer_id in AT.all(actor.user_id, exchange_id) if each == kind)


@relation("issuer")
def acts_for_its_issuer(actor: Actor, thing: Any) -> bool:
    """Things of an insurer answer `filed_at_id` and `issuer_id`; whoever acts for that insurer at that exchange is its issuer."""
    issuers = _roles(actor, thing, Role.Kind.ISSUER)
    return bool(issuers) if isinstance(thing, Exchange) else str(getattr(thing, "issuer_id", "")) in issuers


@relation("vendor")
def builds_the_exchange(actor: Actor, thing: Any) -> bool:
    """Somebody of the vendor that builds the exchange."""
    return bool(_roles(actor, thing, Role.Kind.VENDOR))


@relation("acceptance_reviewer")
def reviews_work(actor: Actor, thing: Any) -> bool:
    """Who accepts or rejects the vendor's work for the state."""
    return bool(_roles(actor, thing, Role.Kind.ACCEPTANCE_REVIEWER))


@relation("contract_officer")
def manages_the_contract(actor: Actor, thing: Any) -> bool:
    """Who approves bills, serves notices and withholds."""
    return bool(_roles(actor, thing, Role.Kind.CONTRACT_OFFICER))


@relation("payer")
def pays(actor: Actor, thing: Any) -> bool:
    """Who releases payments."""
    return bool(_roles(actor, thing, Role.Kind.PAYER))


@relation("independent_reviewer")
def reviews_independently(actor: Actor, thing: Any) -> bool:
    """Who looks at vendor and state from outside: independent verification and validation."""
    return bool(_roles(actor, thing, Role.Kind.INDEPENDENT_REVIEWER))


@relation("certifier")
def certifies_for_its_exchange(actor: Actor, thing: Any) -> bool:
    """A state worker of the exchange at which something was filed."""
    return bool(_roles(actor, thing, Role.Kind.STATE_WORKER))
