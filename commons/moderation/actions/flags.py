"""Asking the moderators to look, and being answered."""

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction

from commons.base.errors import MayNot
from commons.conversations.actions import show_to_moderators
from commons.conversations.models import Post, Topic
from commons.journal.actions import record
from commons.moderation.models import Flag
from commons.moderation.permissions import may_flag, may_forward_flag, may_settle_flag
from commons.moderation.verbs import Verb
from commons.people.models import Person

LONGEST_NOTE = 5_000


@transaction.atomic
def flag(thing: models.Model, *, by: Person, reason: str, note: str = "") -> Flag:
    """Ask the moderators to look. Flagging what is said among few, a private thread or a circle, lets them read it."""
    if not may_flag(by):
        raise MayNot
    topic = thing.topic if isinstance(thing, Post) else thing
    if isinstance(topic, Topic) and topic.is_confided:
        show_to_moderators(topic, by=by)
    kind = ContentType.objects.get_for_model(thing)
    flagged, _made = Flag.objects.update_or_create(
        about_type=kind,
        about_id=thing.pk,
        by=by,
        defaults={"reason": reason, "note": note, "state": Flag.State.OPEN},
    )
    record(Verb.THING_FLAGGED, by=by, about=flagged, public=False)
    return flagged


@transaction.atomic
def flag_from_elsewhere(thing: models.Model, *, home: str, note: str) -> Flag:
    """The moderators of another server ask ours to look at a public thing of this town. Asked again, it is one flag."""
    kind = ContentType.objects.get_for_model(thing)
    values = {"reason": Flag.Reason.OTHER, "note": note[:LONGEST_NOTE], "state": Flag.State.OPEN}
    flagged, _made = Flag.objects.update_or_create(
        about_type=kind, about_id=thing.pk, by=None, home=home, defaults=values
    )
    record(Verb.THING_FLAGGED, by=None, about=flagged, public=False)
    return flagged


@transaction.atomic
def flag_by_town(thing: models.Model, *, reason: str, note: str) -> Flag:
    """A rule of the town asks the moderators to look: nobody did, and nobody is answered. Open already, it is one."""
    kind = ContentType.objects.get_for_model(thing)
    asked = Flag.objects.waiting().filter(about_type=kind, about_id=thing.pk, by=None, home="")
    if flagged := asked.first():
        return flagged
    flagged = Flag.objects.create(about_type=kind, about_id=thing.pk, reason=reason, note=note)
    record(Verb.THING_FLAGGED, by=None, about=flagged, public=False)
    return flagged


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


@transaction.atomic
def settle_flag(flagged: Flag, *, by: Person, upheld: bool, answer: str) -> Flag:
    flagged = Flag.objects.select_for_update(of=("self",)).get(pk=flagged.pk)
    if not may_settle_flag(by, flagged):
        raise MayNot
    flagged.state = Flag.State.UPHELD if upheld else Flag.State.DISMISSED
    flagged.settled_by, flagged.answer = by, answer
    flagged.save()
    record(Verb.FLAG_SETTLED, by=by, about=flagged, upheld=upheld)
    return flagged
