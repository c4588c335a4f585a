"""Watching pages and themes, one's own list of them, and thanking for a change."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from commons.base import fragments
from commons.base.errors import NotHere
from commons.base.limits import limit, who_asks
from commons.base.ways import way
from commons.people.middleware import SignedInRequest, members_only
from commons.people.models import Person
from wiki import actions
from wiki.actions.digests import whose_digest
from wiki.choices import WatcherForm, WatchForm
from wiki.models import Page, Revision, Thanks, Theme, Watch, Watcher
from wiki.views.finding import find_page, find_theme

PER_PAGE = 500


@members_only
def watch_page(request: SignedInRequest, theme: str, slug: str) -> HttpResponse:
    return _watch(request, find_page(request.person, theme, slug))


@members_only
def watch_theme(request: SignedInRequest, theme: str) -> HttpResponse:
    return _watch(request, find_theme(theme))


def _watch(request: SignedInRequest, target: Page | Theme) -> HttpResponse:
    """`stop`, or from the list how to be told; a bare press begins. Who comes by the address chooses first."""
    if "stop" in request.POST:
        actions.stop_watching(target, by=request.person)
        messages.success(request, _("You do not watch it any more."))
        return redirect(_back(request, target))
    known = Watch.objects.filter(person=request.person, **{_kind(target): target}).first()
    form = WatchForm(request.POST if "level" in request.POST else None, initial=_said(known))
    if form.is_valid():
        actions.watch(target, by=request.person, **form.cleaned_data)
        messages.success(request, _("It is written down how you are told."))
        return redirect("wiki:watched")
    if request.method == "POST" and not form.is_bound:
        actions.watch(target, by=request.person)
        messages.success(request, _("You watch it: you are told what others change."))
        return redirect(_back(request, target))
    context: dict[str, Any] = {"form": form, "target": target, "watch": known, "page": None, "wiki": target}
    if isinstance(target, Page):
        context |= {"page": target, "wiki": target.theme}
    return fragments.render(request, "wiki/watch.html", context, status=422 if form.errors else 200)


def _kind(target: Page | Theme) -> str:
    return "page" if isinstance(target, Page) else "theme"


def _said(watch: Watch | None) -> dict[str, object]:
    return {"level": watch.level, "minor": watch.minor} if watch else {"level": Watch.Level.EVERY}


@members_only
def list_watched(request: SignedInRequest) -> HttpResponse:
    watches = Watch.objects.of(request.person).order_by("-since", "-pk")[:PER_PAGE]
    wishes = Watcher.objects.filter(person=request.person).first() or Watcher()
    start = {"pages_begun": wishes.pages_begun, "pages_edited": wishes.pages_edited}
    context = {"watches": watches, "form": WatcherForm(initial=start)}
    return fragments.render(request, "wiki/watched.html", context)


@require_POST
@members_only
def choose_watching(request: SignedInRequest) -> HttpResponse:
    form = WatcherForm(request.POST)
    if form.is_valid():
        actions.choose_watching(by=request.person, **form.cleaned_data)
        messages.success(request, _("Your choice is kept."))
    return redirect("wiki:watched")


@csrf_exempt
def end_digests(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the message: a button for people, one POST for their mail program (RFC 8058). Nobody logs in."""
    person = whose_digest(token)
    if person is None:
        raise NotHere
    if request.method == "POST":
        actions.end_digests(person)
    return fragments.render(request, "wiki/digest_end.html", {"is_done": request.method == "POST"})


@require_POST
@members_only
def thank(request: SignedInRequest, theme: str, slug: str, number: int) -> HttpResponse:
    page = find_page(request.person, theme, slug)
    limit("thanks", who_asks(request), times=20, seconds=3600)
    actions.thank(page, by=request.person, number=number)
    messages.success(request, _("The author is told that you say thank you."))
    return redirect(_back(request, page))


def thanked(person: Person | None, revisions: Iterable[Revision]) -> set[int]:
    """The keys of those among `revisions` for which this reader has said thank you."""
    if person is None:
        return set()
    said = Thanks.objects.filter(person=person, revision__in=[revision.pk for revision in revisions])
    return set(said.values_list("revision", flat=True))


def _back(request: HttpRequest, target: Page | Theme) -> str:
    """Where the button stood, when that is a page of this town."""
    return way(request.POST.get("next", ""), otherwise=target.get_absolute_url())
