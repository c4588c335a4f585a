"""One box for the whole town."""

from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commons.base.fragments import public, stored
from commons.base.limits import limit, who_asks
from commons.communities.models import Community
from commons.people.middleware import asking
from commons.search.engines import Narrowed
from commons.search.forms import NarrowForm
from commons.search.reading import Found, look_for, suggest
from commons.search.registry import kind_words

PAGE = 20


def results(request: HttpRequest) -> HttpResponse:
    query = _typed(request)
    if not query:
        response = render(request, "search/results.html", {"query": ""})
        return stored(request, response)
    limit("search", who_asks(request), times=60, seconds=60)
    form = NarrowForm(request.GET)
    narrowed = form.narrowed()
    found = look_for(query, person=asking(request), narrowed=narrowed)
    borne = found.tags or ({narrowed.tag: 0} if narrowed.tag else {})
    form.offer(_named(found, narrowed), [(tag, f"{tag} ({n})") for tag, n in borne.items()])
    return render(request, "search/results.html", _shown(request, query, form, narrowed, found))


def suggestions(request: HttpRequest) -> HttpResponse:
    """Titles for the list under the box, while somebody types; the page of results does the same with a press."""
    query = _typed(request)
    limit("suggest", who_asks(request), times=240, seconds=60)
    titles = suggest(query, person=asking(request)) if len(query) > 1 else []
    return render(request, "search/_suggestions.html", {"titles": titles})


def description(request: HttpRequest) -> HttpResponse:
    """The town as a search engine of the browser: https://github.com/dewitt/opensearch, version 1.1."""
    context = {"origin": settings.CALADE_ORIGIN}
    kind = "application/opensearchdescription+xml"
    return public(render(request, "search/description.xml", context, content_type=kind))


def _web_search(query: str) -> dict[str, str] | None:
    """Where to look for the same words outside: the name of the engine that the town has chosen, and its address."""
    if not settings.CALADE_WEB_SEARCH:
        return None
    address = settings.CALADE_WEB_SEARCH.replace("{words}", quote(query, safe=""))
    return {"name": (urlsplit(address).hostname or "").removeprefix("www."), "address": address}


def _typed(request: HttpRequest) -> str:
    return request.GET.get("q", "").replace("\0", "").strip()[:200]


def _shown(
    request: HttpRequest, query: str, form: NarrowForm, narrowed: Narrowed, found: Found
) -> dict[str, Any]:
    page = Paginator(found.documents, PAGE).get_page(request.GET.get("page"))
    words = kind_words()
    chosen = {name: value for name, value in form.data.items() if name in form.fields and value}
    return {
        "query": query,
        "outside": _web_search(query),
        "found": found,
        "kind": narrowed.kind,
        "kinds": [(name, words.get(name, name), count) for name, count in found.kinds.items()],
        "total": len(found.documents),
        "everything": sum(found.kinds.values()),
        "form": form,
        "address": urlencode({"q": query, **chosen}),
        "others": urlencode({"q": query, **{name: v for name, v in chosen.items() if name != "kind"}}),
        "page": page,
        "hits": [(hit, words.get(hit.document.kind, "")) for hit in found.hits(list(page.object_list))],
    }


def _named(found: Found, narrowed: Narrowed) -> list[tuple[int, str]]:
    """Where the hits stand, the most of them first, each with its number: "Jardins (12)"."""
    wanted = set(found.groups) | ({narrowed.group} if narrowed.group else set())
    names = dict(Community.objects.filter(pk__in=wanted).values_list("pk", "name"))
    often = sorted(names, key=lambda pk: (-found.groups.get(pk, 0), names[pk]))
    return [(pk, f"{names[pk]} ({found.groups.get(pk, 0)})") for pk in often[:40]]
