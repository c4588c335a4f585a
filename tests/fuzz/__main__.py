"""What no careful person would think of sending, found by following the branches of the code (atheris).

    make fuzz                                ten minutes at the reader and the door
    .venv-fuzz/bin/python -m tests.fuzz door 60      one target, a minute

`reader` is given bytes, `thing` what other servers say with parts of it exchanged, `door` a signed letter whose
headers and body are anything, `html` what a stranger writes.
Each ends with the first input that raises anything but a refusal by name, takes more than a second of processor
time, or makes the process grow by more than 100 MB; the input is then kept in var/fuzz/<target>-crash-….
"""

import base64
import hashlib
import json
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from typing import Any

import atheris
import django

ROOT = Path(__file__).parents[2]
KEPT = ROOT / "var" / "fuzz"
CORPUS = ROOT.parent / "shared" / "corpus"
LONGEST = 1.0  # seconds of processor time
MOST_MEMORY = 100 * 1024  # kB that the process may grow by
LARGEST = 16 * 1024  # bytes of an input: more finds nothing more, and slower
SPEAKS = "application/activity+json"

os.environ.setdefault("CALADE_MODE", "test")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commons.settings")
with atheris.instrument_imports(include=["federation", "commons.base"]):
    django.setup()
    from commons.base.text import clean_remote, plain
    from federation import door, reader, structured_fields
    from federation.problems import PROBLEMS
    from federation.signatures import Request

# What stands where something else was expected.
ODD: list[Any] = [
    None, True, "", 0, -1, 1e308, 10**30, [], {}, [[]], [{}], [None], "https://a.test/1", "javascript:x", "https://[::1]/",
    "as:Public", "acct:a@b", "\u202e", "2026-02-30T25:00:00Z", {"id": "https://a.test/1"}, {"type": "Link"}, {"@id": 1},
    {"type": ["Note", {}]}, {"@value": "x", "@language": "fr"}, {"type": "Undo", "object": {"type": "Undo"}},
]  # fmt: skip


def read_document(data: bytes) -> None:
    """A thing with an id or a refusal in a short word."""
    try:
        thing = reader.read(data)
    except reader.Refused as refusal:
        assert refusal.reason.replace("-", "").isalnum(), refusal.reason
    else:
        assert thing.id or getattr(thing, "href", "")


def read_thing(data: bytes) -> None:
    read_document(_exchanged(atheris.FuzzedDataProvider(data)))


def _exchanged(given: atheris.FuzzedDataProvider) -> bytes:
    """A document of another server in which some values were put elsewhere, or are of another kind."""
    document = json.loads(given.PickValueInList(_documents()))
    for _ in range(given.ConsumeIntInRange(1, 6)):
        places = list(_places(document))
        holder, key = given.PickValueInList(places)
        other, name = given.PickValueInList(places)
        value = [ODD[given.ConsumeIntInRange(0, len(ODD) - 1)], other[name], given.ConsumeUnicode(40)]
        holder[key] = json.loads(json.dumps(given.PickValueInList(value)))
    return json.dumps(document).encode()


