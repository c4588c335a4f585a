"""A topic to listen to and people to write in it: run with the environment of a town."""

from __future__ import annotations

import json

import django

# ruff: noqa: E402  (models can be imported only after this)
django.setup()

from django.conf import settings

from commons.communities.models import Community
from commons.conversations.actions import start_topic
from commons.people.models import Account

from .inside import client_of

WRITERS = ("lea", "nadia", "odile", "karim", "yanis")


def main() -> None:
    people = [Account.objects.get(email=f"{name}@example.org") for name in WRITERS]
    space = Community.objects.filter(kind=Community.Kind.SPACE).first()
    assert people[0].person
    topic = start_topic(by=people[0].person, title="Le banc de la place", text="Qui ?", community=space)
    cookies = [
        "; ".join(f"{name}={morsel.value}" for name, morsel in client_of(one.email).cookies.items())
        for one in people
    ]
    print(
        json.dumps(
            {
                "path": f"/discussions/{topic.pk}/",
                "thing": topic.thing,
                "cookies": cookies,
                "csrf": settings.CSRF_COOKIE_NAME,
                "origin": settings.CALADE_ORIGIN,
            }
        )
    )


if __name__ == "__main__":
    main()
