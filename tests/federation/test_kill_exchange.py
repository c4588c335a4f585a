"""kill -9 of the worker while towns exchange: every letter arrives, and none has two effects."""

import json

import pytest

from federation.vocabulary import PUBLIC
from tests.journeys.towns import Town, until

pytestmark = pytest.mark.both

BEGIN = """
from commons.communities.actions import open_community
from commons.communities.models import Town
from commons.conversations.actions import start_topic
from commons.people.actions import follow, join
from commons.people.models import Account
from federation.identities import actor_at
Town.objects.get_or_create()
alice = join(Account.objects.create_user("a@example.org"), handle="alice", name="Alice", neighbourhood=None)
space = open_community(by=None, kind="space", handle="place", name="La place")
follow(actor_at("{nina}").person, space, uri="{nina}/follow/1")
for number in range(3):
    topic = start_topic(by=alice, title=f"Sujet {{number}}", text="Bonjour", community=space)
print("topic", topic.posts.get().address)
"""
OUTGOING = """
from commons.journal.models import Errand
from federation.models import Delivery
waiting = Errand.objects.exclude(state="done").count() + Delivery.objects.exclude(state="done").count()
print("figures", waiting, Delivery.objects.count())
"""
RECEIVE = """
import json
from federation.models import ReceivedActivity
for said in json.loads('''{said}'''):
    row = {{"activity_id": said["id"], "actor": said["actor"], "host": "{host}", "lane": said["actor"]}}
    ReceivedActivity.objects.create(body=json.dumps(said), **row)
"""
INCOMING = """
from commons.conversations.models import Post
from federation.models import ReceivedActivity
print("figures", ReceivedActivity.objects.exclude(state="done").count(), Post.objects.exclude(home="").count())
"""


@pytest.fixture
def town(prepare, tmp_path):
    made = prepare(Town("exchange", tmp_path / "town", demo="", settings={"CALADE_WORKER_LEASE": "1"}))
    yield made
    made.remove()


def lines(town, said, word):
    found = next(line for line in town.manage("shell", said=said).splitlines() if word in line)
    return found.split(word)[1].split()


def figures(town, said):
    return [int(figure) for figure in lines(town, said, "figures")]


def die_and_come_back(town, point):
    town.settings["CALADE_FAILPOINT"] = point
    town.start_worker_only()
    until(lambda: town.processes["worker"].poll() == -9, "the worker dies")
    town.processes.pop("worker")
    del town.settings["CALADE_FAILPOINT"]
    town.start_worker_only()


@pytest.mark.parametrize("point", ["in-errand-of-federation", "after-delivery-claim", "after-post"])
def test_every_letter_arrives_under_one_id(town, nina, elsewhere, point):
    town.manage("shell", said=BEGIN.format(nina=nina.address))
    die_and_come_back(town, point)
    until(lambda: figures(town, OUTGOING) == [0, 7], "all is delivered")
    ids = [said["id"] for said in elsewhere.received()]
    assert len(set(ids)) == 7  # the Accept, and three topics told twice each
    assert len(ids) - len(set(ids)) <= (1 if point == "after-post" else 0)
    assert len(set(ids)) == len(dict.fromkeys(ids))


@pytest.mark.parametrize("point", ["after-inbound-claim", "in-inbound"])
def test_what_came_in_has_its_effect_once(town, nina, elsewhere, point):
    (first,) = lines(town, BEGIN.format(nina=nina.address), "topic")
    said = [nina.says("Create", nina.note(f"/n/{n}", to=[PUBLIC], inReplyTo=first)) for n in range(3)]
    town.manage("shell", said=RECEIVE.format(said=json.dumps(said), host=elsewhere.host))
    die_and_come_back(town, point)
    until(lambda: figures(town, INCOMING) == [0, 3], "all is read")
