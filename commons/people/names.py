"""One name, one actor: others look people and communities up alike, as `@name@town`.

People stand below communities and cannot ask them; whoever else gives out names registers here.
"""

from collections.abc import Callable

from django.db.models import Q

from commons.people.models import Person

_others: list[Callable[[str], bool]] = []


def register(has: Callable[[str], bool]) -> None:
    """`has(handle)` says whether something else of this town bears that name."""
    if has not in _others:
        _others.append(has)


def is_borne_by_another_kind(handle: str) -> bool:
    return any(has(handle) for has in _others)


def is_borne_by_a_person(handle: str) -> bool:
    """Whoever left their data untouched for a while finds their name again."""
    bears = Q(handle__iexact=handle) | Q(kept_handle__iexact=handle)
    return Person.objects.local().filter(bears).exists()
