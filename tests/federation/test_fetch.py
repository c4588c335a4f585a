"""Fetching from servers that mean harm: a real one, behind real TLS, that answers to several names."""

import ast
import gzip
import json
import ssl
import threading
import time
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote, unquote

import httpcore2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from commons.base import egress, outgoing
from commons.base.outgoing import CannotFetch
from federation import fetch, resting, turns
from federation.vocabulary import ACCEPT_ACTIVITY, AS2

ROOT = Path(__file__).parents[2]
PUBLIC_IP = "93.184.215.14"
NAMES = ("evil.test", "victim.test")
AP = "application/activity+json"
# Asks our own web process on this machine whether it is up; no address comes from outside.
OWN_PROCESSES = {"commons/base/processes.py"}


class Hostile(BaseHTTPRequestHandler):
    """Does what the path says; remembers what it was asked."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.asked.append((self.headers["Host"], self.requestline, dict(self.headers)))
        path = self.path.partition("?")[0]
        with suppress(OSError):
            getattr(self, path.strip("/").split("/")[0].replace("-", "_"), self.document)()

    def do_POST(self):
        self.server.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.do_GET()

    def answer(self, body=b"", *, status=200, content_type=AP, **headers):
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def document(self):
        self.answer(json.dumps({"id": f"https://{self.headers['Host']}{self.path}"}).encode())

    def to(self):
        self.answer(status=302, Location=unquote(self.path.partition("?")[2]))

    def keep(self):
        self.answer(status=308, Location=self.path.partition("?")[2])

    def loop(self):
        self.answer(status=302, Location=self.path)

    def chain(self):
        self.answer(status=302, Location=f"/chain/{int(self.path.rsplit('/')[-1]) + 1}")

    def says(self):
        self.answer(json.dumps({"id": self.path.partition("?")[2]}).encode())

    def status(self):
        self.answer(b"x" * 50_000, status=int(self.path.partition("?")[2]))

    def drip(self):
        self.send_response(200)
        self.send_header("Content-Type", AP)
        self.end_headers()
        for _ in range(100):
            self.wfile.write(b" ")
            time.sleep(0.05)

    def drip_headers(self):
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for _ in range(100):
            self.wfile.write(b"X")
            time.sleep(0.05)

    def endless(self):
        self.send_response(200)
        self.send_header("Content-Type", AP)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for _ in range(1000):
            self.wfile.write(b"10000\r\n" + b"x" * 65536 + b"\r\n")

    def lie(self):
        self.answer(b"x" * 2_000_000, Content_Length="2000000")

    def bomb(self):
        self.answer(gzip.compress(b"0" * 5_000_000), Content_Encoding="gzip")

    def log_message(self, *args):
        pass


def certificate(folder):
    """A certificate for the names of the hostile server, its own authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hostile")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host) for host in NAMES]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "hostile.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + secret)
    return path


class Quiet(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request, client_address):
        pass


@pytest.fixture(scope="module")
def pem(tmp_path_factory):
    return certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module")
def server(pem):
    running = Quiet(("127.0.0.1", 0), Hostile)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    running.socket = context.wrap_socket(running.socket, server_side=True, do_handshake_on_connect=False)
    running.asked, running.bodies = [], []
    threading.Thread(target=running.serve_forever, args=(0.05,), daemon=True).start()
    yield running
    running.shutdown()
    running.server_close()


@pytest.fixture(autouse=True)
def internet(server, pem, monkeypatch):
    """Names resolve as the test says; the public address leads to the hostile server, any other is noted."""
    server.asked.clear()
    server.bodies.clear()
    answers = {name: [PUBLIC_IP] for name in (*NAMES, "unknown.test")}
    connected = []

    def connect(ip, port, timeout):
        connected.append((ip, port))
        if (ip, port) != (PUBLIC_IP, 443):
            raise httpcore2.ConnectError("nobody there")
        return httpcore2.SyncBackend().connect_tcp("127.0.0.1", server.server_address[1], timeout)

    monkeypatch.setattr(egress, "resolve", lambda host, port: answers[host])
    monkeypatch.setattr(egress, "loopback_allowed", lambda: False)
    monkeypatch.setattr(outgoing, "connect", connect)
    trusting = ssl.create_default_context(cafile=str(pem))
    monkeypatch.setattr(outgoing, "tls_context", lambda: trusting)
    server.answers, server.connected = answers, connected
    return server


