"""Two and three towns write the same page while the network between them repeats, loses, reorders and holds back
letters, and while servers stop. After healing every town shows the same words, and every edit is among them, once, or
its author was told that it is not.

Real processes and HTTP, a proxy in front of each town, few stories; many small ones are in
tests/federation/test_towns_converge.py.
"""

import json
import subprocess
import sys
from random import Random
from urllib.parse import unquote

import pytest

from .proxies import HostileProxy
from .test_5_two_towns import words
from .towns import ROOT, Town, free_port, until

PARAGRAPHS = 6
TEXT = "\n\n".join(f"Paragraphe {number} du début" for number in range(PARAGRAPHS)) + "\n"
NAMES = ("sud", "nord", "est")

HAND = '''
import json, sys
import django
django.setup()
from django.utils import timezone
from commons.base.errors import Conflict
from commons.communities.actions import open_community
from commons.communities.models import Town
from commons.journal.models import Entry, Errand
from commons.people.actions import join
from commons.people.models import Account, Person
from federation.actions import follow_from_here
from federation.models import Delivery, ReceivedActivity, Server
from wiki import actions
from wiki.models import EditProposal, Page, Theme
from wiki.verbs import Verb

def found(name):
    Town.objects.get_or_create(defaults={"name": name})
    join(Account.objects.create_user(f"{name}@example.org"), handle=name, name=name.capitalize(), neighbourhood=None)
    actions.open_theme(by=None, handle="eau", name="Eau", description="")

def follow(origin):
    follow_from_here(origin, by=None)

def begin(title, text, by):
    theme = Theme.objects.get(community__home="")
    actions.create_page(theme, by=Person.objects.get(handle=by, home=""), title=title, text=text)

def has(title):
    return Page.objects.filter(title=title).exists()

def edit(title, paragraph, word, by):
    """Add the word at the end of the paragraph of the page as it is here, and do what the form would do.

    When somebody was faster in the same words, do as a person does: read what they wrote and add it to that.
    """
    page, by = Page.objects.get(title=title), Person.objects.get(handle=by, home="")
    parts = page.current.text.rstrip("\\n").split("\\n\\n")
    parts[paragraph] += f" {word}"
    do = actions.revise_page if page.is_local else actions.propose_edit
    try:
        do(page, by=by, text="\\n\\n".join(parts) + "\\n", based_on=page.current, summary=word)
    except Conflict:
        edit(title, paragraph, word, by.handle)

def text(title):
    page = Page.objects.get(title=title)
    return [page.current.text, page.get_absolute_url()]

def waiting():
    """How much is under way, everything that was put off being due at once."""
    Delivery.objects.filter(state="ready").update(due_at=timezone.now())
    Server.objects.exclude(next_at=None).update(next_at=timezone.now())
    unsent = Delivery.objects.exclude(state__in=["done", "dead"]).count()
    unread = ReceivedActivity.objects.exclude(state__in=["done", "dead"]).count()
    return unsent + unread + Errand.objects.exclude(state__in=["done", "dead"]).count()

def given_up():
    rows = [*Delivery.objects.filter(state="dead"), *ReceivedActivity.objects.filter(state="dead")]
    return [[str(row), row.last_error] for row in rows]

def told(title):
    """The words whose author was told that they are not in, and those that nobody has answered."""
    of_page = EditProposal.objects.filter(page__title=title, next_try=None, home="")
    ends = of_page.filter(state__in=["conflict", "refused"])
    notes = Entry.objects.filter(verb=Verb.EDIT_ANSWERED).values_list("about_id", flat=True)
    return [
        list(ends.filter(pk__in=list(notes)).values_list("summary", flat=True)),
        list(of_page.filter(state__in=["pending", "queued"]).values_list("summary", flat=True)),
    ]

for line in sys.stdin:
    name, *given = json.loads(line)
    print(json.dumps(globals()[name](*given)), flush=True)
'''


