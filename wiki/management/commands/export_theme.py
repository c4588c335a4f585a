"""A theme as a file, now and here: the same work that the worker does when somebody asks on the page."""

import shutil
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wiki.actions import ask_export
from wiki.exchange.writers import WRITERS
from wiki.management.carrying import carry, theme_called


class Command(BaseCommand):
    help = "Write a theme to a file: markdown, history, mediawiki, book or print."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("theme", help="its handle, for example jardins")
        parser.add_argument("kind", choices=sorted(WRITERS))
        parser.add_argument("file", help="where to write it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ends with code 1 when the file could not be made."""
        exchange = carry(
            ask_export(theme_called(options["theme"]), by=None, kind=options["kind"]), self.stdout
        )
        if not exchange.is_ready:
            raise CommandError(exchange.fault or "It was stopped.")
        shutil.copyfile(exchange.file, options["file"])
        self.stdout.write(f"{exchange.done} pages, {exchange.written} bytes: {options['file']}")
