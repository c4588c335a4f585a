"""Somebody of ours leaves: what is on its way in their name, who has acknowledged, and the end of their keys."""

from collections.abc import Iterator

from django.db.models import Q

from commons.people import leaving
from commons.people.models import Person
from commons.privacy import telling
from commons.privacy.models import Acknowledgement
from commons.privacy.telling import Asked
from federation.models import Delivery, LocalKey

SAYS = ["Create", "Like", "Announce"]
# From the best news to the worst: what a host with several inboxes is said to have done.
STATES = {
    Delivery.State.DONE: Acknowledgement.State.HEARD,
    Delivery.State.DEAD: Acknowledgement.State.SILENT,
    Delivery.State.READY: Acknowledgement.State.WAITING,
}


def forget_letters(person: Person, erase: bool) -> None:
    """What is delivered is forgotten, and what only says something is not sent any more. What takes back still goes."""
    over = Q(kind__in=SAYS) | ~Q(state=Delivery.State.READY)
    Delivery.objects.filter(over, signer__person=person).exclude(kind="Delete").delete()


def who_heard(person: Person) -> Iterator[Asked]:
    """Each server that was told, once."""
    sent = Delivery.objects.filter(kind="Delete", about=person.address)
    hosts: dict[str, Delivery] = {}
    for letter in sorted(sent, key=lambda letter: list(STATES).index(Delivery.State(letter.state))):
        hosts[letter.host] = letter
    for host, letter in hosts.items():
        yield Asked(host, STATES[Delivery.State(letter.state)], letter.done_at)


def destroy_key(person: Person) -> None:
    """Nobody signs in their name again; what was sent with it is forgotten too."""
    LocalKey.objects.filter(person=person).delete()


def register() -> None:
    leaving.register(forget_letters)
    telling.register(who_heard, destroy_key)
