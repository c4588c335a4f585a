"""How others find us: WebFinger, host-meta, NodeInfo."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from commons.base.addresses import absolute, split_local, thing_at
from commons.communities.models import Community, Town
from commons.conversations.models import Post
from commons.people.models import Account, Person
from federation import intents
from federation.own_keys import instance_address
from federation.registry import translators
from federation.views.opening import while_open
from federation.vocabulary import ACTIVITY_JSON, AS2, Json

NODEINFO = "http://nodeinfo.diaspora.software/ns/schema"


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
    elif _is_person(address):
        links += intents.links_for_ours()
    jrd = {
        "subject": f"acct:{handle}@{settings.CALADE_HANDLE_DOMAIN}",
        "aliases": [address, page],
        "links": links,
    }
    response = JsonResponse(jrd, content_type="application/jrd+json")
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _named(resource: str) -> tuple[str, str, str] | None:
    """(handle, address, page) of the actor that a resource names, for every form that servers ask with."""
    actor: Person | Community | None = None
    if account := _account(resource):
        handle, host = account
        if host.lower() not in {settings.CALADE_HOST, settings.CALADE_HANDLE_DOMAIN}:
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


def _is_person(address: str) -> bool:
    return (split_local(address) or ("",))[0] == Person.address_kind


def _account(resource: str) -> tuple[str, str] | None:
    """`acct:name@host`, `acct:@name@host`, `@name@host`, `name@host`."""
    if "//" in resource or "\0" in resource or "@" not in resource:
        return None
    handle, _, host = resource.removeprefix("acct:").removeprefix("@").partition("@")
    return handle, host


def _at(resource: str) -> Person | Community | None:
    """By id, or by the address of a page."""
    found: Any = thing_at(resource)
    if found is None and resource.startswith(settings.CALADE_ORIGIN + "/"):
        shown = translators.thing_at_page(urlsplit(resource).path)
        found = shown[1] if shown else None
    return found if isinstance(found, Person | Community) and found.is_local else None


def _lrdd() -> str:
    return f"{settings.CALADE_ORIGIN}/.well-known/webfinger?resource={{uri}}"


@while_open
def host_meta(request: HttpRequest) -> HttpResponse:
    """RFC 6415."""
    xml = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0">'
        f'<Link rel="lrdd" template="{_lrdd()}"/></XRD>\n'
    )
    return HttpResponse(xml, content_type="application/xrd+xml")


@while_open
def host_meta_json(request: HttpRequest) -> HttpResponse:
    link = {"rel": "lrdd", "type": "application/jrd+json", "template": _lrdd()}
    return JsonResponse({"links": [link]}, content_type="application/jrd+json")


@while_open
def nodeinfo_links(request: HttpRequest) -> HttpResponse:
    """FEP-f1d5, FEP-2677. The newest version last: some readers take the last that they know."""
    links = [
        {"rel": f"{NODEINFO}/{version}", "href": absolute(f"/nodeinfo/{version}")}
        for version in ("2.0", "2.1")
    ]
    links.append({"rel": f"{AS2}#Application", "href": instance_address()})
    return JsonResponse({"links": links})


@while_open
def nodeinfo(request: HttpRequest, version: str) -> HttpResponse:
    """Numbers are rounded to ten: how many people live here is nobody's ranking (FEP-0151)."""
    town = Town.objects.first() or Town()
    people = round(Account.objects.filter(is_active=True, person__isnull=False).count(), -1)
    software = {"name": "calade", "version": settings.CALADE_VERSION}
    document = {
        "version": version,
        "software": software | ({"homepage": absolute("/")} if version == "2.1" else {}),
        "protocols": ["activitypub"],
        "services": {"inbound": [], "outbound": []},
        "openRegistrations": True,
        "usage": {"users": {"total": people}, "localPosts": round(Post.objects.filter(home="").count(), -1)},
        "metadata": {"nodeName": town.name, "nodeDescription": town.tagline, "civ:insee": town.insee},
    }
    return JsonResponse(document, content_type=f'application/json; profile="{NODEINFO}/{version}#"')
