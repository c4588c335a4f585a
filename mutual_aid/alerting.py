"""Who wanted to be told of a new listing, why they are, and the address at which they end it with one press."""

from collections.abc import Iterator

from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _

from commons.journal.models import Entry
from commons.notices.models import Notice
from commons.notices.registry import Button, Telling, Why, explains, offers
from commons.people.models import Person
from mutual_aid.models import Listing, SavedAlert, SavedAlertQuerySet, TaskPlan
from mutual_aid.states import ON_BOARD
from mutual_aid.verbs import Verb

SALT = "saved-alerts"
NEWS = (Verb.LISTING_POSTED, Verb.LISTING_APPROVED)


def tellings_of(listing: Listing) -> Iterator[Telling]:
    """At once, one for each alert; who has several is told once. Those by mail come first."""
    if is_news(listing):
        wanting = SavedAlert.objects.at_once().wanting(listing)
        for alert in wanting.select_related("person").order_by("-how", "pk").iterator(chunk_size=1000):
            by_mail = alert.how == SavedAlert.How.MAIL
            yield Telling(alert.person, listing.get_absolute_url(), listing.title, by_mail=by_mail)


def is_news(listing: Listing) -> bool:
    """What everybody here may read. Of a series the first date alone: the others follow on a day that is known."""
    if listing.state not in ON_BOARD or listing.visibility == Listing.Visibility.MEDIATORS:
        return False
    plan = TaskPlan.objects.filter(listing=listing).exclude(series=None).first()
    earlier = TaskPlan.objects.filter(series=plan.series_id, listing__lt=listing.pk) if plan else None
    return earlier is None or not earlier.exists()


def address_of_end(alert: SavedAlert) -> str:
    return _address({"alert": alert.pk})


def address_of_end_of_all(person: Person) -> str:
    """Of all that the daily message tells."""
    return _address({"person": person.pk})


def _address(said: dict[str, int]) -> str:
    return reverse("mutual_aid:alert_end", args=[signing.dumps(said, salt=SALT)])


def alerts_of(token: str) -> SavedAlertQuerySet:
    """Those that an address of this town may end; none for any other."""
    try:
        said = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return SavedAlert.objects.none()
    every = SavedAlert.objects.select_related("person", "neighbourhood")
    if "alert" in said:
        return every.filter(pk=said["alert"])
    return every.daily().filter(person=said["person"])


def why(notice: Notice) -> Why | None:
    """ "Because you asked to be told of: Gardening · La Roquette"."""
    alert = _alert_behind(notice.entry, notice.person_id)
    if alert is None:
        return None
    words = _("Because you asked to be told of: %(what)s") % {"what": alert.words}
    return Why(words, address_of_end(alert))


def ending(entry: Entry, person: Person) -> Button | None:
    """The same, as a line of the mail."""
    alert = _alert_behind(entry, person.pk)
    if alert is None:
        return None
    words = _("You asked to be told of: %(what)s. To be told of it no more:") % {"what": alert.words}
    return Button(words, address_of_end(alert))


def _alert_behind(entry: Entry, person: int) -> SavedAlert | None:
    everybody = Listing.objects.exclude(visibility=Listing.Visibility.MEDIATORS)
    listing = everybody.filter(pk=entry.about_id).exclude(author=person).exclude(mediator=person).first()
    known = (
        SavedAlert.objects.at_once()
        .filter(person=person)
        .select_related("neighbourhood")
        .order_by("-how", "pk")
    )
    return next((alert for alert in known if alert.wants(listing)), None) if listing else None


for verb in NEWS:
    explains(verb, why)
    offers(verb, ending)
