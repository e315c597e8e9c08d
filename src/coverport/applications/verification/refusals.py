"""Why something sent for an inconsistency is not taken."""

from coverport.core.errors import Refusal
from coverport.core.uploads import NotTaken


class ProofNotTaken(NotTaken):
    """The file or explanation cannot be taken in; the message says why and what to do."""

    code = "proof_not_taken"


class ProofClosed(Refusal):
    """It is settled already, or its time is over."""

    code = "proof_closed"


class NotReviewed(Refusal):
    """The decision of a state worker lacks something."""

    code = "not_reviewed"
