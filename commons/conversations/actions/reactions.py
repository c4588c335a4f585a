"""The six reactions."""

from django.db import transaction

from commons.base.errors import MayNot, NotHere
from commons.conversations.actions.log import happened
from commons.conversations.models import EMOJI, Post, Reaction, Topic
from commons.conversations.permissions import may_read_topic, may_write_post
from commons.conversations.verbs import Verb
from commons.people.models import Person


@transaction.atomic
def react(post: Post, *, by: Person, emoji: str) -> bool:
    """Add one of the six reactions, or take it back; True when it is there afterwards."""
    topic = Topic.objects.select_for_update().get(pk=post.topic_id)
    if emoji not in EMOJI or not may_read_topic(by, topic):
        raise NotHere
    if not may_write_post(by, topic):
        raise MayNot
    reaction, made = Reaction.objects.get_or_create(post=post, person=by, emoji=emoji)
    if not made:
        reaction.delete()
    happened(topic, Verb.POST_REACTED, "react", post, by)
    return made
