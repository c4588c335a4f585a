"""Devices, and what makes them ring. A push says that there is a notice, never which."""

import json
import time
from datetime import timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from commons.base import egress, outgoing
from commons.base.errors import MayNot, TooMany
from commons.base.sealing import purpose, seal, unseal
from commons.journal.jobs import Later
from commons.notices import webpush
from commons.notices.models import Notice, PushDevice, PushKey, Subject, Wishes
from commons.notices.models.push import digest_of
from commons.notices.quiet import awake_from

SEALED_FOR = purpose("push key")
MOST_DEVICES = 10
LONGEST = 1000  # characters of an address
SECONDS = 5.0
LIVES = 24 * 3600  # seconds for which a service keeps it for a device that is off
AGAIN = timedelta(minutes=10)  # in which one thing rings once, until it is read
GONE = {404, 410}
LATER = {408, 425, 429, 500, 502, 503, 504}


class NotRung(Later):
    """A service said that it may work later: the worker tries again."""


def town_key() -> ec.EllipticCurvePrivateKey:
    row = PushKey.objects.first()
    pem = unseal(row.sealed, purpose=SEALED_FOR) if row else ""
    if not pem:
        return _new_key()
    key = load_pem_private_key(pem.encode(), password=None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)  # noqa: S101 (we made it)
    return key


@transaction.atomic
def _new_key() -> ec.EllipticCurvePrivateKey:
    """Devices that knew another one will never ring again: they are forgotten."""
    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    PushKey.objects.all().delete()
    PushDevice.objects.all().delete()
    try:
        with transaction.atomic():
            PushKey.objects.create(sealed=seal(pem, purpose=SEALED_FOR))
    except IntegrityError:  # another process made it in the same moment
        return town_key()
    return key


def public_key() -> str:
    return webpush.b64(webpush.point(town_key()))


@transaction.atomic
def add_device(*, by: Any, endpoint: str, p256dh: str, auth: str) -> PushDevice:
    """A device of theirs, after it has said yes. Raises BadAddress or BadKey for what could not ring.

    A device that somebody else used before is theirs now.
    """
    if not (by.is_local and by.is_active):
        raise MayNot
    if len(endpoint) > LONGEST:
        raise egress.BadAddress("bad-url")
    service = egress.may_connect(endpoint).origin.host
    webpush.read_keys(p256dh, auth)
    town_key()  # made before there is a device that would not know it
    known = PushDevice.objects.filter(digest=digest_of(endpoint)).first()
    if known is None and PushDevice.objects.filter(person=by).count() >= MOST_DEVICES:
        raise TooMany
    device = known or PushDevice()
    device.person, device.service = by, service
    device.keep(endpoint=endpoint, p256dh=p256dh, auth=auth)
    device.save()
    return device


@transaction.atomic
def remove_device(key: int, *, by: Any) -> None:
    PushDevice.objects.filter(person=by, pk=key).delete()


@task
def push_notice(notice_id: int, urgent: bool = False) -> None:
    """Once for each device. In the quiet hours it waits for the morning; beyond what is wished in a week, nothing."""
    notice = Notice.objects.select_related("entry").filter(pk=notice_id, read_at=None, pushed_at=None).first()
    if notice is None:
        return
    now = timezone.now()
    wishes = Wishes.objects.filter(person=notice.person_id).first() or Wishes()
    awake = awake_from(now, wishes.quiet_from, wishes.quiet_until)
    if awake > now and not urgent:
        push_notice.using(run_after=awake).enqueue(notice_id)
        return
    if not urgent and (_rang_just_now(notice) or _is_enough(notice, wishes)):
        return
    devices = list(PushDevice.objects.filter(person=notice.person_id, person__state="active"))
    if devices:
        Notice.objects.filter(pk=notice.pk).update(pushed_at=now)
    for device in devices:
        ring.enqueue(device.pk, notice.pk)


def _rang_just_now(notice: Notice) -> bool:
    """About the same thing, and it has not been read since."""
    same = Notice.objects.filter(
        person=notice.person_id,
        entry__about_type=notice.entry.about_type_id,
        entry__about_id=notice.entry.about_id,
    )
    return same.filter(read_at=None, pushed_at__gt=timezone.now() - AGAIN).exists()


def _is_enough(notice: Notice, wishes: Wishes) -> bool:
    if notice.subject == Subject.DIRECT:
        return False
    week = Notice.objects.filter(person=notice.person_id, pushed_at__gt=timezone.now() - timedelta(days=7))
    return week.exclude(subject=Subject.DIRECT).count() >= wishes.pushes_a_week


@task
def ring(device_id: int, notice_id: int) -> None:
    """Make one device ring; one that its service no longer knows is forgotten. Nothing when it was read meanwhile."""
    if Notice.objects.filter(pk=notice_id, read_at__isnull=False).exists():
        return
    device = PushDevice.objects.filter(pk=device_id).first()
    opened = device.opened() if device else None
    if device is None or opened is None:
        return
    endpoint, p256dh, auth = opened
    with translation.override(settings.LANGUAGE_CODE):
        said = {"sentence": _("Something waits for you."), "address": f"/avis/{notice_id}/"}
    body = webpush.encrypted(json.dumps(said).encode(), p256dh, auth)
    status, wait = _posted(endpoint, body)
    if status in GONE:
        device.delete()
    elif status in LATER:
        raise NotRung(status, wait)
    elif status < 300:
        PushDevice.objects.filter(pk=device.pk).update(rang_at=timezone.now())


def _posted(endpoint: str, body: bytes) -> tuple[int, float]:
    """The status of the answer, and for how many seconds the service asks to be left alone.

    An address that this town does not speak to (any more) is as good as gone.
    """
    try:
        at = egress.may_connect(endpoint)
        origin = f"{at.origin.scheme}://{at.authority}"
        headers = {
            "Authorization": webpush.authorization(
                town_key(), audience=origin, contact=_contact(), now=time.time()
            ),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(LIVES),
            "Urgency": "normal",
        }
        deadline = time.monotonic() + SECONDS
        answer = outgoing.exchange("POST", at, headers, body, max_bytes=1024, deadline=deadline)
        return answer.status, outgoing.asked_to_wait(answer.headers)
    except egress.BadAddress:
        return 410, 0
    except outgoing.CannotFetch as error:
        if error.reason in {"timeout", "unreachable", "dns-timeout", "dns-failure"}:
            raise NotRung(error.reason) from error
        return error.status or 410, 0


def _contact() -> str:
    """Whom a service writes to when this town disturbs it; Apple takes nothing but a real address."""
    return f"mailto:{settings.DEFAULT_FROM_EMAIL.rpartition('<')[2].rstrip('>')}"
