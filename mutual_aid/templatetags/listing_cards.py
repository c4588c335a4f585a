"""A listing as a card of a list: the thing that this room prints most."""

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from commons.communities.towns import town_name
from mutual_aid.categories import Category
from mutual_aid.models import Listing
from mutual_aid.models.listings import tone_of, when_words
from mutual_aid.wording import without_contacts

register = template.Library()

MOST_KEPT = 1_000


class Card(NamedTuple):
    """All that the card may draw: what is not here cannot change it, so equal cards are equal bytes.

    Facts only: their words are made when it is drawn.
    """

    pk: int
    title: str
    about: Category
    of_kind: str
    in_state: str
    neighbourhood: str
    needs_by: date | None
    part_of_day: str
    town: str
    relayed: bool
    level: int

    @property
    def address(self) -> str:
        return reverse("mutual_aid:listing", args=[self.pk])

    @property
    def category(self) -> str:
        return str(self.about)

    @property
    def icon(self) -> str:
        return self.about.icon

    @property
    def kind(self) -> str:
        return str(Listing.Kind(self.of_kind).label)

    @property
    def when(self) -> str:
        return when_words(self.of_kind, self.needs_by, self.part_of_day)

    @property
    def state(self) -> str:
        return str(Listing.State(self.in_state).label)

    @property
    def tone(self) -> str:
        return tone_of(self.in_state)


@register.filter
def printable(text: str) -> str:
    """`{{ response.message|printable }}`: without the numbers and addresses that only their owner gives."""
    return without_contacts(text)


@register.simple_tag
def listing_card(listing: Listing, level: int = 3) -> SafeString:
    """`{% listing_card listing %}`, or with the level of its heading: `{% listing_card listing 2 %}`."""
    card = Card(
        pk=listing.pk,
        title=listing.title,
        about=listing.category,
        of_kind=listing.kind,
        in_state=listing.state,
        neighbourhood=listing.neighbourhood.name if listing.neighbourhood else "",
        needs_by=listing.needs_by,
        part_of_day=listing.part_of_day,
        town=town_name(listing.home) if listing.home else "",
        relayed=bool(listing.on_behalf_of_alias),
        level=level,
    )
    return _drawn(card, get_language() or "", timezone.localdate())


@lru_cache(maxsize=MOST_KEPT)
def _drawn(card: Card, _language: str, _day: date) -> SafeString:
    """The language and the day are in the words: a date of last year is said with its year."""
    return render_to_string("mutual_aid/_listing_card.html", {"card": card})
