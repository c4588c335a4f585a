"""A bulletin: what is relayed at one moment. An update is a new one; what was said before stays readable."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from alerts.kinds import ICONS, NOTICE_TONES, Event, Level
from alerts.models.alerts import Alert
from alerts.states import IN_PREPARATION, OVER, PREPARED, PUBLIC, State
from commons.base.identifiers import uuid7
from commons.base.models import Dated
from commons.base.text import render_markdown
from commons.people.models import Person
from commons.places.models import Neighbourhood

TONES = {State.DRAFTED: "wait", State.WAITING: "wait", State.REFUSED: "wrong", State.CANCELLED: "wrong"}
PILLS = {Level.INFORMATION: "busy", Level.VIGILANCE: "wait", Level.DANGER: "wrong"}


class BulletinQuerySet(models.QuerySet["Bulletin"]):
    def in_preparation(self) -> "BulletinQuerySet":
        """What somebody still works on, or must look at; for those who hold the charge."""
        rows = self.filter(state__in=PREPARED).select_related("alert", "issuer").prefetch_related("areas")
        return rows.order_by("-changed", "-pk")

    def public(self) -> "BulletinQuerySet":
        return self.filter(state__in=PUBLIC).prefetch_related("areas").order_by("-published_at", "-pk")

    def holding(self) -> "BulletinQuerySet":
        return self.filter(state=State.PUBLISHED)


class Bulletin(Dated):
    """`edition` counts its versions before publication: who confirms says which one they have read.

    `valid_from` empty: from the moment on which it is confirmed. `source_listed`: the site of the source was on
    the town's list when it was written; of others two people have said that they checked.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    client_key = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="bulletins")
    level = models.CharField(max_length=12, choices=Level)
    event = models.CharField(max_length=12, choices=Event)
    title = models.CharField(max_length=120)
    body = models.TextField(blank=True, default="")
    source_name = models.CharField(max_length=120)
    source_url = models.CharField(max_length=500)
    source_listed = models.BooleanField(default=True)
    everywhere = models.BooleanField(default=True)
    areas = models.ManyToManyField(Neighbourhood, blank=True, related_name="+")
    valid_from = models.DateTimeField(null=True, blank=True)
    valid_until = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFTED)
    edition = models.PositiveIntegerField(default=1)
    issuer = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="bulletins_written")
    confirmer = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="bulletins_confirmed"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_reason = models.CharField(max_length=300, blank=True, default="")

    objects = BulletinQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(issuer=F("confirmer")), name="bulletin_two_people"),
            models.UniqueConstraint(
                fields=["alert"],
                condition=Q(state__in=sorted(IN_PREPARATION)),
                name="bulletin_one_in_preparation",
            ),
            models.UniqueConstraint(
                fields=["alert"], condition=Q(state=State.PUBLISHED), name="bulletin_one_published"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "valid_until"], name="bulletin_state"),
            models.Index(fields=["published_at"], name="bulletin_published"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Before publication its own page, for those who hold the charge; then the alert's."""
        if self.state in PUBLIC:
            return self.alert.get_absolute_url()
        return reverse("alerts:bulletin", args=[self.pk])

    @property
    def headline(self) -> str:
        """The title, with the word that nobody may overlook."""
        if not self.alert.drill:
            return self.title
        return pgettext("before a title", "EXERCISE: %(title)s") % {"title": self.title}

    @property
    def html(self) -> str:
        return render_markdown(self.body, profile="post").html if self.body else ""

    @property
    def source_host(self) -> str:
        return urlsplit(self.source_url).hostname or ""

    @property
    def where_text(self) -> str:
        """The names of its neighbourhoods, or the whole town."""
        if self.everywhere:
            return str(_("the whole town"))
        return ", ".join(area.name for area in self.areas.all())

    @property
    def icon(self) -> str:
        return ICONS[Event(self.event)]

    @property
    def tone(self) -> str:
        return NOTICE_TONES[Level(self.level)]

    @property
    def state_tone(self) -> str:
        return (
            PILLS[Level(self.level)] if self.is_running(timezone.now()) else TONES.get(State(self.state), "")
        )

    @property
    def is_update(self) -> bool:
        return self.alert.current_id is not None and self.alert.current_id != self.pk

    def is_running(self, now: datetime) -> bool:
        return self.state == State.PUBLISHED and self.valid_until > now

    @property
    def is_coming(self) -> bool:
        now = timezone.now()
        return self.is_running(now) and self.valid_from is not None and self.valid_from > now

    @property
    def was_stopped(self) -> bool:
        """Somebody ended or cancelled it before its time."""
        return self.state in OVER and self.closed_at is not None and self.closed_at < self.valid_until

    @property
    def state_text(self) -> Any:
        """What its pill says: a published one holds, will hold, or is over already."""
        if self.state != State.PUBLISHED:
            return self.get_state_display()
        if not self.is_running(timezone.now()):
            return State.ENDED.label
        return _("holds from later on") if self.is_coming else _("in force")
