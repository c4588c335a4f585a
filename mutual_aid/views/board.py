"""The board, one's own page of it, and what waits for a moderator."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language

from commons.base.fragments import public, render
from commons.base.numbers import natural
from commons.communities.verbs import Verb
from commons.live.remembered import Remembered
from commons.people.middleware import SignedInRequest, members_only
from commons.people.permissions import is_moderator
from commons.places.models import Neighbourhood
from commons.places.neighbourhoods import neighbourhoods
from mutual_aid.actions import the_board
from mutual_aid.forms import FilterForm
from mutual_aid.mapping import board_map
from mutual_aid.models import Listing, ListingQuerySet, Response
from mutual_aid.states import CLOSED, ListingState

PER_PAGE = 12
MOST_OWN = 100

_board = Remembered(the_board, until={Verb.COMMUNITY_REVISED})


def board(request: HttpRequest) -> HttpResponse:
    """The list; with `?carte=1` the map too, which is as heavy. Visitors share one stored page."""
    person = request.person or None  # type: ignore[attr-defined]
    places = neighbourhoods()
    form = FilterForm(request.GET, neighbourhoods=places)
    readable = Listing.objects.on_board().readable_by(person)
    found = _filtered(readable, form.wanted, body_too=person is not None).newest_open_first()
    page = natural(request.GET.get("page"), most=10**6) or 1
    rows = list(found[(page - 1) * PER_PAGE : page * PER_PAGE + 1])
    by_key: dict[int | None, Neighbourhood] = {here.pk: here for here in places}
    for row in rows:
        row.neighbourhood = by_key.get(row.neighbourhood_id)
    context = {
        "filters": _filters(form, tuple((n.slug, n.name) for n in places)),
        "listings": rows[:PER_PAGE],
        "is_filtered": bool(form.wanted),
        "kinds": _kind_links(form.wanted),
        "older": _address(form.wanted, page + 1) if len(rows) > PER_PAGE else "",
        "newer": _address(form.wanted, page - 1) if page > 1 else "",
        "map": _map(places, readable) if "carte" in request.GET else None,
        "map_address": _address({**form.wanted, "carte": "1"}) + "#carte" if places else "",
        "board": _board() if person else None,
    }
    answer = render(request, "mutual_aid/board.html", context, part="list")
    return answer if request.user.is_authenticated else public(answer)


@members_only
def mine(request: SignedInRequest) -> HttpResponse:
    """My requests and proposals: what waits for me first."""
    person = request.person
    own = Listing.objects.filter(author=person).exclude(state=ListingState.ARCHIVED)
    own = (
        own.select_related("neighbourhood")
        .annotate(answers=Count("responses"))
        .order_by("-created")[:MOST_OWN]
    )
    helps = (
        Response.objects.readable_by(person)
        .filter(helper=person)
        .exclude(listing__state=ListingState.ARCHIVED)
    )
    helps = helps.exclude(listing__state=ListingState.HIDDEN).select_related("listing__neighbourhood")
    context = {
        "living": [listing for listing in own if listing.state not in CLOSED],
        "closed": [listing for listing in own if listing.state in CLOSED],
        "responses": helps.order_by("-created")[:MOST_OWN],
    }
    return render(request, "mutual_aid/mine.html", context)


@members_only
def review(request: SignedInRequest) -> HttpResponse:
    """Absent for everybody but moderators."""
    if not is_moderator(request.person):
        raise Http404
    waiting = Listing.objects.readable_by(request.person).filter(state=ListingState.PENDING)
    listings = waiting.select_related("neighbourhood").order_by("created")[:MOST_OWN]
    return render(request, "mutual_aid/review.html", {"listings": listings})


def _filtered(found: ListingQuerySet, wanted: dict[str, Any], *, body_too: bool) -> ListingQuerySet:
    simple = {"kind": "kind", "category": "category", "where": "neighbourhood__slug", "by": "needs_by__lte"}
    found = found.filter(**{simple[name]: value for name, value in wanted.items() if name in simple})
    return found.saying(wanted["q"], body_too=body_too) if "q" in wanted else found


def _filters(form: FilterForm, neighbourhoods: tuple[tuple[str, str], ...]) -> str:
    """The form as it was filled; the empty one, a fifth of the work of the page, is drawn once per language."""
    if form.data.keys() & form.fields.keys():
        return _draw_filters(form)
    return _empty_filters(neighbourhoods, get_language() or "")


@lru_cache(maxsize=8)
def _empty_filters(named: tuple[tuple[str, str], ...], _language: str) -> str:
    return _draw_filters(
        FilterForm({}, neighbourhoods=[Neighbourhood(slug=slug, name=name) for slug, name in named])
    )


def _draw_filters(form: FilterForm) -> str:
    return render_to_string("mutual_aid/_filters.html", {"form": form, "is_filtered": bool(form.wanted)})


def _address(wanted: dict[str, Any], page: int = 1) -> str:
    """The board's address with these filters."""
    query = {name: str(value) for name, value in wanted.items()} | ({"page": str(page)} if page > 1 else {})
    return reverse("mutual_aid:board") + (f"?{urlencode(query)}" if query else "")


def _kind_links(wanted: dict[str, Any]) -> list[dict[str, Any]]:
    others = {name: value for name, value in wanted.items() if name != "kind"}
    return [
        {
            "kind": kind,
            "address": _address({**others, "kind": kind.value}),
            "here": wanted.get("kind") == kind.value,
        }
        for kind in Listing.Kind
    ] + [{"kind": None, "address": _address(others), "here": "kind" not in wanted}]


def _map(places: Sequence[Neighbourhood], readable: ListingQuerySet) -> dict[str, Any]:
    """How many things there are in each neighbourhood, as `parts/_map.html` draws it."""
    rows = readable.order_by().values_list("neighbourhood").annotate(n=Count("pk", distinct=True))
    counts = {pk: n for pk, n in rows if pk}
    hrefs = {n.name: _address({"where": n.slug}) + "#liste" for n in places}
    return board_map(places, counts, hrefs)
