"""What search engines may find in the town: each room registers its part."""

from typing import Any

from django.contrib.sitemaps import Sitemap, views
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse

from commons.base.fragments import public

_parts: dict[str, type[Sitemap[Any]] | Sitemap[Any]] = {}


def register(name: str, part: type[Sitemap[Any]]) -> None:
    """`name` stands in the part's address; pages that visitors may read, and no others."""
    if name in _parts:
        raise ImproperlyConfigured(f"{name} is in the map of the site twice.")
    _parts[name] = part


def show_index(request: HttpRequest) -> HttpResponse:
    """Where the parts are, each of which has as many pages as it needs."""
    return public(views.index(request, _parts, sitemap_url_name="sitemap_part"))


def show_part(request: HttpRequest, section: str) -> HttpResponse:
    return public(views.sitemap(request, _parts, section))
