"""The shape of every message: plain and HTML, in threads, with a way out that mail programs know (RFC 8058)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

END_SALT = "notices-end"
END_HEADERS = "List-Unsubscribe=One-Click"


@dataclass(frozen=True)
class Thread:
    """`name` is one message, `thing` what it is about: all messages about a thing stand together."""

    name: str
    thing: str

    def headers(self) -> dict[str, str]:
        root = message_id(f"thing {self.thing}")
        return {"Message-ID": message_id(self.name), "In-Reply-To": root, "References": root}


@dataclass(frozen=True)
class Letter:
    """`template` without its ending: `.txt` and `.html` say the same. `stop` is the address that ends them."""

    to: str
    subject: str
    template: str
    context: Mapping[str, Any]
    stop: str
    thread: Thread | None = None
    reply_to: str = ""
    more: Mapping[str, str] = field(default_factory=dict)

    def message(self) -> EmailMultiAlternatives:
        subject = " ".join(self.subject.split())[:200]
        context = {**self.context, "subject": subject, "stop": self.stop, "origin": settings.CALADE_ORIGIN}
        message = EmailMultiAlternatives(
            subject=subject,
            body=render_to_string(f"{self.template}.txt", context),
            to=[self.to],
            reply_to=[self.reply_to] if self.reply_to else None,
            headers={
                "List-Unsubscribe": f"<{self.stop}>",
                "List-Unsubscribe-Post": END_HEADERS,
                "Auto-Submitted": "auto-generated",  # RFC 3834: nobody's holiday answers it
                **(self.thread.headers() if self.thread else {}),
                **self.more,
            },
        )
        message.attach_alternative(render_to_string(f"{self.template}.html", context), "text/html")
        return message


def message_id(name: str) -> str:
    """The same name is always the same message; the id itself says nothing of it."""
    digest = blake2b(name.encode(), key=settings.SECRET_KEY.encode()[:64], digest_size=16).hexdigest()
    return f"<{digest}@{settings.CALADE_HOST.rsplit(':', 1)[0]}>"


def address_of_end(person: int, what: str) -> str:
    """Where messages about one subject, or at one pace, are ended without a login."""
    token = signing.dumps([person, what], salt=END_SALT)
    return settings.CALADE_ORIGIN + reverse("notices:end", args=[token])


def end_named_by(token: str) -> tuple[int, str] | None:
    """(key of the person, what) of such an address; None for one that this town did not make."""
    try:
        person, what = signing.loads(token, salt=END_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return int(person), str(what)
