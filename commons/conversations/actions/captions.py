"""What is said, typed line by line by somebody for those who do not hear it."""

import uuid

from django.db import transaction

from commons.conversations.actions.assemblies import going_on, locked
from commons.conversations.actions.log import assembled
from commons.conversations.assembly_rights import hosts, may_type_captions
from commons.conversations.models import Assembly, CaptionLine
from commons.conversations.verbs import Verb
from commons.people.models import Person


@transaction.atomic
def type_caption(assembly: Assembly, *, by: Person, text: str, client_id: uuid.UUID) -> CaptionLine:
    """The same `client_id` again is the same line. The journal says that somebody typed, not who."""
    assembly = locked(assembly, by, going_on(may_type_captions))
    line, new = CaptionLine.objects.get_or_create(
        client_id=client_id, defaults={"assembly": assembly, "text": text}
    )
    if new:
        assembled(assembly.topic, Verb.CAPTION_TYPED, f"caption:{line.pk}", None, public=False)
    return line


@transaction.atomic
def erase_captions(assembly: Assembly, *, by: Person) -> None:
    """All of them, at once and for good: somebody said what should not be kept, or typed what was not said."""
    assembly = locked(assembly, by, hosts)
    deleted, _rows = assembly.captions.all().delete()
    if deleted:
        assembled(assembly.topic, Verb.CAPTIONS_ERASED, "captions", by, public=False)
