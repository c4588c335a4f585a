"""The six reactions. Who reacted is for the page and for the author of the post, not for the public record."""

from django.db import transaction

from commons.base.errors import MayNot, NotHere
from commons.conversations.actions.log import happened
from commons.conversations.models import EMOJI, Post, Reaction, Topic
from commons.conversations.permissions import may_react, may_read_topic
from commons.conversations.verbs import Verb
from commons.people.models import Person


@transaction.atomic
def react(post: Post, *, by: Person, emoji: str) -> bool:
    """Add one of the six reactions, or take it back; True when it is there afterwards."""
    topic = _topic_to_react_in(post, by, emoji)
    wanted = not Reaction.objects.filter(post=post, person=by, emoji=emoji).exists()
    _set_reaction(topic, post, by, emoji, wanted, "")
    return wanted


@transaction.atomic
def set_reaction(post: Post, *, by: Person, emoji: str, given: bool, uri: str = "") -> bool:
    """Give or take back a reaction, as it was said elsewhere: saying it twice changes nothing. True for a change."""
    return _set_reaction(_topic_to_react_in(post, by, emoji), post, by, emoji, given, uri)


def _topic_to_react_in(post: Post, by: Person, emoji: str) -> Topic:
    topic = Topic.objects.select_for_update().get(pk=post.topic_id)
    if emoji not in EMOJI or not may_read_topic(by, topic):
        raise NotHere
    if not may_react(by, topic):
        raise MayNot
    return topic


def _set_reaction(topic: Topic, post: Post, by: Person, emoji: str, given: bool, uri: str) -> bool:
    if given:
        _reaction, changed = Reaction.objects.get_or_create(
            post=post, person=by, emoji=emoji, defaults={"uri": uri}
        )
    else:
        changed = bool(Reaction.objects.filter(post=post, person=by, emoji=emoji).delete()[0])
    if changed:
        happened(topic, Verb.POST_REACTED, "react", post, by, public=False, emoji=emoji, given=given)
    return changed
