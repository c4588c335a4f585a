"""Signing up and in, welcome, me, others."""

from datetime import datetime, time
from typing import Any

from allauth.account.views import login as log_in_page
from allauth.account.views import signup as sign_up_page
from django.contrib import messages
from django.contrib.auth import logout as log_out
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commons.base import sections
from commons.base.errors import Conflict, MayNot
from commons.base.fragments import sent, stored
from commons.base.limits import limit, who_asks
from commons.base.text import clean_remote, render_markdown
from commons.base.ways import way
from commons.journal.faces import latest
from commons.people import actions, homes, leaving
from commons.people.forms import LeaveForm, RoleForm, SettingsForm, WelcomeForm
from commons.people.middleware import SignedInRequest, asking, members_only, own_data
from commons.people.models import Account, Follow, Person, Role
from commons.people.permissions import is_administrator

ENTRIES = 20


def sign_up(request: HttpRequest) -> HttpResponse:
    """The library's page behind our own count: a network may ask for twenty accounts an hour."""
    if request.method == "POST":
        limit("sign-up", who_asks(request), times=20, seconds=3600)
    answer: HttpResponse = sign_up_page(request)
    return answer


def log_in(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        limit("log-in", who_asks(request), times=30, seconds=600)
    answer: HttpResponse = log_in_page(request)
    return answer


def way_on(request: HttpRequest) -> str:
    """Where the person was going, when that is a page of this town."""
    asked = request.POST.get("next") or request.GET.get("next") or "/"
    return way(asked, otherwise="/")


def welcome(request: HttpRequest) -> HttpResponse:
    """Who one is to others, the charter, the age. The only page open to an account that has not joined."""
    account = request.user
    if not isinstance(account, Account):
        return redirect("account_login")
    if account.person:
        return redirect(way_on(request)) if account.person.is_active else _closed(request, account.person)
    form = WelcomeForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            person = actions.join(account, **form.choices())
        except Conflict as taken:
            form.add_error("handle", taken.sentence)
        else:
            messages.success(request, _("Welcome, %(name)s. You are at home.") % {"name": person.name})
            return redirect(way_on(request))
    return render(
        request, "people/welcome.html", {"form": form, "next": way_on(request)}, status=_status(form)
    )


def _closed(request: HttpRequest, person: Person) -> HttpResponse:
    """Suspended by others, or untouched by their own wish: their data stay theirs either way."""
    context = {"is_frozen": person.state == Person.State.FROZEN}
    return render(request, "people/closed.html", context, status=403)


def _status(form: Any) -> int:
    return 422 if form.is_bound and form.errors else 200


@members_only
def me(request: SignedInRequest) -> HttpResponse:
    person = request.person
    following = Follow.objects.filter(follower=person).exclude(state=Follow.State.REFUSED)
    context = {
        "me": person,
        "roles": Role.objects.current().filter(person=person),
        "following": following.select_related("person", "community"),
        "lines": latest(by=person, everything=True, most=ENTRIES),
        "sections": sections.built("me", person),
    }
    return render(request, "people/me.html", context)


@members_only
def settings(request: SignedInRequest) -> HttpResponse:
    account, person = request.user, request.person
    form = SettingsForm(
        sent(request),
        instance=Person.objects.get(pk=person.pk),
        initial={"mail_wanted": account.mail_wanted},
    )
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        actions.choose_mail(account, wanted=said.pop("mail_wanted"))
        actions.revise_person(Person.objects.get(pk=person.pk), by=person, **said)
        messages.success(request, _("Your settings are saved."))
        return redirect("people:me")
    return render(request, "people/settings.html", {"form": form}, status=_status(form))


@own_data
def leave(request: HttpRequest, owner: Person) -> HttpResponse:
    """What leaving means, and the way out, whatever else was taken from them. Nothing brings back what is emptied."""
    form = LeaveForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.leave_town(owner, by=owner, erase=form.cleaned_data["words"] == "erase")
        except Conflict as said_no:
            form.add_error(None, said_no.sentence)
        else:
            log_out(request)
            messages.success(request, _("You have left the town. Your account is gone."))
            return redirect(leaving.farewell(owner))
    return render(request, "people/leave.html", {"form": form}, status=_status(form))


def person(request: HttpRequest, acct: str) -> HttpResponse:
    """Somebody, as everybody may see them; for a signed-in reader, also what they may do."""
    reader = asking(request)
    shown = _somebody(acct)
    roles = shown.role_set.current().select_related("given_by")
    context: dict[str, Any] = {
        "shown": shown,
        "summary": _summary(shown),
        "roles": roles,
        "lines": latest(by=shown, most=ENTRIES),
        "sections": sections.built("person", reader, shown),
    }
    if reader is None:
        response = render(request, "people/person.html", context)
        return stored(request, response)
    context |= {
        "is_me": reader == shown,
        "blocked": reader.blocks.filter(blocked=shown).exists(),
        "follow": Follow.objects.filter(follower=reader, person=shown)
        .exclude(state=Follow.State.REFUSED)
        .first(),
        "may_give_roles": is_administrator(reader) and shown.is_local,
    }
    return render(request, "people/person.html", context)


@members_only
def block(request: SignedInRequest, acct: str) -> HttpResponse:
    """What a block does, before it is done; block or, with `unblock`, no longer."""
    other = _somebody(acct)
    if request.method != "POST":
        return render(request, "people/block.html", {"shown": other})
    if "unblock" in request.POST:
        actions.unblock(request.person, other)
        messages.success(request, _("You can read each other again."))
    else:
        actions.block(request.person, other)
        messages.success(request, _("This person can no longer write to you. They are not told."))
    return redirect(other)


@require_POST
@members_only
def follow(request: SignedInRequest, acct: str) -> HttpResponse:
    other = _somebody(acct)
    if "stop" in request.POST:
        actions.stop_following(request.person, other)
    else:
        limit("follow", who_asks(request), times=30, seconds=3600)
        actions.follow(request.person, other)
    return redirect(other)


@members_only
def give_role(request: SignedInRequest, acct: str) -> HttpResponse:
    other = _somebody(acct)
    if not is_administrator(request.person):
        raise MayNot
    form = RoleForm(sent(request))
    if request.method == "POST" and form.is_valid():
        until = form.cleaned_data["expires_at"]
        end = timezone.make_aware(datetime.combine(until, time.min)) if until else None
        said = form.cleaned_data
        actions.give_role(other, by=request.person, role=said["role"], reason=said["reason"], expires_at=end)
        return redirect(other)
    return render(request, "people/role_give.html", {"form": form, "shown": other}, status=_status(form))


@require_POST
@members_only
def take_role(request: SignedInRequest, pk: int) -> HttpResponse:
    if not is_administrator(request.person):
        raise MayNot
    role = get_object_or_404(Role.objects.current().select_related("person"), pk=pk)
    actions.take_role(role, by=request.person)
    return redirect(role.person)


def _summary(shown: Person) -> str:
    """Ours is Markdown; what another server sent is HTML, cleaned again."""
    return (
        render_markdown(shown.summary, profile="post").html if shown.is_local else clean_remote(shown.summary)
    )


def _somebody(acct: str) -> Person:
    handle, _at, home = acct.partition("@")
    found = (
        Person.objects.active()
        .select_related("neighbourhood")
        .filter(handle__iexact=handle, home=home)
        .first()
    )
    if found is None or homes.is_hidden(found.home):
        raise Http404
    return found
