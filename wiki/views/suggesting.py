"""Corrections by visitors without an account: written, followed by their author, looked at by a reviewer."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from commons.base import fragments
from commons.base.errors import Conflict, MayNot, NotHere, TooMany, WrongMoment
from commons.base.limits import limit, who_asks
from commons.base.middleware import typed_in
from commons.base.text import contacts_in, links_in
from commons.moderation.screening import RULES
from commons.people.middleware import SignedInRequest, members_only
from wiki import actions, comparing, rendering
from wiki.forms import SuggestionAnswerForm, SuggestionForm
from wiki.models import Page, Revision, Suggestion
from wiki.permissions import may_review_edits, may_suggest
from wiki.sections import section_of, whole_of
from wiki.views.drafting import base_of, typed
from wiki.views.finding import find_page
from wiki.views.gating import screened
from wiki.views.writing import is_not_too_heavy, is_sourced

MOST_NAMED = 5


def suggest_edit(request: HttpRequest, theme: str, slug: str) -> HttpResponse:
    """The editor for visitors; whoever has an account edits."""
    if request.user.is_authenticated:
        return redirect("wiki:page_edit", theme, slug)
    page = find_page(None, theme, slug)
    if not may_suggest(None, page):
        closed = {"page": page, "wiki": page.theme, "typed": typed_in(request)}
        return fragments.render(request, "wiki/page_closed.html", closed, status=403)
    form = SuggestionForm(page.licence_now, typed(request), initial=_started(page, request))
    base = _base(page, form["base"].value())
    name = str(form["section"].value() or "")
    context: dict[str, Any] = {"section": section_of(base, name)}
    status = 200
    if form.is_bound:
        whole = whole_of(base, name, form.data.get("text", ""))
        if "preview" in request.POST:
            context["preview"] = _preview(page, form)
        elif form.is_valid() and _may_be_sent(form, page, base, whole):
            try:
                if sent := _send(request, page, base, whole, form):
                    return redirect(sent.followed_at)
            except TooMany as later:
                form.add_error(None, later.sentence)
                status = later.status
    context |= {"page": page, "wiki": page.theme, "form": form, "tab": "read"}
    return fragments.render(request, "wiki/page_suggest.html", context, status=status)


def _started(page: Page, request: HttpRequest) -> dict[str, Any]:
    """The text that everybody reads, or the asked section of it."""
    section = section_of(page.accepted, request.GET.get("section", ""))
    text = section.text if section else page.accepted.text
    return {"text": text, "base": page.accepted.pk, "section": section.id if section else ""}


def _base(page: Page, asked: Any) -> Revision:
    """A version that was shown to everybody: what waits or is hidden is not read through a form."""
    base = base_of(page, asked)
    was_shown = base is not None and base.state == Revision.State.LIVE and not base.hides_text
    return base if base is not None and was_shown else page.accepted


def _preview(page: Page, form: SuggestionForm) -> str:
    """How it would look. Nothing is sent yet, so that only the text has to be right."""
    form.full_clean()
    wrong = form.errors.get("text")
    form.errors.clear()
    if wrong:
        form.add_error("text", wrong.as_data())
        return ""
    return rendering.render(page.theme, form.cleaned_data["text"]).html


def _may_be_sent(form: SuggestionForm, page: Page, base: Revision, whole: str) -> bool:
    if not is_not_too_heavy(form, whole):
        return False
    if actions.digest_of(whole) == base.blob_id:
        form.add_error("text", _("You have not changed anything yet."))
        return False
    _warn_of_contacts(form, base, whole)
    return is_sourced(form, page.theme, whole) and form.is_valid()


def _warn_of_contacts(form: SuggestionForm, base: Revision, whole: str) -> None:
    """Asked once: what is written on a page is public, and no longer theirs to take back."""
    added = sorted((contacts_in(whole) | links_in(whole)) - contacts_in(base.text) - links_in(base.text))
    if added and "contacts_are_public" not in form.data:
        form.asks_to_confirm(
            "contacts_are_public",
            _("This may be public"),
            _("Everybody will read this: %(added)s. Leave out what belongs to a private person.")
            % {"added": ", ".join(found[:80] for found in added[:MOST_NAMED])},
        )


def _send(
    request: HttpRequest, page: Page, base: Revision, whole: str, form: SuggestionForm
) -> Suggestion | None:
    """None when the gate wants something said first."""
    asked = form.cleaned_data
    limit("suggest_try", who_asks(request), times=20, seconds=3600)
    verdict = screened(request, form, theme=page.theme, about=page, before=base.text, after=whole)
    if form.errors:
        return None
    limit("suggest", who_asks(request), times=5, seconds=3600)
    limit("suggest_day", who_asks(request), times=20, seconds=24 * 3600)
    if asked["mail"]:
        limit("suggest_mail", asked["mail"].lower(), times=3, seconds=24 * 3600)
    facts = {name: asked[name] for name in ("summary", "name", "mail", "client_key")}
    return actions.suggest_edit(page, text=whole, based_on=base, held_for=verdict.rule, **facts)


def follow_suggestion(request: HttpRequest, key: UUID) -> HttpResponse:
    """For whoever has its private address, which is told to nobody."""
    rows = Suggestion.objects.select_related("page__theme__community", "result")
    suggestion = get_object_or_404(rows, client_key=key)
    page = suggestion.page
    context = {
        "suggestion": suggestion,
        "page": page,
        "wiki": page.theme,
        "origin": request.build_absolute_uri(),
    }
    response = fragments.render(request, "wiki/suggestion_detail.html", context)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


@members_only
def review_suggestion(request: SignedInRequest, theme: str, slug: str, pk: int) -> HttpResponse:
    """What it would make of the page as it is now; accepted, or not taken with a reason."""
    page = find_page(request.person, theme, slug)
    if not may_review_edits(request.person, page.theme):
        raise MayNot
    suggestion = Suggestion.objects.select_related("base__blob").filter(page=page, pk=pk).first()
    if suggestion is None:
        raise NotHere
    if suggestion.state != Suggestion.State.HELD:
        return redirect("wiki:to_review", page.theme.slug)  # somebody was faster
    form = SuggestionAnswerForm(typed(request), initial={"seen": page.edit_count})
    if form.is_bound and form.is_valid():
        try:
            return _answer(request, suggestion, form.cleaned_data)
        except ValidationError as heavy:  # joined with what others wrote, it is more than a page may be
            form.add_error(None, heavy)
        except (Conflict, WrongMoment) as late:
            page = find_page(request.person, theme, slug)
            form = SuggestionAnswerForm(initial={"seen": page.edit_count, "note": form.cleaned_data["note"]})
            messages.warning(request, late.sentence)
    merged = actions.joined(suggestion, page)
    fits = merged.kind != "conflict"
    context = {
        "page": page,
        "wiki": page.theme,
        "suggestion": suggestion,
        "fits": fits,
        "rule": RULES.get(suggestion.held_for, ""),
        "hunks": comparing.shown(
            page.text_now.text if fits else suggestion.base.text, merged.text if fits else suggestion.text
        ),
        "form": form,
        "tab": "history",
    }
    return fragments.render(
        request, "wiki/suggestion_review.html", context, status=422 if form.errors else 200
    )


def _answer(request: SignedInRequest, suggestion: Suggestion, asked: dict[str, Any]) -> HttpResponse:
    page = suggestion.page
    if "refuse" in request.POST:
        actions.refuse_suggestion(suggestion, by=request.person, reason=asked["note"])
        messages.success(request, _("Not taken. Whoever proposed it is told why."))
        return redirect("wiki:to_review", page.theme.slug)
    revision = actions.accept_suggestion(suggestion, by=request.person, seen=asked["seen"])
    if Revision.objects.get(pk=revision.pk).is_pending:
        messages.info(request, _("Accepted. Other changes wait below it: please look at all of them."))
        return redirect(page.on("pending"))
    messages.success(request, _("Accepted and published, by “a visitor”."))
    return redirect(page)
