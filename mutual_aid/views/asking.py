"""Writing a listing in three steps, and changing it. A visitor may begin; they sign in at the end, and lose nothing."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from commons.base.errors import MayNot, Refused
from commons.base.limits import limit, who_asks
from commons.base.numbers import natural
from commons.people.middleware import SignedInRequest, members_only
from commons.people.middleware import asking as who
from commons.people.models import Person
from mutual_aid import actions, notebook
from mutual_aid.forms import Asking, beginning, kept_in
from mutual_aid.forms.asking import FLAGS
from mutual_aid.models import Item, Listing
from mutual_aid.permissions import may_post_for_somebody, may_revise_listing
from mutual_aid.states import ListingState

ADDRESSES = {"request": "ask", "offer": "offer", "loan": "lend", "task": "organise"}
LAST_STEP = 2
STEPS_AN_HOUR = 120  # of one network, without an account


def ask(request: HttpRequest, kind: str) -> HttpResponse:
    """A new listing: an empty first step, or what a visitor had written before they signed in."""
    wished = request.GET.get("kind", kind)
    if wished != kind and wished in ADDRESSES:
        query = request.GET.copy()
        del query["kind"]
        return redirect(_address(wished) + (f"?{query.urlencode()}" if query else ""))
    person, kept = who(request), _kept(request, kind)
    asking = Asking(
        kind,
        person,
        kept=kept or beginning(person, request.GET),
        step=_step(request) if kept else 0,
        posted=request.POST if request.method == "POST" else None,
        flags=request.GET,
    )
    if request.method == "POST":
        asking.go(request.POST.get("go", "next"))
    if not asking.ready:
        return _page(request, asking)
    return _keep_for_visitor(request, asking) if person is None else _keep(request, asking, person)


@members_only
def resume(request: SignedInRequest) -> HttpResponse:
    """Where a visitor is led to sign in; afterwards, back to the last step of what they wrote."""
    kind = notebook.kind_in(request)
    if not kind or notebook.read(request) is None:
        return redirect("mutual_aid:mine")
    flags = {name: "1" for name in FLAGS if name in request.GET}
    return redirect(_step_address(_address(kind), LAST_STEP, flags))


@members_only
def revise(request: SignedInRequest, pk: int) -> HttpResponse:
    """A draft goes on step by step; what was published is changed on one page."""
    listing = get_object_or_404(Listing.objects.readable_by(request.person), pk=pk)
    if not may_revise_listing(request.person, listing):
        raise MayNot
    if listing.slots.exists():
        return redirect("mutual_aid:task_revise", pk)
    if item := Item.objects.filter(listing=listing).first():
        return redirect("mutual_aid:item_revise", item.pk)
    asking = Asking(
        listing.kind,
        request.person,
        kept=kept_in(listing),
        step=_step(request),
        posted=request.POST if request.method == "POST" else None,
        flags=request.GET,
        listing=listing,
    )
    if request.method == "POST":
        asking.go(request.POST.get("go", "next") if asking.is_draft else "publish")
    if not asking.ready:
        return _page(request, asking)
    try:
        return _keep(request, asking, request.person)
    except Refused as refusal:
        if "field" not in refusal.facts:
            raise
        asking.refuse(refusal.sentence, refusal.facts["field"])
        return _page(request, asking)


def _kept(request: HttpRequest, kind: str) -> dict[str, str] | None:
    """What this browser has written so far of this very thing, not of another one that was begun meanwhile."""
    kept = notebook.read(request, kind)
    if kept is None or (request.method != "POST" and "etape" not in request.GET):
        return None
    same = request.method != "POST" or request.POST.get("client_key") == kept.get("client_key")
    return kept if same else None


def _page(request: HttpRequest, asking: Asking) -> HttpResponse:
    wrong = any(form.is_bound and form.errors for form in asking.forms) and not asking.danger
    context: dict[str, Any] = {
        "asking": asking,
        "form": asking.form,
        "begun": _begun(request, asking),
        "for_somebody": asking.is_draft and not asking.here and may_post_for_somebody(who(request)),
    }
    return render(request, "mutual_aid/listing_write.html", context, status=422 if wrong else 200)


def _begun(request: HttpRequest, asking: Asking) -> dict[str, str] | None:
    """On an empty first step: what was begun before, if anything."""
    if asking.listing is not None or request.method == "POST" or asking.values.get("title"):
        return None
    if kept := notebook.read(request, asking.kind):
        return {"title": kept.get("title", ""), "address": _step_address(_address(asking.kind), 0, {})}
    drafts = Listing.objects.local().filter(author=who(request), kind=asking.kind, state=ListingState.DRAFT)
    draft = drafts.order_by("-changed").first() if who(request) else None
    return {"title": draft.title, "address": reverse("mutual_aid:revise", args=[draft.pk])} if draft else None


def _keep_for_visitor(request: HttpRequest, asking: Asking) -> HttpResponse:
    limit("mutual_aid.begin", who_asks(request), times=STEPS_AN_HOUR, seconds=3600)
    notebook.write(request, asking.kind, asking.values)
    if asking.ready == "step":
        return redirect(_step_address(_address(asking.kind), asking.here, asking.flags))
    query = f"?{urlencode(asking.flags)}" if asking.flags else ""
    return redirect(reverse("mutual_aid:resume") + query)


def _keep(request: HttpRequest, asking: Asking, person: Person) -> HttpResponse:
    """Write it down, and put it on the board when that was the wish."""
    if not asking.is_draft and asking.listing is not None:
        listing = actions.revise_listing(asking.listing, by=person, **asking.fields)
    else:
        key = key_of(asking.values["client_key"])
        listing = actions.keep_draft(
            by=person, kind=asking.kind, client_key=key, draft=asking.listing, **asking.fields
        )
        notebook.clear(request)
        if asking.ready == "step" and listing.state == ListingState.DRAFT:
            return redirect(
                _step_address(reverse("mutual_aid:revise", args=[listing.pk]), asking.here, asking.flags)
            )
        if asking.ready == "publish":
            listing = actions.publish_draft(listing, by=person)
    messages.success(request, _said(listing))
    return redirect(listing)


def key_of(text: str) -> UUID | None:
    """What makes pressing twice harmless; nonsense is as good as none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def _address(kind: str) -> str:
    return reverse(f"mutual_aid:{ADDRESSES[kind]}")


def _step(request: HttpRequest) -> int:
    """Steps are counted from one in addresses."""
    return (natural(request.GET.get("etape"), most=9) or 1) - 1


def _step_address(address: str, step: int, flags: dict[str, str]) -> str:
    return f"{address}?{urlencode({'etape': step + 1, **flags})}"


def _said(listing: Listing) -> str:
    if listing.state == ListingState.DRAFT:
        return _("The draft is kept. Nobody else can see it.")
    if listing.state == ListingState.PENDING:
        return _("A moderator reads it first, usually within a day. You will be told.")
    if listing.visibility == Listing.Visibility.MEDIATORS:
        return _("The mediators of the town are told. Nobody else reads it.")
    return _("It is on the board.")
