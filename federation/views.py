"""What other servers read: actors, things, collections, and how to find them (WebFinger, NodeInfo)."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_POST, require_safe

from commons.base.addresses import absolute, thing_at
from commons.base.errors import MayNot
from commons.communities.models import Community, Town
from commons.conversations.models import Post
from commons.journal.models import Entry
from commons.people.middleware import SignedInRequest, members_only
from commons.people.models import Account, Person
from commons.people.permissions import is_administrator
from federation import actions, collections
from federation.identities import Unknown
from federation.own_keys import instance_address
from federation.policy import is_open
from federation.problems import PROBLEMS
from federation.registry import translators
from federation.translators.people import instance_document
from federation.vocabulary import ACTIVITY_JSON, AS2, PUBLIC, Json, ordered_collection, with_context
from federation.wishes import wants_activity

View = Callable[..., HttpResponse]


def while_open(view: View) -> View:
    """Only GET, and only while the town federates: closed, it answers like a town that never did."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_open():
            raise Http404
        return view(request, *args, **kwargs)

    return require_safe(shown)


def answer(document: Json, status: int = 200) -> HttpResponse:
    """No charset: Lemmy and GoToSocial compare the type to the letter."""
    body = json.dumps(with_context(document), ensure_ascii=False)
    response = HttpResponse(body, content_type=ACTIVITY_JSON, status=status)
    response["Vary"] = "Accept, Signature"
    response["Cache-Control"] = "no-cache"
    return response


def _thing(kind: str, uid: UUID) -> Any:
    serving = translators.served.get(kind)
    thing = serving.visible().filter(uid=uid).first() if serving else None
    if thing is None or not serving:
        raise Http404
    return thing


@while_open
def thing(request: HttpRequest, kind: str, uid: UUID) -> HttpResponse:
    """A thing at its own id; people are led to its page."""
    found = _thing(kind, uid)
    if not wants_activity(request) and hasattr(found, "get_absolute_url"):
        return _vary(redirect(found.get_absolute_url()))
    document = translators.served[kind].document(found)
    return answer(document, status=410 if document["type"] == "Tombstone" else 200)


def _vary(response: HttpResponseRedirect) -> HttpResponse:
    response["Vary"] = "Accept"
    return response


@while_open
def part(request: HttpRequest, kind: str, uid: UUID, name: str) -> HttpResponse:
    """A collection that belongs to a thing. What is deleted has none."""
    maker = collections.COLLECTIONS.get((kind, name))
    if maker is None:
        raise Http404
    found = _thing(kind, uid)
    if translators.served[kind].document(found)["type"] == "Tombstone":
        raise Http404
    shown = collections.collection(f"{found.address}/{name}", *maker(found), request.GET.get("page", ""))
    if shown is None:
        raise Http404
    return answer(shown)


@while_open
def act(request: HttpRequest, uid: UUID, form: str = "") -> HttpResponse:
    """An activity at its own id, when everybody may read it."""
    entry = Entry.objects.public().filter(uid=uid).first()
    speaker = translators.speakers.get(entry.verb) if entry else None
    if entry is None or speaker is None:
        raise Http404
    wanted = f"{entry.address}/{form}" if form else entry.address
    for outgoing in speaker(entry):
        for said in (outgoing.activity, outgoing.activity.get("object")):
            if isinstance(said, dict) and said.get("id") == wanted and PUBLIC in said.get("to", []):
                return answer(said)
    raise Http404


@while_open
def instance(request: HttpRequest) -> HttpResponse:
    """The server's own actor; anybody may read it, without a signature."""
    return answer(instance_document())


@while_open
def communities(request: HttpRequest) -> HttpResponse:
    groups = list(collections.communities())
    head = ordered_collection(collections.communities_address(), total=len(groups))
    return answer({**head, "orderedItems": groups})


