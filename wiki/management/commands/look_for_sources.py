"""Know of every page whether it names a source, after an upgrade from a release that did not look."""

from typing import Any

from django.core.management.base import BaseCommand

from wiki.actions import look_for_sources


class Command(BaseCommand):
    help = "Look once at the text of every wiki page for a source. Can be run again at any time."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{look_for_sources()} pages were not known rightly.")
