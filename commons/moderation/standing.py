"""May somebody act here today? The one question behind every act: it is asked when the act is written down."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from commons.base.errors import MayNot
from commons.conversations.models import Topic
from commons.journal.actions import News
from commons.live.remembered import Remembered
from commons.moderation.models import Decision
from commons.moderation.verbs import CHANGES_STANDING
from commons.people.models import Person

# What nobody can be shut out of: their account, what the law gives them over their data, asking for another look.
BY_RIGHT = (
    "people.",
    "accounts.device_closed",
    "accounts.identity_unlinked",
    "moderation.appeal_made",
    "privacy.takeaway_asked",
    "privacy.request_sent",
    "privacy.purpose_objected",
    "privacy.objection_ended",
)
OPEN_TO_SUSPENDED = BY_RIGHT
# Limited: telling of danger as well. With their private threads, so that a promised help can be put off.
OPEN_TO_LIMITED = (*BY_RIGHT, "moderation.", "notices.", "privacy.")


Limits = dict[int, datetime | None]  # persons who are limited, and until when


def _read() -> Limits:
    return dict(Decision.objects.limiting().order_by("pk").values_list("concerned", "until"))


limits = Remembered(_read, until=CHANGES_STANDING)


def is_limited(person: Person | None) -> bool:
    return person is not None and _is_among(limits(), person)


def _is_among(known: Limits, person: Person) -> bool:
    until = known.get(person.pk)
    return person.pk in known and (until is None or until > timezone.now())


def may_act(person: Person, said: News) -> bool:
    """Suspended: nothing but one's account, rights and appeal. Limited: these, flags, and one's private threads."""
    return _may_act(person, said, limits())


def _may_act(person: Person, said: News, known: Limits) -> bool:
    if person.state == Person.State.SUSPENDED:
        return said.verb.startswith(OPEN_TO_SUSPENDED)
    if not _is_among(known, person) or said.verb.startswith(OPEN_TO_LIMITED):
        return True
    return isinstance(said.about, Topic) and said.about.is_private


def check(news: Sequence[News]) -> None:
    """The journal's guard. Raises MayNot, so that nothing of the act is kept."""
    known = limits()
    if any(isinstance(said.by, Person) and not _may_act(said.by, said, known) for said in news):
        raise MayNot(
            _(
                "Your account may only read for now. The decision, and how to contest it, is among your notices."
            )
        )
