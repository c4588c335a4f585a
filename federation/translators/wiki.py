"""Wiki pages as Articles owned by their home town; edits from elsewhere as Offer{Patch}.

FEP-b2b8 (long texts), FEP-1b12 (groups), FEP-c118 (licence), FEP-bad1 (history), FEP-fe34 (who owns what).
name: the title; content: HTML; source: Markdown, the text that is merged; civ:revision: id, number and digest
of what this is; civ:contributors: its authors, whom the licence wants named; civ:mergedInto (and movedTo): the
page it leads to; wasDerivedFrom: the version elsewhere that it began as. The Patch lives on its author's server;
base and digest say what was edited.
"""

from collections.abc import Callable, Iterable, Iterator

from django.db.models import F, QuerySet

from commons.base.addresses import absolute, is_ours, thing_at, with_absolute_links
from commons.base.text import plain
from commons.communities.models import Community
from commons.journal.models import Entry
from commons.people.actions import town_voice
from commons.people.models import Person
from federation.digests import from_multibase, to_multibase
from federation.egress import same_origin
from federation.memory import forget_gone, is_gone
from federation.models import RemoteActor
from federation.reader import Activity, Content, Patch, Tombstone
from federation.reader import Revision as Mark
from federation.registry import Outgoing, Sender, Serving, listens, serves, speaks
from federation.translators.conversations import is_public
from federation.translators.distribution import announced, in_language, proven, public_to
from federation.uids import uid_in
from federation.vocabulary import PUBLIC, Json, activity, addressed, timestamp, tombstone
from wiki import actions, licences
from wiki.actions import digest_of
from wiki.differences import unified
from wiki.models import EditProposal, Page, Protection, Revision
from wiki.rendering import shown
from wiki.verbs import Verb

REASONS = {"conflict", "protected", "policy"}
ANSWERS = {
    Verb.EDIT_ACCEPTED: "Accept",
    Verb.EDIT_REFUSED: "Reject",
    Verb.EDIT_QUEUED: "TentativeAccept",
}
MAKES_A_REVISION = [
    Verb.PAGE_CREATED,
    Verb.PAGE_REVISED,
    Verb.PAGE_REVERTED,
    Verb.PAGE_RENAMED,
    Verb.PAGE_MERGED,
]


def page_document(page: Page) -> Json:
    if page.deleted_at:
        return tombstone(page.address, former_type="Article", deleted=page.deleted_at)
    group, current = page.theme.community, page.current
    assert current is not None  # noqa: S101 (a page has a text from its first transaction on)
    html = with_absolute_links(str(shown(page).html))
    document: Json = {
        "type": "Article",
        "id": page.address,
        "attributedTo": town_voice().address,
        "name": page.title,
        "content": html,
        "contentMap": in_language(html),
        "source": {"content": current.text, "mediaType": "text/markdown"},
        "url": absolute(page.get_absolute_url()),
        "license": licences.address_of(page.licence_now),
        "history": f"{page.address}/history",
        "replies": f"{page.address}/replies",
        "context": f"{page.address}/talk",
        "published": timestamp(page.created),
        "updated": timestamp(page.changed),
        "civ:revision": _revision_mark(current),
        "civ:protection": str(page.level),
        "civ:contributors": contributors_of(page),
        "interactionPolicy": {"canQuote": {"automaticApproval": [PUBLIC]}},
    }
    if page.protection_until and page.level == page.protection != Protection.OPEN:
        document["civ:protectedUntil"] = timestamp(page.protection_until)
    if page.merged_into:
        document["civ:mergedInto"] = document["movedTo"] = page.merged_into.address
    if page.derived_from:
        document["wasDerivedFrom"] = [page.derived_from]
    return addressed(document, **public_to(group), audience=group.address)


def contributors_of(page: Page) -> list[Json]:
    """The people who wrote it, those of the text it began as among them: by address, under the name they use."""
    authors = Person.objects.filter(revisions__page=page, kind=Person.Kind.PERSON).distinct().order_by("pk")
    named = {author.address: author.name for author in authors[: actions.MOST_NAMED]}
    for author in page.contributors:
        named.setdefault(author["address"], author["name"])
    first = list(named.items())[: actions.MOST_NAMED]
    return [{"type": "Link", "href": address, "name": name} for address, name in first]


def _revision_mark(revision: Revision) -> Json:
    return {
        "type": "Object",
        "id": revision.address,
        "civ:number": revision.number,
        "digestMultibase": to_multibase(digest_of(revision.text)),
        "attributedTo": revision.author.address if revision.author else town_voice().address,
        "summary": revision.summary,
    }


