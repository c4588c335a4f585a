"""Servers and names that mean no good, byte by byte: what they answer costs little and never leads inside."""

import socket
import ssl
import time

import httpcore2
import pytest

from commons.base import egress, outgoing
from commons.base.egress import BadAddress
from commons.base.outgoing import CannotFetch
from federation import fetch

from .test_fetch import PUBLIC_IP, Hostile, document, get, internet, pem, reason, server, sign  # noqa: F401

OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/activity+json\r\n"
TRUE = b'{"id":"https://evil.test/raw/%s"}'
UNREADABLE = {
    "not-http": b"SSH-2.0-OpenSSH_9.9\r\n" * 3,
    "nothing": b"",
    "half-a-line": b"HTTP/1.1 200",
    "no-end-of-headers": OK,
    "ends-early": OK + b"Content-Length: 1000\r\n\r\n{}",
    "two-lengths": OK + b"Content-Length: 2\r\nContent-Length: 5000\r\n\r\n{}",
    "negative-length": OK + b"Content-Length: -1\r\n\r\n{}",
    "length-in-words": OK + b"Content-Length: two\r\n\r\n{}",
    "broken-chunks": OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
    "packed-transfer": OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    "huge-header": OK + b"X-Long: " + b"x" * 2_000_000 + b"\r\n\r\n",
    "endless-headers": OK + b"X-Many: x\r\n" * 200_000 + b"\r\n",
    "huge-reason": b"HTTP/1.1 200 " + b"x" * 2_000_000 + b"\r\n\r\n",
    "null-in-header": OK + b"X-Null: a\x00b\r\nContent-Length: 2\r\n\r\n{}",
    "old-status": b"HTTP/1.1 99 Odd\r\n\r\n",
}
ANSWERS = UNREADABLE | {
    "short-length": OK + b"Content-Length: 4\r\n\r\ntrue" + b"x" * 2_000_000,
    "both-lengths": OK + b"Content-Length: 5000000\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    "no-length": OK + b"\r\n" + TRUE % b"no-length",
    "brotli": OK + b"Content-Encoding: br\r\nContent-Length: 2\r\n\r\n{}",
    "twice-packed": OK + b"Content-Encoding: gzip, gzip\r\nContent-Length: 2\r\n\r\n{}",
    "deflate": OK + b"Content-Encoding: deflate\r\nContent-Length: 2\r\n\r\n{}",
    "partial": OK.replace(b"200 OK", b"206 Partial") + b"Content-Length: 2\r\n\r\n{}",
    "no-content": OK.replace(b"200 OK", b"204 No Content") + b"\r\n",
    "types": OK + b"Content-Type: text/html\r\nContent-Length: 2\r\n\r\n{}",
    "nowhere": b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n",
    "nowhere-2": b"HTTP/1.1 302 Found\r\nLocation: \r\nContent-Length: 0\r\n\r\n",
    "nowhere-3": b"HTTP/1.1 302 Found\r\nLocation: https://\r\nContent-Length: 0\r\n\r\n",
    "nowhere-4": b"HTTP/1.1 302 Found\r\nLocation: /\xc3\xa9\r\nContent-Length: 0\r\n\r\n",
    "nowhere-5": b"HTTP/1.1 302 Found\r\nLocation: https:evil.test\r\nContent-Length: 0\r\n\r\n",
    "nowhere-6": b"HTTP/1.1 302 Found\r\nLocation: /" + b"a" * 50_000 + b"\r\nContent-Length: 0\r\n\r\n",
    "nowhere-7": b"HTTP/1.1 302 Found\r\nLocation: https://[::1\r\nContent-Length: 0\r\n\r\n",
    "nowhere-8": b"HTTP/1.1 302 Found\r\nLocation: https://127.0.0.1.nip.test/\r\nContent-Length: 0\r\n\r\n",
}


@pytest.fixture(autouse=True)
def raw_answers(monkeypatch):
    """`/raw/<name>` is answered with those bytes, after which the connection is closed."""

    def raw(self):
        self.close_connection = True
        self.wfile.write(ANSWERS[self.path.rsplit("/", 1)[-1]])

    def hints(self):
        self.close_connection = True
        for _ in range(200):
            self.wfile.write(b"HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n")
            time.sleep(0.02)

    def silent(self):
        time.sleep(3)

    for name, said in (("raw", raw), ("hints", hints), ("silent", silent)):
        monkeypatch.setattr(Hostile, name, said, raising=False)


# --- what they answer ---


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_is_not_an_answer_is_no_error_of_ours(name):
    assert reason(get, f"/raw/{name}") == "unreachable"


def test_no_more_is_read_than_the_length_says():
    assert get("/raw/short-length").body == b"true"


def test_a_length_beside_chunks_counts_for_nothing():
    """RFC 9112, 6.3: chunks win; a client that believed the length would wait for ever."""
    try:
        assert get("/raw/both-lengths").body == b"{}"
    except CannotFetch as refusal:
        assert refusal.reason == "unreachable"


def test_a_body_may_end_with_the_connection():
    assert document("/raw/no-length")["id"] == "https://evil.test/raw/no-length"


