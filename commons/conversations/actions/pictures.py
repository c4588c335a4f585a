"""A picture that comes with a message. Where not everybody reads it is sealed, and served to its readers alone."""

from collections.abc import Iterable
from typing import Any

from commons.base.sealing import seal_bytes
from commons.conversations.models import SEALED_FOR, Attachment, Post, Topic
from commons.images import licences, private
from commons.images.actions import add_image
from commons.people.models import Person


def prepared(topic: Topic, *, by: Person, file: Any, alt: str) -> Attachment:
    """Not saved yet: made before the message is written, which then takes no lock while a picture is painted.

    Raises Unusable for a file that cannot be shown.
    """
    if topic.is_public and topic.community:
        image = add_image(topic.community, by=by, file=file, alt=alt, licence=licences.OWN_WORK)
        return Attachment(image=image, alt=alt)
    return Attachment(sealed=seal_bytes(private.painted(file.chunks()), purpose=SEALED_FOR), alt=alt)


def attach(brought: Iterable[tuple[Post, Attachment]]) -> None:
    """In the transaction that writes the messages."""
    for post, picture in brought:
        picture.post = post
        picture.save()