class ProxiedTown(Town):
    """A town whose known address is that of its proxy."""

    def __init__(self, name, folder, public_port):
        super().__init__(name, folder, demo="")
        self.origin = f"http://localhost:{public_port}"
        self.settings = {
            "CALADE_WORKER_LEASE": "20",
            "CALADE_CONNECTIONS": "12",
        }  # three towns share a server
        self.proxy = HostileProxy(public_port, self.port)
        self.hand = self.hand_log = None

    def does(self, name, *given):
        """Something done inside this town, by a process of its own that stays."""
        if self.hand is None:
            self.hand_log = (self.folder / "hand.log").open("a")
            self.hand = subprocess.Popen(
                [sys.executable, "-c", HAND], cwd=ROOT, env=self.environment, text=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.hand_log,
            )  # fmt: skip
        self.hand.stdin.write(json.dumps([name, *given]) + "\n")
        self.hand.stdin.flush()
        answer = self.hand.stdout.readline()
        assert answer, f"{self.name}: {name}{given}\n{(self.folder / 'hand.log').read_text()[-3000:]}"
        return json.loads(answer)

    def remove(self):
        if self.hand:
            self.hand.communicate()
            self.hand_log.close()
        self.proxy.close()
        super().remove()


@pytest.fixture(scope="module")
def towns(prepare, tmp_path_factory):
    """Three empty towns that follow each other."""
    folder = tmp_path_factory.mktemp("hostile")
    made = []
    try:
        for name in NAMES:
            town = ProxiedTown(name, folder / name, free_port())
            made.append(prepare(town))
            town.does("found", name)
            town.start()
        for town in made:
            for other in made:
                if other is not town:
                    town.does("follow", other.origin)
        settle(made)
        yield made
    finally:
        for town in made:
            town.remove()


def settle(towns):
    """Until nothing is under way between them, twice in a row: an answer may just be being written."""
    for _twice in range(2):
        until(lambda: not under_way(towns), "the towns are quiet")


def under_way(towns):
    return sum(town.does("waiting") for town in towns)


STORIES = [
    ("un", 2, ""),
    ("deux", 2, ""),
    pytest.param("trois", 2, "sud", marks=pytest.mark.both),
    ("quatre", 3, ""),
    ("cinq", 3, ""),
    pytest.param("six", 3, "nord", marks=pytest.mark.both),
]


@pytest.mark.parametrize(("title", "how_many", "stops"), STORIES)
def test_the_towns_end_with_the_same_page(towns, title, how_many, stops):
    random, writers = Random(title), towns[:how_many]
    sud = towns[0]
    sud.does("begin", title, TEXT, "sud")
    for town in towns:
        until(lambda town=town: town.does("has", title), f"{town.name} has the page")
    for town in towns:
        town.proxy.begin(f"{title} {town.name}")

    written = []
    for number in range(10):
        town = random.choice(writers)
        if number == 3 and stops:
            next(one for one in towns if one.name == stops).stop()
        written.append(f"{town.name}{number}")
        town.does("edit", title, random.randrange(PARAGRAPHS), written[-1], town.name)
        random.choice(towns).proxy.let_go(random.randrange(3))
        if number % 3 == 2:
            before = letters(towns)
            until(
                lambda before=before: not under_way(towns) or letters(towns) > before,
                "some letters travel while others write",
            )

    for town in towns:
        town.start()
        town.proxy.heal()
    settle(towns)
    check(towns, title, written)


def letters(towns):
    return sum(sum(town.proxy.done.values()) for town in towns)


def check(towns, title, written):
    answers = {town.name: town.does("told", title) for town in towns}
    told = {word for words_told, _open in answers.values() for word in words_told}
    assert not [word for _told, still_open in answers.values() for word in still_open], answers
    text, _path = towns[0].does("text", title)
    treated = {town.name: town.proxy.done for town in towns}
    for word in written:
        times = text.split().count(word)
        assert times == (0 if word in told else 1), (word, times, text, answers, treated)
    shown = {words(town, unquote(town.does("text", title)[1])) for town in towns}
    assert len(shown) == 1 and "Paragraphe 0" in shown.pop(), (shown, treated)
    assert not [one for town in towns for one in town.does("given_up")]
