"""`rotate_keys [--draw]`: seal everything again under the newest key. Safe to stop, and to run again."""

from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser

from commons.base.rotation import draw_key, ring_file, rotate


class Command(BaseCommand):
    help = "Seal everything again under the newest key of CALADE_KEY_RING; --draw makes a new one first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--draw", action="store_true", help="write a new key into the ring first")

    def handle(self, *args: Any, **options: Any) -> None:
        import_module(settings.ROOT_URLCONF)  # every module that seals has then named its purpose
        try:
            if options["draw"]:
                draw_key(ring_file(settings.CALADE_KEY_RING))
        except ImproperlyConfigured as missing:
            raise CommandError(str(missing)) from missing
        counts = rotate(self.stderr.write)
        self.stdout.write(f"Sealed again: {counts['again']}. Already so: {counts['fine']}.")
        if counts["lost"]:
            raise CommandError(
                f"{counts['lost']} stay closed. Keep every key, and look for the one that is missing."
            )
        self.stdout.write("Every earlier key may now be removed, once the copies that need it are gone.")
