"""What the roof keeps of people: where they read, what they sent, what is on its way. For the register."""

from django.utils.translation import gettext_lazy as _

from commons.base.register import Basis, Holding, Leaving, Processing
from commons.base.retention import Rows
from commons.people.models import Person
from federation.models import (
    Delivery,
    Gone,
    HeldLetter,
    LocalKey,
    ReceivedActivity,
    Relayed,
    RemoteActor,
    RemoteKey,
    Server,
    Told,
)

_KEY = _("it signs in your name: it never leaves the town")


def _written_by(person: Person) -> Rows:
    return Delivery.objects.filter(signer__person=person)


def _received_from(person: Person) -> Rows:
    return ReceivedActivity.objects.filter(actor=person.address)


def _held_from(person: Person) -> Rows:
    return HeldLetter.objects.filter(actor=person.address)


PROCESSINGS = (
    Processing(
        "federation",
        _("Exchange with other towns and servers"),
        _("People here and elsewhere read and answer each other."),
        Basis.SERVICE,
        _("The servers that follow; each is responsible for what it keeps"),
        (
            Holding(
                LocalKey,
                _("The keys by which other servers know that it is you"),
                ("person",),
                ("rsa_public", "ed25519_public"),
                secret={"rsa_private": _KEY, "ed25519_private": _KEY},
                kept=_("until the last server has heard that you left"),
                leaving=Leaving.STAYS,  # destroyed when the news of the leaving has been carried
            ),
            Holding(
                Delivery,
                _("What is on its way in your name"),
                (),
                ("activity_id", "inbox", "host", "body", "kind", "about"),
                kept=_("seven days after it has arrived; ninety days when it could not"),
                leaving=Leaving.STAYS,  # `departures.forget_letters` knows which have to arrive all the same
                find=_written_by,
            ),
            Holding(
                RemoteActor,
                _("Where people elsewhere read"),
                ("person",),
                (
                    "uri",
                    "type",
                    "host",
                    "inbox",
                    "shared_inbox",
                    "outbox",
                    "followers",
                    "featured",
                    "moderators",
                ),
                kept=_("as long as somebody here has to do with them"),
            ),
            Holding(
                RemoteKey,
                _("By which people elsewhere are known to be themselves"),
                ("actor__person",),
                ("key_id", "public"),
                kept=_("as long as somebody here has to do with them"),
            ),
            Holding(
                ReceivedActivity,
                _("What people elsewhere sent"),
                (),
                ("activity_id", "actor", "host", "body"),
                named=("outcome",),
                kept=_("seven days after it was read; ninety days when it could not be"),
                leaving=Leaving.STAYS,
                find=_received_from,
            ),
            Holding(
                HeldLetter,
                _("What a server sent that nobody here has dealt with yet"),
                (),
                ("activity_id", "actor", "host", "body"),
                kept=_("until somebody decides about that server, at most thirty days"),
                leaving=Leaving.STAYS,
                find=_held_from,
            ),
        ),
    ),
)

IMPERSONAL = {
    Server: "machines, and what the town decided about them",
    Relayed: "what a group passed on, as public as the group",
    Told: "addresses of public things",
    Gone: "addresses of what is gone, for seven days",
}
