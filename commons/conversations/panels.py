"""What is seen of an assembly, panel by panel: the same bytes for every reader, so that frames can carry them."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from commons.base.numbers import natural
from commons.conversations.models import Assembly, CaptionLine, OpinionRound, Topic

# A frame has room for 8 kB: so many hands are shown with the number of all others, and among so many a host chooses.
MOST_HANDS, MOST_CHOICES = 30, 12
MOST_CAPTIONS = 60
NAMES = ("state", "hands", "agenda", "captions", "opinions", "minutes")


def assembly_of(topic: Topic) -> Assembly | None:
    """Without asking again when the topic was read with it."""
    found = getattr(topic, "assembly", None)  # what is not there is an AttributeError too
    if isinstance(found, Assembly):
        found.topic = topic
        return found
    return None


def _hands(assembly: Assembly) -> dict[str, Any]:
    hands = list(assembly.hands.select_related("person").order_by("pk")[: MOST_HANDS + 1])
    waiting = [hand for hand in hands if not hand.has_floor]
    more = max(0, assembly.hands.count() - MOST_HANDS) if len(hands) > MOST_HANDS else 0
    speaks = next((hand for hand in hands if hand.has_floor), None)
    return {"speaks": speaks, "waiting": waiting[:MOST_HANDS], "more": more, "choices": MOST_CHOICES}


def _captions(assembly: Assembly) -> dict[str, Any]:
    lines = list(assembly.captions.order_by("-pk")[:MOST_CAPTIONS])
    return {"lines": [caption_html(line) for line in reversed(lines)]}


def _opinions(assembly: Assembly) -> dict[str, Any]:
    return {"rounds": list(OpinionRound.objects.filter(assembly=assembly).order_by("pk"))}


_more: dict[str, Callable[[Assembly], dict[str, Any]]] = {
    "hands": _hands,
    "captions": _captions,
    "opinions": _opinions,
}


def panel_html(assembly: Assembly, name: str) -> SafeString:
    facts = _more[name](assembly) if name in _more else {}
    drawn = render_to_string(f"conversations/_assembly_{name}.html", {"assembly": assembly, **facts})
    return format_html('<div data-panel="{}">{}</div>', name, drawn)


def panels_of(assembly: Assembly) -> dict[str, SafeString]:
    return {name: panel_html(assembly, name) for name in NAMES}


def caption_html(line: CaptionLine) -> SafeString:
    return format_html('<li data-caption="{}">{}</li>', line.pk, line.text)


def news_html(topic: Topic, names: str) -> str:
    """What an event says, see `TopicEvent.panels`, in the town's language. "" of what was erased meanwhile."""
    kind, _colon, key = names.partition(":")
    if kind == "caption":
        line = CaptionLine.objects.filter(pk=natural(key) or 0).first()
        return caption_html(line) if line else ""
    assembly = Assembly.objects.select_related("topic").filter(topic=topic).first()
    if assembly is None:
        return ""
    with translation.override(settings.LANGUAGE_CODE):
        drawn = [panel_html(assembly, name) for name in names.split(",") if name in NAMES]
    return mark_safe("".join(drawn))  # noqa: S308 (drawn by templates)
