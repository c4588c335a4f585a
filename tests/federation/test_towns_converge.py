"""Towns that write the same pages over a network that repeats, reorders and holds back what they say.

This town is the real code; the others are a model of the same rules (FEDERATION.md), a page of Python without
database. Nothing is ever lost for good, because lanes are durable: a dropped letter is one that comes later, or twice.
After healing, every town shows the same text, and every edit is in it, once, or its author was told that it is not.

Each edit adds a word of its own at the end of a paragraph, so that it can be looked for; two at the same place are a
conflict, two at different places join.
"""

import json
from dataclasses import dataclass, field, replace
from itertools import count

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commons.communities.actions import remember_community
from commons.communities.models import Town
from commons.journal.models import Entry
from commons.people.actions import accept_follow, follow, join, remember_person, town_voice
from commons.people.models import Account, Person
from federation import outbound, reader
from federation.digests import from_multibase, to_multibase
from federation.dispatch import dispatch
from federation.identities import RemoteActor
from federation.models import Delivery
from federation.vocabulary import PUBLIC
from wiki.actions import create_page, digest_of, open_theme, propose_edit, revise_page, theme_from_elsewhere
from wiki.merging import merge
from wiki.models import EditProposal, Page
from wiki.verbs import Verb

pytestmark = pytest.mark.django_db

PARAGRAPHS = 4
START = "\n\n".join(f"Paragraphe {number} du début" for number in range(PARAGRAPHS)) + "\n"
AGAIN = 3

# (who, what, where): small numbers that the story takes modulo what there is.
STEPS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from(["edit", "edit", "edit", "deliver", "deliver", "repeat", "hold"]),
        st.integers(0, 11),
    ),
    min_size=8,
    max_size=30,
)
MANY = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def with_word(text, paragraph, word):
    parts = text.rstrip("\n").split("\n\n")
    parts[paragraph % len(parts)] += f" {word}"
    return "\n\n".join(parts) + "\n"


@dataclass
class Offered:
    """An edit that a model town made, and what became of it."""

    id: str
    word: str
    base: int
    text: str
    tries: int = 0
    state: str = "pending"


@dataclass
class Copies:
    """A model town with a copy of a page of this town: what its software does by the rules."""

    host: str
    author: Person
    numbers: count = field(default_factory=lambda: count(1))
    texts: dict = field(default_factory=dict)
    ids: dict = field(default_factory=dict)
    number: int = 0
    offers: dict = field(default_factory=dict)
    out: list = field(default_factory=list)

    def hears(self, said):
        thing = said["object"]
        if said["type"] == "Announce" and isinstance(thing, dict):
            page = thing["object"]
            mark = page["civ:revision"]
            self.learns(mark["civ:number"], mark["id"], page["source"]["content"])
        elif said["type"] in {"Accept", "Reject"} and isinstance(thing, str):
            offer, result = self.offers[thing], said["result"]
            self.learns(result["civ:number"], result["id"], result["source"]["content"])
            if offer.state == "pending":
                offer.state = "accepted" if said["type"] == "Accept" else self.refused(offer, said["summary"])

    def learns(self, number, address, text):
        self.texts[number], self.ids[number] = text, address
        self.number = max(number, self.number)

    def refused(self, offer, reason):
        merged = merge(self.texts[offer.base], offer.text, self.texts[self.number])
        if reason != "conflict" or offer.tries >= AGAIN or merged.kind == "conflict":
            return "told"
        self.offer(offer.word, merged.text, offer.tries + 1)
        return "again"

    def edits(self, paragraph, word):
        self.offer(word, with_word(self.texts[self.number], paragraph, word), 0)

    def offer(self, word, text, tries):
        act = f"https://{self.host}/act/{next(self.numbers)}"
        self.offers[act] = Offered(act, word, self.number, text, tries)
        self.out.append(act)

    def letter(self, act, page):
        """The Offer as it is sent; the same at every try."""
        made = self.offers[act]
        patch = {
            "type": "Patch",
            "id": f"{act}/patch",
            "attributedTo": self.author.uri,
            "object": page.address,
            "civ:base": self.ids[made.base],
            "civ:baseDigest": to_multibase(digest_of(self.texts[made.base])),
            "source": {"content": made.text, "mediaType": "text/markdown"},
        }
        group = page.theme.community.address
        return {
            "type": "Offer",
            "id": act,
            "actor": self.author.uri,
            "to": [group],
            "cc": [],
            "object": patch,
        }


def heard(document, *, announced_by=""):
    activity = reader.interpret(reader.parse(json.dumps(document).encode()))
    return replace(activity, announced_by=announced_by)


