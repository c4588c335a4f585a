"""Which servers may talk to us: the town's mode, and what was decided of each host."""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Q

from commons.base.addresses import is_ours
from commons.base.egress import BadAddress, parse_url, same_origin
from commons.live.remembered import Remembered
from commons.people import homes
from commons.people.models import Follow, QuietHome
from federation.models import Server
from federation.verbs import Verb

Standing = Server.Standing
EXCHANGED_WITH = {Standing.ALLOWED, Standing.LIMITED}


DECIDES = {
    Verb.SERVER_ALLOWED,
    Verb.SERVER_LIMITED,
    Verb.SERVER_SUSPENDED,
    Verb.SERVER_RELEASED,
    Verb.MEDIA_SILENCED,
    Verb.LIST_IMPORTED,
}


def _read() -> dict[str, str]:
    decided = Server.objects.exclude(standing=Standing.UNKNOWN)
    return dict(decided.values_list("host", "standing"))


# Asked of every letter; a list of blocked servers has thousands of lines, and changes once a month.
standings = Remembered(_read, until=DECIDES)


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
    return _may_talk(_standings_over(host))


def who_may_talk(hosts: Iterable[str]) -> set[str]:
    """Those of many hosts that may talk to us."""
    asked = set(hosts) - {""}
    if not asked or not is_open():
        return set()
    decided = standings()
    return {host for host in asked if _may_talk(_over(host, decided))}


def is_suspended(host: str) -> bool:
    """Not even asked who its people are."""
    return Standing.BLOCKED in _standings_over(host)


def must_wait(host: str) -> bool:
    """Is this a first contact that a moderator wants to see? Whom somebody here follows has been met already."""
    if settings.CALADE_FIRST_CONTACT != "review" or settings.CALADE_FEDERATION != "open":
        return False
    if _standings_over(host) & EXCHANGED_WITH:
        return False
    asked = Follow.objects.filter(follower__home="").filter(Q(person__home=host) | Q(community__home=host))
    return not asked.exists()


def neighbours_among(hosts: Iterable[str]) -> set[str]:
    """Those that the town chose: it follows them, or an administrator allowed them. In every mode."""
    decided = standings()
    return {host for host in hosts if decided.get(host) == Standing.ALLOWED}


def allow(host: str) -> None:
    """A town that somebody here chose to follow may answer."""
    server, made = Server.objects.get_or_create(host=host, defaults={"standing": Standing.ALLOWED})
    if not made and server.standing == Standing.UNKNOWN:
        Server.objects.filter(pk=server.pk).update(standing=Standing.ALLOWED)
    standings.forget_now_and_on_commit()


def quiet_of(host: str) -> tuple[str, bool]:
    """(how quiet its people are kept here, whether their attachments are hidden): the strictest over its parents."""
    rows = Server.objects.filter(host__in=with_parents(host)).values_list("standing", "hides_media")
    decided, media = {row[0] for row in rows}, any(row[1] for row in rows)
    if Standing.BLOCKED in decided:
        return QuietHome.Level.HIDDEN, media
    return (QuietHome.Level.LIMITED if Standing.LIMITED in decided else ""), media


def keep_quiet(homes_known: Iterable[str]) -> None:
    """Tell the ground what was decided of these hosts."""
    for home in homes_known:
        level, media = quiet_of(home)
        homes.decide([home], level=level, hides_media=media)


def with_parents(host: str) -> list[str]:
    """`a.example.org` → itself, `example.org`, `org`; a port counts as part of the last label."""
    labels = host.split(".")
    return [".".join(labels[n:]) for n in range(len(labels))]


def _standings_over(host: str) -> set[str]:
    return _over(host, standings())


def _over(host: str, decided: dict[str, str]) -> set[str]:
    return {decided[name] for name in with_parents(host) if name in decided}


def _may_talk(standings: set[str]) -> bool:
    if Standing.BLOCKED in standings:
        return False
    return settings.CALADE_FEDERATION == "open" or bool(standings & EXCHANGED_WITH)
