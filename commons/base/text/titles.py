"""Several spellings, one page: what makes two titles the same, and how a title becomes an address."""

import re
import unicodedata

APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ‛´`＇", "'"))
LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE"})
# Only the marks of Latin, Greek and Cyrillic letters: in Arabic or Hindi a mark is part of the word.
MARKS = re.compile("[\u0300-\u036f]+")
NOT_IN_SLUG = re.compile(r"[\W_]+")
NOT_IN_ANCHOR = re.compile(r"[^a-z0-9]+")
LONGEST_SLUG = 120


def fold(text: str) -> str:
    """Without case, accents, ligatures and kinds of apostrophe: "L’Œuvre" gives "l'oeuvre"."""
    text = text.translate(APOSTROPHES).casefold().translate(LIGATURES)
    bare = MARKS.sub("", unicodedata.normalize("NFD", text))
    return unicodedata.normalize("NFC", bare)


def title_key(title: str) -> str:
    """What two titles share when they name the same page. Idempotent; may be empty."""
    return " ".join(fold(_visible(title)).split())


def slugify(title: str) -> str:
    """The title as one part of an address, accents kept: "L’Île d’Yeu" gives "l-île-d-yeu"."""
    text = unicodedata.normalize("NFC", _visible(title)).lower()
    return NOT_IN_SLUG.sub("-", text).strip("-")[:LONGEST_SLUG].rstrip("-") or "page"


def heading_anchor(title: str) -> str:
    """The ASCII name of a heading inside its page, without prefix: "Été 2026" gives "ete-2026"."""
    return NOT_IN_ANCHOR.sub("-", fold(title)).strip("-")[:80].rstrip("-") or "section"


def _visible(title: str) -> str:
    """Without the invisible characters that would make two titles look alike and differ."""
    return "".join(c for c in title if unicodedata.category(c) != "Cf" and (c.isspace() or c.isprintable()))