@while_open
def webfinger(request: HttpRequest) -> HttpResponse:
    """RFC 7033; FEP-3b86 (what one may do from home)."""
    resource = request.GET.get("resource", "")
    if not resource:
        return JsonResponse({"error": "resource is missing"}, status=400)
    found = _named(resource)
    if found is None:
        raise Http404
    handle, address, page = found
    links: list[Json] = [{"rel": "self", "type": ACTIVITY_JSON, "href": address}]
    links.append({"rel": "http://webfinger.net/rel/profile-page", "type": "text/html", "href": page})
    if address == instance_address():
        links.append({"rel": f"{AS2}#Service", "type": ACTIVITY_JSON, "href": address})
    jrd = {"subject": f"acct:{handle}@{settings.CALADE_HOST}", "aliases": [address, page], "links": links}
    response = JsonResponse(jrd, content_type="application/jrd+json")
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _named(resource: str) -> tuple[str, str, str] | None:
    """(handle, address, page) of the actor that a resource names, for every form that servers ask with."""
    actor: Person | Community | None = None
    if resource.startswith("acct:"):
        handle, _, host = resource.removeprefix("acct:").removeprefix("@").partition("@")
        if host.lower() != settings.CALADE_HOST:
            return None
        if handle == settings.CALADE_HOST.split(":")[0]:
            return handle, instance_address(), absolute("/")
        actor = Person.objects.local().active().filter(handle__iexact=handle).first()
        actor = actor or Community.objects.local().filter(handle__iexact=handle).order_by("pk").first()
    elif resource.rstrip("/") in {settings.CALADE_ORIGIN, instance_address()}:
        return settings.CALADE_HOST.split(":")[0], instance_address(), absolute("/")
    else:
        actor = _at(resource)
    if actor is None:
        return None
    return actor.handle, actor.address, absolute(actor.get_absolute_url())


def _at(resource: str) -> Person | Community | None:
    """By id, or by the address of a page."""
    found: Any = thing_at(resource)
    if found is None and resource.startswith(settings.CALADE_ORIGIN + "/"):
        try:
            match = resolve(urlsplit(resource).path)
        except Resolver404:
            return None
        for serving in translators.served.values():
            if serving.find and serving.url_name == match.view_name:
                found = serving.find(match.kwargs)
    return found if isinstance(found, Person | Community) and found.is_local else None


@while_open
def host_meta(request: HttpRequest) -> HttpResponse:
    template = f"{settings.CALADE_ORIGIN}/.well-known/webfinger?resource={{uri}}"
    xml = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0">'
        f'<Link rel="lrdd" template="{template}"/></XRD>\n'
    )
    return HttpResponse(xml, content_type="application/xrd+xml")


@while_open
def nodeinfo_links(request: HttpRequest) -> HttpResponse:
    """FEP-f1d5, FEP-2677."""
    schema = "http://nodeinfo.diaspora.software/ns/schema/2.1"
    links = [{"rel": schema, "href": absolute("/nodeinfo/2.1")}]
    links.append({"rel": f"{AS2}#Application", "href": instance_address()})
    return JsonResponse({"links": links})


@while_open
def nodeinfo(request: HttpRequest) -> HttpResponse:
    """Numbers are rounded to ten: how many people live here is nobody's ranking (FEP-0151)."""
    town = Town.objects.first() or Town()
    people = round(Account.objects.filter(is_active=True, person__isnull=False).count(), -1)
    document = {
        "version": "2.1",
        "software": {"name": "calade", "version": settings.CALADE_VERSION},
        "protocols": ["activitypub"],
        "services": {"inbound": [], "outbound": []},
        "openRegistrations": True,
        "usage": {"users": {"total": people}, "localPosts": round(Post.objects.filter(home="").count(), -1)},
        "metadata": {"nodeName": town.name, "nodeDescription": town.tagline, "civ:insee": town.insee},
    }
    profile = 'application/json; profile="http://nodeinfo.diaspora.software/ns/schema/2.1#"'
    return JsonResponse(document, content_type=profile)


def problems(request: HttpRequest) -> HttpResponse:
    """What the reasons of our refusals mean, for the people who run other servers."""
    return render(request, "federation/problems.html", {"problems": PROBLEMS})


@members_only
@require_POST
def follow(request: SignedInRequest) -> HttpResponse:
    """An administrator makes the town follow another town, or one of its communities."""
    if not is_administrator(request.person):
        raise MayNot
    address = request.POST.get("address", "")[:500]
    try:
        actions.follow_from_here(address, by=request.person)
    except Unknown as error:
        return render(
            request, "federation/not_found.html", {"reason": error.reason, "address": address}, status=404
        )
    return redirect("neighbours")


@members_only
def servers(request: SignedInRequest) -> HttpResponse:
    """What is decided of other servers, and what waits for them."""
    if not is_administrator(request.person):
        raise MayNot
    return render(request, "federation/servers.html", {"servers": actions.servers_known()})
