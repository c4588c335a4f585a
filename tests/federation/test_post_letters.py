"""Posting to servers that hang, drip, lie and redirect: real sockets, and nobody waits for another."""

import asyncio
import socket
import threading
from datetime import timedelta

import pytest
from django.utils import timezone

from commons.base.outgoing import CannotFetch
from federation import delivery, lanes, posting
from federation.models import Delivery, Server
from federation.own_keys import key_of

OK = b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n"


class Host:
    """Answers each request with the next of `answers` (bytes; None hangs until the test ends), then with OK."""

    def __init__(self, *answers):
        self.answers, self.requests, self.connections = list(answers), [], 0
        self.done = threading.Event()
        self.asked = threading.Event()
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.host = f"localhost:{self.socket.getsockname()[1]}"
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        with connection, connection.makefile("rb") as lines:
            while first := lines.readline():
                headers = {}
                while (line := lines.readline()) not in (b"\r\n", b""):
                    name, _, value = line.decode().partition(":")
                    headers[name.lower()] = value.strip()
                self.requests.append(
                    (first.decode().split()[1], headers, lines.read(int(headers["content-length"])))
                )
                self.asked.set()
                answer = self.answers.pop(0) if self.answers else OK
                if answer is None:
                    self.done.wait(30)
                    return
                connection.sendall(answer)
                if b"202" not in answer and b"Length" not in answer and b"chunked" not in answer:
                    return

    def close(self):
        self.done.set()
        self.socket.close()


@pytest.fixture
def host():
    made = []

    def make(*answers):
        made.append(Host(*answers))
        return made[-1]

    yield make
    for one in made:
        one.close()


def sign(method, url, body):
    return {"Signature": f"for {url}"}


def post(host, *paths):
    """Statuses of letters to these paths, over one postbox."""

    async def all_of_them():
        box = posting.Postbox()
        try:
            return [
                (await box.post(f"http://{host.host}{path}", b"{}", {}, sign=sign)).status for path in paths
            ]
        finally:
            box.close()

    return asyncio.run(all_of_them())


def refusal(host, path="/inbox"):
    with pytest.raises(CannotFetch) as refused:
        post(host, path)
    return refused.value.reason


def test_one_connection_serves_many_letters(host):
    there = host(OK, b"HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n")
    assert post(there, "/a", "/b", "/c") == [202, 202, 202]
    assert there.connections == 1
    assert [path for path, _headers, _body in there.requests] == ["/a", "/b", "/c"]
    assert there.requests[0][1]["host"] == there.host


def test_a_kept_connection_that_was_closed_is_opened_anew(host):
    """They close after an answer that promised to go on: the next letter notices and is sent again."""
    there = host(b"HTTP/1.1 500 No\r\nContent-length: 0\r\n\r\n")
    assert post(there, "/a", "/b") == [500, 202]
    assert there.connections == 2


def test_a_redirect_is_followed_on_the_same_origin_only_and_signed_again(host):
    other = host()
    there = host(
        b"HTTP/1.1 308 Permanent\r\nContent-Length: 0\r\nLocation: /new\r\n\r\n",
        OK,
        f"HTTP/1.1 308 Permanent\r\nContent-Length: 0\r\nLocation: http://{other.host}/\r\n\r\n".encode(),
        b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: /new\r\n\r\n",
    )
    assert post(there, "/old", "/away", "/found") == [202, 308, 302]
    assert there.requests[1][1]["signature"] == f"for http://{there.host}/new"
    assert other.requests == []


def test_redirects_end(host):
    there = host(*[b"HTTP/1.1 307 T\r\nContent-Length: 0\r\nLocation: /inbox\r\n\r\n"] * 3)
    assert refusal(there) == "redirect-loop"


@pytest.mark.parametrize(
    "answer",
    [
        b"HELLO 200\r\n\r\n",
        b"HTTP/1.1 20\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: %s\r\n" % (n, b"x" * 1000) for n in range(50)) + b"\r\n",
        b"HTTP/1.1 202 A\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 100 Go\r\n\r\nHTTP/1.1 100 Go\r\n\r\nHTTP/1.1 202 A\r\n\r\n",
    ],
)
def test_what_is_no_http_is_named(host, answer):
    assert refusal(host(answer)) == "bad-answer"


