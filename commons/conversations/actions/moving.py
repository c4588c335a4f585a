"""Messages and conversations change their place. Where a message stood remains a stub that leads to it, with the same
number: nobody's link breaks, and no number is ever missing.
"""

from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from commons.base.errors import MayNot, TooMuch, WrongMoment
from commons.communities.models import Community
from commons.conversations.actions.log import log_all
from commons.conversations.models import Assembly, Post, Topic, TopicEvent
from commons.conversations.permissions import may_move_posts, may_move_topic
from commons.conversations.verbs import Verb
from commons.journal.actions import record
from commons.people.models import Person

MOST_MOVED = 500


@transaction.atomic
def split_topic(topic: Topic, *, by: Person, title: str, seqs: Collection[int]) -> Topic:
    """Some messages become a conversation of their own, in the same place and for the same people."""
    topic = _locked([topic], by)[0]
    made = Topic.objects.create(
        community=topic.community, circle=topic.circle, reach=topic.reach, title=title, author=by
    )
    record(Verb.TOPIC_STARTED, by=by, about=made, public=made.is_public)
    _carry(_chosen(topic, seqs), topic, made, by)
    return made


@transaction.atomic
def move_posts(topic: Topic, *, by: Person, to: Topic, seqs: Collection[int]) -> None:
    """Some messages go to the end of another conversation."""
    topic, to = _locked([topic, to], by)
    _carry(_chosen(topic, seqs), topic, to, by)


@transaction.atomic
def merge_topic(topic: Topic, *, by: Person, into: Topic) -> None:
    """All its messages go to the end of another conversation; its own address leads there."""
    topic, into = _locked([topic, into], by)
    if Assembly.objects.filter(topic=topic).exists():
        raise WrongMoment(_("It holds the record of an assembly: merge the other one into it instead."))
    posts = topic.posts.exclude(state=Post.State.MOVED).order_by("seq")
    _carry(list(posts[: MOST_MOVED + 1]), topic, into, by)
    Topic.objects.filter(pk=topic.pk).update(
        merged_into=into, state=Topic.State.LOCKED, pinned=False, outcome=""
    )
    topic.last_seq += 1
    Topic.objects.filter(pk=topic.pk).update(last_seq=topic.last_seq)
    log_all([(topic, topic.last_seq, "merge", None)])
    record(Verb.TOPIC_MERGED, by=by, about=topic, public=topic.is_public, seq=topic.last_seq, into=into.pk)


@transaction.atomic
def move_topic(topic: Topic, *, by: Person, to: Community) -> None:
    """To another space of this town. Its address stays what it was."""
    topic = Topic.objects.select_for_update(of=("self",)).get(pk=topic.pk)
    if not may_move_topic(by, topic, to):
        raise MayNot
    if topic.community_id == to.pk:
        return
    topic.last_seq += 1
    Topic.objects.filter(pk=topic.pk).update(community=to, pinned=False, last_seq=topic.last_seq)
    log_all([(topic, topic.last_seq, "move", None)])
    record(Verb.TOPIC_MOVED, by=by, about=topic, public=topic.is_public, seq=topic.last_seq, to=to.pk)


def _locked(topics: Sequence[Topic], by: Person) -> list[Topic]:
    """Under their row locks, taken in one order, so that two moderators never wait for each other."""
    keys = [topic.pk for topic in topics]
    rows = Topic.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    found = {topic.pk: topic for topic in rows}
    locked = [found[key] for key in keys if key in found]
    if len(set(keys)) < len(keys) or len(locked) < len(keys):
        raise WrongMoment(_("Please choose two different conversations."))
    if not all(may_move_posts(by, topic) for topic in locked):
        raise MayNot
    if len({(topic.reach, topic.circle_id) for topic in locked}) > 1:
        raise WrongMoment(_("Messages stay among those for whom they were written."))
    return locked


def _chosen(topic: Topic, seqs: Collection[int]) -> list[Post]:
    wanted = topic.posts.filter(seq__in=list(seqs)[: MOST_MOVED + 1]).exclude(state=Post.State.MOVED)
    posts = list(wanted.order_by("seq"))
    if not posts:
        raise WrongMoment(_("None of these messages is here any more."))
    return posts


def _carry(posts: Sequence[Post], source: Topic, target: Topic, by: Person) -> None:
    """The rows themselves go, with their reactions and what they said before, under the next numbers of `target`."""
    if len(posts) > MOST_MOVED:
        raise TooMuch(_("These are too many messages to be moved at once."))
    stubs = [_stub(post, source) for post in posts]
    for post in posts:
        target.last_seq += 1
        target.post_count += 1
        post.topic, post.seq, post.place = target, target.last_seq, target.post_count
        post.moved_from = source
    Post.objects.bulk_update(posts, ["topic", "seq", "place", "moved_from"], batch_size=200)
    Post.objects.bulk_create(stubs)
    _point_to_stubs(source, stubs)
    events = [(target, post.seq, "post", post) for post in posts]
    for stub in stubs:
        source.last_seq += 1
        events.append((source, source.last_seq, "edit", stub))
    log_all(events)
    if posts:
        times = [post.created for post in posts]
        target.last_post_at = max([target.last_post_at, *times] if target.last_post_at else times)
    for topic in (source, target):
        Topic.objects.filter(pk=topic.pk).update(
            last_seq=topic.last_seq, post_count=topic.post_count, last_post_at=topic.last_post_at
        )
    _say(Verb.POSTS_MOVED, source, by, stubs)
    _say(Verb.POSTS_RECEIVED, target, by, posts)


def _point_to_stubs(source: Topic, stubs: Sequence[Post]) -> None:
    """What pages that are behind will hear of these messages: that they went."""
    by_post = {stub.moved_to_id: stub for stub in stubs}
    events = list(TopicEvent.objects.filter(topic=source, post__in=list(by_post)))
    for event in events:
        event.post = by_post[event.post_id]
    TopicEvent.objects.bulk_update(events, ["post"], batch_size=400)


def _stub(post: Post, source: Topic) -> Post:
    return Post(
        topic=source,
        seq=post.seq,
        place=post.place,
        state=Post.State.MOVED,
        moved_to=post,
        source="",
        created=post.created,
    )


def _say(verb: Verb, topic: Topic, by: Person, posts: Sequence[Post]) -> None:
    """One entry for all: a page that shows the topic finds its number too high, and asks for the rest."""
    alone = posts[0].pk if len(posts) == 1 else None
    record(verb, by=by, about=topic, public=topic.is_public, seq=topic.last_seq, post=alone, posts=len(posts))
