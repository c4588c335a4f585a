"""Writing: begin a page, change it, settle a disagreement, bring back an earlier version."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commons.base import fragments
from commons.base.errors import Conflict, MayNot
from commons.base.limits import limit, who_asks
from commons.communities.towns import town_name
from commons.conversations.actions import talk_about
from commons.people.middleware import SignedInRequest, asking, members_only
from wiki import actions, comparing, rendering, settling
from wiki.forms import PageForm, RevertForm, RevisionForm, SettleForm
from wiki.merging import Merge, Unsettled, merge, resolve
from wiki.models import Draft, EditProposal, Page, Revision
from wiki.permissions import (
    may_create_page,
    may_propose_edit,
    may_revert_page,
    may_revise_page,
    needs_review,
)
from wiki.views.finding import find_page, find_revision, find_theme


@members_only
def create_page(request: SignedInRequest, theme: str) -> HttpResponse:
    found = find_theme(theme)
    if not may_create_page(request.person, found):
        raise MayNot
    form = PageForm(request.POST or None, initial=_begun(request, found))
    context: dict[str, Any] = {"wiki": found, "form": form}
    if request.method == "POST":
        actions.keep_draft(request.person, theme=found, **_typed(request, "title", "text", "summary"))
        if form.is_valid() and "preview" in request.POST:
            context["preview"] = rendering.render(found, form.cleaned_data["text"]).html
        elif form.is_valid():
            limit("wiki", who_asks(request), times=60, seconds=600)
            try:
                page = actions.create_page(found, by=request.person, **form.cleaned_data)
            except Conflict as taken:
                form.add_error("title", taken.sentence)
                context["taken"] = taken.facts.get("page")
            else:
                messages.success(request, _("The page is published. Thank you for writing it."))
                return redirect(page)
    return fragments.render(request, "wiki/page_create.html", context)


def _begun(request: SignedInRequest, theme: Any) -> dict[str, Any]:
    """The title of a red link, and what was typed under it the last time."""
    title = " ".join(request.GET.get("title", "").split())[:200]
    draft = Draft.objects.filter(person=request.person, page=None, theme=theme, title=title).first()
    return {"title": title, **({"text": draft.text, "summary": draft.summary} if draft else {})}


@members_only
def edit_page(request: SignedInRequest, theme: str, slug: str) -> HttpResponse:
    page = find_page(request.person, theme, slug)
    if not (may_revise_page(request.person, page) or may_propose_edit(request.person, page)):
        return fragments.render(
            request, "wiki/page_closed.html", {"page": page, "wiki": page.theme}, status=403
        )
    draft = Draft.objects.select_related("base_revision").filter(person=request.person, page=page).first()
    taken_up = draft is not None and "draft" in request.GET
    form = RevisionForm(request.POST or None, initial=_started(page, draft if taken_up else None))
    context: dict[str, Any] = {"form": form, "draft": None if taken_up or request.method == "POST" else draft}
    if request.method == "POST":
        base = find_revision(page, pk=form.data.get("base")) if _is_of(page, form.data.get("base")) else None
        actions.keep_draft(
            request.person, theme=page.theme, page=page, base=base, **_typed(request, "text", "summary")
        )
        if form.is_valid() and "preview" in request.POST:
            context["preview"] = rendering.render(page.theme, form.cleaned_data["text"]).html
        elif form.is_valid():
            return _save(request, page, base=base or _any_revision(form.cleaned_data["base"]), form=form)
    return _edit_form(request, page, context)


def _started(page: Page, draft: Draft | None) -> dict[str, Any]:
    base = draft.base_revision if draft and draft.base_revision else page.text_now
    text = draft.text if draft else base.text
    return {"text": text, "summary": draft.summary if draft else "", "base": base.pk}


def _is_of(page: Page, typed: Any) -> bool:
    number = str(typed or "")
    return (
        number.isascii()
        and number.isdigit()
        and len(number) < 19
        and page.revisions.filter(pk=number).exists()
    )


def _any_revision(pk: int) -> Revision:
    """A base of another page is no base at all: the action then asks about the whole text."""
    return Revision(pk=pk, blob_id=actions.digest_of(""))


def _edit_form(request: HttpRequest, page: Page, context: dict[str, Any], status: int = 200) -> HttpResponse:
    # draft.js keeps what is typed, in the browser and at this address.
    context["form"].fields["text"].widget.attrs |= {
        "data-draft": page.on("page_draft"),
        "data-base": page.current_id,
    }
    reviewed = page.is_local and needs_review(asking(request), page.theme)
    context = {"page": page, "wiki": page.theme, "tab": "edit", "reviewed": reviewed, **context}
    return fragments.render(request, "wiki/page_edit.html", context, status=status)


def _save(request: SignedInRequest, page: Page, *, base: Revision, form: Any, **settled: Any) -> HttpResponse:
    """Hand the text to the one action that applies, and say what came of it."""
    limit("wiki", who_asks(request), times=60, seconds=600)
    facts = {key: form.cleaned_data[key] for key in ("text", "summary", "minor", "client_key")}
    facts["text"] = settled.pop("text", facts["text"])
    if not page.is_local or needs_review(request.person, page.theme):
        return _propose(request, page, base, facts, settled.get("again_of"))
    settled.pop("again_of", None)
    before = page.current_id
    try:
        revision = actions.revise_page(page, by=request.person, based_on=base, **facts, **settled)
    except Conflict as conflict:
        return ask_to_settle(request, page, conflict.facts["merge"], base, conflict.facts["current"], facts)
    if revision.pk == before and revision.author_id != request.person.pk:
        messages.info(request, _("Nothing was changed: the page already says this."))
    elif revision.kind == Revision.Kind.MERGE and not settled:
        messages.success(
            request, _("Saved. Somebody else had saved meanwhile: both edits were joined, nothing is lost.")
        )
    else:
        messages.success(request, _("Saved. Thank you."))
    return redirect(page)


def _propose(
    request: SignedInRequest, page: Page, base: Revision, facts: dict[str, Any], again_of: EditProposal | None
) -> HttpResponse:
    if actions.digest_of(facts["text"]) == base.blob_id:
        messages.info(request, _("Nothing was changed: the page already says this."))
        return redirect(page)
    actions.propose_edit(page, by=request.person, based_on=base, again_of=again_of, **facts)
    if page.is_local:
        messages.success(request, _("Proposed. A steward of the theme looks at it before it is published."))
    else:
        said = _("Proposed. We are waiting for the answer of %(town)s.")
        messages.success(request, said % {"town": town_name(page.home)})
    return redirect(page)


def ask_to_settle(
    request: HttpRequest,
    page: Page,
    merged: Merge,
    base: Revision,
    current: Revision,
    facts: dict[str, Any],
    **more: Any,
) -> HttpResponse:
    """409: the two versions passage by passage. It works without script and holds everything that was typed."""
    their_name = current.author.name if current.author else ""
    hidden = {
        "text": facts["text"],
        "summary": facts.get("summary", ""),
        "minor": facts.get("minor", False),
        "base": base.pk,
        "onto": current.pk,
        "client_key": facts.get("client_key") or uuid4(),
        "proposal": more.pop("proposal", ""),
    }
    context = {
        "page": page,
        "wiki": page.theme,
        "current": current,
        "their_name": their_name,
        "pieces": settling.pieces(merged, their_name=their_name, posted=request.POST),
        "only_words": merged.kind != "conflict",
        "hunks": comparing.shown(current.text, merged.text) if merged.kind != "conflict" else [],
        "hidden": hidden,
        "tab": "edit",
        **more,
    }
    return fragments.render(request, "wiki/page_conflict.html", context, status=409)


@require_POST
@members_only
def settle_page(request: SignedInRequest, theme: str, slug: str) -> HttpResponse:
    page = find_page(request.person, theme, slug)
    form = SettleForm(request.POST)
    if not form.is_valid():
        return _edit_form(request, page, {"form": RevisionForm(request.POST)}, status=400)
    asked = form.cleaned_data
    onto = find_revision(page, pk=asked["onto"])
    known = _is_of(page, asked["base"])
    base = find_revision(page, pk=asked["base"]) if known else _any_revision(asked["base"])
    merged = merge(base.text if known else "", asked["text"], onto.text)
    if "reopen" in request.POST and merged.kind != "conflict":
        start = {**asked, "text": merged.text, "base": onto.pk}
        return _edit_form(request, page, {"form": RevisionForm(initial=start)})
    try:
        text = resolve(merged.hunks, settling.choices(merged, request.POST))
    except Unsettled:
        return ask_to_settle(
            request, page, merged, base, onto, asked, proposal=asked["proposal"] or "", unsettled=True
        )
    again_of = EditProposal.objects.of(request.person).filter(page=page, pk=asked["proposal"] or 0).first()
    joined = base if known and page.is_local else None
    return _save(request, page, base=onto, form=form, text=text, joined=joined, again_of=again_of)


@require_POST
@members_only
def keep_draft(request: SignedInRequest, theme: str, slug: str) -> HttpResponse:
    """draft.js sends what is being typed; `drop` throws it away."""
    page = find_page(request.person, theme, slug)
    if "drop" in request.POST:
        actions.drop_draft(request.person, page=page)
        return redirect(page.on("page_edit"))
    base = request.POST.get("base")
    revision = find_revision(page, pk=base) if _is_of(page, base) else None
    actions.keep_draft(
        request.person, theme=page.theme, page=page, base=revision, **_typed(request, "text", "summary")
    )
    return HttpResponse(status=204)


@members_only
def revert_page(request: SignedInRequest, theme: str, slug: str, number: int) -> HttpResponse:
    page = find_page(request.person, theme, slug)
    revision = find_revision(page, number=number)
    if not may_revert_page(request.person, page):
        raise MayNot
    form = RevertForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        limit("wiki", who_asks(request), times=60, seconds=600)
        actions.revert_page(page, by=request.person, to=revision, **form.cleaned_data)
        said = _("Version %(number)s is back. The later ones stay in the history.")
        messages.success(request, said % {"number": number})
        return redirect(page)
    context = {"page": page, "wiki": page.theme, "revision": revision, "form": form, "tab": "history"}
    return fragments.render(request, "wiki/page_revert.html", context)


@require_POST
@members_only
def open_talk(request: SignedInRequest, theme: str, slug: str) -> HttpResponse:
    page = find_page(request.person, theme, slug)
    return redirect(talk_about(page, title=page.title, community=page.theme.community))


@members_only
def show_proposal(request: SignedInRequest, theme: str, slug: str, pk: int) -> HttpResponse:
    """What became of one's own proposal; after a disagreement, the choice between the two versions."""
    page = find_page(request.person, theme, slug)
    rows = EditProposal.objects.of(request.person).select_related("base__blob", "result", "next_try")
    proposal = rows.filter(page=page, pk=pk).first()
    if proposal is None:
        return redirect(page)
    proposal.page = page
    State = EditProposal.State
    if (
        proposal.state == State.CONFLICT
        and proposal.base
        and page.current
        and not hasattr(proposal, "next_try")
    ):
        merged = merge(proposal.base.text, proposal.text, page.current.text)
        facts = {
            "text": proposal.text,
            "summary": proposal.summary,
            "minor": proposal.minor,
            "client_key": uuid4(),
        }
        return ask_to_settle(
            request, page, merged, proposal.base, page.current, facts, proposal=proposal.pk, answered=proposal
        )
    context = {"page": page, "wiki": page.theme, "proposal": proposal, "tab": "read"}
    return fragments.render(request, "wiki/proposal_detail.html", context)


def _typed(request: HttpRequest, *names: str) -> dict[str, Any]:
    return {name: request.POST.get(name, "") for name in names}
