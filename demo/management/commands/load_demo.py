"""`load_demo arles`: the demonstration town, into an empty database only."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q
from django.utils import timezone

import demo
from commons.journal.models import Errand
from commons.people.models import Account
from commons.search.actions import index_everything
from demo.loading import load

RECENT = timedelta(days=3)


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
        forget_old_errands()
        index_everything()


def forget_old_errands() -> None:
    """Nobody follows this town yet and the index is made at once: only the last days' notices are left to write."""
    recent = Q(reader="notices", entry__at__gte=timezone.now() - RECENT)
    Errand.objects.exclude(recent).delete()
