"""Circles: a few people who talk among themselves."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from commons.base.errors import MayNot
from commons.base.fragments import sent
from commons.base.limits import limit, who_asks
from commons.conversations import actions, permissions, reading
from commons.conversations.forms import CircleForm, CircleTopicForm, SeatForm
from commons.conversations.models import Circle, Topic
from commons.conversations.views.common import pictures_in, see_other, text_brought
from commons.conversations.views.spaces import TOPICS
from commons.images.files import Unusable
from commons.people.middleware import SignedInRequest, members_only
from commons.people.models import Person


@members_only
def found(request: SignedInRequest) -> HttpResponse:
    form = CircleForm(sent(request))
    if request.method == "POST" and form.is_valid():
        limit("circle", who_asks(request), times=5, seconds=24 * 3600)
        return see_other(actions.found_circle(by=request.person, **form.cleaned_data).get_absolute_url())
    return render(
        request, "conversations/circle_found.html", {"form": form}, status=422 if form.errors else 200
    )


@members_only
def circle(request: SignedInRequest, pk: int) -> HttpResponse:
    """Its conversations and its members; whoever keeps it brings people in here."""
    shown = _circle(pk, request.person)
    keeps = permissions.keeps_circle(request.person, shown)
    form = SeatForm(sent(request)) if keeps else None
    if request.method == "POST" and form is not None and form.is_valid():
        limit("seat", who_asks(request), times=30, seconds=3600)
        actions.bring_into_circle(shown, form.cleaned_data["person"], by=request.person)
        return see_other(request.path)
    page = Paginator(reading.topics_of_circle(shown, request.person), TOPICS).get_page(
        request.GET.get("page")
    )
    seats = list(shown.seats.taken().select_related("person").order_by("pk"))
    context = {"circle": shown, "page": page, "seats": seats, "keeps": keeps, "form": form}
    return render(request, "conversations/circle.html", context, status=422 if form and form.errors else 200)


def _circle(pk: int, person: Person) -> Circle:
    return get_object_or_404(reading.circles_of(person), pk=pk)


@members_only
def start_topic(request: SignedInRequest, pk: int) -> HttpResponse:
    shown = _circle(pk, request.person)
    form = CircleTopicForm(sent(request), request.FILES or None, initial={"body": text_brought(request)})
    if request.method == "POST" and form.is_valid():
        limit("topic", who_asks(request), times=10, seconds=3600)
        try:
            return _start(request, form, shown)
        except Unusable as unusable:
            form.add_error("file", str(unusable))
    context = {"form": form, "circle": shown}
    return render(request, "conversations/circle_start.html", context, status=422 if form.errors else 200)


def _start(request: SignedInRequest, form: CircleTopicForm, circle: Circle) -> HttpResponse:
    said = form.cleaned_data
    topic = actions.start_in_circle(
        circle,
        by=request.person,
        title=said["title"],
        text=said["body"],
        client_id=said["client_id"],
        pictures=pictures_in(form, Topic(circle=circle, reach=Topic.Reach.CIRCLE), request.person),
    )
    return see_other(topic.get_absolute_url())


@members_only
def leave(request: SignedInRequest, pk: int, handle: str) -> HttpResponse:
    """Oneself, or somebody whom one asks to leave; first what that means."""
    shown = _circle(pk, request.person)
    person = get_object_or_404(Person, seats__in=shown.seats.taken(), handle=handle, home="")
    if person != request.person and not permissions.keeps_circle(request.person, shown):
        raise MayNot
    if request.method != "POST":
        context = {"circle": shown, "leaving": person, "members": shown.seats.taken().count() - 1}
        return render(request, "conversations/circle_leave.html", context)
    actions.leave_circle(shown, person, by=request.person)
    if person != request.person:
        return redirect(shown)
    messages.success(request, _("You have left the circle."))
    return redirect("conversations:threads")
