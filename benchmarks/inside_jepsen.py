"""What the small Jepsen needs inside a town: people who write, and at the end what is really there.

python -m benchmarks.inside_jepsen begin < {"helpers": 20, "topics": 2, "pages": 2, "writers": 4}
python -m benchmarks.inside_jepsen found
"""

from __future__ import annotations

import json
import re
import sys
from datetime import timedelta
from typing import Any

from .inside import client_of  # isort: skip  (it sets Django up: models can be imported only after it)

from django.conf import settings
from django.db.models import Count, F, Max
from django.utils import timezone

from commons.base.leases import Work
from commons.communities.actions import open_community
from commons.communities.models import Town
from commons.conversations.actions import start_topic
from commons.conversations.models import Post, Topic
from commons.conversations.verbs import Verb
from commons.journal.models import Entry, Errand
from commons.people.actions import give_role, join
from commons.people.models import Account, Person
from federation.models import Delivery, ReceivedActivity
from mutual_aid.actions import post_listing
from mutual_aid.models import Response
from wiki.actions import create_page, open_theme
from wiki.models import Page, Revision

LISTINGS = 10
USUAL = (("topics", 2), ("pages", 2), ("writers", 4))
MARK = re.compile(r"jepsen-[\w-]+")


def somebody(name: str) -> Person:
    """Here for long enough that no limit for newcomers holds."""
    found = join(
        Account.objects.create_user(f"{name}@example.org"), handle=name, name=name, neighbourhood=None
    )
    Person.objects.filter(pk=found.pk).update(created=timezone.now() - timedelta(days=60))
    return Person.objects.get(pk=found.pk)


def cookie(person: Person) -> str:
    jar = client_of(person.account.email).cookies
    return "; ".join(f"{name}={morsel.value}" for name, morsel in jar.items())


def begin(said: dict[str, int]) -> dict[str, Any]:
    Town.objects.get_or_create()
    asker = somebody("asker")
    give_role(asker, by=None, role="mediator", reason="may ask for more than three things at a time")
    space = open_community(by=None, kind="space", handle="essais", name="Essais")
    theme = open_theme(by=None, handle="essais-wiki", name="Essais", description="")
    how_many, pages, writers = (said.get(*usual) for usual in USUAL)
    topics = [
        start_topic(by=asker, title=f"Sujet {n}", text="Bonjour", community=space) for n in range(how_many)
    ]
    halves = "\n\n".join(
        f"## Partie {n}\n\nDébut.\n\n{'Un paragraphe entre deux.' * 9}" for n in range(writers)
    )
    made = [create_page(theme, by=asker, title=f"Page {n}", text=halves) for n in range(pages)]
    listings = [
        post_listing(
            by=asker, kind="request", title=f"Besoin {n}", body="Une heure.", category="jardinage", neighbourhood=None,
            helpers_needed=99,
        )
        for n in range(LISTINGS)
    ]  # fmt: skip
    return {
        "csrf": settings.CSRF_COOKIE_NAME,
        "writers": [cookie(somebody(f"writer-{n}")) for n in range(writers)],
        "helpers": [cookie(somebody(f"helper-{n}")) for n in range(said["helpers"])],
        "topics": [topic.pk for topic in topics],
        "thing": topics[0].thing,
        "posts": [topic.posts.get().address for topic in topics],
        "pages": [page.get_absolute_url() for page in made],
        "listings": [listing.pk for listing in listings],
    }


def found(said: Any = None) -> dict[str, Any]:
    """`posts`: [topic, number, mark] in their order. `wrong`: what does not add up by itself, in words."""
    posts = Post.objects.order_by("topic", "seq").values_list("topic", "seq", "source")
    heads = [page.text_now.blob.text for page in Page.objects.select_related("current__blob")]
    return {
        "posts": [(topic, seq, mark) for topic, seq, said in posts for mark in MARK.findall(said)],
        "heads": [mark for head in heads for mark in MARK.findall(head)],
        "revisions": [
            mark for kept in Revision.objects.order_by("pk") for mark in MARK.findall(kept.summary)
        ],
        "offers": [mark for row in Response.objects.all() for mark in MARK.findall(row.message)],
        "letters": list(ReceivedActivity.objects.values_list("activity_id", flat=True)),
        "answers": list(Post.objects.exclude(home="").values_list("uri", flat=True)),
        "wrong": [*_wrong_counts(), *_wrong_journal()],
        "waiting": waiting(),
    }


def waiting(said: Any = None) -> dict[str, int]:
    done = Work.State.DONE
    kinds = {"errands": Errand, "letters to read": ReceivedActivity, "letters to send": Delivery}
    return {name: model.objects.exclude(state=done).count() for name, model in kinds.items()}


def _wrong_counts() -> list[str]:
    topics = Topic.objects.annotate(
        real=Count("posts"), last_place=Max("posts__place"), last=Max("posts__seq")
    )
    off = topics.filter(real__gt=0).exclude(post_count=F("last_place"), real=F("last_place"))
    beyond = topics.filter(last__gt=F("last_seq"))
    found = [f"{one} counts {one.post_count} messages, has {one.real}" for one in off]
    found += [f"{one} has a message beyond its last number" for one in beyond]
    twice = Response.objects.values("listing", "helper").annotate(times=Count("pk")).filter(times__gt=1)
    return [*found, *(f"an offer was made {row['times']} times" for row in twice)]


def _wrong_journal() -> list[str]:
    """Each message is told of once."""
    told = dict(
        Entry.objects.filter(verb=Verb.POST_WRITTEN).values_list("about_id").annotate(times=Count("pk"))
    )
    return [
        f"{one} has {one.post_count} messages, and its journal {told.get(one.pk, 0)}"
        for one in Topic.objects.all()
        if told.get(one.pk, 0) != one.post_count
    ]


if __name__ == "__main__":
    asked = sys.stdin.read() if sys.argv[1] == "begin" else ""
    print(json.dumps(globals()[sys.argv[1]](json.loads(asked) if asked else None)))
