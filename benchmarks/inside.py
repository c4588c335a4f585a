"""Questions that can only be answered inside a town: run with the environment of that town.

python -m benchmarks.inside cookie lea@example.org        → the Cookie header of a session of hers
python -m benchmarks.inside queries [email] < paths.json  → {"/wiki/": 5, ...} as JSON
python -m benchmarks.inside page lea@example.org Title < text → the address of a new page
"""

from __future__ import annotations

import json
import sys

import django

# ruff: noqa: E402  (models can be imported only after this)
django.setup()

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection, reset_queries
from django.test import Client

from commons.communities.models import Community
from commons.conversations.actions import start_topic, write_post
from commons.live.remembered import forget
from wiki.actions import create_page
from wiki.models import Theme

ORDINARY = (
    "Le banc près de la fontaine a perdu deux lattes. Je peux fournir le bois, il me manque quelqu'un qui "
    "sache les fixer sans fendre le reste. **Samedi matin** m'irait bien, avant le marché."
)


def client_of(email: str) -> Client:
    client = Client(HTTP_HOST=settings.CALADE_HOST, HTTP_ACCEPT_LANGUAGE="fr")
    if email:
        client.force_login(get_user_model()._default_manager.get(email=email))
    return client


def queries(path: str, client: Client, after: str = "") -> int:
    """How many queries a page needs when something has just happened in the town; the page store is not asked.

    `after`: what has happened, by its verb; without it, nobody knows what, and nothing is remembered.
    """
    client.get(path)
    forget(after)
    connection.force_debug_cursor = True
    reset_queries()
    response = client.get(path)
    if response.status_code != 200:
        raise SystemExit(f"{path}: {response.status_code}")
    return len(connection.queries)


def discussion(email: str, posts: int) -> str:
    """A discussion of that many posts of ordinary length, through the actions that people use."""
    by = get_user_model()._default_manager.get(email=email).person
    space = Community.objects.filter(kind=Community.Kind.SPACE).first()
    topic = start_topic(by=by, title="Le banc de la place", text=ORDINARY, community=space)
    for _ in range(posts - 1):
        write_post(topic, by=by, text=ORDINARY)
    return topic.get_absolute_url()


def new_page(email: str, title: str, text: str) -> str:
    by = get_user_model()._default_manager.get(email=email).person
    return create_page(
        Theme.objects.called("compost").get(), by=by, title=title, text=text
    ).get_absolute_url()


def main(question: str, email: str = "", more: str = "20") -> None:
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    request_started.disconnect(reset_queries)
    client = client_of(email)
    if question == "discussion":
        print(discussion(email, int(more)))
    elif question == "page":
        print(new_page(email, more, sys.stdin.read()))
    elif question == "cookie":
        print("; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items()))
    else:
        print(json.dumps({path: queries(path, client) for path in json.load(sys.stdin)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
