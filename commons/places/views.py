"""The neighbourhoods, on a map and one by one."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from commons.base import sections
from commons.base.addresses import absolute
from commons.base.errors import MayNot
from commons.base.feeds import answer_feed
from commons.base.fragments import sent, stored
from commons.base.text import render_markdown
from commons.notices import bulletins
from commons.people.middleware import SignedInRequest, asking, members_only
from commons.people.models import Follow
from commons.people.permissions import is_administrator
from commons.places import actions, maps
from commons.places.forms import NeighbourhoodForm
from commons.places.models import Neighbourhood

FEED_DAYS = 30


def neighbourhoods(request: HttpRequest) -> HttpResponse:
    shown = list(Neighbourhood.objects.all())
    response = render(
        request,
        "places/neighbourhoods.html",
        {"neighbourhoods": shown, "map": maps.draw(maps.heart_of(shown))},
    )
    return stored(request, response)


@members_only
def open_neighbourhood(request: SignedInRequest) -> HttpResponse:
    if not is_administrator(request.person):
        raise MayNot
    form = NeighbourhoodForm(sent(request))
    if request.method == "POST" and form.is_valid():
        opened = actions.open_neighbourhood(by=request.person, **form.cleaned_data)
        messages.success(request, _("It is open. You can name who looks after it."))
        return redirect(opened)
    return render(request, "places/open.html", {"form": form}, status=422 if form.is_bound else 200)


@require_safe
@conditional_page
def feed(request: HttpRequest, slug: str) -> HttpResponse:
    """What is new there, the newest first: what those read who are told by e-mail."""
    shown, now = get_object_or_404(Neighbourhood, slug=slug), timezone.now()
    lines = bulletins.news("neighbourhood", str(shown.pk), now - timedelta(days=FEED_DAYS), now)
    entries = [
        {
            "title": line.title,
            "link": absolute(line.path),
            "unique_id": absolute(line.path),
            "description": str(line.said),
            "pubdate": line.at,
            "updateddate": line.at,
        }
        for line in sorted(lines, key=lambda line: line.at, reverse=True)
    ]
    return answer_feed(request, shown.name, shown.get_absolute_url(), entries, author=shown.name)


def neighbourhood(request: HttpRequest, slug: str) -> HttpResponse:
    """One neighbourhood; what happens there comes from the rooms."""
    shown = get_object_or_404(Neighbourhood.objects.select_related("community"), slug=slug)
    reader = asking(request)
    context = {
        "shown": shown,
        "description": render_markdown(shown.description, profile="post").html,
        "map": maps.draw(maps.heart_of(Neighbourhood.objects.all(), shown), counts={shown.pk: 1}),
        "sections": sections.built("neighbourhood", reader, shown),
    }
    if reader and shown.community:
        asked = Follow.objects.filter(follower=reader, community=shown.community)
        context["follow"] = asked.exclude(state=Follow.State.REFUSED).first()
    response = render(request, "places/neighbourhood.html", context)
    return stored(request, response)
