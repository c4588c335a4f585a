"""The door and the reader under a hail of letters: mutated, nested, huge, oddly signed. No error of ours, nothing
written but the letter, nothing slow.
"""

import json
import tracemalloc

import pytest
from django.apps import apps
from hypothesis import example, given
from hypothesis import strategies as st

from federation.models import ReceivedActivity
from federation.signatures import Request

from .conftest import post
from .test_fuzz_reader import HAIL, soon
from .test_reader import JSON, KEYS

pytestmark = pytest.mark.django_db

MOST_MEMORY = 100 * 1024 * 1024
STATUSES = {202, 400, 401, 403, 404, 415, 429}


@pytest.fixture
def nina(nina, town):
    """Known already, so that a letter of hers with a true signature reaches the reader without the network."""
    assert nina.sends(nina.says("Create", nina.note())) == (202, "")
    ReceivedActivity.objects.all().delete()
    return nina


@pytest.fixture
def rows():
    """How many rows every other table has."""
    kept = [model for model in apps.get_models() if model is not ReceivedActivity]

    def counted():
        return {model.__name__: model.objects.count() for model in kept}

    return counted


def judged(path, headers, body):
    """The door's answer, which is never an error of ours."""
    with soon():
        status, reason = post(path, headers, body)
    assert status in STATUSES
    assert bool(reason) == (status != 202)
    return status


def test_signed_letters_of_any_content(nina, rows):
    """Signed by a known key, so that nothing but the reader stands between the letter and its row."""
    before = rows()

    @HAIL
    @given(
        st.dictionaries(KEYS, JSON, max_size=10),
        st.sampled_from(["Create", "Announce", "Like", "Offer", "Undo"]),
    )
    def hail(said, kind):
        letter = {**nina.says(kind, nina.note()), **said}
        ReceivedActivity.objects.all().delete()
        status = judged(*nina.request(letter))
        assert ReceivedActivity.objects.count() <= (status == 202)

    hail()
    assert rows() == before


def test_signed_bodies_that_are_hardly_json(nina, rows):
    before = rows()
    whole = json.dumps(nina.says("Create", nina.note())).encode()

    @HAIL
    @given(st.integers(0, len(whole)), st.integers(0, 40), st.binary(max_size=40))
    @example(0, len(whole), b"\xff\xfe{}")
    @example(0, len(whole), b"\xef\xbb\xbf{}")
    @example(0, len(whole), b'{"a":1e999}')
    @example(0, len(whole), b'{"a":' + b"9" * 5000 + b"}")
    @example(0, len(whole), b'"\\ud800"')
    def hail(at, cut, put):
        judged(*nina.request(whole[:at] + put + whole[at + cut :]))

    hail()
    assert rows() == before


DEEP = {
    "open": b"[" * 100_000,
    "keys": b'{"a":' * 100_000,
    "closed": b"[" * 500_000 + b"]" * 500_000,
    "objects": b'{"object":' * 40 + b"{}" + b"}" * 40,
}
# One property each, put into a letter that is otherwise in order: (name, its JSON, what the door says).
WIDE = [
    ("x", b'"' + b"\\u0000" * 1000 + b'"', "bad-text"),
    ("x", b'"' + b"x" * 1_000_000 + b'"', ""),
    ("x", b"{" + b",".join(b'"k%d":1' % n for n in range(60_000)) + b"}", "too-many-keys"),
    ("x", b"[" + b"1," * 400_000 + b"1]", "too-many-items"),
    ("x", b"9" * 5000, "not-json"),
    ("x", b"1e999", "bad-number"),
    ("to", b"[" + b",".join(b'"https://a.example/%d"' % n for n in range(999)) + b"]", "too-many-recipients"),
    ("object", b"[" + b",".join([b'"https://a.example/"'] * 999) + b"]", "too-many-objects"),
    ("tag", b"[" + b",".join([b'{"type":"Hashtag","name":"#x"}'] * 1000) + b"]", ""),
    ("content", b'"' + "à".encode() * 400_000 + b'"', ""),
    ("content", b'"e' + "\u0301".encode() * 400_000 + b'"', ""),
    ("content", b'"' + b"<" * 900_000 + b'"', ""),
    ("id", b'"https://' + b"a." * 400_000 + b'example/"', "bad-id"),
]


@pytest.mark.parametrize("name", DEEP)
def test_depth_costs_nothing(nina, rows, name):
    assert costs_little(nina, rows, DEEP[name]) in {(400, "too-deep"), (400, "not-json")}


@pytest.mark.parametrize(("name", "value", "reason"), WIDE, ids=lambda value: str(value)[:14])
def test_the_largest_letters_cost_little(nina, rows, name, value, reason):
    letter = {key: said for key, said in nina.says("Create", nina.note()).items() if key != name}
    body = json.dumps(letter)[:-1].encode() + b',"' + name.encode() + b'":' + value + b"}"
    assert costs_little(nina, rows, body) == (400 if reason else 202, reason)


def costs_little(nina, rows, body):
    """The answer to a body that nina signed: within a second and a hundred megabytes, nothing else written."""
    before = rows()
    letter = nina.request(body)
    with soon():
        answer = post(*letter)
    tracemalloc.start()
    try:
        post(*letter)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < MOST_MEMORY
    assert rows() == before
    return answer


NAMES = ["host", "date", "digest", "content-type", "signature", "signature-input", "content-digest"]


def test_headers_that_were_changed_on_the_way(nina, rows):
    before = rows()
    letter = nina.says("Create", nina.note())

    @HAIL
    @given(
        st.sampled_from(["cavage", "rfc9421"]),
        st.sampled_from(NAMES),
        st.integers(0, 300),
        st.integers(0, 30),
        st.text(st.characters(max_codepoint=255), max_size=30),
    )
    @example("cavage", "date", 0, 300, "Thu, 99 Foo 0000 99:99:99 GMT")
    @example("cavage", "date", 0, 300, "Mon, 01 Jan 0001 00:00:00 +2359")
    @example("rfc9421", "signature-input", 0, 300, "sig1=();created=99999999999999999")
    @example("rfc9421", "content-digest", 0, 300, "sha-256=:====:")
    def hail(dialect, name, at, cut, put):
        path, headers, body = nina.request(letter, dialect=dialect)
        for known in list(headers):
            if known.lower() == name:
                value = headers[known]
                headers[known] = value[:at] + put + value[at + cut :]
        ReceivedActivity.objects.all().delete()
        pairs = [(known.lower().encode(), value.encode("latin-1")) for known, value in headers.items()]
        with soon():
            answer = knock_with(path, pairs, body)
        assert answer.status in STATUSES

    hail()
    assert rows() == before


def knock_with(path, pairs, body):
    from federation.door import knock

    return knock(Request.received("POST", path, pairs, body), may_fetch=True)
