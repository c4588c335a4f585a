"""One person's proposal to help, and the thanks that may follow."""

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commons.base.models import Addressed, Dated
from commons.base.sealing import purpose, seal, unseal
from commons.conversations.models import Topic
from commons.moderation.models import Flag
from commons.people.blocks import blocked_with
from commons.people.models import Person
from commons.people.permissions import is_mediator, is_moderator
from mutual_aid.models.listings import Listing
from mutual_aid.states import ACTIVE, ResponseState

SEALED_FOR = purpose("proposal")


class ResponseQuerySet(models.QuerySet["Response"]):
    def active(self) -> "ResponseQuerySet":
        return self.filter(state__in=ACTIVE)

    def waiting(self) -> "ResponseQuerySet":
        return self.filter(state=ResponseState.PROPOSED)

    def accepted(self) -> "ResponseQuerySet":
        return self.filter(state=ResponseState.ACCEPTED)

    def readable_by(self, person: Person | None) -> "ResponseQuerySet":
        """The helper, the author and the mediator; nobody else learns that somebody proposed.

        What a neighbour without an account answered is in the hands of all mediators.

        After a block neither side sees it any more. Moderators read what one of the two has flagged.
        """
        if person is None:
            return self.none()
        helped, hosted = Q(helper=person), Q(listing__author=person) | Q(listing__mediator=person)
        if blocked := blocked_with(person):
            helped &= ~Q(listing__author__in=blocked) & ~Q(listing__mediator__in=blocked)
            hosted &= ~Q(helper__in=blocked)
        readable = helped | hosted
        if is_mediator(person):
            readable |= Q(neighbour__isnull=False)
        if is_moderator(person):
            kind = ContentType.objects.get_for_model(Response)
            readable |= Q(pk__in=Flag.objects.filter(about_type=kind).values("about_id"))
        return self.filter(readable)


class Response(Addressed, Dated):
    """`message` is sealed like the thread it opens. `thread` is null when one side lives elsewhere."""

    address_kind = "response"
    State = ResponseState

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="responses")
    slot = models.ForeignKey(
        "mutual_aid.Slot", null=True, blank=True, on_delete=models.SET_NULL, related_name="responses"
    )
    helper = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="responses")
    sealed_message = models.TextField(blank=True, default="", editable=False)
    state = models.CharField(max_length=10, choices=ResponseState, default=ResponseState.PROPOSED)
    decided_at = models.DateTimeField(null=True, blank=True)
    done_by_helper_at = models.DateTimeField(null=True, blank=True)
    done_by_author_at = models.DateTimeField(null=True, blank=True)
    thread = models.OneToOneField(
        Topic, null=True, blank=True, on_delete=models.SET_NULL, related_name="help_response"
    )
    agreement_address = models.CharField(max_length=2048, blank=True, default="")
    client_key = models.UUIDField(null=True, blank=True, editable=False)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["listing", "helper"],
                condition=Q(state__in=sorted(ACTIVE)),
                name="response_active_once",
            ),
            models.UniqueConstraint(fields=["helper", "client_key"], name="response_sent_once"),
        ]
        indexes = [models.Index(fields=["state", "created"], name="response_timers")]

    def __str__(self) -> str:
        return gettext("proposal of help")

    def get_absolute_url(self) -> str:
        return f"{reverse('mutual_aid:listing', args=[self.listing_id])}#proposition-{self.pk}"

    @property
    def message(self) -> str:
        return unseal(self.sealed_message, purpose=SEALED_FOR) if self.sealed_message else ""

    @message.setter
    def message(self, words: str) -> None:
        self.sealed_message = seal(words, purpose=SEALED_FOR) if words else ""

    @property
    def state_tone(self) -> str:
        tones = {
            ResponseState.PROPOSED: "wait",
            ResponseState.ACCEPTED: "open",
            ResponseState.NOT_DONE: "wrong",
        }
        return tones.get(ResponseState(self.state), "")


class ThanksQuerySet(models.QuerySet["Thanks"]):
    def shown(self) -> "ThanksQuerySet":
        return self.filter(public=True, withheld=False)

    def readable_by(self, person: Person | None) -> "ThanksQuerySet":
        """The two, and the members once whoever received them has shown them."""
        if person is None:
            return self.none()
        return self.filter(Q(by=person) | Q(to=person) | Q(public=True, withheld=False))


class Thanks(models.Model):
    """Between two people. Private until their receiver shows them; nothing is counted.

    `signed`: the writer's name may stand under them then. `withheld`: a moderator took them out of sight.
    """

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="thanks")
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="thanks_given")
    to = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="thanks_received")
    text = models.CharField(max_length=500)
    public = models.BooleanField(_("public"), default=False)
    signed = models.BooleanField(default=False)
    withheld = models.BooleanField(default=False)
    at = models.DateTimeField(auto_now_add=True)

    objects = ThanksQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("thanks")
        constraints = [models.UniqueConstraint(fields=["response", "by"], name="thanks_once")]

    def __str__(self) -> str:
        return gettext("thanks")

    def get_absolute_url(self) -> str:
        return self.response.get_absolute_url()

    @property
    def author(self) -> Person | None:
        return self.by


class ThanksReminder(models.Model):
    """That the one reminder for this help was thought of. Its row is all: there is never a second."""

    response = models.OneToOneField(
        Response, primary_key=True, on_delete=models.CASCADE, related_name="thanks_reminder"
    )

    def __str__(self) -> str:
        return f"reminder for {self.response_id}"
