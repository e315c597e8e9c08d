"""What happens to bills. References only."""

from typing import ClassVar

from coverport.core.events import Fact, fact


@fact
class InvoiceIssued(Fact, frozen=True):
    """A first bill was made out."""

    kind: ClassVar[str] = "billing.invoice_issued"
    invoice: str
    enrollment: str


@fact
class PaymentReceived(Fact, frozen=True):
    """A bill was paid in full."""

    kind: ClassVar[str] = "billing.payment_received"
    payment: str
    invoice: str
    enrollment: str
