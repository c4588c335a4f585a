"""The library of things: the shelf, a thing, lending one. Loans have pages of their own (`loans.py`)."""

from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commons.base.errors import MayNot
from commons.base.fragments import render, sent, stored
from commons.base.limits import limit
from commons.base.numbers import natural
from commons.images.actions import add_image
from commons.images.files import Unusable
from commons.images.licences import OWN_WORK
from commons.images.models import Image
from commons.images.showing import picture_of
from commons.people.middleware import SignedInRequest, asking, members_only
from commons.people.models import Person
from commons.places.neighbourhoods import neighbourhoods
from mutual_aid import actions
from mutual_aid.actions.lending_moves import reason_of
from mutual_aid.forms.answering import ReasonForm
from mutual_aid.forms.lending import ItemForm, LibraryForm, ReserveForm
from mutual_aid.lending_days import WEEKS, calendar
from mutual_aid.lending_rights import keeps_item, may_borrow, may_revise_item, steps_on_item
from mutual_aid.lending_states import ITEM_STEPS
from mutual_aid.models import Item, ItemQuerySet, Reservation
from mutual_aid.views.asking import key_of

PER_PAGE = 24
PHOTOS_PER_DAY = 40
RESERVATIONS_PER_DAY = 15


def library(request: HttpRequest) -> HttpResponse:
    """What can be borrowed, in the town or one neighbourhood. Visitors share one stored page."""
    person = asking(request)
    form = LibraryForm(request.GET, neighbourhoods=neighbourhoods())
    found = _filtered(Item.objects.lent().readable_by(person), form.wanted)
    page = natural(request.GET.get("page"), most=10**6) or 1
    rows = list(found.order_by("title", "pk")[(page - 1) * PER_PAGE : page * PER_PAGE + 1])
    context = {
        "form": form,
        "items": rows[:PER_PAGE],
        "is_filtered": bool(form.wanted or form.errors),
        "older": _address(form.wanted, page + 1) if len(rows) > PER_PAGE else "",
        "newer": _address(form.wanted, page - 1) if page > 1 else "",
    }
    answer = render(request, "mutual_aid/item_list.html", context)
    return stored(request, answer)


def item(request: HttpRequest, pk: int) -> HttpResponse:
    """Visitors see what it is and in which neighbourhood; members who lends it, and its calendar."""
    person = asking(request)
    found = _find(person, pk)
    answer = render(request, "mutual_aid/item.html", _shown(person, found))
    return stored(request, answer)


@members_only
def add(request: SignedInRequest) -> HttpResponse:
    start = {"neighbourhood": request.person.neighbourhood_id, "client_key": uuid4(), "on_board": True}
    form = ItemForm(sent(request), request.FILES or None, person=request.person, initial=start)
    if form.is_bound and form.is_valid():
        fields = _fields(form, request.person)
        if fields is not None:
            new = actions.add_item(by=request.person, **fields)
            messages.success(request, _("It is on the shelf."))
            return redirect(new)
    return render(request, "mutual_aid/item_write.html", {"form": form})


