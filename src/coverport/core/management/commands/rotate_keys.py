"""`coverport rotate_keys`: bring every sealed value under the newest key; `--new` draws one first, `--forget` deletes keys without use."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from coverport.core.resealing import keys_in_use, reseal_everything
from coverport.core.sealed_files import reseal_files
from coverport.core.sensitive import newest_key

MOST_NAMED = 20


class Command(BaseCommand):
    help = "Seal sensitive values anew with the newest key, while the site runs"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--new", action="store_true", help="draw a new key first")
        parser.add_argument("--forget", action="store_true", help="afterwards delete keys that seal nothing any more")

    def handle(self, *args: Any, **options: Any) -> None:
        ring = settings.SENSITIVE_KEYS
        if (options["new"] or options["forget"]) and getattr(ring, "given", True):
            raise CommandError("COVERPORT_SENSITIVE_KEYS holds the keys. Change it there, start again, then rotate.")
        if options["new"]:
            self.stdout.write(f"The new key is {ring.draw()}.")
        files, stuck = reseal_files(self._tell)
        for where, changed in (reseal_everything() | files).items():
            if changed:
                self.stdout.write(f"{where}: {changed} sealed anew")
        if options["forget"]:
            for key_id in [one for one in ring if one != newest_key() and one not in keys_in_use()]:
                ring.forget(key_id)
                self.stdout.write(f"{key_id} is deleted.")
        if stuck:
            raise CommandError(
                f"{len(stuck)} files could not be sealed anew and need their old key: {'; '.join(stuck[:MOST_NAMED])}. Put them "
                "back from a backup, or mend the storage, and run this again."
            )
        self.stdout.write(f"Everything stands under {newest_key()}.")

    def _tell(self, where: str, done: int, of: int) -> None:
        self.stdout.write(f"{where}: {done} of {of} looked at")
