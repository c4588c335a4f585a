"""Which servers may talk to us: the town's mode, and what was decided of each host."""

from collections.abc import Iterable

from django.conf import settings

from commons.base.addresses import is_ours
from federation.egress import BadAddress, parse_url, same_origin
from federation.models import Server


def host_of(address: str) -> str:
    """Host of an address, with its port when that is not the usual one, as in `home` and `Server.host`.

    In one spelling: `https://EVIL.example:443/` is `evil.example`, or a block of it would be walked around.
    Empty for what is no address.
    """
    try:
        return parse_url(address).authority
    except BadAddress:
        return ""


def lives_here(address: str) -> bool:
    """Is it ours, however it is spelled?"""
    return is_ours(address) or same_origin(address, settings.CALADE_ORIGIN)


def is_open() -> bool:
    """Does this town speak with others at all?"""
    return bool(settings.CALADE_FEDERATION != "closed")


def may_talk(host: str) -> bool:
    """Compared whole, label for label with its parents: blocking `example.org` blocks what stands under it."""
    if not host or not is_open():
        return False
    labels = host.split(".")
    parents = [".".join(labels[n:]) for n in range(len(labels))]
    standings = set(Server.objects.filter(host__in=parents).values_list("standing", flat=True))
    if Server.Standing.BLOCKED in standings:
        return False
    return settings.CALADE_FEDERATION == "open" or Server.Standing.ALLOWED in standings


def neighbours_among(hosts: Iterable[str]) -> set[str]:
    """Those that the town chose: it follows them, or an administrator allowed them. In every mode."""
    chosen = Server.objects.filter(host__in=list(hosts), standing=Server.Standing.ALLOWED)
    return set(chosen.values_list("host", flat=True))


def allow(host: str) -> None:
    """A town that somebody here chose to follow may answer."""
    server, made = Server.objects.get_or_create(host=host, defaults={"standing": Server.Standing.ALLOWED})
    if not made and server.standing == Server.Standing.UNKNOWN:
        Server.objects.filter(pk=server.pk).update(standing=Server.Standing.ALLOWED)
