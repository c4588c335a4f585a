"""The only way to change a wiki. Views, the admin, the demonstration and federation call these."""

from .care import delete_page, protect_page, rename_page, restore_page
from .drafts import drop_draft, keep_draft
from .mirrors import mirror_page, remove_mirror
from .pages import create_page, revert_page, revise_page
from .proposals import edit_accepted_elsewhere, edit_queued_elsewhere, edit_refused_elsewhere, propose_edit
from .themes import open_theme, theme_from_elsewhere
from .titles import clean_title
from .upkeep import forget_old

from wiki.models import digest_of  # isort: skip

__all__ = [
    "clean_title",
    "create_page",
    "delete_page",
    "digest_of",
    "drop_draft",
    "edit_accepted_elsewhere",
    "edit_queued_elsewhere",
    "edit_refused_elsewhere",
    "forget_old",
    "keep_draft",
    "mirror_page",
    "open_theme",
    "propose_edit",
    "protect_page",
    "remove_mirror",
    "rename_page",
    "restore_page",
    "revert_page",
    "revise_page",
    "theme_from_elsewhere",
]
