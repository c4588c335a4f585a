"""Addresses, e-mails and telephone numbers in what people write, however they are written."""

import re
import unicodedata
from html import unescape
from urllib.parse import unquote

import idna

from .titles import fold

ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")  # Markdown reads such a sign as itself
LINK = re.compile(r"(?:\bhttps?:/{1,3}|(?<![\w:/])//(?=\w)|\bwww\.)[^\s<>()\[\]\"'|]{1,1500}", re.IGNORECASE)
HOST = re.compile(r"[\w-]{1,63}(?:[.。．｡][\w-]{1,63}){1,8}")
MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
TELEPHONE = re.compile(r"(?<![\w.,])(?:\+\d{2,3}[\s.-]?(?:\(0\)\s?)?\d|0\d)(?:[\s.-]?\d\d){4}(?!\d)")
SIGNS_BETWEEN = re.compile(r"[\W_]+")
# Cyrillic and Greek letters that a reader takes for Latin ones.
ALIKE = str.maketrans("авекмнорстухіјѕԁһԛԝɡαβεικνορτυχ", "abekmhopctyxijsdhqwgabeiknoptux")


def bare(text: str) -> str:
    """As a browser would have it: without invisible signs, entities, escapes."""
    text = ESCAPED.sub(r"\1", unquote(unescape(text)))
    return "".join(sign for sign in text if unicodedata.category(sign) != "Cf")


def links_in(text: str) -> set[str]:
    """What leads to other sites: Markdown links, references, <addresses> and bare ones alike."""
    return {found.rstrip(".,;:!?’*_") for found in LINK.findall(bare(text))}


def hosts_in(text: str) -> set[str]:
    """Every name of a host in the text, with or without a scheme, as `same_host` writes it."""
    return {same_host(found) for found in set(HOST.findall(bare(text)))}


def same_host(name: str) -> str:
    """One writing for all that look or resolve alike: Punycode and Unicode, wide letters, letters of other scripts."""
    if not name.isascii() or "xn--" in name.lower():
        try:
            name = idna.decode(name, uts46=True)
        except UnicodeError:
            name = unicodedata.normalize("NFKC", name).replace("。", ".")
        name = skeleton(name)
    return name.lower().removeprefix("www.")


def skeleton(words: str) -> str:
    """Folded, and with letters that look alike made the same."""
    return fold(fold(unicodedata.normalize("NFKC", bare(words))).translate(ALIKE))


def word_key(words: str) -> str:
    """Words alone, folded, with one space between: what two spellings of an expression share."""
    return SIGNS_BETWEEN.sub(" ", skeleton(words)).strip()


def contacts_in(text: str) -> set[str]:
    """E-mails and telephone numbers."""
    text = bare(text)
    return set(MAIL.findall(text)) | set(TELEPHONE.findall(text))
