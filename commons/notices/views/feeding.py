"""One's notices in a feed reader, at a secret address."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commons.base.doors import members_only
from commons.base.feeds import TownFeed, private_feed, wrong_address
from commons.notices import actions
from commons.notices.addresses import person_reading
from commons.notices.models import Notice
from commons.notices.views.reading import reader_of

MOST = 50


@require_POST
@members_only
def change_address(request: HttpRequest) -> HttpResponse:
    """A new address, or none."""
    if request.POST.get("do") == "close":
        actions.close_feed(by=reader_of(request))
        messages.success(request, _("The address answers nobody any more."))
    else:
        actions.renew_feed(by=reader_of(request))
        messages.success(request, _("Here is your address. Any earlier one answers nobody any more."))
    return redirect(reverse("notices:wishes") + "#flux")


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """For whoever knows the address: sentences, titles and links, as in a message."""
    person = person_reading(token)
    if person is None:
        return wrong_address()
    with translation.override(settings.LANGUAGE_CODE):
        found = TownFeed(
            title=_("My notices"),
            link=settings.CALADE_ORIGIN + reverse("notices:list"),
            description="",
            language=settings.LANGUAGE_CODE,
            feed_guid=settings.CALADE_ORIGIN + reverse("notices:list"),
        )
        rows = Notice.objects.filter(person=person).select_related("entry__by")
        for notice in rows[:MOST]:
            who = notice.entry.who if notice.entry.by else _("The town")
            address = settings.CALADE_ORIGIN + reverse("notices:open", args=[notice.pk])
            found.add_item(
                title=f"{who} {notice.sentence}",
                link=address,
                description=notice.title,
                unique_id=address,
                pubdate=notice.at,
                updateddate=notice.at,
            )
        return private_feed(found)
