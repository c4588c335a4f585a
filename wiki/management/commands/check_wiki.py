"""Prove that no word is lost: every version can be read, every number is there, every link leads where it says."""

from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wiki.checking import CHECKS, SLOW_CHECKS
from wiki.models import Blob, Page, Revision

MOST_SAID = 20  # of one kind; the rest are counted


class Command(BaseCommand):
    help = "Check that every version of every wiki page can be read, and that numbers and links are true."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--links", action="store_true", help="Also read the Markdown of each page for its links (slow)."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Ends with code 1 when something is broken."""
        counts = (Page.objects.count(), Revision.objects.count(), Blob.objects.count())
        self.stdout.write("{} pages, {} versions, {} texts".format(*counts))
        broken = 0
        for name, check in (CHECKS | (SLOW_CHECKS if options["links"] else {})).items():
            found = check()
            said = list(islice(found, MOST_SAID))
            more = sum(1 for _ in found)
            broken += len(said) + more
            self.stdout.write(f"{'BROKEN' if said else 'ok':<7} {name}")
            for sentence in said:
                self.stdout.write(f"        {sentence}")
            if more:
                self.stdout.write(f"        and {more} more")
        if broken:
            raise CommandError(
                f"{broken} things are not as they should be. Nothing was changed.", returncode=1
            )
        self.stdout.write("The wiki is whole.")
