"""Edits that a steward looks at before they are published."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from commons.base import fragments
from commons.base.errors import MayNot
from commons.people.middleware import SignedInRequest, members_only
from wiki import actions, comparing
from wiki.forms import AnswerForm, ReviewForm
from wiki.merging import merge
from wiki.models import EditProposal, PageProposal
from wiki.permissions import may_review_edits
from wiki.views.finding import find_page, find_theme

MOST_SHOWN = 50


@members_only
def list_waiting(request: SignedInRequest, theme: str) -> HttpResponse:
    """What waits, oldest first, and the choice of whose edits wait at all."""
    found = find_theme(theme)
    if not may_review_edits(request.person, found):
        raise MayNot
    form = ReviewForm(fragments.sent(request), initial={"mode": found.review_mode})
    if request.method == "POST" and form.is_valid():
        actions.set_review(found, by=request.person, mode=form.cleaned_data["mode"])
        messages.success(request, _("It is written down whose edits are looked at first."))
        return redirect("wiki:to_review", found.slug)
    rows = EditProposal.objects.to_review().filter(page__theme=found).select_related("page", "by")
    waiting = list(rows[:MOST_SHOWN])
    for proposal in waiting:
        proposal.page.theme = found
    pages = PageProposal.objects.to_review().filter(theme=found).select_related("by")[:MOST_SHOWN]
    context = {"wiki": found, "waiting": waiting, "pages": pages, "form": form}
    return fragments.render(request, "wiki/to_review.html", context)


@members_only
def review_edit(request: SignedInRequest, theme: str, slug: str, pk: int) -> HttpResponse:
    """One waiting edit as it would change the page now; taken over, or refused with a word to its author."""
    page = find_page(request.person, theme, slug)
    if not may_review_edits(request.person, page.theme):
        raise MayNot
    rows = EditProposal.objects.to_review().filter(page=page).select_related("by", "base__blob")
    proposal = rows.filter(pk=pk).first()
    if proposal is None:
        return redirect("wiki:to_review", page.theme.slug)  # somebody was faster
    proposal.page = page
    form = AnswerForm(fragments.sent(request))
    if request.method == "POST" and form.is_valid():
        return _answer(request, proposal, form.cleaned_data["note"])
    merged = merge(proposal.base.blob.text if proposal.base else "", proposal.text, page.text_now.text)
    joins = merged.kind != "conflict"
    context = {
        "page": page,
        "wiki": page.theme,
        "proposal": proposal,
        "joins": joins,
        "hunks": comparing.shown(page.text_now.text, merged.text if joins else proposal.text),
        "form": form,
    }
    return fragments.render(request, "wiki/proposal_review.html", context)


def _answer(request: SignedInRequest, proposal: EditProposal, note: str) -> HttpResponse:
    if "refuse" in request.POST:
        actions.refuse_edit(proposal, by=request.person, note=note)
        messages.success(request, _("Refused. The author is told why and keeps the text."))
        return redirect("wiki:to_review", proposal.page.theme.slug)
    judged = actions.accept_edit(proposal, by=request.person)
    if judged.state == EditProposal.State.ACCEPTED:
        messages.success(request, _("The change is published."))
    else:
        messages.info(
            request, _("It does not join any more. Its author is asked to choose between the versions.")
        )
    return redirect(proposal.page)
