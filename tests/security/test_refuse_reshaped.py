"""Words of JSON-LD that give the same text another meaning are refused at any depth and under any name."""

import json

import pytest

from federation import reader
from federation.reader.parsing import parse


@pytest.mark.parametrize("word", ["@graph", "@included", "@reverse"])
@pytest.mark.parametrize("depth", [0, 1, 5, 20])
@pytest.mark.parametrize("inside", [dict, list])
def test_however_deep_it_hides(word, depth, inside):
    thing = {word: []}
    for _ in range(depth):
        thing = {"object": thing} if inside is dict else {"object": [thing]}
    with pytest.raises(reader.Refused) as refusal:
        parse(json.dumps({"type": "Undo", **thing}).encode())
    assert refusal.value.reason in {"reshaping", "too-deep"}
    assert depth > 5 or refusal.value.reason == "reshaping"


@pytest.mark.parametrize("word", ["@graph", "@included", "@reverse"])
def test_an_alias_for_it_changes_nothing(word):
    """A context of theirs may give the word another name: then the context is what betrays it."""
    said = {"@context": [{"same": word}], "type": "Undo", "same": [{"type": "Announce"}]}
    with pytest.raises(reader.Refused, match="reshaping"):
        parse(json.dumps(said).encode())
