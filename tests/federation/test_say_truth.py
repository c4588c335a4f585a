"""FEDERATION.md says what is: its table of activities, its limits and its examples."""

import json
import re
from pathlib import Path

import pytest

from commons.moderation.actions import LONGEST_NOTE
from federation import actions, backfill, door, emission, fetch, inbound, shelf, timers
from federation.dispatch import ANY_CONTENT
from federation.reader import contents, fields, parsing
from federation.registry import translators
from federation.translators import reports
from wiki.actions import MOST_NAMED
from wiki.actions.proposals import MOST_AGAIN, WAIT_FOR_ANSWER

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "FEDERATION.md").read_text()
GOLDEN = Path(__file__).parent / "golden"
EXAMPLES = re.findall(r"<!-- golden: (\w+) -->\n```json\n(.*?)```", TEXT, re.DOTALL)
WORDS = {"an address": "", "any": "*", "any other text": ANY_CONTENT}


def test_the_table_of_what_is_understood_is_the_code():
    rows = re.search(r"## What is understood.*?\|---\|---\|\n(.*?)\n\n", TEXT, re.DOTALL)[1].splitlines()
    said = {
        (activity, WORDS.get(thing, thing))
        for activity, things in (row.strip("| ").split(" | ") for row in rows)
        for thing in things.split(", ")
    }
    assert said == set(translators.listeners)


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_examples_are_what_is_emitted(name, example):
    assert json.loads(example) == json.loads((GOLDEN / f"{name}.json").read_text())


def test_there_is_an_example_for_each_subject():
    assert {"group", "announce_create_article", "offer_patch", "announce_create_listing", "note"} <= {
        name for name, _example in EXAMPLES
    }


def test_every_golden_file_keeps_the_rules():
    """They were checked when they were emitted; this finds a file that somebody edited."""
    for file in GOLDEN.glob("*.json"):
        text = file.read_text().replace("PUBLICKEYPEM", "-----BEGIN PUBLIC KEY-----")
        document = json.loads(re.sub(r'\s*"@context": "CONTEXT",', "", text))
        assert emission.broken_rules(document) == [], file.name


def test_limits_are_those_of_the_code():
    assert door.LARGEST == parsing.BYTES == 1024 * 1024
    assert parsing.DEPTH == 32
    assert f"| {shelf.MOST_WAITING_OF_HOST:,}, then 429" in TEXT
    assert f"| {door.MOST_HELD_OF_HOST}, then 429" in TEXT
    assert f"| {fetch.FETCHES_PER_ACTIVITY}, begun within a minute" in TEXT
    assert fetch.SECONDS_PER_ACTIVITY == 60
    assert f"| {actions.MOST_PAGES} pages, {actions.MOST_ITEMS} activities |" in TEXT
    caught_up = f"{backfill.MOST_POSTS:,} posts, {backfill.MOST_PAGES} pages, {backfill.MOST_FETCHES} fetches"
    assert f"| {caught_up}, once in {backfill.PAUSE.seconds // 60} minutes, not in its first five |" in TEXT
    assert backfill.TOO_YOUNG.seconds == 5 * 60
    assert f"| {reports.MOST_IN_AN_HOUR} in an hour, {LONGEST_NOTE:,} characters |" in TEXT
    assert f"| {fields.RECIPIENTS}, {fields.OBJECTS}, {contents.OPTIONS} |" in TEXT
    assert f"| Authors of a page | {contents.CONTRIBUTORS} |" in TEXT
    assert MOST_NAMED == contents.CONTRIBUTORS
    assert timers.SILENT_AFTER.days == 1
    assert MOST_AGAIN == 3
    assert WAIT_FOR_ANSWER.days == 30
    hours = sum(5 * 2**tries for tries in range(1, inbound.PARKED_TRIES)) / 3600
    assert 5 < hours < 6
