"""Writing: change a page or one section of it, settle a disagreement, bring back an earlier version."""

from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from commons.base import fragments
from commons.base.errors import Conflict, MayNot
from commons.base.limits import limit, who_asks
from commons.base.middleware import typed_in
from commons.base.screening import Outcome
from commons.base.text import check_weight
from commons.communities.towns import town_name
from commons.conversations.actions import talk_about
from commons.people.middleware import SignedInRequest, asking, members_only
from commons.people.models import Person
from wiki import actions, comparing, rendering, settling, tags
from wiki.forms import RevertForm, RevisionForm, SettleForm, WritingForm, check_text
from wiki.merging import Merge, Unsettled, merge, resolve
from wiki.models import Draft, EditProposal, Page, Revision, Theme
from wiki.permissions import (
    edits_wait,
    may_accept_edits,
    may_propose_edit,
    may_revert_page,
    may_review_edits,
    may_revise_page,
)
from wiki.sections import section_of, whole_of
from wiki.sources import names_a_source
from wiki.views.drafting import base_of, begun_before, kept_as_typed, typed, who_types
from wiki.views.finding import find_page, find_revision
from wiki.views.gating import screened
from wiki.views.imaging import lead_to_pictures, line_of, wants_picture

PUBLISHED = gettext_lazy("Published. The authors are told, with thanks.")
SAVED = gettext_lazy("Saved. Thank you.")
HELD = gettext_lazy(
    "Saved. Members read it at once, visitors will when somebody has looked at it. You will be told."
)


@members_only
def edit_page(request: SignedInRequest, theme: str, slug: str) -> HttpResponse:
    page = find_page(request.person, theme, slug)
    if not (may_revise_page(request.person, page) or may_propose_edit(request.person, page)):
        return _closed(request, page)
    draft = begun_before(request, page.drafts.all())
    name = request.GET.get("section", "") if draft is None else ""
    form = RevisionForm(typed(request), initial=_started(page, draft, name))
    context: dict[str, Any] = {"form": form}
    if draft is not None and not form.is_bound:
        others = page.drafts.filter(person=request.person).exclude(form=draft.form)
        context |= {"draft": draft, "other_drafts": others}
    context["section_gone"] = bool(name) and not form["section"].value()
    if form.is_bound:
        base, name = base_of(page, form.data.get("base")), form.data.get("section", "")
        whole = whole_of(base, name, form.data.get("text", ""))
        draft = kept_as_typed(request, theme=page.theme, page=page, base=base, text=whole)
        if wants_picture(request, page.theme):
            return lead_to_pictures(draft, line_of(request, whole, name))
        if form.is_valid() and "preview" in request.POST:
            context["preview"] = rendering.render(page.theme, form.cleaned_data["text"]).html
        elif form.is_valid() and is_not_too_heavy(form, whole) and is_sourced(form, page.theme, whole):
            before = (base or page.text_now).blob.text
            verdict = screened(request, form, theme=page.theme, about=page, before=before, after=whole)
            if form.is_valid():
                base = base or _any_revision(form.cleaned_data["base"])
                held = verdict.outcome == Outcome.HOLD
                return _save(request, page, base=base, form=form, text=whole, held=held)
    return _edit_form(request, page, context)


def _closed(request: SignedInRequest, page: Page) -> HttpResponse:
    """Nobody but some may change it. Whoever was writing when that was decided has their words, and a draft of them."""
    context: dict[str, Any] = {"page": page, "wiki": page.theme}
    if (sent := typed(request)) and (text := sent.get("text", "")):
        base = base_of(page, sent.get("base"))
        whole = whole_of(base, sent.get("section", ""), text)
        kept_as_typed(request, theme=page.theme, page=page, base=base, text=whole)
        context["typed"] = typed_in(request)
    return fragments.render(request, "wiki/page_closed.html", context, status=403)


def _started(page: Page, draft: Draft | None, name: str) -> dict[str, Any]:
    """What the form begins with: the draft that waits; else the section of that name alone, or the whole page."""
    base = draft.base_revision if draft and draft.base_revision else page.text_now
    section = section_of(base, name)
    text = draft.text if draft else section.text if section else base.text
    typed_tags = draft.tags if draft else None
    return {
        "text": text,
        "tags": tags.written(base.tags) if typed_tags is None else typed_tags,
        "summary": draft.summary if draft else "",
        "base": base.pk,
        "draft": draft.as_found if draft else "",
        "section": section.id if section else "",
        "settles": page.edit_count if page.stable_revision else None,
    }


