"""What the team keeps for its work: what the gate looks for, and ready answers."""

from django.db import models

from commons.base.models import Dated
from commons.base.rules import Rule
from commons.base.text import same_host, word_key


class WatchList(Dated):
    """What the gate looks for: words and hosts, one per line, and numbers. The newest row counts, and there is one."""

    words = models.TextField(blank=True, default="")
    hosts = models.TextField(blank=True, default="")
    # New links that may stand in one text before it waits, and how many first messages of a new account wait.
    links_visitor = models.PositiveSmallIntegerField(default=2)
    links_newcomer = models.PositiveSmallIntegerField(default=6)
    links_talk = models.PositiveSmallIntegerField(default=2)
    first_messages = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return "words and hosts that the gate knows"

    @classmethod
    def now(cls) -> "WatchList":
        return cls.objects.order_by("pk").last() or cls()

    @property
    def word_keys(self) -> set[str]:
        return {key for line in self.words.splitlines() if (key := word_key(line))}

    @property
    def host_keys(self) -> set[str]:
        return {same_host(line.strip()) for line in self.hosts.splitlines() if line.strip()}


class Answer(Dated):
    """A ready answer to the author of something, which a moderator may still change."""

    name = models.CharField(max_length=80, unique=True)
    rule = models.CharField(max_length=20, choices=Rule, blank=True, default="")
    words = models.TextField()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
