"""Who is told of what happens to a page: who began it, who talks about it, and whose edit it concerns."""

from collections.abc import Iterable

from commons.communities.models import Membership
from commons.conversations.models import Topic
from commons.journal.models import Entry
from commons.notices.registry import Telling, tells
from commons.people.models import Person, Role
from wiki.models import EditProposal, Page
from wiki.verbs import Verb

MOST_TOLD = 200


def _concerned(page: Page) -> Iterable[Person]:
    """The page's first author and those who wrote in its talk; not everybody who ever corrected a comma."""
    people = Person.objects.local().active()
    first = people.filter(revisions__page=page, revisions__number=1)
    talks = Topic.objects.filter(kind=Topic.Kind.TALK, about_id=page.pk, about_type__model="page")
    return (first | people.filter(posts__topic__in=talks)).distinct()[:MOST_TOLD]


@tells(Verb.PAGE_REVISED)
def page_revised(entry: Entry) -> Iterable[Telling]:
    page: Page | None = entry.about
    if page is None or page.deleted_at is not None or entry.detail.get("minor"):
        return
    href = f"{page.on('compare')}?new={entry.detail['number']}"
    for person in _concerned(page):
        yield Telling(person, href, page.title)


@tells(Verb.PAGE_REVERTED)
def page_reverted(entry: Entry) -> Iterable[Telling]:
    """Those whose edits were undone are told too: they may want to say why they made them."""
    page: Page | None = entry.about
    if page is None or page.deleted_at is not None:
        return
    number, to = entry.detail["number"], entry.detail["to"]
    undone = Person.objects.local().active().filter(revisions__page=page, revisions__number__gt=to)
    undone = undone.filter(revisions__number__lt=number).distinct()
    href = f"{page.on('compare')}?old={number - 1}&new={number}"
    for person in {*_concerned(page), *undone}:
        yield Telling(person, href, page.title)


@tells(Verb.PAGE_RENAMED)
@tells(Verb.PAGE_DELETED)
@tells(Verb.PAGE_RESTORED)
@tells(Verb.PAGE_PROTECTED)
def page_cared_for(entry: Entry) -> Iterable[Telling]:
    page: Page | None = entry.about
    if page is not None and page.is_local:
        for person in _concerned(page):
            yield Telling(person, page.get_absolute_url(), page.title)


@tells(Verb.PAGE_MERGED)
def page_merged(entry: Entry) -> Iterable[Telling]:
    page: Page | None = entry.about
    if page is not None and page.is_local:
        for person in _concerned(page):
            yield Telling(person, page.on("history"), page.title)


@tells(Verb.EDIT_QUEUED)
def edit_queued(entry: Entry) -> Iterable[Telling]:
    """The stewards of the theme; where there are none, those who look after the town."""
    proposal: EditProposal | None = entry.about
    if proposal is None or proposal.state != EditProposal.State.QUEUED:
        return
    page, people = proposal.page, Person.objects.local().active()
    stewards = people.filter(
        memberships__community=page.theme.community_id, memberships__role=Membership.Role.STEWARD
    )
    held = Role.objects.current().filter(role__in=[Role.Name.MODERATOR, Role.Name.ADMINISTRATOR])
    charged = people.filter(pk__in=held.values("person"))
    for person in (stewards if stewards.exists() else charged).distinct()[:MOST_TOLD]:
        yield Telling(person, page.on("proposal_review", proposal.pk), page.title)


@tells(Verb.EDIT_ACCEPTED)
@tells(Verb.EDIT_REFUSED)
def edit_judged(entry: Entry) -> Iterable[Telling]:
    """The author, when a steward of this town looked first; those of other towns are told by their own."""
    proposal: EditProposal | None = entry.about
    if proposal is not None and proposal.is_local and proposal.by is not None:
        asks = proposal.state == EditProposal.State.CONFLICT
        yield Telling(proposal.by, proposal.get_absolute_url(), proposal.page.title, by_mail=asks)


@tells(Verb.EDIT_ANSWERED)
def edit_answered(entry: Entry) -> Iterable[Telling]:
    """By mail only when its author must choose or gets it back: the other answers can wait for the next visit."""
    proposal: EditProposal | None = entry.about
    if proposal is not None and proposal.by is not None:
        asks = proposal.state in (EditProposal.State.CONFLICT, EditProposal.State.RETURNED)
        yield Telling(proposal.by, proposal.get_absolute_url(), proposal.page.title, by_mail=asks)
