import pytest

from commons.communities.models import Community
from tests.mutual_aid.conftest import ask as ask


@pytest.fixture
def space(town):
    return Community.objects.create(kind=Community.Kind.SPACE, handle="la-place", name="La place")


@pytest.fixture
def vera(resident):
    """The data officer."""
    return resident("vera", "data_officer")
