"""A plugin of pytest: what it collected is run once to learn which tests enter which function, then once per change.

Everything is imported and the database made once. Each change has a process of its own, forked with a copy of the
database, and only runs the tests that enter the changed function: those that caught most so far first, then the
quickest, until one fails.
"""

import gc
import importlib
import json
import os
import shutil
import signal
import tempfile
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.db import connections

from tests.mutation.changes import announced, functions, mutants
from tests.mutation.swapping import swap

ROOT = Path(__file__).parents[2]
CALL = "__entered__"


@dataclass
class Learned:
    """What one run of everything told: seconds by test, tests by (module, function), and what fails as it is."""

    seconds: dict[int, float] = field(default_factory=dict)
    entering: dict[str, list[int]] = field(default_factory=dict)
    failing: list[str] = field(default_factory=list)


class Trial:
    def __init__(self, paths: list[str], explained: str) -> None:
        self.paths, self.explained = paths, explained
        self.modules = {path: _module(path) for path in paths}
        self.unexplained = 0

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.session, self.items = session, session.items
        self.caught: dict[int, int] = {}
        self._make_database()
        self.learned = self._learn()
        for nodeid in self.learned.failing:
            print(f"left out, since it fails as it is: {nodeid}", flush=True)
        for path in self.paths:
            self._try(path)
        return True

    def _try(self, path: str) -> None:
        counted: dict[str, int] = {}
        began, source = time.monotonic(), (ROOT / path).read_text()
        for name, line, said, tree in mutants(source):
            order = self._order(self.learned.entering.get(f"{path} {name}", []))
            module = self.modules[path]
            end = self._end_of(lambda module=module, name=name, tree=tree: swap(module, name, tree), order)  # type: ignore[misc]
            counted[end] = counted.get(end, 0) + 1
            if end == "caught":
                continue
            known = f"`{path}` {name}: `{said}`" in self.explained
            self.unexplained += end != "never ended" and not known
            print(f"{end}: {path}:{line} {name}: {said}{' (explained)' if known else ''}", flush=True)
        print(f"{path}: {counted} in {time.monotonic() - began:.0f} s", flush=True)

    def _order(self, numbers: list[int]) -> list[int]:
        """What empties the database comes last, as pytest-django has it: it takes away what migrations wrote."""
        return sorted(
            numbers,
            key=lambda one: (_empties(self.items[one]), -self.caught.get(one, 0), self.learned.seconds[one]),
        )

    def _end_of(self, change: Callable[[], bool], order: list[int]) -> str:
        def end() -> int | str:
            if not change():
                return "not tried"
            if not order:
                return "met by no test"
            for number, item, following in self._in_turn(order):
                # A change that goes on for ever is noticed by whoever waits: the alarm ends the process.
                signal.setitimer(signal.ITIMER_REAL, 10 + 20 * self.learned.seconds[number])
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
                if self.session.testsfailed:
                    return number
            return "survived"

        said = self._alone(end)
        if said is None:
            return "never ended"
        if isinstance(said, str):
            return said
        self.caught[said] = self.caught.get(said, 0) + 1
        return "caught"

    def _learn(self) -> Learned:
        """In a process of its own: tests leave threads and caches behind."""
        said = self._alone(lambda: vars(self._run_all()))
        said["seconds"] = {int(number): seconds for number, seconds in said["seconds"].items()}
        return Learned(**said)

    def _alone(self, work: Callable[[], object]) -> Any:
        """What a process of its own, which says nothing and has a copy of the database, answers; None when the alarm
        ended it.
        """
        with tempfile.TemporaryFile() as told, tempfile.TemporaryFile() as trouble:
            child = os.fork()
            if child == 0:
                try:
                    self._be_alone()
                    told.write(json.dumps(work()).encode())
                    told.flush()
                    os._exit(0)
                except BaseException:
                    trouble.write(traceback.format_exc().encode())
                    trouble.flush()
                finally:
                    os._exit(1)
            _, status = os.waitpid(child, 0)
            self._clear(child)
            if os.waitstatus_to_exitcode(status) == -signal.SIGALRM:
                return None
            told.seek(0)
            trouble.seek(0)
            answer = told.read()
            if not answer:
                raise RuntimeError(f"a process ended with {status}: {trouble.read().decode()}")
            return json.loads(answer)

    def _run_all(self) -> Learned:
        learned, entered = Learned(), set[str]()
        for path, module in self.modules.items():
            source = (ROOT / path).read_text()
            tree = announced(source, CALL)
            module.__dict__[CALL] = lambda name, path=path: entered.add(f"{path} {name}")
            for name, _function in functions(tree):
                swap(module, name, tree)
        for number, item, following in self._in_turn(range(len(self.items))):
            began, failed = time.monotonic(), self.session.testsfailed
            entered.clear()
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            learned.seconds[number] = time.monotonic() - began
            if self.session.testsfailed > failed:
                learned.failing.append(item.nodeid)
                continue
            for name in entered:
                learned.entering.setdefault(name, []).append(number)
        return learned

    def _in_turn(self, numbers: Any) -> list[tuple[int, pytest.Item, pytest.Item | None]]:
        items = [self.items[number] for number in numbers]
        return list(zip(numbers, items, [*items[1:], None], strict=False))

    def _make_database(self) -> None:
        """The first test that needs it makes it, for all processes."""
        first = next((item for item in self.items if "_django_db_helper" in _fixtures(item)), self.items[0])
        first.config.hook.pytest_runtest_protocol(item=first, nextitem=OnlySession(self.session))
        self.session.testsfailed = 0
        made = Path(str(connections["default"].settings_dict["NAME"]))
        self.file = made if connections["default"].vendor == "sqlite" and made.exists() else None
        for connection in connections.all(initialized_only=True):
            connection.close()
        gc.collect()
        gc.freeze()

    def _be_alone(self) -> None:
        """A forked process says nothing, and writes into a copy of the database."""
        nowhere = os.open(os.devnull, os.O_RDWR)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        if self.file:
            own = f"{self.file}.{os.getpid()}"
            shutil.copyfile(self.file, own)
            connections["default"].settings_dict["NAME"] = connections.settings["default"]["NAME"] = own

    def _clear(self, child: int) -> None:
        for file in self.file.parent.glob(f"{self.file.name}.{child}*") if self.file else []:
            file.unlink()


class OnlySession:
    """Stands where the next test would: everything but what lasts for the whole run is ended."""

    def __init__(self, session: pytest.Session) -> None:
        self.session = session

    def listchain(self) -> list[Any]:
        return [self.session]


def _fixtures(item: pytest.Item) -> list[str]:
    return getattr(item, "fixturenames", [])


def _empties(item: pytest.Item) -> bool:
    mark = item.get_closest_marker("django_db")
    asked = bool(mark and mark.kwargs.get("transaction"))
    return asked or not {"transactional_db", "live_server"}.isdisjoint(_fixtures(item))


def _module(path: str) -> ModuleType:
    return importlib.import_module(path.removesuffix(".py").replace("/", "."))
