"""What somebody typed, kept in a transaction of its own before anything else is tried."""

from django.db import transaction

from commons.people.models import Person
from wiki.models import Draft, Page, Revision, Theme


@transaction.atomic
def keep_draft(
    person: Person,
    *,
    theme: Theme,
    page: Page | None = None,
    title: str = "",
    text: str = "",
    summary: str = "",
    base: Revision | None = None,
) -> Draft:
    """One draft per page, or per title of a page to be; the newer one takes its place."""
    text, title, summary = (typed.replace("\x00", "") for typed in (text, title, summary))
    values = {"text": text, "summary": summary[:300], "base_revision": base, "origin": Draft.Origin.TYPED}
    if page is not None:
        draft, _made = Draft.objects.update_or_create(
            person=person, page=page, defaults={**values, "theme": theme}
        )
    else:
        draft, _made = Draft.objects.update_or_create(
            person=person, page=None, theme=theme, title=title[:200], defaults=values
        )
    return draft


@transaction.atomic
def mark_conflict(draft: Draft) -> None:
    """The draft waits for a choice between two versions; the page says so until it is made."""
    Draft.objects.filter(pk=draft.pk).update(origin=Draft.Origin.CONFLICT)
    draft.origin = Draft.Origin.CONFLICT


@transaction.atomic
def drop_draft(
    person: Person, *, page: Page | None = None, theme: Theme | None = None, title: str = ""
) -> None:
    if page is not None:
        Draft.objects.filter(person=person, page=page).delete()
    else:
        Draft.objects.filter(person=person, page=None, theme=theme, title=title[:200]).delete()
