"""Five residents who said yes to being drawn: who they are, what they answer, when it is over."""

import secrets
from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from commons.accounts.permissions import residents
from commons.base.errors import MayNot, WrongMoment
from commons.conversations.models import Participant, Seat, topic_of
from commons.journal.actions import record
from commons.moderation import jury
from commons.moderation.actions.decisions import settle_appeal
from commons.moderation.models import Appeal, Juror, JuryWish
from commons.moderation.permissions import may_join_jury, may_vote
from commons.moderation.states import APPEAL, AppealState
from commons.moderation.verbs import Verb
from commons.people.models import Block, Person

TIME_TO_ANSWER = timedelta(hours=72)


@transaction.atomic
def wish_for_jury(*, by: Person, wanted: bool) -> None:
    """Being drawn is never done to somebody who has not said yes; the yes can be taken back at any time."""
    if not wanted:
        wish = JuryWish.objects.filter(person=by).first()
        if wish:
            record(Verb.JURY_LEFT, by=by, about=by, public=False)
            wish.delete()
        return
    if not may_join_jury(by):
        raise MayNot
    _wish, made = JuryWish.objects.get_or_create(person=by)
    if made:
        record(Verb.JURY_JOINED, by=by, about=by, public=False)


def who_can_judge(made: Appeal) -> list[int]:
    """Keys of those who said yes and have nothing to do with it, in order; sure residents once there are enough."""
    decision = made.decision
    named = {made.by_id, decision.by_id, decision.second_id, decision.concerned_id}
    if decision.case:
        named |= {decision.case.assigned_to_id, *decision.case.flags.values_list("by", flat=True)}
        named |= _in_the_same_thread(decision.case.about)
    touched = {key for key in named if key is not None}
    blocks = Block.objects.filter(Q(blocker__in=touched) | Q(blocked__in=touched))
    touched |= {key for pair in blocks.values_list("blocker", "blocked") for key in pair}
    wishing = Person.objects.citizens().filter(jury_wish__isnull=False).exclude(pk__in=touched)
    asked = Juror.objects.filter(appeal__state=AppealState.JURY, vote="", stepped_back=False)
    wishing = wishing.exclude(pk__in=asked.values("person"))
    keys = sorted(person.pk for person in wishing if may_join_jury(person))
    sure = sorted(residents().filter(pk__in=keys).values_list("pk", flat=True))
    return sure if len(sure) >= jury.SEATS else keys


def _in_the_same_thread(thing: object) -> set[int | None]:
    topic = topic_of(thing)
    if topic is None or not topic.is_confided:
        return set()
    among: set[int | None] = set(Participant.objects.filter(topic=topic).values_list("person", flat=True))
    if topic.circle_id:
        among |= set(Seat.objects.filter(circle=topic.circle_id).values_list("person", flat=True))
    return among


def draw_jury(made: Appeal) -> bool:
    """Within the transaction of the appeal. False when too few can be drawn: then a moderator looks."""
    candidates = who_can_judge(made)
    if len(candidates) < jury.SEATS:
        return False
    now = timezone.now()
    due, seed = now + TIME_TO_ANSWER, secrets.token_hex(16)
    APPEAL.move(made, AppealState.JURY, due_at=due, seed=seed, candidates=candidates, drawn_at=now)
    _seat(made, jury.drawn_order(made.seed, candidates)[: jury.SEATS], first=1)
    return True


def _seat(made: Appeal, people: Sequence[int], *, first: int) -> None:
    seats = [Juror(appeal=made, person_id=key, place=first + at) for at, key in enumerate(people)]
    for seat in Juror.objects.bulk_create(seats):
        record(Verb.JURY_DRAWN, by=None, about=seat, public=False)


@transaction.atomic
def vote(juror: Juror, *, by: Person, vote: str, words: str) -> None:
    """One answer, with a reason that both sides read without a name. The jury ends once most agree."""
    made, juror = _asked(juror, by)
    juror.vote, juror.words, juror.answered_at = vote, words, timezone.now()
    juror.save(update_fields=["vote", "words", "answered_at"])
    record(Verb.JUROR_ANSWERED, by=by, about=juror, public=False)
    _conclude(made, is_over=False)


@transaction.atomic
def step_back(juror: Juror, *, by: Person) -> None:
    """Somebody who knows those concerned, or cannot: the next in the order of the lot is asked."""
    made, juror = _asked(juror, by)
    juror.stepped_back, juror.answered_at = True, timezone.now()
    juror.save(update_fields=["stepped_back", "answered_at"])
    record(Verb.JUROR_ANSWERED, by=by, about=juror, public=False, stepped_back=True)
    _ask_next(made)


def _asked(juror: Juror, by: Person) -> tuple[Appeal, Juror]:
    made = (
        Appeal.objects.select_for_update(of=("self",))
        .select_related("decision__case")
        .get(pk=juror.appeal_id)
    )
    juror = Juror.objects.select_related("person").get(pk=juror.pk)
    juror.appeal = made
    if not may_vote(by, juror):
        raise WrongMoment if juror.person == by else MayNot
    return made, juror


def _ask_next(made: Appeal) -> bool:
    """False when the lot has nobody left; the others go on."""
    last = made.jurors.count()
    following = jury.drawn_order(made.seed, made.candidates)[last : last + 1]
    if following:
        _seat(made, following, first=last + 1)
    return bool(following)


def _conclude(made: Appeal, *, is_over: bool) -> bool:
    from_jury = jury.verdict(made.jurors.values_list("vote", flat=True), is_over=is_over)
    if not from_jury:
        return False
    settle_appeal(made, reverse=from_jury == Juror.Vote.REVERSE, by=None)
    return True


def close_overdue() -> int:
    """The chore: after the time to answer, what most have said; where too few have, a moderator looks."""
    due = Appeal.objects.filter(state=AppealState.JURY, due_at__lte=timezone.now()).order_by("pk")
    return sum(_close(made) for made in due[:50])


@transaction.atomic
def _close(made: Appeal) -> int:
    rows = Appeal.objects.select_for_update(of=("self",)).select_related(
        "decision__case", "decision__concerned"
    )
    made = rows.get(pk=made.pk)
    if made.state != AppealState.JURY:
        return 0
    if not _conclude(made, is_over=True):
        APPEAL.move(made, AppealState.WAITING, way=Appeal.Way.MODERATOR)
        record(Verb.APPEAL_MADE, by=None, about=made, public=False)
    return 1
