"""Our signatures and the library's: each believes the other over HTTP, and no changed letter."""

import json
import threading
from datetime import UTC, datetime
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from federation.keys import load_public_key
from federation.signatures import BadSignature, Request, parse_signature, sign_cavage, verify

from .process import PeerProcess


class House(ThreadingHTTPServer):
    """A house with one actor, signed for by our code; its letterbox keeps each request as it came."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Door)
        self.origin = f"http://localhost:{self.server_address[1]}"
        self.actor = f"{self.origin}/actor"
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.letters = []

    def document(self):
        pem = self.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
        key = {"id": f"{self.actor}#main-key", "owner": self.actor, "publicKeyPem": pem}
        return {"id": self.actor, "type": "Person", "inbox": f"{self.origin}/inbox", "publicKey": key}

    def send(self, inbox, letter, *, after_signing=lambda body: body):
        """POST a signed activity; the status that the other server answered."""
        body = json.dumps(letter).encode()
        headers = sign_cavage(
            "POST", inbox, body, key_id=f"{self.actor}#main-key", private_key=self.key, now=datetime.now(UTC)
        )
        connection = HTTPConnection(headers["Host"], timeout=10)
        try:
            connection.request("POST", "/inbox", after_signing(body), headers)
            return connection.getresponse().status
        finally:
            connection.close()


class Door(BaseHTTPRequestHandler):
    server: House

    def do_GET(self):
        if self.path.startswith("/.well-known/webfinger"):
            link = {"rel": "self", "type": "application/activity+json", "href": self.server.actor}
            self.answer({"subject": "acct:nina@localhost", "links": [link]})
        else:
            self.answer(self.server.document())

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        raw = [(name.encode(), value.encode()) for name, value in self.headers.items()]
        self.server.letters.append(Request.received("POST", self.path, raw, body))
        self.answer({}, status=202)

    def answer(self, document, *, status=200):
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/activity+json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


@pytest.fixture
def house():
    with House() as house:
        thread = threading.Thread(target=house.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield house
        house.shutdown()
        thread.join()


@pytest.fixture
def rosa(tmp_path):
    with PeerProcess(tmp_path, name="rosa") as peer:
        yield peer


def follow(house, rosa):
    return {"id": f"{house.origin}/follows/1", "type": "Follow", "actor": house.actor, "object": rosa.actor}


def test_the_library_believes_what_we_sign(house, rosa):
    assert house.send(f"{rosa.origin}/inbox", follow(house, rosa)) == 202
    assert rosa.wait_for(lambda activity: activity["type"] == "Follow")["actor"] == house.actor


def test_the_library_refuses_a_letter_changed_on_its_way(house, rosa):
    other = {**follow(house, rosa), "type": "Delete"}
    changed = house.send(
        f"{rosa.origin}/inbox", other, after_signing=lambda body: body.replace(b"Delete", b"Follow")
    )
    assert changed == 401
    assert [entry["verified"] for entry in rosa.received()] == [False]


def test_we_believe_what_the_library_signs(house, rosa):
    assert rosa.follow(f"@nina@{house.origin.partition('://')[2]}")["actor"] == house.actor
    (letter,) = house.letters
    key = load_public_key(rosa.ask("GET", "/actor", None)["publicKey"]["publicKeyPem"])
    claim = parse_signature(letter)
    assert claim.key_id == f"{rosa.actor}#main-key"
    verify(claim, letter, key, our_origin=house.origin, now=datetime.now(UTC))
    changed = Request(letter.method, letter.target, letter.fields, letter.body + b" ")
    with pytest.raises(BadSignature):
        verify(claim, changed, key, our_origin=house.origin, now=datetime.now(UTC))
