"""What the federation figures need done or asked inside a town: one question per call, JSON in and out.

python -m benchmarks.inside_federation senders < [{"uri", "host", "public"}]     → addresses of topics to answer
python -m benchmarks.inside_federation followers < {"ports": [...], "each": 20}
python -m benchmarks.inside_federation say                                       → one update for all followers
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import django

# ruff: noqa: E402  (models can be imported only after this)
django.setup()

from django.utils import timezone

from commons.communities.actions import open_community
from commons.communities.models import Community, Town
from commons.conversations.actions import revise_post, start_topic
from commons.conversations.models import Post
from commons.journal.models import Entry, Errand
from commons.people.actions import join
from commons.people.models import Account, Follow, Person
from federation import own_keys
from federation.models import Delivery, ReceivedActivity, RemoteActor, RemoteKey, Server

TOPICS = 20
ORDINARY = (
    "Le banc près de la fontaine a perdu deux lattes. Je peux fournir le bois, il me manque quelqu'un qui "
    "sache les fixer sans fendre le reste. **Samedi matin** m'irait bien, avant le marché."
)


def begin(said: Any) -> list[str]:
    """A town with a space, somebody in it, and topics; the addresses of their first posts."""
    Town.objects.get_or_create()
    by = join(Account.objects.create_user("a@example.org"), handle="alice", name="Alice", neighbourhood=None)
    space = open_community(by=None, kind="space", handle="place", name="La place")
    own_keys.key_of(space), own_keys.key_of(by)
    topics = [start_topic(by=by, title=f"Sujet {n}", text=ORDINARY, community=space) for n in range(TOPICS)]
    return [topic.posts.get().address for topic in topics]


def _somebody(uri: str, host: str) -> Person:
    return Person(uri=uri, home=host, handle=uri.rsplit("/", 1)[-1], name="Nina")


def senders(said: list[dict[str, str]]) -> int:
    for one in said:
        person = _somebody(one["uri"], one["host"])
        person.save()
        actor = RemoteActor.objects.create(
            uri=one["uri"], type="Person", host=one["host"], person=person, inbox=f"{one['uri']}/inbox",
            fetched_at=timezone.now(),
        )  # fmt: skip
        RemoteKey.objects.create(
            key_id=f"{one['uri']}#main-key", actor=actor, public=one["public"], fetched_at=timezone.now()
        )
    return len(said)


def followers(said: dict[str, Any]) -> int:
    """So many on each host, with an inbox each, or one for all of a host."""
    space = Community.objects.get(handle="place")
    Person.objects.filter(handle__startswith="f-").delete()
    hosts = [f"localhost:{port}" for port in said["ports"]]
    uris = {f"http://{host}/u/f-{number}": host for host in hosts for number in range(said["each"])}
    Person.objects.bulk_create([_somebody(uri, host) for uri, host in uris.items()], batch_size=500)
    people = list(Person.objects.filter(handle__startswith="f-"))
    RemoteActor.objects.bulk_create(
        [
            RemoteActor(
                uri=person.uri, type="Person", host=person.home, person=person, inbox=f"{person.uri}/inbox",
                shared_inbox=f"http://{person.home}/inbox" if said.get("shared") else "",
                fetched_at=timezone.now(),
            )
            for person in people
        ],
        batch_size=500,
    )  # fmt: skip
    state = Follow.State.ACCEPTED
    Follow.objects.bulk_create(
        [Follow(follower=person, community=space, state=state) for person in people], batch_size=500
    )
    return len(people)


def say(said: Any = None) -> int:
    """One activity: an update of a post, which the space announces to its followers."""
    post = Post.objects.filter(topic__title="Sujet 0").order_by("pk")[0]
    assert post.author
    revise_post(post, by=post.author, text=f"{ORDINARY}\n\n{time.time_ns()}")
    return 1


def keep_saying(said: dict[str, float]) -> int:
    """Every so many seconds, until the time is over or somebody ends this process."""
    until, count = time.time() + said["seconds"], 0
    while time.time() < until:
        count += say()
        time.sleep(said["every"])
    return count


def state(said: Any) -> dict[str, int]:
    received, waiting = ReceivedActivity.objects.all(), Delivery.State.READY
    return {
        "received": received.count(),
        "to_read": received.filter(state=waiting).count(),
        "given_up": received.filter(state="dead").count(),
        "answers": Post.objects.exclude(home="").count(),
        "errands": Errand.objects.filter(state=waiting).count(),
        "to_send": Delivery.objects.filter(state=waiting).count(),
        "sent": Delivery.objects.filter(state="done").count(),
    }


def lags(said: dict[str, str]) -> list[float]:
    """Seconds from each act to its arrival at each host, but for the one that hangs; what waits counts until now."""
    at = {f"{entry.address}/announce": entry.at for entry in Entry.objects.order_by("-pk")[:30_000]}
    rows = Delivery.objects.exclude(host=said["hanging"]).filter(kind="Update")
    found = rows.values_list("activity_id", "done_at")
    now = timezone.now()
    return sorted(((done or now) - at[name]).total_seconds() for name, done in found if name in at)


def forget(said: Any) -> int:
    ReceivedActivity.objects.all().delete()
    Delivery.objects.all().delete()
    Server.objects.all().delete()
    return 0


if __name__ == "__main__":
    asked = sys.stdin.read()
    print(json.dumps(globals()[sys.argv[1]](json.loads(asked) if asked.strip() else None)))
