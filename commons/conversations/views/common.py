"""What several pages of conversations need: who asks for what, and how they are answered."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from commons.base.fragments import stored
from commons.base.numbers import natural
from commons.communities.models import Community
from commons.conversations import actions, reading
from commons.conversations.models import Attachment, Post, Topic
from commons.people.models import Person

LONGEST_BROUGHT = 5_000
LAST = 10**6  # a page of messages beyond every last one


def see_other(address: str) -> HttpResponse:
    """303: what was sent is done, go and read. Reloading the next page sends nothing again."""
    return HttpResponse(status=303, headers={"Location": address})


def by_script(request: HttpRequest) -> bool:
    return bool(request.headers.get("X-Fragment")) or request.headers.get("X-Requested-With") == "fetch"


def for_all(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    return stored(request, response)


def space_at(acct: str) -> Community:
    handle, _at, home = acct.partition("@")
    return get_object_or_404(Community, handle=handle, home=home, kind__in=reading.SPACES)


def topic_at(pk: int, person: Person | None) -> Topic:
    topics = Topic.objects.readable_by(person).select_related("community", "circle", "assembly")
    return get_object_or_404(topics, pk=pk)


def post_at(pk: int, person: Person | None) -> Post:
    return get_object_or_404(Post.objects.readable_by(person), pk=pk)


def number_in(request: HttpRequest, name: str) -> int | None:
    return natural(request.GET.get(name), most=10**9)


def pictures_in(form: Any, topic: Topic, person: Person) -> list[Attachment]:
    """Painted before anything is locked. Raises Unusable for what cannot be shown."""
    file = form.cleaned_data.get("file")
    return [actions.prepared(topic, by=person, file=file, alt=form.cleaned_data["alt"])] if file else []


def picture_to_hold(form: Any) -> dict[str, Any]:
    """What `hold_post` keeps of it. Raises Unusable."""
    file = form.cleaned_data.get("file")
    return {"picture": actions.sealed(file), "alt": form.cleaned_data["alt"]} if file else {}


def text_brought(request: HttpRequest) -> str:
    """What somebody began to write elsewhere, for a form of ours; nothing is said before they send it."""
    return request.GET.get("text", "")[:LONGEST_BROUGHT]
