"""One line for one person: something happened that concerns them."""

from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from commons.journal import verbs
from commons.journal.models import Entry
from commons.notices.marks import Mark, marks_of
from commons.notices.registry import Why, own_wishes_of, why_told
from commons.notices.subjects import REASONS, Subject

from .wishes import Pace


class NoticeQuerySet(models.QuerySet["Notice"]):
    def unread_of(self, person: Any) -> "NoticeQuerySet":
        return self.filter(person=person, read_at=None)

    def waiting_for(self, pace: str) -> "NoticeQuerySet":
        """What stands in the next message of that pace, unless it is read before."""
        return self.filter(pace=pace, mailed_at=None, read_at=None)


class Notice(models.Model):
    """The sentence is made from the verb and the thing when it is read; nothing sensitive is copied here."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="notices")
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=60)
    href = models.CharField(max_length=500)
    title = models.CharField(max_length=200, blank=True, default="")
    at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    # Many changes of one thing are one notice until it is read: how many, and the keys of those who made them.
    bundle = models.CharField(max_length=60, blank=True, default="")
    count = models.PositiveIntegerField(default=1)
    people = models.JSONField(default=list, blank=True)
    subject = models.CharField(max_length=8, choices=Subject, default=Subject.DIRECT)
    # As its person wished when it was written; a new wish changes what still waits.
    pace = models.CharField(max_length=8, choices=Pace, default=Pace.NEVER)
    pushed_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["person", "entry", "kind"], name="notice_once")]
        indexes = [
            models.Index(fields=["person", "read_at"], name="notice_unread"),
            models.Index(
                fields=["bundle", "person"],
                condition=models.Q(read_at=None) & ~models.Q(bundle=""),
                name="notice_bundle",
            ),
            models.Index(
                fields=["pace", "person", "id"],
                condition=models.Q(read_at=None, mailed_at=None, pace__in=["daily", "weekly"]),
                name="notice_digest",
            ),
            models.Index(
                fields=["person", "pushed_at"],
                condition=models.Q(pushed_at__isnull=False),
                name="notice_pushed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.person_id}"

    @property
    def sentence(self) -> str:
        return verbs.label(self.entry.verb)

    @property
    def whole(self) -> str:
        """The sentence with who did it."""
        who = f"{self.entry.by.name}{self.entry.for_whom}" if self.entry.by else _("The town")
        return f"{who} {self.sentence}"

    @property
    def why(self) -> Why | None:
        return why_told(self)

    @property
    def reason(self) -> str:
        """Why they are told, in a sentence: what their own wish says, or what kind of notice it is."""
        why, own = self.why, own_wishes_of(self)
        if why:
            return why.words
        return str(own.words if own else REASONS[Subject(self.subject)])

    @property
    def wishes_page(self) -> str:
        """Where fewer of these are chosen, when it is not here."""
        own = own_wishes_of(self)
        return own.page() if own else ""

    @property
    def marks(self) -> list[Mark]:
        """What of it can be muted."""
        return marks_of(self.entry)

    @property
    def is_of_many(self) -> bool:
        return self.count > 1
