"""`load_demo arles`: the demonstration town, into an empty database only."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

import demo
from commons.people.models import Account
from commons.search.actions import index_everything
from demo.loading import load


class Command(BaseCommand):
    help = "Load a demonstration town (arles, tarascon) into an empty database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("town")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(demo.__file__).parent / options["town"]
        if not (folder / "town.toml").exists():
            raise CommandError(f"There is no demonstration town named {options['town']}.")
        if Account.objects.exists():
            raise CommandError("This town has people already: the demonstration is for an empty one.")
        load(folder)
        index_everything()
