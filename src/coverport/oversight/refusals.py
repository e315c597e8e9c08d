"""What oversight refuses, with the rule that refuses it."""

from django.utils.translation import gettext
from django.utils.translation import gettext as _

from coverport.core.errors import Refusal
from coverport.core.money import display
from coverport.oversight.rules.ledger import Refused


class AgainstTheRule(Refusal):
    """A step or a movement of money that a rule of oversight does not allow."""

    code = "against_the_rule"


def refuse(found: Refused | None, *, field: str | None = None) -> None:
    """Raise AgainstTheRule where a rule refuses, in the reader's language."""
    if found is None:
        return
    told = gettext(found.rule) % found.facts if found.facts else gettext(found.rule)
    most = " " + _("At most %(amount)s.") % {"amount": display(found.most)} if found.most else ""
    raise AgainstTheRule(f"{told}{most}", code=found.code, field=field)
