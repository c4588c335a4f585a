"""Who is told of what is said: those in a private thread, those answered, those who wrote here before."""

from collections.abc import Callable, Collection, Iterable, Sequence

from django.db.models import Q
from django.urls import reverse

from commons.conversations.models import Assembly, Participant, Post, Seat, Topic
from commons.conversations.permissions import may_decide_held, may_read_topic
from commons.conversations.verbs import Verb
from commons.journal.models import Entry
from commons.notices.models import Attention, Subject
from commons.notices.registry import Telling, tells, tells_of_many
from commons.people.models import Person, Role
from commons.people.permissions import are_blocked

MOST_TOLD = 200
LATELY = 1_000  # messages: who spoke before them is no longer told, so that a long topic costs what a short one does

_watchers: list[Callable[[Topic], Iterable[Person]]] = []


def watched_by(watchers: Callable[[Topic], Iterable[Person]]) -> None:
    """`watchers(topic)` are told of each post without having spoken: rooms know who watches what it is about."""
    if watchers not in _watchers:
        _watchers.append(watchers)


@tells_of_many(Verb.POST_WRITTEN)
def posts_written(entries: Sequence[Entry]) -> Iterable[tuple[Entry, Telling]]:
    """Who is told of a topic is read once for all its posts."""
    posts = Post.objects.select_related("topic").in_bulk([entry.detail["post"] for entry in entries])
    topics = {post.topic_id: post.topic for post in posts.values()}
    concerned = _concerned(topics.values())
    watching = {pk: _watching(topic) for pk, topic in topics.items()}
    for entry in entries:
        post = posts.get(entry.detail["post"])
        # Read late, with many others: no news one by one.
        if post is None or entry.detail.get("mentioned", []) is None:
            continue
        topic = topics[post.topic_id]
        people = concerned[topic.pk][:MOST_TOLD]
        if entry.detail.get("first"):
            people = _circle_of(topic)
        # A private thread is named by its link only: the notice itself says nothing.
        title = "" if topic.is_confided else topic.title
        for person in _named(entry, topic):
            yield entry, Telling(person, post.get_absolute_url(), title, by_mail=True)
        subject = Subject.DIRECT if topic.is_private else Subject.TALK
        for person in _who_may_read(topic, people):
            yield entry, Telling(person, post.get_absolute_url(), title, topic.is_private, subject=subject)
        for person in _who_may_read(topic, watching[topic.pk]):
            yield entry, Telling(person, post.get_absolute_url(), title, subject=Subject.FOLLOWED)


def _circle_of(topic: Topic) -> list[Person]:
    """Whom the first message concerns: nobody but the members of a circle, where no list of the town names it."""
    if topic.circle_id is None:
        return []
    seats = Seat.objects.taken().filter(circle=topic.circle_id).values("person")
    return list(Person.objects.local().active().filter(pk__in=seats))


def _watching(topic: Topic) -> list[Person]:
    follow = Attention.objects.filter(kind="topic", key=str(topic.pk), level=Attention.Level.FOLLOWED)
    followers = Person.objects.local().active().filter(pk__in=follow.values("person"))
    return [*followers[:MOST_TOLD], *(person for watchers in _watchers for person in watchers(topic))]


def _who_may_read(topic: Topic, people: Iterable[Person]) -> list[Person]:
    return [person for person in people if may_read_topic(person, topic)]


def _named(entry: Entry, topic: Topic) -> Iterable[Person]:
    """Those whom a post names, when they may read it and neither has blocked the other."""
    if named := entry.detail.get("mentioned"):
        for person in Person.objects.local().active().filter(pk__in=named):
            if may_read_topic(person, topic) and not are_blocked(entry.whose, person):
                yield person


@tells(Verb.PEOPLE_MENTIONED)
def people_mentioned(entry: Entry) -> Iterable[Telling]:
    for person in Person.objects.local().active().filter(pk__in=entry.detail["people"]):
        if not are_blocked(entry.whose, person):
            yield Telling(person, entry.detail["url"], by_mail=True)


