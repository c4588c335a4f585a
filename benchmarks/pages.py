"""What a page view costs: from the store, without it, signed in; its queries, its bytes; memory at rest."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.journeys.towns import ROOT, Town

from .driver import ROUNDS, WrongAnswer, fetch, load, memory_mb
from .figures import Figure

# The pages that are measured, by the name their figures begin with. A discussion is written first.
WIKI, TALK = "wiki.page_view", "talk.page"
PAGES = {
    WIKI: "/wikis/compost/commencer-un-compost/",
    TALK: "",
    "mutual_aid.board": "/entraide/",
}
POSTS, FEWER_POSTS = 20, 5
SOMEBODY = "lea@example.org"
SECONDS, CONNECTIONS = 9.0, 8
SENTENCE = "le compost mûrit au fond du jardin partagé où chaque voisin apporte ses épluchures du marché"
ALL_ENCODINGS = {"Accept-Encoding": "gzip, deflate, br"}


@dataclass(frozen=True)
class Reader:
    """A way of reading: which town (with its store or without), with which headers, for which cost: of some pages by
    name, and of the others.
    """

    name: str
    town: Town
    headers: dict[str, str]
    goals_ms: dict[str, float]
    goal_ms: float
    how: str
    again: bool = False


def figures(only: str, folder: Path) -> Iterator[Figure]:
    """All figures of this module whose names begin with `only`."""
    pages = {name: path for name, path in PAGES.items() if name.startswith(only) or only.startswith(name)}
    memory_too = "town.idle_memory".startswith(only)
    if not pages and not memory_too:
        return
    stored = Town(
        "stored", folder / "stored", settings={"CALADE_MODE": "development"}
    ).prepare()  # as shipped
    pages = {name: path or new_discussion(stored, POSTS) for name, path in pages.items()}
    bare = Town("bare", folder / "bare", settings={**stored.settings, "CALADE_PAGE_STORE": "0"})
    read = pages | ({WIKI: write_page(stored, "Page mesurée")} if WIKI in pages else {})
    stored.copy_into(bare)
    try:
        stored.start()
        if memory_too:
            yield idle_memory(stored, pages.values())
        yield from page_figures(stored, read, readers_of_the_store(stored), only)
        yield from counted(stored, pages)
        if path := pages.get(TALK):
            yield growth(stored, path)
        yield from weighed(stored, pages)
        stored.stop()  # one town at a time is measured
        bare.start()
        yield from page_figures(bare, read, readers_without_store(bare), only)
    finally:
        bare.remove()
        stored.remove()


def readers_of_the_store(town: Town) -> list[Reader]:
    return [
        Reader("stored", town, ALL_ENCODINGS, {WIKI: 1.5, TALK: 1.5}, 2, "anonymous, from the page store"),
        Reader("again", town, ALL_ENCODINGS, {}, 1, "anonymous, unchanged since the last time", again=True),
    ]


def readers_without_store(town: Town) -> list[Reader]:
    signed_in = {**ALL_ENCODINGS, "Cookie": inside(town, "cookie", SOMEBODY).strip()}
    return [
        Reader("anonymous", town, ALL_ENCODINGS, {WIKI: 10}, 12, "anonymous, page store off"),
        Reader("signed_in", town, signed_in, {WIKI: 12}, 15, f"signed in as {SOMEBODY}"),
    ]


def page_figures(town: Town, pages: dict[str, str], readers: Sequence[Reader], only: str) -> Iterator[Figure]:
    for name, path in pages.items():
        for reader in readers:
            etag = fetch(path, town.port, reader.headers).headers.get("etag")
            if bool(etag) != (reader in readers_of_the_store(town)):
                raise WrongAnswer(f"{path}: the page store was asked, or was not, as {reader.name}")
            begin = f"{name}.{reader.name}"
            if not begin.startswith(only) and not only.startswith(begin):
                continue
            headers = {**reader.headers, "If-None-Match": etag} if etag and reader.again else reader.headers
            run = load(
                path, town.port, headers, pids=town.pids, connections=CONNECTIONS, seconds=SECONDS,
                expected=304 if reader.again else 200,
            )  # fmt: skip
            how = f"GET {path}, {reader.how}; {CONNECTIONS} connections, {SECONDS:g} s, daphne, SQLite"
            cpu = f"{how}; user and system time of web and worker, the cheapest of {ROUNDS} rounds"
            usual = f"{how}; the mean of all rounds"
            goal = reader.goals_ms.get(name, reader.goal_ms)
            yield Figure(f"{begin}.cpu_ms", run.cpu_ms, "ms", cpu, goal=goal)
            yield Figure(f"{begin}.usual_cpu_ms", 1000 * run.usual_cpu, "ms", usual)
            yield Figure(f"{begin}.requests_per_second", run.requests_per_second, "1/s", how)
            yield Figure(f"{begin}.p50_ms", run.percentile_ms(50), "ms", how)
            yield Figure(f"{begin}.p99_ms", run.percentile_ms(99), "ms", how)


def counted(town: Town, pages: dict[str, str]) -> Iterator[Figure]:
    """Queries per page, counted in a process of its own with the town's data."""
    paths = json.dumps(list(pages.values()))
    for who, email, goal in (("anonymous", "", 6), ("signed_in", SOMEBODY, None)):
        found = json.loads(inside(town, "queries", *([email] if email else []), said=paths))
        for name, path in pages.items():
            yield Figure(
                f"{name}.{who}.queries",
                found[path],
                "queries",
                f"GET {path} in Django, after an entry",
                goal=goal,
            )


