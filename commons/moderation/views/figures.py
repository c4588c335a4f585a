"""What moderation did, for everybody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commons.base.fragments import stored
from commons.moderation import figures


def show_figures(request: HttpRequest) -> HttpResponse:
    """Counts per month, decisions by kind and by rule, and the latest ones without a name."""
    context = {
        "months": figures.months(),
        "kinds": figures.by_kind(),
        "rules": figures.by_rule(),
        "lines": figures.record(),
    }
    response = render(request, "moderation/figures.html", context)
    return stored(request, response)
