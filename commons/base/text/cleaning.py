"""Two allow-lists of HTML: what our own renderer makes, and what other towns may send.

nh3 (ammonia) parses as browsers do, in linear time. What is not listed is removed, and a document that keeps
changing when it is cleaned again is shown as text. The second list follows Mastodon's strict one.
"""

import re
from html import escape, unescape

import nh3
from django.utils.safestring import SafeString

from .pictures import SIZES

REL = "nofollow ugc noopener noreferrer"
LONGEST_REMOTE = 100_000

WEB = re.compile(r"https?://[^\s/\\][^\s\\]*", re.IGNORECASE)
MAIL = re.compile(r"mailto:[^\s\\]+", re.IGNORECASE)
# Browsers read "/\host" as "//host": a path of ours has neither a second slash nor a backslash.
HERE = re.compile(r"/(?![/\\])[^\s\\]*|#[^\s\\]+")
MEDIA = re.compile(r"/media/[0-9a-f]{2}/[0-9a-f]{12}/[a-z]+\.(?:jpg|png|webp)")
SRCSET = re.compile(rf"{MEDIA.pattern} \d{{1,5}}w(?:, {MEDIA.pattern} \d{{1,5}}w){{0,4}}")
# A hyphen keeps ids from becoming properties of the window (DOM clobbering).
ID = re.compile(r"[a-z][a-z0-9]*-[a-z0-9:-]*")
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}")
NUMBER = re.compile(r"-?\d{1,6}")

INLINE = {"a", "abbr", "b", "br", "code", "del", "em", "i", "s", "span", "strong", "sub", "sup", "u"}
BLOCKS = {"blockquote", "li", "ol", "p", "pre", "ul"}
TABLE = {"table", "tbody", "td", "th", "thead", "tr"}
FIGURES = {
    "dd",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "hr",
    "img",
    "picture",
    "section",
    "small",
    "source",
}
HEADINGS = {"h2", "h3", "h4", "h5", "h6"}
REMOTE_TAGS = INLINE | BLOCKS | {"h1", "h2", "h3", "h4", "h5", "rp", "rt", "ruby"}
OWN_TAGS = INLINE | BLOCKS | TABLE | FIGURES | HEADINGS | {"ins"}
ALIGNMENTS = {"center", "right"}
OWN_CLASSES = {
    "a": {"footnote-backref", "hashtag", "mention", "missing", "wikilink"},
    "div": {"box", "box-address", "box-info", "box-source", "box-warning", "wide"},
    "li": {"done", "footnote-item", "task-list-item"},
    "ol": {"contains-task-list", "footnotes-list"},
    "p": {"box-label"},
    "section": {"footnotes"},
    "span": {"missing", "sr", "tick", "waiting"},
    "sup": {"footnote-ref"},
    "td": ALIGNMENTS,
    "th": ALIGNMENTS,
    "ul": {"contains-task-list"},
}
SPACES = re.compile(r"[ \t\n\r\f]+")  # no-break spaces stay
REMOTE_CLASSES = {"hashtag", "mention"}
# Where one of these ends, the text that follows must not be glued to the text before.
BREAK = re.compile(
    r"</(?:p|div|li|h[1-6]|tr|td|th|blockquote|pre|dt|dd|ul|ol|table|section|figcaption)>|<[bh]r>"
)


def is_allowed_href(href: str) -> bool:
    """Whether our own pages may link there: the web, mail, a path of this town, an anchor of this page."""
    return any(shape.fullmatch(href) for shape in (WEB, MAIL, HERE))


def is_external(href: str) -> bool:
    return not HERE.fullmatch(href)


def _keep_own(tag: str, attribute: str, value: str) -> str | None:
    match tag, attribute:
        case "a", "href":
            return value if is_allowed_href(value) else None
        case "a", "rel":
            return REL
        case "img", "src":
            return value if MEDIA.fullmatch(value) else None
        case "source", "srcset":
            return value if SRCSET.fullmatch(value) else None
        case _, "class":
            return value if OWN_CLASSES.get(tag, set()) & set(value.split()) else None
        case _, "id":
            return value if ID.fullmatch(value) else None
        case _, "start" | "width" | "height":
            return value if NUMBER.fullmatch(value) else None
    return value


