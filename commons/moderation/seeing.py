"""What a moderator is shown of a case. What is said among few is opened as far as it was flagged, and is seen to be."""

from typing import Any

from commons.conversations.actions import note_reading as note_reading_of_topic
from commons.conversations.models import Post, Topic, topic_of
from commons.conversations.permissions import may_read_topic
from commons.moderation.flaggable import Kind, kind_of
from commons.moderation.models import Case
from commons.people.models import Person
from commons.people.reading import Why, note_reading

AROUND = 2  # messages before and after a flagged one of a private thread


def seen(case: Case, *, by: Person) -> dict[str, Any]:
    """For the page: `words` or the messages `around`, `href` where the thing may be opened, `confided`.

    Once it is settled, what is said among few is closed again.
    """
    thing = case.about
    if thing is None:
        return {"kind": "", "words": "", "around": [], "href": "", "confided": False}
    kind, topic = kind_of(thing), topic_of(thing)
    confided = (topic is not None and topic.is_confided) or bool(_among(kind, thing))
    opened = case.is_waiting or not confided
    if confided and case.is_waiting:
        _note(kind, thing, topic, by)
    around = _around(thing) if opened and confided and isinstance(thing, Post) else []
    return {
        "kind": kind.name,
        "words": kind.words(thing) if opened and not around else "",
        "around": around,
        "href": _address(thing, topic, by),
        "confided": confided,
    }


def _among(kind: Kind, thing: Any) -> list[Person]:
    return [person for person in kind.among(thing) if person is not None]


def _note(kind: Kind, thing: Any, topic: Topic | None, by: Person) -> None:
    if topic is not None:
        note_reading_of_topic(topic, by=by)
    for person in _among(kind, thing):
        note_reading(person, by=by, why=Why.FLAG)


def _around(post: Post) -> list[Post]:
    near = post.topic.posts.filter(place__gte=post.place - AROUND, place__lte=post.place + AROUND)
    return list(near.select_related("author", "topic").order_by("place"))


def _address(thing: Any, topic: Topic | None, by: Person) -> str:
    if topic is not None and topic.is_confided and not may_read_topic(by, topic):
        return ""
    address = getattr(thing, "get_absolute_url", None)
    return str(address()) if address else ""
