"""How others find us: WebFinger, host-meta, NodeInfo."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import Resolver404, resolve

from commons.base.addresses import absolute, thing_at
from commons.communities.models import Community, Town
from commons.conversations.models import Post
from commons.people.models import Account, Person
from federation.own_keys import instance_address
from federation.registry import translators
from federation.views.opening import while_open
from federation.vocabulary import ACTIVITY_JSON, AS2, Json


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
