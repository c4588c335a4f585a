"""What the pages of polls read: which polls, who has voted, what was chosen."""

from typing import Any

from django.db.models import QuerySet

from commons.conversations.models import Poll, Post, Topic
from commons.people.models import Person

MOST_BALLOTS = 500


def polls_readable_by(person: Person | None) -> QuerySet[Poll]:
    posts = Post.objects.readable_by(person).filter(state=Post.State.VISIBLE)
    polls = Poll.objects.filter(post__in=posts.values("pk")).select_related("post__topic__circle")
    return polls.select_related("post__topic__community", "post__author").prefetch_related(
        "options", "counts"
    )


def open_polls(topic: Topic) -> QuerySet[Poll]:
    """Those that go on when their conversation is closed: nobody can vote in them any more."""
    return Poll.objects.filter(post__topic=topic, closed_at=None).select_related("post__topic")


def has_voted_in_secret(person: Person | None, poll: Poll) -> bool:
    return person is not None and poll.secret and poll.receipts.filter(person=person).exists()


def has_voted(person: Person, poll: Poll) -> bool:
    voted = poll.receipts if poll.secret else poll.ballots
    return voted.filter(person=person).exists()


def chosen_before(person: Person | None, poll: Poll) -> dict[str, Any]:
    """How the form stands for who may change their mind."""
    ballot = None if poll.secret else poll.ballots.filter(person=person).first()
    if ballot is None:
        return {}
    if poll.method == Poll.Method.RANKED:
        return {f"place_{option}": str(place) for place, option in enumerate(ballot.choices, 1)}
    chosen = [str(option) for option in ballot.choices]
    return {"choice": chosen if poll.method == Poll.Method.SEVERAL else chosen[0]}


def ballots_shown(poll: Poll) -> list[tuple[Person, list[str]]]:
    """Who chose what, in an open poll, by name."""
    if poll.secret:
        return []
    texts = {option.pk: option.text for option in poll.choices}
    rows = poll.ballots.select_related("person").order_by("person__name", "pk")[:MOST_BALLOTS]
    return [(ballot.person, [texts[option] for option in ballot.choices]) for ballot in rows]
