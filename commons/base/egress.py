"""Where this server may connect to: hosts, origins and addresses, judged before any socket opens.

Allow-list thinking, since deny lists have failed others many times: a host must be an ordinary name, a
port the ordinary port, an address a public one by our own tables (what `ipaddress` calls global changes
with Python).
"""

import ipaddress
import re
import socket
import threading
from contextlib import suppress
from typing import Final, NamedTuple

import idna
from django.conf import settings

DNS_SECONDS: Final = 5.0
URL_CHARACTERS: Final = 2048
ADDRESSES: Final = 6  # that are tried: a name may have thousands, each of them somebody's door
DEFAULT_PORTS: Final = {"http": 80, "https": 443}
LOOPBACK_NAMES: Final = frozenset({"localhost", "127.0.0.1"})

# The IANA special-purpose registry, with the AS112 and AMT blocks that GoToSocial refuses too.
_REFUSED_V4: Final = tuple(
    ipaddress.IPv4Network(block)
    for block in [
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    ]
)
_PUBLIC_V6: Final = ipaddress.IPv6Network("2000::/3")
_REFUSED_V6: Final = tuple(
    ipaddress.IPv6Network(block)
    for block in ["2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"]
)
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")

_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\Z")
_URL = re.compile(
    r"(?P<scheme>https?)://(?P<host>[^/?#:@\[\]]+)(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<path>/[^?#]*)?(?P<query>\?[^#]*)?(?:#.*)?\Z",
    re.IGNORECASE,
)
# RFC 3986 without brackets; what is missing here (space, quotes, controls, non-ASCII) never reaches a
# request line.
_URL_ALPHABET = re.compile(r"(?:[A-Za-z0-9._~:/?#@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+\Z")


class BadAddress(ValueError):
    """A host, a URL or an IP address that this server does not speak to; `reason` is a short word for
    logs.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Origin(NamedTuple):
    """Who answers for a URL. Compare the whole tuple, never a prefix."""

    scheme: str
    host: str
    port: int


class Address(NamedTuple):
    """A URL taken apart. `target` is path and query exactly as written, for the request line and the
    signature.
    """

    origin: Origin
    target: str

    @property
    def authority(self) -> str:
        """The Host header: no port when it is the ordinary one."""
        scheme, host, port = self.origin
        return host if port == DEFAULT_PORTS[scheme] else f"{host}:{port}"

    @property
    def url(self) -> str:
        """The URL without its fragment."""
        return f"{self.origin.scheme}://{self.authority}{self.target}"


def clean_host(text: str) -> str:
    """The name of a host in lower-case ASCII, international names as IDNA 2008.

    Raises `BadAddress` for everything that is not an ordinary name: IP addresses in any notation, one bare
    label, ports, users, paths, dots at the end, other characters. `localhost` and `127.0.0.1` are the two
    exceptions, since a town under development lives there; `may_connect` decides about them.
    """
    if len(text) > 253:
        raise BadAddress("bad-host")
    host = text.lower()
    if host in LOOPBACK_NAMES:
        return host
    try:
        if not host.isascii() or "xn--" in host:
            host = idna.encode(host, strict=True).decode("ascii")
    except (idna.IDNAError, UnicodeError) as error:
        raise BadAddress("bad-host") from error
    labels = host.split(".")
    if len(labels) < 2 or not all(_LABEL.match(label) for label in labels):
        raise BadAddress("bad-host")
    # A name whose last label begins with a digit is a number to some resolvers: 127.1, 0x7f.1, 1.0x7f.
    if not labels[-1][0].isalpha():
        raise BadAddress("ip-literal")
    return host


def parse_url(url: str) -> Address:
    """Take an http or https URL apart by a strict grammar, or raise `BadAddress`."""
    if len(url) > URL_CHARACTERS or not _URL_ALPHABET.match(url):
        raise BadAddress("bad-url")
    parts = _URL.match(url)
    if parts is None:
        raise BadAddress("bad-url")
    scheme = parts["scheme"].lower()
    port = int(parts["port"]) if parts["port"] else DEFAULT_PORTS[scheme]
    if not 0 < port < 65536:
        raise BadAddress("bad-port")
    origin = Origin(scheme, clean_host(parts["host"]), port)
    return Address(origin, (parts["path"] or "/") + (parts["query"] or ""))


def origin_of(url: str) -> Origin:
    """The origin of a URL (FED-1: scheme, host, port), or `BadAddress`."""
    return parse_url(url).origin


def same_origin(first: str, second: str) -> bool:
    """Whether one authority answers for both; False when either is not a URL that we understand."""
    try:
        return origin_of(first) == origin_of(second)
    except BadAddress:
        return False


def same_host(first: str, second: str) -> bool:
    """Whether both URLs name one host, whatever the port."""
    try:
        return origin_of(first).host == origin_of(second).host
    except BadAddress:
        return False


def loopback_allowed() -> bool:
    """Whether towns on this machine may speak to each other: only in development and in tests."""
    return bool(getattr(settings, "CALADE_ALLOW_LOOPBACK", False))


def may_connect(url: str) -> Address:
    """The address behind a URL when its scheme, host and port may be fetched at all, or `BadAddress`.

    https on port 443; or, where loopback is allowed, http to localhost on any port.
    """
    address = parse_url(url)
    scheme, host, port = address.origin
    if host in LOOPBACK_NAMES:
        if scheme == "http" and loopback_allowed():
            return address
        raise BadAddress("loopback")
    if scheme != "https":
        raise BadAddress("not-https")
    if port != 443:
        raise BadAddress("bad-port")
    return address


def is_public(ip: str) -> bool:
    """Whether an IP address belongs to the public internet.

    Mapped (`::ffff:…`) and NAT64 (`64:ff9b::…`) forms are judged by the IPv4 address that they carry;
    compatible ones (`::127.0.0.1`), 6to4 and Teredo never pass.
    """
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        if address.scope_id is not None:
            return False
        if address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        elif address in _NAT64:
            address = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        else:
            return address in _PUBLIC_V6 and not any(address in block for block in _REFUSED_V6)
    return not any(address in block for block in _REFUSED_V4)


def resolve(host: str, port: int) -> list[str]:
    """Ask the system's resolver for every address of a name, for at most `DNS_SECONDS`; none, when it knows none.

    `getaddrinfo` has no time limit of its own, so it runs in a thread that is left behind when it hangs.
    """
    answers: list[str] = []

    def ask() -> None:
        with suppress(OSError, UnicodeError):
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answers.extend(dict.fromkeys(str(entry[4][0]) for entry in found))

    thread = threading.Thread(target=ask, name="resolver", daemon=True)
    thread.start()
    thread.join(DNS_SECONDS)
    if thread.is_alive():
        raise BadAddress("dns-timeout")
    return answers


def checked_answers(host: str, port: int) -> list[str]:
    """The addresses to connect to, after every one of them has passed; one private answer refuses the name.

    Connect to what this returns and never resolve again: a second answer may differ (DNS rebinding).
    """
    answers = resolve(host, port)
    if host in LOOPBACK_NAMES and loopback_allowed():
        answers = [ip for ip in answers if ipaddress.ip_address(ip).is_loopback]
    elif not all(is_public(ip) for ip in answers):
        raise BadAddress("private-address")
    if not answers:
        raise BadAddress("dns-failure")
    return answers[:ADDRESSES]