def revision_document(revision: Revision) -> Json:
    """An item of the history: who made what of which revision (W3C PROV terms)."""
    document: Json = {
        "type": "Object",
        "id": revision.address,
        "civ:kind": "revision",
        "object": revision.page.address,
        "wasDerivedFrom": [r.address for r in (revision.parent, revision.second_parent) if r],
        "source": {"content": revision.text, "mediaType": "text/markdown"},
        "published": timestamp(revision.created),
        **{name: value for name, value in _revision_mark(revision).items() if name != "type"},
    }
    if revision.parent:
        document["wasRevisionOf"] = revision.parent.address
    if offer := offer_behind(revision):
        document["instrument"] = offer
    return document


def offer_behind(revision: Revision) -> str:
    """The address of the accepted Offer that this version came by, so that its author's town may recognise it."""
    return next((proposal.uri for proposal in revision.proposals.all() if proposal.uri), "")


def history_of(page: Page) -> tuple[QuerySet[Revision], Callable[[Revision], Json]]:
    """Newest first: each an activity of this town whose `result` is the version, without its text (FEP-bad1)."""
    rows = page.revisions.select_related("page", "author", "parent", "second_parent", "blob")
    entries = Entry.objects.about_thing(page).filter(verb__in=MAKES_A_REVISION)
    said = dict(entries.values_list("detail__revision", "uid"))

    def item(revision: Revision) -> Json:
        result = {name: value for name, value in revision_document(revision).items() if name != "source"}
        if revision.pk not in said:
            return result
        made = activity(
            "Create" if revision.kind == Revision.Kind.CREATE else "Update",
            absolute(f"/ap/act/{said[revision.pk]}"),
            actor=town_voice().address,
            thing=page.address,
            result=result,
            summary=revision.summary or None,
            published=timestamp(revision.created),
        )
        return addressed(made, **public_to(page.theme.community), audience=page.theme.community.address)

    return rows.prefetch_related("proposals").newest_first(), item


serves(
    Serving(
        Page,
        page_document,
        visible=lambda: Page.objects.filter(home="").select_related(
            "theme__community", "current__author", "current__blob", "merged_into"
        ),
        url_name="wiki:page",
        find=lambda kwargs: (
            Page.objects.filter(
                home="",
                theme__community__home="",
                theme__community__handle=kwargs["theme"],
                slug=kwargs["slug"],
            )
            .order_by(F("deleted_at").desc(nulls_first=True))
            .first()
        ),
    )
)
serves(
    Serving(
        Revision,
        revision_document,
        visible=lambda: Revision.objects.filter(page__home="", page__deleted_at=None).select_related(
            "page", "author", "parent", "second_parent"
        ),
    )
)


def patch_document(proposal: EditProposal) -> Json:
    base = proposal.base
    return {
        "type": "Patch",
        "id": proposal.address,
        "attributedTo": proposal.by.address if proposal.by else "",
        "object": proposal.page.address,
        "civ:base": base.address if base else proposal.base_address,
        "civ:baseDigest": to_multibase(digest_of(base.text)) if base else "",
        "mediaType": "text/x-diff",
        "content": unified(base.text if base else "", proposal.text),
        "source": {"content": proposal.text, "mediaType": "text/markdown"},
        "summary": proposal.summary,
        "published": timestamp(proposal.created),
    }


serves(
    Serving(
        EditProposal,
        patch_document,
        visible=lambda: (
            EditProposal.objects.filter(home="")
            .exclude(page__home="")
            .select_related("page__theme__community", "by", "base")
        ),
    )
)


def _page_of(entry: Entry) -> Page | None:
    rows = Page.objects.select_related("theme__community", "current__author", "current__blob", "merged_into")
    page = rows.filter(pk=entry.about_id).first()
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


@speaks(Verb.PAGE_REVISED, Verb.PAGE_REVERTED, Verb.PAGE_RENAMED, Verb.PAGE_PROTECTED, Verb.PAGE_MERGED)
def page_changed(entry: Entry) -> Iterable[Outgoing]:
    """Followers get the text as it is when it is told, so that several edits at once are one update of the copy."""
    page = _page_of(entry)
    if page and page.current and not page.deleted_at:
        yield from _told(entry, "Update", page, instrument=offer_behind(page.current) or None)


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
    revision = proposal.result or proposal.page.current
    if revision and kind != "TentativeAccept":
        answer["result"] = revision_document(revision)
    if kind == "Reject":
        answer["summary"] = proposal.reason if proposal.reason in REASONS else "policy"
        if proposal.note:
            answer["content"] = proposal.note
    yield Outgoing({**answer, "to": [author], "cc": []}, group, to=(author,))


@listens("Offer", "Patch")
def edit_offered(heard: Activity, sender: Sender) -> str:
    patch = heard.object
    page = thing_at(patch.object) if isinstance(patch, Patch) and is_ours(patch.object) else None
    if not isinstance(patch, Patch) or not isinstance(page, Page) or not isinstance(sender, Person):
        return "nothing-here"
    if patch.attributed_to != sender.address:
        return "other-author"
    if not patch.text:
        return "no-text"  # a difference alone cannot be merged, and nothing must not empty a page
    base = thing_at(patch.base) if is_ours(patch.base) else None
    actions.propose_edit(
        page,
        by=sender,
        text=patch.text,
        based_on=base if isinstance(base, Revision) and base.page_id == page.pk else None,
        summary=plain(patch.summary)[:200],
        base_digest=from_multibase(patch.base_digest),
        uri=heard.id,
        home=sender.home,
    )
    return "edit-offered"


