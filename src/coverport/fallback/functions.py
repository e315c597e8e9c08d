"""What can be switched off at an exchange, one by one, and which addresses begin it. What was begun goes on at other addresses."""

from django.utils.translation import gettext as _

from coverport.applications.verification.rules.sources import Source
from coverport.applications.verification.words import source_name
from coverport.core.switches import ACCOUNTS, APPLICATIONS, PAYMENTS, source

# Functions for which people wait; a remote service is waited for by the applications, not by a person.
FOR_PEOPLE = (ACCOUNTS, APPLICATIONS, PAYMENTS)
SERVICES = {source(each.value): each for each in Source}
FUNCTIONS = (*FOR_PEOPLE, *SERVICES)

# The names of the addresses at which something begins. Signing in is none of them: who began must be able to finish.
BEGINS = {
    "account_signup": ACCOUNTS,
    "socialaccount_signup": ACCOUNTS,
    "applications:start": APPLICATIONS,
    "applications:copy": APPLICATIONS,
    "applications:revise": APPLICATIONS,
    "billing:pay": PAYMENTS,
}


def title(function: str) -> str:
    """A function's name in the reader's language."""
    if function in SERVICES:
        return _("Questions to: %(source)s") % {"source": source_name(SERVICES[function])}
    return {ACCOUNTS: _("New accounts"), APPLICATIONS: _("New applications"), PAYMENTS: _("Payments")}[function]
