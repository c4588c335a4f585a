"""Catching up with a conversation elsewhere when somebody opens it; who looks after a group, and what it pins.

FEP-f228 and FEP-7888: the context first, else the replies. A collection is believed about its own origin only, and
every post is read at its own home, unless it stands whole in a collection of that home.
"""

from collections import deque
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from commons.base.addresses import thing_at
from commons.base.egress import BadAddress, same_origin
from commons.base.errors import Refused as SaidNo
from commons.base.models import Addressed
from commons.base.outgoing import CannotFetch
from commons.communities.actions import end_stewardship, name_steward
from commons.communities.models import Community
from commons.conversations import actions
from commons.conversations.models import Post, Topic
from commons.people.models import Person
from federation import identities, reader
from federation.asking import ask
from federation.dispatch import NotYet
from federation.fetch import Kind, budget
from federation.models import RemoteActor
from federation.policy import host_of, is_open, lives_here, may_talk
from federation.reader import Activity, Collection, Content
from federation.translators.conversations import first_post, is_told
from federation.translators.hearing import write_down
from federation.translators.moderation import topic_held

MOST_POSTS = 1000
MOST_PAGES = 500
MOST_FETCHES = 600
MOST_SECONDS = 300.0
PAUSE = timedelta(minutes=15)
TOO_YOUNG = timedelta(minutes=5)  # what is new is still being told
CARE_PAUSE = timedelta(days=1)
MOST_STEWARDS = 50
MOST_PINNED = 50


def wish(topic: Topic) -> None:
    """Ask for a job when a conversation elsewhere may have gone on without us; never within the page."""
    home = home_of(topic)
    if not home or topic.is_private or not is_open() or not may_talk(home):
        return
    # The talk of a copy begins here when it is first opened; what was said at its home may be much older.
    if topic.home and topic.created > timezone.now() - TOO_YOUNG:
        return
    if cache.add(f"caught-up:{topic.pk}", 1, PAUSE.total_seconds()):
        catch_up.enqueue(topic.pk)
    if topic.community_id and cache.add(f"care-read:{topic.community_id}", 1, CARE_PAUSE.total_seconds()):
        read_care.enqueue(topic.community_id)


def home_of(topic: Topic) -> str:
    """Where a conversation goes on without us: its own home, or that of the page of which this town has a copy."""
    return topic.home or (topic.about.home if isinstance(topic.about, Addressed) else "")


@task
def catch_up(topic_id: int) -> int:
    """Write down what a conversation elsewhere holds and this town does not; returns how many posts are new."""
    topic = Topic.objects.select_related("community").filter(pk=topic_id).first()
    if topic is None or not home_of(topic) or not is_told(topic):
        return 0
    with budget(MOST_FETCHES, seconds=MOST_SECONDS):
        return _Walk(topic).through()


class _Walk:
    """Through the collections of one conversation, within limits that nothing in them can raise."""

    def __init__(self, topic: Topic) -> None:
        self.topic = topic
        self.pages = self.posts = self.kept = 0
        self.waiting: deque[str] = deque()
        self.lists_all = topic.uri is not None

    def through(self) -> int:
        self._wait_for(self._beginning())
        while self.waiting:
            address = self.waiting.popleft()
            for item in self._items(address):
                if self.posts >= MOST_POSTS:
                    return self.kept
                self.posts += 1
                self._look_at(item, address)
        return self.kept

    def _beginning(self) -> str:
        """The context, which lists all of it; else what answers the first post, or the page that it is about."""
        if self.topic.uri:
            return self.topic.uri
        begun: Any = first_post(self.topic) if self.topic.home else self.topic.about
        shown = shown_at(begun.uri) if begun and begun.uri else None
        if not isinstance(shown, Content):
            return ""
        of_page = shown.context if not self.topic.home and same_origin(shown.context, begun.uri) else ""
        self.lists_all = bool(of_page)
        return of_page or (shown.replies if same_origin(shown.replies, begun.uri) else "")

    def _wait_for(self, address: str) -> None:
        if address and len(self.waiting) < MOST_PAGES:
            self.waiting.append(address)

    def _items(self, address: str) -> Iterator[str | reader.Thing]:
        """Of one collection, page after page, all at one origin, each page once."""
        at, seen = address, set[str]()
        while at and at not in seen and self.pages < MOST_PAGES and same_origin(at, address):
            seen.add(at)
            self.pages += 1
            page = shown_at(at, "collection")
            if not isinstance(page, Collection):
                return
            yield from page.items
            at = page.next or ("" if page.items else page.first)

    def _look_at(self, item: str | reader.Thing, listed_at: str) -> None:
        address = _address_of(item)
        if not address or lives_here(address) or not may_talk(host_of(address)) or thing_at(address):
            return
        whole = isinstance(item, Content) and same_origin(address, listed_at)
        thing = item if whole else shown_at(address)
        if isinstance(thing, Content) and thing.id == address and self._keep(thing):
            self.kept += 1
            if not self.lists_all:  # without a context each answer leads to the next ones
                self._wait_for(thing.replies if same_origin(thing.replies, address) else "")

    def _keep(self, thing: Content) -> bool:
        parent = thing_at(thing.in_reply_to) if thing.in_reply_to else None
        here = parent.topic_id == self.topic.pk if isinstance(parent, Post) else parent == self.topic.about
        if parent is None or not here:
            return False
        author = _author_of(thing)
        if author is None:
            return False
        heard = Activity(
            id=thing.id, type="Create", actor=author.address, object=thing, to=thing.to, cc=thing.cc
        )
        try:
            with transaction.atomic():
                return write_down(heard, author, quiet=True) == "answered"
        except (NotYet, SaidNo, ValidationError):
            return False


