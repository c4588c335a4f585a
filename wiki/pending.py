"""Pending changes: is an edit published at once, or does somebody look at it first? Nothing here asks the database."""

from enum import Enum

from wiki.models import Revision, Theme

Review = Theme.Review


class Editor(Enum):
    """What an author is to a theme. Confirmed and new ones are told apart by permissions.is_confirmed."""

    NEW = "new"
    CONFIRMED = "confirmed"
    REVIEWER = "reviewer"


def is_held(mode: str, editor: Editor) -> bool:
    """Does an edit wait by itself, whatever it is based on?"""
    if editor is Editor.REVIEWER or mode == Review.NONE:
        return False
    return mode == Review.ALL or editor is Editor.NEW


def state_of_edit(
    mode: str, editor: Editor, *, on_pending: bool, is_return: bool, settles: bool = False
) -> Revision.State:
    """The state of a new version.

    `on_pending`: edits wait below it, so that publishing it would publish them. `is_return`: its text is exactly that
    of an accepted version, so that nothing below is in it. `settles`: its author, a reviewer, has seen what waits.
    """
    live, pending = Revision.State.LIVE, Revision.State.PENDING
    if is_return:
        return live
    if on_pending:
        return live if editor is Editor.REVIEWER and settles else pending
    return pending if is_held(mode, editor) else live