class Wire:
    """What this town has to say, in real deliveries: by host, in any order, as often as the story wants."""

    def __init__(self):
        self.told = 0

    def write(self):
        for entry in Entry.objects.filter(pk__gt=self.told).order_by("pk"):
            self.told = entry.pk
            if outbound.wants(entry):
                outbound.tell_others([entry])

    def waiting(self, host):
        self.write()
        return list(Delivery.objects.filter(host=host, state="ready").order_by("pk"))

    def hold(self, host, which):
        """It was tried, and nobody knows whether it came: a newer one may not take its place any more."""
        if waiting := self.waiting(host):
            Delivery.objects.filter(pk=waiting[which % len(waiting)].pk).update(tries=1)

    def take(self, host, which=0, *, again=False):
        """One letter to that host; it stays when it is to come `again`."""
        waiting = self.waiting(host)
        if not waiting:
            return None
        letter = waiting[which % len(waiting)]
        Delivery.objects.filter(pk=letter.pk).update(tries=1, state="ready" if again else "done")
        return json.loads(letter.body)


def somebody_of(host):
    uri = f"https://{host}/u/nina"
    person = remember_person(
        uri=uri, home=host, handle="nina", name="Nina", summary="", url=uri, kind="person"
    )
    _reachable(uri, host, person=person)
    return person


def _reachable(uri, host, **whose):
    values = {"type": "x", "host": host, "inbox": f"{uri}/inbox", "fetched_at": timezone.now(), **whose}
    RemoteActor.objects.create(uri=uri, **values)


def begin():
    Town.objects.create(name="Arles")
    account = Account.objects.create_user("alice@example.org")
    return join(account, handle="alice", name="Alice", neighbourhood=None)


def both_or_told(words, text, told):
    for word in words:
        found = text.split().count(word)
        assert found == (0 if word in told else 1), f"{word}: {found} times in {text!r}, told: {told}"


# --- The page lives here, two other towns write it ------------------------------------------------------------


@MANY
@given(STEPS)
def test_a_page_of_ours_is_the_same_in_every_town(steps):
    with transaction.atomic():
        _page_of_ours(steps)
        transaction.set_rollback(True)


def _page_of_ours(steps):
    alice, words, wire = begin(), count(), Wire()
    theme = open_theme(by=None, handle="jardins", name="Jardins", description="")
    towns = [Copies(host, somebody_of(host)) for host in ("nord.example", "est.example")]
    for town in towns:
        follow(town.author, theme.community, uri=f"https://{town.host}/follow")
    page = create_page(theme, by=alice, title="Compost", text=START)
    for town in towns:
        while said := wire.take(town.host):
            town.hears(said)

    ours, theirs, taken = [], [], set()

    def listen_to(town, act):
        dispatch(heard(town.letter(act, page)), town.author)

    for who, what, where in steps:
        town = towns[who % 2]
        if what == "edit" and who == 2:
            page.refresh_from_db()
            ours.append(word := f"ici{next(words)}")
            text = with_word(page.current.text, where, word)
            revise_page(page, by=alice, text=text, based_on=page.current)
        elif what == "edit":
            theirs.append(word := f"de{next(words)}")
            town.edits(where, word)
        elif what == "hold":
            wire.hold(town.host, where)
        elif where % 2 and town.out:
            act = town.out[where % len(town.out)]
            listen_to(town, act)
            if what == "deliver":
                town.out.remove(act)
        elif said := wire.take(town.host, where, again=what == "repeat"):
            town.hears(said)

    for _round in range(200):  # everybody answers again
        moved = False
        for town in towns:
            while town.out:
                listen_to(town, town.out.pop())
                moved = True
            while said := wire.take(town.host):
                town.hears(said)
                moved = True
        if not moved:
            break
    page.refresh_from_db()
    for town in towns:
        assert town.texts[town.number] == page.current.text, town.host
        assert all(offer.state != "pending" for offer in town.offers.values())
    told = {offer.word for town in towns for offer in town.offers.values() if offer.state == "told"}
    taken |= {offer.word for town in towns for offer in town.offers.values() if offer.state == "accepted"}
    assert not told & taken
    both_or_told(ours + theirs, page.current.text, told)


# --- The page lives in another town, we and a third one write it ----------------------------------------------


