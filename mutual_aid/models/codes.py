"""What paper needs: a short code per public listing, and neighbours who answer it without a screen."""

from django.db import models

from commons.people.models import Person
from mutual_aid.models.consents import Consent
from mutual_aid.models.desk import sealed_words
from mutual_aid.models.listings import Listing
from mutual_aid.models.responses import Response

# No 0 O 1 I L, which look alike; no vowels either, so that no code is a word.
ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"
SHORTEST, LONGEST = 4, 5
RESERVED = 60  # days after the end of its listing before a code may stand for another one


def as_code(typed: str) -> str:
    """What somebody typed or said, as it stands on the paper."""
    return "".join(sign for sign in typed.upper() if sign in ALPHABET)[: LONGEST + 1]


class ShortCodeQuerySet(models.QuerySet["ShortCode"]):
    def listing_of(self, typed: str) -> Listing | None:
        """The listing on paper, while everybody may read it and it is on the board."""
        shown = Listing.objects.public().local()
        return shown.filter(short_code__code=as_code(typed)).select_related("neighbourhood", "author").first()


class ShortCode(models.Model):
    """The row is the reservation: it stays sixty days after its listing has ended, then `retention` frees the code."""

    code = models.CharField(max_length=LONGEST, unique=True)
    listing = models.OneToOneField(Listing, on_delete=models.CASCADE, related_name="short_code")
    given_at = models.DateTimeField(auto_now_add=True)

    objects = ShortCodeQuerySet.as_manager()

    def __str__(self) -> str:
        return self.code


class Neighbour(models.Model):
    """Somebody without an account who answered at the desk. The author reads the alias; `reach` is the desk's alone."""

    response = models.OneToOneField(Response, on_delete=models.CASCADE, related_name="neighbour")
    alias = models.CharField(max_length=60)
    sealed_reach = models.TextField(blank=True, default="", editable=False)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="neighbours_noted")
    consent = models.OneToOneField(Consent, null=True, on_delete=models.SET_NULL, related_name="neighbour")
    client_key = models.UUIDField(unique=True, editable=False)

    reach = sealed_words("sealed_reach")

    def __str__(self) -> str:
        return f"neighbour of response {self.response_id}"
