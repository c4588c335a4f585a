"""Pages and themes as files: taking them away, bringing them in, how far the work is."""

import csv
from collections.abc import Iterable, Iterator

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commons.base import fragments
from commons.base.errors import MayNot, NotHere
from commons.base.limits import limit, who_asks
from commons.people.middleware import SignedInRequest, asking, members_only
from commons.people.models import Person
from wiki import actions
from wiki.exchange.alone import can_make_pdf, page_as_html, page_as_pdf
from wiki.exchange.leaving import page_as_markdown
from wiki.exchange.writers import writer_for
from wiki.forms import ExportForm, ImportForm
from wiki.models import Exchange, Page, Remark
from wiki.permissions import may_bring_pages, may_see_exchange, may_stop_exchange
from wiki.views.finding import find_page, find_theme

REMARKS_PER_PAGE = 100
MOST_LISTED = 20


def list_exchanges(request: HttpRequest, theme: str) -> HttpResponse:
    found, person = find_theme(theme), asking(request)
    if not found.is_local:
        raise NotHere
    form = ExportForm(fragments.sent(request))
    if request.method == "POST" and form.is_valid():
        limit("wiki-exports", who_asks(request), times=20, seconds=3600)
        return redirect(actions.ask_export(found, by=person, kind=form.cleaned_data["kind"]))
    exchanges = found.exchanges.select_related("theme__community").order_by("-pk")
    may_import = may_bring_pages(person, found)
    context = {
        "wiki": found,
        "form": form,
        "exports": exchanges.exports()[:MOST_LISTED],
        "imports": exchanges.imports()[:MOST_LISTED] if may_import else [],
        "may_import": may_import,
    }
    return fragments.render(request, "wiki/exchange_list.html", context)


@members_only
def bring_pages(request: SignedInRequest, theme: str) -> HttpResponse:
    found = find_theme(theme)
    if not may_bring_pages(request.person, found):
        raise MayNot
    form = ImportForm(fragments.sent(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return redirect(actions.ask_import(found, by=request.person, file=form.cleaned_data["file"]))
    return fragments.render(request, "wiki/exchange_import.html", {"wiki": found, "form": form})


def show_exchange(request: HttpRequest, theme: str, uid: str) -> HttpResponse:
    person = asking(request)
    exchange = _find_exchange(person, theme, uid)
    remarks = exchange.remarks.exclude(what__in=[Remark.What.ALIAS, Remark.What.MERGED]).order_by(
        "what", "pk"
    )
    context = {
        "wiki": exchange.theme,
        "exchange": exchange,
        "remarks": Paginator(remarks, REMARKS_PER_PAGE).get_page(request.GET.get("page")),
        "may_stop": exchange.is_running and may_stop_exchange(person, exchange),
    }
    return fragments.render(request, "wiki/exchange_detail.html", context)


def take_file(request: HttpRequest, theme: str, uid: str) -> HttpResponseBase:
    exchange = _find_exchange(asking(request), theme, uid)
    if not exchange.is_ready:
        raise NotHere
    writer = writer_for(exchange.kind)
    name = f"{exchange.theme.slug}-{exchange.kind}.{writer.suffix}"
    response = FileResponse(
        exchange.file.open("rb"), as_attachment=True, filename=name, content_type=writer.media_type
    )
    response["Content-Encoding"] = "identity"  # it is packed already, or too large to be packed on the way
    return response


def take_report(request: HttpRequest, theme: str, uid: str) -> HttpResponseBase:
    exchange = _find_exchange(asking(request), theme, uid)
    rows = exchange.remarks.order_by("pk").iterator(chunk_size=1000)
    response = StreamingHttpResponse(_csv_lines(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{exchange.uid}.csv"'
    return response


class _Line:
    """What csv writes to: it hands the line on."""

    def write(self, line: str) -> str:
        return line


def _csv_lines(remarks: Iterable[Remark]) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield writer.writerow([_("page"), _("what became of it"), _("detail")])
    for remark in remarks:
        cells = [remark.page, str(remark.get_what_display()), remark.detail]
        # A spreadsheet would take these for formulas.
        yield writer.writerow(
            [f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell for cell in cells]
        )


@require_POST
@members_only
def stop_exchange(request: SignedInRequest, theme: str, uid: str) -> HttpResponse:
    exchange = _find_exchange(request.person, theme, uid)
    actions.stop_exchange(exchange, by=request.person)
    messages.success(request, _("It is stopped."))
    return redirect(exchange)


def take_markdown(request: HttpRequest, theme: str, slug: str) -> HttpResponse:
    page = _existing(request, theme, slug)
    return _attached(page, "md", page_as_markdown(page).encode(), "text/markdown; charset=utf-8")


def take_html(request: HttpRequest, theme: str, slug: str) -> HttpResponse:
    page = _existing(request, theme, slug)
    return _attached(page, "html", page_as_html(page).encode(), "text/html; charset=utf-8")


def take_pdf(request: HttpRequest, theme: str, slug: str) -> HttpResponse:
    page = _existing(request, theme, slug)
    if not can_make_pdf():
        raise NotHere
    limit("wiki-pdf", who_asks(request), times=10, seconds=600)
    return _attached(page, "pdf", page_as_pdf(page), "application/pdf")


def _existing(request: HttpRequest, theme: str, slug: str) -> Page:
    page = find_page(asking(request), theme, slug)
    if page.deleted_at is not None:
        raise NotHere
    return page


def _attached(page: Page, suffix: str, body: bytes, media_type: str) -> HttpResponse:
    response = HttpResponse(body, content_type=media_type)
    named = content_disposition_header(as_attachment=True, filename=f"{page.slug}.{suffix}")
    response["Content-Disposition"] = named or "attachment"
    return response


def _find_exchange(person: Person | None, theme: str, uid: str) -> Exchange:
    rows = find_theme(theme).exchanges.select_related("theme__community")
    exchange: Exchange | None = rows.filter(uid=uid).first()
    if exchange is None or not may_see_exchange(person, exchange):
        raise NotHere
    return exchange
