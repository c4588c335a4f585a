"""The board, one's own page of it, and what waits for a moderator."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from commons.base.fragments import render, stored
from commons.communities.verbs import Verb
from commons.live.remembered import Remembered
from commons.moderation.models import Decision
from commons.people.middleware import SignedInRequest, members_only
from commons.people.permissions import is_moderator
from commons.places.models import Neighbourhood
from commons.places.neighbourhoods import neighbourhoods
from mutual_aid import finding
from mutual_aid.actions import the_board
from mutual_aid.forms import FilterForm
from mutual_aid.forms.alerts import FILTERS
from mutual_aid.mapping import board_map
from mutual_aid.models import Listing, ListingQuerySet, Response, SavedAlert
from mutual_aid.states import CLOSED, ListingState
from mutual_aid.suggesting import profile_of, suggestions_for

MOST_OWN = 100

_board = Remembered(the_board, until={Verb.COMMUNITY_REVISED})


def board(request: HttpRequest) -> HttpResponse:
    """The list; with `?carte=1` the map too, which is as heavy. Visitors share one stored page."""
    person = request.person or None  # type: ignore[attr-defined]
    places = neighbourhoods()
    profile = profile_of(person, places)
    form = FilterForm(request.GET, neighbourhoods=places, has_profile=profile is not None)
    wanted = form.wanted
    readable = Listing.objects.on_board().readable_by(person)
    willing = profile.willing if profile else None
    found = finding.filtered(readable, wanted, places, body_too=person is not None, willing=willing)
    after = finding.key_after(request.GET.get("apres", ""))
    page = finding.page_of(found, after, counted=bool(wanted) and after is None)
    by_key: dict[int | None, Neighbourhood] = {here.pk: here for here in places}
    for row in page.rows:
        row.neighbourhood = by_key.get(row.neighbourhood_id)
    is_first = not wanted and after is None
    context = {
        "form": form,
        "choices": _choices(form, places),
        "listings": page.rows,
        "is_filtered": bool(wanted),
        "chips": _chips(form),
        "count": page.count,
        "most_counted": finding.MOST_COUNTED,
        "to_save": _to_save(wanted) if person and person.is_local else None,
        "kinds": _kind_links(wanted),
        "older": _address({**wanted, "apres": page.following}) if page.following else "",
        "newer": _address(wanted) if after else "",
        "map": _map(places, readable) if "carte" in request.GET else None,
        "poster_of": wanted.get("where"),
        "map_address": _address({**wanted, "carte": "1"}) + "#carte" if places else "",
        "board": _board() if person else None,
        "suggestions": suggestions_for(profile, places) if profile and is_first else [],
    }
    answer = render(request, "mutual_aid/board.html", context, part="list")
    return stored(request, answer)


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
    listings = list(waiting.select_related("neighbourhood").order_by("created")[:MOST_OWN])
    held = Decision.objects.held_among(listings)
    return render(
        request,
        "mutual_aid/review.html",
        {"rows": [(listing, held.get(listing.pk, [])) for listing in listings]},
    )


def _choices(form: FilterForm, places: Sequence[Neighbourhood]) -> str:
    """The fields in which one chooses, half the work of the page: drawn once for all who have chosen alike."""
    kept = ("kind", "category", "where", "around", "free", "mine")
    chosen = tuple((name, str(form.wanted[name])) for name in kept if name in form.wanted)
    named = tuple((place.slug, place.name) for place in places)
    return _drawn_choices(chosen, named, "mine" in form.fields, get_language() or "")


@lru_cache(maxsize=256)
def _drawn_choices(
    chosen: tuple[tuple[str, str], ...], named: tuple[tuple[str, str], ...], has_profile: bool, _language: str
) -> SafeString:
    places = [Neighbourhood(slug=slug, name=name) for slug, name in named]
    form = FilterForm(dict(chosen), neighbourhoods=places, has_profile=has_profile)
    return render_to_string("mutual_aid/_filters_chosen.html", {"form": form})


def _address(wanted: dict[str, Any]) -> str:
    """The board's address with these filters."""
    query = {name: "1" if value is True else str(value) for name, value in wanted.items()}
    return reverse("mutual_aid:board") + (f"?{urlencode(query)}" if query else "")


def _chips(form: FilterForm) -> list[dict[str, str]]:
    """Each filter that is on, and the address without it; the kind has its own row of links."""
    wanted = form.wanted
    return [
        {"words": form.words_of(name), "address": _address({n: v for n, v in wanted.items() if n != name})}
        for name in wanted
        if name != "kind"
    ]


def _to_save(wanted: dict[str, Any]) -> dict[str, str]:
    """The filters of which one can be told, as the form of alerts takes them."""
    kept = {name: str(value) for name, value in wanted.items() if name in FILTERS}
    return {**kept, "how": SavedAlert.How.HERE.value} if kept else {}


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
