"""The words of each listing by their stems, so that a word is looked up instead of looked for in every text."""

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef

from commons.search.reading import telling_stems

if TYPE_CHECKING:
    from mutual_aid.models.listings import Listing

LONGEST = 60
SHORTEST_BEGUN = 3
# In this order under every collation that a town's database may have been made with.
IN_ORDER = "0123456789abcdefghijklmnopqrstuvwxyz"
FOLLOWING = dict(pairwise(IN_ORDER))


def after_all_that_begin(stem: str) -> str:
    """The first word behind all those that begin so: "jard" gives "jare". "" when there is none to be named."""
    for at in range(len(stem) - 1, -1, -1):
        if following := FOLLOWING.get(stem[at]):
            return stem[:at] + following
        if stem[at] not in IN_ORDER:
            return ""
    return ""


class ListingWordQuerySet(models.QuerySet["ListingWord"]):
    def beginning(self, stem: str, *, body_too: bool) -> "ListingWordQuerySet":
        """That word or, from three letters on, a longer one that begins so; of titles alone unless `body_too`."""
        found = self if body_too else self.filter(in_title=True)
        end = after_all_that_begin(stem) if len(stem) >= SHORTEST_BEGUN else ""
        return found.filter(stem__gte=stem, stem__lt=end) if end else found.filter(stem=stem)

    def of_all(self, asked: Sequence[str], *, body_too: bool) -> "ListingWordQuerySet":
        """Of listings that have all these stems; the longest, which is mostly the rarest, is looked up first."""
        first, *others = sorted(asked, key=len, reverse=True)
        found = self.beginning(first, body_too=body_too)
        for stem in others:
            having = ListingWord.objects.beginning(stem, body_too=body_too).filter(
                listing=OuterRef("listing")
            )
            found = found.filter(Exists(having))
        return found

    def write(self, listing: "Listing") -> None:
        """Those of a listing as it reads now, in the transaction that changed it."""
        self.filter(listing=listing.pk).delete()
        self.bulk_create(words_of(listing))


def words_of(listing: "Listing") -> list["ListingWord"]:
    titled, said = telling_stems(listing.title), telling_stems(listing.body)
    return [
        ListingWord(listing_id=listing.pk, stem=stem, in_title=stem in titled)
        for stem in dict.fromkeys(stem[:LONGEST] for stem in [*titled, *said])
    ]


class ListingWord(models.Model):
    """`in_title`: visitors may find the listing by it; by what stands in the body alone, only members."""

    listing = models.ForeignKey("Listing", on_delete=models.CASCADE, related_name="words", db_index=False)
    stem = models.CharField(max_length=LONGEST)
    in_title = models.BooleanField()

    objects = ListingWordQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["listing", "stem"], name="listing_word_once")]
        indexes = [models.Index(fields=["stem", "in_title", "listing"], name="listing_word_found")]

    def __str__(self) -> str:
        return f"a word of {self.listing_id}"
