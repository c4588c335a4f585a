"""A backup becomes a town again, in an empty place; whoever left since stays away."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from commons.operation.backups import restore
from commons.operation.backups.errors import Unusable
from commons.operation.backups.locking import read_passphrase


class Command(BaseCommand):
    help = "Bring a backup back into an empty database and an empty CALADE_DATA, before web and worker are started."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--passphrase-file", default="")
        parser.add_argument(
            "--ledger", type=Path, help="A later copy of erasures.jsonl than the one in the backup."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            words = read_passphrase(options["passphrase_file"]) if options["passphrase_file"] else ""
            done = restore(options["folder"], words, options["ledger"])
        except (Unusable, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{done.rows} rows in {done.tables} tables, as many as were copied.")
        self.stdout.write(f"{done.pictures} files of pictures.")
        self.stdout.write(f"{done.left} people had left since, and are erased again.")
        self.stdout.write(f"{done.indexed} things looked at for the search. Everybody signs in anew.")
        if not options["ledger"]:
            self.stdout.write(
                "No later ledger was given (--ledger): who left after this backup has come back."
            )
        for subject in done.stuck:
            self.stderr.write(
                f"{subject} could not be erased: name another administrator, then replay_erasures."
            )
        if done.stuck:
            raise CommandError("The ledger is not replayed to its end.")
