"""Every input of fediverse-pasture-inputs, odd as others write them: read as a person would, or refused by name."""

import json
import re
import subprocess

import pytest

from commons.base.text import clean_remote
from federation import reader
from federation.reader import Refused
from federation.vocabulary import PUBLIC

from .process import HERE, PYTHON

ONE = "https://pasture.example"
FORBIDDEN = re.compile(
    r"<(?!/?(a|b|strong|i|em|del|s|u|p|br|ol|ul|li|h[1-6]|code|pre|blockquote|sup|sub|span)\b)[a-z]", re.I
)


@pytest.fixture(scope="module")
def pasture():
    """{family: [{"object": bytes, "activity": bytes}, …]}; the inputs name a host that only their own network has."""
    assert PYTHON.exists(), "The peer's own environment is missing: make test makes .venv-peer"
    command = [PYTHON, "-W", "ignore", HERE / "pasture.py"]
    text = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    made = json.loads(text.replace("http://pasture-one-actor", ONE))
    return {
        family: [{form: json.dumps(one).encode() for form, one in example.items()} for example in examples]
        for family, examples in made.items()
    }


@pytest.fixture
def things(pasture):
    """The things of one family; a refusal is its reason."""

    def read_all(family):
        return [read(example["object"]) for example in pasture[family]]

    return read_all


def read(raw):
    try:
        return reader.read(raw)
    except Refused as refusal:
        return refusal.reason


def test_every_input_is_read_but_the_one_without_id(pasture):
    refused = {
        (family, number, form): found
        for family, examples in pasture.items()
        for number, example in enumerate(examples)
        for form, raw in example.items()
        if isinstance(found := read(raw), str)
    }
    assert refused == {("necessary_properties", 1, "object"): "missing-id"}
    assert sum(len(examples) for examples in pasture.values()) >= 250


def test_an_activity_holds_what_its_object_form_says(pasture):
    for family, examples in pasture.items():
        for example in examples:
            alone, inside = read(example["object"]), read(example["activity"])
            assert isinstance(inside, reader.Activity) and inside.type == "Create"
            if isinstance(alone, reader.Content):
                assert isinstance(inside.object, reader.Content), family
                for said in ("type", "name", "content", "summary", "hashtags", "in_reply_to", "language"):
                    assert getattr(inside.object, said) == getattr(alone, said), (family, said)


def test_the_three_forms_of_public_are_one(things):
    assert all(thing.is_public and PUBLIC in thing.to for thing in things("public_addressing"))


def test_what_is_missing_is_empty_and_what_has_no_type_is_nothing(things):
    whole, _without_id, undated, nobodys, untyped = things("necessary_properties")
    assert whole.attributed_to and whole.published
    assert undated.published is None and undated.content
    assert nobodys.attributed_to == ""
    assert isinstance(untyped, reader.Unknown) and untyped.type == "" and untyped.id


def test_types_that_are_not_spoken_are_kept_as_a_link(things):
    found = {thing.type: thing for thing in things("object_types")}
    unknown = {name for name, thing in found.items() if isinstance(thing, reader.Unknown)}
    assert unknown == {"Place", "Profile", "Relationship", ""}
    assert all(found[name].id for name in unknown)
    assert isinstance(found["Tombstone"], reader.Tombstone)
    texts = {"Article", "Audio", "Document", "Event", "Image", "Note", "Page", "Video"}
    assert all(found[name].name == "name" and found[name].content == "content" for name in texts)


def test_authors(things):
    assert {thing.attributed_to for thing in things("attributed_to")} == {f"{ONE}/actor"}


def test_hashtags(things):
    names = [thing.hashtags for thing in things("hashtags")]
    assert ("CamelCase",) in names and ("ümläütß",) in names and ("🐄",) in names and ("1234",) in names
    assert all(len(found) == 1 and not found[0].startswith("#") for found in names)
    assert [thing.hashtags for thing in things("hashtag_jsonld")] == [
        ("test",),
        ("test",),
        (),
        ("test",),
        ("test",),
    ]


def test_mentions(things):
    found = [[mention.href for mention in thing.mentions] for thing in things("mentions")]
    one = [f"{ONE}/actor"]
    # The seventh points to a host without a domain, the ninth is not said to be a Mention, the last says it twice.
    there = ["https://mastodon.social/users/the_milkman"], ["https://dummy.example"]
    assert found == [one, one, one, one, *there, [], one, [], one]


def test_answers(things):
    first = f"{ONE}/assets/note1.jsonap"
    # Plain, elsewhere, in a list, as a Link, the first of two, a collection of people (nothing), embedded.
    said = [thing.in_reply_to for thing in things("in_reply_to")]
    assert said == [first, "http://invalid.example/", first, first, first, "", first]


def test_languages(things):
    said = [(thing.content, thing.language) for thing in things("language")]
    assert said == [
        ("text", ""), ("text", "de"), ("text", "en"), ("text", ""), ("text", ""),
        ("Deutsch", "de"), ("English", "en"), ("English", "en"), ("Deutsch", "de"),
    ]  # fmt: skip


def test_attachments(things):
    found = [[(one.type, one.url) for one in thing.attachments] for thing in things("attachments")]
    assets = f"{ONE}/assets"
    assert found[:5] == [
        [("Image", f"{assets}/cow.jpg")], [("Video", f"{assets}/cow_eating.mp4")],
        [("Audio", f"{assets}/cow_moo.mp3")], [("Document", f"{assets}/cow_moo.mp3")],
        [("Link", "https://funfedi.dev")],
    ]  # fmt: skip
    # A payment, which is no web address; two text files; a note and a recipe, which have no address; ten pictures.
    assert [len(one) for one in found[5:]] == [0, 1, 1, 0, 0, 10]


def test_pictures(things):
    pictures = [thing.attachments for thing in things("image_attachments")]
    assert [len(found) for found in pictures] == [1] * 16 + [0], "the last is inline data"
    assert [found[0].media_type for found in pictures[12:16]] == ["", "image/png", "", "image/png"]
    descriptions = [thing.attachments[0].name for thing in things("image_description")]
    assert descriptions == ["", "name", "name", ""]
    best = [thing.attachments[0] for thing in things("recommended_attachments")]
    assert all(one.url.startswith("https://") and one.name and one.media_type for one in best)


def test_a_link_to_another_host_is_not_the_page_of_a_thing(things):
    assert {thing.url for thing in things("url")} == {""}


def test_warnings(things):
    said = [(thing.summary, thing.sensitive) for thing in things("content_warnings")]
    assert said[:3] == [("", True), ("summary", False), ("summary", True)]


@pytest.mark.parametrize(
    "family", ["html_tags", "html_tags_article", "html_tags_summary", "html_anchor", "html_bad"]
)
def test_no_tag_comes_through_that_is_not_known(things, family):
    for thing in things(family):
        for text in (thing.content, thing.summary):
            clean = str(clean_remote(text))
            assert not FORBIDDEN.search(clean), clean
            assert "alert" not in clean


def test_links_in_texts_keep_their_words_and_lose_their_powers(things):
    for thing in things("html_anchor"):
        clean = str(clean_remote(thing.content))
        assert 'rel="nofollow ugc noopener noreferrer"' in clean and "target" not in clean.partition(">")[0]
        assert "download=" not in clean and "fun-red-link" not in clean.partition(">")[0]


def test_quotes_and_contexts_change_nothing_that_is_read(things):
    assert all(thing.content for thing in [*things("quotes"), *things("context")])
