"""The cast. alice and bob live here, charlie has no rights to anything in particular, mona moderates, ada
administers, rosa lives in another town. `worker` runs what is due, as `manage.py work` would.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from commons.communities.models import Community, Town
from commons.journal.management.commands.work import work_until_idle
from commons.live import remembered
from commons.people.actions import give_role, join
from commons.people.models import Account, Person
from commons.places.actions import draw_neighbourhood
from commons.places.models import Neighbourhood


@pytest.fixture(autouse=True)
def nothing_remembered_of_the_town() -> None:
    """What is read once per process belongs to the test before."""
    remembered.forget_all()


@pytest.fixture
def town(db: Any) -> Town:
    return Town.objects.create(
        name="Arles", tagline="Une ville qui se parle.", charter="## Respect\n\nOn se respecte."
    )


@pytest.fixture
def roquette(town: Town) -> Neighbourhood:
    community = Community.objects.create(
        kind=Community.Kind.NEIGHBOURHOOD, handle="la-roquette", name="La Roquette"
    )
    return draw_neighbourhood(
        slug="la-roquette",
        name="La Roquette",
        description="",
        latitude=43.675,
        longitude=4.623,
        ring=[[4.62, 43.674], [4.626, 43.674], [4.626, 43.678], [4.62, 43.678]],
        community=community,
    )


@pytest.fixture
def resident(roquette: Neighbourhood) -> Any:
    """resident("alice") makes somebody of this town, with an account, who has joined."""

    def make(handle: str, *roles: str) -> Person:
        account = Account.objects.create_user(f"{handle}@example.org")
        person = join(account, handle=handle, name=handle.capitalize(), neighbourhood=roquette)
        for role in roles:
            give_role(person, by=None, role=role, reason="test")
        return Person.objects.get(pk=person.pk)

    return make


@pytest.fixture
def alice(resident: Any) -> Person:
    return resident("alice")


@pytest.fixture
def bob(resident: Any) -> Person:
    return resident("bob")


@pytest.fixture
def charlie(resident: Any) -> Person:
    return resident("charlie")


@pytest.fixture
def mona(resident: Any) -> Person:
    return resident("mona", "moderator")


@pytest.fixture
def ada(resident: Any) -> Person:
    return resident("ada", "administrator")


@pytest.fixture
def rosa(town: Town) -> Person:
    return Person.objects.create(
        handle="rosa", name="Rosa", home="nord.example", uri="https://nord.example/ap/person/rosa"
    )


@pytest.fixture
def signed_in() -> Any:
    """signed_in(alice) is a browser in which alice has signed in."""

    def make(person: Person) -> Client:
        client = Client(headers={"accept-language": "en"})
        client.force_login(person.account)
        return client

    return make


@pytest.fixture
def visitor() -> Client:
    return Client(headers={"accept-language": "en"})


class WorkerAtHand:
    def run(self) -> int:
        return work_until_idle()


@pytest.fixture
def worker() -> Iterator[WorkerAtHand]:
    yield WorkerAtHand()
