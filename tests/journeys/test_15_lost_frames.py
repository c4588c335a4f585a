"""Journey 15: whatever happens to a socket, to the server behind it or to Redis, a page ends as the database is."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Page, WebSocketRoute

from .browser import Visitor
from .conftest import Prepare, Visit
from .hand import Hand
from .shells import PATIENCE
from .test_4_live import open_discussion, words_shown
from .towns import Town, free_port, until

SOCKET = re.compile("/ws/live/")
AWAY = "ERR_|WebSocket|Failed to load"  # what a browser says of a server that is away
HEARTBEAT = 2  # seconds; 25 in a town that nobody tests

WRITES = """
from commons.conversations.actions import delete_post, react, revise_post, write_post
from commons.conversations.models import Post, Topic
from commons.people.models import Person
topic = Topic.objects.get(pk=pk)
people = list(Person.objects.filter(handle__in=["nadia", "lea", "odile"]).order_by("handle"))
"""
A_BUSY_EVENING = """
for n in range(30):
    post = write_post(topic, by=people[n % 3], text=f"Message {n}")
    if n % 5 == 1:
        react(post, by=people[0], emoji="👍")
    if n % 7 == 2:
        revise_post(post, by=post.author, text=f"Message {n}, revu")
    if n % 9 == 3:
        delete_post(post, by=post.author)
"""
AS_IT_IS = """
def seen(post):
    return [post.seq, "deleted" if post.state == Post.State.DELETED else post.source]
