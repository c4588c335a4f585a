"""A real little server elsewhere: it shows actors and things, signs what it sends, keeps what it is sent."""

import json
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

if not apps.is_installed("federation"):  # a town may do without
    collect_ignore_glob = ["test_*.py"]

from federation import resting, turns
from federation.keys import load_private_key, multibase_of
from federation.proofs import sign_document
from federation.signatures import Request, sign_cavage, sign_rfc9421
from federation.vocabulary import ACTIVITY_JSON, AS2, PUBLIC
from tests.made_once import keys_of

SIGNS = {"cavage": sign_cavage, "rfc9421": sign_rfc9421}


HERE = Path(__file__).parent
# Where rows are claimed, put in order, counted or locked. What only shows, says or decides is the same on any database,
# and the journeys of two towns go through it on both.
IN_TURN = {
    "test_believe_letter.py",
    "test_catch_up.py",
    "test_deliver_letter.py",
    "test_fuzz_door.py",
    "test_knock_door.py",
    "test_post_letters.py",
    "test_renew_keys.py",
    "test_steer_lanes.py",
    "test_towns_converge.py",
    "test_wiki_exchange.py",
}


def pytest_collection_modifyitems(items):
    """What other servers do to our rows must hold on both databases."""
    for item in items:
        if item.path.parent == HERE and item.path.name in IN_TURN:
            item.add_marker(pytest.mark.both)


class Elsewhere(ThreadingHTTPServer):
    """`documents` by path, `asked` what was fetched, `letters` what came to its inboxes.

    `answers` are the next statuses of the inboxes (then 202), `headers` what each of their answers carries.
    `believes` is the one header that a GET must be signed with; empty where nobody need sign.
    """

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Door)
        self.host = f"localhost:{self.server_address[1]}"
        self.origin = f"http://{self.host}"
        self.documents, self.asked, self.letters, self.answers, self.headers = {}, [], [], [], {}
        self.believes = ""

    def shows(self, path, document, *, status=200, kind=ACTIVITY_JSON):
        """Serve a document; its address."""
        self.documents[path] = (status, kind, document)
        return self.origin + path

    def somebody(self, name, type="Person", **more):
        actor = Actor(self, name, type, more)
        self.documents[f"/u/{name}"] = (200, ACTIVITY_JSON, actor.document())
        return actor

    def group(self, name, kind="space"):
        return self.somebody(name, "Group", **{"civ:kind": kind})

    def fetches_of(self, path):
        return [asked for asked in self.asked if asked == path]

    def received(self, kind=None):
        """The activities in its inboxes, oldest first."""
        said = [json.loads(letter.body) for letter in self.letters]
        return [one for one in said if kind is None or one["type"] == kind]


class Door(BaseHTTPRequestHandler):
    server: Elsewhere

    def do_GET(self):
        self.server.asked.append(self.path)
        status, kind, document = self.server.documents.get(self.path, (404, "text/plain", {}))
        if self.server.believes and self.server.believes not in self.headers:
            status, kind, document = 401, "text/plain", {}
        self.answer(status, kind, document)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        raw = [(name.encode(), value.encode()) for name, value in self.headers.items()]
        status = self.server.answers.pop(0) if self.server.answers else 202
        if status == 202:
            self.server.letters.append(Request.received("POST", self.path, raw, body))
        self.answer(status, "text/plain", {})

    def answer(self, status, kind, document):
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


