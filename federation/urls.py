"""Addresses that other servers know."""

from django.urls import path

from federation import views

app_name = "federation"
urlpatterns = [
    path(".well-known/webfinger", views.webfinger, name="webfinger"),
    path(".well-known/host-meta", views.host_meta, name="host_meta"),
    path(".well-known/nodeinfo", views.nodeinfo_links, name="nodeinfo_links"),
    path("nodeinfo/2.1", views.nodeinfo, name="nodeinfo"),
    path("actor", views.instance, name="instance"),
    path("ap/problems", views.problems, name="problems"),
    path("ap/communities", views.communities, name="communities"),
    path("ap/act/<uuid:uid>", views.act, name="act"),
    path("ap/act/<uuid:uid>/<slug:form>", views.act, name="act_form"),
    path("ap/<slug:kind>/<uuid:uid>", views.thing, name="thing"),
    path("ap/<slug:kind>/<uuid:uid>/<slug:name>", views.part, name="part"),
    path("villes-voisines/suivre/", views.follow, name="follow"),
    path("villes-voisines/serveurs/", views.servers, name="servers"),
]