def test_an_endless_header_and_silence_are_no_answer(host, monkeypatch):
    assert refusal(host(b"HTTP/1.1 202 " + b"x" * 70_000)) == "unreachable"
    assert refusal(host(b"")) == "unreachable"
    monkeypatch.setattr(posting, "READ_SECONDS", 0.05)
    assert refusal(host(None)) == "timeout"


def test_a_long_answer_is_left_unread(host):
    there = host(b"HTTP/1.1 202 Accepted\r\nContent-Length: 9000000\r\n\r\n" + b"x" * 1000)
    assert post(there, "/a", "/b") == [202, 202]
    assert there.connections == 2


@pytest.mark.parametrize(
    ("url", "reason"),
    [("http://evil.example/inbox", "not-https"), ("https://localhost:9/inbox", "loopback"), ("x", "bad-url")],
)
def test_addresses_are_judged_before_any_socket_opens(url, reason):
    async def one():
        await posting.Postbox().post(url, b"{}", {}, sign=sign)

    with pytest.raises(CannotFetch) as refused:
        asyncio.run(one())
    assert refused.value.reason == reason


# --- many lanes ---


@pytest.fixture
def letters(space):
    """letters(host, 3): so many letters wait for it."""

    def make(there, how_many=1):
        key = key_of(space)
        for _ in range(how_many):
            number = Delivery.objects.count()
            Delivery.objects.create(
                activity_id=f"https://ville.example/{number}", body=f"{number}", host=there.host, signer=key,
                inbox=f"http://{there.host}/inbox",
            )  # fmt: skip
        lanes.look_at([there.host])

    return make


@pytest.fixture
def postman(monkeypatch):
    """A postman of this test's own, who does not wait for hosts that hang when the test ends."""
    monkeypatch.setattr(delivery, "FINISH_SECONDS", 2)
    made = delivery.Postman()
    yield made
    made.finish()


def deliver_until(postman, arrived):
    """Steps of the worker, as many as it takes; the number of steps is the limit, not a clock."""
    for _ in range(200):
        postman.step()
        if arrived():
            return
    raise AssertionError("never arrived")


@pytest.mark.django_db
def test_one_that_hangs_delays_nobody_else(host, letters, postman):
    hanging, well = host(None, None), host()
    letters(hanging, 3)
    deliver_until(postman, hanging.asked.is_set)
    letters(well, 30)
    deliver_until(postman, lambda: not lanes.waiting_for(well.host).exists())
    assert hanging.host in [lane.server.host for lane in postman.under_way]
    assert len(well.requests) == 30
    assert [int(body) for _path, _headers, body in well.requests] == sorted(
        int(body) for _path, _headers, body in well.requests
    )


@pytest.mark.django_db
def test_many_that_hang_do_not_take_all_places(host, letters, postman, monkeypatch):
    monkeypatch.setattr(delivery, "SLOTS", 2)
    monkeypatch.setattr(delivery, "HANDFUL", 1)
    monkeypatch.setattr(delivery, "SLOW_AFTER", 0.05)
    hanging = [host(None) for _ in range(6)]
    for one in hanging:
        letters(one)
    deliver_until(postman, lambda: all(one.asked.is_set() for one in hanging))
    well = host()
    letters(well)
    deliver_until(postman, lambda: well.requests)
    assert len(postman.under_way) >= 6


@pytest.mark.django_db
def test_those_that_failed_last_time_have_a_share_of_their_own(host, letters, postman, monkeypatch):
    monkeypatch.setattr(delivery, "MOST_AILING", 1)
    ailing = [host(None), host(None)]
    for one in ailing:
        letters(one)
    Server.objects.update(failures=3)
    well = host()
    letters(well)
    deliver_until(postman, lambda: well.requests)
    assert sum(one.asked.is_set() for one in ailing) <= 1


@pytest.mark.django_db
def test_a_lane_that_outlives_its_lease_is_not_begun_twice_by_the_same_worker(host, letters, postman):
    hanging, well = host(None), host()
    letters(hanging)
    deliver_until(postman, hanging.asked.is_set)
    Server.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    letters(well)
    deliver_until(postman, lambda: well.requests)
    assert len(hanging.requests) == 1


@pytest.mark.django_db
def test_a_worker_that_stops_gives_its_lanes_back(host, letters, postman):
    hanging = host(None)
    letters(hanging)
    deliver_until(postman, hanging.asked.is_set)
    postman.finish()
    server = Server.objects.get(host=hanging.host)
    assert (server.token, server.leased_until, server.failures) == (None, None, 0)
    assert server.next_at
