"""Sign-ins of sample exchanges: a state worker, an insurer, and the people of the contract. The password is drawn once."""

import msgspec

from coverport.accounts import roles
from coverport.accounts.models import Role, User, email_key
from coverport.accounts.sample_second_step import give_second_step
from coverport.core.access import Actor
from coverport.exchanges.models import Exchange

SAMPLE_ISSUER = "99999"  # no real insurer has this number


class SignIn(msgspec.Struct, frozen=True):
    """Who can sign in, and as what."""

    email: str
    kind: str
    issuer_id: str


def sign_ins(exchange: Exchange) -> tuple[SignIn, ...]:
    """Those of a sample exchange; none anywhere else."""
    if not exchange.sample:
        return ()
    return (
        SignIn(f"state@{exchange.slug}.example", Role.Kind.STATE_WORKER, ""),
        SignIn(f"insurer@{exchange.slug}.example", Role.Kind.ISSUER, SAMPLE_ISSUER),
        SignIn(f"vendor@{exchange.slug}.example", Role.Kind.VENDOR, ""),
        SignIn(f"reviewer@{exchange.slug}.example", Role.Kind.ACCEPTANCE_REVIEWER, ""),
        SignIn(f"officer@{exchange.slug}.example", Role.Kind.CONTRACT_OFFICER, ""),
        SignIn(f"treasury@{exchange.slug}.example", Role.Kind.PAYER, ""),
        SignIn(f"independent@{exchange.slug}.example", Role.Kind.INDEPENDENT_REVIEWER, ""),
    )


def make_sign_ins(exchange: Exchange, password: str) -> None:
    """Make what is missing. An account that is there keeps its password."""
    for one in sign_ins(exchange):
        user = User.objects.filter(email_key=email_key(one.email)).first()
        user = user or User.objects.create_user(one.email, password)
        give_second_step(user, password)
        roles.grant_role(
            actor=Actor.system("set_up"), user=user, exchange=exchange, kind=one.kind, issuer_id=one.issuer_id,
            on=exchange.today(),
        )  # fmt: skip
