"""The desk of the mediators: what they do for people far from computers."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commons.base.fragments import sent
from commons.communities.towns import own_town
from commons.people.middleware import SignedInRequest, members_only
from commons.people.permissions import is_mediator
from mutual_aid import actions
from mutual_aid.forms.desk import ForSomebodyForm
from mutual_aid.models import Consent
from mutual_aid.wordings import Purpose, wording

View = Callable[..., HttpResponse]


def desk_only(view: View) -> View:
    """For everybody but mediators the page does not exist."""

    @wraps(view)
    def guarded(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_mediator(request.person):
            raise Http404
        return view(request, *args, **kwargs)

    return members_only(guarded)


@desk_only
def write(request: SignedInRequest) -> HttpResponse:
    """One page, as it stands on the paper sheet."""
    read_aloud = wording(Purpose.POSTING, town=own_town().name)
    form = ForSomebodyForm(sent(request), wording=read_aloud)
    if form.is_bound and form.is_valid():
        listing = actions.post_listing(by=request.person, consent=form.agreement, **form.listing_fields)
        messages.success(request, _("It is on the board."))
        return redirect(listing)
    return render(request, "mutual_aid/desk_write.html", {"form": form})


@desk_only
@require_POST
def withdraw_consent(request: SignedInRequest, pk: int) -> HttpResponse:
    consent = get_object_or_404(Consent.objects.standing().select_related("listing"), pk=pk)
    actions.withdraw_consent(consent, by=request.person)
    messages.success(request, _("It is written down, and everything has stopped."))
    return redirect(consent.listing)
