"""Addresses that other servers know."""

from django.urls import path

from federation.views import decisions, discovery, intents, moving, operators, serving

app_name = "federation"
urlpatterns = [
    path(".well-known/webfinger", discovery.webfinger, name="webfinger"),
    path(".well-known/host-meta", discovery.host_meta, name="host_meta"),
    path(".well-known/host-meta.json", discovery.host_meta_json, name="host_meta_json"),
    path(".well-known/nodeinfo", discovery.nodeinfo_links, name="nodeinfo_links"),
    path("nodeinfo/2.0", discovery.nodeinfo, {"version": "2.0"}, name="nodeinfo_2_0"),
    path("nodeinfo/2.1", discovery.nodeinfo, {"version": "2.1"}, name="nodeinfo"),
    path("actor", serving.instance, name="instance"),
    path("actor/outbox", serving.instance_outbox, name="instance_outbox"),
    path("ap/inbox", serving.inbox, name="inbox"),
    path("ap/person/<uuid:uid>/inbox", serving.inbox, {"kind": "person"}, name="inbox_of_person"),
    path("ap/group/<uuid:uid>/inbox", serving.inbox, {"kind": "group"}, name="inbox_of_group"),
    path("ap/problems", operators.problems, name="problems"),
    path("ap/communities", serving.communities, name="communities"),
    path("ap/act/<uuid:uid>", serving.act, name="act"),
    path("ap/act/<uuid:uid>/<slug:form>", serving.act, name="act_form"),
    path("ap/<slug:kind>/<uuid:uid>", serving.thing, name="thing"),
    path("ap/<slug:kind>/<uuid:uid>/<slug:name>", serving.part, name="part"),
    path("ailleurs/<path:page>", intents.from_my_server, name="from_my_server"),
    path("intentions/<slug:kind>/", intents.intent, name="intent"),
    path("moi/adresses/", moving.addresses, name="addresses"),
    path("moi/adresses/partir/", moving.move, name="move"),
    path("villes-voisines/suivre/", operators.follow, name="follow"),
    path("villes-voisines/decisions/", decisions.overview, name="decisions"),
    path("villes-voisines/decisions/nouvelle/", decisions.decide, name="decide_new"),
    path("villes-voisines/decisions/liste/", decisions.take_over, name="take_over"),
    path("villes-voisines/decisions/liste.csv", decisions.export, name="export"),
    path("villes-voisines/decisions/demandes/<int:pk>/", decisions.answer_follow, name="answer_follow"),
    path("villes-voisines/decisions/serveur/<str:host>/", decisions.decide, name="decide"),
    path("villes-voisines/serveurs/", operators.servers, name="servers"),
    path("villes-voisines/serveurs/<int:pk>/suspendre/", operators.pause, name="lane_pause"),
    path("villes-voisines/serveurs/<int:pk>/reprendre/", operators.resume, name="lane_resume"),
    path("villes-voisines/serveurs/<int:pk>/reessayer/", operators.retry, name="lane_retry"),
    path("villes-voisines/serveurs/<int:pk>/vider/", operators.purge, name="lane_purge"),
]
