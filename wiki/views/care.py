"""Looking after a page: its name, its deletion and return, who may edit it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commons.base import fragments
from commons.base.errors import Conflict, MayNot
from commons.base.limits import limit, who_asks
from commons.people.middleware import SignedInRequest, members_only
from wiki import actions
from wiki.forms import ProtectionForm, ReasonForm, RenameForm, VerifyForm
from wiki.permissions import may_look_after_page, may_rename_page, may_verify_page
from wiki.views.drafting import typed
from wiki.views.finding import find_page


@members_only
def rename_page(request: SignedInRequest, theme: str, slug: str) -> HttpResponse:
    page = find_page(request.person, theme, slug)
    if not may_rename_page(request.person, page):
        raise MayNot
    form = RenameForm(request.POST or None, initial={"title": page.title})
    if request.method == "POST" and form.is_valid():
        try:
            renamed = actions.rename_page(page, by=request.person, title=form.cleaned_data["title"])
        except Conflict as taken:
            form.add_error("title", taken.sentence)
        else:
            messages.success(request, _("The page has its new name. The old one still leads here."))
            return redirect(renamed)
    context = {"page": page, "wiki": page.theme, "form": form}
    return fragments.render(request, "wiki/page_rename.html", context)


@members_only
def delete_page(request: SignedInRequest, theme: str, slug: str) -> HttpResponse:
    page = find_page(request.person, theme, slug)
    if not may_look_after_page(request.person, page):
        raise MayNot
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.delete_page(page, by=request.person, reason=form.cleaned_data["reason"])
        messages.success(request, _("The page is deleted. Its history is kept and it can be restored."))
        return redirect(page.theme)
    context = {"page": page, "wiki": page.theme, "form": form}
    return fragments.render(request, "wiki/page_delete.html", context)


@require_POST
@members_only
def restore_page(request: SignedInRequest, theme: str, slug: str) -> HttpResponse:
    page = find_page(request.person, theme, slug)
    restored = actions.restore_page(page, by=request.person)
    messages.success(request, _("The page is back."))
    return redirect(restored)


@members_only
def protect_page(request: SignedInRequest, theme: str, slug: str) -> HttpResponse:
    page = find_page(request.person, theme, slug)
    if not may_look_after_page(request.person, page):
        raise MayNot
    form = ProtectionForm.of(page, request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        actions.protect_page(
            page,
            by=request.person,
            level=asked["level"],
            review=asked["review"],
            reason=asked["reason"],
            until=form.until,
        )
        messages.success(request, _("It is written down who may edit this page."))
        return redirect(page)
    context = {"page": page, "wiki": page.theme, "form": form}
    return fragments.render(request, "wiki/page_protect.html", context)


@members_only
def verify_page(request: SignedInRequest, theme: str, slug: str) -> HttpResponse:
    """In one press from the page, or here with a word on what was looked at."""
    page = find_page(request.person, theme, slug)
    if not may_verify_page(request.person, page):
        raise MayNot
    form = VerifyForm(typed(request))
    if form.is_bound and form.is_valid():
        limit("wiki", who_asks(request), times=60, seconds=600)
        actions.verify_page(page, by=request.person, what=form.cleaned_data["what"])
        messages.success(request, _("The page says that you have verified it today."))
        return redirect(page)
    context = {"page": page, "wiki": page.theme, "form": form}
    return fragments.render(request, "wiki/page_verify.html", context)
