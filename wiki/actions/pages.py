"""Writing: a new page, a new text, an earlier text brought back."""

from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from commons.base.errors import Conflict, MayNot, NotHere, WrongMoment
from commons.base.text import check_weight, title_key
from commons.journal.actions import record
from commons.people.models import Person
from wiki.actions.drafts import drop_draft, keep_draft, mark_conflict
from wiki.actions.merges import separate
from wiki.actions.pending import mark_undone, publish, save_edit, waiting_on
from wiki.actions.sending import already_sent, began_the_same, let_go, says_the_same
from wiki.actions.titles import aim_links, clean_title, free_slug, refuse_taken
from wiki.actions.watching import watch_own
from wiki.actions.writing import append_revision, count_kept, lock_page, lock_theme
from wiki.merging import merge, normalise
from wiki.models import Draft, EditProposal, Page, PageAlias, Revision, Theme, digest_of
from wiki.pending import Editor
from wiki.permissions import (
    editor_of,
    may_accept_edits,
    may_create_page,
    may_fork_page,
    may_revert_page,
    may_revise_page,
    needs_review,
)
from wiki.tags import are_same, written
from wiki.tags import joined as joined_tags
from wiki.verbs import Verb

Kind = Revision.Kind
MOST_NAMED = 100  # authors of one page who travel with it


def create_page(
    theme: Theme,
    *,
    by: Person,
    title: str,
    text: str,
    summary: str = "",
    tags: Sequence[str] | None = None,
    client_key: UUID | None = None,
) -> Page:
    """Write a new page. What was typed is kept first; the same `client_key` again gives the same page. Where a
    steward looks first, `propose_page` is the way.

    Raises Conflict (facts: page, address) when the title is taken, ValidationError for a title or text that
    cannot be.
    """
    facts: dict[str, Any] = {"title": title, "text": text, "summary": summary, "tags": _typed(tags)}
    draft = keep_draft(by, theme=theme, form=client_key, **facts)
    check_weight(text, "wiki")
    page = add_page(theme, by, clean_title(title), text, summary, client_key, tags=tags)
    drop_draft(draft)
    return page


@transaction.atomic
def fork_page(page: Page, *, theme: Theme, by: Person, title: str) -> Page:
    """A page of ours that begins with the text of a copy, as it is now: its version there, its authors and its
    licence stay with it.
    """
    page = lock_page(page)
    if page.current is None or not may_fork_page(by, page, theme):
        raise MayNot
    return add_page(
        theme, by, clean_title(title), page.current.text, f"{page.title} ({page.home})", None,
        tags=page.current.tags,
        derived_page=page,
        derived_from=page.current.address,
        licence=page.licence,
        contributors=page.contributors or _named_authors(page),
    )  # fmt: skip


def _named_authors(page: Page) -> list[dict[str, str]]:
    authors = Person.objects.filter(revisions__page=page).distinct().order_by("pk")[:MOST_NAMED]
    return [{"name": author.name, "address": author.address} for author in authors]


@transaction.atomic
def add_page(
    theme: Theme,
    by: Person,
    title: str,
    text: str,
    summary: str,
    client_key: UUID | None,
    *,
    tags: Sequence[str] | None = None,
    looked_at: bool = False,
    **origin: Any,
) -> Page:
    """`looked_at`: a steward has agreed. `origin` are facts of Page."""
    theme = lock_theme(theme)
    if sent := already_sent(by, client_key):
        if began_the_same(sent, title, text):
            return sent.page
        let_go(sent)
    if not may_create_page(by, theme) or (needs_review(by, theme) and not looked_at):
        raise MayNot
    key = title_key(title)
    refuse_taken(theme, key)
    PageAlias.objects.filter(theme=theme, title_key=key).delete()  # a name left by a page that was deleted
    slug = free_slug(theme, title)
    page = Page.objects.create(theme=theme, title=title, title_key=key, slug=slug, **origin)
    aim_links(page, key)
    facts: dict[str, Any] = {"summary": summary[:300], "client_key": client_key, "tags": tags}
    facts["unpatrolled"] = not looked_at and editor_of(by, theme) is Editor.NEW
    revision = append_revision(page, text, author=by, kind=Kind.CREATE, **facts)
    count_kept(by, 1)
    watch_own(page, by=by, begun=True)
    record(Verb.PAGE_CREATED, by=by, about=page, revision=revision.pk, number=revision.number)
    return page


