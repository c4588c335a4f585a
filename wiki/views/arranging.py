"""Where pages stand: the contents of a theme, what is around a page, and the form that gives it its place."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from commons.base import fragments
from commons.base.errors import Conflict, MayNot
from commons.base.numbers import natural
from commons.people.middleware import SignedInRequest, asking, members_only
from wiki import actions
from wiki.forms import PlaceForm
from wiki.models import Page, PageLink, Theme
from wiki.models.pages import PageQuerySet
from wiki.permissions import may_place_page
from wiki.related import related_to
from wiki.views.drafting import typed
from wiki.views.finding import find_page, find_theme

PER_PAGE = 50
MOST_BELOW = 500  # pages under those of one part of the contents, on each level


@members_only
def place_page(request: SignedInRequest, theme: str, slug: str) -> HttpResponse:
    page = find_page(request.person, theme, slug)
    if not may_place_page(request.person, page):
        raise MayNot
    start = {"parent": page.parent.title if page.parent else "", "is_disambiguation": page.is_disambiguation}
    form = PlaceForm(page, typed(request), initial=start)
    if form.is_bound and form.is_valid():
        try:
            actions.place_page(page, by=request.person, **form.cleaned_data)
        except Conflict as impossible:
            form.add_error("parent", impossible.sentence)
        else:
            messages.success(request, _("The page has its place."))
            return redirect(page)
    context = {"page": page, "wiki": page.theme, "form": form}
    return fragments.render(request, "wiki/page_place.html", context)


def show_contents(request: HttpRequest, theme: str) -> HttpResponse:
    """The pages that others stand under, with all that stands under them; the rest is in the list by title."""
    found = find_theme(theme)
    tops = found.pages.standing().filter(parent=None, children__isnull=False).distinct().order_by("title_key")
    listed = Paginator(tops, PER_PAGE).get_page(request.GET.get("page"))
    context = {"wiki": found, "pages": listed, "tree": _tree(found, list(listed))}
    return fragments.stored(request, fragments.render(request, "wiki/contents.html", context))


@dataclass
class Branch:
    """A page of the contents and what stands under it."""

    page: Page
    below: list["Branch"] = field(default_factory=list)


def _tree(theme: Theme, tops: list[Page]) -> list[Branch]:
    """One query for each level."""
    tree = level = [Branch(page) for page in tops]
    while level:
        above = {branch.page.pk: branch for branch in level}
        for branch in level:
            branch.page.theme = theme
        level = [Branch(page) for page in _children([branch.page for branch in level])[:MOST_BELOW]]
        for branch in level:
            above[branch.page.parent_id or 0].below.append(branch)
    return tree


def _children(parents: list[Page]) -> PageQuerySet:
    return Page.objects.standing().filter(parent__in=parents).order_by("title_key")


def show_around(request: HttpRequest, theme: str, slug: str) -> HttpResponse:
    """What stands under a page, what has to do with it, and which pages lead there."""
    page = find_page(asking(request), theme, slug)
    after = natural(request.GET.get("after")) or 0
    keys = PageLink.objects.leading_to(page, after=after, most=PER_PAGE + 1)
    leading = Page.objects.filter(pk__in=keys[:PER_PAGE]).select_related("theme__community").order_by("pk")
    below = list(_children([page])[:MOST_BELOW])
    merged = list(page.merged_from.existing().order_by("title_key")[:PER_PAGE])
    for other in (*below, *merged):
        other.theme = page.theme
    context = {
        "page": page,
        "wiki": page.theme,
        "pages": leading,
        "next": keys[PER_PAGE - 1] if len(keys) > PER_PAGE else None,
        "is_further": bool(after),
        "former": page.aliases.order_by("slug")[:PER_PAGE],
        "merged": merged,
        "below": below,
        "related": [] if page.is_disambiguation else related_to(page),
        "may_place": may_place_page(asking(request), page),
        "tab": "read",
    }
    return fragments.stored(request, fragments.render(request, "wiki/page_around.html", context))
