"""What waits for somebody's yes: an edit that crosses the border between two towns, and a new page that is looked at
first; and what became of it.
"""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commons.base.models import Addressed, Dated
from commons.people.models import Person

from .pages import Page
from .revisions import Revision
from .themes import Theme


class EditProposalQuerySet(models.QuerySet["EditProposal"]):
    def of(self, person: Person | None) -> "EditProposalQuerySet":
        """One's own, newest first; nobody else follows them."""
        return self.filter(by=person).order_by("-pk") if person else self.none()

    def unfinished(self) -> "EditProposalQuerySet":
        """Waiting for an answer, or answered by a disagreement that its author has not settled yet."""
        State = EditProposal.State
        return self.filter(state__in=[State.PENDING, State.QUEUED, State.CONFLICT], next_try=None)


class EditProposal(Addressed, Dated):
    """Local (`home` empty): by somebody here, on a page elsewhere. Otherwise by somebody elsewhere on a page of ours;
    while it is queued, `result` is the version that waits, or empty until those before it are settled.

    `base_digest` is that of the text it started from; `again_of` is the proposal it repeats on a newer text,
    by itself when `automatic`. `note` is what the steward who refused it wrote. `tags` None leaves those of the page.
    """

    address_kind = "patch"

    class State(models.TextChoices):
        PENDING = "pending", _("waiting for an answer")
        ACCEPTED = "accepted", _("accepted")
        QUEUED = "queued", _("being looked at")
        CONFLICT = "conflict", _("the page has changed meanwhile")
        REFUSED = "refused", _("refused")
        RETURNED = "returned", _("given back without an answer")

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="proposals")
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="edit_proposals")
    base = models.ForeignKey(Revision, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    base_address = models.CharField(max_length=2048, blank=True, default="")
    base_digest = models.CharField(max_length=64, blank=True, default="")
    text = models.TextField(blank=True)
    digest = models.CharField(max_length=64)
    summary = models.CharField(max_length=300, blank=True, default="")
    minor = models.BooleanField(default=False)
    tags = models.JSONField(null=True, blank=True, default=None)
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    result = models.ForeignKey(
        Revision, null=True, blank=True, on_delete=models.SET_NULL, related_name="proposals"
    )
    result_address = models.CharField(max_length=2048, blank=True, default="")
    reason = models.CharField(max_length=100, blank=True, default="")
    note = models.CharField(max_length=300, blank=True, default="")
    automatic = models.BooleanField(default=False)
    client_key = models.UUIDField(null=True, blank=True, default=None)
    again_of = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="next_try"
    )

    objects = EditProposalQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["by", "client_key"], name="proposal_sent_once")]

    def __str__(self) -> str:
        return f"proposal {self.pk} for page {self.page_id}"

    def get_absolute_url(self) -> str:
        return self.page.on("proposal", self.pk)

    @property
    def is_shown(self) -> bool:
        """Its page shows what came of it; the proposal itself is for its author."""
        return False

    @property
    def tone(self) -> str:
        """The tone of its state pill (templates/parts/_state_pill.html)."""
        waiting = {self.State.PENDING: "wait", self.State.QUEUED: "busy", self.State.ACCEPTED: "open"}
        return waiting.get(self.State(self.state), "wrong")


class PageProposalQuerySet(models.QuerySet["PageProposal"]):
    def of(self, person: Person | None) -> "PageProposalQuerySet":
        """One's own; stewards see what waits, nobody else follows them."""
        return self.filter(by=person).order_by("-pk") if person else self.none()

    def to_review(self) -> "PageProposalQuerySet":
        """What waits for a steward, oldest first."""
        return self.filter(state=PageProposal.State.QUEUED).order_by("pk")


class PageProposal(Dated):
    """A page to be, where a steward looks first: by somebody here, for a theme of ours. It has no address that other
    servers know. `page` is what it became; `note` is what the steward who refused it wrote.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("being looked at")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="page_proposals")
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="page_proposals")
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    summary = models.CharField(max_length=300, blank=True, default="")
    tags = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    page = models.ForeignKey(Page, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    note = models.CharField(max_length=300, blank=True, default="")
    client_key = models.UUIDField(null=True, blank=True, default=None)

    objects = PageProposalQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["by", "client_key"], name="page_proposal_sent_once")]

    def __str__(self) -> str:
        return f"proposed page {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("wiki:page_proposal", args=[self.theme.slug, self.pk])

    @property
    def is_shown(self) -> bool:
        """The page that it became is; the proposal itself is for its author."""
        return False

    @property
    def tone(self) -> str:
        """The tone of its state pill (templates/parts/_state_pill.html)."""
        return {self.State.QUEUED: "busy", self.State.ACCEPTED: "open"}.get(self.State(self.state), "wrong")
