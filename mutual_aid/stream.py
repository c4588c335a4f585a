"""Of the board one follows neighbourhoods."""

from collections.abc import Iterable, Sequence

from django.contrib.contenttypes.models import ContentType

from commons.communities.models import Community
from commons.journal.models import Entry, EntryQuerySet
from commons.people import stream
from commons.people.models import Person
from mutual_aid.models import Listing
from mutual_aid.verbs import Verb


def followed_boards(person: Person) -> Iterable[tuple[EntryQuerySet, stream.Explain]]:
    spaces = Community.objects.followed_by(person).values("pk")
    listings = Listing.objects.public().filter(neighbourhood__community__in=spaces)
    kind = ContentType.objects.get_for_model(Listing)
    yield stream.news().filter(about_type=kind, about_id__in=listings.values("pk")), _by_neighbourhood


def _by_neighbourhood(entries: Sequence[Entry]) -> dict[int, str]:
    rows = Listing.objects.filter(pk__in=[one.about_id for one in entries])
    names = dict(rows.values_list("pk", "neighbourhood__name"))
    return {one.pk: names.get(one.about_id) or "" for one in entries}


def register() -> None:
    stream.register(followed_boards, Verb.LISTING_POSTED, Verb.LISTING_APPROVED, Verb.LISTING_MIRRORED)
