"""The cast. alice and bob live here, charlie has no rights to anything in particular, mona moderates, ada
administers, rosa lives in another town. `worker` runs what is due, as `manage.py work` would.
"""

import gc
import io
import os
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, settings
from PIL import Image

from commons.communities.models import Community, Town
from commons.journal.management.commands.work import work_until_idle
from commons.live import remembered
from commons.people.actions import give_role, join
from commons.people.models import Account, Person
from commons.places.actions import draw_neighbourhood
from commons.places.models import Neighbourhood
from mutual_aid.actions import Agreement
from mutual_aid.wordings import Purpose, wording
from tests import emptying, made_once
from tests.cast import Cast
from tests.journeys.towns import Shelf
from tests.journeys.towns import Town as RunningTown

# Machines are shared: how long an example takes to draw or to run says nothing about the program.
settings.register_profile("shared machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared machine")
emptying.install()
made_once.find_static_files_once()

SHARED_SHELF = "CALADE_SHELF"
LONGEST = ["test_walk_every_door.py", "test_survive_nonsense.py"]


@pytest.fixture(autouse=True)
def nothing_remembered_of_the_town() -> None:
    """What is read once per process belongs to the test before."""
    remembered.forget()


@pytest.fixture(autouse=True)
def keys_at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """The keys of our own actors are made once for all tests: those of the first who needs some, of the second."""
    if apps.is_installed("federation"):
        numbers = count()
        monkeypatch.setattr(
            "federation.own_keys.generate_keys", lambda: made_once.keys_of(f"ours {next(numbers)}")
        )


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
def cast(town: Town) -> Cast:
    return Cast()


@pytest.fixture
def agreed(town: Town) -> Callable[..., Agreement]:
    """agreed() is what somebody said yes to today, by telephone; agreed("answering") to something else."""

    def make(purpose: str = Purpose.POSTING, **facts: Any) -> Agreement:
        usual = {"how": "by_phone", "agreed_on": timezone.localdate()}
        return Agreement(wording=wording(purpose, town=town.name).code, **{**usual, **facts})

    return make


@pytest.fixture
def signed_in() -> Any:
    """signed_in(alice) is a browser in which alice has signed in."""

    def make(person: Person) -> Client:
        client = Client(headers={"accept-language": "en"})
        client.force_login(person.account)
        return client

    return make


@pytest.fixture
def photo(settings: Any, tmp_path: Path) -> Callable[..., SimpleUploadedFile]:
    """photo(300, 200) is a file as somebody sends it; the town's pictures lie in a folder of the test."""
    settings.IMAGES_ROOT = tmp_path / "images"

    def take(width: int = 300, height: int = 200, kind: str = "JPEG", **more: Any) -> SimpleUploadedFile:
        mode = more.pop("mode", "RGB")
        shown = Image.linear_gradient("L").resize((width, height)).convert(mode)
        out = io.BytesIO()
        shown.save(out, kind, **more)
        return SimpleUploadedFile("DSC_0001.JPG", out.getvalue(), "image/jpeg")

    return take


@pytest.fixture
def visitor() -> Client:
    return Client(headers={"accept-language": "en"})


class WorkerAtHand:
    def run(self) -> int:
        return work_until_idle()


@pytest.fixture
def worker() -> Iterator[WorkerAtHand]:
    yield WorkerAtHand()


@pytest.fixture(scope="session")
def prepare(request: pytest.FixtureRequest) -> Callable[[RunningTown], RunningTown]:
    """prepare(town) makes it ready to start, from what this run has prepared already."""
    return shelf_of(request.config).prepare


def shelf_of(config: pytest.Config) -> Shelf:
    """One for all processes of a parallel run, whose folders lie in that of the run. CALADE_SHELF names a folder
    that several runs share, and that whoever made it clears.
    """
    if shared := os.environ.get(SHARED_SHELF):
        return Shelf(Path(shared))
    own: Path = config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]  # pytest gives no other way outside a test
    return Shelf((own.parent if hasattr(config, "workerinput") else own) / "shelf")


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is there for the whole run is not looked through again for something to throw away."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 20, 20)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first: else one process would end with it alone."""
    items.sort(key=lambda item: LONGEST.index(item.path.name) if item.path.name in LONGEST else len(LONGEST))


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput") and SHARED_SHELF not in os.environ:
        shelf_of(config).clear()
