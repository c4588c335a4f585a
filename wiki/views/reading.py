"""Reading: themes, pages, versions, what changed."""

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commons.base import fragments
from commons.base.errors import NotHere
from commons.base.numbers import natural
from commons.base.templatetags.calade import said_words
from commons.conversations.models import Topic
from commons.journal.models import Entry
from commons.live.remembered import RememberedEach
from commons.mandates.showing import hands_of
from commons.people.middleware import asking
from commons.people.models import Follow, Person
from wiki import actions, backlog, comparing, linked_data, rendering, sections, surroundings
from wiki.exchange.alone import can_make_pdf
from wiki.models import (
    Concealment,
    Draft,
    EditProposal,
    Page,
    PageProposal,
    Protection,
    Revision,
    Theme,
    Watch,
)
from wiki.permissions import (
    may_create_page,
    may_hide_revision,
    may_keep_templates,
    may_look_after_page,
    may_place_page,
    may_propose_edit,
    may_rename_page,
    may_revert_page,
    may_review_edits,
    may_roll_back,
    may_set_theme,
    may_show_revision,
    may_suggest,
    may_verify_page,
)
from wiki.verbs import Verb
from wiki.views.finding import find_page, find_revision, find_theme
from wiki.views.joining import themes_for
from wiki.views.watching import thanked

PER_PAGE = 30
REVISIONS_PER_PAGE = 50
NAMED = 12
MOST_NAMED = 100
MOST_KEPT = 64  # pages
DECISIONS = [
    Verb.PAGE_DELETED,
    Verb.PAGE_RESTORED,
    Verb.PAGE_PROTECTED,
    Verb.PAGE_MERGED,
    Verb.PAGE_VERIFIED,
    Verb.PAGE_PLACED,
    Verb.REVISION_HIDDEN,
    Verb.REVISION_SHOWN,
]


def list_themes(request: HttpRequest) -> HttpResponse:
    themes = list(Theme.objects.with_counts())
    context = {"own": [t for t in themes if t.is_local], "elsewhere": [t for t in themes if not t.is_local]}
    return fragments.stored(request, fragments.render(request, "wiki/theme_list.html", context))


def show_theme(request: HttpRequest, theme: str) -> HttpResponse:
    found = find_theme(theme)
    by_title = request.GET.get("order") == "title"
    pages = found.pages.standing().select_related("current")
    pages = pages.order_by("title_key") if by_title else pages.recent()
    listed = Paginator(pages, PER_PAGE).get_page(request.GET.get("page"))
    for page in listed:
        page.theme = found
    person = asking(request)
    looked_at_first = found.review_mode != Theme.Review.NONE or any(
        page.stable_revision_id for page in listed
    )
    context = {
        "wiki": found,
        "pages": listed,
        "by_title": by_title,
        "rules": rendering.render(found, found.rules).html if found.rules else "",
        "stewards": Person.objects.filter(
            memberships__community=found.community_id, memberships__role="steward"
        ).order_by("name"),
        "follow": _follow_of(person, found),
        "watch": Watch.objects.filter(person=person, theme=found).first() if person else None,
        "may_review": may_review_edits(person, found),
        "may_keep": may_keep_templates(person, found),
        "backlog": backlog.of_theme(found) if looked_at_first else None,
        "own_proposals": PageProposal.objects.of(person).to_review().filter(theme=found),
        "may_set": may_set_theme(person, found),
        "may_create": found.is_local and (person is None or may_create_page(person, found)),
    }
    return fragments.stored(request, fragments.render(request, "wiki/theme_detail.html", context))


def _follow_of(person: Person | None, theme: Theme) -> Follow | None:
    if person is None:
        return None
    asked = Follow.objects.filter(follower=person, community=theme.community_id)
    return asked.exclude(state=Follow.State.REFUSED).first()


def show_page(request: HttpRequest, theme: str, slug: str) -> HttpResponse:
    person = asking(request)
    try:
        # While nothing is kept, the page will have to be made: then one question is cheaper than two.
        page = find_page(person, theme, slug, surroundings=not _kept)
    except NotHere:
        return _say_absent(request, find_theme(theme), slug)
    # found: an alias or a merge may be taken back one day, so never a permanent redirect
    if target := page.leads_to if page.deleted_at is None else None:
        return redirect(target)
    if page.slug != slug and page.deleted_at is None:
        return redirect(page)
    if page.deleted_at is not None:
        return _say_gone(request, page)
    reading = page.text_now if person else page.accepted
    key = (page.pk, reading.pk, page.theme_id, get_language())
    context = {
        "page": page,
        "wiki": page.theme,
        "reading": reading,
        "read_since": page.revised_at if reading == page.accepted else reading.created,
        **_kept.get(key, lambda: _made_of(page, reading)),
        "origin": page.derived_page,
        "tab": "read",
        **_own_things(person, page),
        **_since_last_visit(request, person, page),
    }
    return fragments.stored(request, fragments.render(request, "wiki/page_detail.html", context))