def _keep_remote(tag: str, attribute: str, value: str) -> str | None:
    match attribute:
        case "href":
            return value if WEB.fullmatch(value) or MAIL.fullmatch(value) else None
        case "class":
            return value if tag == "a" and REMOTE_CLASSES & set(value.split()) else None
        case "lang":
            return value if LANGUAGE.fullmatch(value) else None
        case "start" | "value":
            return value if NUMBER.fullmatch(value) else None
    return value


OWN = nh3.Cleaner(
    tags=OWN_TAGS,
    attributes={
        "a": {"href", "id", "rel", "title"},
        "abbr": {"title"},
        "img": {"alt", "height", "src", "title", "width"},
        "li": {"id"},
        "ol": {"start"},
        "source": {"srcset"},
        **{heading: {"id"} for heading in HEADINGS},
    },
    tag_attribute_values={
        "div": {"aria-label": {"Table", "Tableau"}, "role": {"group", "note"}, "tabindex": {"0"}},
        "img": {"decoding": {"async"}, "loading": {"lazy"}},
        "source": {"sizes": {SIZES}, "type": {"image/webp"}},
        "th": {"scope": {"col"}},
        "span": {"aria-hidden": {"true"}},
    },
    allowed_classes=OWN_CLASSES,
    attribute_filter=_keep_own,
    link_rel=None,
    url_schemes={"http", "https", "mailto"},
)
REMOTE = nh3.Cleaner(
    tags=REMOTE_TAGS,
    attributes={
        "*": {"lang"},
        "a": {"href", "title", "translate"},
        "abbr": {"title"},
        "li": {"value"},
        "ol": {"reversed", "start"},
        "span": {"translate"},
    },
    allowed_classes={"a": REMOTE_CLASSES},
    attribute_filter=_keep_remote,
    link_rel=REL,
    url_schemes={"http", "https", "mailto"},
)
NO_TAGS = nh3.Cleaner(tags=set())


def clean_own(html: str) -> SafeString:
    """HTML that our own renderer made, cleaned once more; idempotent, for stored HTML too."""
    return _settle(OWN, html)


def clean_remote(html: str) -> SafeString:
    """HTML from another server, down to Mastodon's list without classes, images and relative links."""
    if len(html) > LONGEST_REMOTE:
        return _as_text(html[: 10 * LONGEST_REMOTE])
    return _settle(REMOTE, html)


def _settle(cleaner: nh3.Cleaner, html: str) -> SafeString:
    """Clean until nothing changes: removing a tag can make a browser read the remaining ones differently."""
    for _ in range(4):
        cleaned = cleaner.clean(html)
        if cleaned == html:
            return SafeString(cleaned)
        html = cleaned
    return _as_text(html)


def _as_text(html: str) -> SafeString:
    return SafeString(f"<p>{escape(plain(html)[:LONGEST_REMOTE], quote=False)}</p>")


def plain(html: str) -> str:
    """The words of a piece of HTML in one line of text; not safe to print without escaping."""
    return words_of(OWN.clean(html))


def words_of(clean_html: str) -> str:
    """The same of HTML that has just been cleaned: the sanitiser is what a long text costs most."""
    spaced = BREAK.sub(lambda found: found.group() + " ", clean_html)
    return SPACES.sub(" ", unescape(NO_TAGS.clean(spaced))).strip()


def excerpt(text: str, length: int = 200) -> str:
    """The beginning of `text` in at most `length` characters, cut between two words where there are any."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    cut = text[:length]
    whole_words = cut.rpartition(" ")[0] if " " in cut[length // 2 :] else cut[: length - 1]
    return whole_words.rstrip(" ,;:.\u202f\u00a0-–—«(") + "…"
