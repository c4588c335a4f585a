"""How quickly a conversation goes: slow where somebody who keeps order said so, or by itself when it overheats."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commons.base.errors import TooMany
from commons.conversations.actions.log import happened
from commons.conversations.models import Post, Topic
from commons.conversations.permissions import may_announce
from commons.conversations.verbs import Verb
from commons.people.models import Person

HOT_POSTS, HOT_WITHIN, HOT_PEOPLE = 30, timedelta(minutes=10), 3
HEATED_FOR, HEATED_SLOW = timedelta(minutes=30), 120  # seconds between two messages of one person


def seconds_between(topic: Topic) -> int:
    """How long one waits between two messages of one's own there; 0 for not at all."""
    return max(topic.slow_seconds, HEATED_SLOW if topic.is_heated else 0)


def may_write_again_at(topic: Topic, person: Person) -> datetime | None:
    """None for now. Those who keep order are not held up, nor those from elsewhere, whom nobody could tell."""
    pause = timedelta(seconds=seconds_between(topic))
    if not pause or topic.is_private or not person.is_local or may_announce(person, topic):
        return None
    lately = Post.objects.filter(topic=topic, created__gt=timezone.now() - pause)
    last = lately.filter(author=person).order_by("-created").first()
    return last.created + pause if last else None


def refuse_too_soon(topic: Topic, person: Person) -> None:
    """Raises TooMany, which says when."""
    if again := may_write_again_at(topic, person):
        seconds = max(1, round((again - timezone.now()).total_seconds()))
        raise TooMany(
            _("This conversation is slow for now. Your next message may come in %(seconds)d seconds.")
            % {"seconds": seconds},
            seconds=seconds,
        )


def note_heat(topic: Topic) -> None:
    """Called under the topic's row lock after each message: many of several people in a short while slow it down."""
    if topic.is_private or topic.is_heated or topic.post_count < HOT_POSTS or not _counts():
        return
    lately = Post.objects.filter(topic=topic, place__gt=topic.post_count - HOT_POSTS)
    first = lately.order_by("place").values_list("created", flat=True).first()
    if first is None or first < timezone.now() - HOT_WITHIN:
        return
    if len(set(lately.order_by().values_list("author", flat=True))) < HOT_PEOPLE:
        return
    topic.heated_until = timezone.now() + HEATED_FOR
    Topic.objects.filter(pk=topic.pk).update(heated_until=topic.heated_until)
    happened(topic, Verb.TOPIC_HEATED, "slow", None, None)


def _counts() -> bool:
    """As `commons.base.limits.limit`: tests that are about something else write as fast as they like."""
    return settings.CALADE_MODE != "test" or getattr(settings, "CALADE_LIMITS_IN_TESTS", False)


def cool_topics() -> int:
    """The chore: what was slow by itself goes on at its own pace, and its page no longer says otherwise."""
    return sum(_cool(topic) for topic in Topic.objects.filter(heated_until__lte=timezone.now())[:50])


@transaction.atomic
def _cool(topic: Topic) -> int:
    hot = Topic.objects.filter(pk=topic.pk, heated_until__lte=timezone.now())
    if not hot.update(heated_until=None):
        return 0
    happened(topic, Verb.TOPIC_COOLED, "slow", None, None)
    return 1
