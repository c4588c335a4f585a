"""What can happen in a conversation."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Verb(TextChoices):
    TOPIC_STARTED = "conversations.topic_started", _("started a conversation")
    POST_WRITTEN = "conversations.post_written", _("wrote a message")
    POST_REVISED = "conversations.post_revised", _("changed a message")
    POST_DELETED = "conversations.post_deleted", _("deleted a message")
    POST_HIDDEN = "conversations.post_hidden", _("hid a message")
    POST_SHOWN = "conversations.post_shown", _("showed a message again")
    POST_REACTED = "conversations.post_reacted", _("reacted to a message")
    TOPIC_LOCKED = "conversations.topic_locked", _("closed a conversation")
    TOPIC_REOPENED = "conversations.topic_reopened", _("reopened a conversation")
    TOPIC_PINNED = "conversations.topic_pinned", _("pinned a conversation")
    TOPIC_UNPINNED = "conversations.topic_unpinned", _("unpinned a conversation")
    PEOPLE_MENTIONED = "conversations.people_mentioned", _("mentioned you elsewhere")
    TOPIC_READ = "conversations.topic_read", _("read a private thread, as a moderator")
    TOPIC_OPENED_TO_MODERATORS = "conversations.topic_opened_to_moderators", _("let moderators read a thread")
