"""Tags: those of a theme, the pages that bear one, here and in the whole town, and another name for one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from commons.base import fragments
from commons.base.errors import MayNot, NotHere
from commons.base.text import title_key
from commons.people import stream
from commons.people.middleware import SignedInRequest, asking, members_only
from wiki import actions
from wiki.forms import TagForm
from wiki.models import Page, Tag, Theme
from wiki.permissions import may_set_theme
from wiki.views.drafting import typed
from wiki.views.finding import find_theme

PER_PAGE = 50
MOST_TAGS = 500
FEW = 12


def list_tags(request: HttpRequest, theme: str) -> HttpResponse:
    """All that some page bears; for the script of the editor, what the field could become."""
    found = find_theme(theme)
    if request.GET.get("q"):
        return _suggest(request, found)
    tags = list(Tag.objects.used().filter(theme=found)[:MOST_TAGS])
    for tag in tags:
        tag.theme = found
    context = {"wiki": found, "tags": tags}
    return fragments.stored(request, fragments.render(request, "wiki/tag_list.html", context))


def _suggest(request: HttpRequest, theme: Theme) -> HttpResponse:
    """`?q=compost, jar` is answered with "compost, jardin": a list under a field replaces all of it."""
    before, _comma, last = request.GET["q"].replace("\x00", "")[:1000].rpartition(",")
    slug = title_key(last)
    rows = Tag.objects.current().filter(theme=theme, slug__startswith=slug) if slug else Tag.objects.none()
    begun = f"{before.strip()}, " if before.strip() else ""
    titles = [begun + name for name in rows.order_by("slug").values_list("name", flat=True)[:FEW]]
    return fragments.render(request, "wiki/_title_choices.html", {"titles": titles})


def show_tag(request: HttpRequest, theme: str, slug: str) -> HttpResponse:
    found = find_theme(theme)
    tag = _find_tag(found, slug)
    if tag.slug != slug:
        return redirect(tag)
    pages = Page.objects.standing().filter(tags=tag).order_by("title_key")
    listed = Paginator(pages, PER_PAGE).get_page(request.GET.get("page"))
    for page in listed:
        page.theme = found
    elsewhere = Tag.objects.used().filter(slug=tag.slug, theme__community__home="").exclude(pk=tag.pk)
    context = {
        "wiki": found,
        "tag": tag,
        "pages": listed,
        "in_town": elsewhere.exists(),
        "may_rename": may_set_theme(asking(request), found),
        "follow": stream.button(asking(request), "tag", tag.slug, request.path),
    }
    return fragments.stored(request, fragments.render(request, "wiki/tag_detail.html", context))


def show_tag_of_town(request: HttpRequest, slug: str) -> HttpResponse:
    """The pages of all themes of this town that bear it."""
    asked = title_key(slug)
    tags = Tag.objects.used().filter(slug=asked, theme__community__home="")
    if not tags:
        raise NotHere
    pages = Page.objects.standing().to_show().filter(tags__in=tags).order_by("title_key", "pk")
    listed = Paginator(pages, PER_PAGE).get_page(request.GET.get("page"))
    follow = stream.button(asking(request), "tag", asked, request.path)
    context = {"tag": tags[0], "pages": listed, "follow": follow}
    return fragments.stored(request, fragments.render(request, "wiki/tag_of_town.html", context))


@members_only
def rename_tag(request: SignedInRequest, theme: str, slug: str) -> HttpResponse:
    found = find_theme(theme)
    if not may_set_theme(request.person, found):
        raise MayNot
    tag = _find_tag(found, slug)
    form = TagForm(typed(request), initial={"name": tag.name})
    if form.is_bound and form.is_valid():
        try:
            kept = actions.rename_tag(tag, by=request.person, name=form.cleaned_data["name"])
        except ValidationError as wrong:
            form.add_error("name", wrong)
        else:
            messages.success(request, _("The tag has its new name. The old one still leads here."))
            kept.theme = found
            return redirect(kept)
    return fragments.render(request, "wiki/tag_rename.html", {"wiki": found, "tag": tag, "form": form})


def _find_tag(theme: Theme, slug: str) -> Tag:
    tag = Tag.objects.select_related("leads_to").filter(theme=theme, slug=title_key(slug)).first()
    if tag is None:
        raise NotHere
    tag = tag.leads_to or tag
    tag.theme = theme
    return tag
