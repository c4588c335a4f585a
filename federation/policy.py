"""Which servers may talk to us: the town's mode, and what was decided of each host."""

from urllib.parse import urlsplit

from django.conf import settings

from federation.models import Server


def host_of(address: str) -> str:
    """Host with port of an address, as written in `home` and `Server.host`."""
    return urlsplit(address).netloc.lower()


def may_talk(host: str) -> bool:
    """Compared whole, label for label with its parents: blocking `example.org` blocks what stands under it."""
    if settings.CALADE_FEDERATION == "closed" or not host:
        return False
    labels = host.split(".")
    parents = [".".join(labels[n:]) for n in range(len(labels))]
    standings = set(Server.objects.filter(host__in=parents).values_list("standing", flat=True))
    if Server.Standing.BLOCKED in standings:
        return False
    return settings.CALADE_FEDERATION == "open" or Server.Standing.ALLOWED in standings


def allow(host: str) -> None:
    """A town that somebody here chose to follow may answer."""
    server, made = Server.objects.get_or_create(host=host, defaults={"standing": Server.Standing.ALLOWED})
    if not made and server.standing == Server.Standing.UNKNOWN:
        Server.objects.filter(pk=server.pk).update(standing=Server.Standing.ALLOWED)
