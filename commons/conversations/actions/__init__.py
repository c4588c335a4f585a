"""The only way to change a conversation. Every act takes the topic's next number under its row lock."""

from .access import note_reading
from .care import (
    archive_topic,
    arrange_topic,
    hide_post,
    lock_topic,
    pin_topic,
    reopen_topic,
    show_post,
    show_to_moderators,
    unpin_topic,
)
from .circles import bring_into_circle, found_circle, leave_circle
from .closing import close_thread
from .drafts import drop_draft, keep_draft
from .holding import give_back, hold_post, let_through, posts_between, undo_posts
from .leaving import leave_conversations
from .moving import merge_topic, move_posts, move_topic, split_topic
from .pace import cool_topics, may_write_again_at
from .pictures import prepared
from .polls import close_poll, close_polls, open_poll, vote
from .reactions import react, set_reaction
from .reading import bring_into_thread, leave_thread, mark_all_read, mark_read, mark_unread
from .writing import (
    Words,
    delete_post,
    mentioned_elsewhere,
    open_private_thread,
    revise_post,
    start_in_circle,
    start_topic,
    talk_about,
    write_post,
    write_posts,
)

__all__ = [
    "Words",
    "archive_topic",
    "arrange_topic",
    "bring_into_circle",
    "bring_into_thread",
    "close_poll",
    "close_polls",
    "close_thread",
    "cool_topics",
    "delete_post",
    "drop_draft",
    "found_circle",
    "give_back",
    "hide_post",
    "hold_post",
    "keep_draft",
    "leave_circle",
    "leave_conversations",
    "leave_thread",
    "let_through",
    "lock_topic",
    "mark_all_read",
    "mark_read",
    "mark_unread",
    "may_write_again_at",
    "mentioned_elsewhere",
    "merge_topic",
    "move_posts",
    "move_topic",
    "note_reading",
    "open_poll",
    "open_private_thread",
    "pin_topic",
    "posts_between",
    "prepared",
    "react",
    "reopen_topic",
    "revise_post",
    "set_reaction",
    "show_post",
    "show_to_moderators",
    "split_topic",
    "start_in_circle",
    "start_topic",
    "talk_about",
    "undo_posts",
    "unpin_topic",
    "vote",
    "write_post",
    "write_posts",
]
