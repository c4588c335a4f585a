"""Pages from a file of any size, now and here. Killed on the way, it goes on with --resume, or by the worker."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from commons.people.models import Person
from wiki.actions import ask_import
from wiki.management.carrying import carry, theme_called
from wiki.models import Exchange


class Command(BaseCommand):
    help = "Bring the pages of a file into a theme: a ZIP of Markdown, JSON Lines, or MediaWiki XML."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("theme", help="its handle, for example jardins")
        parser.add_argument("file", nargs="?", help="what to read")
        parser.add_argument("--by", help="the handle of the steward or administrator who brings it in")
        parser.add_argument("--resume", help="the number of an import that was broken off")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ends with code 1 when the file cannot be read."""
        exchange = carry(self._exchange(options), self.stdout)
        for remark in exchange.remarks.order_by("what", "pk").iterator(chunk_size=1000):
            self.stdout.write(f"{remark.page}: {remark.get_what_display()} {remark.detail}".rstrip())
        if exchange.fault or exchange.cancelled:
            raise CommandError(exchange.fault or "It was stopped.")
        self.stdout.write(f"{exchange.done} pages")

    def _exchange(self, options: dict[str, Any]) -> Exchange:
        theme = theme_called(options["theme"])
        if options["resume"]:
            found: Exchange | None = theme.exchanges.imports().filter(uid=options["resume"]).first()
            if found is None:
                raise CommandError("There is no such import.")
            return found
        by = Person.objects.citizens().filter(handle=options["by"] or "").first()
        if by is None or not options["file"]:
            raise CommandError("Please name a file, and with --by who brings it in.")
        with Path(options["file"]).open("rb") as file:
            return ask_import(theme, by=by, file=file)
