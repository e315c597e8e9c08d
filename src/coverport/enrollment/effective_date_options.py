"""What `coverport effective_date` may be asked with: its options and their words."""

import argparse
from typing import NoReturn

# what opens nothing -> how else it is said, in lower case with underscores
OPENS_NOTHING = {
    "nonpayment_of_premium": (
        "nonpayment", "non_payment", "non_payment_of_premium", "nonpayment_of_premiums", "non_payment_of_premiums",
        "premium_nonpayment", "premium_non_payment", "unpaid", "unpaid_premium", "unpaid_premiums", "not_paid", "premium_not_paid",
        "failure_to_pay", "failure_to_pay_premium", "failure_to_pay_premiums", "failed_to_pay", "did_not_pay",
    ),
    "rescission": ("fraud", "rescinded", "rescind"),
    "voluntary_termination": (
        "voluntary", "voluntarily", "voluntary_drop", "voluntary_cancellation", "voluntary_end", "voluntary_loss",
        "voluntarily_dropped", "voluntarily_ended", "dropped", "dropped_coverage", "gave_up", "gave_it_up",
    ),
}  # fmt: skip
CAUSES = {said: cause for cause, ways in OPENS_NOTHING.items() for said in (cause, *ways)}
# option -> what --help says
DATES = {
    "event-date": "day of the event; --list says which day that is",
    "selected": "day on which the plan was chosen; of a binder payment: on which the issuer had the enrollment",
    "in-line": "open enrollment: day on which the person came or started the application",
    "prior-coverage-end": "last day of coverage before the event, or a later day if it goes on",
    "granted": "first day of coverage that staff granted",
    "learned": "day on which the person knew of the event, where notice came late",
    "proven": "day on which the event was proven, where the choice waited for that",
    "last-used": "day of the last choice by the same monthly period",
    "requested": "last day of coverage that is asked for",
}


class CannotTell(Exception):
    """Something that `coverport effective_date` cannot answer; its text is the one line on standard error."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise CannotTell(f"{message}; `coverport effective_date --help` names the options")


def parser() -> argparse.ArgumentParser:
    """The reader of the command line. Raises CannotTell."""
    made = _Parser(prog="coverport effective_date", description="When coverage starts or ends, and by when to act.")
    made.add_argument("--list", action="store_true", help="the events with what each needs")
    made.add_argument("--page", action="store_true", help="the reference page of special enrollment events, Markdown")
    made.add_argument("--state", help="two letters")
    made.add_argument("--event", help="one of --list")
    for name, words in DATES.items():
        made.add_argument(f"--{name}", metavar="DATE", help=f"{words}; YYYY-MM-DD")
    made.add_argument("--year", help="open enrollment: the plan year")
    made.add_argument("--cause", default="", help=f"why coverage was lost; {', '.join(OPENS_NOTHING)} open nothing")
    made.add_argument("--moved-from", default="", metavar="PLACE", help="a state, or abroad, territory, no_plans")
    made.add_argument("--indian", action="store_true", help="member of a tribe or Alaska Native shareholder")
    made.add_argument("--enrolled", choices=("yes", "no"), help="whether the person has a plan of the exchange already")
    made.add_argument("--elect", default="", metavar="RULE", help="another start that the event lets people choose")
    made.add_argument(
        "--later-start",
        action="store_true",
        help="the later start of who would owe months at once; the same as --elect later_start",
    )
    made.add_argument(
        "--credit", nargs="?", const="yes", default="no", help="tax credit is paid in advance: yes, no or an amount"
    )
    made.add_argument(
        "--paid", nargs="?", const="yes", default="no", help="yes, no, a number of months, or the day of the payment"
    )
    made.add_argument(
        "--kind",
        default="",
        help="inconsistency: income, status, residency, incarceration or coverage; binder: regular or special",
    )
    made.add_argument("--json", action="store_true", help="as JSON")
    return made


def hyphens(argument: str) -> str:
    """--event_date, as the command and its answer are written, is --event-date."""
    name, *value = argument.split("=", 1)
    return "=".join([name.replace("_", "-"), *value]) if name.startswith("--") else argument