@listens("Create", "Article")
def page_appeared(heard: Activity, sender: Sender) -> str:
    return page_updated(heard, sender)


@listens("Update", "Article")
def page_updated(heard: Activity, sender: Sender) -> str:
    """A page of a theme that this town follows: its copy here is written or refreshed."""
    thing = heard.object
    if not isinstance(thing, Content):
        return "not-a-page"
    if is_gone(thing.id, sender.address, said=thing.updated):
        return "seen"  # said before it was deleted, and late
    group = _announcing_theme(thing, heard)
    if group is None or thing.revision is None or not is_public(thing, heard):
        return "not-for-us"
    if thing.revision.digest and from_multibase(thing.revision.digest) != digest_of(thing.source_markdown):
        return "wrong-digest"
    if not same_origin(thing.revision.id, thing.id):
        return "wrong-revision"
    page = mirror(thing, group)
    _recognise(heard, page, thing.revision)
    return "mirrored"


def _recognise(heard: Activity, page: Page, mark: Mark) -> None:
    """The new version came by an offer of ours: that is a yes, should the answer itself be late or lost."""
    offer = heard.instrument if isinstance(heard.instrument, str) else ""
    proposal = proposal_offered_at(offer) if offer else None
    if proposal is not None and proposal.page_id == page.pk:
        actions.edit_accepted_elsewhere(proposal, revision_address=mark.id, number=mark.number or 0)


def proposal_offered_at(address: str) -> EditProposal | None:
    """The proposal of ours whose Offer has this address."""
    uid = uid_in(address) if is_ours(address) else None
    entry = Entry.objects.filter(uid=uid, verb=Verb.EDIT_PROPOSED).first() if uid else None
    return entry.about if entry and isinstance(entry.about, EditProposal) else None


def _announcing_theme(thing: Content, heard: Activity) -> Community | None:
    """The followed theme that passed it on, where the page lives too."""
    group = Community.objects.filter(uri=heard.announced_by, kind=Community.Kind.THEME).first()
    return group if group and same_origin(thing.id, group.address) else None


def mirror(thing: Content, group: Community) -> Page:
    mark = thing.revision
    assert mark is not None  # noqa: S101 (asked by the caller)
    author = None
    if mark.attributed_to:
        found = thing_at(mark.attributed_to)
        author = found if isinstance(found, Person) else None
        if author is None:
            known = RemoteActor.objects.filter(uri=mark.attributed_to).select_related("person").first()
            author = known.person if known else None
    return actions.mirror_page(
        actions.theme_from_elsewhere(group),
        uri=thing.id,
        home=group.home,
        url=thing.url,
        title=plain(thing.name)[:200] or "…",
        text=thing.source_markdown,
        revision_address=mark.id,
        number=mark.number or 1,
        digest=from_multibase(mark.digest),
        author=author,
        summary=plain(mark.summary)[:200],
        published=thing.updated or thing.published,
        facts=_facts_of(thing),
    )


def _facts_of(thing: Content) -> actions.CopiedFacts:
    target = thing_at(thing.merged_into) if same_origin(thing.merged_into, thing.id) else None
    return actions.CopiedFacts(
        protection=thing.protection if thing.protection in Protection.values else Protection.OPEN,
        protection_until=thing.protected_until,
        licence=licences.named(thing.license),
        contributors=[
            {"name": plain(author.name)[:100], "address": author.href} for author in thing.contributors
        ],
        merged_into=target if isinstance(target, Page) else None,
    )


def forget_page(heard: Activity, sender: Sender) -> str:
    """Called by the Delete listener when the address is a page's; only its theme may say so, or pass it on."""
    page = Page.objects.filter(uri=heard.object_id).select_related("theme__community").first()
    if page is None:
        return "nothing-here"
    if page.theme.community.address not in (heard.announced_by, sender.address):
        return "other-author"
    said_at = heard.object.deleted if isinstance(heard.object, Tombstone) else heard.published
    actions.remove_mirror(page, reason=plain(heard.summary)[:300], said_at=said_at)
    return "removed"


@listens("Undo", "Delete")
def deletion_undone(heard: Activity, sender: Sender) -> str:
    """Its theme shows the page again; who may say so is who may delete it."""
    deletion = heard.object
    uri = deletion.object_id if isinstance(deletion, Activity) else ""
    page = Page.objects.filter(uri=uri).exclude(home="").select_related("theme__community").first()
    if page is None:
        return "nothing-here"
    if page.theme.community.address not in (heard.announced_by, sender.address):
        return "other-author"
    forget_gone(uri, sender.address)
    actions.restore_mirror(page, said_at=heard.published)
    return "restored"
