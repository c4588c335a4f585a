"""The only way to change a conversation. Every act takes the topic's next number under its row lock."""

from .access import note_reading
from .assemblies import (
    advance_agenda,
    arrange_assembly,
    call_assembly,
    call_off_assembly,
    close_assembly,
    end_role,
    give_role,
    keep_time,
    open_assembly,
)
from .captions import erase_captions, type_caption
from .care import (
    archive_topic,
    arrange_topic,
    bring_post_back,
    bring_topic_back,
    hide_post,
    hide_topic,
    lock_topic,
    pin_topic,
    reopen_topic,
    show_message_to_moderators,
    show_post,
    show_to_moderators,
    unpin_topic,
)
from .circles import bring_into_circle, found_circle, leave_circle
from .closing import close_thread
from .drafts import drop_draft, keep_draft
from .floor import give_floor, lower_hand, raise_hand, take_back_floor
from .holding import give_back, hold_post, let_through, posts_between, publish_after_all, undo_posts
from .leaving import leave_conversations
from .minutes import revise_minutes
from .moving import merge_topic, move_posts, move_topic, split_topic
from .opinions import add_statement, answer_round, ask_opinions, close_round, decide_statement
from .pace import cool_topics, may_write_again_at
from .pictures import prepared, sealed
from .polls import close_poll, close_polls, open_poll, vote
from .reactions import react, set_reaction
from .reading import bring_into_thread, leave_thread, mark_all_read, mark_read, mark_unread
from .starting import open_private_thread, start_in_circle, start_topic, talk_about
from .writing import (
    Words,
    as_it_was,
    delete_post,
    mentioned_elsewhere,
    remove_post,
    revise_post,
    write_post,
    write_posts,
)

__all__ = [
    "Words",
    "add_statement",
    "advance_agenda",
    "answer_round",
    "archive_topic",
    "arrange_assembly",
    "arrange_topic",
    "as_it_was",
    "ask_opinions",
    "bring_into_circle",
    "bring_into_thread",
    "bring_post_back",
    "bring_topic_back",
    "call_assembly",
    "call_off_assembly",
    "close_assembly",
    "close_poll",
    "close_polls",
    "close_round",
    "close_thread",
    "cool_topics",
    "decide_statement",
    "delete_post",
    "drop_draft",
    "end_role",
    "erase_captions",
    "found_circle",
    "give_back",
    "give_floor",
    "give_role",
    "hide_post",
    "hide_topic",
    "hold_post",
    "keep_draft",
    "keep_time",
    "leave_circle",
    "leave_conversations",
    "leave_thread",
    "let_through",
    "lock_topic",
    "lower_hand",
    "mark_all_read",
    "mark_read",
    "mark_unread",
    "may_write_again_at",
    "mentioned_elsewhere",
    "merge_topic",
    "move_posts",
    "move_topic",
    "note_reading",
    "open_assembly",
    "open_poll",
    "open_private_thread",
    "pin_topic",
    "posts_between",
    "prepared",
    "publish_after_all",
    "raise_hand",
    "react",
    "remove_post",
    "reopen_topic",
    "revise_minutes",
    "revise_post",
    "sealed",
    "set_reaction",
    "show_message_to_moderators",
    "show_post",
    "show_to_moderators",
    "split_topic",
    "start_in_circle",
    "start_topic",
    "take_back_floor",
    "talk_about",
    "type_caption",
    "undo_posts",
    "unpin_topic",
    "vote",
    "write_post",
    "write_posts",
]
