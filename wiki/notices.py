"""Who is told of what happens to a page: who watches it, who talks about it, and whose edit it concerns."""

from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse

from commons.communities.models import Membership
from commons.conversations.models import Topic
from commons.journal.models import Entry
from commons.notices.registry import Telling, tells
from commons.notices.subjects import Subject
from commons.people.models import Person, Role
from wiki.models import (
    Concealment,
    EditProposal,
    Exchange,
    Page,
    PageProposal,
    Revision,
    Suggestion,
    Theme,
    Watch,
)
from wiki.verbs import Verb

MOST_TOLD = 200


def _concerned(page: Page, *, minor: bool = False) -> Iterable[Person]:
    """Who watches the page and wants to hear of each change, and who wrote in its talk and has not said how."""
    people = Person.objects.local().active()
    watching = Watch.objects.on(page).filter(level=Watch.Level.EVERY)
    if minor:
        return people.filter(pk__in=watching.filter(minor=True).values("person"))[:MOST_TOLD]
    talks = Topic.objects.filter(kind=Topic.Kind.TALK, about_id=page.pk, about_type__model="page")
    talking = Q(posts__topic__in=talks) & ~Q(watches__page=page)
    return people.filter(Q(pk__in=watching.values("person")) | talking).distinct()[:MOST_TOLD]


def _bundle(page: Page) -> str:
    """What happens to one page is one notice, until it is read."""
    return f"page:{page.pk}"


def _changed(page: Page, number: int, people: Iterable[Person]) -> Iterable[Telling]:
    """Each is shown what changed since they saw the page last."""
    seen = dict(Watch.objects.filter(page=page).values_list("person", "seen"))
    for person in people:
        old = min(seen.get(person.pk, 0) or number - 1, number - 1)
        href = f"{page.on('compare')}?old={old}&new={number}"
        yield Telling(person, href, page.title, bundle=_bundle(page), subject=Subject.FOLLOWED)


def watchers_of(topic: Topic) -> Iterable[Person]:
    """The talk of a page is watched with the page."""
    page = topic.about if topic.kind == Topic.Kind.TALK else None
    if not isinstance(page, Page) or page.deleted_at is not None:
        return []
    watching = Watch.objects.on(page).filter(level=Watch.Level.EVERY)
    return Person.objects.local().active().filter(pk__in=watching.values("person"))[:MOST_TOLD]


@tells(Verb.PAGE_CREATED)
def page_created(entry: Entry) -> Iterable[Telling]:
    """Those who watch the theme."""
    page: Page | None = entry.about
    if page is not None and page.deleted_at is None:
        watching = Watch.objects.filter(theme=page.theme_id, level=Watch.Level.EVERY, since__lte=entry.at)
        people = Person.objects.local().active().filter(pk__in=watching.values("person"))
        for person in people[:MOST_TOLD]:
            yield Telling(
                person, page.get_absolute_url(), page.title, bundle=_bundle(page), subject=Subject.FOLLOWED
            )


@tells(Verb.PAGE_REVISED)
@tells(Verb.PAGE_MIRRORED)
def page_revised(entry: Entry) -> Iterable[Telling]:
    page: Page | None = entry.about
    if page is None or page.deleted_at is not None or "revision" not in entry.detail:
        return
    yield from _changed(page, entry.detail["number"], _concerned(page, minor=bool(entry.detail.get("minor"))))


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
    for person in undone:
        yield Telling(person, href, page.title)
    yield from _changed(page, number, _concerned(page))


@tells(Verb.EDIT_UNDONE)
def edit_undone(entry: Entry) -> Iterable[Telling]:
    """Whose edit was taken back is told too."""
    page: Page | None = entry.about
    if page is None or page.deleted_at is not None:
        return
    undone = (
        Person.objects.local().active().filter(revisions__page=page, revisions__number=entry.detail["undoes"])
    )
    href = f"{page.on('compare')}?new={entry.detail['number']}"
    for person in undone:
        yield Telling(person, href, page.title)
    yield from _changed(page, entry.detail["number"], _concerned(page))


@tells(Verb.REVISION_HIDDEN)
def revision_hidden(entry: Entry) -> Iterable[Telling]:
    """Whoever wrote it is told, and why: the reason stands on the version's page."""
    page: Page | None = entry.about
    if page is None:
        return
    rows = Revision.objects.filter(page=page, number=entry.detail["version"])
    wrote = Q(revisions__in=rows) | Q(pk__in=Concealment.objects.filter(revision__in=rows).values("author"))
    for person in Person.objects.local().active().filter(wrote).distinct():
        yield Telling(person, page.on("revision", entry.detail["version"]), page.title)


@tells(Verb.PAGE_RENAMED)
@tells(Verb.PAGE_DELETED)
@tells(Verb.PAGE_RESTORED)
@tells(Verb.PAGE_PROTECTED)
def page_cared_for(entry: Entry) -> Iterable[Telling]:
    page: Page | None = entry.about
    if page is not None and page.is_local:
        for person in _concerned(page):
            yield Telling(
                person, page.get_absolute_url(), page.title, bundle=_bundle(page), subject=Subject.FOLLOWED
            )


