"""The map of addresses: each room by name."""

from importlib.util import find_spec

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from commons.base import sitemaps, wellknown
from commons.base import views as base
from commons.communities import views as town

handler400 = "commons.base.views.bad_request"
handler403 = "commons.base.views.forbidden"
handler404 = "commons.base.views.not_found"
handler500 = "commons.base.views.broken"

ROOMS = [
    ("entraide/", "mutual_aid.urls"),
    ("e/", "mutual_aid.urls_codes"),
    ("wikis/", "wiki.urls"),
    ("alertes/", "alerts.urls"),
    ("discussions/", "commons.conversations.urls"),
    ("recherche/", "commons.search.urls"),
    ("avis/", "commons.notices.urls"),
    ("quartiers/", "commons.places.urls"),
    ("moderation/", "commons.moderation.urls"),
    ("journal/", "commons.journal.urls"),
    ("images/", "commons.images.urls"),
    ("", "commons.mandates.urls"),
    ("", "commons.accounts.urls"),
    ("", "commons.people.urls"),
    ("", "commons.privacy.urls"),
    ("", "commons.communities.urls"),
]

urlpatterns = [
    path("", town.home, name="home"),
    path("offline/", base.offline, name="offline"),
    path("sitemap.xml", sitemaps.show_index, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemaps.show_part, name="sitemap_part"),
    path(".well-known/security.txt", wellknown.security, name="security_txt"),
    path("sw.js", base.service_worker, name="service_worker"),
    *(path(prefix, include(module)) for prefix, module in ROOMS if find_spec(module)),
]
if apps.is_installed("federation") and find_spec("federation.urls"):
    urlpatterns += [path("", include("federation.urls"))]
if settings.CALADE_MODE != "production":
    urlpatterns += [path("admin/", admin.site.urls)]
