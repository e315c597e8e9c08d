"""The one command-line program. Commands that need no database load neither Django nor PostgreSQL, so that they start at once."""

import os
import sys
from collections.abc import Callable
from importlib import import_module

# verb -> module with main(arguments) -> exit code, in the room that the verb belongs to
WITHOUT_DATABASE = {
    "quote": "coverport.shopping.quote_command",
    "determine": "coverport.shopping.determine_command",
    "law": "coverport.law.command",
    "effective_date": "coverport.enrollment.effective_date_command",
    "calendar": "coverport.exchanges.calendar_command",
    "reconcile": "coverport.eligibility.tax.reconcile_command",
    "penalty": "coverport.eligibility.tax.penalty_command",
    "import_geography": "coverport.plans.geography.command",
    "fetch_geography": "coverport.plans.geography.fetch_command",
    "slcsp": "coverport.plans.slcsp.command",
    "hubsim": "coverport.applications.hubsim.command",
    "edi": "coverport.edi.command",
    "issuersim": "coverport.edi.issuersim.command",
    "paysim": "coverport.billing.paysim.command",
    "agencysim": "coverport.handoff.agencysim.command",
}

HELP = {"help", "-h", "--help"}

# Two words that are one of Django's commands.
TWO_WORDS: dict[tuple[str, ...], str] = {
    ("edi", "write"): "edi_write",
    ("edi", "reconcile"): "edi_reconcile",
    ("edi", "sbmi"): "edi_sbmi",
}


def main(arguments: list[str] | None = None) -> int:
    """Run `coverport VERB …`. Django's own management commands are verbs too."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if command := TWO_WORDS.get(tuple(arguments[:2])):
        arguments = [command, *arguments[2:]]
    verb = arguments[0] if arguments else "help"
    if verb in HELP and len(arguments) > 1 and arguments[1] in WITHOUT_DATABASE:
        verb, arguments = arguments[1], [arguments[1], "--help"]
    if verb in WITHOUT_DATABASE:
        run: Callable[[list[str]], int] = import_module(WITHOUT_DATABASE[verb]).main
        return _quietly(run, arguments[1:])
    if verb in HELP:
        return _quietly(_help, arguments)
    return _with_django(arguments)


def _help(arguments: list[str]) -> int:
    """Django lists its own commands alone; those that need no database stand before them."""
    if len(arguments) <= 1:
        names = "\n".join(f"    {verb}" for verb in sorted(WITHOUT_DATABASE))
        print(f"Commands that need no database; `coverport VERB --help` lists a verb's options:\n\n{names}")
    return _with_django(arguments or ["help"])


def _quietly(run: Callable[[list[str]], int], arguments: list[str]) -> int:
    """Run; a reader that leaves early (`| head`) is no mistake."""
    try:
        code = run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code


def _with_django(arguments: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coverport.config.settings")
    from coverport.config.database import open_embedded_database

    if arguments[0] not in {
        "help",
        "--help",
        "version",
        "--version",
        "compilemessages",
        "makemessages",
        "collectstatic",
    }:
        open_embedded_database()
    from django.core.management import ManagementUtility

    ManagementUtility(["coverport", *arguments]).execute()
    return 0


if __name__ == "__main__":
    sys.exit(main())
