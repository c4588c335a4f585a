"""FranceConnect and ProConnect, as a small server of OpenID Connect on this machine plays them."""

import base64
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.core import mail
from django.test import Client

from commons.accounts import oidc
from commons.accounts.models import Identity
from commons.people.models import Person
from tests.commons.people.test_join_town import code_in


def number(value: int) -> str:
    return base64.urlsafe_b64encode(value.to_bytes(32, "big")).rstrip(b"=").decode()


class They(ThreadingHTTPServer):
    """What `says` holds is put over the claims; `key` may be another one than is published."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.issuer = f"http://127.0.0.1:{self.server_address[1]}/api/v2"
        self.published = self.key = ec.generate_private_key(ec.SECP256R1())
        self.says: dict[str, Any] = {}
        self.nonce = ""
        self.asked: list[str] = []

    def token(self, **claims: Any) -> str:
        now = int(time.time())
        usual = {
            "iss": self.issuer,
            "aud": "town",
            "sub": "lea-1",
            "exp": now + 60,
            "iat": now,
            "acr": "eidas1",
        }
        return jwt.encode(usual | claims | self.says, self.key, "ES256", headers={"kid": "one"})

    def answer(self, path: str) -> Any:
        self.asked.append(path)
        point = self.published.public_key().public_numbers()
        return {
            "/api/v2/.well-known/openid-configuration": lambda: {
                "issuer": self.issuer,
                **{
                    f"{name}_endpoint": f"{self.issuer}/{name}"
                    for name in ("authorization", "token", "userinfo", "end_session")
                },
                "jwks_uri": f"{self.issuer}/jwks",
            },
            "/api/v2/jwks": lambda: {
                "keys": [
                    {"kty": "EC", "crv": "P-256", "kid": "one", "x": number(point.x), "y": number(point.y)}
                ]
            },
            "/api/v2/token": lambda: {"id_token": self.token(nonce=self.nonce), "access_token": "a"},
            "/api/v2/userinfo": lambda: self.token(idp_id="an employer"),
        }[path]()


class Answers(BaseHTTPRequestHandler):
    server: They

    def do_GET(self) -> None:
        found = self.server.answer(self.path)
        body = found.encode() if isinstance(found, str) else json.dumps(found).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, *words: Any) -> None:
        pass


@pytest.fixture
def they(settings: Any) -> Iterator[They]:
    with They() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = server.issuer.replace("http://", "http://town:secret@")
        settings.CALADE_CONNECT = {"franceconnect": address, "proconnect": address}
        yield server
        server.shutdown()


def goes_through(browser: Client, they: They, key: str = "franceconnect", **changed: str) -> Any:
    """To them, where one says yes, and back."""
    left = browser.get(f"/compte/avec/{key}/")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(left.headers["Location"]).query).items()}
    they.nonce = asked["nonce"]
    assert len(asked["state"]) >= 32 <= len(asked["nonce"]) and "email" not in asked["scope"]
    return browser.get(f"/compte/avec/{key}/retour/", {"code": "c", "state": asked["state"]} | changed)


def english() -> Client:
    return Client(headers={"accept-language": "en"})


def test_once_by_mail_and_then_by_them(alice: Person, they: They) -> None:
    browser = english()
    unknown = goes_through(browser, they)
    assert b"does not yet know" in unknown.content and not Identity.objects.exists()
    browser.post("/compte/login/", {"login": "alice@example.org"})
    browser.post("/compte/login/code/confirm/", {"code": code_in(mail.outbox[-1])})
    assert not Identity.objects.exists()  # not before it is said that both are the same person
    assert b"It was me" in browser.get("/moi/autres-entrees/").content
    browser.post("/moi/autres-entrees/franceconnect/relier/")
    known = english()
    assert goes_through(known, they).status_code == 302
    assert known.get("/moi/").status_code == 200
    assert "lea-1" not in str(list(Identity.objects.values()))
    assert "without a code by mail" in mail.outbox[-1].body or "sans code" in mail.outbox[-1].body


def test_the_page_to_log_in_offers_them_and_leads_back(alice: Person, they: They, signed_in: Any) -> None:
    """Beside the mail, in words alone; who came for a page is led on to it, as by mail."""
    goes_through(signed_in(alice), they)  # linked
    page = english().get("/compte/login/?next=/entraide/proposer/").content.decode()
    for key, name in (("franceconnect", "FranceConnect"), ("proconnect", "ProConnect")):
        assert f'href="/compte/avec/{key}/?next=/entraide/proposer/"' in page
        assert f"Sign in with {name}" in page and f"What is {name}?" in page
    assert page.index("Send me a code") < page.index("Sign in with FranceConnect") and "<img" not in page
    browser = english()
    browser.get("/compte/avec/franceconnect/?next=/entraide/proposer/")
    kept = browser.session["oidc"]
    they.nonce = kept["nonce"]
    back = browser.get("/compte/avec/franceconnect/retour/", {"code": "c", "state": kept["state"]})
    assert back.headers["Location"] == "/entraide/proposer/"
    elsewhere = english()
    elsewhere.get("/compte/avec/franceconnect/?next=//evil.example/")
    assert not elsewhere.session["oidc"]["next"]


def test_leaving_offers_to_leave_them_too(alice: Person, they: They, signed_in: Any) -> None:
    browser = signed_in(alice)
    goes_through(browser, they)
    left = browser.post("/compte/logout/", follow=True).content.decode()
    assert f"{they.issuer}/end_session?id_token_hint=" in left
    assert browser.get("/moi/").status_code == 302


def test_what_is_not_theirs_is_not_believed(alice: Person, they: They, signed_in: Any) -> None:
    goes_through(signed_in(alice), they)  # linked
    lies: list[dict[str, Any]] = [
        {"aud": "another town"},
        {"iss": "http://another.example"},
        {"exp": int(time.time()) - 3600},
        {"nonce": "of another day"},
        {"acr": "eidas0"},
    ]
    for said in lies:
        they.says = said
        stranger = english()
        assert goes_through(stranger, they).status_code == 502, said
        assert stranger.get("/moi/").status_code == 302
    they.says = {}
    mixed = english()  # what one of them answers is not taken from the other
    mixed.get("/compte/avec/franceconnect/")
    they.nonce, state = mixed.session["oidc"]["nonce"], mixed.session["oidc"]["state"]
    back = mixed.get("/compte/avec/proconnect/retour/", {"code": "c", "state": state})
    assert back.status_code == 502
    assert goes_through(english(), they, state="another").status_code == 502
    assert english().get("/compte/avec/franceconnect/retour/?code=c&state=s").status_code == 502
    they.key = ec.generate_private_key(ec.SECP256R1())
    assert goes_through(english(), they).status_code == 502


def test_an_unsigned_token_or_one_signed_with_the_shared_secret_is_refused(they: They) -> None:
    claims = {"iss": they.issuer, "aud": "town", "sub": "lea-1", "exp": time.time() + 60, "iat": time.time()}
    at = oidc.provider("franceconnect")
    assert at
    for token in (
        jwt.encode(claims, None, "none", headers={"kid": "one"}),
        jwt.encode(claims, "secret" * 8, "HS256", headers={"kid": "one"}),
    ):
        with pytest.raises(oidc.Refused):
            oidc._opened(at, token)


def test_two_employers_with_one_number_are_two_people(alice: Person, they: They, signed_in: Any) -> None:
    goes_through(signed_in(alice), they, "proconnect")
    assert "/api/v2/userinfo" in they.asked
    they.says = {"idp_id": "another employer"}
    stranger = english()
    goes_through(stranger, they, "proconnect")
    assert stranger.get("/moi/").status_code == 302


def test_somebody_known_by_another_account_stays_there(
    alice: Person, bob: Person, they: They, signed_in: Any
) -> None:
    goes_through(signed_in(alice), they)
    assert goes_through(signed_in(bob), they).status_code == 409
    assert Identity.objects.get().account == alice.account


def test_without_settings_nothing_shows(alice: Person, visitor: Client, signed_in: Any) -> None:
    assert b"autres-entrees" not in signed_in(alice).get("/moi/reglages/").content
    assert b"FranceConnect" not in visitor.get("/compte/login/").content
    assert visitor.get("/compte/avec/franceconnect/").status_code == 404
