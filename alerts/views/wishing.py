"""How I want to be told."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from alerts import actions
from alerts.forms import WishForm
from alerts.models import Wish
from commons.base.fragments import render, sent
from commons.people.middleware import SignedInRequest, members_only


@members_only
def wishes(request: SignedInRequest) -> HttpResponse:
    known = Wish.objects.filter(person=request.person).first() or Wish(person=request.person)
    form = WishForm(sent(request), instance=known)
    if form.is_valid():
        actions.choose_wishes(by=request.person, **form.cleaned_data)
        messages.success(request, _("Your choice is kept."))
        return redirect("alerts:list")
    return render(request, "alerts/wishes.html", {"form": form}, status=422 if form.errors else 200)
