"""Devices that ring (Web Push, RFC 8030), and the key by which their services know this town (RFC 8292)."""

import json
from hashlib import sha256

from django.db import models
from django.utils import timezone

from commons.base.sealing import purpose, seal, unseal

SEALED_FOR = purpose("push device")


class PushKey(models.Model):
    """One for the town: made when first needed, sealed where it lies. A new one makes every device silent."""

    name = models.CharField(max_length=10, unique=True, default="vapid")
    sealed = models.TextField()

    def __str__(self) -> str:
        return self.name


class PushDevice(models.Model):
    """Address and keys of one device are sealed: whoever holds them can make it ring. `service` is whose host it is."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="push_devices")
    digest = models.CharField(max_length=64, unique=True)
    sealed = models.TextField()
    service = models.CharField(max_length=253)
    made_at = models.DateTimeField(default=timezone.now)
    rang_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"device {self.pk} of {self.person_id}"

    def keep(self, *, endpoint: str, p256dh: str, auth: str) -> None:
        self.sealed = seal(json.dumps([endpoint, p256dh, auth]), purpose=SEALED_FOR)
        self.digest = digest_of(endpoint)

    def opened(self) -> tuple[str, str, str] | None:
        """(endpoint, p256dh, auth); None when the secret that sealed them is lost."""
        text = unseal(self.sealed, purpose=SEALED_FOR)
        if not text:
            return None
        endpoint, p256dh, auth = json.loads(text)
        return endpoint, p256dh, auth


def digest_of(endpoint: str) -> str:
    return sha256(endpoint.encode()).hexdigest()
