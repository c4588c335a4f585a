"""Everybody, or somebody, signs in anew: after a stolen machine, a leaked key, a doubt."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from commons.accounts.actions import end_sessions
from commons.people.models import Person


class Command(BaseCommand):
    help = "End the sessions of one person (a short name) or, with --everybody, of all, and close their open pages."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("handle", nargs="?", default="")
        parser.add_argument("--everybody", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        handle = options["handle"].lstrip("@")
        if bool(handle) == options["everybody"]:
            raise CommandError("Say whose: a short name, or --everybody.")
        person = None
        if handle:
            person = Person.objects.local().filter(handle__iexact=handle).first()
            if person is None:
                raise CommandError(f"Nobody of this town is called {handle}.")
        ended = end_sessions(person)
        self.stdout.write(f"{ended} sessions have ended: a new code is needed there.")
