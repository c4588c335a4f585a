"""What everybody may read: the register, and what became of somebody's leaving for whoever holds the receipt."""

import csv
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from commons.base import register
from commons.base.fragments import stored
from commons.base.limits import limit, network_of
from commons.communities.models import NeighbourTown
from commons.privacy.actions.erasing import erasure_of
from commons.privacy.models import Subcontractor

COLUMNS = ["key", "name", "purpose", "basis", "recipients", "model", "data", "columns", "kept"]


def show_register(request: HttpRequest) -> HttpResponse:
    """Article 30 of the GDPR, drawn from what the programs themselves declare and carry out."""
    context = {
        "processings": register.processings(),
        "subcontractors": Subcontractor.objects.filter(ended_at=None),
        "neighbours": NeighbourTown.objects.exclude(name="").order_by("name"),
    }
    response = render(request, "privacy/register.html", context)
    return stored(request, response)


def show_purpose(request: HttpRequest, key: str) -> HttpResponse:
    found = register.processing(key)
    if found is None:
        raise Http404
    response = render(request, "privacy/purpose.html", {"processing": found})
    return stored(request, response)


def take_register(request: HttpRequest) -> HttpResponse:
    """The same for those who check: a row per kind of row."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="registre.csv"'
    rows = csv.writer(response)
    rows.writerow(COLUMNS)
    for purpose in register.processings():
        about: list[Any] = [
            purpose.key,
            purpose.name,
            purpose.purpose,
            purpose.basis.label,
            purpose.recipients,
        ]
        for holding in purpose.holdings:
            ends = [f"{rule.when_words}: {rule.then}" for rule in holding.rules] or [str(holding.kept)]
            what = [holding.model._meta.label, holding.what, " ".join(holding.facts)]
            rows.writerow([*about, *what, " · ".join(ends)])
    return response


def show_leaving(request: HttpRequest, receipt: str) -> HttpResponse:
    """Nobody is named: the secret in the address is all that leads here."""
    limit("receipt", network_of(request), times=60, seconds=600)
    noted = erasure_of(receipt)
    if noted is None:
        raise Http404
    asked = noted.acknowledgements.order_by("state", "host")
    response = render(request, "privacy/leaving.html", {"noted": noted, "asked": asked})
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    return response
