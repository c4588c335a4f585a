"""Who was let in on where to meet, and until when."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from mutual_aid.models.responses import Response


class PlaceGrant(models.Model):
    """Written when somebody is accepted, ended with it or with the listing. Whether they looked is not kept."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="place_grants")
    granted_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["response"], condition=Q(revoked_at=None), name="place_granted_once"
            )
        ]

    def __str__(self) -> str:
        return f"where to meet, for response {self.response_id}"
