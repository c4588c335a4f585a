"""What is read to somebody before a mediator does something in their name. Plain words, short sentences; no database.

A wording is known by the digest of its text: nobody can change the words and keep their name.
"""

import hashlib
from dataclasses import dataclass
from functools import cached_property

from django.db.models import TextChoices
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _


class Purpose(TextChoices):
    POSTING = "posting", _("to write on the board")
    ANSWERING = "answering", _("to answer a notice")
    HANDING_OVER = "handing_over", _("to speak to a service")


class How(TextChoices):
    IN_PERSON = "in_person", _("face to face")
    BY_PHONE = "by_phone", _("by telephone")
    IN_WRITING = "in_writing", _("in writing, on paper")
    NOTED = "noted", _("as it was noted then")


@dataclass(frozen=True)
class Wording:
    """One text in one language, as it is read aloud."""

    purpose: str
    language: str
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n\n".join(self.paragraphs)

    @cached_property
    def code(self) -> str:
        whole = f"{self.purpose}\n{self.language}\n{self.text}"
        return hashlib.sha256(whole.encode()).hexdigest()[:8]


def wording(purpose: str, *, town: str) -> Wording:
    """What is read today, in the language of whoever reads it."""
    words = {
        Purpose.POSTING: _to_post,
        Purpose.ANSWERING: _to_answer,
        Purpose.HANDING_OVER: _to_hand_over,
    }
    paragraphs = (*words[Purpose(purpose)](town), *_always())
    return Wording(str(purpose), (get_language() or "en").split("-")[0], paragraphs)


def _to_post(town: str) -> list[str]:
    return [
        gettext(
            "I am a mediator of the town of %(town)s. I can write a request for you on the mutual-aid board."
        )
        % {"town": town},
        gettext(
            "On the board people will read: what you need, the name of your neighbourhood, the day, and a first name "
            "that you choose. It does not have to be your own."
        ),
        gettext("Your real name, your address and your telephone number are not written on it."),
        gettext(
            "The mediators of the town keep how to reach you, under lock and key. Nobody else can read it. We erase "
            "it three months after your request has ended."
        ),
        gettext("When somebody answers, I tell you. You choose. You may say no, and you need not say why."),
        gettext("It is free. You owe nobody anything."),
    ]


def _to_answer(town: str) -> list[str]:
    return [
        gettext("I am a mediator of the town of %(town)s. I can tell a neighbour that you would help them.")
        % {"town": town},
        gettext("They will read the first name that you choose, and what you tell me to write."),
        gettext(
            "The mediators of the town keep how to reach you, under lock and key. Your neighbour cannot read it. We "
            "erase it a week after it has ended."
        ),
        gettext("If they say yes, I call you to agree on the day."),
    ]


def _to_hand_over(town: str) -> list[str]:
    return [
        gettext("I am a mediator of the town of %(town)s. Another service may be able to help you better.")
        % {"town": town},
        gettext(
            "If you agree, I tell this service what you need and how to reach you. I tell them nothing more."
        ),
        gettext("You may say no. Then we go on looking among your neighbours."),
    ]


def _always() -> list[str]:
    return [
        gettext(
            "You can change your mind at any time. One word to a mediator is enough, and everything stops."
        ),
        gettext("Do you agree?"),
    ]
