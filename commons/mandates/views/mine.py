"""The mandates that somebody gave: under way, waiting for their word, ended."""

from django.http import HttpResponse
from django.shortcuts import render

from commons.mandates.models import Mandate
from commons.people.middleware import SignedInRequest, members_only


@members_only
def mine(request: SignedInRequest) -> HttpResponse:
    given = Mandate.objects.filter(resident=request.person).select_related("mediator")
    context = {
        "living": given.living().order_by("pk"),
        "ended": given.exclude(pk__in=given.living()).order_by("-ended_at"),
    }
    return render(request, "mandates/mine.html", context)
