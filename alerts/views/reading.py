"""What everybody may read: the list, one alert with its history; and "I have read it"."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alerts import actions
from alerts.models import Alert, Bulletin
from alerts.permissions import may_prepare_alerts, may_see_preparation, may_stop_alerts
from commons.base.addresses import absolute
from commons.base.fragments import render, stored
from commons.base.ways import way
from commons.people.middleware import SignedInRequest, asking, members_only

PAGE = 20


def alerts(request: HttpRequest) -> HttpResponse:
    person, published = asking(request), Alert.objects.published().real()
    context = {
        "running": list(published.running().newest_first()),
        "page": Paginator(published.past().newest_first(), PAGE).get_page(request.GET.get("page")),
        "may_prepare": may_see_preparation(person),
    }
    answer = render(request, "alerts/list.html", context)
    return stored(request, answer)


def alert(request: HttpRequest, pk: int) -> HttpResponse:
    person = asking(request)
    found = get_object_or_404(Alert.objects.published(), pk=pk)
    bulletins = list(found.bulletins.public().select_related("issuer", "confirmer"))
    for bulletin in bulletins:
        bulletin.alert = found
    running = found.is_running()
    context = {
        "alert": found,
        "current": bulletins[0],
        "earlier": bulletins[1:],
        "is_running": running,
        "tour": _tour(found) if running and not found.drill else "",
        "may_update": running and may_prepare_alerts(person),
        "may_stop": running and may_stop_alerts(person),
    }
    answer = render(request, "alerts/alert.html", context, part="whole")
    return stored(request, answer)


@require_POST
@members_only
def acknowledge(request: SignedInRequest, pk: int) -> HttpResponse:
    bulletin = get_object_or_404(Bulletin.objects.public(), pk=pk)
    actions.acknowledge(bulletin, by=request.person)
    return redirect(way(request.POST.get("next", ""), otherwise="alerts:list"))


def _tour(found: Alert) -> str:
    """Where a round to the neighbours is organised: the board's form, filled in. Rooms meet by address only."""
    try:
        board = reverse("mutual_aid:organise")
    except NoReverseMatch:
        return ""
    said = {"title": _("Look in on two neighbours")}
    said["body"] = _("Because of: %(title)s") % {"title": found} + "\n" + absolute(found.get_absolute_url())
    areas = list(found.current.areas.all()) if found.current else []
    if len(areas) == 1:
        said["neighbourhood"] = areas[0].slug
    return f"{board}?{urlencode(said)}"
