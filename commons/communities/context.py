"""What the frame of every page needs: the town from memory, and the unread notices asked for only when printed."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from commons.base import sections
from commons.communities.statements import accessibility
from commons.communities.towns import own_town
from commons.notices.models import Notice


def frame(request: HttpRequest) -> dict[str, Any]:
    match = request.resolver_match
    person = getattr(request, "person", None)
    return {
        "town": own_town(),
        "person": person,
        "section": match.app_name or match.url_name if match else "",
        "theme": request.COOKIES.get(settings.CALADE_THEME_COOKIE, "")
        if request.COOKIES.get(settings.CALADE_THEME_COOKIE) in {"light", "dark"}
        else "",
        "unread_notices": SimpleLazyObject(lambda: Notice.objects.unread_of(person).count() if person else 0),
        "banners": SimpleLazyObject(lambda: sections.built("banner", person, request)),
        "accessible": accessibility.STATE,
        "federates": settings.CALADE_FEDERATION != "closed",
        "version": settings.CALADE_VERSION,
        "origin": settings.CALADE_ORIGIN,
    }
