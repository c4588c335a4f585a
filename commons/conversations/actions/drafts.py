"""What somebody has begun to write. No act: nobody else ever knows of it, so the journal does not either."""

from typing import Any

from django.db import transaction

from commons.base.errors import NotHere
from commons.conversations.models import Draft, Topic
from commons.conversations.permissions import may_read_topic
from commons.people.models import Person


@transaction.atomic
def keep_draft(
    person: Person,
    *,
    text: str,
    title: str = "",
    reply_seq: int = 0,
    topic: Topic | None = None,
    community: Any = None,
) -> Draft | None:
    """One per person and place; nothing typed is no draft."""
    if topic is not None and not may_read_topic(person, topic):
        raise NotHere
    if not text.strip() and not title.strip():
        Draft.objects.filter(person=person, topic=topic, community=community).delete()
        return None
    draft = Draft.objects.filter(person=person, topic=topic, community=community).first()
    draft = draft or Draft(person=person, topic=topic, community=community)
    draft.keep(title=title, text=text)
    draft.reply_seq = reply_seq
    draft.save()
    return draft


def drop_draft(draft: Draft) -> None:
    draft.delete()
