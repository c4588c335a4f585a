"""Where this server may go: the table of addresses that others forgot, and one strict grammar for hosts."""

import socket
import threading
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commons.base import egress
from commons.base.egress import BadAddress

PUBLIC_IP = "93.184.215.14"


@pytest.fixture(autouse=True)
def no_loopback(monkeypatch):
    monkeypatch.setattr(egress, "loopback_allowed", lambda: False)


# fmt: off
INNER = [
    "0.0.0.0", "0.1.2.3", "127.0.0.1", "127.1.2.3", "10.0.0.1", "10.255.255.255", "172.16.0.1",
    "172.31.255.255", "192.168.0.1", "100.64.0.1", "169.254.169.254", "192.0.0.8", "192.0.2.1",
    "192.88.99.1", "192.31.196.1", "192.52.193.1", "192.175.48.1", "198.18.0.1", "198.51.100.1",
    "203.0.113.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1", "::8.8.8.8",
    "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:0.0.0.1", "::ffff:a00:1", "64:ff9b::7f00:1",
    "64:ff9b::a00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001:0:7f00:1::", "2001:db8::1", "3fff::1",
    "fc00::1", "fd12::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "100::1", "5f00::1",
    "::ffff:7f00:1", "0:0:0:0:0:ffff:a9fe:a9fe", "::ffff:0:7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b::",
    "2002:a00:1::", "2001::1", "2001:10::1", "2001:20::1", "fd00:ec2::254", "ff05::2", "::2", "[::1]",
    "2620:4f:8000::1", "2001:4860:4860::8888%1", "2130706433", "0177.0.0.1", "127.1", "0x7f.1",
    "evil.test",
]
# fmt: on


@pytest.mark.parametrize("ip", INNER)
def test_an_inner_address_is_never_public(ip):
    assert not egress.is_public(ip)


@pytest.mark.parametrize(
    "ip",
    [
        "1.1.1.1",
        PUBLIC_IP,
        "172.32.0.1",
        "2606:4700::1111",
        "2a01:e0a::1",
        "64:ff9b::101:101",
        "::ffff:1.1.1.1",
    ],
)
def test_an_ordinary_address_is_public(ip):
    assert egress.is_public(ip)


# fmt: off
ODD = [
    "https://2130706433/", "https://0177.0.0.1/", "https://127.1/", "https://0x7f.1/", "https://1.0x7f/",
    "https://[::1]/", "https://127.0.0.2/", "https://us.test@127.0.0.1/", "https://us.test:x@evil.test/",
    "https://127.0.0.1#@us.test", "https://[::1]:443/", "https://１２７.0.0.1/", "https://us。test/",
    "https://us.te\\st/", "https://us.test./", "https://.us.test/", "https://us..test/", "https://us/",
    "https:///x", "https://us.test:0/", "https://us.test:99999/", "https://us.test:8443/",
    "https://us_x.test/", "https://-us.test/", "https://us.test:443:443/", "ftp://us.test/",
    "https://us%2etest/", "https://xn--zzzzzzzz.test/", "//us.test/", "us.test", "https://us.test/é",
    "https://us.test/%zz", "http://us.test/", "https://localhost/", "https://us.test/[x]",
    "https://us.test/a b", "https://us.test/\r\nX: 1", "https://us.test/\u0000",
    "https://us.test/\u2028", " https://us.test/", "", "localh.st:1234/secret?x=1#",
    "https://a@localh.st:1234/secret?x=1#", "https://0x7f000001/", "https://017700000001/", "https://①②⑦.0.0.1/",
    "https://127。0。0。1/", "https://localhost./", "https://LOCALHOST/", "https://127.0.0.1.:443/", "https://1.1.1.1/",
    "https://us.0x7f/", "http://us.test:443/", "https://[::ffff:7f00:1]/", "https://[fe80::1%25eth0]/", "https://us.test%00.evil.test/",
    "https://us.test:443@evil.test/",
    "https://us.test\\@evil.test/", "https://us.test:４４３/", "https://us.test:+443/",
    "https://us.test:/", "https:/us.test/",
    "https:\\\\us.test/", "https://us.test\t/", "javascript:alert(1)", "gopher://us.test/", "https://ℓocalhost/",
    "https://us.test/" + "a" * 2048,
]
# fmt: on


