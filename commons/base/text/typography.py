"""The spaces that French printers put and that keyboards do not."""

import re

NARROW = "\u202f"
# Web addresses and :short_names: keep their punctuation as it was typed.
PROTECTED = re.compile(r"(https?://\S+|:[\w+-]{1,40}:)")
OPENING = re.compile(r"«[ \u00a0\u202f]{0,3}")
CLOSING = re.compile(r"[ \u00a0\u202f]{0,3}»")
# With a space before it, any sign is meant as punctuation; a face such as ":-)" is not followed by an end.
SPACED = re.compile(r"[ \u00a0]{1,3}([!?]+(?=[\s)»,.…]|\Z)|[;:](?=\s|\Z))")
UNSPACED = re.compile(r"(?<=[^\W_])([!?]+(?=[\s)»,.…\u202f]|\Z)|[;:](?=\s|\Z))|(?<=[)»”])([;:!?])(?=\s|\Z)")


def space_french(text: str) -> str:
    """Narrow no-break spaces before ; : ! ? and inside « », in text without code. Idempotent."""
    parts = PROTECTED.split(text)
    parts[::2] = [_space(part) for part in parts[::2]]
    return "".join(parts)


def _space(text: str) -> str:
    text = OPENING.sub(f"«{NARROW}", text)
    text = CLOSING.sub(f"{NARROW}»", text)
    text = SPACED.sub(rf"{NARROW}\1", text)
    return UNSPACED.sub(lambda found: NARROW + found.group(), text)
