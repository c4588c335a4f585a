"""kill -9 of an act or of the worker at any point: nothing lost, nothing repeated that is seen."""

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
ONE_MORE = """
import os
from commons.conversations.actions import write_post
from commons.conversations.models import Topic
from commons.people.models import Person
os.environ["CALADE_FAILPOINT"] = "{point}"
write_post(Topic.objects.get(), by=Person.objects.get(handle="b"), text="message 5")
"""
POSTS = """
from commons.conversations.models import Post
from commons.journal.models import Entry
print("figures", Post.objects.count(), Entry.objects.filter(verb="conversations.post_written").count())
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


def figures(town, said=COUNT):
    line = next(line for line in town.manage("shell", said=said).splitlines() if "figures" in line)
    return [int(word) for word in line.split("figures")[1].split()]


@pytest.mark.parametrize("point", ["after-claim", "in-errand", "after-errand"])
def test_a_worker_killed_there_loses_and_repeats_nothing(town, point):
    town.manage("shell", said=FIVE_POSTS)
    town.settings["CALADE_FAILPOINT"] = point
    town.start_worker_only()
    until(lambda: town.processes["worker"].poll() == -9, "the worker dies")
    town.processes.pop("worker")
    del town.settings["CALADE_FAILPOINT"]
    town.start_worker_only()
    until(lambda: figures(town)[0] == 0, "every errand is run")
    assert figures(town) == [0, 5, 1]


@pytest.mark.parametrize(("point", "more"), [("before-commit", 0), ("after-commit", 1)])
def test_an_act_killed_there_is_whole_or_never_was(town, point, more):
    town.manage("shell", said=FIVE_POSTS)
    before = figures(town, POSTS)
    status, said = town.say(ONE_MORE.format(point=point))
    assert status == -9, said
    assert figures(town, POSTS) == [count + more for count in before]
    town.start_worker_only()
    until(lambda: figures(town)[0] == 0, "every errand is run")
    assert figures(town) == [0, 5 + more, 1]


ASKED = """
from commons.people.models import Person
from commons.privacy.actions import ask_takeaway
person = Person.objects.get(handle="a")
ask_takeaway(person, by=person)
"""
TEN_MINUTES_LATER = """
from django.utils import timezone
from commons.journal.models import Job
Job.objects.filter(state="ready").exclude(leased_until=None).update(leased_until=timezone.now())
"""
TAKEN = """
from zipfile import ZipFile
from commons.privacy.models import Takeaway
row = Takeaway.objects.get()
whole = row.is_ready and ZipFile(row.file).testzip() is None and "index.html" in ZipFile(row.file).namelist()
print("figures", int(whole), len(list(row.file.parent.iterdir())) if row.file.parent.exists() else 0, row.tries)
"""


def test_a_worker_killed_while_it_writes_what_somebody_takes_away_takes_it_up_again(town):
    town.manage("shell", said=FIVE_POSTS + ASKED)
    town.settings["CALADE_FAILPOINT"] = "in-takeaway"
    town.start_worker_only()
    until(lambda: town.processes["worker"].poll() == -9, "the worker dies")
    town.processes.pop("worker")
    whole, files, tries = figures(town, TAKEN)
    assert (whole, tries) == (0, 1) and files == 1  # what was begun, under a name that nobody is given
    town.manage("shell", said=TEN_MINUTES_LATER)
    del town.settings["CALADE_FAILPOINT"]
    town.start_worker_only()
    until(lambda: figures(town, TAKEN)[0] == 1, "the file is whole")
    assert figures(town, TAKEN) == [1, 1, 2]  # and nothing is left of the first attempt
