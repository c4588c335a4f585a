"""A small ActivityPub server that is not Calade: one actor, built on bovine, for the tests only.

    .venv-peer/bin/python tests/peer/server.py --port 9001 [--name rosa] [--dialect rfc9421]

It signs in one dialect and believes both; one that signs by RFC 9421 wants the same of others, and says so (401).

It speaks to others as any small server does: WebFinger, an actor document, an inbox that verifies signatures,
notes that can be fetched. Tests drive it through POST /do/<wish> (`Peer.do_…`) and GET /received (JSON lines:
{"from", "verified", "dialect", "activity"}). It accepts every Follow.
"""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import newer  # beside this file, which is run as a script
from aiohttp import ClientResponseError, ClientSession, web
from bovine import BovineActor
from bovine.activitystreams import Actor
from bovine.clients.lookup_account import lookup_with_webfinger
from bovine.clients.signed_http import legacy_digest_method_uppercase
from bovine.crypto import build_validate_http_signature_raw, generate_rsa_public_private_key
from bovine.crypto.types import CryptographicIdentifier
from bovine.utils import webfinger_response_json

ACTIVITY_JSON = "application/activity+json"
CONTEXT = "https://www.w3.org/ns/activitystreams"
PUBLIC = f"{CONTEXT}#Public"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Wish = tuple[
    dict[str, Any], list[str], dict[str, Any]
]  # an activity, whom it is sent to, what the test is told


