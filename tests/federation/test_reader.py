"""Documents of strangers become typed things or a named refusal, and never anything else."""

import json
import os
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from federation import reader, vocabulary
from federation.reader import Refused

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
LOOKED_AT = Path(__file__).parent / "corpus.tsv"
TOWN = "https://ville.test"
ROSA = "https://autre.test/ap/u/rosa"
PAGE = f"{TOWN}/ap/page/1"
PUBLIC = vocabulary.PUBLIC


def read(document):
    return reader.read(json.dumps(document).encode())


def reason(raw):
    with pytest.raises(Refused) as refusal:
        reader.read(raw if isinstance(raw, bytes) else json.dumps(raw).encode())
    return refusal.value.reason


def note(**more):
    return {
        "id": "https://autre.test/n/1",
        "type": "Note",
        "attributedTo": ROSA,
        "content": "<p>Oui</p>",
    } | more


def activity(kind="Create", thing=None, **more):
    return {"id": "https://autre.test/a/1", "type": kind, "actor": ROSA, "object": thing or note()} | more


def person(**more):
    return {
        "id": ROSA,
        "type": "Person",
        "preferredUsername": "rosa",
        "inbox": f"{ROSA}/inbox",
        "publicKey": {"id": f"{ROSA}#main-key", "owner": ROSA, "publicKeyPem": "-----BEGIN PUBLIC KEY-----"},
    } | more


# --- the parser ---


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (b"", "not-json"),
        (b"{", "not-json"),
        (b"[]", "not-an-object"),
        (b'"x"', "not-an-object"),
        (b"\xff{}", "not-utf8"),
        (b'{"a":1,"a":2}', "duplicate-key"),
        (b'{"id":"https://a.test/1","@id":"https://b.test/1"}', "duplicate-key"),
        (b'{"a":NaN}', "bad-number"),
        (b'{"a":-Infinity}', "bad-number"),
        (b'{"a":1e999}', "bad-number"),
        (b'{"a":' + b"9" * 5000 + b"}", "not-json"),
        (b'{"a":"\\u0000"}', "bad-text"),
        (b'{"\\u0000":1}', "bad-text"),
        (b'{"a":"\\ud800"}', "bad-text"),
        (b'{"a":{"b":[{"@graph":[]}]}}', "reshaping"),
        (b'{"a":{"b":{"c":{"d":{"@included":1}}}}}', "reshaping"),
        (b'{"@context":{"x":{"@reverse":"as:object"}}}', "reshaping"),
        (b'{"@context":{"g":"@graph"},"g":[]}', "reshaping"),
        (b"[" * 100_000, "not-json"),
        (b"[" * 33 + b"]" * 33, "too-deep"),
        (b'{"a":' * 33 + b"1" + b"}" * 33, "too-deep"),
        (b'{"a":"' + b"x" * 1024 * 1024 + b'"}', "too-large"),
        (b'{"a":[' + b"1," * 1000 + b"1]}", "too-many-items"),
        (json.dumps({str(n): n for n in range(257)}).encode(), "too-many-keys"),
    ],
)
def test_what_could_be_read_two_ways_is_not_read(raw, name):
    assert reason(raw) == name


def test_brackets_in_texts_are_not_depth():
    assert reader.parse(json.dumps({"a": "[" * 99 + '"\\', "b": "]"}).encode())["b"] == "]"
    assert reader.parse(b'{"a":' * 32 + b"1" + b"}" * 32)


# --- the types ---


def test_a_note_of_a_mastodon():
    thing = read(
        note(
            published="2026-11-20T10:00:00.123Z",
            url="https://autre.test/@rosa/1",
            inReplyTo="https://ville.test/n/9",
            to="as:Public",
            cc=[f"{ROSA}/followers"],
            sensitive=True,
            tag=[
                {"type": "Mention", "href": "https://ville.test/u/alice", "name": "@alice@ville.test"},
                {"type": "Hashtag", "name": "#Compost", "href": "https://autre.test/tags/compost"},
                {"type": "civ:Stance", "name": "pour"},
                "rubbish",
            ],
            attachment={
                "type": "Document",
                "mediaType": "image/png",
                "url": "https://media.autre.test/é.png",
                "name": "Un bac",
            },
            contentMap={"fr": "<p>Oui</p>"},
        )
    )
    assert isinstance(thing, reader.Content)
    assert (thing.attributed_to, thing.in_reply_to, thing.language) == (ROSA, "https://ville.test/n/9", "fr")
    assert thing.to == (PUBLIC,)
    assert thing.is_public
    assert thing.published == datetime(2026, 11, 20, 10, 0, 0, 123000, tzinfo=UTC)
    assert thing.mentions[0].href == "https://ville.test/u/alice"
    assert (thing.hashtags, thing.stance) == (("Compost",), "pour")
    assert thing.attachments[0].url == "https://media.autre.test/%C3%A9.png"


