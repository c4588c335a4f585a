"""The names of tags, for the whole theme. Which page bears which is written with its revisions (writing.py)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django_tasks import task

from commons.base.errors import MayNot, NotHere
from commons.base.text import title_key
from commons.journal.actions import record
from commons.people.models import Person
from commons.search.actions import index
from wiki import tags
from wiki.actions.writing import lock_theme
from wiki.models import Page, Tag, TaggedPage
from wiki.permissions import may_set_theme
from wiki.verbs import Verb


@transaction.atomic
def rename_tag(tag: Tag, *, by: Person, name: str) -> Tag:
    """Give it another name; where a tag of the theme has that name already, the two become one. What was typed
    before goes on leading there.
    """
    theme = lock_theme(tag.theme)
    if not may_set_theme(by, theme):
        raise MayNot
    tag = Tag.objects.select_for_update().get(pk=tag.pk)
    if tag.leads_to_id is not None:
        raise NotHere
    names = tags.read(name)
    if len(names) != 1:
        raise ValidationError(_("Please give one name, without a comma."), code="one_tag")
    name = names[0]
    if name == tag.name:
        return tag
    kept = _take_name(tag, name)
    record(Verb.TAG_RENAMED, by=by, about=theme, tag=kept.pk)
    find_again.enqueue(kept.pk)
    return kept


@task
def find_again(pk: int) -> None:
    """The pages that bear a tag are found by its present name. Twice does no harm."""
    pages = Page.objects.filter(tags=pk).select_related("theme__community", "current__blob")
    for page in pages.iterator():
        index(page)


def _take_name(tag: Tag, name: str) -> Tag:
    """The tag that has the name from now on: this one, or the one that has it already."""
    slug = title_key(name)
    other = Tag.objects.select_for_update().filter(theme=tag.theme, slug=slug).exclude(pk=tag.pk).first()
    if other is not None and other.leads_to_id is None:
        _join(tag, other)
        return other
    if other is not None:
        other.delete()  # a former name, of this tag or of another, is free to be one again
    former = Tag(theme=tag.theme, slug=tag.slug, name=tag.name, leads_to=tag)
    tag.name, tag.slug = name, slug
    tag.save(update_fields=["name", "slug"])
    if former.slug != slug:
        former.save()
    return tag


def _join(tag: Tag, into: Tag) -> None:
    both = TaggedPage.objects.filter(tag=into).values("content_object")
    tag.items.filter(content_object__in=both).delete()
    tag.items.update(tag=into)
    tag.former_names.update(leads_to=into)
    tag.leads_to = into
    tag.save(update_fields=["leads_to"])
