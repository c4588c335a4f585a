"""What somebody looks at: what waits on one page, and the lists of a theme and of the whole town."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commons.base import fragments
from commons.base.errors import MayNot, WrongMoment
from commons.moderation.screening import held_lately
from commons.people.middleware import SignedInRequest, asking, members_only
from wiki import actions, backlog, comparing
from wiki.forms import EditsAnswerForm, ReviewForm
from wiki.models import Page, Theme
from wiki.permissions import may_accept_edits, may_review_edits, may_set_review
from wiki.views.finding import find_page, find_theme
from wiki.views.writing import PUBLISHED


@members_only
def list_waiting(request: SignedInRequest, theme: str) -> HttpResponse:
    """What there is to look at in a theme; for its stewards also the choice of whose edits wait at all."""
    found = find_theme(theme)
    if not may_review_edits(request.person, found):
        raise MayNot
    form = None
    if may_set_review(request.person, found):
        start = {"mode": found.review_mode, "publish_after": found.publish_after}
        form = ReviewForm(fragments.sent(request), initial=start)
    if form and request.method == "POST" and form.is_valid():
        actions.set_review(found, by=request.person, **form.cleaned_data)
        messages.success(request, _("It is written down whose edits are looked at first."))
        return redirect("wiki:to_review", found.slug)
    context = {
        "wiki": found,
        "form": form,
        "backlog": backlog.of_theme(found),
        **backlog.rows_of([found]),
    }
    return fragments.render(request, "wiki/to_review.html", context)


def list_everywhere(request: HttpRequest) -> HttpResponse:
    """How much waits in each theme and since when, for everybody; those who review find what it is."""
    waiting = backlog.by_theme()
    themes = list(Theme.objects.own())
    mine = [theme for theme in themes if may_review_edits(asking(request), theme)]
    context = {
        "wiki": None,
        "figures": [(theme, waiting.get(theme.pk, backlog.Backlog())) for theme in themes],
        "backlog": sum(waiting.values(), backlog.Backlog()),
        "reviews": bool(mine),
        "stopped": held_lately(),
        **(backlog.rows_of(mine) if mine else {}),
    }
    return fragments.stored(request, fragments.render(request, "wiki/to_review_everywhere.html", context))


@members_only
def review_edits(request: SignedInRequest, theme: str, slug: str) -> HttpResponse:
    """What waits on one page, against what everybody reads; published, or not taken with a word to its authors."""
    page = find_page(request.person, theme, slug)
    if not may_review_edits(request.person, page.theme):
        raise MayNot
    form = EditsAnswerForm(fragments.sent(request), initial={"seen": page.edit_count})
    if request.method == "POST" and form.is_valid():
        try:
            return _answer(request, page, form.cleaned_data)
        except WrongMoment as late:
            page = find_page(request.person, theme, slug)
            form = EditsAnswerForm(initial={"seen": page.edit_count, "note": form.cleaned_data["note"]})
            messages.warning(request, late.sentence)
    waiting = list(actions.waiting_on(page).select_related("author"))
    if not waiting:
        return redirect(page)
    context = {
        "page": page,
        "wiki": page.theme,
        "waiting": waiting,
        "hunks": comparing.shown(page.accepted.text, page.text_now.text),
        "may_accept": may_accept_edits(request.person, page, waiting),
        "form": form,
        "tab": "history",
    }
    return fragments.render(request, "wiki/page_pending.html", context, status=422 if form.errors else 200)


def _answer(request: SignedInRequest, page: Page, asked: dict[str, object]) -> HttpResponse:
    seen = int(str(asked["seen"]))
    if "refuse" in request.POST:
        actions.reject_edits(page, by=request.person, seen=seen, reason=str(asked["note"]))
        said = _("Not taken. The authors are told why, and find their texts in their drafts.")
        messages.success(request, said)
        return redirect(page)
    shown = actions.accept_edits(page, by=request.person, seen=seen)
    messages.success(request, PUBLISHED)
    if shown.stable_revision:
        messages.info(request, _("Another change came while you were looking. It waits."))
        return redirect(page.on("pending"))
    return redirect(page)


@require_POST
@members_only
def patrol_edit(request: SignedInRequest, theme: str, slug: str, number: int) -> HttpResponse:
    """Seen, with one click, and back to the list: that of the town, or of the theme."""
    page = find_page(request.person, theme, slug)
    actions.patrol_edit(page, by=request.person, number=number, thanks="thanks" in request.POST)
    said = _("The author is thanked.") if "thanks" in request.POST else _("Seen.")
    messages.success(request, said)
    if "everywhere" in request.POST:
        return redirect("wiki:to_review_everywhere")
    return redirect("wiki:to_review", page.theme.slug)
