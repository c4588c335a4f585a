"""The town's own pages have plain names, because every page of every room links to them."""

from django.urls import include, path

from commons.communities import feeds, installing, views
from commons.communities.statements import views as statements

communities = [
    path("ouvrir/", views.open_space, name="open"),
    path("<str:acct>/", views.community, name="community"),
    path("<str:acct>/suivre/", views.follow, name="follow"),
    path("<str:acct>/responsables/", views.stewards, name="stewards"),
    path("<str:acct>/exclure/<str:person>/", views.ban, name="ban"),
]

urlpatterns = [
    path("ville/", views.town, name="town"),
    path("charte/", views.charter, name="charter"),
    path("vie-privee/", views.privacy, name="privacy"),
    path("accessibilite/", statements.show_accessibility, name="accessibility"),
    path("sobriete/", statements.show_sobriety, name="sobriety"),
    path("securite/", statements.show_security, name="security"),
    path("logiciels-libres/", statements.show_software, name="software"),
    path("villes-voisines/", views.neighbours, name="neighbours"),
    path("journal/flux.xml", feeds.record, name="record_feed"),
    path("robots.txt", views.robots, name="robots"),
    path("manifest.webmanifest", installing.manifest, name="manifest"),
    path("installer/", installing.install, name="install"),
    path("langue/", views.set_language, name="set_language"),
    path("lumiere/", views.set_theme, name="set_theme"),
    path("communautes/", include((communities, "communities"))),
]
