"""One page as one file that needs nothing else: HTML with its style inside, and the same as PDF."""

import logging
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from commons.base.addresses import absolute
from wiki import rendering
from wiki.exchange.facts import facts_of
from wiki.exchange.rewriting import rewritten
from wiki.models import Page

HAS_WEASYPRINT = find_spec("weasyprint") is not None
# It warns, page by page, of every rule that is for screens.
logging.getLogger("weasyprint").setLevel(logging.ERROR)

STYLE = (Path(__file__).parent / "paper.css").read_text()


def page_as_html(page: Page) -> str:
    """Links lead to this town; nothing is fetched when it is read."""
    context = {
        "facts": facts_of(page),
        "html": rewritten(str(rendering.shown(page).html), absolute_link),
        "language": page.theme.language or settings.LANGUAGE_CODE,
        "theme": page.theme,
        "style": STYLE,
    }
    return render_to_string("wiki/alone.html", context)


def absolute_link(address: str) -> str:
    return absolute(address) if address.startswith("/") else address


def can_make_pdf() -> bool:
    """Only where the extra `pdf` is installed; everywhere else the browser prints."""
    return HAS_WEASYPRINT


def page_as_pdf(page: Page) -> bytes:
    """Tagged for screen readers (PDF/UA). It is drawn from our own text alone: nothing is ever fetched."""
    document = _weasyprint().HTML(string=page_as_html(page), url_fetcher=_nothing_from_outside())
    pdf: bytes = document.write_pdf(pdf_variant="pdf/ua-1")
    return pdf


def _nothing_from_outside() -> Any:
    """Neither files of this machine, nor the network."""
    return _weasyprint().urls.URLFetcher(allowed_protocols=(), allow_redirects=False)


def _weasyprint() -> Any:
    """Loaded for the first PDF: every process would carry 23 MB and start 0.4 s later for what few of them draw."""
    return import_module("weasyprint")
