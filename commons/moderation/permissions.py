"""Who may flag, and who settles."""

from commons.moderation.models import Flag
from commons.people.models import Person
from commons.people.permissions import is_member, is_moderator


def may_flag(person: Person | None) -> bool:
    return is_member(person)


def may_keep_list(person: Person | None) -> bool:
    """Read and change what the gate looks for, and see what it did."""
    return is_moderator(person)


def may_forward_flag(person: Person | None, flag: Flag) -> bool:
    """Once, about somebody who lives elsewhere, by a moderator whom it does not concern."""
    return bool(flag.home_of_author) and not flag.forwarded and may_settle_flag(person, flag)


def may_settle_flag(person: Person | None, flag: Flag) -> bool:
    """Nobody settles what they flagged, or what is flagged about themselves."""
    if not is_moderator(person) or flag.by == person:
        return False
    return flag.author != person
