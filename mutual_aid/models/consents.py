"""That somebody agreed: how, when, to which words, told to whom; and that they have changed their mind."""

from django.db import models
from django.db.models import Q

from commons.people.models import Person
from mutual_aid.models.listings import Listing
from mutual_aid.wordings import How, Purpose


class ConsentText(models.Model):
    """A text as it was read to people, kept once and never changed: `code` is its digest."""

    code = models.CharField(max_length=12, unique=True)
    purpose = models.CharField(max_length=20, choices=Purpose)
    language = models.CharField(max_length=10)
    text = models.TextField()
    since = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.code

    @property
    def paragraphs(self) -> list[str]:
        return self.text.split("\n\n")


class ConsentQuerySet(models.QuerySet["Consent"]):
    def standing(self) -> "ConsentQuerySet":
        return self.filter(withdrawn_at=None)


class Consent(models.Model):
    """`note` is what was written before consents had fields of their own, and nothing since.

    The name of whoever agreed is nowhere: the listing has an alias, and that is enough.
    """

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=20, choices=Purpose)
    how = models.CharField(max_length=20, choices=How)
    agreed_on = models.DateField()
    wording = models.ForeignKey(
        ConsentText, null=True, blank=True, on_delete=models.PROTECT, related_name="consents"
    )
    note = models.CharField(max_length=300, blank=True, default="")
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="consents_recorded")
    recorded_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="consents_withdrawn"
    )

    objects = ConsentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["listing"],
                condition=Q(purpose=Purpose.POSTING, withdrawn_at=None),
                name="consent_to_post_once",
            ),
            models.CheckConstraint(condition=Q(how__in=How.values), name="consent_says_how"),
            models.CheckConstraint(condition=Q(purpose__in=Purpose.values), name="consent_says_what_for"),
            models.CheckConstraint(
                condition=Q(how=How.NOTED) | Q(wording__isnull=False, note=""), name="consent_keeps_its_words"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_by=None) | Q(withdrawn_at__isnull=False), name="consent_withdrawn_when"
            ),
        ]

    def __str__(self) -> str:
        return f"consent {self.pk}"
