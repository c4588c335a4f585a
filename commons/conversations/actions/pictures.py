"""A picture that comes with a message. Where not everybody reads, or not yet, it is sealed for its readers alone."""

from collections.abc import Iterable
from typing import Any

from django.core.files.base import ContentFile

from commons.base.sealing import seal_bytes
from commons.conversations.models import SEALED_FOR, Attachment, HeldPost, Post, Topic
from commons.images import licences, private
from commons.images.actions import add_image
from commons.people.models import Person


def prepared(topic: Topic, *, by: Person, file: Any, alt: str) -> Attachment:
    """Not saved yet: made before the message is written, which then takes no lock while a picture is painted. Neither
    need the topic be: it says where, and who reads.

    Raises Unusable for a file that cannot be shown.
    """
    if topic.is_public and topic.community:
        image = add_image(topic.community, by=by, file=file, alt=alt, licence=licences.OWN_WORK)
        return Attachment(image=image, alt=alt)
    return Attachment(sealed=sealed(file), alt=alt)


def sealed(file: Any) -> bytes:
    """Painted anew, for a few eyes. Raises Unusable."""
    return seal_bytes(private.painted(file.chunks()), purpose=SEALED_FOR)


def released(held: HeldPost) -> list[Attachment]:
    """The picture of a message that waited, as it would have come with it. Raises Unusable."""
    if not held.content:
        return []
    topic = held.topic or Topic(community=held.community, reach=held.reach)
    return [prepared(topic, by=held.author, file=ContentFile(held.content), alt=held.alt)]


def attach(brought: Iterable[tuple[Post, Attachment]]) -> None:
    """In the transaction that writes the messages."""
    for post, picture in brought:
        picture.post = post
        picture.save()
