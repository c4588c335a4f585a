"""How I want to be told, what I am told no more of, and the link at the end of a message."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from commons.base.doors import members_only
from commons.base.errors import NotHere
from commons.base.fragments import render, sent
from commons.notices import actions
from commons.notices.addresses import token_of
from commons.notices.forms import DeviceForm, WishesForm
from commons.notices.mail import end_named_by
from commons.notices.marks import kind_of
from commons.notices.models import Attention, Notice, PushDevice, Wishes
from commons.notices.views.reading import reader_of


@members_only
def wishes(request: HttpRequest) -> HttpResponse:
    person = reader_of(request)
    known = Wishes.objects.filter(person=person).first() or Wishes(person=person)
    form = WishesForm(sent(request), instance=known)
    if form.is_valid():
        actions.choose_wishes(by=person, **form.cleaned_data)
        messages.success(request, _("Your choice is kept."))
        return redirect("notices:wishes")
    context = {
        "form": form,
        "reads_mail": request.user.mail_wanted,  # type: ignore[union-attr]  # behind members_only: an Account
        "muted": _named(Attention.objects.muted_by(person)),
        **_feeds(person),
        "devices": PushDevice.objects.filter(person=person),
        "device_form": DeviceForm(auto_id="device_%s"),
        "push_key": actions.public_key(),
    }
    return render(request, "notices/wishes.html", context, status=422 if form.errors else 200)


def _named(rows: Any) -> list[dict[str, Any]]:
    """With the thing itself, when it still is one."""
    found = []
    for row in rows.order_by("-since", "-pk"):
        kind = kind_of(row.kind)
        thing = kind.find(row.key) if kind else None
        found.append({"row": row, "thing": thing, "kind": kind})
    return [one for one in found if one["thing"] is not None]


@members_only
def mute(request: HttpRequest, pk: int) -> HttpResponse:
    """What of one notice shall not be told again."""
    person = reader_of(request)
    notice = get_object_or_404(Notice.objects.select_related("entry__by"), pk=pk, person=person)
    if request.method == "POST":
        kind, _colon, key = request.POST.get("mark", "").partition(":")
        actions.mute_of_notice(notice, by=person, kind=kind, key=key)
        messages.success(
            request, _("You are told no more of it. It stands in your wishes, where you end that.")
        )
        return redirect("notices:list")
    marks = [
        {"mark": f"{name}:{key}", "thing": thing, "kind": known}
        for name, key in notice.marks
        if (known := kind_of(name)) and (thing := known.find(key)) is not None
    ]
    return render(request, "notices/mute.html", {"notice": notice, "marks": marks})


@require_POST
@members_only
def unmute(request: HttpRequest) -> HttpResponse:
    kind, _colon, key = request.POST.get("mark", "").partition(":")
    actions.attend_no_more(by=reader_of(request), kind=kind, key=key)
    messages.success(request, _("You are told of it again."))
    return redirect("notices:wishes")


def _still_here(key: int) -> Any:
    """People stand above notices; an account leads to one."""
    account = (
        get_user_model().objects.filter(person=key, person__state="active").select_related("person").first()
    )
    return account.person if account else None


def _feeds(person: Any) -> dict[str, str]:
    """The secret addresses, when there is one."""
    token = token_of(person)
    names = {"feed": "notices:feed", "stream_feed": "people:stream_feed"} if token else {}
    return {key: settings.CALADE_ORIGIN + reverse(name, args=[token]) for key, name in names.items()}


@csrf_exempt
def end(request: HttpRequest, token: str) -> HttpResponse:
    """The link of a message: a button for people, one POST for their mail program (RFC 8058). Nobody logs in."""
    named = end_named_by(token)
    person = _still_here(named[0]) if named else None
    if named is None or person is None:
        raise NotHere
    if request.method == "POST":
        actions.end_mails(person, named[1])
    answer = render(request, "notices/end.html", {"is_done": request.method == "POST", "what": named[1]})
    answer["Referrer-Policy"] = "no-referrer"
    return answer
