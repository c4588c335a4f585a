"""What is answered to those who ask for a page, a version of it, its history, or what somebody offers to change."""

from collections.abc import Callable, Iterator
from html import escape
from typing import Any

from django.db.models import F, QuerySet

from commons.base.addresses import absolute, with_absolute_links
from commons.journal.models import Entry
from commons.people.actions import town_voice
from commons.people.models import Person
from federation.digests import to_multibase
from federation.registry import Serving, serves
from federation.translators.distribution import image_document, in_language, public_to
from federation.vocabulary import Json, activity, addressed, hashtag, timestamp, tombstone
from wiki import actions, licences
from wiki.differences import unified
from wiki.models import EditProposal, Page, Protection, Revision
from wiki.rendering import lead_of, shown
from wiki.verbs import Verb

MOST_PICTURES = 10
MOST_HIDDEN = 200
MAKES_A_REVISION = [
    Verb.PAGE_CREATED,
    Verb.PAGE_REVISED,
    Verb.PAGE_REVERTED,
    Verb.EDIT_UNDONE,
    Verb.EDITS_ACCEPTED,
    Verb.PAGE_RENAMED,
    Verb.PAGE_MERGED,
]


def page_document(page: Page) -> Json:
    if page.deleted_at:
        return tombstone(page.address, former_type="Article", deleted=page.deleted_at)
    group, accepted, seen = page.theme.community, page.accepted, shown(page)
    html, voice = with_absolute_links(str(seen.html)), town_voice().address
    document: Json = {
        "type": "Article",
        "id": page.address,
        "attributedTo": voice,
        "name": page.title,
        "content": html,
        "contentMap": in_language(html),
        "source": {"content": accepted.text, "mediaType": "text/markdown"},
        "url": absolute(page.get_absolute_url()),
        "license": licences.address_of(page.licence_now),
        "history": f"{page.address}/history",
        "replies": f"{page.address}/replies",
        "context": f"{page.address}/talk",
        "published": timestamp(page.created),
        "updated": timestamp(page.changed),
        "civ:revision": _revision_mark(accepted),
        "civ:protection": str(page.level),
        "civ:contributors": contributors_of(page),
        # To quote, others ask for a yes that nobody here gives: they are told so. A link needs none.
        "interactionPolicy": {"canQuote": {"automaticApproval": [voice]}},
    }
    if lead := escape(lead_of(html)):
        document["summary"] = lead  # Mastodon shows the title, this, and the address
        document["preview"] = {"type": "Note", "content": f"<p>{lead}</p>"}
    if seen.pictures:
        document["attachment"] = [image_document(picture) for picture in seen.pictures[:MOST_PICTURES]]
        document["image"] = document["attachment"][0]
    if page.protection_until and page.level == page.protection != Protection.OPEN:
        document["civ:protectedUntil"] = timestamp(page.protection_until)
    if page.merged_into:
        document["civ:mergedInto"] = document["movedTo"] = page.merged_into.address
    if names := [hashtag(absolute(tag.get_absolute_url()), tag.name) for tag in page.tags_now]:
        document["tag"] = names
    if hidden := list(_hidden_versions(page)):
        document["civ:hiddenRevisions"] = hidden
    if page.derived_from:
        document["wasDerivedFrom"] = [page.derived_from]
    return addressed(document, **public_to(group), audience=group.address)


def _hidden_versions(page: Page) -> Iterator[Json]:
    """So that copies hide what is hidden here, whenever they were made; a steward's note stays in this town."""
    rows = page.revisions.live().exclude(hidden=0).select_related("concealment").newest_first()
    for revision in rows[:MOST_HIDDEN]:
        yield {
            "type": "Object",
            "id": revision.address,
            "civ:number": revision.number,
            "civ:hidden": _hidden_parts(revision),
            "civ:reason": revision.concealment.reason,
        }


def _hidden_parts(revision: Revision) -> list[str]:
    return [part.name.lower() for part in Revision.Part if part & revision.hidden]


def contributors_of(page: Page) -> list[Json]:
    """The people who wrote it, those of the text it began as among them: by address, under the name they use."""
    authors = Person.objects.filter(revisions__in=page.revisions.live(), kind=Person.Kind.PERSON)
    authors = authors.distinct().order_by("pk")
    named = {author.address: author.name for author in authors[: actions.MOST_NAMED]}
    links = list(named.items())
    history = absolute(page.on("history"))
    for (
        author
    ) in page.contributors:  # who came with a file has no address: the history is where they are named
        if author["address"] not in named:
            links.append((author["address"] or history, author["name"]))
    return [{"type": "Link", "href": href, "name": name} for href, name in links[: actions.MOST_NAMED]]


def _revision_mark(revision: Revision) -> Json:
    digest = {} if revision.hides_text else {"digestMultibase": to_multibase(revision.blob_id)}
    return {
        "type": "Object",
        "id": revision.address,
        "civ:number": revision.number,
        **digest,
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
        "wasDerivedFrom": [r.address for r in (revision.parent, revision.second_parent) if r and _is_told(r)],
        **_text_of(revision),
        "published": timestamp(revision.created),
        **{name: value for name, value in _revision_mark(revision).items() if name != "type"},
    }
    if revision.parent and _is_told(revision.parent):
        document["wasRevisionOf"] = revision.parent.address
    if revision.hidden:
        document["civ:hidden"] = _hidden_parts(revision)
    if not revision.hides_author and (offer := offer_behind(revision)):
        document["instrument"] = offer
    return document


def _is_told(revision: Revision) -> bool:
    """Other towns know of accepted versions alone."""
    return revision.state == Revision.State.LIVE


def _text_of(revision: Revision) -> Json:
    if revision.hides_text:
        return {}
    return {"source": {"content": revision.text, "mediaType": "text/markdown"}}


def offer_behind(revision: Revision) -> str:
    """The address of the accepted Offer that this version came by, so that its author's town may recognise it."""
    return next((proposal.uri for proposal in revision.proposals.all() if proposal.uri), "")


def history_of(page: Page) -> tuple[QuerySet[Revision], Callable[[Revision], Json]]:
    """Newest first: each an activity of this town whose `result` is the version, without its text (FEP-bad1)."""
    rows = page.revisions.live().select_related("page", "author", "parent", "second_parent")
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


def _page_at(arguments: dict[str, Any]) -> Page | None:
    named = Page.objects.filter(
        home="",
        theme__community__home="",
        theme__community__handle=arguments["theme"],
        slug=arguments["slug"],
    )
    return named.order_by(F("deleted_at").desc(nulls_first=True)).first()


serves(
    Serving(
        Page,
        page_document,
        visible=lambda: Page.objects.filter(home="").to_tell(),
        pages={"wiki:page": _page_at},
    )
)
serves(
    Serving(
        Revision,
        revision_document,
        visible=lambda: (
            Revision.objects.live()
            .filter(page__home="", page__deleted_at=None)
            .select_related("page", "author", "parent", "second_parent")
        ),
    )
)


def patch_document(proposal: EditProposal) -> Json:
    base = proposal.base
    known = base.text if base and not base.hides_text else ""
    return {
        "type": "Patch",
        "id": proposal.address,
        "attributedTo": proposal.by.address if proposal.by else "",
        "object": proposal.page.address,
        "civ:base": base.address if base else proposal.base_address,
        "civ:baseDigest": to_multibase(base.blob_id) if base else "",
        "mediaType": "text/x-diff",
        "content": unified(known, proposal.text),
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
