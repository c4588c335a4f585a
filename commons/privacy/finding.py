"""Who is meant by a name or an address in a file from elsewhere. Who is not known here yet, the roof may look up."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.models import Q

from commons.base.addresses import thing_at
from commons.communities.models import Community
from commons.people.models import Person

Thing = Person | Community

_look_ups: list[Callable[[str], Thing | None]] = []


def register(look_up: Callable[[str], Thing | None]) -> None:
    """`look_up("lea@ville.fr")` may use the network; None when there is nobody."""
    if look_up not in _look_ups:
        _look_ups.append(look_up)


def known(name: str) -> Thing | None:
    """`lea@ville.fr`, or `lea` alone for somebody from here, as this town knows them now."""
    handle, _at, host = name.partition("@")
    host = host.lower()
    home = "" if host in ("", settings.CALADE_HANDLE_DOMAIN, settings.CALADE_HOST) else host
    if not handle:
        return None
    people = Person.objects.active().filter(kind=Person.Kind.PERSON) if not home else Person.objects.active()
    bears = Q(handle__iexact=handle, home=home) | (Q(webfinger__iexact=name) if home else Q(pk=None))
    return people.filter(bears).first() or Community.objects.filter(handle__iexact=handle, home=home).first()


def looked_up(name: str) -> Thing | None:
    for look_up in _look_ups:
        if found := look_up(name):
            return found
    return None


def thing(address: str) -> Any:
    return thing_at(address)
