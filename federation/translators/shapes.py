"""Shapes that are agreed on and not yet sent: advisory polls (FEP-9967) and events (FEP-8a8e, Mobilizon, PieFed).

Pure functions, for the rooms that will need them. A binding ballot has no shape: it never leaves the town.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from commons.base.text import plain
from federation.translators.distribution import in_language
from federation.vocabulary import Json, timestamp

MOST_OPTIONS = 20  # Mitra takes no more
LONGEST_SUMMARY = 500


@dataclass(frozen=True, kw_only=True)
class Poll:
    """A question of a person to a group; `options` are names with how many chose each."""

    address: str
    author: str
    url: str
    html: str
    options: Sequence[tuple[str, int]]
    voters: int
    published: datetime
    ends: datetime
    closed: datetime | None = None
    several: bool = False


def question(poll: Poll) -> Json:
    """Totals only: who chose what is not said, and a vote is a note that names an option, sent to the author."""
    if not 2 <= len(poll.options) <= MOST_OPTIONS:
        raise ValueError(f"a question has two to {MOST_OPTIONS} options")
    document: Json = {
        "type": "Question",
        "id": poll.address,
        "attributedTo": poll.author,
        "content": poll.html,
        "contentMap": in_language(poll.html),
        "url": poll.url,
        "published": timestamp(poll.published),
        "endTime": timestamp(poll.ends),
        "votersCount": poll.voters,
        "anyOf" if poll.several else "oneOf": [_option(name, votes) for name, votes in poll.options],
    }
    return document | ({"closed": timestamp(poll.closed)} if poll.closed else {})


def _option(name: str, votes: int) -> Json:
    return {"type": "Note", "name": name, "replies": {"type": "Collection", "totalItems": votes}}


@dataclass(frozen=True, kw_only=True)
class Gathering:
    """Something that takes place. `capacity` None is without limit; a place is a name and an address, no point."""

    address: str
    uid: str
    group: str
    organisers: Sequence[str]
    url: str
    name: str
    html: str
    published: datetime
    updated: datetime
    starts: datetime
    ends: datetime | None
    timezone: str
    place: str = ""
    street: str = ""
    online: str = ""
    category: str = "COMMUNITY"
    coming: int = 0
    capacity: int | None = None
    is_cancelled: bool = False


def event(what: Gathering) -> Json:
    """Every key that PieFed reads is there, null when there is nothing to say; a cancelled event is not deleted."""
    room = max(what.capacity - what.coming, 0) if what.capacity is not None else None
    document: Json = {
        "type": "Event",
        "id": what.address,
        "uuid": what.uid,
        "attributedTo": what.group,
        "organizers": list(what.organisers) or None,
        "name": what.name,
        "summary": plain(what.html)[:LONGEST_SUMMARY],
        "content": what.html,
        "contentMap": in_language(what.html),
        "url": what.url,
        "published": timestamp(what.published),
        "updated": timestamp(what.updated),
        "startTime": timestamp(what.starts),
        "endTime": timestamp(what.ends) if what.ends else None,
        "displayEndTime": what.ends is not None,
        "timezone": what.timezone,
        "category": what.category,
        "eventStatus": "EventCancelled" if what.is_cancelled else "EventScheduled",
        "status": "CANCELLED" if what.is_cancelled else "CONFIRMED",
        "ical:status": "CANCELLED" if what.is_cancelled else "CONFIRMED",
        "joinMode": "free",
        "maximumAttendeeCapacity": what.capacity,
        "remainingAttendeeCapacity": room,
        "participantCount": what.coming,
        "attendees": {"type": "Collection", "totalItems": what.coming},
        "isOnline": bool(what.online),
        "onlineLink": what.online or None,
        "draft": False,
        "commentsEnabled": True,
        "repliesModerationOption": "allow_all",
        "inLanguage": next(iter(in_language(what.html))),
        "contacts": [],
        "attachment": [{"type": "Link", "href": what.url, "mediaType": "text/html", "name": "Website"}],
        **NOT_OURS,
    }
    if what.place:
        document["location"] = {"type": "Place", "name": what.place, "address": what.street or None}
    return document


# What PieFed reads and this town does not have: no tickets are sold, nobody takes part without a name.
NOT_OURS = {
    "externalParticipationUrl": None,
    "anonymousParticipation": None,
    "anonymousParticipationEnabled": False,
    "buyTicketsLink": None,
    "feeCurrency": None,
    "feeAmount": None,
}
