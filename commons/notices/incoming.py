"""A message that somebody sent: whom it is for, whether a person wrote it, and what they wrote. Pure.

Read with Python's own `email` (policy default). What is quoted, signed or attached is left out; what a program wrote
(holidays, bounces, lists) is refused, so that two programs never answer each other.
"""

import email
import email.policy
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import getaddresses

import nh3

MOST_BYTES = 5_000_000  # with the attachments that are not read
MOST_CHARACTERS = 50_000  # of the text, before what is quoted is cut
MARK = "⁂ ⁂ ⁂"  # stands above our own words in each message that can be answered

_RECEIVED_AS = ("Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc")
_MACHINES = re.compile(r"^(mailer-daemon|postmaster|no-?reply|ne-?pas-?repondre|bounces?)([+.-]|@|$)", re.I)
_WROTE = re.compile(
    r"^\s*(le\s.{1,200}\sa\s[ée]crit\s*:|on\s.{1,200}\swrote\s*:|.{0,200}<[^<>\s]+@[^<>\s]+>.{0,60}:)\s*$",
    re.I | re.S,
)
_ORIGINAL = re.compile(
    r"^\s*(-{2,}\s*(message d['’]origine|message transféré|original message|forwarded message)\s*-{2,}|_{10,}"
    r"|(de|from)\s*:\s.+@.+)\s*$",
    re.I,
)
_SIGNATURE = re.compile(r"^-- ?$")
_SENT_FROM = re.compile(r"^\s*(envoyé (de|depuis) mon |sent from my |télécharger outlook|get outlook)", re.I)
_BREAKS = re.compile(r"<br\s*/?>|</(?:p|div|li|tr|h[1-6])>", re.I)


class NotTaken(Exception):
    """Nobody is answered. `reason` is a word for the log, which holds nothing of the message."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Written:
    """`token` is what stood after the +, `sender` the address of the From line, `name` the Message-ID."""

    token: str
    sender: str
    name: str
    text: str


def read(raw: bytes, *, address: str) -> Written:
    """What a person wrote to `address` (name@host, with a token after a +). Raises NotTaken."""
    if len(raw) > MOST_BYTES:
        raise NotTaken("too-large")
    message = email.message_from_bytes(raw, policy=email.policy.default)
    try:
        sender = _sender(message)
        refuse_machines(message, sender, address)
        token = _token(message, address)
        text = cut(_text(message))
        name = str(message.get("Message-ID", "")).strip()[:500]
    except (
        ValueError,
        LookupError,
        AttributeError,
        IndexError,
    ) as error:  # how the library meets what is no mail
        raise NotTaken("unreadable") from error
    if not text:
        raise NotTaken("empty")
    return Written(token, sender, name, text)


def _sender(message: EmailMessage) -> str:
    senders = getaddresses([str(value) for value in message.get_all("From", [])])
    if len(senders) != 1 or "@" not in senders[0][1]:
        raise NotTaken("no-sender")
    return senders[0][1].strip().casefold()


def refuse_machines(message: EmailMessage, sender: str, address: str) -> None:
    """RFC 3834 and what programs do beside it."""
    said = str(message.get("Auto-Submitted", "no")).split(";")[0].strip().lower()
    precedence = str(message.get("Precedence", "")).strip().lower()
    if said != "no" or precedence in {"bulk", "junk", "list", "auto_reply"}:
        raise NotTaken("automatic")
    if any(
        name in message
        for name in ("List-Id", "List-Unsubscribe", "X-Autoreply", "X-Autorespond", "Feedback-ID")
    ):
        raise NotTaken("automatic")
    if (
        str(message.get("Return-Path", "")).strip() == "<>"
        or message.get_content_type() == "multipart/report"
    ):
        raise NotTaken("bounce")
    local, _at, host = address.casefold().partition("@")
    is_ours = sender.endswith(f"@{host}") and sender.partition("@")[0].partition("+")[0] == local
    if is_ours or _MACHINES.match(sender):
        raise NotTaken("loop")


def _token(message: EmailMessage, address: str) -> str:
    local, _at, host = address.casefold().partition("@")
    fields = [str(value) for name in _RECEIVED_AS for value in message.get_all(name, [])]
    for _name, received in getaddresses(fields):
        front, _at, behind = received.strip().casefold().partition("@")
        first, _plus, token = front.partition("+")
        if behind == host and first == local and token:
            return token[:100]
    raise NotTaken("not-for-us")


def _text(message: EmailMessage) -> str:
    """The plain text; that of the HTML when there is no other, without what it quotes."""
    for kind in ("plain", "html"):
        part = message.get_body(preferencelist=(kind,))
        if part is None or part.get_content_disposition() == "attachment":
            continue
        content = part.get_content()
        if not isinstance(content, str):
            continue
        text = content[:MOST_CHARACTERS] if kind == "plain" else _plain(content[:MOST_CHARACTERS])
        if text.strip():
            return text
    return ""


def _plain(content: str) -> str:
    broken = _BREAKS.sub("\n", content)
    unsaid = {"script", "style", "title", "blockquote"}
    bare = nh3.clean(broken, tags=set(), attributes={}, clean_content_tags=unsaid)
    return html.unescape(bare)


def cut(text: str) -> str:
    """What stands above the first line that is not theirs."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\xa0", " ").split("\n")]
    kept: list[str] = []
    for number, line in enumerate(lines):
        if _ends(line, lines[number + 1] if number + 1 < len(lines) else ""):
            break
        kept.append(line)
    return "\n".join(_without_foot(kept)).strip()


def _ends(line: str, following: str) -> bool:
    if line.startswith(">") or MARK in line or _SIGNATURE.match(line) or _ORIGINAL.match(line):
        return True
    return bool(_WROTE.match(line) or (line and following and _WROTE.match(f"{line} {following}")))


def _without_foot(lines: list[str]) -> Iterator[str]:
    """ "Sent from my telephone" is nobody's word."""
    end = len(lines)
    while end and (not lines[end - 1] or _SENT_FROM.match(lines[end - 1])):
        end -= 1
    return iter(lines[:end])