def test_a_page_with_its_revision():
    thing = read(
        {
            "type": "Article",
            "id": PAGE,
            "attributedTo": f"{TOWN}/ap/svc/wiki",
            "name": "Compostage à l'e\u0301cole",
            "source": {"content": "# Compost", "mediaType": "text/markdown"},
            "url": f"{TOWN}/wiki/jardins/compostage-à-l-école",
            "civ:revision": {"id": f"{TOWN}/ap/rev/2", "number": 17, "digestMultibase": "zAbc"},
            "civ:mergedInto": f"{TOWN}/ap/page/2",
        }
    )
    assert thing.name == "Compostage à l'école"
    assert (thing.revision.number, thing.revision.digest) == (17, "zAbc")
    assert thing.source_markdown == "# Compost"
    assert thing.url.startswith(f"{TOWN}/wiki/jardins/compostage-%C3%A0")
    assert thing.merged_into == f"{TOWN}/ap/page/2"


def test_an_edit_offered_and_its_answers():
    patch = {
        "type": "Patch",
        "id": "https://autre.test/ap/patch/1",
        "attributedTo": ROSA,
        "object": PAGE,
        "civ:base": f"{TOWN}/ap/rev/1",
        "civ:baseDigest": "zBase",
        "content": "--- a\n+++ b",
        "source": {"content": "nouveau", "mediaType": "text/markdown"},
        "summary": "horaires",
    }
    offer = read(activity("Offer", patch, target=PAGE))
    assert isinstance(offer.object, reader.Patch)
    assert (offer.target, offer.object.base, offer.object.text) == (PAGE, f"{TOWN}/ap/rev/1", "nouveau")
    result = {
        "type": "Object",
        "civ:kind": "revision",
        "id": f"{TOWN}/ap/rev/2",
        "civ:number": 18,
        "object": PAGE,
    }
    accepted = read(activity("Accept", offer.id, result=result | {"wasDerivedFrom": [f"{TOWN}/ap/rev/1"]}))
    assert (accepted.object, accepted.result.number) == (offer.id, 18)
    assert accepted.result.parents == (f"{TOWN}/ap/rev/1",)
    refused = read(
        activity(
            "Reject", offer.id, summary="conflict", result={"id": f"{TOWN}/ap/rev/3", "digestMultibase": "z"}
        )
    )
    assert (refused.summary, refused.result.digest) == ("conflict", "z")


def test_help_asked_and_agreed():
    intent = {"type": "Intent", "id": f"{TOWN}/ap/aid/1#primary", "action": "transfer"}
    intent["resourceQuantity"] = {"hasUnit": "one", "hasNumericalValue": "1"}
    asked = note(name="Échelle", purpose="request", publishes=intent, endTime="2026-12-01T18:00:00Z")
    asked |= {"civ:status": "open", "location": {"type": "Place", "name": "Saint-Michel", "latitude": 45.5}}
    for kind in ("Note", "Proposal", "Thing"):
        thing = read(asked | {"type": kind})
        assert (thing.purpose, thing.publishes.action, thing.publishes.quantity) == (
            "request",
            "transfer",
            "1",
        )
        assert (thing.status, thing.location.name, thing.end_time.month) == ("open", "Saint-Michel", 12)
    agreement = {"type": "Agreement", "stipulates": {"type": "Commitment", "satisfies": intent["id"]}}
    assert read(activity("Offer", agreement)).object.stipulates.satisfies == intent["id"]
    assert reason(activity("Offer", {"type": "Agreement"})) == "missing-commitment"


def test_an_event_and_a_poll():
    event = read(
        note(type="Event", startTime="2026-12-01T18:00:00+01:00", joinMode="free", maximumAttendeeCapacity=30)
    )
    assert (event.start_time.hour, event.join_mode, event.capacity) == (17, "free", 30)
    options = [{"type": "Note", "name": f"{n}", "replies": {"totalItems": n}} for n in range(3)]
    poll = read(note(type="Question", anyOf=options, votersCount=3, closed="2026-11-01T00:00:00Z")).poll
    assert (poll.multiple, [option.votes for option in poll.options], poll.voters) == (True, [0, 1, 2], 3)
    assert reason(note(type="Question", oneOf=options * 20)) == "too-many-options"


