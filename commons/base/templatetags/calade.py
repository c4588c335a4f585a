"""What every template may say: pebbles, icons, dates as said, numbers, fields, names of people."""

from __future__ import annotations

import datetime as dt
import functools
import io
import unicodedata
import zlib
from decimal import Decimal
from importlib.resources import files
from typing import Any
from zipfile import ZipFile

from django import template
from django.forms import BoundField
from django.forms.utils import flatatt
from django.forms.widgets import CheckboxInput, CheckboxSelectMultiple, HiddenInput, RadioSelect, Widget
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.dateformat import format as date_words
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext

register = template.Library()

TINTS, TURNS = 6, 6
PEBBLE_SIZES = frozenset("sml")
NARROW_SPACE = "\u202f"
NO_BREAK = "\u00a0"

# How a language says a moment, in Django's date letters: day, day with year, hour, full hour, both joined.
# Kept here and not in the catalogue: these are formats, like Django's own conf/locale/*/formats.py.
SPOKEN: dict[str, tuple[str, str, str, str, str]] = {
    "fr": ("l j F", "l j F Y", f"G{NO_BREAK}\\h{NO_BREAK}i", f"G{NO_BREAK}\\h", "{day} à {hour}"),
    "en": ("l j F", "l j F Y", "H:i", "H:i", "{day} at {hour}"),
}
# Beyond half a year a date without its year could be either year's.
YEAR_IS_SAID_BEYOND = dt.timedelta(days=180)


def _spoken() -> tuple[str, str, str, str, str]:
    return SPOKEN.get((get_language() or "en").split("-")[0], SPOKEN["en"])


def initials(name: str) -> str:
    """Two letters for a stone: of the first and last word, or the first two of a single word, or "·"."""
    words = ["".join(c for c in word if c.isalnum()) for word in unicodedata.normalize("NFC", name).split()]
    words = [word for word in words if word]
    if not words:
        return "·"
    letters = words[0][:2] if len(words) == 1 else words[0][0] + words[-1][0]
    return letters.upper()[:2]


def pebble_classes(name: str) -> str:
    """Tint and turn of the stone that belongs to a name: the same name is the same stone, in every town."""
    stone = zlib.crc32(unicodedata.normalize("NFC", name).strip().casefold().encode())
    return f"tint-{stone % TINTS + 1} turn-{stone // TINTS % TURNS}"


@register.simple_tag
def pebble(name: object, size: str = "m", icon: str = "") -> SafeString:
    """A stone with two letters, or with an icon. Decoration: the name itself must stand beside it."""
    size = size if size in PEBBLE_SIZES else "m"
    inside = draw_icon(icon) if icon else initials(str(name))
    return format_html(
        '<span class="pebble pebble-{} {}" aria-hidden="true">{}</span>',
        size,
        pebble_classes(str(name)),
        inside,
    )


@functools.cache
def _drawings() -> ZipFile:
    """Opened once: to read what a thousand drawings are called costs more than to draw one."""
    return ZipFile(io.BytesIO((files("heroicons") / "heroicons.zip").read_bytes()))


@functools.lru_cache(maxsize=256)
def draw_icon(name: str, size: str = "m") -> SafeString:
    """The outline icon of that name from the heroicons package, for the eye only: words say what it means."""
    drawn = _drawings().read(f"outline/{name}.svg").decode().replace(' data-slot="icon"', "")
    shown = f'<svg width="24" height="24" class="{"icon icon-s" if size == "s" else "icon"}"'
    return mark_safe(drawn.replace('<svg xmlns="http://www.w3.org/2000/svg"', shown, 1).strip())  # noqa: S308 (the package's SVG, no input)


@register.simple_tag(name="icon")
def icon_tag(name: str, size: str = "m") -> SafeString:
    """`{% icon "map-pin" %}`, or "s" for the size of small text."""
    return draw_icon(str(name), str(size))


def _day_words(day: dt.date, today: dt.date) -> str:
    short, with_year, *_ = _spoken()
    words = date_words(day, with_year if abs(day - today) > YEAR_IS_SAID_BEYOND else short)
    if (get_language() or "").startswith("fr") and day.day == 1:
        words = words.replace(" 1 ", " 1er ", 1)
    return words


def _hour_words(moment: dt.datetime | dt.time) -> str:
    _, _, hour, full_hour, _ = _spoken()
    return date_words(moment, hour if moment.minute else full_hour)


def said_words(value: dt.date | dt.datetime | dt.time, part: str = "") -> str:
    """The moment as one says it: "mardi 24 novembre à 18 h". `part` keeps the "day" or the "hour".

    Never "today": pages are stored, and would still say so tomorrow. The page's own script makes it relative.
    """
    if isinstance(value, dt.time):
        return _hour_words(value)
    if not isinstance(value, dt.datetime):
        return _day_words(value, timezone.localdate())
    moment = timezone.localtime(value) if timezone.is_aware(value) else value
    day, hour = _day_words(moment.date(), timezone.localdate()), _hour_words(moment)
    if part in ("day", "recent", "hour"):
        return hour if part == "hour" else day
    return _spoken()[4].format(day=day, hour=hour)


