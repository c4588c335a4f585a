"""An opinion round: short statements, and what people think of each.

To form groups, what one person answers must lie together. It lies under a number that is drawn from a key of the
round; the key is sealed with that of the town. When the round closes, sums are made, and the answers and the key are
gone: nothing that is left says what anybody answered.
"""

import hashlib
import hmac
import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commons.base.errors import WrongMoment
from commons.base.sealing import purpose, unseal
from commons.conversations.models.assemblies import Assembly
from commons.people.models import Person

KEY_SEALED_FOR = purpose("opinion round")
LONGEST_STATEMENT = 140


class OpinionRound(models.Model):
    """`result` is made at the end, see commons/conversations/groups.py: {"voters", "statements", "groups"}."""

    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="rounds")
    question = models.CharField(max_length=200)
    takes_suggestions = models.BooleanField(default=False)
    key = models.TextField(blank=True, default="")
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    result: "models.JSONField[Any, Any]" = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assembly"], condition=Q(closed_at=None), name="one_round_open"),
            models.CheckConstraint(condition=Q(closed_at=None) | Q(key=""), name="closed_round_has_no_key"),
        ]

    def __str__(self) -> str:
        return self.question

    def get_absolute_url(self) -> str:
        return reverse("conversations:round", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @cached_property
    def shown(self) -> "list[OpinionStatement]":
        return list(self.statements.filter(is_held=False).order_by("pk"))

    def voter(self, person: Person) -> uuid.UUID:
        """The number under which somebody's answers lie, for as long as there is a key."""
        key = unseal(self.key, purpose=KEY_SEALED_FOR).encode()
        if not key:  # closed meanwhile, or sealed by a secret that is lost
            raise WrongMoment(gettext("This opinion round is closed."))
        return uuid.UUID(bytes=hmac.new(key, str(person.pk).encode(), hashlib.sha256).digest()[:16])


class OpinionStatement(models.Model):
    """It does not say who thought of it: it is judged by what it says. `is_held`: a host looks first."""

    round = models.ForeignKey(OpinionRound, on_delete=models.CASCADE, related_name="statements")
    text = models.CharField(max_length=LONGEST_STATEMENT)
    is_held = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "text"], name="statement_once")]

    def __str__(self) -> str:
        return self.text


class Answer(models.IntegerChoices):
    AGREE = 1, _("Agree")
    DISAGREE = -1, _("Disagree")
    PASS = 0, _("Pass")


class OpinionBallot(models.Model):
    """All that one person answers in an open round: {"statement": Answer}. Neither who nor when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(OpinionRound, on_delete=models.CASCADE, related_name="ballots")
    voter = models.UUIDField()
    answers: "models.JSONField[Any, Any]" = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "voter"], name="opinion_once")]

    def __str__(self) -> str:
        return f"answers in round {self.round_id}"
