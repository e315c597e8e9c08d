"""`coverport identitysim`: the outside sign-in and the question-based identity provider, simulated on this machine."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coverport.accounts.simulators.openid import OpenId
from coverport.accounts.simulators.questions import questions_face
from coverport.accounts.simulators.server import FAULTS, Simulator


class Command(BaseCommand):
    help = "Serve the simulated identity providers (OpenID Connect; questions) on this machine"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8091)
        parser.add_argument("--fault", choices=FAULTS, default="", help="slow, down or wrong")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            simulator = Simulator((OpenId().face(), questions_face()), port=options["port"])
        except OSError as taken:
            raise CommandError(f"Port {options['port']} is taken. Choose another one by --port.") from taken
        simulator.fault = options["fault"]
        self.stdout.write(f"Simulated identity providers are at {simulator.address}")
        self.stdout.flush()
        try:
            simulator.server.serve_forever()
        except KeyboardInterrupt:
            simulator.server.server_close()
