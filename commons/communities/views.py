"""Home, the town's texts, communities, neighbouring towns, language and light."""

from datetime import datetime, time
from itertools import groupby
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from commons.base import register, sections
from commons.base.errors import MayNot
from commons.base.fragments import public, sent, stored
from commons.base.limits import limit, who_asks
from commons.base.text import clean_remote, render_markdown
from commons.base.ways import taken_apart, way
from commons.communities import actions
from commons.communities import home as front
from commons.communities.actions import the_town
from commons.communities.forms import BanForm, OpeningForm, StewardForm, TownForm
from commons.communities.models import Ban, Community
from commons.communities.permissions import ban_of, keeps_order, may_ban, may_name_stewards
from commons.people import actions as people
from commons.people import homes
from commons.people.middleware import SignedInRequest, asking, members_only
from commons.people.models import Follow, Person
from commons.people.permissions import is_administrator

YEAR = 365 * 24 * 3600


def home(request: HttpRequest) -> HttpResponse:
    person = asking(request)
    return _home_of_member(request, person) if person else _home_of_visitor(request)


def _home_of_visitor(request: HttpRequest) -> HttpResponse:
    context = {"now": sections.built(front.NOW, None), "verbs": front.first_verbs()}
    return stored(request, render(request, "communities/home.html", context))


def _home_of_member(request: HttpRequest, person: Person) -> HttpResponse:
    context = {
        "waiting": sections.built(front.WAITING, person),
        "near": sections.built(front.NEAR, person),
        "followed": sections.built(front.FOLLOWED, person),
        "verbs": front.first_verbs(),
    }
    return render(request, "communities/home_member.html", context)


def _town_text(request: HttpRequest, name: str, **more: Any) -> HttpResponse:
    text = getattr(the_town(), name)
    context = {"text": render_markdown(text, profile="wiki").html if text else "", **more}
    return stored(request, render(request, f"communities/{name}.html", context))


def charter(request: HttpRequest) -> HttpResponse:
    return _town_text(request, "charter")


def privacy(request: HttpRequest) -> HttpResponse:
    return _town_text(request, "privacy", processings=register.processings())


def community(request: HttpRequest, acct: str) -> HttpResponse:
    shown = _community(acct)
    reader = asking(request)
    stewards = shown.memberships.of_stewards()
    context = {
        "shown": shown,
        "summary": clean_remote(shown.summary)
        if shown.home
        else render_markdown(shown.summary, profile="post").html,
        "stewards": stewards,
        "sections": sections.built("community", reader, shown),
        "may_name_stewards": may_name_stewards(reader, shown),
    }
    if reader and keeps_order(reader, shown):
        context["bans"] = Ban.objects.current().filter(community=shown).select_related("person")
    if reader:
        asked = Follow.objects.filter(follower=reader, community=shown).exclude(state=Follow.State.REFUSED)
        context["follow"] = asked.first()
    return stored(request, render(request, "communities/community.html", context))


@require_POST
@members_only
def follow(request: SignedInRequest, acct: str) -> HttpResponse:
    shown = _community(acct)
    if "stop" in request.POST:
        people.stop_following(request.person, shown)
    else:
        limit("follow", who_asks(request), times=30, seconds=3600)
        people.follow(request.person, shown)
    return redirect(_safe_way_back(request, shown.get_absolute_url()))


@members_only
def town(request: SignedInRequest) -> HttpResponse:
    """The town's name and its own words."""
    if not is_administrator(request.person):
        raise MayNot
    now = the_town()
    form = TownForm(sent(request), initial={name: getattr(now, name) for name in TownForm.base_fields})
    if request.method == "POST" and form.is_valid():
        changed = {name: form.cleaned_data[name] for name in form.changed_data}
        if changed:
            actions.revise_town(by=request.person, **changed)
        messages.success(request, _("It is done, and it stands in the public record."))
        return redirect("town")
    status = 422 if form.is_bound else 200
    return render(request, "communities/town.html", {"form": form}, status=status)


@members_only
def open_space(request: SignedInRequest) -> HttpResponse:
    """A place to talk, for the whole town."""
    if not is_administrator(request.person):
        raise MayNot
    form = OpeningForm(sent(request))
    if request.method == "POST" and form.is_valid():
        opened = actions.open_community(by=request.person, kind=Community.Kind.SPACE, **form.cleaned_data)
        messages.success(request, _("It is open. You can name who looks after it."))
        return redirect(opened)
    status = 422 if form.is_bound else 200
    return render(request, "communities/open.html", {"form": form}, status=status)


