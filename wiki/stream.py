"""Of the wikis one follows pages and themes that one watches, themes as communities, and tags."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _

from commons.communities.models import Community
from commons.journal.models import Entry, EntryQuerySet
from commons.notices.models import Attention
from commons.people import stream
from commons.people.models import Person
from wiki.models import Page, TaggedPage, Watch
from wiki.verbs import Verb

NEWS = (
    Verb.PAGE_CREATED,
    Verb.PAGE_REVISED,
    Verb.PAGE_REVERTED,
    Verb.PAGE_RENAMED,
    Verb.PAGE_VERIFIED,
    Verb.PAGE_MERGED,
    Verb.PAGE_MIRRORED,
    Verb.EDITS_ACCEPTED,
)


def _entries(pages: Any) -> EntryQuerySet:
    return stream.news().filter(about_type=ContentType.objects.get_for_model(Page), about_id__in=pages)


def followed_pages(person: Person) -> Iterable[tuple[EntryQuerySet, stream.Explain]]:
    standing = Page.objects.standing().heard_by(person)
    watches = Watch.objects.filter(person=person)
    yield _entries(watches.filter(page__isnull=False).values("page")), _by_title
    themes = standing.filter(theme__in=watches.filter(theme__isnull=False).values("theme"))
    yield _entries(themes.values("pk")), _by_theme
    spaces = Community.objects.followed_by(person).values("pk")
    yield _entries(standing.filter(theme__community__in=spaces).values("pk")), _by_theme
    slugs = list(Attention.objects.followed_by(person).filter(kind="tag").values_list("key", flat=True))
    if slugs:
        tagged = TaggedPage.objects.filter(tag__slug__in=slugs).values("content_object")
        yield _entries(standing.filter(pk__in=tagged).values("pk")), _by_tag_among(slugs)


def _by_title(entries: Sequence[Entry]) -> dict[int, str]:
    return _names(entries, "title")


def _by_theme(entries: Sequence[Entry]) -> dict[int, str]:
    return _names(entries, "theme__community__name")


def _names(entries: Sequence[Entry], field: str) -> dict[int, str]:
    names = dict(Page.objects.filter(pk__in=[one.about_id for one in entries]).values_list("pk", field))
    return {one.pk: names.get(one.about_id) or "" for one in entries}


def _by_tag_among(slugs: Sequence[str]) -> stream.Explain:
    def explain(entries: Sequence[Entry]) -> dict[int, str]:
        rows = TaggedPage.objects.filter(
            content_object__in=[one.about_id for one in entries], tag__slug__in=slugs
        )
        names = dict(rows.values_list("content_object", "tag__name"))
        return {
            one.pk: _("tag “%(name)s”") % {"name": names[one.about_id]}
            for one in entries
            if one.about_id in names
        }

    return explain


def register() -> None:
    stream.register(followed_pages, *NEWS)
