"""`follow_town https://autre.example` or `follow_town @jardins@autre.example`: the town follows its neighbour."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from federation import actions
from federation.identities import Unknown


class Command(BaseCommand):
    help = "Make this town follow another town, or one of its communities."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            followed = actions.follow_from_here(options["address"], by=None)
        except Unknown as error:
            raise CommandError(f"{options['address']}: {error}") from error
        names = ", ".join(community.name for community in followed)
        self.stdout.write(_("Now followed: %(names)s") % {"names": names})
