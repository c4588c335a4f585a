"""Between servers by hand: visitors answer from their own server, members arrive from pages elsewhere (FEP-3b86)."""

from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from commons.base.addresses import is_ours, thing_at
from commons.base.fragments import sent
from commons.base.limits import limit, who_asks
from commons.communities.models import Community
from commons.conversations import actions as talk
from commons.conversations import reading
from commons.conversations.models import EMOJI, Post, Reaction, Topic
from commons.conversations.views.common import LONGEST_BROUGHT
from commons.people import actions as people
from commons.people.middleware import SignedInRequest, members_only
from commons.people.models import Person
from federation import handles, identities, intents, moves
from federation.fetch import budget
from federation.forms import HomeForm
from federation.handles import NoAccount
from federation.policy import is_open
from federation.registry import translators
from mutual_aid.models import Listing
from wiki.models import Page

KINDS = {"follow", "like", "object", "create"}


def from_my_server(request: HttpRequest, page: str) -> HttpResponse:
    """A visitor says where they are at home; the page that follows names that server and leads there."""
    thing = _thing_of_page(f"/{page}") if is_open() else None
    if thing is None:
        raise Http404
    form = HomeForm(sent(request))
    context: dict[str, Any] = {"thing": thing, "follows": intents.is_followed(thing), "form": form}
    context |= {"address": intents.address_of(thing), "page": f"/{page}"}
    if request.method == "POST" and form.is_valid():
        limit("elsewhere", who_asks(request), times=20, seconds=600)
        account = form.cleaned_data["account"]
        if _is_of_this_town(account):
            return redirect(f"{reverse('account_login')}?{urlencode({'next': f'/{page}'})}")
        try:
            context["way"] = intents.way_home(account, thing)
        except NoAccount as error:
            form.add_error("account", _why(error))
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "federation/from_my_server.html", context, status=status)


def _thing_of_page(path: str) -> Any:
    """What everybody may read at that page of ours, and other servers too."""
    if (found := translators.thing_at_page(path)) is None:
        return None
    serving, thing = found
    if intents.is_followed(thing):  # showing an actor would make keys for it
        return thing
    return thing if serving.document(thing)["type"] != "Tombstone" else None


def _is_of_this_town(account: str) -> bool:
    try:
        return handles.parts_of(account)[1] in {settings.CALADE_HOST, settings.CALADE_HANDLE_DOMAIN}
    except NoAccount:
        return False


def _why(error: NoAccount) -> str:
    if error.reason == "not-allowed":
        return _("This town does not exchange with that server.")
    if error.reason == "busy":
        return _("Too many times in a short while. Please try again in a moment.")
    if error.reason == "bad-account":
        return _("An address has a name and a server, as in @lea@nord.example.")
    return _("Your server was not found, or does not say how this is done there.")


@members_only
def intent(request: SignedInRequest, kind: str) -> HttpResponse:
    """A member comes from elsewhere with something to do. Nothing is done, asked or written before they say so."""
    if kind not in KINDS or not is_open():
        raise Http404
    asked = request.POST if request.method == "POST" else request.GET
    address = asked.get("inReplyTo" if kind == "create" else "object", "")[:2048]
    thing = _readable(_ours_at(address), request.person)
    content = asked.get("content", "")[:LONGEST_BROUGHT]
    context = {"kind": kind, "address": address, "thing": thing, "content": content}
    if not address:
        return _something_new(request, context)
    if request.method != "POST":
        return render(request, "federation/intent.html", context)
    limit("intent", who_asks(request), times=30, seconds=3600)
    thing = thing or _readable(_fetched(address), request.person)
    if thing is None:
        return render(request, "federation/intent.html", context | {"unknown": True}, status=404)
    return redirect(_done(kind, thing, request.person, content))


def _something_new(request: SignedInRequest, context: dict[str, Any]) -> HttpResponse:
    """To write without answering, one chooses where; everything else needs an address."""
    if context["kind"] != "create":
        return render(request, "federation/intent.html", context | {"unknown": True}, status=404)
    text = {"text": context["content"]}
    context["brought"] = f"?{urlencode(text)}" if context["content"] else ""
    return render(request, "federation/intent.html", context | {"spaces": reading.spaces().filter(home="")})


def _ours_at(address: str) -> Any:
    """By id, or by the address of the page that people see."""
    if found := thing_at(address):
        return found
    return _thing_of_page(urlsplit(address).path) if is_ours(address) else None


def _fetched(address: str) -> Any:
    """Somebody or some community elsewhere, by handle or address; other things are read when they are sent."""
    try:
        with budget(8, seconds=20):
            remote = identities.actor_at(moves.address_meant(address))
    except identities.Unknown:
        return None
    return remote.person or remote.community


def _readable(thing: Any, person: Person) -> Any:
    """The thing, if this person may read it: what may not be read is as unknown as what is not there."""
    if isinstance(thing, Post | Topic | Page | Listing | Person):
        readable: Any = type(thing).objects.readable_by(person)
        return readable.filter(pk=thing.pk).first()
    return thing if isinstance(thing, Community) else None


def _done(kind: str, thing: Any, person: Person, content: str) -> str:
    """Do it; where to go on, with what they began to write."""
    if kind == "follow" and intents.is_followed(thing) and thing != person:
        people.follow(person, thing)
    if kind == "like" and isinstance(thing, Post):
        liked = Reaction.objects.filter(post=thing, person=person, emoji=EMOJI[0]).exists()
        if not liked:
            talk.react(thing, by=person, emoji=EMOJI[0])
    if kind == "create" and isinstance(thing, Post):
        asked = {"reply": thing.seq, "m": thing.seq} | ({"text": content} if content else {})
        return f"{thing.topic.get_absolute_url()}?{urlencode(asked)}#composer"
    return str(thing.get_absolute_url())
