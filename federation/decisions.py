"""What is decided of other servers, and what that does; letters of servers that nobody has met yet."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from commons.base.egress import clean_host
from commons.base.errors import Conflict, MayNot
from commons.base.numbers import natural
from commons.communities.models import Community
from commons.journal.actions import record
from commons.people import actions as people
from commons.people.models import Follow, Person, QuietHome
from federation import block_lists, policy
from federation.models import HeldLetter, RemoteActor, Server
from federation.permissions import may_decide
from federation.shelf import Letter, write_down
from federation.verbs import Verb

Standing = Server.Standing
VERBS = {
    Standing.ALLOWED: Verb.SERVER_ALLOWED,
    Standing.LIMITED: Verb.SERVER_LIMITED,
    Standing.BLOCKED: Verb.SERVER_SUSPENDED,
    Standing.UNKNOWN: Verb.SERVER_RELEASED,
}
STRICTNESS = {Standing.UNKNOWN: 0, Standing.ALLOWED: 0, Standing.LIMITED: 1, Standing.BLOCKED: 2}
MOST_SHOWN = 500


@dataclass(frozen=True)
class Change:
    """What a list would do to one server: `before` and `after` are standings."""

    line: block_lists.Line
    before: str
    after: str
    hides_media: bool


@dataclass(frozen=True)
class Plan:
    """`kept` are servers that this town allows or that are kept as quiet already."""

    changes: list[Change]
    kept: list[block_lists.Line]
    unread: list[int]
    mark: str


def host_meant(text: str) -> str:
    """A host as moderators type it: bare, or within an address. Raises BadAddress."""
    typed = text.strip().lower()
    typed = typed.partition("://")[2] or typed
    name, _, port = typed.partition("/")[0].rpartition("@")[2].partition(":")
    number = natural(port, most=65_535)
    return clean_host(name) + (f":{number}" if number is not None else "")


@transaction.atomic
def decide_of_server(
    host: str, *, by: Person, standing: str, reason: str, note: str = "", hides_media: bool = False
) -> Server:
    """One decision, with its effects and one entry. `host` is a host, `reason` is public. Raises BadAddress."""
    if not may_decide(by):
        raise MayNot
    host = host_meant(host)
    before = Server.objects.filter(host=host).first()
    server = _write_down(host, Standing(standing), hides_media, reason, note)
    _take_effect([host])
    record(_verb(before, server), by=by, about=server)
    return server


def _verb(before: Server | None, now: Server) -> Verb:
    """Silencing attachments is the news when nothing else changes."""
    stays = before is not None and before.standing == now.standing
    if now.hides_media and (stays or now.standing == Standing.UNKNOWN):
        return Verb.MEDIA_SILENCED
    return VERBS[Standing(now.standing)]


def _write_down(host: str, standing: str, hides_media: bool, reason: str, note: str = "") -> Server:
    values: dict[str, Any] = {"standing": standing, "hides_media": hides_media, "reason": reason[:300]}
    values |= {"note": note[:5000], "decided_at": timezone.now()}
    server, _made = Server.objects.update_or_create(host=host, defaults=values)
    return server


def _take_effect(hosts: Iterable[str]) -> None:
    """On what is here already: how quiet it is kept, follows that end, letters that waited for this."""
    policy.standings.forget_now_and_on_commit()
    decided = set(hosts)
    homes = [home for home in _homes_known() if _is_under(home, decided)]
    policy.keep_quiet(homes)
    heard = policy.who_may_talk(homes)
    for home in homes:
        if home not in heard:
            people.end_follows_with(home)
    for host in HeldLetter.objects.order_by().values_list("host", flat=True).distinct():
        if _is_under(host, decided):
            _settle_letters(host)


def _homes_known() -> set[str]:
    known: set[str] = set()
    for model in (Person, Community, QuietHome):
        known |= set(model.objects.exclude(home="").order_by().values_list("home", flat=True).distinct())
    return known


def _is_under(host: str, decided: set[str]) -> bool:
    return not decided.isdisjoint(policy.with_parents(host))


def _settle_letters(host: str) -> None:
    """Held letters go the ordinary way in, in their order; those of a suspended server are thrown away."""
    waiting = HeldLetter.objects.filter(host=host).order_by("pk")
    if policy.may_talk(host) and policy.must_wait(host):
        return  # decided of its attachments alone
    if policy.may_talk(host):
        write_down(Letter(held.activity_id, held.actor, held.host, held.body) for held in waiting)
    waiting.delete()


def plan_of(text: str) -> Plan:
    """What taking over a list would change: never what is looser than today, nor a server that is allowed here.

    Raises BadList.
    """
    found = block_lists.read(text)
    known = {server.host: server for server in Server.objects.all()}
    changes, kept = [], []
    for line in found.lines:
        server = known.get(line.host)
        before = Standing(server.standing) if server else Standing.UNKNOWN
        after = Standing(line.standing) if line.standing else before
        stricter = STRICTNESS[after] > STRICTNESS[before]
        silences = line.hides_media and not (server and server.hides_media)
        if before == Standing.ALLOWED or not (stricter or silences):
            kept.append(line)
        else:
            media = line.hides_media or bool(server and server.hides_media)
            changes.append(Change(line, before, after if stricter else before, media))
    said = repr([(change.line, change.before, change.after) for change in changes])
    return Plan(changes, kept, found.unread, hashlib.sha256(said.encode()).hexdigest())


@transaction.atomic
def take_over_list(text: str, *, by: Person, mark: str) -> int:
    """Do what `plan_of` showed, whose `mark` this is; one entry for the whole list. Returns how many changed."""
    if not may_decide(by):
        raise MayNot
    plan = plan_of(text)
    if plan.mark != mark:
        raise Conflict
    if not plan.changes:
        return 0
    _write_down_all(plan.changes)
    _take_effect(change.line.host for change in plan.changes)
    first = Server.objects.get(host=plan.changes[0].line.host)
    record(Verb.LIST_IMPORTED, by=by, about=first, servers=len(plan.changes))
    return len(plan.changes)


def _write_down_all(changes: list[Change]) -> None:
    """Thousands at once; the notes of moderators stay."""
    now = timezone.now()
    servers = [
        Server(
            host=change.line.host,
            standing=change.after,
            hides_media=change.hides_media,
            reason=change.line.reason,
            decided_at=now,
        )
        for change in changes
    ]
    changed = ["standing", "hides_media", "reason", "decided_at"]
    Server.objects.bulk_create(
        servers, update_conflicts=True, unique_fields=["host"], update_fields=changed, batch_size=500
    )


def list_of_decisions() -> str:
    """Limited, suspended and media-silenced servers, as other towns can take them over."""
    return block_lists.write(
        block_lists.Line(server.host, server.standing, server.hides_media, server.reason)
        for server in _restricted()
    )


def _restricted() -> QuerySet[Server]:
    quiet = Q(standing__in=[Standing.LIMITED, Standing.BLOCKED]) | Q(hides_media=True)
    return Server.objects.filter(quiet).order_by("host")


def shown_to_all(person: Person | None, about: Any) -> dict[str, Any] | None:
    """The public list of servers that are kept away or quiet, with reasons; for moderators also what waits."""
    decides = may_decide(person)
    servers = list(_restricted()[:MOST_SHOWN])
    waiting = HeldLetter.objects.values("host").distinct().count() if decides else 0
    return {"servers": servers, "decides": decides, "waiting": waiting} if servers or decides else None


def servers_waiting() -> list[dict[str, Any]]:
    """Hosts whose letters are held: how many letters and people, and since when."""
    found = HeldLetter.objects.order_by().values("host")
    counted = found.annotate(
        letters=Count("pk"), people=Count("actor", distinct=True), since=Min("received_at")
    )
    return [dict(row) for row in counted.order_by("since")[:100]]


def servers_decided() -> QuerySet[Server]:
    return Server.objects.exclude(decided_at=None).order_by("host")[:MOST_SHOWN]


def waiting_follows(person: Person) -> QuerySet[Follow]:
    """Follows from limited servers that this person answers: of themselves, and of communities for moderators."""
    asked = Follow.objects.filter(state=Follow.State.REQUESTED).exclude(follower__home="")
    mine = Q(person=person)
    if may_decide(person):
        mine |= Q(community__home="", community__isnull=False)
    return asked.filter(mine).select_related("follower", "person", "community").order_by("pk")


@transaction.atomic
def answer_follow(follow: Follow, *, by: Person, accept: bool) -> None:
    if not waiting_follows(by).filter(pk=follow.pk).exists():
        raise MayNot
    (people.accept_follow if accept else people.refuse_follow)(follow, by=by)


def remember_last_inbox(remote: RemoteActor) -> None:
    """Before the last trace of somebody goes: their server may hold copies of what people here wrote."""
    Server.objects.update_or_create(host=remote.host, defaults={"last_inbox": remote.best_inbox})
