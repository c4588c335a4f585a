"""One name, one actor: @jardins@town is a person or a community, never both."""

import pytest

from commons.base.errors import Conflict
from commons.communities.actions import open_community
from commons.people.actions import join
from commons.people.forms import free_handle, is_taken
from commons.people.models import Account

pytestmark = pytest.mark.django_db


def test_nobody_takes_the_name_of_a_community(theme):
    account = Account.objects.create_user("j@example.org")
    with pytest.raises(Conflict):
        join(account, handle="jardins", name="Jardins", neighbourhood=None)
    assert is_taken("Jardins")
    assert free_handle("Jardins") == "jardins2"


def test_no_community_takes_the_name_of_somebody(alice):
    with pytest.raises(Conflict):
        open_community(by=None, kind="space", handle="Alice", name="Alice")
