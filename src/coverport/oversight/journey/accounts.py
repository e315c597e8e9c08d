"""The accounts of the scripted journey, made known before anything happens on them."""

from coverport.accounts.models import User
from coverport.core.rehearsals import keeps_the_rehearsals
from coverport.exchanges.models import Exchange
from coverport.oversight.models import Rehearsal

# Names of nobody: RFC 2606 keeps this domain for tests, and no mail goes to it.
DOMAIN = "journey.invalid"


def make_known(exchange: Exchange, email: str) -> User:
    """An account that the journey has just signed up is no person. Raises User.DoesNotExist where the sign-up made none."""
    user = User.objects.get(email_key=email)
    Rehearsal.objects.create(exchange=exchange, user=user)
    return user


@keeps_the_rehearsals
def is_rehearsal(user_id: int) -> bool:
    """Whether an account is of the scripted journey."""
    return Rehearsal.objects.filter(user_id=user_id).exists()