def _since_last_visit(request: HttpRequest, person: Person | None, page: Page) -> dict[str, Any]:
    """For who watches the page: how many changes others made since, which they see now."""
    watch = Watch.objects.filter(person=person, page=page).first() if person else None
    if person is None or watch is None or watch.seen >= page.edit_count:
        return {"watch": watch}
    if "prefetch" not in request.headers.get("Sec-Purpose", ""):
        actions.see_page(page, by=person)
    return {
        "watch": watch,
        "news": page.revisions.filter(number__gt=watch.seen).exclude(author=person).count(),
    }


_kept: RememberedEach[dict[str, Any]] = RememberedEach(MOST_KEPT)


def _made_of(page: Page, reading: Revision) -> dict[str, Any]:
    """What that version, its history and its place show to everybody alike."""
    writers = _writers(page)
    shown = rendering.shown(page) if reading == page.accepted else rendering.shown_pending(page)
    around = surroundings.of(page)
    return {
        "shown": shown,
        "article": sections.with_links(shown),
        "writers": writers[:NAMED],
        "more_writers": max(0, len(writers) - NAMED),
        "around": around,
        "linked_data": linked_data.of(page, shown, writers[:NAMED], around.tags),
    }


def _writers(page: Page) -> list[Any]:
    """Everybody whom the licence wants named: those of the revisions here, then those whom its home names."""
    wrote = Person.objects.filter(revisions__page=page, revisions__state=Revision.State.LIVE)
    here = list(wrote.distinct().order_by("pk")[:MOST_NAMED])
    known = {person.address for person in here}
    return [*here, *(named for named in page.contributors if named["address"] not in known)][:MOST_NAMED]


def _own_things(person: Person | None, page: Page) -> dict[str, object]:
    """What only this reader sees: their proposals, their draft, what they may do."""
    if person is None:
        return {"may_suggest": may_suggest(None, page)}
    proposals = EditProposal.objects.of(person).unfinished().filter(page=page)
    for proposal in proposals:
        proposal.page = page
    return {
        "proposals": proposals,
        "draft": Draft.objects.filter(person=person, page=page).order_by("-updated", "-pk").first(),
        "may_verify": may_verify_page(person, page),
        "may_place": may_place_page(person, page),
        "may_review": may_review_edits(person, page.theme),
        "may_rename": may_rename_page(person, page),
        "may_look_after": may_look_after_page(person, page),
        "may_fork": bool(themes_for(person, page)),
        "may_offer_back": page.derived_page is not None and may_propose_edit(person, page.derived_page),
    }


def _say_absent(request: HttpRequest, theme: Theme, slug: str) -> HttpResponse:
    """A page that does not exist: how to begin it, and what was there if it was deleted."""
    deleted = theme.pages.deleted().filter(slug=slug).order_by("-deleted_at").first()
    if deleted:
        deleted.theme = theme
        return _say_gone(request, deleted)
    title = slug.replace("-", " ").capitalize()
    begin = rendering.begin_address(theme, title) if theme.is_local else ""
    return fragments.render(
        request, "wiki/page_missing.html", {"wiki": theme, "title": title, "begin": begin}, status=404
    )


def _say_gone(request: HttpRequest, page: Page) -> HttpResponse:
    entry = Entry.objects.about_thing(page).filter(verb=Verb.PAGE_DELETED).select_related("by").last()
    context = {
        "page": page,
        "wiki": page.theme,
        "entry": entry,
        "may_restore": may_look_after_page(asking(request), page),
    }
    return fragments.render(request, "wiki/page_gone.html", context, status=410)


def show_revision(request: HttpRequest, theme: str, slug: str, number: int) -> HttpResponse:
    person = asking(request)
    page = find_page(person, theme, slug)
    revision = find_revision(page, number=number)
    context = {
        "page": page,
        "wiki": page.theme,
        "revision": revision,
        "html": "" if revision.hides_text else rendering.render(page.theme, revision.text).html,
        "is_current": revision.pk == page.current_id,
        "may_revert": may_revert_page(person, page),
        "may_undo": may_revert_page(person, page) and revision.parent_id and page.merged_into_id is None,
        "may_hide": may_hide_revision(person, page),
        "may_show": revision.hidden and may_show_revision(person),
        "may_roll_back": revision.author and may_roll_back(person, page.theme),
        "concealment": _concealment(revision) if revision.hidden else None,
        "tab": "history",
    }
    return fragments.render(request, "wiki/revision_detail.html", context)


