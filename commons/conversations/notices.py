"""Who is told of what is said: those in a private thread, those answered, those who wrote here before."""

from collections.abc import Callable, Iterable

from commons.conversations.models import Post, Topic
from commons.conversations.permissions import may_read_topic
from commons.conversations.verbs import Verb
from commons.journal.models import Entry
from commons.notices.registry import Telling, tells
from commons.people.models import Person
from commons.people.permissions import are_blocked

MOST_TOLD = 200

_watchers: list[Callable[[Topic], Iterable[Person]]] = []


def watched_by(watchers: Callable[[Topic], Iterable[Person]]) -> None:
    """`watchers(topic)` are told of each post without having spoken: rooms know who watches what it is about."""
    if watchers not in _watchers:
        _watchers.append(watchers)


@tells(Verb.POST_WRITTEN)
def post_written(entry: Entry) -> Iterable[Telling]:
    post = Post.objects.select_related("topic").filter(pk=entry.detail["post"]).first()
    if post is None:
        return
    topic = post.topic
    if entry.detail.get("mentioned", []) is None:  # read late, with many others: no news one by one
        return
    yield from _named(entry, topic, post)
    concerned = [] if entry.detail.get("first") else _concerned(topic)[:MOST_TOLD]
    for person in [*concerned, *(person for watchers in _watchers for person in watchers(topic))]:
        if may_read_topic(person, topic):
            # A private thread is named by its link only: the notice itself says nothing.
            title = "" if topic.is_private else topic.title
            yield Telling(person, post.get_absolute_url(), title, by_mail=topic.is_private)


def _named(entry: Entry, topic: Topic, post: Post) -> Iterable[Telling]:
    """Those whom a post names, when they may read it and neither has blocked the other."""
    for person in Person.objects.local().active().filter(pk__in=entry.detail.get("mentioned", [])):
        if may_read_topic(person, topic) and not are_blocked(entry.by, person):
            yield Telling(person, post.get_absolute_url(), "" if topic.is_private else topic.title)


@tells(Verb.PEOPLE_MENTIONED)
def people_mentioned(entry: Entry) -> Iterable[Telling]:
    for person in Person.objects.local().active().filter(pk__in=entry.detail["people"]):
        if not are_blocked(entry.by, person):
            yield Telling(person, entry.detail["url"])


def _concerned(topic: Topic) -> list[Person]:
    people = Person.objects.local().active()
    if topic.is_private:
        return list(people.filter(threads__topic=topic, threads__left_at=None))
    return list(people.filter(posts__topic=topic).distinct())


@tells(Verb.TOPIC_OPENED_TO_MODERATORS)
def topic_shown(entry: Entry) -> Iterable[Telling]:
    topic: Topic | None = entry.about
    if topic is not None:
        for person in _concerned(topic):
            yield Telling(person, topic.get_absolute_url())
