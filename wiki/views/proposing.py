"""New pages that a steward looks at first: where one's own stands, and the steward's answer."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from commons.base import fragments
from commons.base.errors import Conflict, MayNot, NotHere
from commons.people.middleware import SignedInRequest, members_only
from wiki import actions, rendering
from wiki.forms import AnswerForm
from wiki.models import PageProposal
from wiki.permissions import may_review_edits
from wiki.views.finding import find_theme


@members_only
def show_page_proposal(request: SignedInRequest, theme: str, pk: int) -> HttpResponse:
    """For its author alone: what became of it."""
    found = find_theme(theme)
    rows = PageProposal.objects.of(request.person).select_related("page__theme__community")
    proposal = rows.filter(theme=found, pk=pk).first()
    if proposal is None:
        raise NotHere
    return fragments.render(
        request, "wiki/page_proposal_detail.html", {"wiki": found, "page": None, "proposal": proposal}
    )


@members_only
def review_page(request: SignedInRequest, theme: str, pk: int) -> HttpResponse:
    """One page that waits; published under its author's name, or refused with a word to them."""
    found = find_theme(theme)
    if not may_review_edits(request.person, found):
        raise MayNot
    rows = PageProposal.objects.to_review().filter(theme=found).select_related("by")
    proposal = rows.filter(pk=pk).first()
    if proposal is None:
        return redirect("wiki:to_review", found.slug)  # somebody was faster
    form = AnswerForm(fragments.sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            return _answer(request, proposal, form.cleaned_data["note"])
        except Conflict as taken:
            form.add_error(None, taken.sentence)
    shown = rendering.render(found, proposal.text).html
    context = {"wiki": found, "page": None, "proposal": proposal, "shown": shown, "form": form}
    status = 422 if form.errors else 200
    return fragments.render(request, "wiki/page_proposal_review.html", context, status=status)


def _answer(request: SignedInRequest, proposal: PageProposal, note: str) -> HttpResponse:
    if "refuse" in request.POST:
        actions.refuse_page(proposal, by=request.person, note=note)
        messages.success(request, _("Refused. The author is told why and keeps the text."))
        return redirect("wiki:to_review", proposal.theme.slug)
    page = actions.accept_page(proposal, by=request.person)
    messages.success(request, _("The page is published."))
    return redirect(page)
