"""What a conversation costs when it is long, beside one that is short: run with the environment of a town.

python -m benchmarks.inside_talk lea@example.org 100000 → {"page.forgotten_cpu_ms": …} as JSON
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from itertools import count

from .inside import ORDINARY, client_of  # isort: skip  (it sets Django up: models can be imported only after it)

from django.db import connection
from django.test import Client
from django.utils import timezone

from commons.communities.models import Community
from commons.conversations.actions import start_topic, write_post
from commons.conversations.models import Post, Reaction, ReadMark, Topic
from commons.conversations.rendering import post_html
from commons.live.remembered import forget
from commons.people.models import Person
from wiki.models import Theme

AT_ONCE = 2_000  # rows
TIMES = 15
POSTS = 20  # of a page
VERBS = ("conversations.post_written", "conversations.post_reacted")


def long_topic(by: Person, space: Community, posts: int) -> Topic:
    """Messages of ordinary length, each in other words, a minute apart; one in five answers, one in three is liked."""
    topic = start_topic(by=by, title="Le banc de la place", text=ORDINARY, community=space)
    speakers = list(Person.objects.local().active()[:12])
    begin, html = timezone.now() - timedelta(minutes=posts), post_html(ORDINARY)
    for first in range(2, posts + 1, AT_ONCE):
        rows = [
            Post(
                topic=topic,
                author=speakers[place % len(speakers)],
                seq=place,
                place=place,
                source=f"{ORDINARY} {place}",
                html=f"{html}<p>{place}</p>",
                created=begin + timedelta(minutes=place),
            )
            for place in range(first, min(first + AT_ONCE, posts + 1))
        ]
        made = Post.objects.bulk_create(rows)
        for row in made[5::5]:
            row.reply_to = made[row.place - first - 4]
        Post.objects.bulk_update(made[5::5], ["reply_to"], batch_size=500)
        Reaction.objects.bulk_create(Reaction(post=row, person=by, emoji="👍") for row in made[::3])
    Topic.objects.filter(pk=topic.pk).update(last_seq=posts, post_count=posts, last_post_at=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    topic.refresh_from_db()
    return topic


def cheapest(do: Callable[[], object], *, before: Callable[[], object]) -> float:
    """Milliseconds of processor time of the cheapest of several runs; `before` each, uncounted."""
    spent = []
    for _ in range(TIMES):
        before()
        begun = time.process_time()
        do()
        spent.append(time.process_time() - begun)
    return 1000 * min(spent)


def seen(client: Client, path: str) -> None:
    response = client.get(path)
    if response.status_code != 200:
        raise SystemExit(f"{path}: {response.status_code}")


def opened(client: Client, path: str) -> float:
    """Nothing of any conversation is remembered, as just after somebody wrote."""
    seen(client, path)
    return cheapest(partial(seen, client, path), before=lambda: [forget(verb) for verb in VERBS])


def written(topic: Topic, by: Person, words: Iterator[int]) -> float:
    return cheapest(lambda: write_post(topic, by=by, text=f"{ORDINARY} {next(words)}"), before=lambda: None)


def main(email: str, posts: str) -> None:
    by = Person.objects.get(account__email=email)
    space = Community.objects.filter(kind=Community.Kind.SPACE).first() or Theme.objects.get().community
    short, long = long_topic(by, space, POSTS), long_topic(by, space, int(posts))
    day = timezone.localdate(timezone.now() - timedelta(minutes=int(posts) // 2))
    visitor, member, here = client_of(""), client_of(email), long.get_absolute_url()
    middle = int(posts) // 2
    found = {"page.forgotten_cpu_ms": opened(visitor, short.get_absolute_url())}
    found |= {
        f"long.{name}_ms": opened(visitor, here + query)
        for name, query in {
            "first": "",
            "middle": f"?page={middle // POSTS}",
            "last": f"?page={int(posts) // POSTS}",
            "message": f"?m={middle + 7}",
            "day": f"?day={day.isoformat()}",
        }.items()
    }
    ReadMark.objects.update_or_create(person=by, topic=long, defaults={"last_seq": middle})
    found["long.new_ms"] = opened(member, f"{here}?after={middle}")
    begun, numbers = start_topic(by=by, title="Vide", text=ORDINARY, community=space), count()
    for topic in (begun, long):
        written(topic, by, numbers)
    found |= {"post.empty_ms": written(begun, by, numbers), "post.long_ms": written(long, by, numbers)}
    found["post.slower"] = found["post.long_ms"] / found["post.empty_ms"]
    print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
