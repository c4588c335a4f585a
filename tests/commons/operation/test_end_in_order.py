"""SIGTERM: those in front hear 503, open pages are sent to the next process, whoever waits is answered, and it ends."""

import json
import os
import signal
import threading
from contextlib import closing
from http.client import HTTPConnection

import pytest

from tests.journeys.shells import PATIENCE
from tests.journeys.test_16_hostile_sockets import TEXT, RawSocket
from tests.journeys.towns import Town, until

pytestmark = pytest.mark.both

TOPIC = """
from commons.communities.models import Town
from commons.conversations.actions import start_topic
from commons.people.actions import join
from commons.people.models import Account
Town.objects.get_or_create()
lea = join(Account.objects.create_user("lea@example.org"), handle="lea", name="Lea", neighbourhood=None)
print("topic", start_topic(by=lea, title="Les quais", text="Bonjour").pk)
"""
RESTARTING = 4012


@pytest.fixture
def town(prepare, tmp_path):
    made = prepare(Town("ending", tmp_path / "town", demo="", settings={"CALADE_DRAIN": "2"}))
    yield made.start()
    made.remove()


def asked(town, path):
    with closing(HTTPConnection("127.0.0.1", town.port, timeout=30)) as line:
        line.request("GET", path, headers={"Host": f"localhost:{town.port}"})
        found = line.getresponse()
        return found.status, found.read().decode()


def test_a_web_process_that_is_asked_to_end_cuts_nobody_off(town):
    said = town.manage("shell", said=TOPIC).splitlines()
    topic = next(line for line in said if line.startswith("topic")).split()[1]
    assert asked(town, "/readyz") == (200, "yes\n")
    page = RawSocket(town, town.origin)
    page.send(TEXT, json.dumps({"listen": [f"topic:{topic}"]}).encode())
    assert json.loads(page.hear()[1])["t"] == "listening"
    answers = []
    waits = threading.Thread(
        target=lambda: answers.append(asked(town, f"/live/events/?thing=topic:{topic}&after=99999&wait=25"))
    )
    waits.start()
    web = town.processes["web"]
    os.kill(web.pid, signal.SIGTERM)
    until(lambda: asked(town, "/readyz") == (503, "This process ends.\n"), "those in front hear it")
    assert asked(town, "/")[0] == 200, "until the door closes, it answers"
    assert page.closed_with() == RESTARTING
    page.line.close()
    waits.join(PATIENCE)
    assert answers and answers[0][0] == 200, "who asked and waits is answered, not cut off"
    assert web.wait(PATIENCE) in (0, -signal.SIGTERM)
    town.processes.pop("web")


def test_a_worker_that_ends_leaves_no_lease_and_says_that_it_is_gone(town):
    until(lambda: asked(town, "/readyz/worker")[0] == 200, "the worker lives")
    town.stop_worker()
    until(lambda: asked(town, "/readyz/worker")[0] == 503, "nobody believes that it lives")
    held = """
from commons.journal.models import Errand, Job
print("held", Errand.objects.exclude(token=None).count() + Job.objects.exclude(token=None).count())
"""
    assert "held 0" in town.manage("shell", said=held)
