"""A prompt reader of the journal: tells the open pages, and the page store, that something changed."""

from collections.abc import Sequence

from channels.layers import InMemoryChannelLayer, get_channel_layer

from commons.journal.models import Entry
from commons.live.hub import hub
from commons.live.things import Frame, frames_of


def push(entries: Sequence[Entry]) -> None:
    """What nobody can hear is not even drawn: the worker of a town without Redis has no open pages."""
    if hub.is_heard():
        frames: list[Frame] = []
        try:
            for entry in entries:
                frames += frames_of(entry)
        finally:
            hub.publish_frames(frames)


def drop_pages(entries: Sequence[Entry]) -> None:
    """Public pages may show this: forget them all. With Redis also run as an errand: the prompt one may be lost."""
    for verb in {entry.verb for entry in entries}:
        hub.publish({"do": "drop", "verb": verb})


def has_carrier() -> bool:
    """Do frames go through a server that may lose them? Else each process reads the journal itself (`watcher`)."""
    return not isinstance(get_channel_layer(), InMemoryChannelLayer)
