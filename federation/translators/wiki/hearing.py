"""What other towns say: copies of their pages, edits offered to ours."""

from commons.base.addresses import is_ours, thing_at
from commons.base.egress import same_origin
from commons.base.text import plain
from commons.communities.models import Community
from commons.journal.models import Entry
from commons.people.models import Person
from federation.digests import from_multibase
from federation.memory import forget_gone, is_gone
from federation.models import RemoteActor
from federation.reader import Activity, Content, Patch, Tombstone
from federation.reader import Revision as Mark
from federation.registry import Sender, listens
from federation.translators.changing import somebody_changed
from federation.translators.conversations import is_public
from federation.translators.hearing import write_down
from federation.uids import uid_in
from wiki import actions, licences, tags
from wiki.actions import digest_of
from wiki.models import EditProposal, Page, Protection, Revision
from wiki.verbs import Verb


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
def article_appeared(heard: Activity, sender: Sender) -> str:
    """A page of a wiki; elsewhere a long post (NodeBB, WordPress)."""
    return page_updated(heard, sender) if _is_of_a_theme(heard) else write_down(heard, sender)


@listens("Update", "Article")
def article_changed(heard: Activity, sender: Sender) -> str:
    return page_updated(heard, sender) if _is_of_a_theme(heard) else somebody_changed(heard, sender)


def _is_of_a_theme(heard: Activity) -> bool:
    return Community.objects.filter(uri=heard.announced_by, kind=Community.Kind.THEME).exists()


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
        tags=tags.from_elsewhere(thing.hashtags),
        merged_into=target if isinstance(target, Page) else None,
        hidden={one.number: (_bits(one.parts), one.reason) for one in thing.hidden},
    )


def _bits(parts: tuple[str, ...]) -> int:
    return sum(part for part in Revision.Part if part.name.lower() in parts)


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


def page_shown_again(heard: Activity, sender: Sender) -> str:
    """Called by the listener of an undone Delete. Who may say so is who may delete it."""
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
