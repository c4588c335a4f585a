"""Which rules a listing meets, so that a moderator reads it before it appears, and its author is told which."""

from django.conf import settings

from commons.base.rules import Rule
from commons.base.text import scams_in
from commons.people.models import Person
from commons.people.permissions import is_newcomer, is_trusted
from mutual_aid.categories import category_named
from mutual_aid.models import Listing
from mutual_aid.states import ListingState
from mutual_aid.wording import accuses_somebody, shows_contact, speaks_of_danger

NEVER_SHOWN = [ListingState.DRAFT, ListingState.PENDING, ListingState.HIDDEN, ListingState.CANCELLED]


def rules_met(listing: Listing, *, by: Person) -> list[str]:
    """Nothing for what only mediators read, nor for a charge holder: the rest of the town is protected by them."""
    if listing.visibility == Listing.Visibility.MEDIATORS or is_trusted(by):
        return []
    met = words_met(f"{listing.title}\n{listing.body}", by=by)
    entrusting = listing.kind in (Listing.Kind.OFFER, Listing.Kind.TASK)
    if entrusting and category_named(listing.category).needs_trusted:
        met.append(Rule.TRUST.value)
    if settings.CALADE_FIRST_LISTING == "review" and _is_first(by):
        met.append(Rule.FIRST.value)
    return met


def words_met(text: str, *, by: Person) -> list[str]:
    newcomer = is_newcomer(by)
    met = scams_in(text, newcomer=newcomer)
    if newcomer and not met and shows_contact(text):
        met.append(Rule.CONTACT.value)
    if speaks_of_danger(text):
        met.append(Rule.DANGER.value)
    if accuses_somebody(text):
        met.append(Rule.PERSON.value)
    return met


def _is_first(by: Person) -> bool:
    """A newcomer of whom nothing has stood on the board yet."""
    return is_newcomer(by) and not Listing.objects.filter(author=by).exclude(state__in=NEVER_SHOWN).exists()
