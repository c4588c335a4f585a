"""What may be done under a mandate: rooms register it when they load. What is in no scope is refused.

A scope names doors (addresses by their names). Under a mandate somebody is the other person at the doors of its
scopes, a visitor who only looks at every other page, and nobody where something is sent.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise

from commons.journal import verbs

Words = str | Promise

# Stays in a person's own hands, whatever a room registers: beginnings of the names of doors, and of verbs.
NEVER_DOORS = (
    "account_",
    "mfa_",
    "accounts:",
    "mandates:",
    "privacy:",
    "moderation:",
    "conversations:",
    "federation:",
    "people:welcome",
    "people:leave",
    "people:block",
    "people:give_role",
    "people:take_role",
)
NEVER_VERBS = (
    "accounts.",
    "mandates.",
    "privacy.",
    "moderation.thing_flagged",
    "moderation.appeal_",
    "moderation.jur",
    "federation.",
    "people.second_step",
    "people.person_left",
    "people.person_moved",
    "people.person_frozen",
    "people.person_blocked",
    "people.role_",
    "conversations.poll_answered",
    "conversations.post_",
    "conversations.circle_",
    "conversations.thread_left",
)
# These are oneself's, at any moment: the way out, the switches of the browser.
OWN_DOORS = frozenset({"mandates:stop", "account_logout", "set_language", "set_theme"})
# These too, to look at only.
OWN_PAGES = frozenset({"mandates:mandate", "mandates:paper"})


@dataclass(frozen=True)
class Scope:
    """`doors` are open in the person's name; looking at those of `private` is written down, an hour at a time.

    `brings` are verbs that would be refused by themselves and that come with what is done at these doors: a wish to
    borrow begins its thread.
    """

    key: str
    name: Words
    doors: frozenset[str]
    private: frozenset[str] = frozenset()
    brings: frozenset[str] = frozenset()

    @property
    def room(self) -> str:
        return self.key.partition(".")[0]


_scopes: dict[str, Scope] = {}


def register(*scopes: Scope) -> None:
    """Raises for a door that never opens under a mandate."""
    for scope in scopes:
        if scope.key in _scopes:
            raise ImproperlyConfigured(f"Two scopes are named {scope.key}.")
        if wrong := sorted(door for door in scope.doors if is_never(door)):
            raise ImproperlyConfigured(f"{scope.key} names doors that never open under a mandate: {wrong}")
        _scopes[scope.key] = scope


def scopes() -> list[Scope]:
    return list(_scopes.values())


def named(keys: Iterable[str]) -> list[Scope]:
    """Of a mandate; what a room no longer registers is left out."""
    wanted = set(keys)
    return [scope for scope in _scopes.values() if scope.key in wanted]


def is_never(door: str) -> bool:
    return door.startswith(NEVER_DOORS)


def opens(keys: Iterable[str], door: str) -> bool:
    return any(door in scope.doors for scope in named(keys))


def is_private(keys: Iterable[str], door: str) -> bool:
    return any(door in scope.private for scope in named(keys))


def is_refused(keys: Iterable[str], verb: str) -> bool:
    """The second wall, behind the doors."""
    return verb.startswith(NEVER_VERBS) and not any(verb in scope.brings for scope in named(keys))


def by_room() -> list[tuple[str, list[Scope]]]:
    """(name of the room, its scopes), in the order in which they were registered."""
    found: dict[str, list[Scope]] = {}
    for scope in _scopes.values():
        found.setdefault(str(verbs.ROOM_NAMES.get(scope.room, scope.room)), []).append(scope)
    return list(found.items())
