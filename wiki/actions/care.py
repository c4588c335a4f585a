"""Looking after pages: names, deletion, protection."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commons.base.errors import MayNot, NotHere, WrongMoment
from commons.base.text import title_key
from commons.journal.actions import record
from commons.people.models import Person
from wiki.actions.exchanges import drop_exports
from wiki.actions.places import lift_children
from wiki.actions.titles import aim_links, clean_title, free_slug, refuse_taken
from wiki.actions.writing import append_revision, lock_page, lock_theme
from wiki.models import Change, Page, PageAlias, PageLink, Protection, Revision, Theme
from wiki.permissions import may_look_after_page, may_rename_page, may_verify_page
from wiki.verbs import Verb

LONGEST_PROTECTION = timedelta(days=184)  # six months, whichever they are


@transaction.atomic
def rename_page(page: Page, *, by: Person, title: str) -> Page:
    """Give a new title. The old one keeps leading here, in addresses and in links: no other page is rewritten."""
    lock_theme(page.theme)
    page = lock_page(page)
    if not may_rename_page(by, page) or page.current is None:
        raise MayNot
    title = clean_title(title)
    if title == page.title:
        return page
    before, key = page.title, title_key(title)
    refuse_taken(page.theme, key, but=page)
    give_title(page, title, key)
    aim_links(page, key)
    revision = append_revision(
        page,
        page.current.text,
        author=by,
        kind=Revision.Kind.MOVE,
        summary=f"{before} → {title}"[:300],
        minor=True,
        state=page.current.state,  # its text is the one that waits, or the one that everybody reads
    )
    record(Verb.PAGE_RENAMED, by=by, about=page, revision=revision.pk, number=revision.number)
    return page


def give_title(page: Page, title: str, key: str) -> None:
    """Write the new title and leave the old one behind as an alias."""
    slug = free_slug(page.theme, title, but=page)
    PageAlias.objects.filter(theme=page.theme, title_key=key).delete()
    if page.title_key != key or page.slug != slug:
        PageAlias.objects.update_or_create(
            theme=page.theme, title_key=page.title_key, defaults={"page": page, "slug": page.slug}
        )
    page.title, page.title_key, page.slug = title, key, slug
    page.save(update_fields=["title", "title_key", "slug", "changed"])


@transaction.atomic
def delete_page(page: Page, *, by: Person, reason: str) -> Page:
    """Take a page out of sight. Its history stays, for those who may restore it."""
    lock_theme(page.theme)
    page = lock_page(page)
    if not may_look_after_page(by, page):
        raise MayNot
    if page.deleted_at is not None:
        raise WrongMoment
    page.deleted_at = timezone.now()
    page.save(update_fields=["deleted_at", "changed"])
    lift_children(page)
    PageLink.objects.filter(target=page).update(target=None)
    drop_exports(page.theme)
    Change.objects.create(theme=page.theme, page=page, kind=Change.Kind.DELETION, by=by)
    record(Verb.PAGE_DELETED, by=by, about=page, reason=reason)
    return page


@transaction.atomic
def restore_page(page: Page, *, by: Person | None) -> Page:
    """Show a deleted page again; raises Conflict when another page has taken its title meanwhile. `by` None: a jury."""
    lock_theme(page.theme)
    page = lock_page(page)
    if by is not None and not may_look_after_page(by, page):
        raise NotHere
    if page.deleted_at is None:
        raise WrongMoment
    refuse_taken(page.theme, page.title_key, but=page)
    page.deleted_at, page.slug = None, free_slug(page.theme, page.title, but=page)
    page.save(update_fields=["deleted_at", "slug", "changed"])
    names = [page.title_key, *page.aliases.values_list("title_key", flat=True)]
    PageLink.objects.filter(source__theme=page.theme, target_key__in=names, target=None).update(target=page)
    Change.objects.create(theme=page.theme, page=page, kind=Change.Kind.RETURN, by=by)
    record(Verb.PAGE_RESTORED, by=by, about=page)
    return page


@transaction.atomic
def protect_page(
    page: Page,
    *,
    by: Person,
    level: str,
    reason: str,
    until: datetime | None,
    review: str = Theme.Review.NONE,
) -> Page:
    """Say who may edit and whose edits wait, why and until when: six months at most, and then it can be said again.

    The level "open" with the review "none" lifts it.
    """
    page = lock_page(page)
    if not may_look_after_page(by, page):
        raise MayNot
    if until is not None and until > timezone.now() + LONGEST_PROTECTION:
        raise WrongMoment(_("A page is protected for six months at most."))
    page.protection, page.review_mode = Protection(level), Theme.Review(review)
    lifted = page.protection == Protection.OPEN and page.review_mode == Theme.Review.NONE
    page.protection_reason, page.protection_until = reason[:300], None if lifted else until
    page.save(update_fields=["protection", "review_mode", "protection_reason", "protection_until", "changed"])
    ends = page.protection_until.isoformat() if page.protection_until else ""
    record(
        Verb.PAGE_PROTECTED,
        by=by,
        about=page,
        level=str(level),
        review=str(review),
        reason=reason,
        until=ends,
    )
    return page


@transaction.atomic
def verify_page(page: Page, *, by: Person, what: str = "") -> Page:
    """Say that the page is right today; `what` names what was looked at."""
    page = lock_page(page)
    if not may_verify_page(by, page):
        raise MayNot
    page.verified_at, page.verified_by = timezone.now(), by
    page.verified_what = " ".join(what.replace("\x00", "").split())[:200]
    page.save(update_fields=["verified_at", "verified_by", "verified_what", "changed"])
    record(Verb.PAGE_VERIFIED, by=by, about=page)
    return page
