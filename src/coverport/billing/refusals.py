"""What can keep money from being taken or booked."""

from coverport.core.errors import Refusal


class NotBilledHere(Refusal):
    """The insurer collects this enrollment's payments, or there is nothing to pay."""

    code = "not_billed_here"


class PaymentTooLate(Refusal):
    """The last day of the first payment is over."""

    code = "payment_too_late"


class WrongAmount(Refusal):
    """Another amount than what is owed now, or no amount at all."""

    code = "wrong_amount"


class NothingOwed(Refusal):
    """All is paid, or the choice was taken back."""

    code = "nothing_owed"


class OtherPayment(Refusal):
    """The same number came before with another amount, or for somebody else."""

    code = "other_payment"


class CannotBounce(Refusal):
    """The payment has bounced already."""

    code = "cannot_bounce"


class FileRefused(Refusal):
    """A payment file has faults: nothing of it was taken. faults: (line, what is wrong)."""

    code = "file_refused"

    def __init__(self, message: str, *, faults: tuple[tuple[int, str], ...]) -> None:
        super().__init__(message)
        self.faults = faults
