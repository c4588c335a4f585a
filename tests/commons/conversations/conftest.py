"""A square where people talk, one conversation on it, and what somebody types."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from commons.communities.models import Community
from commons.conversations.actions import start_topic
from commons.conversations.models import Topic
from commons.live.hub import hub
from commons.people.models import Person


@pytest.fixture(autouse=True)
def somebody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    """What nobody hears is not drawn, and here no page is open."""
    monkeypatch.setattr(hub, "is_heard", lambda thing="": True)


@pytest.fixture
def square(town: Any) -> Community:
    return Community.objects.create(
        kind=Community.Kind.SPACE, handle="place-publique", name="La place publique"
    )


@pytest.fixture
def topic(alice: Person, square: Community) -> Topic:
    return start_topic(by=alice, title="Les quais du Rhône", text="Qu’en **pensez-vous** ?", community=square)


@pytest.fixture
def typed() -> Callable[..., dict[str, Any]]:
    def make(text: str, **more: Any) -> dict[str, Any]:
        return {"body": text, "client_id": str(uuid.uuid4()), **more}

    return make


@pytest.fixture
def settled() -> Callable[..., None]:
    """settled(alice) has been here for a while: no rule about newcomers concerns her."""

    def make(*people: Person) -> None:
        Person.objects.filter(pk__in=[person.pk for person in people]).update(
            created=timezone.now() - timedelta(days=60)
        )
        for person in people:
            person.refresh_from_db()

    return make
