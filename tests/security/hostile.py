"""What people who mean ill, and programs that mean nothing, send where something else is expected.

`Asked` hears by which names the code reads what it was sent: no list of fields is kept by hand.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from random import Random
from typing import Any
from unittest.mock import patch
from urllib.parse import quote

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

VALUES: tuple[bytes, ...] = (
    b"", b" ", b"\0", b"a\0b", b"\xed\xa0\x80", b"\xff\xfe", "né".encode("latin-1"), "né".encode("utf-16"),
    b"x" * 100_000, b"a " * 20_000, b"[" * 5_000, b"> " * 3_000, b"**" * 3_000,
    b"-1", b"0", b"9223372036854775808", b"-9223372036854775809", b"9" * 5_000, b"1e400", b"1e9", b"NaN", b"-Infinity",
    b"1_000", "²".encode(), "٣".encode(), b"0x10", b"1.5", b"1,5",
    b"0001-01-01", b"9999-12-31", b"0001-01-01T00:00", b"9999-12-31T23:59", b"2026-02-30", b"2026-13-01", b"0000-00-00",
    b"10000-01-01", b"2027-03-28T02:30", b"25:61", b"23:59", b"2026-W53-7", b"20260101", b"1970-01-01T00:00:00Z",
    b"../../../../etc/passwd", b"..\\..\\", b"/", b"//evil.example/", b"\\\\evil.example", b"/\\evil.example",
    b"%00", b"%", b"%25s%n", b"%(x)s", b"{0.__class__}", b"{{ 7 }}", b"{% load x %}",
    b"a\r\nSet-Cookie: a=b", b"a\nBcc: x@evil.example", "\u2028\u2029\u0085".encode(),
    "👩‍👩‍👧‍👦🏳️‍🌈".encode(), "\u202eabc\u2066".encode(), b"e" + "\u0301".encode() * 500, "\ufeff\u200b".encode(),
    b"[]", b"{}", b"null", b"true", b"on", b'{"a": [1, "\\ud800"]}', b"1,2,x,,", b"1-2", b"a,b;c",
    b"' OR 1=1 --", b'"', b"<script>alert(1)</script>", b"javascript:alert(1)", b"http://[", b"https://[::1",
    b"http://a:99999/", b"x@y@z", b"@", b"a@" + b"b" * 300 + b".example", b"=?utf-8?q?x?=", b"acct:@",
    b"https://", b"data:,x", b".", b"-", b"_", b"00000000-0000-0000-0000-000000000000", b"fr", b"zz-ZZ",
)  # fmt: skip
HEADERS: tuple[dict[str, str], ...] = (
    {"Accept": "application/activity+json"}, {"Accept": "text/vnd.calade.nothing, */*;q=x"}, {"Accept": ""},
    {"Accept-Language": "x" * 6_000}, {"Accept-Language": "fr;q=nan,*;q=-1,\x7f"}, {"Referer": "http://["},
    {"Referer": "//evil.example/\x00"}, {"If-None-Match": '"' * 99},
    {"If-Modified-Since": "Sun, 00 Jan 0000 99:99:99 GMT"},
    {"Range": "bytes=9-1,x"}, {"X-Requested-With": "fetch"}, {"HX-Request": "true", "HX-Target": "\xff"},
    {"Origin": "null"},
    {"X-Forwarded-For": "not, an, address"}, {"User-Agent": "\xff" * 500}, {"Accept-Encoding": "gzip;q=x, br"},
    {"Cookie": "sessionid=\"\\000; csrftoken=; django_language=../..; a"},
    {"Signature": 'keyId="http://["', "Date": "x"},
    {"Signature-Input": "sig1=(", "Signature": "sig1=:x"}, {"Sec-Fetch-Site": "cross-site"},
    {"Content-Language": "\t"},
)  # fmt: skip
KINDS = (
    "application/x-www-form-urlencoded; charset=utf-16", "application/x-www-form-urlencoded; charset=no-such",
    "application/json", "application/activity+json", "text/plain", "multipart/form-data",
    "multipart/form-data; boundary=\xff", "",
)  # fmt: skip
BODIES = (
    b"", b"\0", b"{", b"[]", b"[1]", b"null", b'"x"', b"1", b'{"a": "\\ud800"}', b"[" * 3_000, b"\xff\xfe{}",
    b'{"endpoint": 1, "keys": []}', b"=", b"&&&", b"a=%", b"--x\r\n", b"1" * 10_000,
)  # fmt: skip
FORM, BOUNDARY = "application/x-www-form-urlencoded", "calade"


class Asked:
    """The names by which parts of a request were read, within `hearing()`."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    @contextmanager
    def hearing(self) -> Iterator[None]:
        one, many, has = MultiValueDict.__getitem__, MultiValueDict._getlist, MultiValueDict.__contains__  # type: ignore[attr-defined]

        def note(sent: Any, name: Any) -> None:
            """The resolver keeps its own in such a dictionary too, but never an empty one."""
            if isinstance(name, str) and (isinstance(sent, QueryDict) or not len(sent)):
                self.names.add(name)

        def __getitem__(sent: Any, name: Any) -> Any:
            note(sent, name)
            return one(sent, name)

        def _getlist(sent: Any, name: Any, *more: Any, **further: Any) -> Any:
            note(sent, name)
            return many(sent, name, *more, **further)

        def __contains__(sent: Any, name: Any) -> bool:
            note(sent, name)
            return bool(has(sent, name))

        with patch.multiple(
            MultiValueDict, __getitem__=__getitem__, _getlist=_getlist, __contains__=__contains__, create=True
        ):
            yield


