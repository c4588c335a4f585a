"""`renew_keys alice`, `renew_keys jardins` or `renew_keys --all`: new signing keys, as after a leak."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import ngettext

from commons.communities.models import Community
from commons.people.models import Person
from federation import actions
from federation.models import LocalKey


class Command(BaseCommand):
    help = "Give somebody of this town, a community or everybody new signing keys, and tell their followers."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("handle", nargs="?", default="")
        parser.add_argument("--all", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        actors = _everybody() if options["all"] else [_named(options["handle"])]
        told = sum(actions.renew_keys(actor) for actor in actors)
        said = ngettext(
            "%(actors)s actor has new keys; %(told)s inboxes are told.",
            "%(actors)s actors have new keys; %(told)s inboxes are told.",
            len(actors),
        )
        self.stdout.write(said % {"actors": len(actors), "told": told})


def _everybody() -> list[Person | Community | None]:
    """Those who have keys at all; who has left needs none."""
    keys = LocalKey.objects.filter(successor=None).select_related("person", "community")
    kept = [key for key in keys if not key.person or key.person.is_shown]
    return [key.person or key.community for key in kept]


def _named(handle: str) -> Person | Community:
    handle = handle.lstrip("@")
    found = Person.objects.local().active().filter(handle__iexact=handle).first()
    actor = found or Community.objects.local().filter(handle__iexact=handle).first()
    if actor is None:
        raise CommandError(f"{handle}?")
    return actor
