"""Hiding parts of a version, as the law asks, and showing them again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commons.base import fragments
from commons.base.errors import MayNot
from commons.people.middleware import SignedInRequest, members_only
from wiki import actions
from wiki.forms import HideForm
from wiki.permissions import may_hide_revision
from wiki.views.finding import find_page, find_revision


@members_only
def hide_revision(request: SignedInRequest, theme: str, slug: str, number: int) -> HttpResponse:
    page = find_page(request.person, theme, slug)
    revision = find_revision(page, number=number)
    if not may_hide_revision(request.person, page):
        raise MayNot
    form = HideForm(revision, request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.hide_revision(page, by=request.person, revision=revision, **form.cleaned_data)
        messages.success(request, _("It is hidden. The public record says that it was, and not what it was."))
        return redirect(revision)
    context = {"page": page, "wiki": page.theme, "revision": revision, "form": form, "tab": "history"}
    status = 422 if form.errors else 200
    return fragments.render(request, "wiki/revision_hide.html", context, status=status)


@require_POST
@members_only
def show_revision(request: SignedInRequest, theme: str, slug: str, number: int) -> HttpResponse:
    page = find_page(request.person, theme, slug)
    revision = find_revision(page, number=number)
    actions.show_revision(page, by=request.person, revision=revision)
    messages.success(request, _("Everybody can see this version again."))
    return redirect(revision)
