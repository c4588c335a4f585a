"""Moderators are told of a flag, its author of what came of it."""

from collections.abc import Iterable

from django.urls import reverse

from commons.journal.models import Entry
from commons.moderation.models import Flag
from commons.moderation.verbs import Verb
from commons.notices.registry import Telling, tells
from commons.people.models import Person, Role


@tells(Verb.THING_FLAGGED)
def thing_flagged(entry: Entry) -> Iterable[Telling]:
    held = Role.objects.current().filter(role__in=[Role.Name.MODERATOR, Role.Name.ADMINISTRATOR])
    for person in Person.objects.local().active().filter(role__in=held).distinct():
        yield Telling(person, reverse("moderation:queue"), by_mail=True)


@tells(Verb.FLAG_SETTLED)
def flag_settled(entry: Entry) -> Iterable[Telling]:
    flagged: Flag | None = entry.about
    if flagged and flagged.by:
        yield Telling(flagged.by, reverse("moderation:mine"))
