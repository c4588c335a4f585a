"""Numbers for the town: open data without people, and for those who look after the board, where help is missing."""

import csv
import io
from datetime import date

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from commons.base.addresses import absolute
from commons.communities.towns import own_town
from commons.live.remembered import RememberedEach
from commons.people.middleware import SignedInRequest, members_only
from mutual_aid.actions import the_board
from mutual_aid.categories import category_named
from mutual_aid.counting import LEAST, Balance, Row, balanced, published
from mutual_aid.models import Listing
from mutual_aid.permissions import may_read_balance
from mutual_aid.states import ListingState

LICENCE = ("Licence Ouverte 2.0", "https://www.etalab.gouv.fr/licence-ouverte-open-licence/")
COLUMNS = ["mois", "nature", "categorie", "quartier", "nombre"]
SEVERAL = "plusieurs"
_kept: RememberedEach[list[Row]] = RememberedEach(most=1)


def numbers(request: HttpRequest) -> HttpResponse:
    """What is counted, how, under which licence, and where to take it."""
    rows = _rows()
    last = max((row.month for row in rows), default="")
    context = {
        "rows": [_shown(row) for row in rows if row.month == last],
        "month": date.fromisoformat(f"{last}-01") if last else None,
        "least": LEAST,
        "licence": LICENCE,
        "columns": COLUMNS,
        "may_read_balance": may_read_balance(request.person or None, the_board()),  # type: ignore[attr-defined]
    }
    return render(request, "mutual_aid/numbers.html", context)


def numbers_csv(request: HttpRequest) -> HttpResponse:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in _rows():
        writer.writerow([*_words(row), row.count])
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="entraide.csv"'
    return _open(response)


def numbers_json(request: HttpRequest) -> HttpResponse:
    told = {
        "titre": f"Entraide, {own_town().name}",
        "licence": LICENCE[0],
        "licence_url": LICENCE[1],
        "description": absolute(reverse("mutual_aid:numbers")),
        "plus_petit_nombre": LEAST,
        "lignes": [dict(zip(COLUMNS, [*_words(row), row.count], strict=True)) for row in _rows()],
    }
    return _open(JsonResponse(told, json_dumps_params={"ensure_ascii": False}))


@members_only
def balance(request: SignedInRequest) -> HttpResponse:
    """Who waits how long and where offers are missing, by category and by neighbourhood. Nobody is named."""
    if not may_read_balance(request.person, the_board()):
        raise Http404
    context = {"by_category": _balance("category"), "by_neighbourhood": _balance("neighbourhood__name")}
    return render(request, "mutual_aid/balance.html", context)


def _open(response: HttpResponse) -> HttpResponse:
    """Programs of other places may read it too, and every reader gets the same."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "public, max-age=3600"
    return response


def _rows() -> list[Row]:
    """Months that are over: what is counted of them does not change from one day to the next."""
    first = timezone.localdate().replace(day=1)
    return _kept.get(first, lambda: published(_counts(first)))


def _counts(before: date) -> dict[tuple[str, str, str, str], int]:
    """Everything that was ever sent to the board, whatever became of it: erased rows still know these four things."""
    sent = Listing.objects.local().exclude(state__in=[ListingState.DRAFT, ListingState.PENDING])
    months = sent.order_by().annotate(month=TruncMonth("created"))
    rows = months.values_list("month", "kind", "category", "neighbourhood__name").annotate(n=Count("pk"))
    return {
        (month.strftime("%Y-%m"), kind, str(category), place or "-"): n
        for month, kind, category, place, n in rows
        if month.date() < before
    }


def _words(row: Row) -> list[str]:
    """Words of the open data: the same whoever reads, whatever language they read in."""
    return [row.month or SEVERAL, row.kind or SEVERAL, row.category or SEVERAL, row.neighbourhood or SEVERAL]


def _shown(row: Row) -> dict[str, object]:
    """A row in the reader's language."""
    return {
        "kind": Listing.Kind(row.kind).label if row.kind else "",
        "category": category_named(row.category).label if row.category else "",
        "neighbourhood": row.neighbourhood,
        "count": row.count,
    }


def _balance(column: str) -> list[Balance]:
    now, is_open = timezone.now(), Listing.objects.local().filter(state=ListingState.OPEN).order_by()
    wanted = is_open.filter(kind__in=[Listing.Kind.REQUEST, Listing.Kind.TASK], responses=None)
    offered = is_open.filter(kind__in=[Listing.Kind.OFFER, Listing.Kind.LOAN])
    waiting = (
        (_name(column, value), (now - since).days) for value, since in wanted.values_list(column, "created")
    )
    return balanced(waiting, (_name(column, value) for value in offered.values_list(column, flat=True)))


def _name(column: str, value: str | None) -> str:
    return str(category_named(str(value)).label) if column == "category" else value or ""
