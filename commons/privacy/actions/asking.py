"""What somebody asks of the data officer, and what comes of it."""

from django.db import transaction
from django.utils import timezone

from commons.base import register
from commons.base.errors import MayNot, NotHere, WrongMoment
from commons.journal.actions import record
from commons.people import actions as people
from commons.people.models import Person
from commons.privacy.models import LONGER, Objection, Request, months_after
from commons.privacy.permissions import may_answer_request, may_keep_desk
from commons.privacy.verbs import Verb


@transaction.atomic
def ask_officer(person: Person, *, by: Person, kind: str, words: str) -> Request:
    if by != person or not person.is_local:
        raise MayNot
    asked = Request(person=person, kind=Request.Kind(kind))
    asked.words = words
    asked.save()
    record(Verb.REQUEST_SENT, by=by, about=asked, public=False)
    return asked


@transaction.atomic
def note_request(*, by: Person, kind: str, who: str, words: str) -> Request:
    """For somebody without an account, who came or wrote."""
    if not may_keep_desk(by):
        raise MayNot
    asked = Request(kind=Request.Kind(kind))
    asked.who, asked.words = who, words
    asked.save()
    record(Verb.REQUEST_SENT, by=by, about=asked, public=False)
    return asked


@transaction.atomic
def extend_request(asked: Request, *, by: Person, reason: str) -> None:
    """Two months more, once, and before the first has ended; the person is told why."""
    if not may_answer_request(by, asked):
        raise MayNot
    later = months_after(asked.asked_at, LONGER)
    waiting = Request.objects.filter(
        pk=asked.pk, answered_at=None, extended_at=None, due_at__gt=timezone.now()
    )
    if not waiting.update(due_at=later, extended_at=timezone.now(), wait_reason=reason):
        raise WrongMoment
    record(Verb.REQUEST_EXTENDED, by=by, about=asked, public=False)


@transaction.atomic
def answer_request(asked: Request, *, by: Person, answer: str, erase: str = "") -> None:
    """`erase` ("keep" or "erase", for their words) also ends the account of whoever asked to be erased."""
    if not may_answer_request(by, asked):
        raise MayNot
    asked.answer = answer
    now = timezone.now()
    waiting = Request.objects.filter(pk=asked.pk, answered_at=None)
    if not waiting.update(answered_at=now, answered_by=by, sealed_answer=asked.sealed_answer):
        raise WrongMoment
    record(Verb.REQUEST_ANSWERED, by=by, about=asked, public=False)
    if erase and asked.person and asked.kind == Request.Kind.ERASE:
        people.leave_town(asked.person, by=by, erase=erase == "erase")


@transaction.atomic
def object_to(purpose: str, *, by: Person) -> Objection:
    """Article 21. What can stop by itself stops at once; the rest is for the data officer, with its month."""
    found = register.processing(purpose)
    if found is None or not found.may_be_objected:
        raise NotHere
    objection, made = Objection.objects.get_or_create(person=by, processing=purpose)
    if made:
        record(Verb.PURPOSE_OBJECTED, by=by, about=objection, public=False, purpose=purpose)
        if found.stop:
            found.stop(by)
        else:
            ask_officer(by, by=by, kind=Request.Kind.OBJECT, words=str(found.name))
    return objection


@transaction.atomic
def withdraw_objection(purpose: str, *, by: Person) -> None:
    objection = Objection.objects.filter(person=by, processing=purpose).first()
    if objection:
        record(Verb.OBJECTION_ENDED, by=by, about=objection, public=False, purpose=purpose)
        objection.delete()
