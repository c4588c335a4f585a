"""Opening a poll, voting, closing it. See commons/conversations/models/polls.py for what is written down, and where."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Case, F, IntegerField, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from commons.base.errors import MayNot, NotHere, WrongMoment
from commons.conversations.actions.log import happened
from commons.conversations.actions.writing import write_post
from commons.conversations.counting import Pair, raised_by, sums_of
from commons.conversations.models import Ballot, Poll, PollCount, PollOption, PollReceipt, Post, Topic
from commons.conversations.permissions import may_close_poll, may_open_poll, may_read_topic, may_vote
from commons.conversations.verbs import Verb
from commons.people.models import Person

MOST_OPTIONS = 10


@transaction.atomic
def open_poll(
    topic: Topic,
    *,
    by: Person,
    question: str,
    options: Sequence[str],
    method: str,
    secret: bool,
    closes_at: datetime,
    for_residents: bool = False,
    client_id: uuid.UUID | None = None,
) -> Poll:
    """A message that asks, with what one may choose. The same `client_id` again gives the same poll."""
    if not may_open_poll(by, topic):
        raise MayNot
    if client_id and (sent := Poll.objects.filter(post__author=by, post__client_id=client_id).first()):
        return sent
    post = write_post(topic, by=by, text=question, client_id=client_id)
    poll = Poll.objects.create(
        post=post, method=method, secret=secret, for_residents=for_residents, closes_at=closes_at
    )
    offered = PollOption.objects.bulk_create(
        PollOption(poll=poll, place=place, text=text) for place, text in enumerate(options, 1)
    )
    keys = [option.pk for option in offered]
    PollCount.objects.bulk_create(
        PollCount(poll=poll, option_id=option, over_id=over)
        for option, over in sums_of(keys, in_order=method == Poll.Method.RANKED)
    )
    Post.objects.filter(pk=post.pk).update(has_poll=True)
    post.has_poll = True
    happened(topic, Verb.POLL_OPENED, "edit", post, by)
    return poll


@transaction.atomic
def vote(poll: Poll, *, by: Person, choices: Sequence[int]) -> None:
    """`choices` are keys of options, in order of preference. A secret vote is given once; another may be changed."""
    topic = Topic.objects.select_for_update(of=("self",)).get(pk=poll.post.topic_id)
    poll = Poll.objects.select_for_update(of=("self",)).select_related("post__topic").get(pk=poll.pk)
    if not may_read_topic(by, topic):
        raise NotHere
    if not may_vote(by, poll):
        raise MayNot if poll.is_open else WrongMoment(_("This poll is closed."))
    options = list(poll.options.order_by("place").values_list("pk", flat=True))
    _check(poll, choices, options)
    if poll.secret:
        _vote_in_secret(poll, by, choices, options)
    else:
        _vote_openly(poll, by, choices, options)


def _check(poll: Poll, choices: Sequence[int], options: Collection[int]) -> None:
    """Forms offer nothing else; whoever builds a request by hand learns no more than that."""
    most = 1 if poll.method == Poll.Method.SINGLE else len(options)
    if not 0 < len(choices) <= most or len(set(choices)) < len(choices) or not set(choices) <= set(options):
        raise NotHere


def _vote_in_secret(poll: Poll, by: Person, choices: Sequence[int], options: Collection[int]) -> None:
    """The journal says that somebody voted, not who: the receipt does, which has no moment."""
    _receipt, new = PollReceipt.objects.get_or_create(poll=poll, person=by)
    if not new:
        raise WrongMoment(
            _("You have voted already. A secret vote cannot be found again, so it cannot be changed.")
        )
    _count(poll, raised_by(choices, options, in_order=poll.method == Poll.Method.RANKED), set(), new=True)
    happened(poll.post.topic, Verb.POLL_ANSWERED, "edit", poll.post, None, public=False)


def _vote_openly(poll: Poll, by: Person, choices: Sequence[int], options: Collection[int]) -> None:
    in_order = poll.method == Poll.Method.RANKED
    ballot = Ballot.objects.filter(poll=poll, person=by).first()
    before = raised_by(ballot.choices, options, in_order=in_order) if ballot else set()
    Ballot.objects.update_or_create(poll=poll, person=by, defaults={"choices": list(choices)})
    _count(poll, raised_by(choices, options, in_order=in_order), before, new=ballot is None)
    happened(poll.post.topic, Verb.POLL_ANSWERED, "edit", poll.post, by, public=False)


def _count(poll: Poll, up: Collection[Pair], down: Collection[Pair], *, new: bool) -> None:
    """In one statement that rewrites every sum of the poll, also those that stay what they were."""
    moves = [
        When(_is_one_of(pairs), then=F("votes") + Value(by))
        for pairs, by in ((set(up) - set(down), 1), (set(down) - set(up), -1))
        if pairs
    ]
    poll.counts.update(votes=Case(*moves, default=F("votes"), output_field=IntegerField()))
    Poll.objects.filter(pk=poll.pk).update(voters=F("voters") + (1 if new else 0))


def _is_one_of(pairs: Collection[Pair]) -> Q:
    found = Q()
    for option, over in pairs:
        found |= Q(option=option, over=over) if over else Q(option=option, over=None)
    return found


@transaction.atomic
def close_poll(poll: Poll, *, by: Person | None) -> None:
    """By its author before its time or, with `by` None, by the clock."""
    topic = Topic.objects.select_for_update(of=("self",)).get(pk=poll.post.topic_id)
    poll = Poll.objects.select_for_update(of=("self",)).select_related("post__topic").get(pk=poll.pk)
    if by is not None and not may_close_poll(by, poll):
        raise MayNot
    open_ones = Poll.objects.filter(pk=poll.pk, closed_at=None)
    if open_ones.update(closed_at=timezone.now()):
        happened(topic, Verb.POLL_CLOSED, "edit", poll.post, by)


def close_polls() -> int:
    """The chore: what has come to its end shows its result."""
    due = Poll.objects.filter(closed_at=None, closes_at__lte=timezone.now()).select_related("post")
    polls = list(due.order_by("closes_at")[:50])
    for poll in polls:
        close_poll(poll, by=None)
    return len(polls)