class Actor:
    """Somebody elsewhere, with keys."""

    def __init__(self, home, name, type, more):
        self.home, self.name, self.type, self.more = home, name, type, more
        self.address = f"{home.origin}/u/{name}"
        self.keys = keys_of(name)
        self.count = 0

    def document(self):
        edwards = load_private_key(self.keys.ed25519_private_raw)
        assert multibase_of(edwards.public_key()) == self.keys.ed25519_public_multibase
        return {
            "@context": [AS2, "https://w3id.org/security/v1"],
            "type": self.type,
            "id": self.address,
            "preferredUsername": self.name,
            "name": self.name.capitalize(),
            "inbox": f"{self.address}/inbox",
            "outbox": f"{self.address}/outbox",
            "followers": f"{self.address}/followers",
            "publicKey": {
                "id": f"{self.address}#main-key",
                "owner": self.address,
                "publicKeyPem": self.keys.rsa_public_pem,
            },
            "assertionMethod": [
                {
                    "type": "Multikey",
                    "id": f"{self.address}#ed25519-key",
                    "controller": self.address,
                    "publicKeyMultibase": self.keys.ed25519_public_multibase,
                }
            ],
            **self.more,
        }

    def note(self, path="/n/1", **more):
        document = {
            "@context": AS2,
            "type": "Note",
            "id": self.home.origin + path,
            "attributedTo": self.address,
            "to": [PUBLIC],
            "cc": [],
            "content": "<p>Bonjour</p>",
            "published": "2026-11-01T10:00:00Z",
        }
        return {**document, **more}

    def says(self, kind, thing, **more):
        """An activity of theirs, public, with an id of its own."""
        self.count += 1
        said = {
            "@context": AS2,
            "type": kind,
            "id": f"{self.address}/said/{self.count}",
            "actor": self.address,
            "object": thing,
            "to": [PUBLIC],
            "cc": [],
        }
        return {**said, **more}

    def proves(self, document):
        return sign_document(
            document,
            private_key=load_private_key(self.keys.ed25519_private_raw),
            verification_method=f"{self.address}#ed25519-key",
            created=datetime.now(UTC),
        )

    def request(
        self, activity, *, path="/ap/inbox", dialect="cavage", key_id="", now=None, origin="", ed25519=False
    ):
        """The POST as they would send it; `headers` may be changed before it is handed in."""
        body = activity if isinstance(activity, bytes) else json.dumps(activity).encode()
        private = self.keys.ed25519_private_raw if ed25519 else self.keys.rsa_private_pem
        fragment = "ed25519-key" if ed25519 else "main-key"
        headers = SIGNS[dialect](
            "POST",
            (origin or settings.CALADE_ORIGIN) + path,
            body,
            key_id=key_id or f"{self.address}#{fragment}",
            private_key=load_private_key(private),
            now=now or datetime.now(UTC),
        )
        return path, headers, body

    def sends(self, activity, **how):
        return post(*self.request(activity, **how))


def post(path, headers, body):
    """Through the door's judgement: (status, reason)."""
    from federation.door import knock

    pairs = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    answer = knock(Request.received("POST", path, pairs, body))
    return (answer.status, answer.reason)


def decided(host, standing):
    """As if an administrator had decided so of that server long ago."""
    from federation import policy
    from federation.models import Server

    Server.objects.update_or_create(host=host, defaults={"standing": standing})
    policy.standings.forget()


def due_now():
    """Time has passed: every lane and every letter is due."""
    from federation.models import Delivery, Server

    Delivery.objects.filter(state="ready").update(due_at=timezone.now())
    Server.objects.exclude(next_at=None).update(next_at=timezone.now())


@pytest.fixture(autouse=True)
def nothing_remembered():
    """Caches are empty."""
    cache.clear()
    resting.forget()
    turns.forget()


def _elsewhere():
    server = Elsewhere()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    return server, thread


@pytest.fixture
def elsewhere():
    server, thread = _elsewhere()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def evil():
    """A second server, which means no good."""
    server, thread = _elsewhere()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def nina(elsewhere):
    return elsewhere.somebody("nina")


@pytest.fixture
def mallory(evil):
    return evil.somebody("mallory")


@pytest.fixture
def outcome(worker):
    """outcome() runs the worker and tells what became of the last activity that came in."""
    from federation.models import ReceivedActivity

    def told():
        worker.run()
        last = ReceivedActivity.objects.order_by("-pk").first()
        return last.outcome or f"{last.state}: {last.last_error}"

    return told


@pytest.fixture
def followed(town):
    """followed(group) makes the town follow a group elsewhere, as if it had accepted already."""
    from commons.people.actions import accept_follow, follow, town_voice
    from federation.identities import actor_at
    from wiki.actions import theme_from_elsewhere

    def make(group):
        community = actor_at(group.address).community
        accept_follow(follow(town_voice(), community), by=None)
        if community.kind == "theme":
            theme_from_elsewhere(community)
        return community

    return make


@pytest.fixture
def follower(town):
    """follower(nina, community) makes somebody elsewhere a follower of something here."""
    from commons.people.actions import follow
    from federation.identities import actor_at

    def make(somebody, target):
        return follow(
            actor_at(somebody.address).person, target, uri=f"{somebody.address}/follow/{target.uid}"
        )

    return make


@pytest.fixture
def space(town):
    from commons.communities.actions import open_community

    return open_community(by=None, kind="space", handle="place", name="La place")


@pytest.fixture
def theme(town):
    from wiki.actions import open_theme

    return open_theme(by=None, handle="jardins", name="Jardins", description="Ce qui pousse")
