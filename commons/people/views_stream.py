"""What I follow, in order of time."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commons.base.feeds import TownFeed, private_feed, wrong_address
from commons.base.limits import limit, who_asks
from commons.base.numbers import natural
from commons.base.ways import way
from commons.notices.actions import attend, attend_no_more
from commons.notices.addresses import person_reading
from commons.notices.models import Attention
from commons.people import stream
from commons.people.middleware import SignedInRequest, members_only


@members_only
def show(request: SignedInRequest) -> HttpResponse:
    page = stream.page_of(request.person, before=natural(request.GET.get("avant")) or 0)
    return render(request, "people/stream.html", {"page": page, "days": stream.DAYS})


@require_POST
@members_only
def follow_mark(request: SignedInRequest) -> HttpResponse:
    """Follow a topic or a tag; with `stop`, no more."""
    kind, _colon, key = request.POST.get("mark", "").partition(":")
    if "stop" in request.POST:
        attend_no_more(by=request.person, kind=kind, key=key)
    else:
        limit("follow", who_asks(request), times=30, seconds=3600)
        attend(by=request.person, kind=kind, key=key, level=Attention.Level.FOLLOWED)
    return redirect(way(request.POST.get("next", ""), otherwise="people:stream"))


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The same for a feed reader, at the person's secret address."""
    person = person_reading(token)
    if person is None:
        return wrong_address()
    origin = settings.CALADE_ORIGIN
    with translation.override(settings.LANGUAGE_CODE):
        link = origin + reverse("people:stream")
        found = TownFeed(title=_("What I follow"), link=link, description="", feed_guid=link)
        for piece in stream.page_of(person).pieces:
            entry = piece.line.entry
            who = entry.who
            # What is said among few is not named where programs of others keep it.
            title = piece.line.title if piece.is_for_all else _("Among few")
            why = f". {piece.why}" if piece.is_for_all else ""
            found.add_item(
                title=title,
                link=origin + piece.line.href,
                description=f"{who} {entry.sentence}{why}",
                unique_id=entry.address,
                pubdate=entry.at,
                updateddate=entry.at,
            )
        return private_feed(found)