def _address_of(item: str | reader.Thing) -> str:
    """Of what a collection lists: a post, its address, or the activity that brought it."""
    if isinstance(item, str):
        return item
    return item.object_id if isinstance(item, Activity) else item.id


def _author_of(thing: Content) -> Person | None:
    """Somebody of the same server as the post, who may still speak here."""
    if not same_origin(thing.attributed_to, thing.id):
        return None
    try:
        remote = identities.actor_at(thing.attributed_to)
    except identities.Unknown:
        return None
    person = remote.person
    return person if person and person.is_active and not remote.gone_at else None


def shown_at(address: str, kind: Kind = "object") -> reader.Thing | None:
    """What stands at an address elsewhere, as its home shows it now; None when it cannot be seen."""
    if lives_here(address) or not may_talk(host_of(address)):
        return None
    try:
        return reader.as_link(reader.interpret(ask(address, kind=kind)))
    except (CannotFetch, BadAddress, reader.Refused):
        return None


@task
def read_care(community_id: int) -> int:
    """Who looks after a group elsewhere and what it pins, as its own collections say; returns how many both are."""
    remote = RemoteActor.objects.select_related("community").filter(community_id=community_id).first()
    if remote is None or remote.community is None:
        return 0
    with budget():
        stewards = _listed(remote.moderators, MOST_STEWARDS)
        pinned = _listed(remote.featured, MOST_PINNED)
        people = [person for uri in stewards or () if (person := _person_at(uri))]
    if stewards is not None:
        _keep_stewards(remote.community, people)
    if pinned is not None:
        _keep_pins(remote.community, pinned)
    return len(people) + len(pinned or ())


def _listed(address: str, most: int) -> list[str] | None:
    """The addresses in a collection and its first page; None when it cannot be read, which says nothing."""
    page = shown_at(address, "collection") if address else None
    if isinstance(page, Collection) and not page.items and same_origin(page.first, address):
        page = shown_at(page.first, "collection")
    if not isinstance(page, Collection):
        return None
    return [_address_of(item) for item in page.items][:most]


def _person_at(uri: str) -> Person | None:
    try:
        return identities.actor_at(uri).person
    except identities.Unknown:
        found = thing_at(uri)
        return found if isinstance(found, Person) else None


@transaction.atomic
def _keep_stewards(group: Community, people: list[Person]) -> None:
    held = group.memberships.of_stewards()
    before = {membership.person for membership in held}
    for person in before - set(people):
        end_stewardship(group, by=None, person=person)
    for person in set(people) - before:
        name_steward(group, by=None, person=person)


@transaction.atomic
def _keep_pins(group: Community, addresses: list[str]) -> None:
    pinned = {topic for address in addresses if (topic := topic_held(address, group))}
    for topic in set(Topic.objects.exclude(home="").filter(community=group, pinned=True)) - pinned:
        actions.unpin_topic(topic, by=None)
    for topic in pinned:
        actions.pin_topic(topic, by=None)
