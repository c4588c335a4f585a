"""Joining where it is not open to everybody."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commons.accounts import actions
from commons.accounts.actions.admissions import KEY, VOUCHES
from commons.accounts.forms import WordsForm
from commons.accounts.models import Admission, Invitation
from commons.accounts.permissions import may_invite, may_let_in, may_vouch
from commons.base.fragments import sent
from commons.base.limits import limit, who_asks
from commons.people.middleware import SignedInRequest, members_only
from commons.people.models import Account


def admission(request: HttpRequest) -> HttpResponse:
    """What an account that waits sees, and may say. Anybody else has no business here."""
    account = request.user
    if not isinstance(account, Account) or account.person_id:
        return redirect("account_login")
    if actions.is_let_in(account):
        return redirect("people:welcome")
    mine = Admission.objects.filter(account=account).first()
    form = WordsForm(sent(request), initial={"words": mine.words if mine else ""})
    if request.method == "POST" and form.is_valid():
        actions.ask_to_be_let_in(account, words=form.cleaned_data["words"])
        return redirect("account_admission")
    context = {
        "form": form,
        "admission": mine,
        "needed": VOUCHES,
        "by_invitation": settings.CALADE_SIGN_UP == "invitation",
    }
    return render(request, "accounts/admission.html", context, status=422 if form.errors else 200)


@members_only
def vouch(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """Reached by the address that the newcomer gives away: nobody browses newcomers."""
    asked = get_object_or_404(Admission.objects.waiting(), uid=uid)
    if request.method == "POST":
        actions.vouch_for(asked, by=request.person)
        messages.success(request, _("Thank you. It is written down."))
        return redirect("home")
    context = {"admission": asked, "may_vouch": may_vouch(request.person)}
    return render(request, "accounts/vouch.html", context)


@require_POST
@members_only
def settle_admission(request: SignedInRequest, uid: UUID) -> HttpResponse:
    if not may_let_in(request.person):
        raise Http404
    asked = get_object_or_404(Admission.objects.waiting(), uid=uid)
    actions.settle_admission(asked, by=request.person, let_in="let_in" in request.POST)
    messages.success(request, _("It is done."))
    return redirect("accounts:newcomers")


@members_only
def newcomers(request: SignedInRequest) -> HttpResponse:
    if not may_let_in(request.person):
        raise Http404
    waiting = Admission.objects.waiting().prefetch_related("vouches__by")
    return render(request, "accounts/newcomers.html", {"waiting": waiting})


@members_only
def invitations(request: SignedInRequest) -> HttpResponse:
    """One's own open links; a new one, or one taken back."""
    if request.method == "POST":
        if number := request.POST.get("take_back", ""):
            own = Invitation.objects.filter(by=request.person)
            mine = get_object_or_404(own, pk=int(number) if number.isdecimal() else 0)
            actions.take_back_invitation(mine, by=request.person)
        else:
            actions.invite(by=request.person)
        return redirect("accounts:invitations")
    context = {
        "open": Invitation.objects.filter(by=request.person).open(),
        "may_invite": may_invite(request.person),
    }
    return render(request, "accounts/invitations.html", context)


def invited(request: HttpRequest, token: str) -> HttpResponse:
    """Who comes by a link: the press of a button keeps it in this browser until the account is made."""
    limit("invited", who_asks(request), times=30, seconds=3600)
    invitation = actions.open_invitation(token)
    if invitation is None:
        return render(request, "accounts/invited.html", {}, status=404)
    if request.method == "POST":
        request.session[KEY] = token
        return redirect("account_signup")
    return render(request, "accounts/invited.html", {"name": invitation.by.name})
