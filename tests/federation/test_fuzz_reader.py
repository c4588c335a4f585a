"""The reader and the signatures under a hail of texts: read or refused, soon, and written back as they were signed."""

import json
import time
from contextlib import contextmanager
from datetime import UTC, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from federation import reader, signatures, structured_fields
from federation.problems import PROBLEMS
from federation.reader import Refused
from federation.signatures import BadSignature, Request

from .test_reader import JSON, KEYS

LONGEST = 1.0  # seconds of processor time for one letter
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
