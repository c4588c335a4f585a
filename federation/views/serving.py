"""What other servers read: actors, things, collections, activities."""

import hashlib
import json
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.cache import get_conditional_response
from django.views.decorators.csrf import csrf_exempt

from commons.journal.models import Entry
from federation import collections
from federation.callers import from_neighbour
from federation.own_keys import instance_address
from federation.policy import is_open
from federation.registry import translators
from federation.translators.people import instance_document
from federation.views.opening import while_open
from federation.vocabulary import ACTIVITY_JSON, PUBLIC, Json, ordered_collection, with_context
from federation.wishes import wants_activity

KEPT = {("page", "history"): 60}  # seconds that anybody may keep a page of it


def answer(request: HttpRequest, document: Json, status: int = 200, *, keep: int = 0) -> HttpResponse:
    """No charset: Lemmy and GoToSocial compare the type to the letter. 304 to who has the same already.

    `keep` is how many seconds anybody may keep it.
    """
    body = json.dumps(with_context(document), ensure_ascii=False)
    response = HttpResponse(body, content_type=ACTIVITY_JSON, status=status)
    response["Vary"] = "Accept, Signature"
    response["Cache-Control"] = f"public, max-age={keep}" if keep else "no-cache"
    if status != 200:
        return response
    tag = hashlib.sha256(response.content).hexdigest()[:32]
    response["ETag"] = f'"{tag}"'
    found = get_conditional_response(request, etag=response["ETag"], response=response)
    return found if isinstance(found, HttpResponse) else response


def _thing(request: HttpRequest, kind: str, uid: UUID) -> Any:
    """Absent and forbidden answer alike."""
    serving = translators.served.get(kind)
    thing = serving.visible().filter(uid=uid).first() if serving else None
    if thing is None and serving and serving.gone:
        thing = serving.gone().filter(uid=uid).first()
    if thing is None or not serving:
        raise Http404
    if serving.for_neighbours(thing) and not from_neighbour(request):
        raise Http404
    return thing


@while_open
def thing(request: HttpRequest, kind: str, uid: UUID) -> HttpResponse:
    """A thing at its own id; people are led to its page."""
    found = _thing(request, kind, uid)
    document = translators.served[kind].document(found)
    is_gone = document["type"] == "Tombstone"
    if not is_gone and not wants_activity(request) and hasattr(found, "get_absolute_url"):
        return _vary(redirect(found.get_absolute_url()))
    return answer(request, document, status=410 if is_gone else 200)


def _vary(response: HttpResponseRedirect) -> HttpResponse:
    response["Vary"] = "Accept"
    return response


@while_open
def part(request: HttpRequest, kind: str, uid: UUID, name: str) -> HttpResponse:
    """A collection that belongs to a thing. What is deleted has none."""
    maker = collections.COLLECTIONS.get((kind, name))
    if maker is None:
        raise Http404
    found = _thing(request, kind, uid)
    wider = collections.FOR_NEIGHBOURS.get((kind, name))
    if wider and from_neighbour(request):
        maker = wider
    if translators.served[kind].document(found)["type"] == "Tombstone":
        raise Http404
    part_of = found.address if (kind, name) in collections.OF_THE_THING else ""
    page = request.GET.get("page", "")
    shown = collections.collection(f"{found.address}/{name}", *maker(found), page, part_of=part_of)
    if shown is None:
        raise Http404
    return answer(request, shown, keep=KEPT.get((kind, name), 0))


@while_open
def act(request: HttpRequest, uid: UUID, form: str = "") -> HttpResponse:
    """An activity at its own id, when everybody may read it."""
    entry = Entry.objects.public().filter(uid=uid).first()
    speaker = translators.speakers.get(entry.verb) if entry else None
    if entry is None or speaker is None:
        raise Http404
    wanted = f"{entry.address}/{form}" if form else entry.address
    for outgoing in speaker(entry):
        if outgoing.to_neighbours and not from_neighbour(request):
            raise Http404
        for said in (outgoing.activity, outgoing.activity.get("object")):
            if isinstance(said, dict) and said.get("id") == wanted and PUBLIC in said.get("to", []):
                return answer(request, said)
    raise Http404


@csrf_exempt
def inbox(request: HttpRequest, kind: str = "", uid: UUID | None = None) -> HttpResponse:
    """Letters are taken at the front door, before Django; whoever tries anything else is told how."""
    is_there = not kind or translators.served[kind].visible().filter(uid=uid).exists()
    if not is_open() or not is_there or request.method == "POST":
        raise Http404
    return HttpResponseNotAllowed(["POST"])


@while_open
def instance(request: HttpRequest) -> HttpResponse:
    """The server's own actor; anybody may read it, without a signature."""
    return answer(request, instance_document())


@while_open
def instance_outbox(request: HttpRequest) -> HttpResponse:
    """Empty: the server itself says nothing, but every actor has an outbox (ActivityPub 4.1)."""
    return answer(request, ordered_collection(f"{instance_address()}/outbox", total=0))


@while_open
def communities(request: HttpRequest) -> HttpResponse:
    groups = list(collections.communities())
    head = ordered_collection(collections.communities_address(), total=len(groups))
    return answer(request, {**head, "orderedItems": groups})