def is_not_too_heavy(form: RevisionForm, whole: str) -> bool:
    """Of the page that a section makes: the section itself was looked at by its field."""
    try:
        check_weight(whole, "wiki")
    except ValidationError as too_heavy:
        form.add_error("text", too_heavy)
    return form.is_valid()


def suggest_tags(form: WritingForm, theme: Theme) -> None:
    form.fields["tags"].widget.attrs["data-suggest"] = reverse("wiki:tags", args=[theme.slug])


def is_sourced(form: WritingForm, theme: Theme, whole: str) -> bool:
    """Where the theme asks for sources, a text without one is asked about once, with a way to save it all the same:
    a newcomer who knows something is worth more than a form that is complete.
    """
    if not theme.sources_required or names_a_source(whole) or "without_source" in form.data:
        return True
    form.asks_to_confirm(
        "without_source",
        _("Save without a source for now"),
        _(
            "This theme asks where one can read what the page says: a note, a link, or a box “source”. "
            "Without one, tick the box below: the page is saved and waits in the list of pages without a source."
        ),
    )
    return False


def _any_revision(pk: int) -> Revision:
    """A base of another page is no base at all: the action then asks about the whole text."""
    return Revision(pk=pk, blob_id=actions.digest_of(""))


def _edit_form(request: HttpRequest, page: Page, context: dict[str, Any], status: int = 200) -> HttpResponse:
    form = context["form"]
    name = str(form["section"].value() or "")
    section = section_of(base_of(page, form["base"].value()) or page.text_now, name)
    if section or not page.is_local:
        del form.fields["tags"]  # they are the whole page's, and its home's
    else:
        suggest_tags(form, page.theme)
    # draft.js keeps what is typed, in the browser and at this address.
    form.fields["text"].widget.attrs |= {
        "data-draft": page.on("page_draft") + (f"?{urlencode({'section': name})}" if name else ""),
        "data-note": page.text_now.text.count("[^") + 1,
    }
    context |= {"section": section, "others": who_types(page, asking(request))}
    context |= _below(asking(request), page)
    context = {"page": page, "wiki": page.theme, "tab": "edit", **context}
    return fragments.render(request, "wiki/page_edit.html", context, status=status)


def _below(person: Person | None, page: Page) -> dict[str, Any]:
    """What waits below a change: a reviewer publishes it with their own, anybody else's waits with it."""
    if not (page.is_local and page.stable_revision):
        return {"waits": edits_wait(person, page)}
    if not may_accept_edits(person, page, actions.waiting_on(page)):
        return {"waits": True}
    return {"below": comparing.shown(page.accepted.text, page.text_now.text)}


def _save(request: SignedInRequest, page: Page, *, base: Revision, form: Any, **settled: Any) -> HttpResponse:
    """Hand the text to the one action that applies, and say what came of it."""
    limit("wiki", who_asks(request), times=60, seconds=600)
    facts = {key: form.cleaned_data[key] for key in ("text", "tags", "summary", "minor", "client_key")}
    facts["text"] = settled.pop("text", facts["text"])
    if not page.is_local:
        return _propose(request, page, base, facts, settled.get("again_of"))
    settled.pop("again_of", None)
    before, settles = page.current_id, form.cleaned_data["settles"]
    try:
        revision = actions.revise_page(
            page, by=request.person, based_on=base, settles=settles, **facts, **settled
        )
    except Conflict as conflict:
        merged, current = conflict.facts["merge"], conflict.facts["current"]
        return ask_to_settle(request, page, merged, base, current, {**facts, "settles": settles})
    except ValidationError as heavy:  # joined with what others wrote, it is more than a page may be
        form.add_error("text", heavy)
        return _edit_form(request, page, {"form": form})
    return _say_saved(request, page, revision, unchanged=revision.pk == before, settled="joined" in settled)


