"""What stands in a post from elsewhere: its words, its warning, a question's options, and what is attached to it.

summary and sensitive: a warning, as Mastodon means them (not on a Page or an Article, where summary is a summary).
Files are kept as links with their description, never loaded: readers must not be seen by other servers.
"""

import re
from html import escape
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from commons.base.text import clean_remote, plain
from federation.reader import Attachment, Content, Poll
from federation.translators.conversations import LONGEST

MOST_ATTACHED = 8
LONGEST_NAME = 500
WARNED = {"Note", "Question"}
LANGUAGE = re.compile(
    r"(?!und\b)[a-z]{2,3}(-[a-z0-9]{2,8})*", re.IGNORECASE
)  # Lemmy says "und" when nobody said


def text_of(thing: Content) -> dict[str, Any]:
    """What `write_post` and `revise_post` take: text, html, warning, attached, language."""
    html = str(clean_remote(thing.content[:LONGEST]))
    if thing.poll:
        html += str(clean_remote(_question(thing, thing.poll)))
    return {
        "text": plain(html),
        "html": html or "<p></p>",
        "warning": _warning(thing),
        "attached": attached_to(thing),
        "language": thing.language if LANGUAGE.fullmatch(thing.language) else "",
    }


def _warning(thing: Content) -> str:
    said = plain(thing.summary)[:LONGEST_NAME] if thing.type in WARNED else ""
    return said or (_("sensitive content") if thing.sensitive else "")


def _question(thing: Content, poll: Poll) -> str:
    """The options to read; one votes where the question lives."""
    options = "".join(f"<li>{escape(plain(option.name))}</li>" for option in poll.options)
    there = thing.url or thing.id
    vote = _("Vote on %(host)s") % {"host": urlsplit(there).netloc}
    link = "" if poll.closed else f'<p><a href="{escape(there)}">{escape(vote)}</a></p>'
    return f"<ul>{options}</ul>{link}"


def attached_to(thing: Content) -> list[dict[str, str]]:
    """At most eight, each address once; a quoted post first."""
    found = [{"kind": "quote", "url": thing.quote, "name": ""}] if thing.quote else []
    files = [*([thing.image] if thing.image else []), *thing.attachments]
    found += [
        {"kind": _kind(file), "url": file.url, "name": plain(file.name)[:LONGEST_NAME]} for file in files
    ]
    once = {one["url"]: one for one in reversed(found)}
    return list(reversed(once.values()))[:MOST_ATTACHED]


def _kind(file: Attachment) -> str:
    if file.type == "Image" or file.media_type.startswith("image/"):
        return "image"
    return "link" if file.type in {"Link", "Page"} else "file"
