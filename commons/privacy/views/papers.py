"""Papers that the officer prints and completes: drawn from the register, so that they say what the programs do."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from commons.base import register
from commons.communities.models import NeighbourTown
from commons.people.middleware import SignedInRequest
from commons.privacy.models import Incident, Subcontractor
from commons.privacy.overview import overdue_rules
from commons.privacy.views.desk import officer_only

YEAR = timedelta(days=365)


@officer_only
def impact(request: SignedInRequest) -> HttpResponse:
    """Article 35 of the GDPR. What only people can judge is left blank."""
    context = {
        **_known(),
        "sealed": [one for one in register.holdings() if one.opened],
        "overdue": overdue_rules(),
        "incidents": Incident.objects.filter(found_at__gt=timezone.now() - YEAR).count(),
        "subcontractors": Subcontractor.objects.filter(ended_at=None),
        "neighbours": _neighbours(),
    }
    return render(request, "privacy/impact.html", context)


@officer_only
def contract(request: SignedInRequest, pk: int) -> HttpResponse:
    """Article 28: what somebody who works for the town binds themselves to."""
    found = get_object_or_404(Subcontractor, pk=pk, ended_at=None)
    return render(request, "privacy/contract.html", {**_known(), "subcontractor": found})


@officer_only
def arrangement(request: SignedInRequest) -> HttpResponse:
    """Between towns that exchange: who answers whom, and within which time."""
    return render(request, "privacy/arrangement.html", {**_known(), "neighbours": _neighbours()})


def _known() -> dict[str, Any]:
    return {"processings": register.processings(), "drawn_on": timezone.now()}


def _neighbours() -> Any:
    return NeighbourTown.objects.exclude(name="").order_by("name")
