"""After a restore: those who left since that backup leave again, before the town opens its doors."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from commons.privacy.actions import replay
from commons.privacy.actions.erasing import ledger_file, read_ledger


class Command(BaseCommand):
    help = "Erase again, after a restore, whoever is in the ledger of erasures."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "ledger", nargs="?", default="", help="The file; erasures.jsonl of the data folder."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["ledger"]) if options["ledger"] else ledger_file()
        if not path.exists():
            raise CommandError(f"There is no ledger at {path}.")
        count, failed = replay(read_ledger(path))
        self.stdout.write(f"{count} people had come back with the backup, and are erased again.")
        for subject in failed:
            self.stderr.write(
                f"{subject} could not be erased: is it the only administrator? Name another one."
            )
        if failed:
            raise CommandError("The ledger is not replayed to its end.")
