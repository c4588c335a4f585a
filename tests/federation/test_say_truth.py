"""FEDERATION.md says what is: its table of activities, its limits and its examples."""

import json
import re
from pathlib import Path

import pytest

from federation import actions, door, emission, fetch, inbound, shelf
from federation.reader import contents, fields, parsing
from federation.registry import translators

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "FEDERATION.md").read_text()
GOLDEN = Path(__file__).parent / "golden"
EXAMPLES = re.findall(r"<!-- golden: (\w+) -->\n```json\n(.*?)```", TEXT, re.DOTALL)
WORDS = {"an address": "", "any": "*"}


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
    assert f"| {fetch.FETCHES_PER_ACTIVITY}, begun within a minute" in TEXT
    assert fetch.SECONDS_PER_ACTIVITY == 60
    assert f"| {actions.MOST_PAGES} pages, {actions.MOST_ITEMS} activities |" in TEXT
    assert f"| {fields.RECIPIENTS}, {fields.OBJECTS}, {contents.OPTIONS} |" in TEXT
    hours = sum(5 * 2**tries for tries in range(1, inbound.PARKED_TRIES)) / 3600
    assert 5 < hours < 6
