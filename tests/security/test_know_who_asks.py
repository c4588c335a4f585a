"""Behind proxies, limits count readers and not the proxy; and nobody chooses the address that is counted."""

import pytest
from django.test import Client

from commons.base.proxies import SeenByProxies, as_seen_by_proxies, reader_behind
from commons.operation.porch import Porch

PROXY, READER = "127.0.0.1", "198.51.100.7"


@pytest.mark.parametrize(
    ("count", "forwarded", "seen"),
    [
        (0, READER, PROXY),  # no proxy: the header is a stranger's word
        (1, READER, READER),
        (1, f"203.0.113.9, {READER}", READER),  # what stands before was said by the reader
        (2, f"203.0.113.9, {READER}, 10.0.0.2", READER),
        (2, READER, PROXY),  # somebody reached the inner proxy without the outer one
        (1, "", PROXY),
        (1, "<script>", PROXY),
        (1, "2001:db8::7", "2001:db8::7"),
    ],
)
def test_the_address_is_the_one_that_our_outermost_proxy_saw(settings, count, forwarded, seen):
    settings.CALADE_TRUSTED_PROXIES = count
    assert reader_behind(forwarded, PROXY) == seen
    lines = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    assert as_seen_by_proxies({"client": (PROXY, 1), "headers": lines})["client"][0] == seen
    found = {}
    SeenByProxies(lambda environ, _start: found.update(environ))(
        {"REMOTE_ADDR": PROXY, "HTTP_X_FORWARDED_FOR": forwarded}, None
    )
    assert found["REMOTE_ADDR"] == seen


def test_several_lines_of_the_header_are_one(settings):
    settings.CALADE_TRUSTED_PROXIES = 1
    lines = [(b"x-forwarded-for", b"203.0.113.9"), (b"x-forwarded-for", READER.encode())]
    assert as_seen_by_proxies({"client": (PROXY, 1), "headers": lines})["client"][0] == READER


async def test_the_front_door_passes_it_on(settings):
    settings.CALADE_TRUSTED_PROXIES = 1
    seen = []

    async def inside(scope, receive, send):
        seen.append(scope["client"][0])

    lines = [(b"x-forwarded-for", READER.encode())]
    for kind in ("http", "websocket"):
        await Porch(inside)({"type": kind, "path": "/", "headers": lines, "client": (PROXY, 1)}, None, None)
    assert seen == [READER, READER]


@pytest.mark.django_db
def test_one_reader_who_asks_too_often_does_not_shut_the_others_out(town, settings):
    settings.CALADE_LIMITS_IN_TESTS = True
    settings.CALADE_TRUSTED_PROXIES = 1
    client = Client()

    def ask(reader):
        address = reader_behind(reader, PROXY)
        return client.get("/recherche/?q=pain", REMOTE_ADDR=address).status_code

    assert 429 in {ask(READER) for _ in range(62)}
    assert ask("203.0.113.9") == 200
