"""Who is asked something is told so: somebody of a limited server waits for a yes."""

from collections.abc import Iterable

from django.urls import reverse

from commons.journal.models import Entry
from commons.notices.models import Notice
from commons.notices.registry import Telling, tells
from commons.people.models import Follow, Person, Role
from commons.people.verbs import Verb

DECIDE = [Role.Name.MODERATOR, Role.Name.ADMINISTRATOR]


@tells(Verb.FOLLOW_ASKED)
def follow_asked(entry: Entry) -> Iterable[Telling]:
    """Whom they ask to follow; for a community its moderators. Once, however often the same person asks."""
    follow: Follow | None = entry.about
    if follow is None or follow.state != Follow.State.REQUESTED or not follow.target.is_local:
        return
    before = Notice.objects.filter(kind=Verb.FOLLOW_ASKED, entry__about_id=follow.pk).exclude(entry=entry)
    if before.exists():
        return
    where = reverse("people:me") + "#demandes"
    if follow.person:
        yield Telling(follow.person, where, follow.follower.shown_handle)
        return
    keepers = Role.objects.current().filter(role__in=DECIDE).values("person")
    for person in Person.objects.local().active().filter(pk__in=keepers):
        yield Telling(person, where, follow.target.name)