def _concealment(revision: Revision) -> Concealment | None:
    return Concealment.objects.filter(revision=revision).first()


def show_history(request: HttpRequest, theme: str, slug: str) -> HttpResponse:
    person = asking(request)
    page = find_page(person, theme, slug)
    revisions = page.revisions.newest_first().select_related("author", "undoes", "reviewed_by")
    listed = Paginator(revisions, REVISIONS_PER_PAGE).get_page(request.GET.get("page"))
    hands = hands_of(page, [revision.author_id for revision in listed], part="revision")
    for revision in listed:
        revision.page, revision.hand = page, hands.get(revision.pk)
    decisions = (
        Entry.objects.about_thing(page).filter(verb__in=DECISIONS).select_related("by").order_by("-pk")
    )
    context = {
        "page": page,
        "wiki": page.theme,
        "revisions": listed,
        "decisions": [_with_words(entry) for entry in decisions[:20]],
        "may_revert": may_revert_page(person, page),
        "may_undo": may_revert_page(person, page) and page.merged_into_id is None,
        "has_pdf": can_make_pdf(),
        "thanked": thanked(person, listed),
        "tab": "history",
    }
    return fragments.stored(request, fragments.render(request, "wiki/page_history.html", context))


def _with_words(entry: Entry) -> dict[str, Any]:
    """What a decision says beside its verb: which version, who may edit until when, and the reason in words."""
    said = entry.detail
    why = said.get("reason", "")
    if entry.verb == Verb.REVISION_HIDDEN:
        why = dict(Concealment.Reason.choices).get(why, why)
    words: dict[str, Any] = {"entry": entry, "why": why, "version": said.get("version")}
    if entry.verb == Verb.PAGE_PROTECTED:
        words["level"] = Protection(said["level"]).label
        words["review"] = Theme.Review(said.get("review", Theme.Review.NONE))
        words["until"] = datetime.fromisoformat(said["until"]) if said.get("until") else None
    return words


def compare_revisions(request: HttpRequest, theme: str, slug: str) -> HttpResponse:
    """`?old=3&new=7`; the other way round is put right, a missing one is the current version or the one before.
    `&view=read` shows the page as it is read, with the changes marked.
    """
    page = find_page(asking(request), theme, slug)
    newest = page.current.number if page.current else 1
    new_number = _number(request.GET.get("new"), newest)
    old_number = _number(request.GET.get("old"), max(1, new_number - 1))
    old = find_revision(page, number=min(old_number, new_number))
    new = find_revision(page, number=max(old_number, new_number))
    context = {
        "page": page,
        "wiki": page.theme,
        "old": old,
        "new": new,
        **_compared(page, old, new, as_read=request.GET.get("view") == "read"),
        "before": _named(old),
        "after": _named(new),
        "may_revert": may_revert_page(asking(request), page),
        "thanked": thanked(asking(request), [new]),
        "may_patrol": new.unpatrolled and may_review_edits(asking(request), page.theme),
        "tab": "history",
    }
    return fragments.render(request, "wiki/page_compare.html", context)


def _compared(page: Page, old: Revision, new: Revision, *, as_read: bool) -> dict[str, Any]:
    if old.hides_text or new.hides_text:
        return {"hidden": True, "as_read": as_read}
    if as_read:
        html = [str(rendering.render(page.theme, revision.text).html) for revision in (old, new)]
        return {"marked": comparing.as_read(*html), "as_read": True}
    return {"hunks": comparing.shown(old.text, new.text), "as_read": False}


def _named(revision: Revision) -> str:
    nobody = _("a visitor") if revision.by_visitor else _("somebody")
    who = revision.author.name if revision.author else revision.imported_from or nobody
    if revision.hides_author:
        who = _("hidden name")
    words = {"number": revision.number, "moment": said_words(revision.written_at), "name": who}
    return _("Version %(number)s, %(moment)s, by %(name)s") % words


def _number(typed: str | None, otherwise: int) -> int:
    number = natural(typed, most=10**9)
    return otherwise if number is None else number


def show_talk(request: HttpRequest, theme: str, slug: str) -> HttpResponse:
    """Leads to the talk topic; before anybody has spoken, a page that offers to open it.

    Of a page that was merged: what was said stays there; where nothing was, the talk of the page that stays.
    """
    page = find_page(asking(request), theme, slug)
    topic = Topic.objects.filter(kind=Topic.Kind.TALK, about_id=page.pk, about_type__model="page").first()
    if topic and topic.state != Topic.State.HIDDEN:
        return redirect(topic)
    if page.leads_to and page.deleted_at is None:
        return redirect(page.leads_to.on("talk"))
    return fragments.render(request, "wiki/page_talk.html", {"page": page, "wiki": page.theme, "tab": "talk"})
