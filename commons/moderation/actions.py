"""The only way to flag a thing and to settle a flag."""

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction

from commons.base.errors import MayNot
from commons.conversations.actions import show_to_moderators
from commons.conversations.models import Post, Topic
from commons.journal.actions import record
from commons.moderation.models import Flag
from commons.moderation.permissions import may_flag, may_settle_flag
from commons.moderation.verbs import Verb
from commons.people.models import Person


@transaction.atomic
def flag(thing: models.Model, *, by: Person, reason: str, note: str = "") -> Flag:
    """Ask the moderators to look. Flagging a private thread, or a post in one, lets them read that thread."""
    if not may_flag(by):
        raise MayNot
    topic = thing.topic if isinstance(thing, Post) else thing
    if isinstance(topic, Topic) and topic.is_private:
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
def settle_flag(flagged: Flag, *, by: Person, upheld: bool, answer: str) -> Flag:
    flagged = Flag.objects.select_for_update(of=("self",)).get(pk=flagged.pk)
    if not may_settle_flag(by, flagged):
        raise MayNot
    flagged.state = Flag.State.UPHELD if upheld else Flag.State.DISMISSED
    flagged.settled_by, flagged.answer = by, answer
    flagged.save()
    record(Verb.FLAG_SETTLED, by=by, about=flagged, upheld=upheld)
    return flagged
