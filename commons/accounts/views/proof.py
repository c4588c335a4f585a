"""Showing once more, by a code of a message, that it is oneself: before one changes how one signs in."""

from urllib.parse import urlencode

from allauth.account.internal.flows.reauthentication import resume_request
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from commons.accounts import proofs
from commons.accounts.forms import MailedCodeForm
from commons.base.fragments import sent
from commons.people.middleware import SignedInRequest, members_only
from commons.people.views import way_on


@members_only
def prove(request: SignedInRequest) -> HttpResponse:
    """A press sends the message; its code leads on to what was asked for, with what had been typed there."""
    has_mail = request.user.has_mail
    waits = not has_mail or proofs.waits_for_code(request)
    if has_mail and request.method == "POST" and ("send" in request.POST or not waits):
        proofs.send_code(request, request.user)
        return redirect(f"{reverse('account_proof')}?{urlencode({'next': way_on(request)})}")
    form = MailedCodeForm(sent(request), request=request)
    if request.method == "POST" and form.is_valid():
        answer: HttpResponse | None = resume_request(request)
        return answer or redirect(way_on(request))
    context = {"form": form if waits else None, "next": way_on(request), "email": request.user.email}
    return render(request, "accounts/proof.html", context, status=422 if form.errors else 200)
