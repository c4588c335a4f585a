"""One property at a time: a value of the right type, or the empty one. Limits are those of the limits
table.
"""

import html
import re
import unicodedata
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote

from commons.base.egress import BadAddress, parse_url, same_host, same_origin
from federation.reader.parsing import BYTES, Refused
from federation.vocabulary import AS2, CIV, PUBLIC, PUBLIC_NAMES, Json

NAME: Final = 2048
SHORT: Final = 500
BIO: Final = 20_000
NOTE_HTML: Final = 100_000
PAGE_HTML: Final = 400_000
NOTE_SOURCE: Final = 50_000
PAGE_SOURCE: Final = 200_000
RECIPIENTS: Final = 100
ALIASES: Final = 256
OBJECTS: Final = 20

_URL_MARKS: Final = "-._~:/?#@!$&'()*+,;=%"
# A piece begins where no accent can belong to what stands before, or after 64 characters beyond ASCII.
_PIECE = re.compile(r"[\x00-\x7f]+[^\x00-\x7f]{0,64}|[^\x00-\x7f]{1,64}")
_TAG = re.compile(r"<[^<>]*>")
_MARKDOWN: Final = frozenset({"text/markdown", "text/x-markdown"})
_VF: Final = "https://w3id.org/valueflows/ont/vf#"
_PREFIXES: Final = ("civ:", CIV, "vf:", _VF)


def get(raw: Json, name: str) -> Any:
    """A property by its plain name or by one of its prefixed spellings (`civ:status`, `vf:purpose`)."""
    if name in raw:
        return raw[name]
    for prefix in _PREFIXES:
        if prefix + name in raw:
            return raw[prefix + name]
    return None


def civ(raw: Json, name: str) -> Any:
    """A property of our own namespace, never the plain word of the same name."""
    return raw.get(f"civ:{name}", raw.get(CIV + name))


def type_names(raw: Json) -> list[str]:
    """The types of a thing as plain words: `as:Note` and the full address of Note are both `Note`."""
    value = raw.get("type", raw.get("@type"))
    names = [name for name in (value if isinstance(value, list) else [value]) if isinstance(name, str)]
    return [name.removeprefix(f"{AS2}#").removeprefix("as:")[:SHORT] for name in names]


def many(value: object) -> list[Any]:
    """A list, one thing, or nothing: always a list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def address(value: object) -> str:
    """An http or https URL that we could ask, or `""`."""
    if not isinstance(value, str):
        return ""
    try:
        parse_url(value)
    except BadAddress:
        return ""
    return value


def id_of(value: object) -> str:
    """The address of a thing that is given by its address, embedded, or as the only or first one of a
    list.
    """
    if isinstance(value, list):
        return next((found for item in value if (found := id_of(item))), "")
    if isinstance(value, dict):
        return address(value.get("id", value.get("@id")))
    return address(value)


def pointed_at(value: object) -> str:
    """The address of a thing, or where a `Link` to it points: for properties that identify nobody."""
    first = many(value)[0] if many(value) else None
    if isinstance(first, dict) and "Link" in type_names(first):
        return address(first.get("href"))
    return id_of(value)


def ids(value: object, limit: int = RECIPIENTS, reason: str = "too-many-recipients") -> tuple[str, ...]:
    """Addresses without repetition, the public one in its full form; more than `limit` is refused."""
    found: dict[str, None] = {}
    for item in many(value):
        name = PUBLIC if isinstance(item, str) and item in PUBLIC_NAMES else id_of(item)
        if name:
            found[name] = None
    if len(found) > limit:
        raise Refused(reason)
    return tuple(found)


def text(value: object, limit: int = NAME) -> str:
    """A text in NFC, cut to its limit."""
    return _composed(value[:limit]) if isinstance(value, str) else ""


def _composed(value: str) -> str:
    """NFC piece by piece: `unicodedata` takes hours over one letter with a hundred thousand accents."""
    if value.isascii():
        return value
    return "".join(unicodedata.normalize("NFC", piece) for piece in _PIECE.findall(value))


def natural(raw: Json, name: str, limit: int = NAME) -> str:
    """`name`, else the first of `nameMap`: some servers send only the map."""
    if isinstance(raw.get(name), str):
        return text(raw[name], limit)
    for languages in (raw.get(f"{name}Map"), raw.get(name)):
        if isinstance(languages, dict):
            return next((text(value, limit) for value in languages.values() if isinstance(value, str)), "")
    return ""


def rich(raw: Json, name: str, limit: int) -> str:
    """HTML as it came; where it is longer than `limit` its plain text, since cleaning it would take too
    long.
    """
    whole = natural(raw, name, BYTES)
    if len(whole) <= limit:
        return whole
    plain = " ".join(html.unescape(_TAG.sub(" ", whole)).split())
    return html.escape(plain[:limit])


def markdown(raw: Json, limit: int) -> str:
    """The source of a thing when it is Markdown. Too long a one is refused: a page must not lose its end."""
    source = raw.get("source")
    if not isinstance(source, dict) or not isinstance(source.get("content"), str):
        return ""
    media_type = source.get("mediaType", "text/markdown")
    if not isinstance(media_type, str) or media_type.partition(";")[0].strip() not in _MARKDOWN:
        return ""
    if len(source["content"]) > limit:
        raise Refused("source-too-long")
    return text(source["content"], limit)


def language(raw: Json) -> str:
    """The code of the language: Lemmy's object, or the key of what is shown in `contentMap`."""
    value = raw.get("language")
    if isinstance(value, dict):
        value = value.get("identifier")
    languages = raw.get("contentMap")
    if not isinstance(value, str) and isinstance(languages, dict):
        shown = raw.get("content") or next(iter(languages.values()), "")
        said = list(languages) if len(languages) == 1 else [k for k, v in languages.items() if v == shown]
        value = next(iter(said), "")
    return text(value, 35)


def moment(value: object) -> datetime | None:
    """An instant in UTC; one without an offset is taken as UTC."""
    if not isinstance(value, str) or len(value) > 64:
        return None
    try:
        found = datetime.fromisoformat(value)
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def count(value: object) -> int | None:
    """A whole number that a database can keep, not negative."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**31:
        return None
    return value


def flag(value: object) -> bool:
    return value is True


def web_page(raw: Json, owner: str) -> str:
    """Where people read the thing: only on the host of its `id`, since `url` proves nothing
    (CVE-2025-25306).
    """
    options = many(raw.get("url"))
    pages = [one for one in options if isinstance(one, dict) and one.get("mediaType") == "text/html"]
    for option in pages + options:
        found = _link(option.get("href") if isinstance(option, dict) else option)
        if found and same_host(found, owner):
            return found
    return ""


def of_same_origin(value: object, owner: str) -> str:
    """An address that belongs to the same authority as `owner`, else `""`."""
    found = id_of(value)
    return found if found and same_origin(found, owner) else ""


def file_url(value: object) -> str:
    """The address of a file: a string, a link, or the first of several."""
    for option in many(value):
        found = _link(option.get("href", option.get("url")) if isinstance(option, dict) else option)
        if found:
            return found
    return ""


def media_type_of(value: object) -> object:
    """What the link that `file_url` takes says of its file."""
    links = (option for option in many(value) if isinstance(option, dict) and file_url(option))
    return next((link.get("mediaType") for link in links), None)


def _link(value: object) -> str:
    """A URL to follow, not an identity: accents in it are written as percents."""
    return address(quote(value, safe=_URL_MARKS)) if isinstance(value, str) and len(value) <= NAME else ""
