"""The services that the desk may hand a request over to, and each time that it did."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.people.models import Person
from mutual_aid.models.consents import Consent
from mutual_aid.models.desk import sealed_words
from mutual_aid.models.listings import Listing


class ServiceQuerySet(models.QuerySet["Service"]):
    def listed(self) -> "ServiceQuerySet":
        return self.filter(ended_at=None).order_by("-is_desk", "name")


class Service(models.Model):
    """Public facts only. `is_desk` is the desk itself: what paper says to whoever has no screen."""

    name = models.CharField(_("name"), max_length=120)
    contact = models.CharField(_("public contact"), max_length=300)
    what_for = models.CharField(_("what for"), max_length=300)
    is_desk = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name"], condition=Q(ended_at=None), name="service_named_once"),
            models.UniqueConstraint(
                fields=["is_desk"], condition=Q(is_desk=True, ended_at=None), name="service_one_desk"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class HandOver(models.Model):
    """A service was told of a request, with the person's recorded agreement."""

    class Outcome(models.TextChoices):
        TAKEN_ON = "taken_on", _("the service looks after it")
        REFUSED = "refused", _("the service cannot")
        SETTLED = "settled", _("it was settled in another way")
        STOPPED = "stopped", _("the person has changed their mind")

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="hand_overs")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="hand_overs")
    consent = models.OneToOneField(Consent, null=True, on_delete=models.SET_NULL, related_name="hand_over")
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="hand_overs")
    at = models.DateTimeField(auto_now_add=True)
    follow_up_on = models.DateField()
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, default="")
    sealed_note = models.TextField(blank=True, default="", editable=False)
    closed_at = models.DateTimeField(null=True, blank=True)

    note = sealed_words("sealed_note")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["listing", "service"], condition=Q(closed_at=None), name="hand_over_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, outcome="") | (Q(closed_at__isnull=False) & ~Q(outcome="")),
                name="hand_over_ends_somehow",
            ),
        ]

    def __str__(self) -> str:
        return f"hand-over {self.pk}"

    @property
    def is_due(self) -> bool:
        return self.closed_at is None and self.follow_up_on <= timezone.localdate()
