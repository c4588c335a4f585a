"""The neighbourhoods, on a map and one by one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from commons.base import sections
from commons.base.fragments import public
from commons.base.text import render_markdown
from commons.people.middleware import asking
from commons.people.models import Follow
from commons.places import maps
from commons.places.models import Neighbourhood


def neighbourhoods(request: HttpRequest) -> HttpResponse:
    shown = list(Neighbourhood.objects.all())
    response = render(
        request,
        "places/neighbourhoods.html",
        {"neighbourhoods": shown, "map": maps.draw(maps.heart_of(shown))},
    )
    return response if request.user.is_authenticated else public(response)


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
    return response if request.user.is_authenticated else public(response)