@dataclass
class Home:
    """A model town that keeps the page: it merges, numbers and answers by the rules."""

    origin: str
    texts: list = field(default_factory=lambda: [START])
    by_offer: dict = field(default_factory=dict)
    known: dict = field(default_factory=dict)
    out: list = field(default_factory=list)
    numbers: count = field(default_factory=lambda: count(1))

    @property
    def voice(self):
        return f"{self.origin}/u/mairie"

    @property
    def group(self):
        return f"{self.origin}/g/digues"

    def edits(self, paragraph, word):
        self.texts.append(with_word(self.texts[-1], paragraph, word))
        self.tells()

    def tells(self, instrument=""):
        kind = "Create" if len(self.texts) == 1 else "Update"
        said = {
            "type": kind,
            "id": self.act(),
            "actor": self.voice,
            "to": [PUBLIC],
            "cc": [],
            "object": self.page(),
        }
        self.out.append({**said, "instrument": instrument} if instrument else said)

    def act(self):
        return f"{self.origin}/act/{next(self.numbers)}"

    def page(self):
        number = len(self.texts)
        return {
            "type": "Article",
            "id": f"{self.origin}/page/1",
            "attributedTo": self.voice,
            "name": "La digue",
            "to": [PUBLIC],
            "cc": [],
            "source": {"content": self.texts[-1], "mediaType": "text/markdown"},
            "civ:revision": {"type": "Object", **self.mark(number)},
            "updated": f"2026-11-01T10:{number // 60:02}:{number % 60:02}Z",
        }

    def mark(self, number):
        digest = to_multibase(digest_of(self.texts[number - 1]))
        return {"id": f"{self.origin}/rev/{number}", "civ:number": number, "digestMultibase": digest}

    def result(self, number):
        source = {"content": self.texts[number - 1], "mediaType": "text/markdown"}
        page = f"{self.origin}/page/1"
        return {
            "type": "Object",
            "civ:kind": "revision",
            "object": page,
            "source": source,
            **self.mark(number),
        }

    def hears(self, offer):
        if offer["id"] in self.by_offer:
            return
        patch = offer["object"]
        text, digest = patch["source"]["content"], from_multibase(patch["civ:baseDigest"])
        base = next(old for old in self.texts if digest_of(old) == digest)
        merged = merge(base, text, self.texts[-1])
        answer = {
            "id": self.act(),
            "actor": self.group,
            "object": offer["id"],
            "to": [offer["actor"]],
            "cc": [],
        }
        if merged.kind == "conflict":
            answer |= {"type": "Reject", "summary": "conflict", "result": self.result(len(self.texts))}
        else:
            if merged.text != self.texts[-1]:
                self.texts.append(merged.text)
                self.tells(instrument=offer["id"])
            answer |= {"type": "Accept", "result": self.result(len(self.texts))}
        self.by_offer[offer["id"]] = answer["type"]
        self.out.append(answer)


@MANY
@given(STEPS)
def test_a_page_of_theirs_is_the_same_here(steps):
    with transaction.atomic():
        _page_of_theirs(steps)
        transaction.set_rollback(True)


def _page_of_theirs(steps):
    alice, words, wire, home = begin(), count(), Wire(), Home("https://nord.example")
    host = "nord.example"
    group = remember_community(
        uri=home.group, home=host, kind="theme", handle="digues", name="Digues", summary="", url=home.group
    )
    _reachable(home.group, host, community=group)
    voice = remember_person(
        uri=home.voice, home=host, handle="mairie", name="Mairie", summary="", url=home.voice, kind="service"
    )
    _reachable(home.voice, host, person=voice)
    accept_follow(follow(town_voice(), group), by=None)
    theme_from_elsewhere(group)

    def receive(said):
        if said["type"] in {"Create", "Update"}:
            dispatch(heard(said, announced_by=home.group), voice)
        else:
            dispatch(heard(said), group)

    home.tells()
    receive(home.out.pop())
    page = Page.objects.get(home=host)
    made = []
    for who, what, where in steps:
        if what == "edit" and who == 2:
            home.edits(where, word := f"la{next(words)}")
            made.append(word)
        elif what == "edit":
            page = Page.objects.get(pk=page.pk)
            made.append(word := f"ici{next(words)}")
            text = with_word(page.current.text, where, word)
            propose_edit(page, by=alice, text=text, based_on=page.current, summary=word)
        elif what == "hold":
            wire.hold(host, where)
        elif where % 2 and home.out:
            said = home.out[where % len(home.out)]
            receive(said)
            if what == "deliver":
                home.out.remove(said)
        elif (said := wire.take(host, where, again=what == "repeat")) and said["type"] == "Offer":
            home.hears(said)

    for _round in range(200):
        moved = False
        while home.out:
            receive(home.out.pop())  # the newest first: what is older is late
            moved = True
        while said := wire.take(host):
            moved = True
            if said["type"] == "Offer":
                home.hears(said)
        if not moved:
            break
    page = Page.objects.get(pk=page.pk)
    assert page.current.text == home.texts[-1]
    assert not EditProposal.objects.filter(state__in=["pending", "queued"]).exists()
    ends = EditProposal.objects.filter(state="conflict", next_try=None)
    told = Entry.objects.filter(verb=Verb.EDIT_ANSWERED).values_list("about_id", flat=True)
    assert {proposal.pk for proposal in ends} <= set(told)
    both_or_told(made, page.current.text, {proposal.summary for proposal in ends})
