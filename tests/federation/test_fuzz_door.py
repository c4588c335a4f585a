"""The door and the reader under a hail of letters: mutated, nested, huge, oddly signed. No error of ours, nothing
written but the letter, nothing slow.
"""

import json
import time
import tracemalloc
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from django.apps import apps
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from federation import reader, signatures, structured_fields
from federation.models import ReceivedActivity
from federation.problems import PROBLEMS
from federation.reader import Refused
from federation.signatures import BadSignature, Request

from .conftest import post
from .test_reader import JSON, KEYS

pytestmark = pytest.mark.django_db

LONGEST = 1.0  # seconds of processor time for one letter
MOST_MEMORY = 100 * 1024 * 1024
STATUSES = {202, 400, 401, 403, 404, 415, 429}
HAIL = settings(
    max_examples=150,
    deadline=None,  # the machine may be busy: processor time is measured instead
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
SEVERAL = settings(HAIL, max_examples=60)


@contextmanager
def soon():
    begun = time.process_time()
    yield
    assert time.process_time() - begun < LONGEST


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


FIELD = st.text('abz019"\\:;,=()?@*.-_ \t#/é\x00', max_size=80)
KEY_IDS = st.sampled_from(
    [
        "https://evil.test/u/bob#main-key",
        "acct:x@y.z",
        "https://[::1]/",
        "javascript:x",
        "https://a/" + "b" * 3000,
    ]
)


@HAIL
@given(FIELD, FIELD, KEY_IDS, st.integers(-(10**16), 10**16))
def test_signature_headers_of_any_shape(first, second, key_id, moment):
    """No header raises anything but a refusal, and what is read is written back as it was signed."""
    cavage = f'keyId="{key_id}",headers="(request-target) host (created) digest",created={moment},{first}'
    listed = f'sig1=("@method" "@target-uri" "content-digest");created={moment};keyid="{key_id}"{second}'
    shapes = [
        [("signature", first)],
        [("signature", cavage + ',signature="AAAA"')],
        [("signature-input", listed), ("signature", "sig1=:AAAA:")],
        [("signature-input", f"{second}, {listed}"), ("signature", first)],
    ]
    for shape in shapes:
        fields = (("host", "us.test"), ("digest", first), ("content-digest", second), *shape)
        request = Request("POST", "/ap/inbox", fields, b"{}")
        with soon():
            try:
                claim = signatures.parse_signature(request)
                signatures.check_request(claim, request, our_origin="https://us.test", now=datetime.now(UTC))
            except BadSignature as refusal:
                assert refusal.reason in PROBLEMS


@HAIL
@given(FIELD)
def test_structured_fields_come_back_as_they_were(text):
    with soon():
        try:
            found = structured_fields.parse_dictionary(text)
        except structured_fields.BadField:
            return
    for value, _parameters in found.values():
        if isinstance(value, structured_fields.InnerList):
            written = structured_fields.serialize(value)
            again = structured_fields.parse_dictionary(f"a={written}")["a"][0]
            assert structured_fields.serialize(again) == written


@SEVERAL
@given(
    st.recursive(JSON, lambda inner: st.lists(inner, max_size=9) | st.dictionaries(KEYS, inner, max_size=9))
)
def test_any_json_is_read_soon_or_refused(value):
    raw = json.dumps(
        {"id": "https://a.example/1", "actor": "https://a.example/u", "type": "Create", "object": value}
    )
    with soon():
        try:
            thing = reader.read(raw.encode())
        except Refused as refusal:
            assert refusal.reason.replace("-", "").isalpha() or refusal.reason == "not-utf8"
        else:
            assert thing.id
