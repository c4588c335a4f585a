"""The only way to change a wiki. Views, the admin, the demonstration and federation call these."""

from .care import delete_page, protect_page, rename_page, restore_page
from .drafts import drop_draft, keep_draft
from .merges import merge_pages
from .mirrors import CopiedFacts, mark_heard, mark_silent, mirror_page, remove_mirror, restore_mirror
from .pages import MOST_NAMED, create_page, fork_page, revert_page, revise_page
from .proposals import (
    accept_edit,
    edit_accepted_elsewhere,
    edit_queued_elsewhere,
    edit_refused_elsewhere,
    give_back_unanswered,
    propose_edit,
    refuse_edit,
)
from .themes import open_theme, set_review, theme_from_elsewhere
from .titles import clean_title
from .upkeep import forget_old

from wiki.models import digest_of  # isort: skip

__all__ = [
    "MOST_NAMED",
    "CopiedFacts",
    "accept_edit",
    "clean_title",
    "create_page",
    "delete_page",
    "digest_of",
    "drop_draft",
    "edit_accepted_elsewhere",
    "edit_queued_elsewhere",
    "edit_refused_elsewhere",
    "forget_old",
    "fork_page",
    "give_back_unanswered",
    "keep_draft",
    "mark_heard",
    "mark_silent",
    "merge_pages",
    "mirror_page",
    "open_theme",
    "propose_edit",
    "protect_page",
    "refuse_edit",
    "remove_mirror",
    "rename_page",
    "restore_mirror",
    "restore_page",
    "revert_page",
    "revise_page",
    "set_review",
    "theme_from_elsewhere",
]
