"""One's addresses on other servers: those one had, and the one that one moves to."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from commons.base.fragments import sent
from commons.base.limits import limit, who_asks
from commons.people import actions as people
from commons.people.middleware import SignedInRequest, members_only
from commons.people.models import Person
from federation import moves
from federation.forms import AddressesForm, MoveForm
from federation.identities import Unknown


@members_only
def addresses(request: SignedInRequest) -> HttpResponse:
    """The page, and the form of the addresses that one had before."""
    form = AddressesForm(sent(request), initial={"addresses": "\n".join(request.person.also_known_as)})
    if request.method == "POST" and form.is_valid():
        limit("move", who_asks(request), times=20, seconds=86_400)
        try:
            moves.name_addresses(_me(request), typed=form.cleaned_data["addresses"])
        except Unknown as error:
            form.add_error("addresses", _why(error))
        else:
            messages.success(request, _("Your addresses are saved."))
            return redirect("federation:addresses")
    return _page(request, form, MoveForm())


@members_only
def move(request: SignedInRequest) -> HttpResponse:
    """Away to a new address or, with `stay`, no longer."""
    if request.method != "POST":
        return redirect("federation:addresses")
    if "stay" in request.POST:
        people.stay_after_all(_me(request), by=request.person)
        messages.success(request, _("Your page no longer sends people elsewhere."))
        return redirect("federation:addresses")
    form = MoveForm(request.POST)
    if form.is_valid():
        limit("move", who_asks(request), times=20, seconds=86_400)
        try:
            moves.move_out(_me(request), to=form.cleaned_data["address"])
        except Unknown as error:
            form.add_error("address", _why(error))
        else:
            messages.success(request, _("Your followers are being told where you are now."))
            return redirect("federation:addresses")
    return _page(request, AddressesForm(initial={"addresses": "\n".join(request.person.also_known_as)}), form)


def _me(request: SignedInRequest) -> Person:
    return Person.objects.get(pk=request.person.pk)


def _why(error: Unknown) -> str:
    if error.reason == "no-claim-back":
        return _("That account does not name this one yet. Please add your address here to it first.")
    if error.reason == "not-allowed":
        return _("This town does not exchange with that server.")
    if error.reason == "bad-account":
        return _("An address has a name and a server, as in @lea@nord.example.")
    return _("Nobody was found at this address.")


def _page(request: SignedInRequest, form: AddressesForm, move_form: MoveForm) -> HttpResponse:
    wrong = (form.is_bound and form.errors) or (move_form.is_bound and move_form.errors)
    handle = f"@{request.person.handle}@{settings.CALADE_HANDLE_DOMAIN}"
    context = {"form": form, "move_form": move_form, "me": request.person, "my_handle": handle}
    return render(request, "federation/addresses.html", context, status=422 if wrong else 200)
