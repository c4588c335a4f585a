"""Looking after a theme: what its pages still need, list by list, and its settings."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from commons.base import fragments
from commons.base.errors import MayNot, NotHere
from commons.base.numbers import natural
from commons.people.middleware import SignedInRequest, asking, members_only
from commons.people.permissions import is_administrator
from wiki import actions, rendering, special_lists
from wiki.models import Page, Theme
from wiki.permissions import may_create_page, may_set_theme
from wiki.special_lists import LISTS, PER_PAGE, SpecialList
from wiki.theme_forms import OpenThemeForm, ThemeForm
from wiki.views.drafting import typed
from wiki.views.finding import find_theme


def list_lists(request: HttpRequest, theme: str) -> HttpResponse:
    found = find_theme(theme)
    context = {
        "wiki": found,
        "lists": [one for one in LISTS.values() if _applies(one, found)],
        "may_set": may_set_theme(asking(request), found),
    }
    return fragments.stored(request, fragments.render(request, "wiki/keeping.html", context))


def show_list(request: HttpRequest, theme: str, name: str) -> HttpResponse:
    found, chosen = find_theme(theme), _called(name)
    return _list(request, chosen, found, chosen.after(found, natural(request.GET.get("after"))))


def show_list_of_town(request: HttpRequest, name: str) -> HttpResponse:
    """The same of all themes of this town, for the lists that an index serves without a theme."""
    chosen = _called(name)
    if not chosen.in_town:
        raise NotHere
    return _list(request, chosen, None, chosen.after(None, natural(request.GET.get("after"))))


def _list(request: HttpRequest, chosen: SpecialList, theme: Theme | None, pages: list[Page]) -> HttpResponse:
    context: dict[str, Any] = {
        "wiki": theme,
        "list": chosen,
        "pages": pages[:PER_PAGE],
        "next": pages[PER_PAGE - 1].pk if len(pages) > PER_PAGE else None,
        "is_further": "after" in request.GET,
    }
    return fragments.stored(request, fragments.render(request, "wiki/special_list.html", context))


def list_wanted(request: HttpRequest, theme: str) -> HttpResponse:
    found = find_theme(theme)
    rows = special_lists.wanted(found, request.GET.get("after", "").replace("\x00", ""))
    may_begin = may_create_page(asking(request), found)
    for row in rows:
        row["begin"] = rendering.begin_address(found, row["title"]) if may_begin else ""
    context = {
        "wiki": found,
        "rows": rows[:PER_PAGE],
        "next": rows[PER_PAGE - 1]["target_key"] if len(rows) > PER_PAGE else "",
        "is_further": "after" in request.GET,
    }
    return fragments.stored(request, fragments.render(request, "wiki/wanted_list.html", context))


@members_only
def set_theme(request: SignedInRequest, theme: str) -> HttpResponse:
    found = find_theme(theme)
    if not may_set_theme(request.person, found):
        raise MayNot
    form = ThemeForm(found, typed(request))
    if form.is_bound and form.is_valid():
        actions.set_theme(found, by=request.person, **form.cleaned_data)
        messages.success(request, _("The settings of this theme are written down."))
        return redirect(found)
    return fragments.render(request, "wiki/theme_settings.html", {"wiki": found, "form": form})


@members_only
def open_theme(request: SignedInRequest) -> HttpResponse:
    if not is_administrator(request.person):
        raise MayNot
    form = OpenThemeForm(typed(request))
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        opened = actions.open_theme(
            by=request.person,
            handle=said["handle"],
            name=said["name"],
            description=said["summary"],
            rules=said["rules"],
            licence=said["licence"],
        )
        messages.success(request, _("It is open. You can name who looks after it."))
        return redirect(opened)
    status = 422 if form.is_bound else 200
    return fragments.render(request, "wiki/theme_open.html", {"form": form}, status=status)


def _called(name: str) -> SpecialList:
    if name not in LISTS:
        raise NotHere
    return LISTS[name]


def _applies(one: SpecialList, theme: Theme) -> bool:
    """Sources only where the theme asks for them; what is verified elsewhere is told there."""
    if one.name == "sources-a-trouver":
        return theme.sources_required
    return theme.is_local or one.name != "a-verifier"
