"""Beginning a page, with a template or without; the templates of a theme."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commons.base import fragments
from commons.base.errors import Conflict, MayNot, NotHere
from commons.base.limits import limit, who_asks
from commons.base.numbers import natural
from commons.base.screening import Outcome
from commons.people.middleware import SignedInRequest, members_only
from wiki import actions, rendering
from wiki.beginnings import built_in
from wiki.forms import PageForm, TemplateForm
from wiki.models import Page, PageProposal, PageTemplate, Theme
from wiki.permissions import may_create_page, may_keep_templates, needs_review
from wiki.views.drafting import begun_before, form_key, kept_as_typed, typed
from wiki.views.finding import find_theme
from wiki.views.gating import screened
from wiki.views.imaging import lead_to_pictures, line_of, wants_picture
from wiki.views.writing import is_sourced, suggest_tags

PROPOSED = gettext_lazy("Proposed. A steward of the theme looks at it before it is published.")
PUBLISHED = gettext_lazy("The page is published. Thank you for writing it.")


@members_only
def create_page(request: SignedInRequest, theme: str) -> HttpResponse:
    found = find_theme(theme)
    if not may_create_page(request.person, found):
        raise MayNot
    begun = _begun(request, found)
    form = PageForm(typed(request), initial=begun)
    reviewed = needs_review(request.person, found)
    context: dict[str, Any] = {"wiki": found, "form": form, "reviewed": reviewed}
    if form.is_bound:
        title, text = form.data.get("title", ""), form.data.get("text", "")
        draft = kept_as_typed(request, theme=found, title=title, text=text) if text.strip() else None
        if wants_picture(request, found):
            draft = draft or actions.begin_draft(
                request.person, theme=found, title=title, form=form_key(request)
            )
            return lead_to_pictures(draft, line_of(request, draft.text))
        if form.is_valid() and "preview" in request.POST:
            context["preview"] = rendering.render(found, form.cleaned_data["text"]).html
        elif form.is_valid() and is_sourced(form, found, form.cleaned_data["text"]):
            limit("wiki", who_asks(request), times=60, seconds=600)
            try:
                if made := _write(request, found, form):
                    if draft is not None:
                        actions.drop_draft(draft)
                    messages.success(request, PUBLISHED if isinstance(made, Page) else PROPOSED)
                    return redirect(made)
            except Conflict as taken:
                form.add_error("title", taken.sentence)
                context["taken"] = taken.facts.get("page")
    else:
        context |= _choices(request, found, begun)
    suggest_tags(form, found)
    form.fields["text"].widget.attrs |= {
        "data-draft": reverse("wiki:beginning_draft", args=[found.slug]),
        "data-note": 1,
    }
    return fragments.render(request, "wiki/page_create.html", context)


def _write(request: SignedInRequest, theme: Theme, form: PageForm) -> Page | PageProposal | None:
    """Published, or proposed where somebody looks first. None when the gate wants something said before."""
    text = form.cleaned_data["text"]
    verdict = screened(request, form, theme=theme, about=theme, before="", after=text)
    if form.errors:
        return None
    names = ("title", "text", "tags", "summary", "client_key")
    facts = {name: form.cleaned_data[name] for name in names}
    if verdict.outcome == Outcome.HOLD:
        return actions.propose_page(theme, by=request.person, held=True, **facts)
    write = actions.propose_page if needs_review(request.person, theme) else actions.create_page
    return write(theme, by=request.person, **facts)


def _begun(request: SignedInRequest, theme: Theme) -> dict[str, Any]:
    """The title of a red link, and what was typed under it the last time; else the text of a template."""
    title = " ".join(request.GET.get("title", "").replace("\x00", "").split())[:200]
    asked = Q(pk=natural(request.GET.get("draft")) or 0)
    if draft := begun_before(request, theme.drafts.filter(asked | Q(title=title), page=None)):
        typed_before = {"text": draft.text, "summary": draft.summary, "tags": draft.tags or ""}
        return {"title": draft.title, **typed_before, "draft": draft.as_found, "found": draft}
    chosen = _template(theme, request.GET.get("template", ""))
    return {"title": title, **({"text": chosen.text, "chosen": chosen} if chosen else {})}


def _choices(request: HttpRequest, theme: Theme, begun: dict[str, Any]) -> dict[str, Any]:
    """The templates of the theme, while nothing is written yet."""
    return {
        "chosen": begun.get("chosen"),
        "draft": begun.get("found"),
        "templates": theme.templates.all() if "found" not in begun else [],
        "may_keep": may_keep_templates(getattr(request, "person", None), theme),
        "title": begun["title"],
    }


def _template(theme: Theme, asked: str) -> PageTemplate | None:
    return theme.templates.filter(pk=natural(asked) or 0).first()


@members_only
def list_templates(request: SignedInRequest, theme: str) -> HttpResponse:
    """For stewards: the templates of the theme, the built-in ones to choose from, a form for one of their own."""
    found = _kept_by(request, theme)
    form = TemplateForm(typed(request))
    offered = built_in().get(request.POST.get("take", ""))
    if offered:
        form = TemplateForm({"name": offered.name, "hint": offered.hint, "text": offered.text})
    if form.is_bound and form.is_valid():
        try:
            made_of = offered.key if offered else ""
            actions.add_template(found, by=request.person, made_of=made_of, **form.cleaned_data)
        except Conflict as taken:
            form.add_error("name", taken.sentence)
        else:
            messages.success(request, _("A new page of this theme can begin with it now."))
            return redirect("wiki:templates", found.slug)
    own = list(found.templates.all())
    taken_names = {template.made_of for template in own} | {template.name for template in own}
    context = {
        "wiki": found,
        "form": form,
        "own": own,
        "offers": [one for one in built_in().values() if not {one.key, one.name} & taken_names],
    }
    return fragments.render(request, "wiki/template_list.html", context)


@members_only
def edit_template(request: SignedInRequest, theme: str, pk: int) -> HttpResponse:
    found = _kept_by(request, theme)
    template = found.templates.filter(pk=pk).first()
    if template is None:
        raise NotHere
    template.theme = found
    if "remove" in request.POST:
        actions.remove_template(template, by=request.person)
        messages.success(request, _("Removed. Pages that began with it stay as they are."))
        return redirect("wiki:templates", found.slug)
    start = {"name": template.name, "hint": template.hint, "text": template.text}
    form = TemplateForm(typed(request), initial=start)
    if form.is_bound and form.is_valid():
        try:
            actions.revise_template(template, by=request.person, **form.cleaned_data)
        except Conflict as taken:
            form.add_error("name", taken.sentence)
        else:
            messages.success(request, _("Saved. Thank you."))
            return redirect("wiki:templates", found.slug)
    context = {"wiki": found, "template": template, "form": form}
    return fragments.render(request, "wiki/template_edit.html", context)


def _kept_by(request: SignedInRequest, theme: str) -> Theme:
    found = find_theme(theme)
    if not may_keep_templates(request.person, found):
        raise MayNot
    return found
