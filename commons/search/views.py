"""One box for the whole town."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commons.base.fragments import public
from commons.base.limits import limit, who_asks
from commons.people.middleware import asking
from commons.search.reading import look_for
from commons.search.registry import kind_words

PAGE = 20


def results(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "").strip()[:200]
    if not query:
        response = render(request, "search/results.html", {"query": ""})
        return response if request.user.is_authenticated else public(response)
    limit("search", who_asks(request), times=60, seconds=60)
    kind = request.GET.get("kind", "")
    found = look_for(query, person=asking(request), kind=kind)
    page = Paginator(found.documents, PAGE).get_page(request.GET.get("page"))
    words = kind_words()
    context = {
        "query": query,
        "kind": kind,
        "kinds": [(name, words.get(name, name), count) for name, count in found.kinds.items()],
        "total": sum(found.kinds.values()),
        "page": page,
        "hits": [(hit, words.get(hit.document.kind, "")) for hit in found.hits(list(page.object_list))],
    }
    return render(request, "search/results.html", context)
