"""What the frame of every page needs. Lazy: a fragment or a feed that prints no frame asks nothing."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from commons.communities.towns import own_town
from commons.notices.models import Notice


def frame(request: HttpRequest) -> dict[str, Any]:
    match = request.resolver_match
    person = getattr(request, "person", None)
    return {
        "town": SimpleLazyObject(own_town),
        "person": person,
        "section": match.app_name or match.url_name if match else "",
        "theme": request.COOKIES.get("theme", "")
        if request.COOKIES.get("theme") in {"light", "dark"}
        else "",
        "unread_notices": SimpleLazyObject(lambda: Notice.objects.unread_of(person).count() if person else 0),
        "federates": settings.CALADE_FEDERATION != "closed",
        "version": settings.CALADE_VERSION,
        "origin": settings.CALADE_ORIGIN,
    }