def get(path="/thing", host="evil.test", **rest):
    return fetch.fetch(
        f"https://{host}{path}", kind=rest.pop("kind", "object"), accept=ACCEPT_ACTIVITY, **rest
    )


def document(path, host="evil.test", **rest):
    return fetch.fetch_document(f"https://{host}{path}", **rest)


def reason(call, *args, **rest):
    with pytest.raises(CannotFetch) as refusal:
        call(*args, **rest)
    return refusal.value.reason


def sign(method, url, body):
    return {"Signature": f"for {url}", "Date": "now"}


# --- the ordinary case ---


def test_a_document_comes_from_the_checked_address_under_its_own_name(server):
    assert document("/thing?x=%41#part") == {"id": "https://evil.test/thing?x=%41"}
    host, line, headers = server.asked[0]
    assert (host, line) == ("evil.test", "GET /thing?x=%41 HTTP/1.1")
    assert headers["Accept-Encoding"] == "identity"
    assert server.connected == [(PUBLIC_IP, 443)]


def test_the_path_is_sent_byte_for_byte(server):
    get("/thing/%0d%0aX-A:1/../a%2Fb;c?d=é".replace("é", "%C3%A9"))
    assert server.asked[0][1] == "GET /thing/%0d%0aX-A:1/../a%2Fb;c?d=%C3%A9 HTTP/1.1"


def test_the_certificate_is_checked_for_the_name():
    assert reason(get, host="unknown.test") == "unreachable"


def test_proxies_of_the_environment_are_ignored(server, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    assert get().status == 200


# --- where it may go ---


@pytest.mark.parametrize(
    "answers", [["10.0.0.1"], [PUBLIC_IP, "10.0.0.1"], ["::1", PUBLIC_IP], ["169.254.169.254"], []]
)
def test_one_private_answer_refuses_the_name(server, answers):
    server.answers["evil.test"] = answers
    assert reason(get) in ("private-address", "dns-failure")
    assert server.connected == []


def test_a_name_that_changes_its_address_is_asked_once(server, monkeypatch):
    answers = iter([[PUBLIC_IP], ["127.0.0.1"]])
    monkeypatch.setattr(egress, "resolve", lambda host, port: next(answers))
    assert get().status == 200
    assert reason(get) == "private-address"
    assert server.connected == [(PUBLIC_IP, 443)]


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/",
        "https://169.254.169.254/",
        "http://evil.test/",
        "https://evil.test:8443/",
        "http://127.0.0.1/",
        "http://localhost:8000/",
        "file:///etc/passwd",
        "data:,x",
        "//[::1]/",
        "https://u:p@evil.test/",
    ],
)
def test_a_redirect_is_judged_like_the_first_address(server, target):
    assert reason(get, f"/to?{quote(target, safe='')}") in (
        "not-https",
        "ip-literal",
        "bad-port",
        "bad-url",
        "loopback",
        "bad-redirect",
    )
    assert len(server.connected) == 1
    assert reason(fetch.fetch, target, kind="media", accept="*/*")
    assert len(server.connected) == 1


def test_another_host_never_sees_the_signature(server):
    assert get("/to?https://victim.test/thing", sign=sign).url == "https://victim.test/thing"
    assert [(host, headers.get("Signature")) for host, _, headers in server.asked] == [
        ("evil.test", "for https://evil.test/to?https://victim.test/thing"),
        ("victim.test", None),
    ]


def test_each_hop_on_the_same_host_is_signed_afresh(server):
    get("/to?/thing", sign=sign)
    assert server.asked[1][2]["Signature"] == "for https://evil.test/thing"


def test_a_key_is_not_looked_for_at_another_origin(server):
    assert reason(get, "/to?https://victim.test/thing", kind="key") == "other-origin"
    assert len(server.asked) == 1
    assert get("/to?/thing", kind="key").status == 200


def test_redirects_end(server):
    assert reason(get, "/loop") == "redirect-loop"
    assert reason(get, "/chain/1") == "too-many-redirects"
    assert [line for _, line, _ in server.asked][-1] == "GET /chain/4 HTTP/1.1"


