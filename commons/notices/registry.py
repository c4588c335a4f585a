"""Rooms say, for each verb, who is told and what about; the worker writes the notices."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise

from commons.notices.subjects import Subject

if TYPE_CHECKING:
    from commons.journal.models import Entry

    Teller = Callable[[Entry], Iterable["Telling"]]
    ManyTeller = Callable[[Sequence[Entry]], Iterable[tuple[Entry, "Telling"]]]


@dataclass(frozen=True)
class Telling:
    """`person` is told, with a link and the thing's title; `title` is empty when the thing is not for all eyes.

    Tellings of one `bundle` (60 characters) are one notice until it is read, which leads where the last one does.
    By e-mail they come as the person wished for that subject; what concerns them directly and is not `by_mail`
    stands among the notices alone.
    """

    person: Any
    href: str
    title: str = ""
    by_mail: bool = False
    bundle: str = ""
    subject: Subject = Subject.DIRECT


# Asked of everybody who would be told: may this person be told of this entry?
_doubts: "list[Callable[[Any, Entry], bool]]" = []
_tellers: "dict[str, ManyTeller]" = {}


def tells(verb: str) -> "Callable[[Teller], Teller]":
    """`@tells(Verb.HELP_OFFERED)` on a function that yields a Telling per person. Recipients are asked at send time."""

    def keep(teller: "Teller") -> "Teller":
        def tell_all(entries: "Sequence[Entry]") -> "Iterable[tuple[Entry, Telling]]":
            return ((entry, telling) for entry in entries for telling in teller(entry))

        tells_of_many(verb)(tell_all)
        return teller

    return keep


def tells_of_many(verb: str) -> "Callable[[ManyTeller], ManyTeller]":
    """On a function that reads what many entries need at once, and yields (entry, Telling) in their order."""

    def keep(teller: "ManyTeller") -> "ManyTeller":
        if str(verb) in _tellers:
            raise ImproperlyConfigured(f"Two apps tell people of {verb}.")
        _tellers[str(verb)] = teller
        return teller

    return keep


def teller_of(verb: str) -> "ManyTeller | None":
    return _tellers.get(verb)


@dataclass(frozen=True)
class Button:
    """A line of the mail that needs no login. It is made when the mail is, and kept nowhere."""

    words: str
    href: str


@dataclass(frozen=True)
class Why:
    """Why somebody is told, in words, and the address at which they end it with one press, without a login."""

    words: str
    end: str


_whys: "dict[str, Callable[[Any], Why | None]]" = {}


def explains(verb: str, why: "Callable[[Any], Why | None]") -> None:
    """`why(notice)` is asked when a notice of that verb is read: it is true then, and kept nowhere."""
    if str(verb) in _whys:
        raise ImproperlyConfigured(f"Two reasons for the notices of {verb}.")
    _whys[str(verb)] = why


def why_told(notice: Any) -> Why | None:
    explained = _whys.get(notice.kind)
    return explained(notice) if explained else None


@dataclass(frozen=True)
class OwnWishes:
    """Of what is told to everybody and chosen on a page of its own: why (a sentence), that page, and for a notice the
    address at which its mails are ended without a login.
    """

    words: "str | Promise"
    page: Callable[[], str]
    stop: Callable[[Any], str]


_own_wishes: dict[str, OwnWishes] = {}


def has_own_wishes(verb: str, wishes: OwnWishes) -> None:
    if str(verb) in _own_wishes:
        raise ImproperlyConfigured(f"Two pages of wishes for {verb}.")
    _own_wishes[str(verb)] = wishes


def own_wishes_of(notice: Any) -> OwnWishes | None:
    return _own_wishes.get(notice.kind)


_buttons: "dict[str, Callable[[Entry, Any], Button | None]]" = {}


def offers(verb: str, button: "Callable[[Entry, Any], Button | None]") -> None:
    """`button(entry, person)` is asked for each mail about that verb."""
    if str(verb) in _buttons:
        raise ImproperlyConfigured(f"Two buttons for the mail about {verb}.")
    _buttons[str(verb)] = button


def button_for(entry: "Entry", person: Any) -> "Button | None":
    offered = _buttons.get(entry.verb)
    return offered(entry, person) if offered else None


def ask_before_telling(may_be_told: "Callable[[Any, Entry], bool]") -> None:
    """`may_be_told(person, entry)` is asked before each notice; one no is enough."""
    if may_be_told not in _doubts:
        _doubts.append(may_be_told)


def may_be_told(person: Any, entry: "Entry") -> bool:
    return all(asked(person, entry) for asked in _doubts)
