"""Addresses that other servers know."""

from django.urls import path

from federation.views import discovery, operators, serving

app_name = "federation"
urlpatterns = [
    path(".well-known/webfinger", discovery.webfinger, name="webfinger"),
    path(".well-known/host-meta", discovery.host_meta, name="host_meta"),
    path(".well-known/nodeinfo", discovery.nodeinfo_links, name="nodeinfo_links"),
    path("nodeinfo/2.1", discovery.nodeinfo, name="nodeinfo"),
    path("actor", serving.instance, name="instance"),
    path("ap/problems", operators.problems, name="problems"),
    path("ap/communities", serving.communities, name="communities"),
    path("ap/act/<uuid:uid>", serving.act, name="act"),
    path("ap/act/<uuid:uid>/<slug:form>", serving.act, name="act_form"),
    path("ap/<slug:kind>/<uuid:uid>", serving.thing, name="thing"),
    path("ap/<slug:kind>/<uuid:uid>/<slug:name>", serving.part, name="part"),
    path("villes-voisines/suivre/", operators.follow, name="follow"),
    path("villes-voisines/serveurs/", operators.servers, name="servers"),
    path("villes-voisines/serveurs/<int:pk>/suspendre/", operators.pause, name="lane_pause"),
    path("villes-voisines/serveurs/<int:pk>/reprendre/", operators.resume, name="lane_resume"),
    path("villes-voisines/serveurs/<int:pk>/reessayer/", operators.retry, name="lane_retry"),
    path("villes-voisines/serveurs/<int:pk>/vider/", operators.purge, name="lane_purge"),
]
