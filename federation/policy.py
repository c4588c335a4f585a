"""Which servers may talk to us: the town's mode, and what was decided of each host."""

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
    return bool(those_who_may_talk({host}))


def those_who_may_talk(hosts: set[str]) -> set[str]:
    """Of many hosts, with one question."""
    if not is_open():
        return set()
    within = {host: _with_parents(host) for host in hosts if host}
    decided: dict[str, str] = {}
    names = sorted({name for names in within.values() for name in names})
    for at in range(0, len(names), 500):
        some = Server.objects.filter(host__in=names[at : at + 500])
        decided.update(some.exclude(standing=Server.Standing.UNKNOWN).values_list("host", "standing"))
    blocked, allowed = Server.Standing.BLOCKED, Server.Standing.ALLOWED
    found = {host: {decided.get(name, "") for name in names} for host, names in within.items()}
    is_for_all = settings.CALADE_FEDERATION == "open"
    return {host for host, says in found.items() if blocked not in says and (is_for_all or allowed in says)}


def _with_parents(host: str) -> list[str]:
    labels = host.split(".")
    return [".".join(labels[n:]) for n in range(len(labels))]


def allow(host: str) -> None:
    """A town that somebody here chose to follow may answer."""
    server, made = Server.objects.get_or_create(host=host, defaults={"standing": Server.Standing.ALLOWED})
    if not made and server.standing == Server.Standing.UNKNOWN:
        Server.objects.filter(pk=server.pk).update(standing=Server.Standing.ALLOWED)
