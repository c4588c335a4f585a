"""A card instead of an address: made at the desk, typed to come in."""

from typing import Any

from allauth.account.app_settings import EmailVerificationMethod
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commons.accounts import actions
from commons.accounts.cards import Card, in_groups
from commons.accounts.forms import CardForm, CardLostForm
from commons.accounts.permissions import may_ask_for_recovery, may_keep_desk
from commons.accounts.views.desk import desk
from commons.base.errors import Conflict
from commons.base.fragments import sent
from commons.base.limits import limit, who_asks
from commons.people.forms import WelcomeForm
from commons.people.middleware import SignedInRequest, members_only


def log_in(request: HttpRequest) -> HttpResponse:
    """The number and the code of a card; then the second step, for who has one."""
    if request.user.is_authenticated:
        return redirect("home")
    form = CardForm(sent(request))
    if form.is_bound and form.is_valid():
        limit("card", who_asks(request), times=20, seconds=3600)
        account = actions.account_of_card(**form.cleaned_data)
        if account:
            record_authentication(request, account, "code")
            login = Login(user=account, email=account.email, email_verification=EmailVerificationMethod.NONE)
            answer: HttpResponse = perform_login(request, login)
            return answer
        form.add_error(
            "code",
            _("The number and the code do not go together. After ten tries, ask the desk for a new card."),
        )
    return render(request, "accounts/card_log_in.html", {"form": form}, status=422 if form.errors else 200)


@members_only
def open_account(request: SignedInRequest) -> HttpResponse:
    """The answer is the card itself: its code is shown here and nowhere else."""
    if not may_keep_desk(request.person):
        raise Http404
    form = WelcomeForm(sent(request))
    if form.is_bound and form.is_valid():
        try:
            person, number, code = actions.open_account_by_card(by=request.person, **form.choices())
        except Conflict as taken:
            form.add_error("handle", taken.sentence)
        else:
            return _card(request, person.name, number, code)
    return render(request, "accounts/card_open.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@members_only
def renew_at_desk(request: SignedInRequest) -> HttpResponse:
    """A card was lost, or is locked."""
    if not may_keep_desk(request.person):
        raise Http404
    form = CardLostForm(request.POST)
    if form.is_valid():
        person = form.cleaned_data["handle"]
        card = Card.objects.select_related("account__person").filter(account__person=person).first()
        if card and may_ask_for_recovery(request.person, person):
            return _card(
                request, person.name, in_groups(card.number), actions.renew_card(card, by=request.person)
            )
        form.add_error("handle", _("This person has no card."))
    return desk(request, card_lost=form)


@members_only
def mine(request: SignedInRequest) -> HttpResponse:
    """One’s own card: another code, and the way to an address instead."""
    card = get_object_or_404(Card.objects.select_related("account__person"), account=request.user)
    if request.method == "POST" and "renew" in request.POST:
        code = actions.renew_card(card, by=request.person)
        return _card(request, request.person.name, in_groups(card.number), code)
    return render(request, "accounts/card.html", {"card": card})


def _card(request: HttpRequest, name: str, number: str, code: str) -> HttpResponse:
    context: dict[str, Any] = {"name": name, "number": number, "code": code}
    return render(request, "accounts/card_made.html", context)
