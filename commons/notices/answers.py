"""Answering by mail: which things can be answered, and at which secret address.

A room registers `answer(person, key, text, unique)` for a kind of mark: it is what the button of the page does, with
the permissions of the person.
"""

import base64
import hmac
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from commons.notices.models import AnswerAddress, Notice
from commons.notices.models.answers import digest_of

Answer = Callable[[Any, str, str, UUID], None]
MayAnswer = Callable[[Any, str], bool]

_answers: dict[str, tuple[Answer, MayAnswer]] = {}


def register(kind: str, answer: Answer, may_answer: MayAnswer) -> None:
    if kind in _answers:
        raise ImproperlyConfigured(f"Two ways to answer in {kind}.")
    _answers[kind] = answer, may_answer


def is_answered(kind: str) -> bool:
    return kind in _answers


def answer_in(kind: str) -> Answer:
    return _answers[kind][0]


def address_of_answers(notice: Notice) -> str:
    """Where the mail of this notice is answered; "" when the town has no mailbox for it, or they may not write."""
    if not settings.CALADE_ANSWERS_ADDRESS:
        return ""
    for kind, key in notice.marks:
        if kind in _answers and _answers[kind][1](notice.person, key):
            return _address(notice.person_id, kind, key)
    return ""


def _address(person: int, kind: str, key: str) -> str:
    token = _token(person, kind, key)
    AnswerAddress.objects.update_or_create(
        person_id=person, kind=kind, key=key, defaults={"digest": digest_of(token), "used_at": timezone.now()}
    )
    local, _at, domain = settings.CALADE_ANSWERS_ADDRESS.partition("@")
    return f"{local}+{token}@{domain}"


def _token(person: int, kind: str, key: str) -> str:
    """Lower case and digits alone: mail servers change the case of what stands before the @."""
    secret = hmac.digest(settings.SECRET_KEY.encode(), f"answer {person} {kind} {key}".encode(), "sha256")
    return base64.b32encode(secret[:20]).decode().lower()
