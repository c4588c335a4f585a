"""The mailbox in which answers arrive: IMAP over TLS, or a Maildir. Each message is taken once and removed."""

import imaplib
import logging
import mailbox
import ssl
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from django.conf import settings

from commons.notices.actions import take_answer
from commons.notices.incoming import MOST_BYTES

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 100
SECONDS = 30


def empty_mailbox() -> int:
    """The chore; returns how many messages were looked at. A mailbox that does not answer is tried again later."""
    where = settings.CALADE_ANSWERS_MAILBOX
    if not where or not settings.CALADE_ANSWERS_ADDRESS:
        return 0
    try:
        return sum(take_answer(raw) or 1 for raw in _messages(where))
    except (OSError, ValueError, imaplib.IMAP4.error, mailbox.Error) as error:
        logger.warning("the mailbox of answers did not answer: %s", type(error).__name__)
        return 0


def _messages(where: str) -> Iterator[bytes]:
    if where.startswith("maildir:"):
        return _from_maildir(where.removeprefix("maildir:"))
    return _from_imap(where)


def _from_maildir(path: str) -> Iterator[bytes]:
    """Removed after it was taken: a worker that dies between the two finds it again, and says it once all the same."""
    box = mailbox.Maildir(path, create=False)
    for key in list(box.keys())[:MOST_AT_ONCE]:
        with box.get_file(key) as file:
            raw = file.read(MOST_BYTES + 1)
        yield raw
        box.discard(key)


def _from_imap(where: str) -> Iterator[bytes]:
    """The library by itself would give the password to whoever answers: the certificate is checked."""
    parts, known = urlsplit(where), ssl.create_default_context()
    with imaplib.IMAP4_SSL(
        parts.hostname or "", parts.port or 993, ssl_context=known, timeout=SECONDS
    ) as server:
        server.login(unquote(parts.username or ""), unquote(parts.password or ""))
        server.select(unquote(parts.path.strip("/")) or "INBOX")
        _status, found = server.search(None, "UNDELETED")
        for number in (found[0] or b"").decode().split()[:MOST_AT_ONCE]:
            _status, answer = server.fetch(number, f"(BODY.PEEK[]<0.{MOST_BYTES + 1}>)")
            yield next((part[1] for part in answer if isinstance(part, tuple)), b"")
            server.store(number, "+FLAGS", "\\Deleted")
        server.expunge()