def test_an_actor_and_its_keys():
    multikey = {"id": f"{ROSA}#ed", "type": "Multikey", "controller": ROSA, "publicKeyMultibase": "z6Mk"}
    actor = read(
        person(
            endpoints={"sharedInbox": "https://autre.test/inbox"},
            assertionMethod=[multikey, multikey | {"controller": "https://victim.test/u/a"}],
            alsoKnownAs="https://old.test/u/rosa",
            generator={"type": "Application", "implements": [{"href": vocabulary.RFC_9421}]},
            icon={"type": "Image", "url": "https://media.test/a.png"},
            attachment=[{"type": "PropertyValue", "name": "Site", "value": "x"}],
        )
    )
    assert isinstance(actor, reader.Actor)
    assert (actor.public_key.owner, actor.shared_inbox) == (ROSA, "https://autre.test/inbox")
    assert [key.multibase for key in actor.assertion_keys] == ["z6Mk"]
    assert actor.implements == (vocabulary.RFC_9421,)
    assert (actor.also_known_as, actor.icon, actor.fields) == (
        ("https://old.test/u/rosa",),
        "https://media.test/a.png",
        (("Site", "x"),),
    )


@pytest.mark.parametrize(
    "change",
    [
        {"inbox": "https://victim.test/inbox"},
        {"publicKey": {"id": f"{ROSA}#k", "owner": "https://victim.test/u/a", "publicKeyPem": "x"}},
        {"publicKey": {"id": "https://victim.test/u/a#k", "owner": ROSA, "publicKeyPem": "x"}},
        {"url": "https://victim.test/@rosa"},
    ],
)
def test_what_an_actor_says_about_another_origin_is_left_out(change):
    actor = read(person(url=f"{ROSA}.html") | change)
    name = {"publicKey": "public_key"}.get(next(iter(change)), next(iter(change)))
    assert not getattr(actor, name)


def test_a_link_to_another_host_is_not_the_page_of_a_thing():
    assert read(note(url="https://victim.test/n")).url == ""
    assert read(
        note(url=[{"type": "Link", "href": "https://autre.test/p", "mediaType": "text/html"}])
    ).url.endswith("/p")


def test_collections_tombstones_keys_and_the_rest():
    page = read(
        {
            "type": "OrderedCollectionPage",
            "id": f"{TOWN}/c",
            "orderedItems": [PAGE, note(), 7, activity("Like", {})],
            "next": f"{TOWN}/c?2",
            "totalItems": 3,
        }
    )
    assert [type(item).__name__ for item in page.items] == ["str", "Content", "Activity"] or len(
        page.items
    ) >= 2
    assert (page.next, page.total_items) == (f"{TOWN}/c?2", 3)
    head = read(
        {"type": "Collection", "id": f"{TOWN}/c", "first": {"type": "CollectionPage", "items": [PAGE]}}
    )
    assert head.items == (PAGE,)
    assert (
        read(
            activity("Delete", {"type": "Tombstone", "id": PAGE, "formerType": "Article"})
        ).object.former_type
        == "Article"
    )
    key = read({"id": f"{ROSA}/main-key", "owner": ROSA, "publicKeyPem": "x"})
    assert isinstance(key, reader.PublicKey)
    assert read({"id": PAGE, "type": "Spaceship"}) == reader.Unknown(id=PAGE, type="Spaceship")
    assert read({"id": PAGE, "type": ["vcard:individual", "as:Note"]}).type == "Note"
    assert read({"@id": PAGE, "@type": "https://www.w3.org/ns/activitystreams#Note"}).id == PAGE


def test_a_group_announces_what_others_did_and_the_inner_json_is_untouched():
    inner = activity("Create", note(), proof={"type": "DataIntegrityProof"}, odd={"kept": [1.0]})
    announce = read(activity("Announce", inner, id=f"{TOWN}/a/2", actor=f"{TOWN}/g"))
    assert announce.object.object.id == "https://autre.test/n/1"
    assert announce.object.raw == inner
    assert announce.object.proof == {"type": "DataIntegrityProof"}


def test_only_a_flag_names_several_things():
    assert len(read(activity("Flag", [ROSA, "https://autre.test/n/1"])).objects) == 2
    assert reason(activity("Delete", [ROSA, "https://autre.test/n/1"])) == "several-objects"
    assert reason(activity("Flag", [f"https://autre.test/n/{n}" for n in range(21)])) == "too-many-objects"


