"""The disk is full: pages are read, what cannot be kept is said so, nothing is torn, and all goes on afterwards."""

import asyncio
import resource
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from benchmarks.driver import Answer, Connection
from benchmarks.jepsen import inside
from benchmarks.jepsen_clients import Clients
from tests.journeys.towns import Town, until

A_PAGE = 4096  # bytes: no file may grow beyond, so that nothing can be written any more


@pytest.fixture
def town(prepare: Callable[[Town], Town], tmp_path: Path) -> Iterator[Town]:
    made = prepare(Town("full", tmp_path / "town", demo=""))
    yield made
    made.remove()


def ask(town: Town, request: bytes) -> Answer:
    async def once() -> Answer:
        connection = await Connection.open(town.port)
        try:
            return await connection.ask(request)
        finally:
            await connection.close()

    return asyncio.run(once())


def no_room(town: Town, *, over: bool = False) -> None:
    most = resource.RLIM_INFINITY if over else A_PAGE
    for pid in town.pids:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))


def test_nothing_is_torn_and_all_goes_on(town: Town) -> None:
    about: dict[str, Any] = inside(town, "begin", {"helpers": 0})
    clients, topic = Clients(town, about, [], 0), about["topics"][0]
    town.start()

    def say(words: str) -> Callable[[], bytes]:
        said = {"body": words, "client_id": str(uuid4()), "confirmed": "on"}
        return clients.form(f"/discussions/{topic}/ecrire/", about["writers"][0], said)

    assert ask(town, say("jepsen-before")()).status == 303
    until(lambda: not any(inside(town, "waiting").values()), "all is done")
    no_room(town)
    again = say("jepsen-meanwhile")
    refused = ask(town, again())
    assert (refused.status, refused.headers["retry-after"]) == (503, "30")
    assert ask(town, clients._get(f"/discussions/{topic}/", about["writers"][0])).status == 200
    assert ask(town, again()).status == 503
    no_room(town, over=True)
    assert ask(town, again()).status == 303
    until(lambda: not any(inside(town, "waiting").values()), "all is done")
    found = inside(town, "found")
    assert [mark for _topic, _seq, mark in found["posts"]] == ["jepsen-before", "jepsen-meanwhile"]
    assert found["wrong"] == []
    with closing(sqlite3.connect(town.folder / "calade.sqlite3")) as file:
        assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
