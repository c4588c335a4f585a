"""Whether a text says where one can read what it says."""

import re

# A note, a box of that kind, or an address: what the editor's buttons write, and what people type without them.
SOURCE = re.compile(
    r"^ {0,3}\[\^[^\]\s]+\]:\s*\S|^ {0,3}:{3,}\s*source\b|https?://\S", re.MULTILINE | re.IGNORECASE
)


def names_a_source(text: str) -> bool:
    return SOURCE.search(text) is not None
