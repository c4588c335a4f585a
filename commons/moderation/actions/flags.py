"""Asking the moderators to look. What is asked about one thing is one case."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, models, transaction

from commons.base.errors import MayNot
from commons.conversations.actions import show_message_to_moderators, show_to_moderators
from commons.conversations.models import Post, Topic
from commons.journal.actions import record
from commons.moderation.flaggable import author_of, kind_of
from commons.moderation.models import Case, Flag
from commons.moderation.permissions import may_flag, may_forward_flag, may_see_case
from commons.moderation.verbs import Verb
from commons.people.models import Person

LONGEST_NOTE = 5_000


@transaction.atomic
def flag(thing: models.Model, *, by: Person, reason: str, note: str = "") -> Flag:
    """Ask the moderators to look. Flagging what is said among few lets them read it: the message, or the whole
    thread when the thread itself is flagged.
    """
    if not may_flag(by):
        raise MayNot
    if isinstance(thing, Topic) and thing.is_confided:
        show_to_moderators(thing, by=by)
    if isinstance(thing, Post) and thing.topic.is_confided:
        show_message_to_moderators(thing, by=by)
    return _asked(thing, by=by, values={"reason": reason, "note": note})


@transaction.atomic
def flag_from_elsewhere(thing: models.Model, *, home: str, note: str) -> Flag:
    """The moderators of another server ask ours to look at a public thing of this town. Asked again, it is one flag."""
    values = {"reason": Flag.Reason.OTHER, "note": note[:LONGEST_NOTE]}
    return _asked(thing, by=None, home=home, values=values)


@transaction.atomic
def flag_by_town(thing: models.Model, *, reason: str, note: str) -> Flag:
    """A rule of the town asks the moderators to look: nobody did, and nobody is answered. Open already, it is one."""
    if flagged := case_of(thing).flags.filter(by=None, home="").first():
        return flagged
    return _asked(thing, by=None, values={"reason": reason, "note": note})


def _asked(thing: models.Model, *, by: Person | None, values: dict[str, Any], home: str = "") -> Flag:
    case = case_of(thing)
    values |= {"about_type": case.about_type, "about_id": thing.pk, "state": Flag.State.OPEN}
    flagged, _made = Flag.objects.update_or_create(case=case, by=by, home=home, defaults=values)
    if flagged.reason == Flag.Reason.DANGER and not case.urgent:
        Case.objects.filter(pk=case.pk).update(urgent=True)
    record(Verb.THING_FLAGGED, by=by, about=flagged, public=False)
    return flagged


def case_of(thing: models.Model) -> Case:
    """The one that waits, or a new one; two people who flag at once find the same."""
    kind = ContentType.objects.get_for_model(thing)
    waiting = Case.objects.waiting().filter(about_type=kind, about_id=thing.pk)
    if found := waiting.first():
        return found
    try:
        with transaction.atomic():
            return Case.objects.create(
                about_type=kind, about_id=thing.pk, concerned=author_of(thing), room=kind_of(thing).room
            )
    except IntegrityError:
        return waiting.get()


@transaction.atomic
def open_case(thing: models.Model, *, by: Person) -> Case:
    """A moderator looks at something by themselves: the same ways then, and the same notice to its author."""
    if not may_see_case(by):
        raise MayNot
    case = case_of(thing)
    if not case.flags.exists():
        record(Verb.CASE_OPENED, by=by, about=case, public=False)
    return case


@transaction.atomic
def forward_flag(flagged: Flag, *, by: Person, words: str) -> Flag:
    """Tell the moderators of the server where the author lives, in the town's voice: nobody else is named."""
    flagged = Flag.objects.select_for_update(of=("self",)).get(pk=flagged.pk)
    if not may_forward_flag(by, flagged):
        raise MayNot
    flagged.forwarded = words[:LONGEST_NOTE]
    flagged.save(update_fields=["forwarded", "changed"])
    record(Verb.FLAG_FORWARDED, by=by, about=flagged, public=False)
    return flagged