@cache
def _documents() -> list[str]:
    found = [file.read_text() for file in _examples()]
    return [text for text in found if text.lstrip().startswith("{") and len(text) <= LARGEST]


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Everything in it that can be exchanged: what holds it, and under which key."""
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        yield value, key
        if isinstance(inner, dict | list):
            yield from _places(inner)


def read_letter(data: bytes) -> None:
    """The half of the door that asks nobody: what is read or refused by a name that is explained."""
    given = atheris.FuzzedDataProvider(data)
    # Each part is right as often as not, so that what lies behind it is reached.
    target, first, second, kind = (
        given.ConsumeUnicodeNoSurrogates(120) if given.ConsumeBool() else "" for _ in range(4)
    )
    dialect = given.ConsumeIntInRange(0, 3)
    body = _exchanged(given) if given.ConsumeBool() else given.ConsumeBytes(LARGEST)
    fields = [("host", "us.test"), ("date", format_datetime(datetime.now(UTC), usegmt=True))]
    fields += [("content-type", kind or SPEAKS), *_signed(dialect, first, second, body)]
    request = Request("POST", target or "/ap/inbox", tuple(fields), body)
    found = door._read(request)
    if isinstance(found, door.Answer):
        assert found.status in {400, 401, 415}, found
        assert found.reason in PROBLEMS or found.status == 400, found
    _come_back(second)


def _signed(dialect: int, first: str, second: str, body: bytes) -> list[tuple[str, str]]:
    """Headers that are right but for what is added to them, or anything."""
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    key, now = "https://evil.test/u/bob#main-key", int(time.time())
    cavage = f'keyId="{key}",headers="(request-target) host date digest"'
    listed = f'sig1=("@method" "@target-uri" "content-digest");created={now};keyid="{key}"'
    return [
        [("signature", first), ("digest", second)],
        [("signature", f'{cavage},signature="AAAA"{first}'), ("digest", f"SHA-256={digest}{second}")],
        [
            ("signature-input", f"{listed}{first}"),
            ("signature", f"sig1=:AAAA:{second}"),
            ("content-digest", f"sha-256=:{digest}:"),
        ],
        [("signature-input", first), ("signature", second), ("content-digest", f"sha-256=:{digest}:")],
    ][dialect]


def _come_back(text: str) -> None:
    """What a structured field says is written as it was read."""
    try:
        found = structured_fields.parse_dictionary(text)
    except structured_fields.BadField:
        return
    for value, _parameters in found.values():
        if isinstance(value, structured_fields.InnerList):
            written = structured_fields.serialize(value)
            again = structured_fields.parse_dictionary(f"a={written}")["a"][0]
            assert structured_fields.serialize(again) == written


def clean_html(data: bytes) -> None:
    """Nothing that runs is left, whatever is cleaned, and cleaning again changes nothing."""
    text = atheris.FuzzedDataProvider(data).ConsumeUnicodeNoSurrogates(LARGEST)
    html = str(clean_remote(text))
    low = html.lower()
    assert not any(word in low for word in ("<script", "<iframe", "<svg", "<style", 'href="javascript:')), (
        html
    )
    assert str(clean_remote(html)) == html
    plain(html)


TARGETS: dict[str, Callable[[bytes], None]] = {
    "reader": read_document,
    "thing": read_thing,
    "door": read_letter,
    "html": clean_html,
}


def within_limits(target: Callable[[bytes], None]) -> Callable[[bytes], None]:
    """The same, for an input that costs too much too. What the process weighs is measured once it is warm."""
    weight: list[int] = []
    seen = 0

    def one(data: bytes) -> None:
        nonlocal seen
        seen += 1
        begun = time.process_time()
        target(data)
        assert time.process_time() - begun < LONGEST, "too slow"
        now = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        if seen == 1000:
            weight.append(now)
        assert not weight or now - weight[0] < MOST_MEMORY, "too heavy"

    return one


def _seeds(target: str) -> Path:
    """What other servers are known to say, small enough to be changed often."""
    folder = KEPT / f"{target}-corpus"
    folder.mkdir(parents=True, exist_ok=True)
    for number, file in enumerate(_examples()):
        text = file.read_bytes()
        if len(text) <= LARGEST:
            (folder / f"seed-{number}").write_bytes(text)
    return folder


def _examples() -> list[Path]:
    golden = ROOT / "tests" / "federation" / "golden"
    return sorted([*golden.glob("*.json"), *CORPUS.glob("*/*.json")])


def main() -> None:
    if len(sys.argv) != 3 or sys.argv[1] not in TARGETS:
        sys.exit(f"usage: python -m tests.fuzz {'|'.join(TARGETS)} <seconds>")
    target, seconds = sys.argv[1], int(sys.argv[2])
    options = [
        f"-max_total_time={seconds}",
        f"-max_len={LARGEST}",
        "-rss_limit_mb=0",  # ours is stricter
        "-timeout=30",
        f"-artifact_prefix={KEPT}/{target}-",
        "-print_final_stats=1",
        str(_seeds(target)),
    ]
    atheris.Setup([sys.argv[0], *options], within_limits(TARGETS[target]))
    atheris.Fuzz()


main()
