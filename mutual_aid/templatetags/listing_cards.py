"""A listing as a card of a list: the thing that this room prints most."""

from functools import lru_cache
from typing import NamedTuple

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from commons.communities.towns import town_name
from mutual_aid.models import Listing

register = template.Library()

MOST_KEPT = 1_000


class Card(NamedTuple):
    """All that the card may draw, in words: what is not here cannot change it, so equal cards are equal bytes."""

    title: str
    address: str
    kind: str
    category: str
    icon: str
    neighbourhood: str
    when: str
    state: str
    tone: str
    town: str
    level: int


@register.simple_tag
def listing_card(listing: Listing, level: int = 3) -> SafeString:
    """`{% listing_card listing %}`, or with the level of its heading: `{% listing_card listing 2 %}`."""
    card = Card(
        title=listing.title,
        address=listing.get_absolute_url(),
        kind=str(Listing.Kind(listing.kind).label),
        category=str(listing.category),
        icon=listing.category.icon,
        neighbourhood=listing.neighbourhood.name if listing.neighbourhood else "",
        when=listing.when_text,
        state=str(Listing.State(listing.state).label),
        tone=listing.state_tone,
        town=town_name(listing.home) if listing.home else "",
        level=level,
    )
    return _drawn(card, get_language() or "")


@lru_cache(maxsize=MOST_KEPT)
def _drawn(card: Card, _language: str) -> SafeString:
    return render_to_string("mutual_aid/_listing_card.html", {"card": card})
