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
    POST_HELD = "conversations.post_held", _("wrote a message that a moderator reads first")
    POST_LET_THROUGH = "conversations.post_let_through", _("published a message that waited")
    POST_GIVEN_BACK = "conversations.post_given_back", _("gave back a message that waited")
    POSTS_UNDONE = "conversations.posts_undone", _("hid what one person wrote in a period")
    POSTS_MOVED = "conversations.posts_moved", _("moved messages into another conversation")
    POSTS_RECEIVED = "conversations.posts_received", _("added messages from another conversation")
    TOPIC_MERGED = "conversations.topic_merged", _("merged a conversation into another")
    TOPIC_MOVED = "conversations.topic_moved", _("moved a conversation to another space")
    TOPIC_LOCKED = "conversations.topic_locked", _("closed a conversation")
    TOPIC_REOPENED = "conversations.topic_reopened", _("reopened a conversation")
    TOPIC_ARCHIVED = "conversations.topic_archived", _("archived a conversation")
    TOPIC_ARRANGED = "conversations.topic_arranged", _("changed who may write how often in a conversation")
    TOPIC_HEATED = "conversations.topic_heated", _("slowed a conversation with many messages")
    TOPIC_COOLED = "conversations.topic_cooled", _("let a conversation go at its own pace again")
    TOPIC_PINNED = "conversations.topic_pinned", _("pinned a conversation")
    TOPIC_UNPINNED = "conversations.topic_unpinned", _("unpinned a conversation")
    POLL_OPENED = "conversations.poll_opened", _("opened a poll")
    POLL_ANSWERED = "conversations.poll_answered", _("voted in a poll")
    POLL_CLOSED = "conversations.poll_closed", _("closed a poll")
    PEOPLE_MENTIONED = "conversations.people_mentioned", _("mentioned you elsewhere")
    TOPIC_READ = "conversations.topic_read", _("read a private thread, as a moderator")
    TOPIC_OPENED_TO_MODERATORS = (
        "conversations.topic_opened_to_moderators",
        _("lets moderators read in a thread, because a member asked"),
    )
    THREAD_LEFT = "conversations.thread_left", _("left a private thread")
    CIRCLE_FOUNDED = "conversations.circle_founded", _("founded a circle")
    CIRCLE_JOINED = "conversations.circle_joined", _("brought somebody into a circle")
    CIRCLE_LEFT = "conversations.circle_left", _("left a circle")
    ASSEMBLY_CALLED = "conversations.assembly_called", _("called an assembly")
    ASSEMBLY_ARRANGED = (
        "conversations.assembly_arranged",
        _("changed what an assembly is about, or when it is"),
    )
    ASSEMBLY_CALLED_OFF = "conversations.assembly_called_off", _("called off an assembly")
    ASSEMBLY_REMINDED = "conversations.assembly_reminded", _("reminded people of an assembly")
    ASSEMBLY_OPENED = "conversations.assembly_opened", _("opened an assembly")
    ASSEMBLY_CLOSED = "conversations.assembly_closed", _("closed an assembly")
    ASSEMBLY_ROLE_GIVEN = "conversations.assembly_role_given", _("gave somebody a task in an assembly")
    ASSEMBLY_ROLE_ENDED = "conversations.assembly_role_ended", _("ended a task in an assembly")
    AGENDA_ADVANCED = "conversations.agenda_advanced", _("went on in the agenda of an assembly")
    HAND_RAISED = "conversations.hand_raised", _("raised a hand")
    HAND_LOWERED = "conversations.hand_lowered", _("lowered a hand")
    FLOOR_GIVEN = "conversations.floor_given", _("gave the floor")
    FLOOR_TAKEN_BACK = "conversations.floor_taken_back", _("ended a turn to speak")
    MINUTES_REVISED = "conversations.minutes_revised", _("wrote the minutes of an assembly")
    CAPTION_TYPED = "conversations.caption_typed", _("typed what is said")
    CAPTIONS_ERASED = "conversations.captions_erased", _("erased what was typed of what is said")
    OPINIONS_ASKED = "conversations.opinions_asked", _("opened an opinion round")
    STATEMENT_ADDED = "conversations.statement_added", _("added a statement to an opinion round")
    STATEMENT_SUGGESTED = "conversations.statement_suggested", _("suggested a statement for an opinion round")
    STATEMENT_DECLINED = "conversations.statement_declined", _("declined a statement of an opinion round")
    OPINION_GIVEN = "conversations.opinion_given", _("answered in an opinion round")
    OPINIONS_COUNTED = "conversations.opinions_counted", _("closed an opinion round")
