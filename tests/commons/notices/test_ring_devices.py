"""A device rings after its owner said yes on it, and says nothing of what for."""

import base64
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from commons.base import egress
from commons.conversations.actions import open_private_thread, start_topic, write_post
from commons.notices import webpush
from commons.notices.actions import add_device, choose_wishes
from commons.notices.actions.pushing import NotRung, public_key, ring
from commons.notices.models import Notice, PushDevice, PushKey

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 12, 2, 12, tzinfo=ZoneInfo("Europe/Paris"))
NIGHT = datetime(2026, 12, 2, 23, tzinfo=ZoneInfo("Europe/Paris"))
SECRET = bytes(range(16))


class Service(ThreadingHTTPServer):
    """Where devices are reached: keeps what it is sent, and answers as told."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.asked: list[tuple[str, dict[str, str], bytes]] = []
        self.status = 201
        self.wait = ""

    def endpoint(self, path: str) -> str:
        return f"http://localhost:{self.server_address[1]}{path}"


class _Answer(BaseHTTPRequestHandler):
    server: Service

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
        self.send_response(self.server.status)
        self.send_header("Location", "http://localhost/elsewhere")
        if self.server.wait:
            self.send_header("Retry-After", self.server.wait)
        self.end_headers()

    def log_message(self, *said: Any) -> None:
        pass


@pytest.fixture
def service() -> Iterator[Service]:
    server = Service()
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def device() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@pytest.fixture
def keys(device: Any) -> dict[str, str]:
    return {"p256dh": webpush.b64(webpush.point(device)), "auth": webpush.b64(SECRET)}


@pytest.fixture
def ringing(alice: Any, service: Service, keys: dict[str, str]) -> PushDevice:
    return add_device(by=alice, endpoint=service.endpoint("/wpush/v2/alice"), **keys)


def read(body: bytes, device: Any) -> dict[str, str]:
    """As the browser does (RFC 8291)."""
    salt, sender, record = body[:16], body[21:86], body[86:]
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)

    def derive(material: bytes, salt: bytes, info: bytes, length: int) -> bytes:
        return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(material)

    info = b"WebPush: info\0" + webpush.point(device) + sender
    material = derive(device.exchange(ec.ECDH(), public), SECRET, info, 32)
    key = derive(material, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = derive(material, salt, b"Content-Encoding: nonce\0", 12)
    content = AESGCM(key).decrypt(nonce, record, None)
    assert content.endswith(b"\x02")
    return json.loads(content[:-1])


def private_message(alice: Any, bob: Any, words: str = "Le code est 4512") -> Any:
    thread = open_private_thread(about=alice, title="Secret", members=[alice, bob])
    write_post(thread, by=bob, text=words)
    return thread


def test_the_published_example_comes_out_byte_for_byte() -> None:
    """RFC 8291, appendix A."""
    sender = ec.derive_private_key(
        int.from_bytes(webpush.unb64("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big"), ec.SECP256R1()
    )
    body = webpush.encrypted(
        b"When I grow up, I want to be a watermelon",
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "BTBZMqHH6r4Tts7J_aSIgg",
        salt=webpush.unb64("DGv6ra1nlYgDCS1FRnbzlw"),
        sender=sender,
    )
    assert webpush.b64(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml"
        "mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT"
        "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


@time_machine.travel(NOON, tick=True)
def test_a_device_rings_and_says_only_that_something_waits(
    alice: Any, bob: Any, ringing: PushDevice, service: Service, device: Any, worker: Any
) -> None:
    private_message(alice, bob)
    worker.run()
    [(path, headers, body)] = service.asked
    notice = Notice.objects.get(person=alice)
    assert path == "/wpush/v2/alice" and notice.pushed_at
    assert read(body, device) == {"sentence": "Quelque chose vous attend.", "address": f"/avis/{notice.pk}/"}
    assert headers["content-encoding"] == "aes128gcm" and int(headers["ttl"]) == 24 * 3600
    assert len(body) < 4096 and b"4512" not in body
    worker.run()
    assert len(service.asked) == 1


@time_machine.travel(NOON, tick=True)
def test_the_service_knows_the_town_by_its_key(
    alice: Any, bob: Any, ringing: PushDevice, service: Service, worker: Any
) -> None:
    private_message(alice, bob)
    worker.run()
    said = service.asked[0][1]["authorization"]
    token, key = said.removeprefix("vapid t=").split(", k=")
    assert key == public_key()
    signed, _dot, signature = token.rpartition(".")
    claims = json.loads(base64.urlsafe_b64decode(signed.split(".")[1] + "=="))
    assert claims["aud"] == service.endpoint("") and claims["sub"].startswith("mailto:")
    assert 0 < claims["exp"] - NOON.timestamp() <= 24 * 3600
    raw = webpush.unb64(signature)
    der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), webpush.unb64(key))
    public.verify(der, signed.encode(), ec.ECDSA(SHA256()))


def test_neither_the_key_of_the_town_nor_the_address_of_a_device_can_be_read_in_the_database(
    ringing: PushDevice, service: Service, keys: dict[str, str]
) -> None:
    public_key()
    rows = [str(row) for table in (PushKey, PushDevice) for row in table.objects.values_list()]
    for hidden in ("PRIVATE", "/wpush/v2/alice", keys["auth"], keys["p256dh"]):
        assert not [row for row in rows if hidden in row]


@pytest.mark.parametrize("status", [404, 410])
@time_machine.travel(NOON, tick=True)
def test_a_device_that_its_service_no_longer_knows_is_forgotten(
    alice: Any, bob: Any, ringing: PushDevice, service: Service, worker: Any, status: int
) -> None:
    service.status = status
    private_message(alice, bob)
    worker.run()
    assert len(service.asked) == 1 and not PushDevice.objects.exists()


@time_machine.travel(NOON, tick=True)
def test_a_service_in_trouble_is_asked_again_and_one_that_leads_elsewhere_is_not_followed(
    alice: Any, bob: Any, ringing: PushDevice, service: Service, worker: Any
) -> None:
    private_message(alice, bob)
    service.status = 503
    notice_id = 1
    with pytest.raises(NotRung):
        ring.call(ringing.pk, notice_id)
    service.status = 307
    ring.call(ringing.pk, notice_id)
    assert len(service.asked) == 2 and PushDevice.objects.filter(rang_at=None).exists()


@pytest.mark.parametrize("wait", ["900", "Wed, 02 Dec 2026 11:15:00 GMT"])
def test_a_service_that_asks_to_wait_is_left_alone_for_as_long(
    alice: Any, bob: Any, ringing: PushDevice, service: Service, worker: Any, wait: str
) -> None:
    service.status, service.wait = 429, wait
    with time_machine.travel(NOON, tick=False) as clock:
        private_message(alice, bob)
        worker.run()
        assert len(service.asked) == 1
        service.status, service.wait = 201, ""
        clock.shift(timedelta(minutes=14, seconds=59))
        worker.run()
        assert len(service.asked) == 1
        clock.shift(timedelta(minutes=5))
        worker.run()
        assert len(service.asked) == 2 and PushDevice.objects.get().rang_at


def test_what_was_read_while_its_service_was_away_rings_no_more(
    alice: Any, bob: Any, ringing: PushDevice, service: Service, worker: Any, signed_in: Any
) -> None:
    service.status = 503
    with time_machine.travel(NOON, tick=False) as clock:
        private_message(alice, bob)
        worker.run()
        signed_in(alice).post("/avis/lus/")
        assert not Notice.objects.filter(read_at=None).exists()
        clock.shift(timedelta(hours=1))
        worker.run()
        assert len(service.asked) == 1 and PushDevice.objects.exists()


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://push.example.org/x",
        "https://192.168.1.1/x",
        "https://[::1]/x",
        "https://push.example.org:8443/x",
        "https://localhost/x",
        "https://user@push.example.org/x",
        "file:///etc/passwd",
        "https://push.example.org/" + "x" * 2000,
    ],
)
def test_addresses_that_are_no_service_are_refused(
    alice: Any, signed_in: Any, keys: dict[str, str], endpoint: str
) -> None:
    browser = signed_in(alice)
    browser.post("/avis/appareils/", {"endpoint": endpoint, **keys})
    assert not PushDevice.objects.exists()


@time_machine.travel(NOON, tick=True)
def test_a_name_that_leads_inside_is_never_connected_to(
    alice: Any, bob: Any, keys: dict[str, str], service: Service, worker: Any, monkeypatch: Any
) -> None:
    """Kept as an ordinary name, it turns to an inner address afterwards."""
    add_device(by=alice, endpoint="https://push.example.org/x", **keys)
    monkeypatch.setattr(egress, "resolve", lambda host, port: ["93.184.216.34", "10.0.0.1"])
    private_message(alice, bob)
    worker.run()
    assert not service.asked and not PushDevice.objects.exists()


def test_keys_that_are_none_are_refused(alice: Any, service: Service, signed_in: Any, keys: Any) -> None:
    browser = signed_in(alice)
    for wrong in ({"p256dh": "AAAA"}, {"auth": "AAAA"}, {"p256dh": "é"}, {"auth": ""}):
        browser.post("/avis/appareils/", {"endpoint": service.endpoint("/x"), **keys, **wrong})
    assert not PushDevice.objects.exists()


def test_unified_push_is_the_same(alice: Any, service: Service, signed_in: Any, keys: Any) -> None:
    """An ntfy distributor: another path and a query. The form works without script."""
    browser = signed_in(alice)
    page = browser.get("/avis/reglages/").text
    assert "UnifiedPush" in page and public_key() in page
    endpoint = service.endpoint("/upAbC123?up=1")
    said = browser.post("/avis/appareils/", {"endpoint": endpoint, **keys}, follow=True)
    assert "rings from now on" in said.text
    [device] = PushDevice.objects.filter(person=alice)
    ring.call(device.pk, 7)
    assert service.asked[0][0] == "/upAbC123?up=1"
    browser.post(f"/avis/appareils/{device.pk}/retirer/")
    assert not PushDevice.objects.exists()


def test_a_device_changes_hands_and_nobody_silences_that_of_another(
    alice: Any, bob: Any, ringing: PushDevice, service: Service, keys: Any, signed_in: Any
) -> None:
    signed_in(bob).post(f"/avis/appareils/{ringing.pk}/retirer/")
    assert PushDevice.objects.filter(person=alice).exists()
    add_device(by=bob, endpoint=service.endpoint("/wpush/v2/alice"), **keys)
    assert [d.person for d in PushDevice.objects.all()] == [bob]


def test_nobody_is_woken(alice: Any, bob: Any, ringing: PushDevice, service: Service, worker: Any) -> None:
    with time_machine.travel(NIGHT, tick=True):
        private_message(alice, bob)
        worker.run()
        assert not service.asked
    with time_machine.travel(NIGHT + timedelta(hours=8, minutes=59), tick=True):
        worker.run()
        assert not service.asked
    with time_machine.travel(NIGHT + timedelta(hours=9, minutes=1), tick=True):
        worker.run()
        assert len(service.asked) == 1


def test_who_works_at_night_says_so(
    alice: Any, bob: Any, ringing: PushDevice, service: Service, worker: Any
) -> None:
    choose_wishes(by=alice, quiet_from=9, quiet_until=17)
    with time_machine.travel(NIGHT, tick=True):
        private_message(alice, bob)
        worker.run()
        assert len(service.asked) == 1
    with time_machine.travel(NOON + timedelta(days=1), tick=True):
        private_message(alice, bob)
        worker.run()
        assert len(service.asked) == 1


def test_one_thing_rings_once_and_a_week_has_a_cap(
    alice: Any, bob: Any, town: Any, ringing: PushDevice, service: Service, worker: Any
) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        topic = start_topic(by=alice, title="Les quais", text="x")
        write_post(topic, by=bob, text="Réponse")
        worker.run()
        assert not service.asked, "only what concerns her, by default"
        choose_wishes(by=alice, push="all", pushes_a_week=3)
        for _ in range(3):
            write_post(topic, by=bob, text="Réponse")
        worker.run()
        assert len(service.asked) == 1, "one thing rings once in ten minutes"
        for _hour in range(5):
            clock.shift(timedelta(minutes=11))
            write_post(topic, by=bob, text="Réponse")
            worker.run()
        assert len(service.asked) == 3
        private_message(alice, bob)
        worker.run()
        assert len(service.asked) == 4, "what concerns her directly is not counted"
        clock.shift(timedelta(days=8))
        write_post(topic, by=bob, text="Réponse")
        worker.run()
        assert len(service.asked) == 5


def test_the_worker_of_the_browser_shows_the_sentence_and_opens_notices_alone(visitor: Any) -> None:
    script = visitor.get("/sw.js").text
    assert 'addEventListener("push"' in script and 'startsWith("/avis/")' in script
