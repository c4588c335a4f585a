"""For the people who run a server: theirs, who read why we refused, and ours."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from commons.base.errors import MayNot
from commons.people.middleware import SignedInRequest, members_only
from commons.people.permissions import is_administrator
from federation import actions
from federation.identities import Unknown
from federation.lanes import waiting_for
from federation.models import Server
from federation.permissions import may_steer_lanes
from federation.problems import PROBLEMS
from federation.reasons import in_words


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
    """What is decided of other servers, and what waits for them, since when and why."""
    _only_for_administrators(request)
    known = actions.servers_known()
    lines = [(server, in_words(server.last_error or server.refusal or "")) for server in known]
    return render(request, "federation/servers.html", {"lines": lines})


@members_only
@require_POST
def pause(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.pause_lane(_lane(request, pk), by=request.person)
    return redirect("federation:servers")


@members_only
@require_POST
def resume(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.resume_lane(_lane(request, pk), by=request.person)
    return redirect("federation:servers")


@members_only
@require_POST
def retry(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.retry_lane(_lane(request, pk), by=request.person)
    return redirect("federation:servers")


@members_only
def purge(request: SignedInRequest, pk: int) -> HttpResponse:
    """Asked once more before anything is lost."""
    server = _lane(request, pk)
    if request.method == "POST":
        actions.purge_lane(server, by=request.person)
        return redirect("federation:servers")
    context = {"server": server, "waiting": waiting_for(server.host).count()}
    return render(request, "federation/lane_purge.html", context)


def _lane(request: SignedInRequest, pk: int) -> Server:
    _only_for_administrators(request)
    return get_object_or_404(Server, pk=pk)


def _only_for_administrators(request: SignedInRequest) -> None:
    if not may_steer_lanes(request.person):
        raise MayNot