@members_only
def ban(request: SignedInRequest, acct: str, person: str) -> HttpResponse:
    """Remove somebody from a space or, with `readmit`, let them write there again."""
    shown, other = _community(acct), _person(person)
    if not may_ban(request.person, other, shown):
        raise MayNot
    if "readmit" in request.POST:
        actions.readmit_person(shown, by=request.person, person=other)
        messages.success(request, _("It is done, and it stands in the public record."))
        return redirect(shown)
    current = ban_of(other, shown)
    form = BanForm(sent(request), initial=_said_of(current))
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["until"]
        until = timezone.make_aware(datetime.combine(day, time.min)) if day else None
        reason = form.cleaned_data["reason"]
        actions.ban_person(shown, by=request.person, person=other, reason=reason, until=until)
        messages.success(request, _("It is done, and it stands in the public record."))
        return redirect(shown)
    context = {"form": form, "shown": shown, "other": other, "ban": current}
    return render(request, "communities/ban.html", context, status=422 if form.errors else 200)


def _said_of(ban: Ban | None) -> dict[str, Any]:
    """What the form begins with when somebody is removed already."""
    if ban is None:
        return {}
    return {"reason": ban.reason, "until": timezone.localdate(ban.until) if ban.until else None}


@members_only
def stewards(request: SignedInRequest, acct: str) -> HttpResponse:
    """Name those who look after a community or, with `end`, end the charge of one of them."""
    shown = _community(acct)
    if not may_name_stewards(request.person, shown):
        raise MayNot
    named = shown.memberships.of_stewards()
    form = StewardForm(None if "end" in request.POST else sent(request), community=shown)
    if "end" in request.POST:
        ended = next((one for one in named if str(one.pk) == request.POST["end"]), None)
        if ended is not None:  # else somebody else was faster
            actions.end_stewardship(shown, by=request.person, person=ended.person)
    elif form.is_valid():
        actions.name_steward(shown, by=request.person, person=form.cleaned_data["person"])
    if request.method == "POST" and not form.errors:
        messages.success(request, _("It is done, and it stands in the public record."))
        return redirect("communities:stewards", acct=shown.acct)
    context = {"form": form, "shown": shown, "named": named}
    return render(request, "communities/stewards.html", context, status=422 if form.errors else 200)


def _person(acct: str) -> Person:
    handle, _at, home = acct.partition("@")
    return get_object_or_404(Person.objects.active(), handle__iexact=handle, home=home)


def _community(acct: str) -> Community:
    handle, _at, home = acct.partition("@")
    found = Community.objects.filter(handle=handle, home=home).first()
    if found is None or homes.is_hidden(found.home):
        raise Http404
    return found


def neighbours(request: HttpRequest) -> HttpResponse:
    """The other towns whose communities somebody here follows."""
    known = Community.objects.followed_from_elsewhere()
    towns = [(home, list(group)) for home, group in groupby(known, key=lambda community: community.home)]
    reader = asking(request)
    context = {
        "towns": towns,
        "may_follow": is_administrator(reader),
        "sections": sections.built("neighbours", reader),
    }
    return stored(request, render(request, "communities/neighbours.html", context))


@csrf_exempt
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """No token, because stored pages carry none: a preference of this browser, refused when asked from elsewhere."""
    _refuse_other_sites(request)
    response = redirect(_safe_way_back(request))
    if (language := request.POST.get("language")) in dict(settings.LANGUAGES):
        _remember(response, settings.LANGUAGE_COOKIE_NAME, str(language))
    return response


@csrf_exempt
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Like the language; "auto" forgets the choice."""
    _refuse_other_sites(request)
    response = redirect(_safe_way_back(request))
    theme = request.POST.get("theme")
    if theme in {"light", "dark"}:
        _remember(response, settings.CALADE_THEME_COOKIE, theme)
    elif theme == "auto":
        response.delete_cookie(settings.CALADE_THEME_COOKIE)
    return response


def _remember(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=YEAR, secure=settings.SECURE, httponly=True, samesite="Lax")


def _refuse_other_sites(request: HttpRequest) -> None:
    if request.headers.get("Sec-Fetch-Site", "same-origin") in {"cross-site", "same-site"}:
        raise MayNot
    origin = request.headers.get("Origin", "")
    if origin and (origin == "null" or taken_apart(origin).netloc != request.get_host()):
        raise MayNot


def _safe_way_back(request: HttpRequest, otherwise: str = "/") -> str:
    return way(request.POST.get("next", ""), otherwise)


def robots(request: HttpRequest) -> HttpResponse:
    """What is of no use to a search engine, or nobody's business there. What is private needs no such line."""
    closed = ["/compte/", "/moi/", "/avis/", "/entraide/", "/recherche/", "/moderation/", "/live/", "/ap/"]
    closed += ["/ailleurs/", "/intentions/"]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    lines += ["", f"Sitemap: {settings.CALADE_ORIGIN}/sitemap.xml"]
    return public(HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8"))
