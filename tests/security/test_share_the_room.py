"""Room for pictures is shared: one person cannot fill what the town has for all."""

import pytest

from commons.base.errors import TooMuch
from commons.communities.actions import open_community
from commons.images.actions import add_image
from commons.images.models import Image

pytestmark = pytest.mark.django_db


def test_nobody_takes_the_room_of_all(alice, bob, photo, settings):
    space = open_community(by=None, kind="space", handle="place", name="La place")
    facts = {"alt": "une porte", "licence": "CC0 1.0"}
    add_image(space, by=alice, file=photo(300, 200), **facts)
    settings.CALADE_IMAGES_EACH_MB = 1
    Image.objects.update(weight=999_999)
    with pytest.raises(TooMuch) as refused:
        add_image(space, by=alice, file=photo(310, 200), **facts)
    assert len(str(refused.value.sentence)) > 20
    assert add_image(space, by=bob, file=photo(320, 200), **facts).by == bob
