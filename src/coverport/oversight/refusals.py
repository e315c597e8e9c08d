"""What oversight refuses, with the rule that refuses it."""

from coverport.core.errors import Refusal
from coverport.core.money import display
from coverport.oversight.rules.ledger import Refused


class AgainstTheRule(Refusal):
    """A step or a movement of money that a rule of oversight does not allow."""

    code = "against_the_rule"


def refuse(found: Refused | None, *, field: str | None = None) -> None:
    """Raise AgainstTheRule where a rule refuses."""
    if found is None:
        return
    most = f" At most {display(found.most)}." if found.most else ""
    raise AgainstTheRule(f"{found.rule}{most}", code=found.code, field=field)
