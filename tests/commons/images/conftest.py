"""A theme to put pictures in, and somebody who looks after it."""

from typing import Any

import pytest

from commons.communities.actions import name_steward
from commons.communities.models import Community
from commons.images.actions import add_image
from commons.images.models import Image

SAID = {"alt": "Trois enfants retournent le compost", "licence": "CC BY-SA 4.0"}


@pytest.fixture
def place(town: Any) -> Community:
    return Community.objects.create(kind=Community.Kind.THEME, handle="jardins", name="Jardins")


@pytest.fixture
def steward(place: Community, resident: Any) -> Any:
    person = resident("sonia")
    name_steward(place, by=None, person=person)
    return person


@pytest.fixture
def put(place: Community, alice: Any, photo: Any) -> Any:
    """put(photo(…)) is what alice has put in."""

    def add(file: Any = None, by: Any = None, **facts: Any) -> Image:
        return add_image(place, by=by or alice, file=file or photo(), **{**SAID, **facts})

    return add
