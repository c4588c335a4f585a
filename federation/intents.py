"""What one may do from another server with a thing here: the addresses its WebFinger gives for that (FEP-3b86).

A stranger's server writes these templates, so where they lead is checked, and shown before anybody goes there.
"""

import re
import threading
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from commons.base.addresses import absolute
from commons.base.egress import BadAddress, loopback_allowed, parse_url
from commons.communities.models import Community
from commons.conversations.models import Topic
from commons.people.models import Person
from federation import handles, policy
from federation.fetch import budget
from federation.handles import Account, NoAccount
from federation.translators.conversations import first_post
from federation.vocabulary import Json

INTENT = "https://w3id.org/fep/3b86/"
SUBSCRIBE = (
    "http://ostatus.org/schema/1.0/subscribe"  # what servers without intents have: it opens any address
)
PARAMETER = re.compile(r"\{([A-Za-z-]{1,30})\}")
LONGEST = 2_000
_one_at_a_time = threading.BoundedSemaphore(
    1
)  # a slow server elsewhere takes one thread of the pages, not all


@dataclass(frozen=True)
class Way:
    """Where somebody goes on, and the host that is shown to them first."""

    address: str
    host: str


def links_for_ours() -> list[Json]:
    """What our own people may do with things elsewhere: pages that ask before anything is done."""
    templates = {
        "Follow": "object={object}",
        "Like": "object={object}",
        "Object": "object={object}",
        "Create": "content={content}&inReplyTo={inReplyTo}",
    }
    links = [
        {"rel": INTENT + kind, "template": absolute(f"/intentions/{kind.lower()}/?{query}")}
        for kind, query in templates.items()
    ]
    return [*links, {"rel": SUBSCRIBE, "template": absolute("/intentions/object/?object={uri}")}]


def is_followed(thing: Any) -> bool:
    return isinstance(thing, Person | Community)


def way_home(account: str, thing: Any) -> Way:
    """Where this person's own server does it. Raises NoAccount. Uses the network."""
    name, host = handles.parts_of(account)
    if not policy.may_talk(host):
        raise NoAccount("not-allowed")
    if not _one_at_a_time.acquire(blocking=False):
        raise NoAccount("busy")
    try:
        with budget(6, seconds=12):
            found = handles.ask(name, host)
    finally:
        _one_at_a_time.release()
    hosts = {host, found.host, policy.host_of(found.actor)}
    for template in _templates(found, thing):
        if way := _led(template, thing, hosts):
            return way
    raise NoAccount("no-intent")


def _templates(account: Account, thing: Any) -> list[str]:
    """Best first: the act itself, then whatever opens an address there."""
    given = {str(link.get("rel")): str(link.get("template") or "") for link in reversed(account.links)}
    act = given.get(INTENT + ("Follow" if is_followed(thing) else "Create"), "")
    if not is_followed(thing) and "{inReplyTo}" not in act:
        act = ""  # it writes something new: of no use for an answer
    return [
        template for template in (act, given.get(INTENT + "Object", ""), given.get(SUBSCRIBE, "")) if template
    ]


def _led(template: str, thing: Any, hosts: set[str]) -> Way | None:
    """None when it leads to another host than theirs, or nowhere."""
    about = quote(address_of(thing), safe="")
    known = {"object": about, "inReplyTo": about, "uri": about}
    address = PARAMETER.sub(lambda found: known.get(found[1], ""), template[:LONGEST])
    try:
        at = parse_url(address)
    except BadAddress:
        return None
    safe = at.origin.scheme == "https" or (at.origin.host in handles.LOOPBACK and loopback_allowed())
    return Way(at.url, at.authority) if safe and at.authority in hosts else None


def address_of(thing: Any) -> str:
    """A conversation is answered by answering its first message."""
    first = first_post(thing) if isinstance(thing, Topic) else None
    return str(first.address if first and first.is_local else thing.address)