@members_only
def revise(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _find(request.person, pk)
    if not may_revise_item(request.person, found):
        raise MayNot
    names = ["title", "description", "usage", "deposit", "neighbourhood"]
    start = {name: getattr(found, name) for name in names} | {"category": found.category.value}
    form = ItemForm(
        sent(request),
        request.FILES or None,
        person=request.person,
        item=found,
        initial={**start, "on_board": False},
    )
    if form.is_bound and form.is_valid():
        fields = _fields(form, request.person)
        if fields is not None:
            fields.pop("client_key")
            actions.revise_item(found, by=request.person, **fields)
            messages.success(request, _("It is described anew."))
            return redirect(found)
    return render(request, "mutual_aid/item_write.html", {"form": form, "item": found})


@members_only
@require_POST
def decide(request: SignedInRequest, pk: int) -> HttpResponse:
    """Rest, wake, remove; hide and unhide: `do` names the step."""
    found = _find(request.person, pk)
    name, form = request.POST.get("do", ""), ReasonForm(request.POST)
    if name not in ITEM_STEPS:
        raise Http404
    if not form.is_valid():
        context = {"form": form, "do": name, "thing": found}
        return render(request, "mutual_aid/reason.html", context, status=422)
    changed = actions.change_item(found, name, by=request.person, reason=form.cleaned_data["reason"])
    messages.success(request, _("It is done."))
    return redirect(changed if changed.state != Item.State.GONE else "mutual_aid:library")


@members_only
def reserve(request: SignedInRequest, pk: int) -> HttpResponse:
    """The days, and a few words. Days that are taken are said at their field, with those that are free."""
    found = _find(request.person, pk)
    if asked := _asked_already(request):
        return redirect(asked)
    if not may_borrow(request.person, found):
        raise MayNot
    taken = found.days_taken(weeks=30)
    form = ReserveForm(sent(request), taken=taken, initial={"client_key": uuid4()})
    if form.is_bound and form.is_valid():
        limit("mutual_aid.reserve", f"person:{request.person.pk}", times=RESERVATIONS_PER_DAY, seconds=86_400)
        try:
            loan = actions.reserve(found, by=request.person, **form.cleaned_data)
        except actions.Taken as taken_meanwhile:
            form.add_error("starts_on", taken_meanwhile.sentence)
        else:
            messages.success(
                request, _("Your wish is sent, and the days are held for you. You will be told.")
            )
            return redirect(loan)
    context = {"item": found, "form": form, "weeks": calendar(taken, timezone.localdate())}
    return render(request, "mutual_aid/item_reserve.html", context)


def _asked_already(request: SignedInRequest) -> Reservation | None:
    """What a double tap has made a moment ago: its days are taken now, by oneself."""
    key = key_of(request.POST.get("client_key", ""))
    return Reservation.objects.filter(borrower=request.person, client_key=key).first() if key else None


def _find(person: Person | None, pk: int) -> Item:
    rows = Item.objects.readable_by(person)
    return get_object_or_404(
        rows.select_related("owner", "group", "neighbourhood", "photo__by", "listing"), pk=pk
    )


def _shown(person: Person | None, found: Item) -> dict[str, Any]:
    context: dict[str, Any] = {"item": found, "is_visitor": person is None}
    if found.photo and found.photo.is_shown and not found.photo.is_broken:
        context["picture"] = picture_of(found.photo)
    if person is None:
        return context
    keeps = keeps_item(person, found)
    loans = found.loans.readable_by(person).living()
    return context | {
        "weeks": calendar(found.days_taken(weeks=WEEKS), timezone.localdate()),
        "is_keeper": keeps,
        "may_borrow": may_borrow(person, found),
        "may_revise": may_revise_item(person, found),
        "steps": steps_on_item(person, found),
        "loans": loans.select_related("borrower").order_by("starts_on"),
        "reason": reason_of(found, "hide") if found.state == Item.State.HIDDEN else "",
    }


def _filtered(found: ItemQuerySet, wanted: dict[str, Any]) -> ItemQuerySet:
    found = found.select_related("neighbourhood", "photo")
    if "category" in wanted:
        found = found.filter(category=wanted["category"])
    if "where" in wanted:
        found = found.filter(neighbourhood__slug=wanted["where"])
    if "q" in wanted:
        found = found.saying(wanted["q"])
    first, last = wanted.get("first"), wanted.get("last")
    if first or last:
        today = timezone.localdate()
        found = found.free_between(first or today, last or first or today)
    return found


def _address(wanted: dict[str, Any], page: int) -> str:
    query = {name: str(value) for name, value in wanted.items()} | ({"page": str(page)} if page > 1 else {})
    return reverse("mutual_aid:library") + (f"?{urlencode(query)}" if query else "")


def _fields(form: ItemForm, person: Person) -> dict[str, Any] | None:
    """What was typed, as keywords of the action; None when the photo cannot be used, which the form then says."""
    cleaned = dict(form.cleaned_data)
    file, alt, no_photo = cleaned.pop("file"), cleaned.pop("alt"), cleaned.pop("no_photo", False)
    cleaned["client_key"] = cleaned["client_key"] and key_of(str(cleaned["client_key"]))
    try:
        if file:
            cleaned["photo"] = _photo(person, file, alt)
        elif no_photo:
            cleaned["photo"] = None
    except Unusable as unusable:
        form.add_error("file", unusable.sentence)
        return None
    return cleaned


def _photo(person: Person, file: Any, alt: str) -> Image:
    limit("images-a-day", f"person:{person.pk}", times=PHOTOS_PER_DAY, seconds=86_400)
    return add_image(actions.the_board(), by=person, file=file, alt=alt, licence=OWN_WORK)