class Page(HTMLParser):
    """Where a page leads (`links`), and what its forms would send if nobody touched them (`forms`)."""

    def __init__(self, address: str, text: str) -> None:
        super().__init__()
        self.address, self.links, self.forms = address, list[str](), list[tuple[str, dict[str, str]]]()
        self.fields: dict[str, str] | None = None
        self.choice = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "a" and said.get("href", "").startswith("/"):
            self.links.append(said["href"])
        elif tag == "form":
            self.fields = {}
            self.forms.append((said.get("action") or self.address, self.fields))
        elif self.fields is not None and tag in ("input", "textarea", "button") and said.get("name"):
            usual = {
                "checkbox": "on",
                "radio": "1",
                "number": "1",
                "date": "2027-01-15",
                "email": "x@example.org",
            }
            given = said.get("value") or usual.get(said.get("type", ""), "Bonjour")
            self.fields.setdefault(said["name"], given)
        elif tag == "select":
            self.choice = said.get("name", "")
        elif tag == "option" and self.fields is not None and self.choice and said.get("value"):
            self.fields.setdefault(self.choice, said["value"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.fields = None


class Sender:
    """Draws what is sent: `names` that the code asks for, `usual` what a browser would send."""

    def __init__(self, drawn: Random) -> None:
        self.drawn = drawn

    def pairs(self, names: set[str], usual: dict[str, str]) -> list[tuple[str, bytes]]:
        """Most are as they should be, so that what lies behind the first refusal is reached too."""
        found: list[tuple[str, bytes]] = []
        odd = self.drawn.choice((0.1, 0.3, 0.9))
        for name in sorted(names | set(usual)):
            if self.drawn.random() < odd:
                found.append((name, self.drawn.choice(VALUES)))
                if self.drawn.random() < 0.1:
                    found.append((name, self.drawn.choice(VALUES)))
            elif name in usual:
                found.append((name, usual[name].encode()))
        found.append(
            (self.drawn.choice(("x", "page[]", "__proto__", "\x00", "é" * 50)), self.drawn.choice(VALUES))
        )
        return found

    def query(self, names: set[str], usual: dict[str, str]) -> str:
        return "&".join(f"{quote(name)}={quote(value)}" for name, value in self.pairs(names, usual))

    def body(self, names: set[str], usual: dict[str, str]) -> tuple[str, bytes]:
        """(content type, bytes)."""
        kind = self.drawn.random()
        if kind < 0.06:
            return self.drawn.choice(KINDS), self.drawn.choice(BODIES)
        if kind < 0.12:
            return self.drawn.choice(KINDS), self.query(names, usual).encode()
        if kind < 0.3:
            return f"multipart/form-data; boundary={BOUNDARY}", self._parts(self.pairs(names, usual))
        return FORM, self.query(names, usual).encode()

    def _parts(self, pairs: list[tuple[str, bytes]]) -> bytes:
        """Some of them as files."""
        out = b""
        for name, value in pairs:
            file = b""
            if self.drawn.random() < 0.2:
                called = (
                    self.drawn.choice(VALUES)[:300].replace(b"\r", b"").replace(b"\n", b"").replace(b'"', b"")
                )
                file = b'; filename="%s"\r\nContent-Type: image/jpeg' % called
            named = name.encode().replace(b'"', b"")
            out += b'--%s\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n' % (
                BOUNDARY.encode(), named, file, value,
            )  # fmt: skip
        return out + b"--%s--\r\n" % BOUNDARY.encode()

    def headers(self) -> dict[str, str]:
        return self.drawn.choice(HEADERS) if self.drawn.random() < 0.25 else {}

    def part(self, kind: str) -> str:
        """A part of an address that its converter lets through, more or less."""
        if kind == "int":
            return self.drawn.choice(("0", "9" * 30, "9223372036854775808", "2147483648", "00001"))
        if kind == "uuid":
            return "00000000-0000-0000-0000-000000000000"
        if kind == "slug":
            return self.drawn.choice(("-", "_", "x" * 400, "None"))
        return quote(self.drawn.choice(VALUES)[:3_000].replace(b"/", b"") or b"x", safe="")
