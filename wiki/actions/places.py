"""Where a page stands among the others: under which one, and whether it only leads to others."""

from django.db import transaction
from django.utils.translation import gettext as _

from commons.base.errors import Conflict, MayNot, WrongMoment
from commons.journal.actions import record
from commons.people.models import Person
from wiki.actions.writing import lock_page, lock_theme
from wiki.models import Page
from wiki.models.pages import DEEPEST
from wiki.permissions import may_place_page
from wiki.verbs import Verb


@transaction.atomic
def place_page(page: Page, *, by: Person, parent: Page | None, is_disambiguation: bool = False) -> Page:
    """Put it under `parent`, a page of the same theme, or on top of the contents; what stands under it comes along.

    Raises Conflict, with a sentence, for a ring and for what would stand too deep.
    """
    lock_theme(page.theme)  # two moves at once, each allowed alone, could make a ring
    page = lock_page(page)
    if not may_place_page(by, page):
        raise MayNot
    if parent is not None:
        parent = Page.objects.get(pk=parent.pk)
        if parent.theme_id != page.theme_id or parent.deleted_at or parent.merged_into_id:
            raise WrongMoment
        _refuse_ring_and_depth(page, parent)
    before = (page.parent_id, page.is_disambiguation)
    page.parent, page.is_disambiguation = parent, is_disambiguation
    if (page.parent_id, page.is_disambiguation) == before:
        return page
    page.save(update_fields=["parent", "is_disambiguation", "changed"])
    under = parent.pk if parent else None
    record(Verb.PAGE_PLACED, by=by, about=page, parent=under, is_disambiguation=is_disambiguation)
    return page


def lift_children(page: Page) -> None:
    """What stood under a page that goes stands under that page's own parent. The theme is locked by the caller."""
    page.children.update(parent=page.parent_id)
    page.parent = None
    page.save(update_fields=["parent", "changed"])


def _refuse_ring_and_depth(page: Page, parent: Page) -> None:
    above, one = 1, parent
    while one.pk != page.pk and one.parent is not None and above <= DEEPEST:
        above, one = above + 1, one.parent
    if one.pk == page.pk:
        said = _("“%(page)s” cannot stand under itself, nor under a page that stands under it.")
        raise Conflict(said % {"page": page.title})
    if above + _height(page) > DEEPEST:
        said = _("Pages stand %(most)s deep at most: this would be deeper. Please choose a page further up.")
        raise Conflict(said % {"most": DEEPEST})


def _height(page: Page) -> int:
    """How many levels the page and what stands under it take."""
    level, height = [page.pk], 0
    while level and height <= DEEPEST:
        height += 1
        level = list(Page.objects.filter(parent__in=level).values_list("pk", flat=True))
    return height
