"""Who may write, look after and settle in the wikis."""

from collections.abc import Iterable
from datetime import timedelta
from typing import TypeGuard

from django.utils import timezone

from commons.communities.charges import stewards
from commons.communities.permissions import is_steward
from commons.people.models import Person
from commons.people.permissions import is_administrator, is_citizen, is_member, is_moderator, is_trusted
from wiki.licences import is_free
from wiki.models import Exchange, Page, Protection, Revision, Theme
from wiki.pending import Editor, is_held

KNOWN_FOR = timedelta(days=7)
KEPT_EDITS = 5


def is_confirmed(person: Person | None) -> bool:
    """Known for a week and by five edits that were kept; the same for people from elsewhere."""
    if not is_member(person):
        return False
    known = timezone.now() - person.created >= KNOWN_FOR and person.kept_edits >= KEPT_EDITS
    return known or is_trusted(person)


def looks_after(person: Person | None, theme: Theme) -> bool:
    return is_moderator(person) or is_steward(person, theme.community)


def _meets(person: Person | None, level: Protection, theme: Theme) -> bool:
    if level == Protection.OPEN:
        return is_member(person)
    if looks_after(person, theme):
        return True
    if level == Protection.CONFIRMED:
        return is_confirmed(person)
    return level == Protection.TRUSTED and is_trusted(person)


def may_read_page(person: Person | None, page: Page) -> bool:
    return page.deleted_at is None or looks_after(person, page.theme)


def may_create_page(person: Person | None, theme: Theme) -> bool:
    return is_citizen(person) and theme.is_local and _meets(person, Protection(theme.protection), theme)


def may_revise_page(person: Person | None, page: Page) -> bool:
    """Pages are changed where they live; people from elsewhere come in by a proposal, under the same rule."""
    return (
        page.is_local
        and page.deleted_at is None
        and page.merged_into_id is None
        and _meets(person, page.level, page.theme)
    )


def may_suggest(person: Person | None, page: Page) -> bool:
    """Propose a correction without an account: whoever has one edits. Not where so few may edit that all of it would
    be refused.
    """
    return (
        person is None
        and page.is_local
        and page.theme.takes_suggestions
        and page.deleted_at is None
        and page.merged_into_id is None
        and page.level in (Protection.OPEN, Protection.CONFIRMED)
    )


def editor_of(person: Person | None, theme: Theme) -> Editor:
    """The same for people from elsewhere, who hold no charge here."""
    if may_review_edits(person, theme):
        return Editor.REVIEWER
    return Editor.CONFIRMED if is_confirmed(person) else Editor.NEW


def needs_review(person: Person | None, theme: Theme) -> bool:
    """Does a reviewer look at their new pages of this theme first?"""
    return theme.is_local and is_held(theme.review_mode, editor_of(person, theme))


def edits_wait(person: Person | None, page: Page) -> bool:
    """Does a reviewer look at their edits of this page before visitors see them?"""
    return page.is_local and is_held(page.review, editor_of(person, page.theme))


def may_review_edits(person: Person | None, theme: Theme) -> TypeGuard[Person]:
    return theme.is_local and (looks_after(person, theme) or is_trusted(person))


def reviews_somewhere(person: Person | None) -> bool:
    """May they review in some theme? Asked on every home page, and no question to the database."""
    if not is_citizen(person):
        return False
    return is_trusted(person) or any(steward == person.pk for _community, steward in stewards())


def may_accept_edits(person: Person | None, page: Page, edits: Iterable[Revision]) -> bool:
    """Two keys: where a page is protected, nobody publishes an edit of their own that waits."""
    if not may_review_edits(person, page.theme):
        return False
    return page.level == Protection.OPEN or all(edit.author_id != person.pk for edit in edits)


def may_set_review(person: Person | None, theme: Theme) -> bool:
    return theme.is_local and looks_after(person, theme)


def may_keep_templates(person: Person | None, theme: Theme) -> bool:
    return theme.is_local and looks_after(person, theme)


def may_bring_pages(person: Person | None, theme: Theme) -> bool:
    """Import a file: many pages at once, under the names of people from elsewhere."""
    return is_steward(person, theme.community)


def may_see_exchange(person: Person | None, exchange: Exchange) -> bool:
    """What goes out is public text; what comes in may still be cleared up."""
    return not exchange.is_import or may_bring_pages(person, exchange.theme)


def may_stop_exchange(person: Person | None, exchange: Exchange) -> bool:
    asked = person is not None and exchange.by_id == person.pk
    return asked or is_steward(person, exchange.theme.community)


def may_propose_edit(person: Person | None, page: Page) -> bool:
    """From here to elsewhere, or from elsewhere to here.

    Somebody elsewhere may not know yet that the page is deleted: they get an answer, which is no.
    """
    if not is_member(person) or person.is_local == page.is_local:
        return False
    return not person.is_local or (page.deleted_at is None and page.merged_into_id is None)


def may_rename_page(person: Person | None, page: Page) -> bool:
    """A name cannot wait: those whose edits would, ask somebody else."""
    return is_citizen(person) and may_revise_page(person, page) and not edits_wait(person, page)


def may_verify_page(person: Person | None, page: Page) -> bool:
    """Say that it is right: whoever may put it right without being looked at."""
    return is_citizen(person) and may_revise_page(person, page) and not needs_review(person, page.theme)


def may_place_page(person: Person | None, page: Page) -> bool:
    """Say under which page it stands, and whether its title means several things."""
    return may_verify_page(person, page)


def may_set_theme(person: Person | None, theme: Theme) -> bool:
    """Its description, rules and settings, the names of its tags."""
    return theme.is_local and looks_after(person, theme)


def may_revert_page(person: Person | None, page: Page) -> bool:
    """Bringing back a version of a page that was merged undoes the merge: those who may merge may do that."""
    if page.merged_into_id is not None:
        return may_look_after_page(person, page) and page.deleted_at is None
    return may_revise_page(person, page)


def may_look_after_page(person: Person | None, page: Page) -> bool:
    """Delete, restore, protect, merge."""
    return page.is_local and looks_after(person, page.theme)


def may_watch(person: Person | None) -> bool:
    """Somebody elsewhere follows the theme instead."""
    return is_citizen(person)


def may_thank(person: Person | None, revision: Revision) -> bool:
    """Whoever wrote it, if they are named and live here: nobody else would be told."""
    author = revision.author
    return is_citizen(person) and author is not None and author.is_local and author != person


def may_hide_revision(person: Person | None, page: Page) -> bool:
    """On copies too: what the law forbids to show may not be shown here either."""
    return looks_after(person, page.theme)


def may_show_revision(person: Person | None) -> bool:
    return is_administrator(person)


def may_roll_back(person: Person | None, theme: Theme) -> bool:
    """Take back all that one author changed."""
    return theme.is_local and looks_after(person, theme)


def may_fork_page(person: Person | None, page: Page, theme: Theme) -> bool:
    """Begin a page of ours with the text of one that lives elsewhere: where its licence lets everybody do so."""
    if page.is_local or page.deleted_at is not None or page.merged_into_id is not None:
        return False
    known = is_confirmed(person) or looks_after(person, theme)
    return (
        known and is_free(page.licence) and may_create_page(person, theme) and not needs_review(person, theme)
    )
