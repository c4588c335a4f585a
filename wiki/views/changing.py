"""What changed lately, in a theme and in all of them, and what one person wrote."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict

from commons.base import fragments
from commons.base.errors import NotHere
from commons.base.numbers import natural
from commons.people import homes
from commons.people.middleware import asking
from commons.people.models import Person
from wiki import recent
from wiki.choices import ChangesForm
from wiki.models import Change, EditProposal, PageProposal, Revision, Theme
from wiki.models.revisions import RevisionQuerySet
from wiki.permissions import looks_after
from wiki.views.finding import find_theme
from wiki.views.watching import thanked

PER_PAGE = 50


def list_changes(request: HttpRequest, theme: str) -> HttpResponse:
    return _list(request, find_theme(theme))


def list_changes_of_town(request: HttpRequest) -> HttpResponse:
    return _list(request, None)


def _list(request: HttpRequest, theme: Theme | None) -> HttpResponse:
    asked = request.GET.copy()
    after = natural(asked.pop("after", [""])[-1])
    person = asking(request)
    form = ChangesForm(theme, _without_nulls(asked))
    changes: list[Change] = []
    further = None
    if form.is_valid():
        rows = recent.chosen(person, **{"theme": theme, **form.cleaned_data})
        changes, further = recent.page_of(rows, after)
    for change in changes:
        # The public record does not name what was deleted; those who may restore it know.
        change.is_named = change.page.is_shown or looks_after(person, change.theme)  # type: ignore[attr-defined]
    context: dict[str, Any] = {
        "wiki": theme,
        "form": form,
        "changes": changes,
        "thanked": thanked(person, [change.revision for change in changes if change.revision]),
        "next": _with_key(asked, further),
        "first": f"?{asked.urlencode()}" if after else "",
        "is_chosen": any(asked.values()),
    }
    return fragments.stored(request, fragments.render(request, "wiki/changes.html", context))


def list_contributions(request: HttpRequest, acct: str) -> HttpResponse:
    """For everybody what everybody may read, the newest first, and no figures of anybody."""
    shown, reader = find_person(acct), asking(request)
    is_me = reader == shown
    asked = request.GET.copy()
    after = natural(asked.pop("after", [""])[-1])
    rows = list(contributions_of(shown, is_own=is_me).before(after)[: PER_PAGE + 1])
    context: dict[str, Any] = {
        "shown": shown,
        "is_me": is_me,
        "revisions": rows[:PER_PAGE],
        "next": f"?after={rows[PER_PAGE - 1].pk}" if len(rows) > PER_PAGE else "",
        "first": "?" if after else "",
    }
    if is_me:
        proposals = EditProposal.objects.of(shown).select_related("page__theme__community")
        context["proposals"] = proposals.order_by("-pk")[:PER_PAGE]
        pages = PageProposal.objects.of(shown).select_related("theme__community")
        context["page_proposals"] = pages.order_by("-pk")[:PER_PAGE]
    return fragments.stored(request, fragments.render(request, "wiki/contributions.html", context))


def contributions_of(person: Person, *, is_own: bool = False) -> RevisionQuerySet:
    """What waits, or was not taken, is for its author."""
    rows = Revision.objects.of(person).select_related("page__theme__community", "author")
    return homes.not_hidden(rows if is_own else rows.live(), "page__home")


def find_person(acct: str) -> Person:
    handle, _at, home = acct.replace("\x00", "").partition("@")
    person = Person.objects.active().filter(handle__iexact=handle, home=home).first()
    if person is None or homes.is_hidden(person.home):
        raise NotHere
    return person


def _without_nulls(asked: QueryDict) -> dict[str, str]:
    return {name: str(value).replace("\x00", "") for name, value in asked.items()}


def _with_key(asked: QueryDict, further: int | None) -> str:
    if further is None:
        return ""
    query = asked.copy()
    query["after"] = str(further)
    return f"?{query.urlencode()}"
