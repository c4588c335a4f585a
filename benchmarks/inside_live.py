"""A topic to listen to and people to write in it: run with the environment of a town. `assembly`: one goes on there."""

from __future__ import annotations

import json
import sys
from datetime import timedelta

import django

# ruff: noqa: E402  (models can be imported only after this)
django.setup()

from django.conf import settings
from django.utils import timezone

from commons.communities.models import Community
from commons.conversations.actions import call_assembly, give_role, open_assembly, start_topic
from commons.conversations.models import Topic
from commons.people.models import Account, Person

from .inside import client_of

WRITERS = ("lea", "nadia", "odile", "karim", "yanis")


def main() -> None:
    people = [Account.objects.get(email=f"{name}@example.org") for name in WRITERS]
    space = Community.objects.filter(kind=Community.Kind.SPACE).first()
    assert people[0].person
    topic = start_topic(by=people[0].person, title="Le banc de la place", text="Qui ?", community=space)
    if "assembly" in sys.argv:
        hold_assembly(topic, people[0].person)
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


def hold_assembly(topic: Topic, host: Person) -> None:
    """With an agenda, and the host types what is said."""
    now = timezone.now()
    agenda = [(f"Sujet {n}", 15) for n in range(1, 7)]
    assembly = call_assembly(topic, by=host, starts_at=now, ends_at=now + timedelta(hours=2), agenda=agenda)
    open_assembly(assembly, by=host)
    give_role(assembly, host, by=host, name="captioner")


if __name__ == "__main__":
    main()