# --- how long and how much ---


@pytest.mark.parametrize("path", ["/drip", "/drip-headers"])
def test_a_server_that_drips_is_left_at_the_deadline(monkeypatch, path):
    monkeypatch.setattr(fetch, "TOTAL_SECONDS", 0.5)
    before = time.monotonic()
    assert reason(get, path) == "timeout"
    assert time.monotonic() - before < 5


@pytest.mark.parametrize(
    ("path", "name"), [("/endless", "too-large"), ("/lie", "too-large"), ("/bomb", "compressed")]
)
def test_a_body_has_an_end_and_is_never_unpacked(path, name):
    assert reason(get, path) == name


def test_an_error_is_returned_with_little_of_its_body():
    answer = get("/status?410")
    assert (answer.status, len(answer.body)) == (410, 16 * 1024)
    with pytest.raises(CannotFetch) as refusal:
        document("/status?410")
    assert (refusal.value.reason, refusal.value.status) == ("wrong-status", 410)


def told(path, body=b"{}", **rest):
    at = egress.may_connect(f"https://evil.test{path}")
    usual = {"max_bytes": 100, "deadline": time.monotonic() + 5}
    return outgoing.exchange("POST", at, {"Content-Type": AP}, body, **usual | rest)


def test_what_is_said_is_sent_whole_and_little_of_the_answer_is_read(server):
    assert told("/lie").body == b"x" * 100
    assert told("/thing", b"").status == 200
    assert server.bodies == [b"{}", b""]


def test_the_body_of_a_redirect_is_not_read(monkeypatch):
    monkeypatch.setattr(Hostile, "to", lambda self: self.answer(b"x" * 50, status=302, Location="/thing"))
    assert told("/to").body == b""
    assert get("/to").url == "https://evil.test/thing"


def test_one_activity_causes_at_most_twenty_requests(server):
    with fetch.budget(3):
        get()
        with fetch.budget(99):
            get("/to?/thing")
        assert reason(get) == "no-budget"
    assert get().status == 200
    assert len(server.asked) == 4


def test_one_activity_has_a_minute_for_its_requests(server):
    with fetch.budget(3, seconds=-0.1):
        assert reason(get) == "no-budget"
    assert server.asked == []


# --- who lets us wait ---


def test_a_host_that_rests_is_not_asked_and_costs_nothing(server):
    for _ in range(2):
        resting.waited_in_vain("evil.test")
    with fetch.budget(1):
        assert reason(get) == "host-rests"
        assert get(host="victim.test").status == 200
    assert [host for host, *_ in server.asked] == ["victim.test"]


def test_who_waited_for_a_turn_hears_that_the_host_rests(server, monkeypatch):
    @contextmanager
    def turn(host, deadline):
        for _ in range(2):
            resting.waited_in_vain(host)
        yield True

    monkeypatch.setattr(turns, "turn", turn)
    assert reason(get) == "host-rests"
    assert server.asked == []


def test_a_name_that_is_not_told_in_time_lets_its_host_rest(monkeypatch):
    def hangs(host, port):
        raise egress.BadAddress("dns-timeout")

    monkeypatch.setattr(egress, "resolve", hangs)
    assert [reason(get) for _ in range(3)] == ["dns-timeout", "dns-timeout", "host-rests"]


def test_an_answer_makes_good_an_earlier_wait():
    resting.waited_in_vain("evil.test")
    assert get().status == 200
    resting.waited_in_vain("evil.test")
    assert get().status == 200


def test_a_refusal_is_no_wait():
    for _ in range(3):
        assert reason(get, "/lie") == "too-large"


# --- what is a document ---


@pytest.mark.parametrize(
    ("content_type", "fine"),
    [
        (AP, True),
        (f"{AP}; charset=utf-8", True),
        (f'application/ld+json; profile="{AS2}"', True),
        (f'application/ld+json; profile="x {AS2}"', True),
        ("application/json", False),
        ("text/plain", False),
        ("application/ld+json", False),
        ('application/ld+json; profile="https://evil"', False),
        (f'application/ld+json; profile="{AS2}x"', False),
        (f'text/html; profile="{AS2}"', False),
    ],
)
def test_only_the_types_of_activitypub_make_a_document(monkeypatch, content_type, fine):
    body = json.dumps({"id": "https://evil.test/thing"}).encode()
    monkeypatch.setattr(Hostile, "document", lambda self: self.answer(body, content_type=content_type))
    if fine:
        assert document("/thing")
    else:
        assert reason(document, "/thing") == "wrong-type"


