"""For the people who run a server: theirs, who read why we refused, and ours."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from commons.base.errors import MayNot
from commons.people.middleware import SignedInRequest, members_only
from commons.people.permissions import is_administrator
from federation import actions
from federation.identities import Unknown
from federation.problems import PROBLEMS


def problems(request: HttpRequest) -> HttpResponse:
    """What the reasons of our refusals mean, for the people who run other servers."""
    return render(request, "federation/problems.html", {"problems": PROBLEMS})


@members_only
@require_POST
def follow(request: SignedInRequest) -> HttpResponse:
    """An administrator makes the town follow another town, or one of its communities."""
    if not is_administrator(request.person):
        raise MayNot
    address = request.POST.get("address", "")[:500]
    try:
        actions.follow_from_here(address, by=request.person)
    except Unknown as error:
        return render(
            request, "federation/not_found.html", {"reason": error.reason, "address": address}, status=404
        )
    return redirect("neighbours")


@members_only
def servers(request: SignedInRequest) -> HttpResponse:
    """What is decided of other servers, and what waits for them."""
    if not is_administrator(request.person):
        raise MayNot
    return render(request, "federation/servers.html", {"servers": actions.servers_known()})
