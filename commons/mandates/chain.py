"""The journal of a mandate: a line is added, or the whole is looked through."""

from datetime import timedelta

from django.utils import timezone

from commons.mandates.models import Line, Mandate
from commons.mandates.verbs import Verb

SAME_LOOK = timedelta(hours=1)


def append(
    mandate: Mandate,
    action: str,
    *,
    who: str,
    device: str = "",
    kind: str = "",
    thing: int | None = None,
) -> Line:
    """Inside the transaction of the act. `kind` is the model of the thing, or the door that was looked through.

    Lines of one mandate are written one after the other.
    """
    held = Mandate.objects.select_for_update(of=("self",)).get(pk=mandate.pk)
    line = Line(
        mandate=held,
        number=held.lines_count + 1,
        action=action,
        kind=kind,
        thing=thing,
        who=who,
        device=device,
    )
    line.digest = line.digest_after(held.head)
    line.save()
    Mandate.objects.filter(pk=held.pk).update(head=line.digest, lines_count=line.number)
    mandate.head, mandate.lines_count = line.digest, line.number
    return line


def note_look(mandate: Mandate, door: str, *, device: str) -> None:
    """Once an hour for the same page."""
    since = timezone.now() - SAME_LOOK
    if not mandate.lines.filter(action=Verb.MANDATE_LOOKED, kind=door, at__gt=since).exists():
        append(mandate, Verb.MANDATE_LOOKED, who=Line.Who.MEDIATOR, device=device, kind=door)


def broken_at(mandate: Mandate) -> int | None:
    """The number of the first line that is not as it was written; None when everything holds."""
    before, count = "", 0
    for line in mandate.lines.order_by("number"):
        line.mandate = mandate
        if line.number != count + 1 or line.digest != line.digest_after(before):
            return count + 1
        before, count = line.digest, line.number
    return None if (before, count) == (mandate.head, mandate.lines_count) else count + 1
