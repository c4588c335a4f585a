"""The browsers in which somebody is signed in. A device is its session: what it holds is sealed.

Fourteen days without a visit end it, and ninety days in any case. Neither the address of the network nor the words
that a browser says about itself are kept: "Firefox, Linux" is enough to recognise one's own.
"""

import re
import time
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.http import HttpRequest
from django.utils import timezone

from commons.base import sealing
from commons.base.sealing import seal, unseal

SEALED_FOR = sealing.purpose("session")
IDLE, LONGEST = timedelta(days=14), timedelta(days=90)
SEEN_EVERY = timedelta(hours=12)  # a visit is noted so often, not at each page
BEGUN, NAME = "begun", "device"

BROWSERS = [
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Edge", r"Edg"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Opera", r"OPR/"),
    ("Chrome", r"Chrom|CriOS/"),
    ("Safari", r"Safari/"),
]
SYSTEMS = [
    ("Android", r"Android"),
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Windows", r"Windows"),
    ("Mac", r"Mac OS X"),
    ("Linux", r"Linux"),
]


class Device(AbstractBaseSession):
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="devices"
    )
    begun = models.DateTimeField(default=timezone.now)
    seen = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"device of account {self.account_id}"

    @classmethod
    def get_session_store_class(cls) -> type["SessionStore"]:
        return SessionStore

    @property
    def name(self) -> str:
        """ "Firefox, Linux", or "" when the browser did not say."""
        return str(SessionStore().decode(self.session_data).get(NAME, ""))

    @property
    def mark(self) -> str:
        """What pages call it: the key itself would let its reader in."""
        return sha256(f"device {self.session_key}".encode()).hexdigest()[:32]


class SessionStore(DatabaseStore):
    @classmethod
    def get_model_class(cls) -> Any:
        return Device

    def encode(self, session_dict: dict[str, Any]) -> str:
        return seal(self.serializer().dumps(session_dict).decode("latin-1"), purpose=SEALED_FOR)

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        token = session_data if isinstance(session_data, str) else session_data.decode()
        text = unseal(token, purpose=SEALED_FOR)
        return dict(self.serializer().loads(text.encode("latin-1"))) if text else {}

    def load(self) -> dict[str, Any]:
        row: Any = self._get_session_from_db()  # type: ignore[attr-defined]
        if row is None:
            return {}
        now = timezone.now()
        if now - row.seen > SEEN_EVERY:
            end = min(now + IDLE, row.begun + LONGEST)
            Device.objects.filter(pk=row.pk).update(seen=now, expire_date=end)
        return self.decode(row.session_data)

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        begun = datetime.fromtimestamp(data.setdefault(BEGUN, int(time.time())), UTC)
        row: Any = super().create_model_instance(data)
        now = timezone.now()
        row.account_id, row.begun, row.seen = data.get("_auth_user_id"), begun, now
        row.expire_date = min(row.expire_date, now + IDLE, begun + LONGEST)
        return row


def begin(sender: Any, request: HttpRequest | None, user: Any, **kwargs: Any) -> None:
    """Connected to Django's own `user_logged_in`: the ninety days begin, and the browser gets its name."""
    if request is not None and hasattr(request, "session"):
        request.session[BEGUN] = int(time.time())
        request.session[NAME] = name_of(request.headers.get("User-Agent", ""))


def name_of(agent: str) -> str:
    said = [
        next((name for name, sign in known if re.search(sign, agent)), "") for known in (BROWSERS, SYSTEMS)
    ]
    return ", ".join(filter(None, said))


def forget_ended() -> int:
    """The chore: nothing is kept of a session that has ended."""
    count, _kinds = Device.objects.filter(expire_date__lt=timezone.now()).delete()
    return count
