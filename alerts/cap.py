"""A bulletin as a message of the Common Alerting Protocol 1.2 (OASIS), for sirens, signs and apps of others.

The town relays: `source` and the resource name who says so. `sender` is the town's host, each bulletin one message,
an update references those before it, and what was stopped before its time has a Cancel of its own.
"""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.sax.xmlreader import AttributesImpl

from django.utils import timezone as clocks
from django.utils.xmlutils import SimplerXMLGenerator

from alerts.kinds import Event, Level
from alerts.models import Bulletin
from commons.base.text import plain
from commons.places.models import Neighbourhood

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
CATEGORIES = {
    Event.HEAT: "Met",
    Event.COLD: "Met",
    Event.FLOOD: "Met",
    Event.STORM: "Met",
    Event.SNOW: "Met",
    Event.FIRE: "Fire",
    Event.AIR: "Env",
    Event.WATER: "Infra",
    Event.POWER: "Infra",
    Event.ROAD: "Transport",
    Event.HEALTH: "Health",
    Event.OTHER: "Other",
}
# What a town that only relays may say of it: urgency, severity, certainty.
GRAVITIES = {
    Level.INFORMATION: ("Unknown", "Minor", "Unknown"),
    Level.VIGILANCE: ("Expected", "Moderate", "Likely"),
    Level.DANGER: ("Immediate", "Severe", "Likely"),
}


@dataclass(frozen=True)
class Town:
    """Who relays, and where that is."""

    host: str
    name: str
    insee: str
    neighbourhoods: Sequence[Neighbourhood]


def moment(when: datetime) -> str:
    """With its offset, without fractions; UTC is "-00:00" (section 3.3.2)."""
    there = clocks.localtime(when, clocks.get_default_timezone()).replace(microsecond=0)
    if not there.utcoffset():
        there = there.astimezone(UTC)
        return there.strftime("%Y-%m-%dT%H:%M:%S-00:00")
    return there.isoformat()


def reference(bulletin: Bulletin, town: Town) -> str:
    return f"{town.host},{bulletin.uid},{moment(_published(bulletin))}"


def message(bulletin: Bulletin, *, town: Town, earlier: Sequence[Bulletin], address: str) -> bytes:
    """`earlier`: the bulletins of the same alert that this one took the place of. `address`: its page."""
    kind = "Update" if earlier else "Alert"
    references = " ".join(reference(one, town) for one in earlier)
    return _Message(bulletin, town, address).written(
        str(bulletin.uid), _published(bulletin), kind, references=references, note=""
    )


def end_of(bulletin: Bulletin, *, town: Town, address: str) -> bytes:
    """That it no longer counts, and why."""
    assert bulletin.closed_at is not None  # noqa: S101 (only what was stopped is asked for)
    return _Message(bulletin, town, address).written(
        f"{bulletin.uid}-end",
        bulletin.closed_at,
        "Cancel",
        references=reference(bulletin, town),
        note=bulletin.closed_reason,
    )


def _published(bulletin: Bulletin) -> datetime:
    assert bulletin.published_at is not None  # noqa: S101 (what is not published is never asked for)
    return bulletin.published_at


class _Message:
    """Elements in the order of the standard's schema."""

    def __init__(self, bulletin: Bulletin, town: Town, address: str) -> None:
        self.bulletin, self.town, self.address = bulletin, town, address
        self.out = io.StringIO()
        self.xml = SimplerXMLGenerator(self.out, "utf-8")

    @contextmanager
    def inside(self, name: str, **attributes: str) -> Iterator[None]:
        self.xml.startElement(name, AttributesImpl(attributes))
        yield
        self.xml.endElement(name)

    def say(self, name: str, words: object) -> None:
        if words:
            self.xml.addQuickElement(name, str(words))

    def written(self, identifier: str, sent: datetime, kind: str, *, references: str, note: str) -> bytes:
        self.xml.startDocument()
        with self.inside("alert", xmlns=NAMESPACE):
            self._head(identifier, sent, kind, references=references, note=note)
            self._info(kind)
        self.xml.endDocument()
        return self.out.getvalue().encode()

    def _head(self, identifier: str, sent: datetime, kind: str, *, references: str, note: str) -> None:
        drill = self.bulletin.alert.drill
        self.say("identifier", identifier)
        self.say("sender", self.town.host)
        self.say("sent", moment(sent))
        self.say("status", "Exercise" if drill else "Actual")
        self.say("msgType", kind)
        self.say("source", self.bulletin.source_name)
        self.say("scope", "Public")
        self.say("note", " ".join(filter(None, ["EXERCICE." if drill else "", note])))
        self.say("references", references)

    def _info(self, kind: str) -> None:
        with self.inside("info"):
            self.say("language", "fr-FR")
            self._how_grave(kind)
            self._when_and_what()
            self._source()
            for area in [None] if self.bulletin.everywhere else list(self.bulletin.areas.all()):
                self._area(area)

    def _how_grave(self, kind: str) -> None:
        urgency, severity, certainty = GRAVITIES[Level(self.bulletin.level)]
        self.say("category", CATEGORIES[Event(self.bulletin.event)])
        self.say("event", self.bulletin.get_event_display())
        self.say("urgency", "Past" if kind == "Cancel" else urgency)
        self.say("severity", severity)
        self.say("certainty", certainty)

    def _when_and_what(self) -> None:
        bulletin = self.bulletin
        self.say("effective", moment(_published(bulletin)))
        if bulletin.valid_from:
            self.say("onset", moment(bulletin.valid_from))
        self.say("expires", moment(bulletin.valid_until))
        self.say("senderName", f"{self.town.name} (information relayée)")
        self.say("headline", bulletin.headline)
        self.say("description", plain(bulletin.html) or bulletin.title)
        self.say("web", self.address)

    def _source(self) -> None:
        with self.inside("resource"):
            self.say("resourceDesc", self.bulletin.source_name)
            self.say("mimeType", "text/html")
            self.say("uri", self.bulletin.source_url)

    def _area(self, neighbourhood: Neighbourhood | None) -> None:
        """One neighbourhood, or the town as all of them. Their outlines are public and coarse."""
        with self.inside("area"):
            self.say("areaDesc", neighbourhood.name if neighbourhood else self.town.name)
            for place in [neighbourhood] if neighbourhood else self.town.neighbourhoods:
                self.say("polygon", polygon(place.ring))
            if neighbourhood is None and self.town.insee:
                with self.inside("geocode"):
                    self.say("valueName", "INSEE")
                    self.say("value", self.town.insee)


def polygon(ring: Sequence[Sequence[float]]) -> str:
    """ "latitude,longitude" pairs, the last the same as the first; empty for what is no area."""
    points = [f"{latitude},{longitude}" for longitude, latitude in ring]
    if len(set(points)) < 3:
        return ""
    return " ".join(points if points[0] == points[-1] else [*points, points[0]])
