"""Bills, payments, periods of grace, and the ledger in which all money stands."""

from coverport.billing.models.bills import GracePeriod, Invoice
from coverport.billing.models.ledger import Account, Entry, Posting
from coverport.billing.models.payments import Method, Payment, PaymentAttempt, PaymentFile, Refund

__all__ = [
    "Account", "Entry", "GracePeriod", "Invoice", "Method", "Payment", "PaymentAttempt", "PaymentFile", "Posting", "Refund",
]  # fmt: skip
