"""Make the index of the search anew, from the things themselves."""

from typing import Any

from django.core.management.base import BaseCommand

from commons.search.actions import index_everything


class Command(BaseCommand):
    help = "Make the search index anew."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{index_everything()} things looked at.")
