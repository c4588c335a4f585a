"""What somebody typed, kept in a transaction of its own before anything else is tried."""

from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from commons.base.errors import TooMany
from commons.base.numbers import natural
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
    form: UUID | None = None,
    takes_up: str = "",
    at_most: int | None = None,
) -> Draft:
    """One draft per `form`, the newer words in place of the older ones; without a form, one per page or title.

    `takes_up` names a draft that the form began with, as it was found (`Draft.as_found`): it becomes the form's own,
    unless another window has written on in it meanwhile. Raises TooMany for one more than `at_most`; what is on its
    way to be saved is kept whatever their number.
    """
    text, title, summary = (typed.replace("\x00", "") for typed in (text, title, summary))
    form = form or _formless(theme, page, title)
    _take_up(person, takes_up, form)
    mine = Draft.objects.filter(person=person)
    if at_most is not None and mine.count() >= at_most and not mine.filter(form=form).exists():
        raise TooMany(
            _("You have %(n)s drafts already: throw some away. These words stay in this browser.")
            % {"n": at_most}
        )
    values: dict[str, Any] = {"theme": theme, "page": page, "text": text, "summary": summary[:300]}
    values |= {"tags": tags if tags is None else tags.replace("\x00", "")}
    values |= {"title": title[:200], "base_revision": base, "origin": origin}
    draft, _made = Draft.objects.update_or_create(person=person, form=form, defaults=values)
    return draft


def _formless(theme: Theme, page: Page | None, title: str) -> UUID:
    return uuid5(NAMESPACE_OID, f"{theme.pk} {page.pk if page else title[:200]}")


def _take_up(person: Person, as_found: str, form: UUID) -> None:
    mine = Draft.objects.filter(person=person)
    found = mine.select_for_update().filter(pk=natural(as_found.partition("-")[0]) or 0).first()
    if found and found.as_found == as_found and not mine.filter(form=form).exists():
        mine.filter(pk=found.pk).update(form=form)


@transaction.atomic
def begin_draft(person: Person, *, theme: Theme, title: str, form: UUID | None) -> Draft:
    """The draft of that form, or one without any words yet: for who begins a page with a picture."""
    title = title.replace("\x00", "")[:200]
    form = form or _formless(theme, None, title)
    draft, _made = Draft.objects.get_or_create(
        person=person, form=form, defaults={"theme": theme, "title": title}
    )
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
def drop_draft(draft: Draft) -> None:
    """What it says has arrived: it goes, and so do others of the same person and page that say no more."""
    rows = Draft.objects.filter(person=draft.person_id, theme=draft.theme_id, page=draft.page_id)
    rows.filter(Q(pk=draft.pk) | Q(title=draft.title, text=draft.text)).delete()


def drop_draft_of(person: Person, *, page: Page, form: UUID | None) -> None:
    """The same for whoever has only the key of the form."""
    form = form or _formless(page.theme, page, "")
    if (draft := Draft.objects.filter(person=person, form=form).first()) is not None:
        drop_draft(draft)
