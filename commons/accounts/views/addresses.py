"""Another e-mail address to sign in with, or the first one, in place of a card."""

import time

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from commons.accounts import actions
from commons.accounts.forms import AddressCodeForm, AddressForm
from commons.base.errors import Conflict
from commons.base.fragments import sent
from commons.people.middleware import SignedInRequest, members_only

PENDING = "address_asked"


@members_only
def address(request: SignedInRequest) -> HttpResponse:
    """A code goes to the new address; nothing changes until it is typed."""
    form = AddressForm(sent(request), present=request.user.email)
    if form.is_bound and form.is_valid():
        email = form.cleaned_data["email"]
        digest = actions.ask_for_address(request.user, email=email)
        request.session[PENDING] = [email, digest, time.time() + settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT]
        return redirect("accounts:address_code")
    return render(request, "accounts/address.html", {"form": form}, status=422 if form.errors else 200)


@members_only
def confirm(request: SignedInRequest) -> HttpResponse:
    """The code of the message, for a quarter of an hour: whoever comes later asks anew."""
    email, digest, until = request.session.get(PENDING, ["", "", 0])
    if time.time() > until:
        return redirect("accounts:address")
    form = AddressCodeForm(sent(request))
    if form.is_bound and form.is_valid():
        try:
            taken = actions.take_address(
                request.user, email=email, code=form.cleaned_data["code"], digest=digest
            )
        except Conflict as belongs_to_another:
            form.add_error("code", belongs_to_another.sentence)
        else:
            if taken:
                del request.session[PENDING]
                messages.success(request, _("From now on you log in with this address: %s") % email)
                return redirect("people:settings")
            form.add_error("code", _("This is not the code that was sent. Look at the message again."))
    context = {"form": form, "email": email}
    return render(request, "accounts/address_code.html", context, status=422 if form.errors else 200)