def test_a_document_is_true_at_its_own_address_only(server):
    assert reason(document, "/says?https://victim.test/u/alice") == "wrong-id"
    assert {host for host, _, _ in server.asked} == {"evil.test"}
    assert document("/says?https://evil.test/thing") == {"id": "https://evil.test/thing"}
    assert reason(document, "/says?https://evil.test/says?x") == "wrong-id"
    assert document("/to?https://victim.test/thing")["id"] == "https://victim.test/thing"
    assert reason(document, "/to?/says?https://evil.test.victim.test/u") == "wrong-id"
    assert reason(document, "/says?https://evil.test/to?/thing") == "wrong-id"


@pytest.mark.parametrize(
    "body", [b'{"id": 5}', b'{"id": null}', b"{}", b'{"id": ["https://evil.test/thing"]}']
)
def test_a_document_says_its_own_address(monkeypatch, body):
    monkeypatch.setattr(Hostile, "document", lambda self: self.answer(body))
    assert reason(document, "/thing") == "wrong-id"


def test_json_that_could_be_read_two_ways_is_no_document(monkeypatch):
    monkeypatch.setattr(Hostile, "document", lambda self: self.answer(b'{"id":1,"id":2}'))
    assert reason(document, "/thing") == "duplicate-key"


# --- loopback, for development ---


def test_towns_on_one_machine_speak_only_when_they_may(monkeypatch, server):
    plain = Quiet(("127.0.0.1", 0), Hostile)
    plain.asked, plain.bodies = [], []
    threading.Thread(target=plain.serve_forever, args=(0.05,), daemon=True).start()
    port = plain.server_address[1]
    monkeypatch.setattr(
        outgoing, "connect", lambda ip, port, timeout: httpcore2.SyncBackend().connect_tcp(ip, port, timeout)
    )
    server.answers |= {"127.0.0.1": ["127.0.0.1"], "localhost": ["::1", "127.0.0.1"]}
    try:
        for host in ("127.0.0.1", "localhost"):
            url = f"http://{host}:{port}/thing"
            monkeypatch.setattr(egress, "loopback_allowed", lambda: False)
            assert reason(fetch.fetch, url, kind="object", accept="*/*") == "loopback"
            monkeypatch.setattr(egress, "loopback_allowed", lambda: True)
            assert fetch.fetch(url, kind="object", accept="*/*").status == 200
        assert plain.asked[0][0] == f"127.0.0.1:{port}"
        url = f"http://127.0.0.1:{port}/to?/thing"
        assert fetch.fetch(url, kind="object", accept="*/*").status == 200
    finally:
        plain.shutdown()
        plain.server_close()


def test_what_was_sealed_leads_nowhere_in_plain(monkeypatch, server):
    monkeypatch.setattr(egress, "loopback_allowed", lambda: True)
    assert reason(get, "/to?http://localhost:8000/thing") == "bad-redirect"
    assert server.connected == [(PUBLIC_IP, 443)]


def test_the_hole_for_loopback_is_closed_unless_a_setting_opens_it(monkeypatch, settings):
    monkeypatch.undo()
    settings.CALADE_ALLOW_LOOPBACK = True
    assert egress.loopback_allowed()
    del settings.CALADE_ALLOW_LOOPBACK
    assert not egress.loopback_allowed()


def test_nothing_else_imports_an_http_client():
    clients = {"httpx2", "httpx", "httpcore2", "requests", "urllib3", "aiohttp"}
    for path in ROOT.glob("*/**/*.py"):
        package = path.relative_to(ROOT).parts[0]
        if (
            package not in ("commons", "wiki", "mutual_aid", "alerts", "federation")
            or path.name == "outgoing.py"
        ):
            continue
        if path.relative_to(ROOT).as_posix() in OWN_PROCESSES:
            continue
        names = set()
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
        roots = {name.partition(".")[0] for name in names}
        assert not roots & clients, path
        assert not names & {"urllib.request", "http.client"}, path
