"""Without the roof the town still stands: the pages answer, acts happen, nobody outside is spoken to."""

from contextlib import closing
from http.client import HTTPConnection

import pytest

from tests.journeys.towns import Town, until

ACT = """
from commons.communities.models import Community
from commons.conversations.actions import start_topic
from commons.people.actions import join
from commons.people.models import Account
a = join(Account.objects.create_user("a@example.org"), handle="a", name="Alice", neighbourhood=None)
space = Community.objects.create(kind="space", handle="place", name="La place")
start_topic(by=a, title="Une ville seule", text="Bonjour", community=space)
"""
WAITING = """
from django.apps import apps
from commons.journal.models import Errand
print("waiting", Errand.objects.exclude(state="done").count(), apps.is_installed("federation"))
"""


@pytest.fixture
def alone(tmp_path):
    town = Town("alone", tmp_path / "alone", demo="", settings={"CALADE_FEDERATION_INSTALLED": "0"})
    yield town.prepare().start()
    town.remove()


def status(town, path, method="GET"):
    with closing(HTTPConnection("127.0.0.1", town.port, timeout=20)) as connection:
        connection.request(method, path, headers={"Host": f"localhost:{town.port}"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def test_federation_uninstalled_leaves_a_working_town(alone):
    alone.manage("shell", "-v0", said=ACT)
    for path in ("/", "/wikis/", "/entraide/", "/discussions/", "/villes-voisines/", "/recherche/?q=seule"):
        assert status(alone, path)[0] == 200, path
    assert "Une ville seule" in status(alone, "/")[1]
    until(
        lambda: "waiting 0 False" in alone.manage("shell", "-v0", said=WAITING),
        "the worker is done",
    )
    assert status(alone, "/.well-known/webfinger?resource=acct:place@localhost")[0] == 404
    assert status(alone, "/actor")[0] == 404
    assert status(alone, "/ap/inbox", "POST")[0] in (403, 404, 405)