def revise_page(
    page: Page,
    *,
    by: Person,
    text: str,
    based_on: Revision,
    summary: str = "",
    minor: bool = False,
    tags: Sequence[str] | None = None,
    client_key: UUID | None = None,
    proposal: EditProposal | None = None,
    joined: Revision | None = None,
    settles: int | None = None,
    held: bool = False,
) -> Revision:
    """Add a revision, merging what others wrote meanwhile. Sent twice, or changing nothing, it is one revision. Where
    the rules say so it is pending; a reviewer publishes what waits with it, up to the version `settles` that they saw.

    What was typed is kept as a draft in a transaction of its own, before anything else is tried. Raises
    Conflict (facts: merge, current, draft) when both changed the same words, or when words of one passage were
    woven and somebody should look first; with a `proposal` its author is not there to look, so woven words are
    accepted. `joined` is the version that the author had started from before settling. `tags` None leaves those of
    the page; else they are joined with what others did to them since `based_on`. `held`: the gate wants a look.
    """
    draft = None
    if proposal is None:
        base = based_on if based_on.page_id == page.pk else None
        typed: dict[str, Any] = {"text": text, "summary": summary, "tags": _typed(tags), "base": base}
        draft = keep_draft(by, theme=page.theme, page=page, form=client_key, **typed)
    try:
        check_weight(text, "wiki")
        facts = {"summary": summary[:300], "minor": minor, "client_key": client_key, "second_parent": joined}
        facts["tags"] = tags
        revision = _revise(page, by, text, based_on, facts, draft, settles, held)
    except Conflict as conflict:
        if draft:
            mark_conflict(draft)
        conflict.facts["draft"] = draft
        raise
    page.current, page.edit_count = revision, revision.number
    return revision


@transaction.atomic
def _revise(
    page: Page,
    by: Person,
    text: str,
    based_on: Revision,
    facts: dict[str, Any],
    draft: Draft | None,
    settles: int | None,
    held: bool,
) -> Revision:
    page = lock_page(page)
    if sent := already_sent(by, facts["client_key"]):
        if sent.page_id != page.pk:
            raise WrongMoment
        if says_the_same(sent, text, facts["tags"], based_on):
            if draft:
                drop_draft(draft)
            return sent
        let_go(sent)
        if sent.kind != Kind.MERGE:
            based_on = sent  # what they write on in is what they sent
    if page.deleted_at is not None:
        raise WrongMoment(
            _("This page was deleted while you were writing. What you wrote is kept in your drafts.")
        )
    if not may_revise_page(by, page) or page.current is None:
        raise MayNot
    text, merged = _joined_text(page, page.current, text, based_on, words_too=draft is None)
    if merged:
        facts["second_parent"] = based_on
    revision = page.current
    if facts["tags"] is not None:
        base_tags = based_on.tags if based_on.page_id == page.pk else []
        facts["tags"] = joined_tags(base_tags, facts["tags"], revision.tags)
    if digest_of(text) != revision.blob_id or _differ(facts["tags"], revision):
        facts["kind"] = Kind.MERGE if facts["second_parent"] else Kind.EDIT
        detail = {"minor": facts["minor"]}
        revision = save_edit(
            page, text, by=by, verb=Verb.PAGE_REVISED, settles=settles, held=held, detail=detail, **facts
        )
        watch_own(page, by=by, begun=False)
        if not revision.is_pending:
            count_kept(by, 1)
    elif revision.is_pending and settles == page.edit_count:
        waiting = list(waiting_on(page))
        if may_accept_edits(by, page, waiting):
            publish(page, waiting, by=by)
            revision.state = Revision.State.LIVE
    if draft:
        drop_draft(draft)
    return revision


def _typed(tags: Sequence[str] | None) -> str | None:
    return None if tags is None else written(tags)


def _differ(tags: Sequence[str] | None, revision: Revision) -> bool:
    return tags is not None and not are_same(tags, revision.tags)


def _joined_text(
    page: Page, current: Revision, text: str, based_on: Revision, *, words_too: bool
) -> tuple[str, bool]:
    """The text to store, and whether two people's edits were joined to make it."""
    if based_on.pk == current.pk:
        return normalise(text), False
    # A page that was deleted and begun again shares no history with what its writer had before their eyes.
    base = based_on.blob.text if based_on.page_id == page.pk else ""
    merged = merge(base, text, current.text)
    if merged.kind == "conflict" or (merged.kind == "words" and not words_too):
        raise Conflict(
            _("Somebody changed this page while you were writing. Nothing is lost."),
            merge=merged,
            current=current,
        )
    return merged.text, merged.kind != "same"


@transaction.atomic
def revert_page(page: Page, *, by: Person, to: Revision, summary: str = "") -> Revision:
    """Bring back an earlier text as a new revision; nothing is erased."""
    page = lock_page(page)
    if to.page_id != page.pk or page.current is None:
        raise NotHere
    if not may_revert_page(by, page):
        raise MayNot
    if to.blob_id == page.current.blob_id and not _differ(to.tags, page.current):
        return page.current
    if page.merged_into_id is not None:
        separate(page)
    undone = page.revisions.live().filter(number__gt=to.number)
    others = undone.exclude(author=by).exclude(author=None).select_related("author")
    edits_of = Counter(row.author for row in others)
    revision = save_edit(
        page,
        to.text,
        by=by,
        verb=Verb.PAGE_REVERTED,
        detail={"to": to.number},
        kind=Kind.REVERT,
        summary=summary[:300],
        tags=to.tags,
    )
    if not revision.is_pending:
        for author, edits in edits_of.items():
            count_kept(author, -edits)
        mark_undone(page, undone, by=by)
    return revision
