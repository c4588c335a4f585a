"""The end of a private thread, when what it was about is over."""

from django.db import transaction

from commons.conversations.actions.log import happened
from commons.conversations.models import Topic
from commons.conversations.verbs import Verb


@transaction.atomic
def close_thread(topic: Topic) -> None:
    """Its members can read it and no longer write. Nobody is named: whatever ended it looks alike."""
    open_ones = Topic.objects.filter(pk=topic.pk, kind=Topic.Kind.PRIVATE, state=Topic.State.OPEN)
    if open_ones.update(state=Topic.State.LOCKED):
        happened(topic, Verb.TOPIC_LOCKED, "lock", None, None)
