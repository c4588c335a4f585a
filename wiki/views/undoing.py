"""Taking back one change in the middle of the history, or all that one author changed; each after a preview."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commons.base import fragments
from commons.base.errors import Conflict, MayNot, NotHere
from commons.base.limits import limit, who_asks
from commons.base.numbers import natural
from commons.people.middleware import SignedInRequest, members_only
from commons.people.models import Person
from wiki import actions, comparing, settling
from wiki.forms import UndoForm
from wiki.merging import Merge, Unsettled, resolve
from wiki.models import Page, Revision, Theme
from wiki.permissions import may_revert_page, may_roll_back
from wiki.undoing import pages_changed_by, without, without_author
from wiki.views.finding import find_page, find_revision, find_theme
from wiki.views.writing import HELD, ask_to_settle

PAGES_AT_ONCE = 10


@members_only
def undo_revision(request: SignedInRequest, theme: str, slug: str, number: int) -> HttpResponse:
    """The page as it would be without that change; where others changed the same words since, passage by passage."""
    page = find_page(request.person, theme, slug)
    revision = find_revision(page, number=number)
    if not may_revert_page(request.person, page) or page.merged_into_id is not None:
        raise MayNot
    form = UndoForm(request.POST or None, initial={"onto": page.current_id})
    onto = page.text_now
    if request.method == "POST" and form.is_valid():
        onto = find_revision(page, pk=form.cleaned_data["onto"])
    merged = without(revision, onto)
    if merged is None:
        raise NotHere
    unsettled = False
    if request.method == "POST" and form.is_valid():
        limit("wiki", who_asks(request), times=60, seconds=600)
        try:
            text = resolve(merged.hunks, settling.choices(merged, request.POST))
            return _undo(request, page, revision, onto, text, form)
        except Unsettled:
            unsettled = True
    context = {
        "page": page,
        "wiki": page.theme,
        "revision": revision,
        "form": form,
        "unsettled": unsettled,
        "nothing": merged.kind != "conflict" and merged.text == onto.text,
        **_preview(merged, onto, request.POST),
        "tab": "history",
    }
    status = 422 if unsettled else 200
    return fragments.render(request, "wiki/page_undo.html", context, status=status)


def _preview(merged: Merge, onto: Revision, posted: Any) -> dict[str, Any]:
    if merged.kind == "conflict":
        return {"pieces": settling.pieces(merged, posted=posted)}
    return {"hunks": comparing.shown(onto.text, merged.text)}


def _undo(
    request: SignedInRequest, page: Page, revision: Revision, onto: Revision, text: str, form: UndoForm
) -> HttpResponse:
    asked = {name: form.cleaned_data[name] for name in ("summary", "client_key")}
    try:
        made = actions.undo_revision(
            page, by=request.person, revision=revision, text=text, onto=onto, **asked
        )
    except Conflict as conflict:  # somebody saved in between: what was chosen is kept, in front of both texts
        current = conflict.facts["current"]
        facts = {"text": text, **asked}
        return ask_to_settle(request, page, conflict.facts["merge"], onto, current, facts)
    if made.pk == onto.pk:
        messages.info(request, _("Nothing changed: the page already says this."))
    else:
        said = _("The change of version %(number)s is taken back. It stays in the history.")
        messages.success(request, HELD if made.is_pending else said % {"number": revision.number})
    return redirect(page)


@members_only
def roll_back(request: SignedInRequest, theme: str, pk: int) -> HttpResponse:
    """All that one author changed in a theme, page by page: what each page would become, and which are for a hand."""
    found = find_theme(theme)
    if not may_roll_back(request.person, found):
        raise MayNot
    author = get_object_or_404(Person, pk=pk)
    only = request.GET.get("page_only", "")
    if request.method == "POST":
        limit("wiki", who_asks(request), times=60, seconds=600)
        _roll_back(request, _pages(author, found, only), author)
        return redirect(request.get_full_path())
    listed = Paginator(_pages(author, found, only), PAGES_AT_ONCE).get_page(request.GET.get("page"))
    rows: list[dict[str, Any]] = []
    for page in listed:
        page.theme = found
        undone = without_author(page, author)
        hunks = comparing.shown(page.text_now.text, undone.text) if undone.kind == "ready" else []
        rows.append({"page": page, "undone": undone, "hunks": hunks})
    context = {
        "wiki": found,
        "page": None,
        "author": author,
        "rows": rows,
        "listed": listed,
        "only": only,
        "some_ready": any(row["undone"].kind == "ready" for row in rows),
    }
    return fragments.render(request, "wiki/author_rollback.html", context)


def _pages(author: Person, theme: Theme, only: str) -> "QuerySet[Page]":
    rows = pages_changed_by(author, theme).select_related("current__blob")
    return rows.filter(slug=only) if only else rows


def _roll_back(request: SignedInRequest, pages: "QuerySet[Page]", author: Person) -> None:
    """Each chosen page in an action of its own; one that changed since it was shown is shown again."""
    chosen = [key for asked in request.POST.getlist("page") if (key := natural(asked))][:PAGES_AT_ONCE]
    done = 0
    for page in pages.filter(pk__in=chosen):
        seen = natural(request.POST.get(f"seen_{page.pk}"))
        summary = request.POST.get("summary", "")
        if seen and actions.roll_back(page, by=request.person, author=author, seen=seen, summary=summary):
            done += 1
    said = ngettext("%(n)s page is put back.", "%(n)s pages are put back.", done) % {"n": done}
    messages.success(request, said)
    if left := len(chosen) - done:
        said = ngettext(
            "%(n)s page changed meanwhile: look at it again.",
            "%(n)s pages changed meanwhile: look again.",
            left,
        )
        messages.warning(request, said % {"n": left})