def now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Peer:
    """One actor with its keys, what it said (by id) and what it was told."""

    def __init__(self, origin: str, name: str, dialect: str) -> None:
        self.origin, self.name, self.dialect = origin, name, dialect
        self.actor_id = f"{origin}/actor"
        self.received: list[dict[str, Any]] = []
        self.said: dict[str, dict[str, Any]] = {}
        self.followers: list[str] = []
        self.public_key, self.private_key = generate_rsa_public_private_key()
        self.voice = BovineActor(
            actor_id=self.actor_id,
            public_key_url=f"{self.actor_id}#main-key",
            secret=self.private_key,
            digest_method=legacy_digest_method_uppercase,  # as Mastodon writes it
        )
        self.signer_of = build_validate_http_signature_raw(self.key)

    async def key(self, key_id: str) -> CryptographicIdentifier | None:
        """The key behind a signature's keyId: its own document, or the actor's that carries it."""
        document = await self.voice.get(key_id)
        return CryptographicIdentifier.from_public_key(document.get("publicKey", document))

    # -- What everybody may read --------------------------------------------------------------------------

    async def webfinger(self, request: web.Request) -> web.StreamResponse:
        account = f"acct:{self.name}@{self.origin.partition('://')[2]}"
        if request.query.get("resource") not in {account, self.actor_id}:
            raise web.HTTPNotFound
        return web.json_response(
            webfinger_response_json(account, self.actor_id), content_type="application/jrd+json"
        )

    async def actor(self, request: web.Request) -> web.StreamResponse:
        document = Actor(
            id=self.actor_id,
            type="Person",
            preferred_username=self.name,
            name=self.name.title(),
            inbox=f"{self.origin}/inbox",
            outbox=f"{self.origin}/outbox",
            followers=f"{self.origin}/followers",
            public_key=self.public_key,
            public_key_name="main-key",
        ).build()
        return self._activity(document)

    async def said_thing(self, request: web.Request) -> web.StreamResponse:
        try:
            found = self.said[f"{self.origin}{request.path}"]
        except KeyError:
            raise web.HTTPNotFound from None
        return self._activity(found, status=410 if found["type"] == "Tombstone" else 200)

    async def collection(self, request: web.Request) -> web.StreamResponse:
        items = self.followers if request.path == "/followers" else list(self.said)
        return self._activity(
            {
                "@context": CONTEXT,
                "id": f"{self.origin}{request.path}",
                "type": "OrderedCollection",
                "totalItems": len(items),
                "orderedItems": items,
            }
        )

    # -- What others tell us ------------------------------------------------------------------------------

    async def inbox(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        headers = {name.lower(): value for name, value in request.headers.items()}

        dialect = "rfc9421" if "signature-input" in headers else "cavage"
        if dialect != self.dialect == "rfc9421":
            return web.Response(status=401, headers={"Accept-Signature": newer.WISHED})
        signer = await self.signer(dialect, str(request.url), headers, body)
        activity = json.loads(body)
        verified = signer is not None and signer == activity.get("actor")
        self.received.append({"from": signer, "verified": verified, "dialect": dialect, "activity": activity})
        if not verified:
            raise web.HTTPUnauthorized
        if activity["type"] == "Follow":
            self.followers.append(signer)
            answer = self._new("Accept", object=activity, to=[signer])
            request.app["tasks"].append(asyncio.create_task(self._send(answer, signer)))
        return web.Response(status=202)

    async def signer(self, dialect: str, url: str, headers: dict[str, str], body: bytes) -> str | None:
        """The owner of the key that signed a POST, or None."""
        if dialect == "cavage":

            async def whole_body() -> bytes:
                return body

            found: str | None = await self.signer_of("post", url, headers, whole_body)
            return found
        document = await self.voice.get(newer.key_id_of(headers))
        key = document.get("publicKey", document)
        valid = newer.is_valid("POST", url, headers, body, public_pem=key["publicKeyPem"])
        return str(key["owner"]) if valid else None

    async def show_received(self, request: web.Request) -> web.StreamResponse:
        return web.Response(text="".join(json.dumps(entry) + "\n" for entry in self.received))

    # -- What a test makes us do --------------------------------------------------------------------------

    async def do(self, request: web.Request) -> web.StreamResponse:
        """One wish; an activity is made, signed and posted to the inbox of each actor in `to`."""
        wish = getattr(self, f"do_{request.match_info['wish']}", None)
        if wish is None:
            raise web.HTTPNotFound
        activity, people, answer = await wish(**await request.json())
        for person in people:
            await self._send(activity, person)
        return web.json_response({"activity": activity["id"], **answer})

    async def do_follow(self, account: str) -> Wish:
        """`@jardins@localhost:8001`: WebFinger, fetch, Follow."""
        host = account.lstrip("@").partition("@")[2]
        async with ClientSession() as session:
            found = await lookup_with_webfinger(
                session, f"http://{host}/.well-known/webfinger", {"resource": f"acct:{account.lstrip('@')}"}
            )
        if found is None:
            raise web.HTTPNotFound(text=f"WebFinger of {host} does not know {account}")
        return self._new("Follow", object=found, to=[found]), [found], {"actor": found}

    async def do_unfollow(self, activity: str) -> Wish:
        follow = self.said[activity]
        return self._new("Undo", object=follow, to=follow["to"]), follow["to"], {}

    async def do_write(
        self, to: list[str], content: str, in_reply_to: str = "", name: str = "", type: str = "Note"
    ) -> Wish:
        said = {"inReplyTo": in_reply_to, "name": name}
        thing = self._new(
            type,
            attributedTo=self.actor_id,
            content=content,
            to=[PUBLIC],
            cc=to,
            **{key: value for key, value in said.items() if value},
        )
        return self._about("Create", thing, thing), to, {"note": thing["id"]}

    async def do_change(self, note: str, content: str, to: list[str]) -> Wish:
        self.said[note] |= {"content": content, "updated": now()}
        return self._about("Update", self.said[note], self.said[note]), to, {}

    async def do_take_back(self, note: str, to: list[str]) -> Wish:
        gone = {"@context": CONTEXT, "id": note, "type": "Tombstone", "to": [PUBLIC], "cc": to}
        self.said[note] = gone
        return self._about("Delete", gone, gone), to, {}

    async def do_like(self, object: str, to: list[str]) -> Wish:
        return self._about("Like", object, {"to": [PUBLIC], "cc": to}), to, {}

    async def do_announce(self, object: str, to: list[str]) -> Wish:
        return self._about("Announce", object, {"to": [PUBLIC], "cc": to}), to, {}

    # -- Inside -------------------------------------------------------------------------------------------

    def _new(self, type_: str, **properties: Any) -> dict[str, Any]:
        address = f"{self.origin}/said/{uuid4()}"
        thing = {"@context": CONTEXT, "id": address, "type": type_, "published": now(), **properties}
        if "attributedTo" not in thing:
            thing["actor"] = self.actor_id
        self.said[address] = thing
        return thing

    def _about(self, type_: str, thing: str | dict[str, Any], addressed: dict[str, Any]) -> dict[str, Any]:
        return self._new(type_, object=thing, to=addressed["to"], cc=addressed["cc"])

    async def _send(self, activity: dict[str, Any], actor_id: str) -> None:
        document = await self.voice.get(actor_id)
        if self.dialect == "cavage":
            await self.voice.post(document["inbox"], activity)
            return
        body = json.dumps(activity).encode()
        headers = newer.signed(
            "POST", document["inbox"], body, key_id=f"{self.actor_id}#main-key", private_pem=self.private_key
        )
        async with (
            ClientSession() as session,
            session.post(document["inbox"], data=body, headers=headers) as answer,
        ):
            answer.raise_for_status()

    def _activity(self, document: dict[str, Any], status: int = 200) -> web.Response:
        return web.json_response(document, content_type=ACTIVITY_JSON, status=status)


@web.middleware
async def say_what_others_answered(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A refusal by the other server is the answer to our test, not a failure of ours."""
    try:
        return await handler(request)
    except ClientResponseError as refusal:
        return web.json_response({"refused": refusal.status, "by": str(refusal.request_info.url)}, status=502)


def application(origin: str, name: str, dialect: str) -> web.Application:
    peer = Peer(origin, name, dialect)
    app = web.Application(middlewares=[say_what_others_answered])
    app["tasks"] = []
    app.add_routes(
        [
            web.get("/.well-known/webfinger", peer.webfinger),
            web.get("/actor", peer.actor),
            web.get("/outbox", peer.collection),
            web.get("/followers", peer.collection),
            web.get("/said/{id}", peer.said_thing),
            web.post("/inbox", peer.inbox),
            web.get("/received", peer.show_received),
            web.post("/do/{wish}", peer.do),
        ]
    )

    async def open_voice(app: web.Application) -> None:
        await peer.voice.init(session=ClientSession())

    async def close_voice(app: web.Application) -> None:
        await asyncio.gather(*app["tasks"], return_exceptions=True)
        await peer.voice.session.close()

    app.on_startup.append(open_voice)
    app.on_cleanup.append(close_voice)
    return app


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--name", default="rosa")
    parser.add_argument("--dialect", choices=["cavage", "rfc9421"], default="cavage")
    options = parser.parse_args()
    address = f"http://localhost:{options.port}"
    made = application(address, options.name, options.dialect)
    web.run_app(made, host="127.0.0.1", port=options.port, print=None)
