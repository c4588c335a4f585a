"""Two pages that become one, a page of another town that becomes ours too, and our version offered to its home."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commons.base import fragments
from commons.base.errors import Conflict, MayNot, NotHere
from commons.base.limits import limit, who_asks
from commons.communities.towns import town_name
from commons.people.middleware import SignedInRequest, members_only
from commons.people.models import Person
from wiki import actions
from wiki.forms import ForkForm, MergeForm
from wiki.models import Page, Theme
from wiki.permissions import may_fork_page, may_look_after_page, may_propose_edit
from wiki.views.finding import find_page


@members_only
def merge_page(request: SignedInRequest, theme: str, slug: str) -> HttpResponse:
    page = find_page(request.person, theme, slug)
    if not may_look_after_page(request.person, page):
        raise MayNot
    form = MergeForm(page, fragments.sent(request))
    if request.method == "POST" and form.is_valid():
        into = actions.merge_pages(page, by=request.person, **form.cleaned_data)
        messages.success(request, _("The two pages are one. The history of the other one is kept."))
        return redirect(into)
    context = {"page": page, "wiki": page.theme, "form": form}
    return fragments.render(request, "wiki/page_merge.html", context)


@members_only
def fork_page(request: SignedInRequest, theme: str, slug: str) -> HttpResponse:
    page = find_page(request.person, theme, slug)
    themes = Theme.objects.filter(pk__in=[one.pk for one in themes_for(request.person, page)])
    if not themes:
        raise MayNot
    form = ForkForm(themes, fragments.sent(request), initial={"title": page.title})
    if request.method == "POST" and form.is_valid():
        limit("wiki", who_asks(request), times=60, seconds=600)
        try:
            ours = actions.fork_page(page, by=request.person, **form.cleaned_data)
        except Conflict as taken:
            form.add_error("title", taken.sentence)
        else:
            messages.success(request, _("This page is ours now. It says where it comes from."))
            return redirect(ours)
    context = {"page": page, "wiki": page.theme, "form": form}
    return fragments.render(request, "wiki/page_fork.html", context)


def themes_for(person: Person | None, page: Page) -> list[Theme]:
    """The themes of this town in which this person may begin their own version of the page."""
    if page.is_local or person is None:
        return []
    own = Theme.objects.filter(community__home="").select_related("community").order_by("community__name")
    return [theme for theme in own if may_fork_page(person, page, theme)]


@require_POST
@members_only
def offer_back(request: SignedInRequest, theme: str, slug: str) -> HttpResponse:
    """What our version says now, proposed to the town where it began, as a change to what it began as."""
    page = find_page(request.person, theme, slug)
    origin = page.derived_page
    if origin is None or page.current is None or not may_propose_edit(request.person, origin):
        raise MayNot
    base = origin.revisions.filter(uri=page.derived_from).first()
    if base is None:
        raise NotHere
    limit("wiki", who_asks(request), times=60, seconds=600)
    proposal = actions.propose_edit(
        origin, by=request.person, text=page.accepted.text, based_on=base, summary=page.title
    )
    said = _("Proposed. We are waiting for the answer of %(town)s.")
    messages.success(request, said % {"town": town_name(origin.home)})
    return redirect(proposal)
