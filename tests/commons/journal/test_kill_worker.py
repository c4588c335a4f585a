"""kill -9 of the worker at any point: nothing lost, nothing repeated that is seen."""

import pytest

from tests.journeys.towns import Town, until

pytestmark = pytest.mark.both

FIVE_POSTS = """
from commons.communities.models import Community, Town
from commons.conversations.actions import start_topic, write_post
from commons.people.actions import join
from commons.people.models import Account
Town.objects.get_or_create()
people = [join(Account.objects.create_user(f"{n}@example.org"), handle=n, name=n, neighbourhood=None) for n in "ab"]
topic = start_topic(by=people[0], title="Les quais", text="Bonjour")
for n in range(5):
    write_post(topic, by=people[1], text=f"message {n}")
"""
COUNT = """
from commons.journal.models import Errand
from commons.notices.models import Notice
from commons.search.models import SearchDocument
waiting = Errand.objects.exclude(state="done").count()
print("figures", waiting, Notice.objects.filter(person__handle="a").count(), SearchDocument.objects.count())
"""


@pytest.fixture
def town(prepare, tmp_path):
    made = prepare(Town("killed", tmp_path / "town", demo="", settings={"CALADE_WORKER_LEASE": "1"}))
    yield made
    made.remove()


def figures(town):
    line = next(line for line in town.manage("shell", said=COUNT).splitlines() if "figures" in line)
    return [int(word) for word in line.split("figures")[1].split()]


@pytest.mark.parametrize("point", ["after-claim", "in-errand", "after-errand"])
def test_a_worker_killed_there_loses_and_repeats_nothing(town, point):
    town.manage("shell", said=FIVE_POSTS)
    town.settings["CALADE_FAILPOINT"] = point
    town.start_worker_only()
    until(lambda: town.processes["worker"].poll() == -9, "the worker dies", seconds=30)
    town.processes.pop("worker")
    del town.settings["CALADE_FAILPOINT"]
    town.start_worker_only()
    until(lambda: figures(town)[0] == 0, "every errand is run", seconds=30)
    assert figures(town) == [0, 5, 1]