def _concerned(topics: Collection[Topic]) -> dict[int, list[Person]]:
    """Of each topic: those in a private thread, those who wrote lately in another."""
    private = [topic.pk for topic in topics if topic.is_private]
    public = [topic for topic in topics if not topic.is_private]
    seats = Participant.objects.filter(topic__in=private, left_at=None)
    spoke = Q()
    for topic in public:
        spoke |= Q(topic=topic, place__gt=topic.post_count - LATELY)
    said = Post.objects.filter(spoke, author__home="").order_by()
    pairs = {
        *(seats.values_list("topic", "person") if private else ()),
        *(said.values_list("topic", "author").distinct() if public else ()),
    }
    people = Person.objects.local().active().in_bulk({person for _topic, person in pairs})
    found: dict[int, list[Person]] = {topic.pk: [] for topic in topics}
    for topic, person in sorted(pairs):
        if person in people:
            found[topic].append(people[person])
    return found


@tells(Verb.TOPIC_READ)
@tells(Verb.TOPIC_OPENED_TO_MODERATORS)
def topic_shown(entry: Entry) -> Iterable[Telling]:
    topic: Topic | None = entry.about
    if topic is not None:
        for person in _concerned([topic])[topic.pk]:
            yield Telling(person, topic.get_absolute_url())


@tells(Verb.POST_HELD)
def post_held(entry: Entry) -> Iterable[Telling]:
    """Moderators, so that nobody waits long. The writer reads it at once where they wrote."""
    if entry.about is not None:
        held = Role.objects.current().filter(role__in=[Role.Name.MODERATOR, Role.Name.ADMINISTRATOR])
        for person in Person.objects.local().active().filter(role__in=held).distinct():
            if may_decide_held(person, entry.about):
                yield Telling(person, reverse("conversations:held"))


@tells(Verb.POST_LET_THROUGH)
def post_let_through(entry: Entry) -> Iterable[Telling]:
    post = Post.objects.select_related("topic").filter(pk=entry.detail["post"]).first()
    if entry.about is not None and post is not None:
        yield Telling(entry.about.author, post.get_absolute_url(), post.topic.title)


@tells(Verb.POST_GIVEN_BACK)
def post_given_back(entry: Entry) -> Iterable[Telling]:
    """Why stands on the page: a moderator's words do not go through mail servers."""
    if entry.about is not None:
        yield Telling(entry.about.author, reverse("conversations:my_held"), by_mail=True)


@tells(Verb.CIRCLE_JOINED)
def circle_joined(entry: Entry) -> Iterable[Telling]:
    person = Person.objects.local().active().filter(pk=entry.detail["person"]).first()
    if entry.about is not None and person is not None:
        yield Telling(person, entry.about.get_absolute_url())


@tells(Verb.ASSEMBLY_CALLED)
@tells(Verb.ASSEMBLY_CALLED_OFF)
@tells(Verb.ASSEMBLY_REMINDED)
@tells(Verb.ASSEMBLY_OPENED)
@tells(Verb.ASSEMBLY_CLOSED)
def assembly_happened(entry: Entry) -> Iterable[Telling]:
    """Who wrote there lately, who follows it and who has a task. When it begins those who follow know the hour
    already, so only those with a task are told; once it is over the link leads to its record.
    """
    assembly = Assembly.objects.select_related("topic").filter(topic=entry.about_id).first()
    if assembly is None:
        return
    topic, is_over = assembly.topic, entry.verb == Verb.ASSEMBLY_CLOSED
    href = assembly.record_address if is_over else f"{topic.get_absolute_url()}#assembly"
    title = "" if topic.is_confided else topic.title
    told: dict[Person, Subject] = dict.fromkeys([role.person for role in assembly.roles_held], Subject.DIRECT)
    if entry.verb != Verb.ASSEMBLY_OPENED:
        for subject, people in (
            (Subject.TALK, _concerned([topic])[topic.pk][:MOST_TOLD]),
            (Subject.FOLLOWED, _watching(topic)),
        ):
            told = {**dict.fromkeys(people, subject), **told}
    for person in _who_may_read(topic, told):
        yield Telling(person, href, title, by_mail=True, subject=told[person])


@tells(Verb.ASSEMBLY_ARRANGED)
def assembly_moved(entry: Entry) -> Iterable[Telling]:
    """Of another hour everybody is told; of another agenda nobody."""
    return assembly_happened(entry) if entry.detail.get("moved") else ()


@tells(Verb.ASSEMBLY_ROLE_GIVEN)
def assembly_role_given(entry: Entry) -> Iterable[Telling]:
    person = Person.objects.local().active().filter(pk=entry.detail["person"]).first()
    if entry.about is not None and person is not None:
        title = "" if entry.about.is_confided else entry.about.title
        yield Telling(person, f"{entry.about.get_absolute_url()}#assembly", title, by_mail=True)
