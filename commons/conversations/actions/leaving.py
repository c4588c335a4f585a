"""Somebody leaves the town, or their server."""

from commons.conversations.actions.circles import leave_circle
from commons.conversations.actions.floor import lower_hand
from commons.conversations.actions.reading import leave_thread
from commons.conversations.actions.writing import delete_post
from commons.conversations.models import (
    AssemblyRole,
    Draft,
    Hand,
    HeldPost,
    OpinionRound,
    Post,
    Seat,
    Topic,
)
from commons.people.models import Person


def leave_conversations(person: Person, erase: bool) -> None:
    """Private threads and tasks in assemblies are left; public words go if that is wished."""
    for thread in Topic.objects.filter(kind=Topic.Kind.PRIVATE, participants__person=person).distinct():
        leave_thread(thread, by=person)
    for seat in Seat.objects.kept_by(person).select_related("circle"):
        leave_circle(seat.circle, person, by=person)
    for hand in Hand.objects.filter(person=person).select_related("assembly"):
        lower_hand(hand.assembly, by=person)
    for opinions in OpinionRound.objects.filter(closed_at=None).exclude(key=""):
        opinions.ballots.filter(voter=opinions.voter(person)).delete()
    AssemblyRole.objects.filter(person=person).delete()
    Draft.objects.filter(person=person).delete()
    HeldPost.objects.filter(author=person).delete()
    if erase:
        said = Post.objects.shown().filter(
            author=person, topic__kind__in=[Topic.Kind.PUBLIC, Topic.Kind.TALK]
        )
        for post in said.select_related("topic").order_by("pk"):
            delete_post(post, by=person)
