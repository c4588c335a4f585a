"""`@name@host` and the actor behind it: WebFinger as a client (RFC 7033), both ways before anything is believed.

A handle may stand on another host than its actor (split domain, FEP-2c59): `ville.fr` redirects, or names
`reseau.ville.fr` as the home; it is theirs only when the actor's own home says so too.
"""

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from commons.base.egress import BadAddress, clean_host
from commons.base.outgoing import CannotFetch
from federation import reader
from federation.fetch import fetch
from federation.policy import host_of, is_suspended
from federation.vocabulary import Json

LOOPBACK = {"localhost", "127.0.0.1"}
MOST_LINKS = 50


class NoAccount(Exception):
    """A handle that leads nowhere, or to somebody who does not bear it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Account:
    """What the host of a handle says: its canonical name and host, its actor, what else may be done there."""

    name: str
    host: str
    actor: str
    links: tuple[Json, ...] = ()


def parts_of(account: str) -> tuple[str, str]:
    """`@name@host`, with or without the first @ or `acct:` → (name, host with port). Raises NoAccount."""
    name, _, host = account.strip().removeprefix("acct:").lstrip("@").partition("@")
    try:
        label, _, port = host.partition(":")
        authority = clean_host(label) + (f":{int(port)}" if port else "")
    except (BadAddress, ValueError) as error:
        raise NoAccount("bad-account") from error
    if not name or not name.replace("-", "").replace("_", "").replace(".", "").isalnum() or len(name) > 200:
        raise NoAccount("bad-account")
    return name, authority


def ask(name: str, host: str) -> Account:
    """What `host` says of `name`. A subject on another host is asked there, once. Raises NoAccount."""
    found = _answer(name, host)
    if (found.name.lower(), found.host) == (name.lower(), host):
        return found
    at_home = _answer(found.name, found.host)
    same = (at_home.name.lower(), at_home.host) == (found.name.lower(), found.host)
    if not same or at_home.actor != found.actor:
        raise NoAccount("other-subject")
    return at_home


def confirmed(actor: reader.Actor, *, ask_home: bool = False) -> str:
    """`name@host` that this actor bears on another host than their own; "" when nobody but one side says so.

    What they claim is their `webfinger` property; with `ask_home`, else what their own host names them.
    """
    home = host_of(actor.id)
    try:
        if actor.webfinger:
            name, host = parts_of(actor.webfinger)
        elif ask_home:
            said = _answer(*parts_of(f"{actor.preferred_username}@{home}"))
            name, host = said.name, said.host
        else:
            return ""
        if host == home:
            return ""
        found = _answer(name, host)
    except NoAccount:
        return ""
    borne = (found.name.lower(), found.host, found.actor) == (name.lower(), host, actor.id)
    return f"{name}@{host}" if borne else ""


def _answer(name: str, host: str) -> Account:
    """One question. Redirects are followed as `fetch` does: few, checked, never from https to http."""
    if is_suspended(host):
        raise NoAccount("not-allowed")
    scheme = "http" if host.partition(":")[0] in LOOPBACK else "https"
    url = f"{scheme}://{host}/.well-known/webfinger?resource=acct:{quote(name)}@{host}"
    try:
        answer = fetch(url, kind="webfinger", accept="application/jrd+json")
        jrd = reader.parse(answer.body) if answer.status == 200 else {}
    except (CannotFetch, BadAddress, reader.Refused) as error:
        raise NoAccount(error.reason) from error
    listed = jrd.get("links")
    links = tuple(
        link for link in (listed if isinstance(listed, list) else [])[:MOST_LINKS] if isinstance(link, dict)
    )
    actor = next((str(link["href"]) for link in links if _is_self(link)), "")
    if not actor or not urlsplit(actor).scheme.startswith("http"):
        raise NoAccount("no-actor")
    subject = jrd.get("subject")
    name, host = parts_of(subject) if isinstance(subject, str) and "@" in subject else (name, host)
    return Account(name, host, actor, links)


def _is_self(link: Json) -> bool:
    typed = "json" in str(link.get("type", ""))
    return link.get("rel") == "self" and isinstance(link.get("href"), str) and typed
