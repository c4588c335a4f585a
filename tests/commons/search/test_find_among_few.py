"""What is said in a circle is found by its members, what is said among residents by residents, both by nobody else."""

from typing import Any

import pytest
from django.test import Client

from commons.conversations import actions
from commons.conversations.models import Circle, Topic
from commons.people.models import Person
from commons.search.actions import index_everything
from commons.search.models import SearchDocument


def found(client: Client, words: str) -> str:
    answer = client.get("/recherche/", {"q": words}).text
    return answer + client.get("/recherche/suggestions/", {"q": words}).text


@pytest.fixture
def circle(alice: Person, bob: Person, town: Any, worker: Any) -> Circle:
    circle = actions.found_circle(by=alice, name="Les voisins du 12")
    actions.bring_into_circle(circle, bob, by=alice)
    actions.start_in_circle(circle, by=alice, title="La fuite", text="Une canalisation au sous-sol")
    worker.run()
    return circle


def test_members_of_a_circle_find_it_and_learn_where(circle: Circle, bob: Person, signed_in: Any) -> None:
    page = found(signed_in(bob), "canalisations")
    assert "La fuite" in page and "In one of your circles" in page
    assert "La fuite" in signed_in(bob).get("/recherche/suggestions/", {"q": "fuit"}).text


def test_nobody_else_finds_it(
    circle: Circle, charlie: Person, mona: Person, ada: Person, visitor: Client, signed_in: Any
) -> None:
    for reader in (visitor, signed_in(charlie), signed_in(mona), signed_in(ada)):
        for words in ("canalisation", "fuite", "fuit", "fiute", "canalisation introuvable"):
            assert "La fuite" not in found(reader, words)


def test_who_leaves_finds_it_no_more_and_the_circle_takes_it_along(
    circle: Circle, alice: Person, bob: Person, signed_in: Any, worker: Any
) -> None:
    actions.leave_circle(circle, bob, by=bob)
    assert "La fuite" not in found(signed_in(bob), "canalisation")
    assert "La fuite" in found(signed_in(alice), "canalisation")
    actions.leave_circle(circle, alice, by=alice)
    worker.run()
    assert not SearchDocument.objects.exclude(circle=None).exists()


def test_residents_find_what_residents_say(
    alice: Person, bob: Person, town: Any, worker: Any, visitor: Client, signed_in: Any
) -> None:
    actions.start_topic(by=alice, title="Les clés", text="Sous le palmier", reach=Topic.Reach.MEMBERS)
    worker.run()
    assert "Les clés" in found(signed_in(bob), "palmier") and "Les clés" not in found(visitor, "palmier")


def test_private_threads_are_in_no_index(alice: Person, bob: Person, town: Any, worker: Any) -> None:
    thread = actions.open_private_thread(about=alice, title="Secret", members=[alice, bob])
    actions.write_post(thread, by=bob, text="CANARI")
    worker.run()
    index_everything()
    rows = [" ".join(map(str, row)) for row in SearchDocument.objects.values_list()]
    assert not [row for row in rows if "CANARI" in row or "Secret" in row]
