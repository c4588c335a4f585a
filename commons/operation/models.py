"""Heartbeat: a worker is alive. TownSeal: what the town's key must be able to open."""

from typing import Any

from django.db import models


class Heartbeat(models.Model):
    """One row per worker process; `chores` is {name: {"last": ISO moment, "failed": how often}}."""

    worker = models.CharField(max_length=32, unique=True)
    at = models.DateTimeField()
    chores: "models.JSONField[Any, Any]" = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"worker {self.worker}"


class TownSeal(models.Model):
    """The town's address, sealed: with another key than this town's it does not open, and we hear it at once."""

    token = models.TextField()

    def __str__(self) -> str:
        return f"seal {self.pk}"
