"""Polls. What was voted is kept as sums alone, made when the poll opens; who has voted is written down elsewhere.

A secret ballot leaves two traces: a receipt (poll, person) and a sum that is one higher. Each vote rewrites every sum
of its poll, so that not even the database's own bookkeeping tells which of them rose last.
"""

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from commons.conversations.counting import Standing, ranked, tallied
from commons.conversations.models.posts import Post
from commons.people.models import Person

FEWEST = 5  # votes in a secret poll of which the result is told: fewer would tell who chose what


class Poll(models.Model):
    """With `for_residents`, only people of whom the town is sure that they live here may vote."""

    class Method(models.TextChoices):
        SINGLE = "single", _("One choice")
        SEVERAL = "several", _("Several choices")
        RANKED = "ranked", _("An order of preference")

    post = models.OneToOneField(Post, on_delete=models.CASCADE, related_name="poll")
    method = models.CharField(max_length=10, choices=Method, default=Method.SINGLE)
    secret = models.BooleanField(default=True)
    for_residents = models.BooleanField(default=False, db_default=False)
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    voters = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["closes_at"], condition=Q(closed_at=None), name="poll_open")]

    def __str__(self) -> str:
        return f"poll {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("conversations:poll", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.closed_at is None and self.closes_at > timezone.now()

    @property
    def shows_result(self) -> bool:
        """A secret one once it is closed: what has been counted so far would tell how the last ones voted."""
        return not self.secret or (not self.is_open and self.voters >= FEWEST)

    @cached_property
    def choices(self) -> "list[PollOption]":
        return sorted(self.options.all(), key=lambda option: option.place)

    @cached_property
    def standings(self) -> list[Standing]:
        """The options, the first one first. Empty while the result is secret."""
        if not self.shows_result:
            return []
        sums = {(count.option_id, count.over_id): count.votes for count in self.counts.all()}
        options = [option.pk for option in self.choices]
        if self.method == Poll.Method.RANKED:
            return ranked(options, {pair: n for pair, n in sums.items() if pair[1] is not None})
        return tallied(options, {option: n for (option, _over), n in sums.items()})


class PollOption(models.Model):
    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="options")
    place = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "place"], name="option_place_once")]

    def __str__(self) -> str:
        return self.text


class PollCount(models.Model):
    """How many ballots name `option`; of an order of preference, how many put it before `over`."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="counts")
    option = models.ForeignKey(PollOption, on_delete=models.CASCADE, related_name="+")
    over = models.ForeignKey(PollOption, null=True, on_delete=models.CASCADE, related_name="+")
    votes = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "option", "over"], name="count_once")]

    def __str__(self) -> str:
        return f"{self.votes} for {self.option_id}"


class PollReceipt(models.Model):
    """Who has voted, and nothing else: neither when nor what. The key is drawn, so that rows have no order."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="receipts")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="poll_receipts")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "person"], name="voted_once")]

    def __str__(self) -> str:
        return f"{self.person_id} voted in {self.poll_id}"


class Ballot(models.Model):
    """Of an open poll: everybody sees who chose what, and one may change one's mind. `choices`: options, in order."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="ballots")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="ballots")
    choices: "models.JSONField[Any, Any]" = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "person"], name="ballot_once")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.poll_id}"
