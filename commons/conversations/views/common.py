"""What several pages of conversations need: who asks for what, and how they are answered."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from commons.base.fragments import public
from commons.base.numbers import natural
from commons.communities.models import Community
from commons.conversations import reading
from commons.conversations.models import Post, Topic
from commons.people.models import Person

LONGEST_BROUGHT = 5_000


def see_other(address: str) -> HttpResponse:
    """303: what was sent is done, go and read. Reloading the next page sends nothing again."""
    return HttpResponse(status=303, headers={"Location": address})


def by_script(request: HttpRequest) -> bool:
    return bool(request.headers.get("X-Fragment")) or request.headers.get("X-Requested-With") == "fetch"


def for_all(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    return response if request.user.is_authenticated else public(response)


def space_at(acct: str) -> Community:
    handle, _at, home = acct.partition("@")
    return get_object_or_404(Community, handle=handle, home=home, kind__in=reading.SPACES)


def topic_at(pk: int, person: Person | None) -> Topic:
    return get_object_or_404(Topic.objects.readable_by(person).select_related("community", "circle"), pk=pk)


def post_at(pk: int, person: Person | None) -> Post:
    return get_object_or_404(Post.objects.readable_by(person), pk=pk)


def number_in(request: HttpRequest, name: str) -> int | None:
    return natural(request.GET.get(name), most=10**9)


def text_brought(request: HttpRequest) -> str:
    """What somebody began to write elsewhere, for a form of ours; nothing is said before they send it."""
    return request.GET.get("text", "")[:LONGEST_BROUGHT]
