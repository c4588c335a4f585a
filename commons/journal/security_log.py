"""The security log: who came in, who was refused, and what people with a charge did, as lines for the machine's log.

Numbers and verbs alone: no name, no address, no word that anybody wrote. Networks are cut to /24 and /64. The journal
is the record; this is its copy for those who watch over the machine, and they keep it for as long as their rules say.
"""

import logging
from collections.abc import Sequence

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest

from commons.base.limits import network_of
from commons.journal import readers
from commons.journal.models import Entry

logger = logging.getLogger("calade.security")
_watched: set[str] = set()


def watch(*verbs: str) -> None:
    """Entries with these verbs are written to the log too."""
    _watched.update(verbs)


def note(event: str, request: HttpRequest | None, **numbers: int | str | None) -> None:
    """One line about a request; `numbers` are keys of rows or fixed words, never what was typed."""
    network = network_of(request) if request else "net:"
    said = " ".join(f"{name}={value}" for name, value in numbers.items() if value not in (None, ""))
    logger.info("%s %s %s", event, network, said)


def copy(entries: Sequence[Entry]) -> None:
    for entry in entries:
        kind = ContentType.objects.get_for_id(
            entry.about_type_id
        )  # remembered by Django: no question each time
        about = f"{kind.app_label}.{kind.model}:{entry.about_id}"
        logger.info("%s by=%s about=%s entry=%s", entry.verb, entry.by_id or "", about, entry.pk)


def register() -> None:
    readers.prompt("security log", copy, wants=lambda entry: entry.verb in _watched)
