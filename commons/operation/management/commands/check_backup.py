"""Could this backup be brought back here, today?"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from commons.operation.backups import verify
from commons.operation.backups.errors import Unusable
from commons.operation.backups.locking import read_passphrase


class Command(BaseCommand):
    help = "Verify every file of a backup, its key and its passphrase; changes nothing. Code 1 when it is not usable."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--passphrase-file", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            words = read_passphrase(options["passphrase_file"]) if options["passphrase_file"] else ""
            manifest = verify(options["folder"], words)
        except (Unusable, OSError) as error:
            raise CommandError(str(error), returncode=1) from error
        self.stdout.write(
            f"{manifest.origin}, Calade {manifest.version}, {manifest.made_at}: {sum(manifest.rows.values())} rows,"
            f" {len(manifest.files)} files, all as they were written; the town's key opens it."
        )
