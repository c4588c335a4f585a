"""What visitors without an account propose to change, and what became of it."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commons.base.models import Dated
from commons.base.sealing import purpose, unseal
from commons.people.models import Person

from .pages import Page
from .revisions import Revision

SEALED_FOR = purpose("wiki-suggestions")
WAITS_FOR = timedelta(days=60)  # and as long its private address leads to it
KEEP_DECIDED = timedelta(days=30)


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    def held(self) -> "SuggestionQuerySet":
        """Those that somebody may still look at, the oldest first."""
        return self.filter(
            state=Suggestion.State.HELD, page__deleted_at=None, page__merged_into=None
        ).order_by("created", "pk")


class Suggestion(Dated):
    """A text for `page`, begun from its version `base`. Nothing of it is public before somebody has accepted it.

    Personal data: `name`, which its author gave to be shown; `sealed_mail`, to tell them the answer, erased when they
    are told and 30 days after the decision at the latest; what they wrote. The row goes 60 days after it came, or 30
    days after the decision. No network address is kept. `client_key` makes a double press one suggestion, and is the
    private address under which its author finds it. `result` is the version that it became; `held_for` names the rule
    that asked for a look.
    """

    class State(models.TextChoices):
        HELD = "held", _("waiting to be looked at")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("not taken")
        EXPIRED = "expired", _("nobody looked at it in time")

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="suggestions")
    base = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    text = models.TextField()
    summary = models.CharField(max_length=300, blank=True, default="")
    name = models.CharField(max_length=60, blank=True, default="")
    sealed_mail = models.TextField(blank=True, default="")
    client_key = models.UUIDField(unique=True, default=uuid4)
    held_for = models.CharField(max_length=40, blank=True, default="")
    state = models.CharField(max_length=10, choices=State, default=State.HELD)
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True, default="")
    result = models.ForeignKey(Revision, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decided_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["created"], condition=models.Q(state="held"), name="suggestion_held"),
        ]

    def __str__(self) -> str:
        return f"suggestion {self.pk} for page {self.page_id}"

    def get_absolute_url(self) -> str:
        """For those who review; `followed_at` is for its author."""
        return self.page.on("suggestion_review", self.pk)

    @property
    def followed_at(self) -> str:
        return reverse("wiki:suggestion", args=[self.client_key])

    @property
    def is_shown(self) -> bool:
        """The version that it became is."""
        return False

    @property
    def mail(self) -> str:
        return unseal(self.sealed_mail, purpose=SEALED_FOR) if self.sealed_mail else ""

    @property
    def expires_at(self) -> datetime:
        return self.created + WAITS_FOR

    @property
    def tone(self) -> str:
        """The tone of its state pill (templates/parts/_state_pill.html)."""
        return {self.State.HELD: "busy", self.State.ACCEPTED: "open"}.get(self.State(self.state), "wrong")
