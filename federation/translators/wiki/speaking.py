"""What other towns are told: pages of ours as they change, edits offered to theirs, answers to their offers."""

from collections.abc import Iterable, Iterator

from commons.journal.models import Entry
from commons.people.actions import town_voice
from federation.registry import Outgoing, speaks
from federation.translators.distribution import announced, followers_address, proven, public_to
from federation.translators.people import group_document
from federation.translators.wiki.documents import (
    offer_behind,
    page_document,
    patch_document,
    revision_document,
)
from federation.vocabulary import PUBLIC, activity, addressed, timestamp
from wiki.models import EditProposal, Page, Theme
from wiki.verbs import Verb

REASONS = {"conflict", "protected", "policy"}
ANSWERS = {
    Verb.EDIT_ACCEPTED: "Accept",
    Verb.EDIT_REFUSED: "Reject",
    Verb.EDIT_QUEUED: "TentativeAccept",
}


def _page_of(entry: Entry) -> Page | None:
    page = Page.objects.to_tell().filter(pk=entry.about_id).first()
    return page if page and page.is_local else None


def _told(
    entry: Entry, kind: str, page: Page, *, plain_too: bool = False, **more: str | None
) -> Iterator[Outgoing]:
    """The town's voice says it, the theme's group passes it on."""
    voice, group = town_voice(), page.theme.community
    said = activity(
        kind,
        entry.address,
        actor=voice.address,
        thing=page_document(page),
        published=timestamp(entry.at),
        **more,
    )
    said = addressed(said, **public_to(group), audience=group.address)
    yield from announced(entry, proven(said, voice), group, plain=page.address if plain_too else "")


@speaks(Verb.PAGE_CREATED)
def page_created(entry: Entry) -> Iterable[Outgoing]:
    page = _page_of(entry)
    if page and not page.deleted_at:
        yield from _told(entry, "Create", page, plain_too=True)


@speaks(
    Verb.PAGE_REVISED,
    Verb.PAGE_REVERTED,
    Verb.EDIT_UNDONE,
    Verb.EDITS_ACCEPTED,
    Verb.PAGE_RENAMED,
    Verb.PAGE_PROTECTED,
    Verb.PAGE_MERGED,
    Verb.REVISION_HIDDEN,
    Verb.REVISION_SHOWN,
)
def page_changed(entry: Entry) -> Iterable[Outgoing]:
    """Followers get the text as it is when it is told, so that several edits at once are one update of the copy."""
    page = _page_of(entry)
    if page and not page.deleted_at:
        yield from _told(entry, "Update", page, instrument=offer_behind(page.accepted) or None)


@speaks(Verb.THEME_SET)
def theme_changed(entry: Entry) -> Iterable[Outgoing]:
    """What a theme says of itself; how it works inside is nobody else's business."""
    theme: Theme | None = entry.about
    if theme is None or not theme.community.is_local or "description" not in entry.detail["changed"]:
        return
    group = theme.community
    said = activity(
        "Update",
        entry.address,
        actor=group.address,
        thing=group_document(group),
        published=timestamp(entry.at),
    )
    said = addressed(said, to=[PUBLIC], cc=[followers_address(group)])
    yield Outgoing(proven(said, group), group, followers_of=group)


@speaks(Verb.PAGE_DELETED)
def page_deleted(entry: Entry) -> Iterable[Outgoing]:
    page = _page_of(entry)
    if page and page.deleted_at:
        yield from _told(entry, "Delete", page, summary=entry.detail.get("reason") or None)


@speaks(Verb.PAGE_RESTORED)
def page_restored(entry: Entry) -> Iterable[Outgoing]:
    """The deletion is undone (FEP-4f05), and the page as it is now follows for those who had thrown it away."""
    page = _page_of(entry)
    if page is None or page.deleted_at:
        return
    voice, group = town_voice(), page.theme.community
    before = Entry.objects.about_thing(page).filter(verb=Verb.PAGE_DELETED, pk__lt=entry.pk).last()
    if before is not None:
        to = {**public_to(group), "audience": group.address}
        deleted = activity("Delete", before.address, actor=voice.address, thing=page.address) | to
        undo = activity(
            "Undo", f"{entry.address}/undo", actor=voice.address, thing=deleted, published=timestamp(entry.at)
        )
        yield from announced(entry, proven(undo | to, voice), group, form="announce-undo")
    yield from _told(entry, "Update", page)


@speaks(Verb.EDIT_PROPOSED)
def edit_proposed(entry: Entry) -> Iterable[Outgoing]:
    """To the group that keeps the page: the author's own signed Patch."""
    proposal: EditProposal | None = entry.about
    if proposal is None or proposal.by is None or not proposal.by.is_local or proposal.page.is_local:
        return
    group = proposal.page.theme.community.address
    offer = activity(
        "Offer",
        entry.address,
        actor=proposal.by.address,
        thing=patch_document(proposal),
        target=proposal.page.address,
        published=timestamp(entry.at),
    )
    yield Outgoing(proven({**offer, "to": [group], "cc": []}, proposal.by), proposal.by, to=(group,))


@speaks(Verb.EDIT_ACCEPTED, Verb.EDIT_REFUSED, Verb.EDIT_QUEUED)
def edit_answered(entry: Entry) -> Iterable[Outgoing]:
    proposal: EditProposal | None = entry.about
    if proposal is None or proposal.is_local or not proposal.uri or proposal.by is None:
        return
    group, author = proposal.page.theme.community, proposal.by.address
    kind = ANSWERS[Verb(entry.verb)]
    answer = activity(
        kind, entry.address, actor=group.address, thing=proposal.uri, published=timestamp(entry.at)
    )
    taken = proposal.result if kind == "Accept" else None
    revision = taken or proposal.page.accepted
    if kind != "TentativeAccept":
        answer["result"] = revision_document(revision)
    if kind == "Reject":
        answer["summary"] = proposal.reason if proposal.reason in REASONS else "policy"
        if proposal.note:
            answer["content"] = proposal.note
    yield Outgoing({**answer, "to": [author], "cc": []}, group, to=(author,))
