"""What the stories of moderation begin with."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from commons.conversations.actions import start_topic
from commons.conversations.models import Post
from commons.moderation import actions
from commons.moderation.models import Case
from commons.people.models import Person
from tests.mutual_aid.conftest import ask as ask
from tests.mutual_aid.conftest import help_with as help_with
from tests.mutual_aid.conftest import settled as settled


@pytest.fixture
def post(alice: Person, town: Any) -> Post:
    return start_topic(by=alice, title="Les quais", text="Une phrase de trop").posts.get()


@pytest.fixture
def maud(resident: Any) -> Person:
    return resident("maud", "moderator")


@pytest.fixture
def flagged(bob: Person, post: Post) -> Case:
    """Alice's message, which bob has flagged."""
    asked = actions.flag(post, by=bob, reason="hurtful", note="Cela blesse.")
    assert asked.case
    return asked.case


@pytest.fixture
def decide() -> Callable[..., Any]:
    """decide(browser, case, kind="hidden") sends the form as a moderator fills it."""

    def send(browser: Client, case: Case, **said: Any) -> Any:
        usual = {"kind": "hidden", "rule": "charter", "words": "Ce message insulte.", "days": "7"}
        return browser.post(case.get_absolute_url(), {**usual, "answer": "Merci.", **said})

    return send


@pytest.fixture
def long_here() -> Callable[[], None]:
    """Nobody is a newcomer any more."""

    def age() -> None:
        Person.objects.update(created=timezone.now() - timedelta(days=30))

    return age