@pytest.mark.parametrize("url", ODD)
def test_an_odd_url_is_not_taken_apart(url):
    with pytest.raises(BadAddress):
        egress.may_connect(url)


@pytest.mark.parametrize(
    "host",
    ["a/b", "a@b.test", "b.test:80", "b.test?", "b.test#", "b .test", "b.test\n", "[::1]", "", "us。test"],
)
def test_a_host_is_a_name_and_nothing_else(host):
    with pytest.raises(BadAddress):
        egress.clean_host(host)


def test_names_in_any_script_have_one_spelling():
    assert egress.clean_host("Réseau.Ville.FR") == "xn--rseau-bsa.ville.fr"
    assert egress.clean_host("xn--rseau-bsa.ville.fr") == "xn--rseau-bsa.ville.fr"


@pytest.mark.parametrize("host", ["ab--cd.test", "9.test", "a.b", f"{'a.' * 126}a"])
def test_an_ordinary_name_stays_as_it_is(host):
    assert egress.clean_host(host) == host


def test_a_name_is_no_longer_than_names_are():
    with pytest.raises(BadAddress):
        egress.clean_host(f"{'a.' * 125}aaaa")


@pytest.mark.parametrize("port", [1, 65535])
def test_a_url_is_taken_apart(port):
    taken = egress.parse_url(f"HTTPS://US.test:{port}/a/%62?c=d&e#f")
    assert taken == (("https", "us.test", port), "/a/%62?c=d&e")
    assert taken.url == f"https://us.test:{port}/a/%62?c=d&e"


@pytest.mark.parametrize("port", [0, 65536])
def test_a_port_is_one_that_exists(port):
    with pytest.raises(BadAddress, match="bad-port"):
        egress.parse_url(f"https://us.test:{port}/")


def test_a_url_without_a_path_asks_for_the_root():
    assert egress.parse_url("https://us.test?a").url == "https://us.test/?a"


@pytest.mark.parametrize(
    ("url", "same"),
    [
        ("https://US.test:8443/b", True),
        ("http://us.test", True),
        ("https://other.test", False),
        ("rubbish", False),
    ],
)
def test_a_host_is_compared_whatever_the_port(url, same):
    assert egress.same_host("https://us.test/ap/u/alice", url) is same


@pytest.mark.parametrize("url", ["http://localhost:8000/x", "http://127.0.0.1/"])
def test_only_plain_http_goes_through_the_hole_for_loopback(monkeypatch, url):
    monkeypatch.setattr(egress, "loopback_allowed", lambda: True)
    assert egress.may_connect(url).url == url
    for refused in (url.replace("http:", "https:"), "http://us.test/"):
        with pytest.raises(BadAddress):
            egress.may_connect(refused)


@pytest.mark.parametrize(
    ("url", "same"),
    [
        ("https://us.test:443", True),
        ("https://US.test/else", True),
        ("https://us.test.evil", False),
        ("https://us.test@evil", False),
        ("https://us.test:8443", False),
        ("http://us.test", False),
        ("rubbish", False),
    ],
)
def test_an_origin_is_compared_whole(url, same):
    assert egress.same_origin("https://us.test/ap/u/alice", url) is same


@given(st.text(max_size=60))
def test_no_url_raises_anything_else(text):
    for url in (text, f"https://{text}", f"https://us.test/{text}"):
        with suppress(BadAddress):
            assert egress.parse_url(url).url.isascii()


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_this_machine_is_no_address_while_the_hole_is_closed(monkeypatch, host):
    monkeypatch.setattr(egress, "resolve", lambda host, port: ["127.0.0.1"])
    with pytest.raises(BadAddress, match="private-address"):
        egress.checked_answers(host, 80)


def test_a_resolver_that_takes_a_moment_is_waited_for(monkeypatch):
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (PUBLIC_IP, 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **rest: threading.Event().wait(0.05) or found)
    assert egress.resolve("us.test", 443) == [PUBLIC_IP]


def test_the_resolver_does_not_wait_for_ever(monkeypatch):
    monkeypatch.undo()
    monkeypatch.setattr(egress, "DNS_SECONDS", 0.05)
    waiting = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **rest: waiting.wait(5) and [])
    with pytest.raises(BadAddress, match="dns-timeout"):
        egress.resolve("slow.test", 443)
    assert all(one.daemon for one in threading.enumerate() if one.name == "resolver"), "the process may end"
    waiting.set()
