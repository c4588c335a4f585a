"""The town on the home screen of a telephone or computer: its manifest, and a page that says how."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import get_language

from commons.base.fragments import public, stored
from commons.communities.actions import the_town

PAPER = "#FAF7F0"


def manifest(request: HttpRequest) -> HttpResponse:
    """https://www.w3.org/TR/appmanifest/, in the name of the town and in the language of the reader."""
    town = the_town()
    said = {
        "id": "/",
        "name": town.name,
        "short_name": town.name[:12],
        "description": town.tagline,
        "lang": get_language() or settings.LANGUAGE_CODE,
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "minimal-ui",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": [
            {"src": static("commons/mark.svg"), "sizes": "any", "type": "image/svg+xml"},
            *(
                {"src": static(f"commons/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png",
                 "purpose": purpose}
                for size in (192, 512)
                for purpose in ("any", "maskable")
            ),
        ],
    }  # fmt: skip
    return public(JsonResponse(said, content_type="application/manifest+json"))


def install(request: HttpRequest) -> HttpResponse:
    response = render(request, "communities/install.html")
    return stored(request, response)