@register.filter
def said(value: dt.date | dt.datetime | dt.time | None, part: str = "") -> str:
    """`{{ post.created_at|said }}`: a `<time>` that time.js turns into "il y a 5 minutes" while recent.

    `|said:"recent"` does the same over the day alone (lists). `"fixed"`, `"day"` and `"hour"` stay as they
    are written: appointments.
    """
    if value is None or value == "":
        return ""
    ago = mark_safe(" data-ago") if isinstance(value, dt.datetime) and part in ("", "recent") else ""
    return format_html('<time datetime="{}"{}>{}</time>', value.isoformat(), ago, said_words(value, part))


@register.filter
def spaced(number: float | Decimal | str | None) -> str:
    """12450 as "12 450" (narrow no-break space) in French, "12,450" in English; no number: as it is."""
    if isinstance(number, bool) or not isinstance(number, int | float | Decimal):
        return "" if number is None else str(number)
    written = f"{number:,}"
    if (get_language() or "").startswith("fr"):
        return written.replace(",", NARROW_SPACE).replace(".", ",")
    return written


@register.filter
def try_again(seconds: int) -> str:
    """When to come back, in the unit that people count in; rounded up, so that it is true."""
    if seconds < 100:
        return ngettext("Try again in one second.", "Try again in %(seconds)s seconds.", seconds) % {
            "seconds": seconds
        }
    minutes = -(-seconds // 60)
    if minutes < 100:
        return ngettext("Try again in a minute.", "Try again in %(minutes)s minutes.", minutes) % {
            "minutes": minutes
        }
    hours = -(-seconds // 3600)
    return ngettext("Try again in an hour.", "Try again in %(hours)s hours.", hours) % {"hours": hours}


@register.filter
def short(text: object, words: int) -> str:
    """The first `words` words and "…" right after the last of them, never alone on a line of its own."""
    said = str(text).split()
    if len(said) <= words:
        return " ".join(said)
    return " ".join(said[:words]).rstrip(" ,;:.\u202f\u00a0–—(«") + "…"


@register.filter
def handle(person: Any) -> str:
    """`@lea`, or `@lea@nimes.example` for somebody from elsewhere (see `Person.shown_handle`)."""
    return f"@{person.shown_handle}" if person else ""


@register.filter
def flat(attributes: dict[str, Any]) -> SafeString:
    """`{{ widget.attrs|flat }}`: the attributes of a control, with a space before each, by Django's own function."""
    return flatatt(attributes)


def field_kind(widget: Widget) -> str:
    """How a field is laid out: "hidden", "choice" (one box), "choices" (a group with a legend) or "plain"."""
    if isinstance(widget, HiddenInput) or widget.is_hidden:
        return "hidden"
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return "choices"
    return "choice" if isinstance(widget, CheckboxInput) else "plain"


@register.filter
def kind_of(field: BoundField) -> str:
    """`{{ field|kind_of }}` for `parts/_field.html`."""
    return field_kind(field.field.widget)


@register.inclusion_tag("parts/_field.html")
def field(bound: BoundField) -> dict[str, object]:
    """`{% field form.title %}`: label, hint, control and error, laid out and tied together."""
    return {"field": bound}


@register.filter
def wrong_fields(form: Any) -> list[BoundField]:
    """The fields of a form that have errors, in the order of the page."""
    return [bound for bound in form if bound.errors]


@functools.cache
def _address_of(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@register.simple_tag
def address_of(name: str) -> str:
    """The address of a page that takes no argument, looked up once; empty while the page does not exist.

    For the frame: it prints thirty of them on every page, and `{% url %}` searches the map each time.
    """
    return _address_of(str(name))


@register.simple_tag(takes_context=True)
def current(context: template.Context, section: str, address: str = "") -> SafeString:
    """`aria-current` for a link of the bar: "page" on that very page, "true" in its section or below it."""
    path = getattr(context.get("request"), "path", "")
    if path and path == address:
        return mark_safe(' aria-current="page"')
    below = len(address) > 1 and path.startswith(address)
    if below or context.get("section") == section:
        return mark_safe(' aria-current="true"')
    return mark_safe("")


@register.simple_tag(takes_context=True)
def nav_item(
    context: template.Context, name: str, here: str, picture: str, word: str, badge: bool = False
) -> SafeString:
    """One word of the bar: the URL name of its page, its section, its icon; `badge` shows how much is unread.

    A tag and not a part: the bar is on every page, and a part costs four times as much. Nothing while the page
    does not exist.
    """
    address = _address_of(name)
    if not address:
        return mark_safe("")
    unread = context.get("unread_notices") or "" if badge else ""
    hidden = mark_safe("") if unread else mark_safe(" hidden")
    count = format_html('<span class="badge" data-badge{}>{}</span>', hidden, unread) if badge else ""
    return format_html(
        '<li><a href="{}"{}>{}<span>{}</span>{}</a></li>',
        address,
        current(context, here, address),
        draw_icon(picture),
        word,
        count,
    )
