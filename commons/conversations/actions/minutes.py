"""The minutes of an assembly: one text that its hosts write, every version of which is kept."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commons.base.errors import Conflict
from commons.base.text import render_markdown
from commons.conversations.actions.assemblies import locked
from commons.conversations.actions.log import assembled
from commons.conversations.assembly_rights import may_write_minutes
from commons.conversations.models import Assembly, MinutesRevision
from commons.conversations.verbs import Verb
from commons.people.models import Person

ONE_VERSION = timedelta(minutes=10)


@transaction.atomic
def revise_minutes(assembly: Assembly, *, by: Person, text: str, base: int) -> Assembly:
    """`base` is the number of the version that the writer began from.

    Raises Conflict (facts: current, number) when another host saved meanwhile: neither text overwrites the other.
    The same text again is nothing new. ValidationError for a text too heavy to be shown.
    """
    html = str(render_markdown(text, profile="post").html)
    assembly = locked(assembly, by, may_write_minutes)
    if text.strip() == assembly.minutes.strip():
        return assembly
    if base != assembly.minutes_number:
        raise Conflict(
            _("Another host saved the minutes while you were writing. Nothing is lost: here are both texts."),
            current=assembly.minutes,
            number=assembly.minutes_number,
        )
    assembly.minutes, assembly.minutes_html = text, html
    assembly.minutes_number += 1
    assembly.save(update_fields=["minutes", "minutes_html", "minutes_number"])
    is_new = not _written_on(assembly, by, text)
    if is_new:
        MinutesRevision.objects.create(assembly=assembly, number=assembly.minutes_number, text=text, by=by)
    assembled(assembly.topic, Verb.MINUTES_REVISED, "minutes", by, public=is_new)
    return assembly


def _written_on(assembly: Assembly, by: Person, text: str) -> bool:
    """What one person saves again and again within a few minutes is one version: the last."""
    own = MinutesRevision.objects.filter(
        assembly=assembly,
        number=assembly.minutes_number - 1,
        by=by,
        at__gte=timezone.now() - ONE_VERSION,
    )
    return bool(own.update(number=assembly.minutes_number, text=text))
