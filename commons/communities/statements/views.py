"""The pages of what the town declares. They change with the program and with nothing that anybody writes here."""

import gzip
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commons.base import wellknown
from commons.base.fragments import stored
from commons.base.text import render_markdown
from commons.communities.actions import the_town
from commons.communities.statements import accessibility, measures, security, software

STYLES = ["commons/css/calade.css", "commons/css/parts.css"]


def show_accessibility(request: HttpRequest) -> HttpResponse:
    own = the_town().accessibility
    context = {
        "text": render_markdown(own, profile="wiki").html if own else "",
        "themes": accessibility.THEMES,
        "broken": accessibility.BROKEN,
        "state": accessibility.state(),
        "share": accessibility.share(),
        "assessed": accessibility.ASSESSED,
        "measured": measures.published(),
    }
    return stored(request, render(request, "communities/accessibility.html", context))


def show_sobriety(request: HttpRequest) -> HttpResponse:
    """The page weighs itself: drawn once, put on the scales with its style sheets, drawn again with the figure."""
    context: dict[str, Any] = {"measured": measures.published()}
    first = render(request, "communities/sobriety.html", context)
    weight = len(gzip.compress(first.content)) + sum(_weight_of(style) for style in STYLES)
    context |= {"page_kilobytes": round(weight / 1000)}
    return stored(request, render(request, "communities/sobriety.html", context))


def _weight_of(static: str) -> int:
    found = finders.find(static)
    return len(gzip.compress(Path(found).read_bytes())) if isinstance(found, str) else 0


def show_software(request: HttpRequest) -> HttpResponse:
    context = {"packages": software.packages()}
    return stored(request, render(request, "communities/software.html", context))


def show_security(request: HttpRequest) -> HttpResponse:
    context = {"counted": security.requirements(), "contact": wellknown.contact()}
    return stored(request, render(request, "communities/security.html", context))
