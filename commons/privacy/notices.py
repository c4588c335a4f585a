"""Who is told: of a file that is ready, of a request that came, of its answer."""

from collections.abc import Iterable

from django.urls import reverse

from commons.journal.models import Entry
from commons.notices.registry import Telling, tells
from commons.people.models import Person, Role
from commons.privacy.models import Arrival, Request, Takeaway
from commons.privacy.verbs import Verb


@tells(Verb.TAKEAWAY_READY)
def takeaway_ready(entry: Entry) -> Iterable[Telling]:
    """A link to the page behind the log-in, never to the file."""
    taken: Takeaway | None = entry.about
    if taken:
        yield Telling(taken.person, reverse("privacy:mine"), by_mail=True)


@tells(Verb.ARRIVAL_ENDED)
def arrival_ended(entry: Entry) -> Iterable[Telling]:
    arrived: Arrival | None = entry.about
    if arrived:
        yield Telling(arrived.person, arrived.get_absolute_url())


@tells(Verb.REQUEST_SENT)
def request_sent(entry: Entry) -> Iterable[Telling]:
    held = Role.objects.current().filter(role=Role.Name.DATA_OFFICER)
    asked: Request | None = entry.about
    if asked:
        for person in (
            Person.objects.local().active().filter(role__in=held).exclude(rights_requests=asked).distinct()
        ):
            yield Telling(person, reverse("privacy:request", args=[asked.pk]), by_mail=True)


@tells(Verb.REQUEST_ANSWERED)
def request_answered(entry: Entry) -> Iterable[Telling]:
    asked: Request | None = entry.about
    if asked and asked.person:
        yield Telling(asked.person, reverse("privacy:mine") + "#demandes", by_mail=True)


@tells(Verb.REQUEST_EXTENDED)
def request_extended(entry: Entry) -> Iterable[Telling]:
    yield from request_answered(entry)