@pytest.mark.parametrize("name", ["brotli", "twice-packed", "deflate"])
def test_nothing_is_unpacked(name):
    assert reason(get, f"/raw/{name}") == "compressed"


@pytest.mark.parametrize(
    ("name", "why"), [("partial", "wrong-status"), ("no-content", "wrong-status"), ("types", "wrong-type")]
)
def test_only_a_whole_answer_of_one_type_is_a_document(name, why):
    assert reason(document, f"/raw/{name}") == why


@pytest.mark.parametrize("number", ["", "-2", "-3", "-4", "-5", "-6", "-7"])
def test_a_redirect_to_nowhere_ends_there(server, number):  # noqa: F811
    assert reason(get, f"/raw/nowhere{number}", sign=sign) in {
        "bad-redirect",
        "redirect-loop",
        "bad-url",
        "unreachable",
    }
    assert {host for host, _line, _headers in server.asked} == {"evil.test"} and len(server.asked) <= 2


def test_a_redirect_to_a_name_that_is_an_inner_address(server):  # noqa: F811
    server.answers["127.0.0.1.nip.test"] = ["127.0.0.1"]
    assert reason(get, "/raw/nowhere-8") == "private-address"
    assert server.connected == [(PUBLIC_IP, 443)]


@pytest.mark.parametrize("path", ["/hints", "/silent", "/drip"])
def test_however_they_wait_the_deadline_comes(monkeypatch, path):
    monkeypatch.setattr(fetch, "TOTAL_SECONDS", 0.4)
    before = time.monotonic()
    assert reason(get, path) == "timeout"
    assert time.monotonic() - before < 5


@pytest.fixture
def mute(monkeypatch):
    """A port that accepts and never speaks, where the public address now leads."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        monkeypatch.setattr(
            outgoing,
            "connect",
            lambda ip, _port, timeout: httpcore2.SyncBackend().connect_tcp("127.0.0.1", port, timeout),
        )
        yield listening


def test_a_handshake_that_never_comes_is_not_waited_for(monkeypatch, mute):
    monkeypatch.setattr(fetch, "TOTAL_SECONDS", 0.4)
    before = time.monotonic()
    assert reason(get) == "timeout"
    assert time.monotonic() - before < 5


def test_certificates_of_strangers_are_not_believed(monkeypatch):
    monkeypatch.setattr(outgoing, "tls_context", ssl.create_default_context)
    assert reason(get) == "unreachable"


# --- what their names resolve to ---


def test_a_name_with_thousands_of_addresses_is_tried_a_few_times(server):  # noqa: F811
    """Else one letter would make this town knock at thousands of doors."""
    server.answers["evil.test"] = [f"93.184.{n // 250}.{n % 250 + 1}" for n in range(5000)]
    assert reason(get) == "unreachable"
    assert len(server.connected) == egress.ADDRESSES
    server.connected.clear()
    server.answers["evil.test"].append("10.0.0.1")
    assert reason(get) == "private-address", "the last of them counts too"
    assert server.connected == []


@pytest.fixture
def resolver(monkeypatch):
    """The system's resolver as the test says; ours asks it."""
    said = {}
    monkeypatch.undo()
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, port, **rest: said["answer"](host, port))
    return said


def entry(ip, name=""):
    family = socket.AF_INET6 if ":" in ip else socket.AF_INET
    return (family, socket.SOCK_STREAM, 6, name, (ip, 443))


@pytest.mark.parametrize(
    "answer",
    [
        [entry("10.0.0.1", "inner.victim.test")],  # a CNAME that leads inside
        [entry(PUBLIC_IP), entry("::ffff:127.0.0.1")],
        [entry(PUBLIC_IP), entry("64:ff9b::a9fe:a9fe")],
        [entry(PUBLIC_IP), entry("fd00:ec2::254")],
        [entry("fe80::1%eth0")],
        [entry("0.0.0.0")],
        [entry("not-an-address")],
    ],
    ids=lambda answer: answer[-1][4][0],
)
def test_whatever_the_system_resolves_is_judged(resolver, answer):
    resolver["answer"] = lambda host, port: answer
    with pytest.raises(BadAddress, match="private-address"):
        egress.checked_answers("evil.test", 443)


@pytest.mark.parametrize(
    "error", [socket.gaierror(-2, "unknown"), OSError("x"), UnicodeError("label too long")]
)
def test_a_resolver_that_fails_is_no_error_of_ours(resolver, error):
    def fails(host, port):
        raise error

    resolver["answer"] = fails
    with pytest.raises(BadAddress, match="dns-failure"):
        egress.checked_answers("evil.test", 443)
    resolver["answer"] = lambda host, port: []
    with pytest.raises(BadAddress, match="dns-failure"):
        egress.checked_answers("evil.test", 443)


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1"])
def test_the_hole_for_loopback_leads_to_this_machine_alone(resolver, settings, name):
    settings.CALADE_ALLOW_LOOPBACK = True
    resolver["answer"] = lambda host, port: [
        entry(PUBLIC_IP),
        entry("127.0.0.1"),
        entry("10.0.0.1"),
        entry("::1"),
    ]
    assert egress.checked_answers(name, 80) == ["127.0.0.1", "::1"]
