"""What happens to bills and money. References and days only."""

from typing import ClassVar

from coverport.core.events import Fact, fact


@fact
class InvoiceIssued(Fact, frozen=True):
    """A month's bill was made out."""

    kind: ClassVar[str] = "billing.invoice_issued"
    invoice: str
    enrollment: str


@fact
class PaymentReceived(Fact, frozen=True):
    """Money came in. enrollment: empty while nobody knows whose it is."""

    kind: ClassVar[str] = "billing.payment_received"
    payment: str
    enrollment: str = ""


@fact
class PaymentBounced(Fact, frozen=True):
    """Money that had come in was taken back by the bank."""

    kind: ClassVar[str] = "billing.payment_bounced"
    payment: str
    enrollment: str = ""


@fact
class RefundDue(Fact, frozen=True):
    """Money goes back."""

    kind: ClassVar[str] = "billing.refund_due"
    refund: str
    enrollment: str


@fact
class RefundSent(Fact, frozen=True):
    """Money went back."""

    kind: ClassVar[str] = "billing.refund_sent"
    refund: str


@fact
class GraceBegan(Fact, frozen=True):
    """A month was not paid. pends_from: claims from this day on may wait (45 CFR 156.270(d)(2)); empty: none may."""

    kind: ClassVar[str] = "billing.grace_began"
    enrollment: str
    first_month: str
    pends_from: str = ""


@fact
class GraceEnded(Fact, frozen=True):
    """It is over. how: paid (claims that waited are paid), exhausted (coverage ends after last_day), closed."""

    kind: ClassVar[str] = "billing.grace_ended"
    enrollment: str
    first_month: str
    how: str
    last_day: str = ""


@fact
class PaymentFileTaken(Fact, frozen=True):
    """A lockbox file was taken in whole."""

    kind: ClassVar[str] = "billing.payment_file_taken"
    file: str
    sha256: str
