"""The neighbourhoods, on a map and one by one."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_safe

from commons.base import sections
from commons.base.addresses import absolute
from commons.base.feeds import answer_feed
from commons.base.fragments import stored
from commons.base.text import render_markdown
from commons.notices import bulletins
from commons.people.middleware import asking
from commons.people.models import Follow
from commons.places import maps
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
