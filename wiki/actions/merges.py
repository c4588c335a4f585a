"""Two pages about one thing become one: the other stays as a sign that leads there."""

from django.db import transaction
from django.utils.translation import gettext as _

from commons.base.errors import MayNot, NotHere, WrongMoment
from commons.base.text import check_weight
from commons.journal.actions import record
from commons.people.models import Person
from wiki.actions.places import lift_children
from wiki.actions.titles import aim_links
from wiki.actions.writing import append_revision, lock_page, lock_theme
from wiki.models import Page, Revision
from wiki.permissions import may_look_after_page
from wiki.tags import joined as joined_tags
from wiki.verbs import Verb

Kind = Revision.Kind


@transaction.atomic
def merge_pages(page: Page, *, into: Page, by: Person, reason: str, take_text: bool = True) -> Page:
    """`page` becomes a sign that leads to `into`, which gets a version with both pages' last ones as parents.

    With `take_text` the text is added at the end of the other page. Undone by bringing back a version of `page`.
    Two entries, because two pages change: each tells its own followers.
    """
    lock_theme(page.theme)
    first, second = sorted((page, into), key=lambda one: one.pk)
    locked = {
        one.pk: lock_page(one) for one in (first, second)
    }  # always in this order: two merges never wait in a ring
    page, into = locked[page.pk], locked[into.pk]
    if not (may_look_after_page(by, page) and may_look_after_page(by, into)):
        raise MayNot
    if page.pk == into.pk or page.theme_id != into.theme_id or page.current is None or into.current is None:
        raise NotHere
    if any(one.deleted_at or one.merged_into_id for one in (page, into)):
        raise WrongMoment
    if page.stable_revision or into.stable_revision:
        raise WrongMoment(_("Changes wait on one of the two pages. Please look at them first."))
    last, summary = page.current, f"{page.title} → {into.title}"[:300]
    text = _both(into, page) if take_text else into.current.text
    check_weight(text, "wiki")
    tags = joined_tags([], last.tags, into.current.tags)
    joined = append_revision(
        into, text, author=by, kind=Kind.MERGE, summary=summary, second_parent=last, tags=tags
    )
    record(Verb.PAGE_REVISED, by=by, about=into, revision=joined.pk, number=joined.number, merged=page.pk)
    said = _("This page has been merged into [[%(title)s]].") % {"title": into.title}
    sign = append_revision(page, said, author=by, kind=Kind.LEAD, summary=summary)
    page.merged_into = into
    page.save(update_fields=["merged_into", "changed"])
    lift_children(page)
    aim_links(into, page.title_key, *page.aliases.values_list("title_key", flat=True))
    record(
        Verb.PAGE_MERGED, by=by, about=page, revision=sign.pk, number=sign.number, into=into.pk, reason=reason
    )
    return into


def separate(page: Page) -> None:
    """The page stands for itself again. Its row is locked, permission and the entry are the caller's."""
    page.merged_into = None
    page.save(update_fields=["merged_into", "changed"])
    aim_links(page, page.title_key, *page.aliases.values_list("title_key", flat=True))


def _both(into: Page, page: Page) -> str:
    assert into.current is not None and page.current is not None  # noqa: S101 (asked by the caller)
    return f"{into.current.text}\n## {page.title}\n\n{page.current.text}"