def _say_saved(
    request: SignedInRequest, page: Page, revision: Revision, *, unchanged: bool, settled: bool
) -> HttpResponse:
    """What waited on `page` is what waited before; `settled`: two versions were joined by hand."""
    if unchanged and page.stable_revision and not revision.is_pending:
        messages.success(request, PUBLISHED)
    elif unchanged and revision.author_id != request.person.pk:
        messages.info(request, _("Nothing was changed: the page already says this."))
    elif revision.is_pending and may_review_edits(request.person, page.theme):
        said = _("Saved. Changes that you had not seen wait with yours: please look at all of them.")
        messages.info(request, said)
        return redirect(page.on("pending"))
    elif revision.is_pending:
        messages.success(request, HELD)
    elif revision.kind == Revision.Kind.MERGE and not settled:
        messages.success(
            request, _("Saved. Somebody else had saved meanwhile: both edits were joined, nothing is lost.")
        )
    else:
        messages.success(request, SAVED)
    return redirect(page)


def _propose(
    request: SignedInRequest, page: Page, base: Revision, facts: dict[str, Any], again_of: EditProposal | None
) -> HttpResponse:
    same_tags = facts["tags"] is None or tags.are_same(facts["tags"], base.tags)
    if actions.digest_of(facts["text"]) == base.blob_id and same_tags:
        messages.info(request, _("Nothing was changed: the page already says this."))
        return redirect(page)
    actions.propose_edit(page, by=request.person, based_on=base, again_of=again_of, **facts)
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
        "settles": facts.get("settles") or "",
    }
    if facts.get("tags") is not None:
        hidden["tags"] = tags.written(facts["tags"])
    context = {
        "page": page,
        "wiki": page.theme,
        "current": current,
        "their_name": their_name,
        "pieces": settling.pieces(merged, their_name=their_name, posted=typed(request)),
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
    form = SettleForm(typed(request))
    if not form.is_valid():
        return _edit_form(request, page, {"form": RevisionForm(typed(request))}, status=400)
    asked = form.cleaned_data
    onto = find_revision(page, pk=asked["onto"])
    known = base_of(page, asked["base"])
    base = known or _any_revision(asked["base"])
    merged = merge(base.blob.text if known else "", asked["text"], onto.blob.text)
    if asked["tags"] is not None:
        asked["tags"] = tags.joined(base.tags, asked["tags"], onto.tags)
    if "reopen" in request.POST and merged.kind != "conflict":
        names = tags.written(onto.tags if asked["tags"] is None else asked["tags"])
        start = {**asked, "text": merged.text, "tags": names, "base": onto.pk, "section": ""}
        return _edit_form(request, page, {"form": RevisionForm(initial=start)})
    so_far = resolve(merged.hunks, settling.choices(merged, form.data, undecided="mine"))
    kept_as_typed(request, theme=page.theme, page=page, base=known, text=so_far)
    try:
        text = resolve(merged.hunks, settling.choices(merged, form.data))
        check_text(text)
    except Unsettled:
        return ask_to_settle(
            request, page, merged, base, onto, asked, proposal=asked["proposal"] or "", unsettled=True
        )
    except ValidationError as wrong:
        said = wrong.messages[0]
        return ask_to_settle(
            request, page, merged, base, onto, asked, proposal=asked["proposal"] or "", wrong=said
        )
    again_of = EditProposal.objects.of(request.person).filter(page=page, pk=asked["proposal"] or 0).first()
    joined = base if known and page.is_local else None
    verdict = screened(request, form, theme=page.theme, about=page, before=onto.blob.text, after=text)
    held = verdict.outcome != Outcome.PASS  # nothing is asked twice in one disagreement
    return _save(request, page, base=onto, form=form, text=text, joined=joined, again_of=again_of, held=held)


@members_only
def revert_page(request: SignedInRequest, theme: str, slug: str, number: int) -> HttpResponse:
    page = find_page(request.person, theme, slug)
    revision = find_revision(page, number=number)
    if not may_revert_page(request.person, page):
        raise MayNot
    form = RevertForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        limit("wiki", who_asks(request), times=60, seconds=600)
        made = actions.revert_page(page, by=request.person, to=revision, **form.cleaned_data)
        said = _("Version %(number)s is back. The later ones stay in the history.") % {"number": number}
        messages.success(request, HELD if made.is_pending else said)
        return redirect(page)
    context = {"page": page, "wiki": page.theme, "revision": revision, "form": form, "tab": "history"}
    return fragments.render(request, "wiki/page_revert.html", context)


@require_POST
@members_only
def open_talk(request: SignedInRequest, theme: str, slug: str) -> HttpResponse:
    page = find_page(request.person, theme, slug)
    page = page.leads_to or page
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
        merged = merge(proposal.base.blob.text, proposal.text, page.current.text)
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
