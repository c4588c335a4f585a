"""Topics among what one follows, mutes, and answers by mail."""

from collections.abc import Iterator
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from commons.base.errors import MayNot, NotHere
from commons.base.numbers import natural
from commons.base.screening import Kind as Kinds
from commons.base.screening import Outcome, Typed, screen
from commons.conversations.actions import hold_post, write_post
from commons.conversations.gating import what_waits
from commons.conversations.models import Topic
from commons.conversations.permissions import may_write_post
from commons.notices import answers
from commons.notices.marks import Kind, Mark, carries, register
from commons.people.models import Person
from commons.people.permissions import is_newcomer


class Named:
    """A topic for its reader: what is said among few is not named, since a list may be read over a shoulder."""

    def __init__(self, topic: Topic) -> None:
        self.topic = topic

    def __str__(self) -> str:
        return str(_("a private thread")) if self.topic.is_confided else self.topic.title

    def get_absolute_url(self) -> str:
        return self.topic.get_absolute_url()


def _find(key: str) -> Named | None:
    topic = Topic.objects.filter(pk=natural(key) or 0).first()
    return Named(topic) if topic else None


def _marks(topic: Topic) -> Iterator[Mark]:
    yield "topic", str(topic.pk)


def _may_answer(person: Person, key: str) -> bool:
    topic = Topic.objects.filter(pk=natural(key) or 0).first()
    return topic is not None and may_write_post(person, topic)


def _answer(person: Person, key: str, text: str, unique: UUID) -> None:
    """What the form of the page does, and asks, when the words come by mail."""
    topic = Topic.objects.select_related("community").filter(pk=natural(key) or 0).first()
    if topic is None:
        raise NotHere
    rule = ""
    if topic.is_confided or is_newcomer(person):
        kind = Kinds.BETWEEN if topic.is_confided else Kinds.TALK
        verdict = screen(
            Typed(topic, "", text, who=f"mail:{person.pk}", by=person, confirmed=False, kind=kind)
        )
        if verdict.outcome == Outcome.ASK or verdict.sentence:
            raise MayNot(verdict.sentence)
        rule = verdict.rule or ("" if topic.is_confided else what_waits(text, person))
    if rule:
        hold_post(by=person, topic=topic, text=text, rule=rule, client_id=unique)
    else:
        write_post(topic, by=person, text=text, client_id=unique)


def register_marks() -> None:
    register(Kind("topic", _find, _("This conversation:")))
    carries("conversations.topic", _marks)
    answers.register("topic", _answer, _may_answer)