@tells(Verb.PAGE_MERGED)
def page_merged(entry: Entry) -> Iterable[Telling]:
    page: Page | None = entry.about
    if page is not None and page.is_local:
        for person in _concerned(page):
            yield Telling(person, page.on("history"), page.title, subject=Subject.FOLLOWED)


def _reviewers(theme: Theme) -> Iterable[Person]:
    """The stewards of the theme; where there are none, those who look after the town."""
    people = Person.objects.local().active()
    stewards = people.filter(
        memberships__community=theme.community_id, memberships__role=Membership.Role.STEWARD
    )
    held = Role.objects.current().filter(role__in=[Role.Name.MODERATOR, Role.Name.ADMINISTRATOR])
    charged = people.filter(pk__in=held.values("person"))
    return (stewards if stewards.exists() else charged).distinct()[:MOST_TOLD]


@tells(Verb.EDIT_HELD)
def edit_held(entry: Entry) -> Iterable[Telling]:
    """Once for all that waits on a page: more of it is no news to those who have not looked yet."""
    page: Page | None = entry.about
    if page is None or page.deleted_at is not None or page.stable_revision is None:
        return
    if entry.detail["number"] == page.stable_revision.number + 1:
        for person in _reviewers(page.theme):
            yield Telling(person, page.on("pending"), page.title)


@tells(Verb.EDITS_ACCEPTED)
def edits_accepted(entry: Entry) -> Iterable[Telling]:
    page: Page | None = entry.about
    if page is not None and page.deleted_at is None:
        first, last = entry.detail["first"], entry.detail["number"]
        href = f"{page.on('compare')}?old={first - 1}&new={last}"
        for person in _authors(page, first, last):
            yield Telling(person, href, page.title)
        yield from _changed(page, last, _concerned(page))


@tells(Verb.EDITS_REJECTED)
def edits_rejected(entry: Entry) -> Iterable[Telling]:
    """What they are shown is what was taken back, with the reason."""
    page: Page | None = entry.about
    if page is not None and page.deleted_at is None:
        number = entry.detail["number"]
        href = f"{page.on('compare')}?old={number - 1}&new={number}"
        for person in _authors(page, entry.detail["first"], number - 1):
            yield Telling(person, href, page.title)


@tells(Verb.EDIT_THANKED)
def edit_thanked(entry: Entry) -> Iterable[Telling]:
    page: Page | None = entry.about
    if page is not None and page.deleted_at is None:
        number = entry.detail["number"]
        for person in _authors(page, number, number):
            yield Telling(person, f"{page.on('compare')}?new={number}", page.title)


def _authors(page: Page, first: int, last: int) -> Iterable[Person]:
    """Of this town: those of other towns are told by their own."""
    wrote = Revision.objects.filter(page=page, number__range=(first, last))
    return Person.objects.local().active().filter(revisions__in=wrote).distinct()


@tells(Verb.PAGE_PROPOSED)
def page_proposed(entry: Entry) -> Iterable[Telling]:
    proposal: PageProposal | None = entry.about
    if proposal is not None and proposal.state == PageProposal.State.QUEUED:
        for person in _reviewers(proposal.theme):
            yield Telling(
                person, reverse("wiki:page_review", args=[proposal.theme.slug, proposal.pk]), proposal.title
            )


@tells(Verb.SUGGESTION_MADE)
def suggestion_made(entry: Entry) -> Iterable[Telling]:
    """Once for all that visitors propose for a page."""
    suggestion: Suggestion | None = entry.about
    if suggestion is None or suggestion.state != Suggestion.State.HELD:
        return
    page = suggestion.page
    if not Suggestion.objects.held().filter(page=page, pk__lt=suggestion.pk).exists():
        for person in _reviewers(page.theme):
            yield Telling(person, suggestion.get_absolute_url(), page.title)


@tells(Verb.PAGE_ACCEPTED)
@tells(Verb.PAGE_REFUSED)
def page_judged(entry: Entry) -> Iterable[Telling]:
    proposal: PageProposal | None = entry.about
    if proposal is not None and proposal.by is not None:
        yield Telling(proposal.by, proposal.get_absolute_url(), proposal.title)


@tells(Verb.EDIT_ANSWERED)
def edit_answered(entry: Entry) -> Iterable[Telling]:
    """By mail only when its author must choose or gets it back: the other answers can wait for the next visit."""
    proposal: EditProposal | None = entry.about
    if proposal is not None and proposal.by is not None:
        asks = proposal.state in (EditProposal.State.CONFLICT, EditProposal.State.RETURNED)
        yield Telling(proposal.by, proposal.get_absolute_url(), proposal.page.title, by_mail=asks)


@tells(Verb.EXCHANGE_ENDED)
def exchange_ended(entry: Entry) -> Iterable[Telling]:
    """Whoever asked for it need not wait in front of a page."""
    exchange: Exchange | None = entry.about
    if exchange is not None and exchange.by is not None:
        yield Telling(exchange.by, exchange.get_absolute_url(), str(exchange.theme))