@pytest.mark.parametrize(
    ("document", "name"),
    [
        ({"type": "Note"}, "missing-id"),
        ({"type": "Note", "id": "urn:uuid:1"}, "bad-id"),
        ({"type": "Note", "id": "https://us.test@evil.test/1"}, "bad-id"),
        ({"type": "Create", "id": PAGE, "object": PAGE}, "missing-actor"),
        ({"type": "Create", "id": PAGE, "actor": "alice", "object": PAGE}, "bad-actor"),
        ({"type": "Create", "id": PAGE, "actor": ROSA}, "missing-object"),
        (note(to=[f"https://a.test/{n}" for n in range(101)]), "too-many-recipients"),
        (note(source={"content": "x" * 50_001, "mediaType": "text/markdown"}), "source-too-long"),
        (person(alsoKnownAs=[f"https://a.test/{n}" for n in range(257)]), "too-many-aliases"),
    ],
)
def test_what_is_missing_or_too_much_is_named(document, name):
    assert reason(document) == name


def test_long_texts_are_cut_or_become_plain():
    thing = read(note(name="é" * 9000, content="<b>" * 40_000 + "fin &lt;script&gt;"))
    assert len(thing.name) == 2048
    assert "<" not in thing.content
    assert "fin &lt;script&gt;" in thing.content


def test_a_letter_with_a_hundred_thousand_accents_takes_no_time():
    before = time.process_time()
    read(note(name="e" + "\u0301\u0327" * 9, content="e" + "\u0301\u0327" * 60_000))
    assert time.process_time() - before < 3


# --- whatever comes ---

KEYS = st.sampled_from(
    """
    id type actor object to cc audience url name content summary source tag attachment published inbox
    publicKey owner publicKeyPem endpoints items orderedItems first oneOf replies totalItems location address
    publishes resourceQuantity stipulates civ:revision civ:kind number icon image alsoKnownAs implements
    contentMap language target result assertionMethod wasDerivedFrom proof generator
    """.split()  # noqa: SIM905
)
TYPES = vocabulary.ACTIVITY_TYPES | vocabulary.CONTENT_TYPES | vocabulary.ACTOR_TYPES
OTHERS = ("Patch", "Agreement", "Tombstone", "Collection", "Link", "Mention", "revision", "Multikey")
WORDS = st.sampled_from([*sorted(TYPES), *OTHERS, ROSA, PAGE, PUBLIC, "http://[", ""])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | WORDS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(KEYS | st.text(max_size=4), inner, max_size=8)
    ),
    max_leaves=30,
)


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(KEYS, JSON, max_size=12))
def test_no_json_raises_anything_but_a_refusal(document):
    try:
        reader.read(json.dumps({"id": PAGE, "actor": ROSA} | document).encode())
    except Refused as refusal:
        assert refusal.reason


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_but_a_refusal(raw):
    with pytest.raises(Refused):
        reader.read(b'{"type":' + raw)


@pytest.mark.skipif(not CORPUS.exists(), reason="the corpus of others' documents is not here")
def test_every_document_of_other_servers_is_read_as_it_was_looked_at():
    """`corpus.tsv` says of each file what it is read as, or why it is refused; CALADE_GOLDEN=1 writes it anew."""
    found = {str(path.relative_to(CORPUS)): read_as(path.read_bytes()) for path in CORPUS.glob("*/*.json")}
    said = "".join(f"{name}\t{what}\n" for name, what in sorted(found.items()))
    if os.environ.get("CALADE_GOLDEN"):
        LOOKED_AT.write_text(said)
    assert said == LOOKED_AT.read_text()


def read_as(raw):
    """In words: the class and the type, of an activity also those of its object; or the refusal."""
    try:
        thing = reader.read(raw)
    except Refused as refusal:
        return f"refused: {refusal.reason}"
    assert thing.raw == json.loads(raw)
    return named(thing)


def named(thing):
    if thing is None or isinstance(thing, str):
        return "an address" if thing else "nothing"
    inner = (
        f" of {named(thing.object)}" if isinstance(thing, reader.Activity) and thing.type != "Flag" else ""
    )
    return f"{type(thing).__name__} {thing.type}".strip() + inner


def test_the_refusals_of_the_corpus_are_these():
    """A person has looked at them: names that are no host (`second_domain`, `lemmy-alpha:8541`), ids that are no web
    address or missing (WebFinger, NodeInfo and contexts are no things), keywords that re-shape, 171 recipients.
    """
    lines = [line.partition("\trefused: ")[2] for line in LOOKED_AT.read_text().splitlines()]
    counted = Counter(filter(None, lines))
    assert set(counted) == {
        "missing-id", "bad-id", "missing-actor", "bad-actor", "missing-object", "several-objects", "reshaping",
        "too-many-recipients",
    }  # fmt: skip
    assert sum(counted.values()) < len(lines) / 4
