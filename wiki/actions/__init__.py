"""The only way to change a wiki. Views, the admin, the demonstration and federation call these."""

from .beginnings import add_template, remove_template, revise_template
from .care import delete_page, protect_page, rename_page, restore_page, verify_page
from .digests import send_digests
from .drafts import begin_draft, drop_draft, keep_draft, place_image, throw_draft_away
from .exchanges import ask_export, ask_import, forget_exchanges, stop_exchange, work_on, work_on_exchanges
from .hiding import hide_revision, show_revision
from .merges import merge_pages
from .mirrors import CopiedFacts, mark_heard, mark_silent, mirror_page, remove_mirror, restore_mirror
from .new_pages import accept_page, propose_page, refuse_page
from .pages import MOST_NAMED, create_page, fork_page, revert_page, revise_page
from .pending import accept_edits, patrol_edit, publish_overdue, reject_edits, waiting_on
from .places import place_page
from .proposals import (
    edit_accepted_elsewhere,
    edit_queued_elsewhere,
    edit_refused_elsewhere,
    give_back_unanswered,
    judge_waiting_offers,
    propose_edit,
)
from .sending import has_arrived
from .storage import pack_old_texts
from .suggestions import accept_suggestion, forget_suggestions, joined, refuse_suggestion, suggest_edit
from .tags import rename_tag
from .themes import open_theme, set_review, set_theme, theme_from_elsewhere
from .titles import clean_title
from .undoing import roll_back, undo_revision
from .upkeep import KEEP_DRAFTS, forget_old, look_for_sources
from .watching import choose_watching, end_digests, forget_watching, see_page, stop_watching, thank, watch

from wiki.models import digest_of  # isort: skip

__all__ = [
    "KEEP_DRAFTS",
    "MOST_NAMED",
    "CopiedFacts",
    "accept_edits",
    "accept_page",
    "accept_suggestion",
    "add_template",
    "ask_export",
    "ask_import",
    "begin_draft",
    "choose_watching",
    "clean_title",
    "create_page",
    "delete_page",
    "digest_of",
    "drop_draft",
    "edit_accepted_elsewhere",
    "edit_queued_elsewhere",
    "edit_refused_elsewhere",
    "end_digests",
    "forget_exchanges",
    "forget_old",
    "forget_suggestions",
    "forget_watching",
    "fork_page",
    "give_back_unanswered",
    "has_arrived",
    "hide_revision",
    "joined",
    "judge_waiting_offers",
    "keep_draft",
    "look_for_sources",
    "mark_heard",
    "mark_silent",
    "merge_pages",
    "mirror_page",
    "open_theme",
    "pack_old_texts",
    "patrol_edit",
    "place_image",
    "place_page",
    "propose_edit",
    "propose_page",
    "protect_page",
    "publish_overdue",
    "refuse_page",
    "refuse_suggestion",
    "reject_edits",
    "remove_mirror",
    "remove_template",
    "rename_page",
    "rename_tag",
    "restore_mirror",
    "restore_page",
    "revert_page",
    "revise_page",
    "revise_template",
    "roll_back",
    "see_page",
    "send_digests",
    "set_review",
    "set_theme",
    "show_revision",
    "stop_exchange",
    "stop_watching",
    "suggest_edit",
    "thank",
    "theme_from_elsewhere",
    "throw_draft_away",
    "undo_revision",
    "verify_page",
    "waiting_on",
    "watch",
    "work_on",
    "work_on_exchanges",
]
