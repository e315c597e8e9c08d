"""`coverport grant_role EMAIL --exchange vt --role issuer --issuer-id 99999`: let an account act for an insurer or the exchange."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coverport.accounts import roles
from coverport.accounts.models import Role, User, email_key
from coverport.core.access import Actor
from coverport.exchanges.models import Exchange


class Command(BaseCommand):
    help = "Let an account act for an insurer (--role issuer), as a state worker (--role state_worker), or see tax data, at an exchange"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="of an account that is there already")
        parser.add_argument("--exchange", required=True)
        parser.add_argument("--role", required=True, choices=Role.Kind.values)
        parser.add_argument("--issuer-id", default="", help="five-digit HIOS number, for an insurer's role")
        parser.add_argument("--revoke", action="store_true", help="take the role away instead")

    def handle(self, *args: Any, **options: Any) -> None:
        exchange = Exchange.objects.filter(slug=options["exchange"]).first()
        user = User.objects.filter(email_key=email_key(options["email"])).first()
        if exchange is None:
            raise CommandError(f"There is no exchange {options['exchange']!r}. Run `coverport load_exchanges` first.")
        if user is None:
            raise CommandError(f"Nobody has signed up as {options['email']}. They make an account first.")
        given = {"user": user, "exchange": exchange, "kind": options["role"], "issuer_id": options["issuer_id"]}
        actor, on = Actor.system("command_line"), exchange.today()
        try:
            if options["revoke"]:
                gone = roles.revoke_role(actor=actor, on=on, **given)
                self.stdout.write("The role is taken away." if gone else "There was no such role.")
            else:
                self.stdout.write(
                    f"{options['email']} is {roles.grant_role(actor=actor, on=on, **given)} at {exchange.slug}."
                )
        except roles.WrongRole as refused:
            raise CommandError(refused.message) from refused
