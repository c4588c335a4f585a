"""What I can do: said in a minute, changed or taken back at any time."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commons.base.fragments import sent
from commons.people.middleware import SignedInRequest, members_only
from mutual_aid import actions
from mutual_aid.forms.helping import HelperForm, said_before
from mutual_aid.models import HelperProfile, Listing


@members_only
def what_i_can_do(request: SignedInRequest) -> HttpResponse:
    profile = HelperProfile.objects.filter(person=request.person).first()
    form = HelperForm(sent(request), initial=said_before(profile))
    if form.is_valid():
        actions.say_what_one_can_do(by=request.person, **form.cleaned_data)
        messages.success(request, _("It is written down. You will see on the board where you could help."))
        return redirect("mutual_aid:board")
    context = {"form": form, "profile": profile}
    return render(request, "mutual_aid/helper.html", context, status=422 if form.errors else 200)


@members_only
@require_POST
def take_back(request: SignedInRequest) -> HttpResponse:
    actions.take_back_what_one_can_do(by=request.person)
    messages.success(request, _("It is forgotten: nothing is suggested to you any more."))
    return redirect("mutual_aid:mine")


@members_only
@require_POST
def put_aside(request: SignedInRequest, pk: int) -> HttpResponse:
    listing = get_object_or_404(Listing.objects.readable_by(request.person), pk=pk)
    actions.put_suggestion_aside(listing, by=request.person)
    messages.success(request, _("It is not suggested to you any more."))
    return redirect("mutual_aid:board")
