"""A prompt reader of the journal: tells the open pages, and the page store, that something changed."""

from commons.journal.models import Entry
from commons.live.hub import hub
from commons.live.things import frames_of


def push(entry: Entry) -> None:
    for frame in frames_of(entry):
        hub.publish_frame(frame)


def drop_pages(entry: Entry) -> None:
    """Public pages may show this: forget them all. Also run as an errand, in case the prompt one was lost."""
    hub.publish({"do": "drop"})
