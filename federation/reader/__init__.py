"""From the bytes of a stranger to typed things, or a named refusal. Nobody beyond here reads raw JSON.

`read` for what came in, `parse` and `interpret` for its two halves. No JSON-LD is processed and nothing is
ever fetched: the keys are those of compact ActivityStreams, with a short table of aliases.
"""

from federation.reader.parsing import Refused, parse
from federation.reader.reading import interpret, read
from federation.reader.things import (
    Activity,
    Actor,
    Agreement,
    AssertionKey,
    Attachment,
    Collection,
    Commitment,
    Content,
    Intent,
    Link,
    Mention,
    Option,
    Patch,
    Place,
    Poll,
    PublicKey,
    Revision,
    Thing,
    Tombstone,
    Unknown,
)
from federation.reader.unspoken import as_link

__all__ = [
    "Activity",
    "Actor",
    "Agreement",
    "AssertionKey",
    "Attachment",
    "Collection",
    "Commitment",
    "Content",
    "Intent",
    "Link",
    "Mention",
    "Option",
    "Patch",
    "Place",
    "Poll",
    "PublicKey",
    "Refused",
    "Revision",
    "Thing",
    "Tombstone",
    "Unknown",
    "as_link",
    "interpret",
    "parse",
    "read",
]