answer = [seen(post) for post in topic.posts.order_by("seq")]
"""


@pytest.fixture(scope="module")
def town(prepare: Prepare, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("town") / "hearts"
    ours = prepare(Town("hearts", folder, settings={"CALADE_HEARTBEAT": str(HEARTBEAT)})).start()
    yield ours
    ours.remove()


@pytest.fixture
def hand(town: Town) -> Iterator[Hand]:
    with Hand(town) as hand:
        yield hand


def number_of(address: str) -> int:
    return int(next(part for part in address.split("/") if part.isdigit()))


def shown(page: Page) -> list[list[Any]]:
    """[number, words or "deleted"] of each message on the page."""
    rows = page.locator("[data-list] > [data-seq]").evaluate_all(
        """all => all.map(li => [Number(li.dataset.seq),
            (li.querySelector(".message-body")?.innerText ?? "deleted").trim()])"""
    )
    return list(rows)


def ends_as_the_database(page: Page, hand: Hand) -> None:
    expected = hand(AS_IT_IS)
    until(lambda: shown(page) == expected, f"the page shows {expected[-3:]}")


def test_frames_lost_repeated_and_disordered_leave_no_trace(town: Town, hand: Hand, visit: Visit) -> None:
    chance = random.Random(7)
    fates = {"lost": 0, "twice": 0, "late": 0}
    waiting: list[str] = []

    def between(page_side: WebSocketRoute) -> None:
        server = page_side.connect_to_server()

        def on_the_way(message: str | bytes) -> None:
            """What was said at one moment comes as a list."""
            said = json.loads(message)
            for one in said if isinstance(said, list) else [said]:
                pass_on(json.dumps(one))

        def pass_on(frame: str) -> None:
            if json.loads(frame)["t"] != "e":
                page_side.send(frame)
                return
            fate = chance.choices(["lost", "twice", "late", "well"], [30, 15, 25, 30])[0]
            fates[fate] = fates.get(fate, 0) + 1
            if fate == "late":
                waiting.append(frame)
            elif fate != "lost":
                page_side.send(frame)
                if fate == "twice":
                    page_side.send(frame)
                while waiting:
                    page_side.send(waiting.pop())  # what came later first

        server.on_message(on_the_way)

    yanis = visit(town)
    yanis.come_in("yanis@example.org")
    yanis.page.route_web_socket(SOCKET, between)
    address = open_discussion(yanis, "Une soirée animée")
    yanis.page.locator("[data-live]").wait_for()
    hand(WRITES + A_BUSY_EVENING, pk=number_of(address))
    ends_as_the_database(yanis.page, hand)
    assert min(fates["lost"], fates["twice"], fates["late"]) >= 3, fates
    live = shown(yanis.page)[-10:]
    yanis.go(f"{address}?page=2")
    assert shown(yanis.page)[-10:] == live


def test_a_page_whose_sockets_are_blocked_asks_instead(town: Town, hand: Hand, visit: Visit) -> None:
    yanis = visit(town)
    yanis.come_in("yanis@example.org")
    yanis.page.route_web_socket(SOCKET, lambda page_side: page_side.close(code=1011))
    yanis.forgive(AWAY)
    address = open_discussion(yanis, "Derrière un mur")
    hand(WRITES + "write_post(topic, by=people[0], text='Passe par la porte')", pk=number_of(address))
    yanis.page.locator(".message-body", has_text="Passe par la porte").wait_for()
    ends_as_the_database(yanis.page, hand)


def test_the_server_dies_between_commit_and_publication(town: Town, visit: Visit) -> None:
    yanis, rose = visit(town), visit(town)
    yanis.come_in("yanis@example.org")
    rose.come_in("rose@example.org")
    address = open_discussion(yanis, "Juste avant la panne")
    rose.go(address)
    for visitor in (yanis, rose):
        visitor.page.locator("[data-live]").wait_for()
        visitor.forgive(AWAY)
    town.stop()
    town.settings["CALADE_FAILPOINT"] = "after-commit"
    town.start()
    town.stop_worker()
    form = yanis.page.locator("form#composer")
    form.locator("textarea").fill("Écrit, puis plus rien")
    form.locator("button.button-first").click()
    yanis.page.locator("form#composer[data-now=waiting]").wait_for()
    dead = town.processes.pop("web")
    assert dead.wait(PATIENCE) == -signal.SIGKILL
    del town.settings["CALADE_FAILPOINT"]
    town.start()
    # It was committed: each page hears of it as soon as it is back, and what is sent again is not written twice.
    for visitor in (rose, yanis):
        visitor.page.locator(".message-body", has_text="puis plus rien").wait_for()
    yanis.page.locator("form#composer[data-now=sent]").wait_for()
    with Hand(town) as hand:
        hand(WRITES, pk=number_of(address))
        assert [words for _seq, words in hand(AS_IT_IS)].count("Écrit, puis plus rien") == 1
        for visitor in (rose, yanis):
            ends_as_the_database(visitor.page, hand)


# -- Redis -----------------------------------------------------------------------------------------------------


@contextmanager
def redis_on(port: int) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        ["redis-server", "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no"],
        stdout=subprocess.DEVNULL,
    )
    try:
        until(lambda: is_open(port), "Redis answers")
        yield process
    finally:
        process.kill()
        process.wait()


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.both
@pytest.mark.skipif(not os.environ.get("CALADE_REDIS_URL"), reason="a town of one process has no Redis")
def test_redis_is_away_in_the_middle_of_a_discussion(
    prepare: Prepare, visit: Visit, tmp_path_factory: pytest.TempPathFactory
) -> None:
    port = free_port()
    settings = {
        "CALADE_REDIS_URL": f"redis://127.0.0.1:{port}/0",
        "CALADE_HEARTBEAT": str(HEARTBEAT),
        "CALADE_MODE": "development",
    }
    town = Town("no-redis", tmp_path_factory.mktemp("town") / "no-redis", settings=settings)
    with redis_on(port):
        prepare(town).start()
        yanis, rose = visit(town), visit(town)
        yanis.come_in("yanis@example.org")
        rose.come_in("rose@example.org")
        for visitor in (yanis, rose):
            visitor.forgive(AWAY)
        address = open_discussion(yanis, "Redis s’absente")
        rose.go(address)
        say(yanis, "Avant")
        rose.page.locator(".message-body", has_text="Avant").wait_for()
    try:
        say(yanis, "Pendant l’absence")  # who writes notices nothing
        with redis_on(port), Hand(town) as hand:
            say(yanis, "Après")
            hand(WRITES, pk=number_of(address))
            for visitor in (yanis, rose):
                ends_as_the_database(visitor.page, hand)
    finally:
        town.remove()


def say(visitor: Visitor, words: str) -> None:
    visitor.page.locator("form#composer textarea").fill(words)
    visitor.page.locator("form#composer button.button-first").click()
    visitor.page.locator(".message-body", has_text=words).wait_for()
    assert words in words_shown(visitor.page)
