"""`coverport serve`: database, web, workers, jobs and the demonstration's hub in one process group; Ctrl-C stops all."""

import os
import secrets
import socket
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from coverport.accounts.models import User
from coverport.accounts.sample import sign_ins
from coverport.config.database import keep_embedded_database
from coverport.config.secrets import sample_password
from coverport.config.supervisor import Part, Supervisor
from coverport.exchanges.models import Exchange


class Command(BaseCommand):
    help = "Serve the site: web, workers and jobs, each started again if it ends"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--web-workers", type=int, default=2)
        parser.add_argument("--issuersim", action="store_true", help="with insurers in a box for the sample exchanges")
        parser.add_argument(
            "--journeys", action="store_true", help="walk the scripted journey through this site every five minutes"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        call_command("load_exchanges", stdout=open(os.devnull, "w"))  # noqa: SIM115
        address = f"http://{options['host']}:{options['port']}/"
        hub, asks = _sample_hub()
        practice, payments = _practice_processor()
        agency, hands_off = _sample_agency()
        walks = {"COVERPORT_JOURNEY_ADDRESS": f"{address}{{exchange}}/"} if options["journeys"] else {}
        # This command has checked the house already: its parts begin, and begin again, without that.
        parts = [
            *hub,
            *practice,
            *agency,
            Part("web", _web(options), {"COVERPORT_POOL": "1", **asks, **payments}),
            # Letters, bills and files come out of what people did; nobody waits before a screen for them.
            Part("work", [sys.executable, "-m", "coverport", "work", "--skip-checks"], behind=True),
            Part(
                "jobs",
                [sys.executable, "-m", "coverport", "procrastinate", "--skip-checks", "worker"],
                asks | payments | hands_off | walks,
                behind=True,
            ),
            *_identity(options),
        ]
        if hub:
            self.stdout.write(f"The simulated federal hub is at {asks['COVERPORT_HUB']}/")
        if agency:
            self.stdout.write(f"The simulated Medicaid agency is at {hands_off['COVERPORT_AGENCY']}/")
        if options["issuersim"]:
            parts.append(Part("issuersim", [sys.executable, "-m", "coverport", "issuersim"]))
        self.stdout.write(f"Coverport is at {address}\nCtrl-C stops it.")
        for line in _sample_sign_ins():
            self.stdout.write(line)
        self.stdout.flush()
        Supervisor(parts, keep_embedded_database).run()
        self.stdout.write("Coverport has stopped.")


def _sample_hub() -> tuple[list[Part], dict[str, str]]:
    """The simulated hub, where no other is set and every exchange is a sample; and what the others must know of it."""
    if settings.HUB_ADDRESS or Exchange.objects.filter(sample=False).exists():
        return [], {}
    port = os.environ.get("COVERPORT_HUBSIM_PORT") or str(_free_port())
    command = [sys.executable, "-m", "coverport", "hubsim", "--port", port]
    return [Part("hubsim", command)], {"COVERPORT_HUB": f"http://127.0.0.1:{port}"}


def _sample_agency() -> tuple[list[Part], dict[str, str]]:
    """The simulated Medicaid agency, where no other is set and every exchange is a sample; and how the others reach it."""
    if settings.AGENCY_ADDRESS or Exchange.objects.filter(sample=False).exists():
        return [], {}
    port, token = str(_free_port()), settings.AGENCY_TOKEN or secrets.token_urlsafe(24)
    # Its decisions are of the day that the samples live in.
    today = min((one.today() for one in Exchange.objects.all()), default=None)
    command = [
        sys.executable,
        "-m",
        "coverport",
        "agencysim",
        "--port",
        port,
        *(["--today", str(today)] if today else []),
    ]
    asks = {"COVERPORT_AGENCY": f"http://127.0.0.1:{port}", "COVERPORT_AGENCY_TOKEN": token}
    return [Part("agencysim", command, asks)], asks


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _identity(options: dict[str, Any]) -> list[Part]:
    """The simulated identity providers, where every exchange is a sample and no real one is named."""
    named = os.environ.get("COVERPORT_IDENTITY_ADDRESS") or os.environ.get("COVERPORT_OIDC_ISSUER")
    if named or Exchange.objects.filter(sample=False).exists():  # nobody real is proven by a simulation
        return []
    port = options["port"] + 91
    simulated = f"http://127.0.0.1:{port}"
    os.environ |= {
        "COVERPORT_IDENTITY_ADDRESS": simulated, "COVERPORT_OIDC_ISSUER": simulated, "COVERPORT_OIDC_CLIENT": "coverport",
        "COVERPORT_OIDC_SECRET": "simulated", "COVERPORT_OIDC_NAME": "Simulated ID",
    }  # fmt: skip
    return [Part("identity", [sys.executable, "-m", "coverport", "identitysim", "--port", str(port)])]


def _practice_processor() -> tuple[list[Part], dict[str, str]]:
    """The practice processor on a free port, and how the others reach it, where no other is named and every exchange is a sample."""
    if "COVERPORT_PROCESSOR_URL" in os.environ or Exchange.objects.filter(sample=False).exists():
        return [], {}
    port = _free_port()
    command = [sys.executable, "-m", "coverport", "paysim", "--port", str(port)]
    return [Part("paysim", command)], {"COVERPORT_PROCESSOR_URL": f"http://127.0.0.1:{port}"}


def _sample_sign_ins() -> list[str]:
    """Who can sign in to the sample exchanges, where set_up has made them."""
    found = [one for exchange in Exchange.objects.filter(sample=True) for one in sign_ins(exchange)]
    there = set(User.objects.filter(email_key__in=[one.email for one in found]).values_list("email_key", flat=True))
    lines = [f"  {one.email} ({one.kind.replace('_', ' ')})" for one in found if one.email in there]
    code = ["  Their second step: `coverport sample_code` prints the six digits."] if settings.STAFF_SECOND_STEP else []
    return [f"Sample sign-ins, password {sample_password()}:", *lines, *code] if lines else []


def _web(options: dict[str, Any]) -> list[str]:
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "coverport.config.wsgi:application",
        "--host", options["host"], "--port", str(options["port"]), "--workers", str(options["web_workers"]),
        "--blocking-threads", str(settings.WEB_THREADS), "--respawn-failed-workers",
        "--respawn-interval", "0.1", "--no-ws", "--log-level", "error",
        # A worker that hangs while it ends is killed, so that Ctrl-C always ends the house.
        "--workers-kill-timeout", "3",
    ]  # fmt: skip
