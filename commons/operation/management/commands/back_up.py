"""A verified copy of the running town, in a new folder of the one that is named."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from commons.operation.backups import back_up, drop_older, verify
from commons.operation.backups.errors import Unusable
from commons.operation.backups.locking import read_passphrase


class Command(BaseCommand):
    help = "Copy the running town (rows, pictures, ledger of erasures; never its key) into a new folder, and verify it."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "folder", type=Path, help="Where backups are kept; each has a folder of its own there."
        )
        parser.add_argument(
            "--keep", type=int, default=0, help="How many stay there; older ones are deleted."
        )
        parser.add_argument(
            "--passphrase-file", default="", help="Lock every file with the words in this file."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            words = read_passphrase(options["passphrase_file"]) if options["passphrase_file"] else ""
            made = back_up(options["folder"], words)
            manifest = verify(made, words)
        except (Unusable, OSError) as error:
            raise CommandError(str(error)) from error
        weight = sum(size for size, _checksum in manifest.files.values()) / 1_000_000
        rows = sum(manifest.rows.values())
        self.stdout.write(f"{made}")
        self.stdout.write(f"{rows} rows, {len(manifest.files)} files, {weight:.1f} MB, verified.")
        self.stdout.write(
            "CALADE_SECRET_KEY and the file of CALADE_KEY_RING are not in it: keep them somewhere else."
        )
        for old in drop_older(options["folder"], options["keep"]):
            self.stdout.write(f"{old} was older, and is gone.")
