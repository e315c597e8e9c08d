"""The verbs of money, by one name each. Only where the exchange bills; grace also where the insurer does."""

from coverport.billing.attempts import begin_payment, finish_payment
from coverport.billing.ending import cancel_unpaid, follow_end
from coverport.billing.grace import insurer_grace, insurer_grace_over, name_last_day
from coverport.billing.invoicing import bill_months, follow_changes, issue_invoice
from coverport.billing.passing_on import book_passed_on, book_refused
from coverport.billing.payment_files import take_payment_file
from coverport.billing.receiving import assign_payment, bounce_payment, record_payment
from coverport.billing.refunds import refund_sent, send_refund
from coverport.billing.timetable import run_day

__all__ = [
    "assign_payment", "begin_payment", "bill_months", "book_passed_on", "book_refused", "bounce_payment", "cancel_unpaid",
    "finish_payment", "follow_changes", "follow_end", "insurer_grace", "insurer_grace_over", "issue_invoice", "name_last_day",
    "record_payment", "refund_sent", "run_day", "send_refund", "take_payment_file",
]  # fmt: skip