def growth(town: Town, path: str) -> Figure:
    """Whether a longer discussion needs more queries than a short one."""
    short = new_discussion(town, FEWER_POSTS)
    found = json.loads(inside(town, "queries", said=json.dumps([path, short])))
    how = f"queries of a discussion of {POSTS} posts, less those of one of {FEWER_POSTS}"
    return Figure(f"{TALK}.queries_growth", found[path] - found[short], "queries", how, goal=0)


def new_discussion(town: Town, posts: int) -> str:
    return inside(town, "discussion", SOMEBODY, str(posts)).strip()


def write_page(town: Town, title: str) -> str:
    """A page of 10 kB as its author types it, for all figures of speed; weighed is one of the demonstration."""
    return inside(town, "page", SOMEBODY, title, said=ten_kilobytes("## {}", "[[{}]]")).strip()


def ten_kilobytes(heading: str, link: str) -> str:
    """A text of 10 kB in eight sections with twenty links, in either markup."""
    drawn, lines = Random(8), list[str]()
    for section in range(8):
        lines.append(heading.format(f"Partie {section + 1}"))
        for paragraph in range(3):
            words = " ".join(drawn.choices(SENTENCE.split(), k=68))
            lines.append(f"{words} {link.format(f'Sujet {section} {paragraph}') if paragraph < 2 else ''}.")
    return "\n\n".join(lines) + "\n"


def weighed(town: Town, pages: dict[str, str]) -> Iterator[Figure]:
    """Bytes of the first visit as they come over the wire, headers included."""
    for name, path in pages.items():
        page = fetch(path, town.port, ALL_ENCODINGS)
        # Uncompressed once more, only to read which files it asks for.
        html = fetch(path, town.port, {"Accept-Encoding": "identity"}).body.decode()
        styles = re.findall(r'<link[^>]+rel="?stylesheet"?[^>]*href="([^"]+)"', html)
        styles += re.findall(r'<link[^>]+href="([^"]+)"[^>]*rel="?stylesheet"?', html)
        scripts = re.findall(r'<script[^>]+src="([^"]+)"', html)
        sizes = {file: fetch(file, town.port, ALL_ENCODINGS).size for file in {*styles, *scripts}}
        text = page.size + sum(sizes[file] for file in set(styles))
        script = sum(sizes[file] for file in set(scripts))
        how = f"GET {path}, Accept-Encoding br"
        yield Figure(f"{name}.html_css_bytes", text, "bytes", f"{how}; page and style sheets", goal=14 * 1024)
        yield Figure(f"{name}.script_bytes", script, "bytes", f"{how}; its scripts", goal=25 * 1024)


def idle_memory(town: Town, paths: Iterable[str]) -> Figure:
    """After one view of each page, once the processes have come to rest."""
    for path in paths:
        fetch(path, town.port, ALL_ENCODINGS)
    time.sleep(3)
    how = "proportional set size of web and worker, 3 s after one view of each page"
    return Figure("town.idle_memory", memory_mb(town.pids), "MB", how, goal=200)


def inside(town: Town, *question: str, said: str = "") -> str:
    return subprocess.run(
        [sys.executable, "-m", "benchmarks.inside", *question], cwd=ROOT, env=town.environment, input=said,
        stdout=subprocess.PIPE, text=True, check=True,
    ).stdout  # fmt: skip
