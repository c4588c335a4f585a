"""How I want to be told."""

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from alerts import actions
from alerts.forms import WishForm
from alerts.models import Wish
from alerts.notices import END_SALT
from commons.base.errors import NotHere
from commons.base.fragments import render, sent
from commons.people.middleware import SignedInRequest, members_only
from commons.people.models import Person


@members_only
def wishes(request: SignedInRequest) -> HttpResponse:
    known = Wish.objects.filter(person=request.person).first() or Wish(person=request.person)
    form = WishForm(sent(request), instance=known)
    if form.is_valid():
        actions.choose_wishes(by=request.person, **form.cleaned_data)
        messages.success(request, _("Your choice is kept."))
        return redirect("alerts:list")
    return render(request, "alerts/wishes.html", {"form": form}, status=422 if form.errors else 200)


@csrf_exempt
def end_mails(request: HttpRequest, token: str) -> HttpResponse:
    """The link of a message: a button for people, one POST for their mail program (RFC 8058). Nobody logs in."""
    try:
        key = signing.loads(token, salt=END_SALT)
    except signing.BadSignature as error:
        raise NotHere from error
    person = Person.objects.citizens().filter(pk=key).first()
    if person is None:
        raise NotHere
    if request.method == "POST":
        actions.end_mails(person)
    answer = render(request, "notices/end.html", {"is_done": request.method == "POST", "what": "alerts"})
    answer["Referrer-Policy"] = "no-referrer"
    return answer
