"""New pages that a steward looks at before they are published."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from commons.base.errors import Conflict, MayNot, WrongMoment
from commons.base.text import check_weight, title_key
from commons.journal.actions import record
from commons.people.models import Person
from wiki.actions.drafts import drop_draft, keep_draft
from wiki.actions.pages import add_page
from wiki.actions.titles import clean_title, refuse_taken
from wiki.actions.writing import lock_theme
from wiki.models import Draft, Page, PageProposal, Theme
from wiki.permissions import may_create_page, may_review_edits, needs_review
from wiki.states import PAGE_PROPOSAL, PageState
from wiki.tags import written
from wiki.verbs import Verb


def propose_page(
    theme: Theme,
    *,
    by: Person,
    title: str,
    text: str,
    summary: str = "",
    tags: Sequence[str] = (),
    client_key: UUID | None = None,
    held: bool = False,
) -> PageProposal:
    """What `create_page` is where a steward looks first, or where the gate holds it (`held`); with the same errors, and
    sent twice it is one proposal.
    """
    typed: dict[str, Any] = {"title": title, "text": text, "summary": summary, "tags": written(tags or ())}
    draft = keep_draft(by, theme=theme, form=client_key, **typed)
    check_weight(text, "wiki")
    facts = {"text": text.replace("\x00", ""), "summary": summary[:300], "tags": list(tags or ())}
    proposal = _propose(theme, by, title, client_key, facts, held)
    drop_draft(draft)
    return proposal


@transaction.atomic
def _propose(
    theme: Theme, by: Person, title: str, client_key: UUID | None, facts: dict[str, Any], held: bool
) -> PageProposal:
    theme = lock_theme(theme)
    sent = PageProposal.objects.filter(by=by, client_key=client_key).first() if client_key else None
    if sent and (sent.title, sent.text) != (
        clean_title(title),
        facts["text"],
    ):  # they went back, and wrote on
        if sent.state == PageProposal.State.QUEUED and title_key(sent.title) == title_key(title):
            for name, value in facts.items():
                setattr(sent, name, value)
            sent.save(update_fields=[*facts, "changed"])
        else:
            PageProposal.objects.filter(pk=sent.pk).update(client_key=None)
            sent = None
    if sent is None:
        if not (may_create_page(by, theme) and (held or needs_review(by, theme))):
            raise MayNot
        named = clean_title(title)
        refuse_taken(theme, title_key(named))
        sent = PageProposal.objects.create(theme=theme, by=by, title=named, client_key=client_key, **facts)
        record(Verb.PAGE_PROPOSED, by=by, about=sent, public=False)
    return sent


@transaction.atomic
def accept_page(proposal: PageProposal, *, by: Person) -> Page:
    """Publish it under its author's name. Raises Conflict, with a sentence, when that is no longer possible."""
    proposal = _waiting(proposal, by)
    author = proposal.by
    if author is None or not may_create_page(author, proposal.theme):
        raise Conflict(_("Its author may no longer write pages here. You can only refuse it."))
    page = add_page(
        proposal.theme,
        author,
        proposal.title,
        proposal.text,
        proposal.summary,
        proposal.client_key,
        tags=proposal.tags,
        looked_at=True,
    )
    PAGE_PROPOSAL.move(proposal, PageState.ACCEPTED, page=page)
    record(Verb.PAGE_ACCEPTED, by=by, about=proposal)
    return page


@transaction.atomic
def refuse_page(proposal: PageProposal, *, by: Person, note: str) -> PageProposal:
    """A steward says no, and why; the text goes back to its author, as a draft."""
    proposal = _waiting(proposal, by)
    PAGE_PROPOSAL.move(proposal, PageState.REFUSED, note=note[:300])
    author, theme, title = proposal.by, proposal.theme, proposal.title
    begun = Draft.objects.filter(person=author, page=None, theme=theme, title=title)
    if author and not begun.exists():  # what they type now is worth more
        keep_draft(
            author,
            theme=theme,
            title=title,
            text=proposal.text,
            summary=proposal.summary,
            tags=written(proposal.tags),
            origin=Draft.Origin.RETURNED,
        )
    record(Verb.PAGE_REFUSED, by=by, about=proposal, public=False)
    return proposal


def _waiting(proposal: PageProposal, by: Person) -> PageProposal:
    """Held by the lock of its theme, under which titles are taken."""
    theme = lock_theme(proposal.theme)
    if not may_review_edits(by, theme):
        raise MayNot
    proposal = PageProposal.objects.select_related("by").get(pk=proposal.pk)
    if proposal.state != PageState.QUEUED:
        raise WrongMoment
    proposal.theme = theme
    return proposal
