"""What somebody typed, kept in a transaction of its own before anything else is tried."""

from django.db import transaction

from commons.base.text import image_markdown
from commons.images.models import Image
from commons.people.models import Person
from wiki.models import Draft, Page, Revision, Theme
from wiki.pictures import with_block


@transaction.atomic
def keep_draft(
    person: Person,
    *,
    theme: Theme,
    page: Page | None = None,
    title: str = "",
    text: str = "",
    summary: str = "",
    tags: str | None = None,
    base: Revision | None = None,
    origin: str = Draft.Origin.TYPED,
) -> Draft:
    """One draft per page, or per title of a page to be; the newer one takes its place."""
    text, title, summary = (typed.replace("\x00", "") for typed in (text, title, summary))
    values = {"text": text, "summary": summary[:300], "base_revision": base, "origin": origin}
    values["tags"] = tags if tags is None else tags.replace("\x00", "")
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
def keep_beginning(
    person: Person,
    *,
    theme: Theme,
    title: str,
    text: str,
    summary: str = "",
    tags: str | None = None,
    was: str = "",
) -> Draft | None:
    """The draft of a page to be, whose title is still being typed: `was` is the one that it was kept under.

    A draft of another text under the new title stays; this one then keeps its former title. Nothing typed, no draft.
    """
    title, was = (typed.replace("\x00", "")[:200] for typed in (title, was))
    if not text.strip():
        return None
    mine = Draft.objects.filter(person=person, page=None, theme=theme)
    if was != title:
        if mine.filter(title=title).exists():
            title = was
        else:
            mine.filter(title=was).update(title=title)
    return keep_draft(person, theme=theme, title=title, text=text, summary=summary, tags=tags)


@transaction.atomic
def begin_draft(person: Person, *, theme: Theme, title: str) -> Draft:
    """The draft under that title, or one without any words yet: for who begins a page with a picture."""
    title = title.replace("\x00", "")[:200]
    draft, _made = Draft.objects.get_or_create(person=person, page=None, theme=theme, title=title)
    return draft


@transaction.atomic
def place_image(draft: Draft, image: Image, *, line: int | None = None) -> Draft:
    """Put a picture, with its own words, into what somebody is writing: after the paragraph of that line, or last.

    Pressed twice, it stands there once.
    """
    draft = Draft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    block = image_markdown(image.name, image.alt, image.caption)
    if block not in draft.text:
        draft.text = with_block(draft.text, block, line)
        draft.save(update_fields=["text", "updated"])
    return draft


@transaction.atomic
def throw_draft_away(draft: Draft) -> None:
    draft.delete()


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
