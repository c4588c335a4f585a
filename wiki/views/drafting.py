"""What is typed and not saved: kept, listed, thrown away; how it would look; what it could link to."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from commons.base import fragments
from commons.base.errors import MayNot
from commons.base.limits import limit, who_asks
from commons.base.numbers import natural
from commons.base.text import fold
from commons.people.middleware import SignedInRequest, members_only
from commons.people.models import Person
from commons.people.permissions import is_citizen
from wiki import actions, rendering
from wiki.models import Draft, Page, Revision
from wiki.permissions import may_create_page, may_propose_edit, may_revise_page
from wiki.sections import whole_of
from wiki.views.finding import find_page, find_theme

PER_PAGE = 50
FEW_TITLES = 12
MOST_DRAFTS = 300  # of a person; each can be as long as a page


def typed(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with, without the null signs that no text has; None when it is only looked at."""
    form = fragments.sent(request)
    if form is None or not any("\x00" in str(value) for _name, values in form.lists() for value in values):
        return form
    sent = form.copy()
    for name, values in form.lists():
        sent.setlist(name, [str(value).replace("\x00", "") for value in values])
    return sent


def base_of(page: Page, asked: Any) -> Revision | None:
    """The revision of this page that has that key, whatever was sent as one."""
    revision = page.revisions.select_related("blob").filter(pk=natural(asked) or 0).first()
    if revision is not None:
        revision.page = page
    return revision


def who_types(page: Page, person: Person | None) -> str:
    """Who else is writing in this page just now, as a sentence for those who may edit; empty when nobody is."""
    if not (may_revise_page(person, page) or may_propose_edit(person, page)):
        return ""
    drafts = Draft.objects.being_typed().filter(page=page).exclude(person=person)
    others = Person.objects.filter(pk__in=drafts.values("person")).order_by("pk")[:FEW_TITLES]
    if not others:
        return ""
    named = [other.name for other in others if is_citizen(other)]
    if len(others) == 1 and named:
        return _("%(name)s is changing this page. You can go on: both edits will be joined.") % {
            "name": named[0]
        }
    said = ngettext(
        "Somebody is changing this page. You can go on: both edits will be joined.",
        "%(n)s people are changing this page. You can go on: all edits will be joined.",
        len(others),
    )
    return said % {"n": len(others)}


@require_POST
@members_only
def keep_draft(request: SignedInRequest, theme: str, slug: str) -> HttpResponse:
    """draft.js sends what is being typed, and is told who else is writing; or asks about a `form` that it sent. `drop`
    throws one away.
    """
    page = find_page(request.person, theme, slug)
    if "drop" in request.POST:
        _throw_away(request)
        return redirect(page.on("page_edit"))
    if "form" in request.POST:
        return _say_whether_arrived(request)
    base, name = base_of(page, request.POST.get("base")), request.GET.get("section", "")
    whole = whole_of(base, name, request.POST.get("text", ""))
    kept_as_typed(request, theme=page.theme, page=page, base=base, text=whole, at_most=MOST_DRAFTS)
    others = who_types(page, request.person)
    return (
        HttpResponse(others, content_type="text/plain; charset=utf-8") if others else HttpResponse(status=204)
    )


@require_POST
@members_only
def keep_beginning(request: SignedInRequest, theme: str) -> HttpResponse:
    """The same for a page that is not there yet."""
    found = find_theme(theme)
    if not may_create_page(request.person, found):
        raise MayNot
    if "form" in request.POST:
        return _say_whether_arrived(request)
    text = request.POST.get("text", "")
    if text.strip():
        title = request.POST.get("title", "")
        kept_as_typed(request, theme=found, title=title, text=text, at_most=MOST_DRAFTS)
    return HttpResponse(status=204)


def kept_as_typed(request: SignedInRequest, **facts: Any) -> Draft:
    """What the form of that request holds, in the draft of that form."""
    sent = request.POST
    return actions.keep_draft(
        request.person,
        form=form_key(request),
        takes_up=sent.get("draft", ""),
        summary=sent.get("summary", ""),
        tags=sent.get("tags"),
        **facts,
    )


def form_key(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("client_key", ""))
    except ValueError:
        return None


def begun_before(request: SignedInRequest, drafts: QuerySet[Draft]) -> Draft | None:
    """Of one's own drafts, the one that the address names; else the newest."""
    mine = drafts.filter(person=request.person).select_related("base_revision")
    asked = natural(request.GET.get("draft"))
    return (mine.filter(pk=asked).first() if asked else None) or mine.order_by("-updated", "-pk").first()


def _say_whether_arrived(request: SignedInRequest) -> HttpResponse:
    arrived = actions.has_arrived(request.person, request.POST["form"])
    return HttpResponse(status=204, headers={"X-Arrived": "yes"} if arrived else {})


def _throw_away(request: SignedInRequest) -> bool:
    mine = Draft.objects.of(request.person)
    draft = mine.filter(pk=natural(request.POST.get("drop")) or 0).first()
    if draft is not None:
        actions.throw_draft_away(draft)
    return draft is not None


@members_only
def list_drafts(request: SignedInRequest) -> HttpResponse:
    """Everything that this person has begun and not saved; nobody else sees it."""
    mine = Draft.objects.of(request.person).order_by("-updated", "-pk")
    if request.method == "POST":
        if _throw_away(request):
            messages.success(request, _("Thrown away."))
        return redirect("wiki:drafts")
    listed = Paginator(mine, PER_PAGE).get_page(request.GET.get("page"))
    context = {"drafts": listed, "days": actions.KEEP_DRAFTS.days}
    return fragments.render(request, "wiki/draft_list.html", context)


@require_POST
@members_only
def preview(request: SignedInRequest, theme: str) -> HttpResponse:
    """How a text would look, as a fragment: nothing is kept and nothing is compared."""
    limit("wiki_preview", who_asks(request), times=120, seconds=120)
    found = find_theme(theme)
    try:
        html = rendering.render(found, request.POST.get("text", "").replace("\x00", "")).html
    except ValidationError as heavy:
        html = format_html('<p class="error">{}</p>', heavy.messages[0])
    return HttpResponse(html)


def list_titles(request: HttpRequest, theme: str) -> HttpResponse:
    """Pages that one can link to, by words of their titles; for a script only the choices."""
    found = find_theme(theme)
    asked = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:200]
    pages = found.pages.standing().order_by("title_key")
    for word in fold(asked).split()[:10]:
        pages = pages.filter(title_key__contains=word)
    if request.headers.get("X-Fragment"):
        titles = pages.values_list("title", flat=True)[:FEW_TITLES]
        return fragments.render(request, "wiki/_title_choices.html", {"titles": titles})
    listed = Paginator(pages, PER_PAGE).get_page(request.GET.get("page"))
    for page in listed:
        page.theme = found
    context = {"wiki": found, "pages": listed, "asked": asked, "query_kept": urlencode({"q": asked})}
    return fragments.render(request, "wiki/page_titles.html", context)
