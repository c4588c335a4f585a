"""Types that this town does not speak: what somebody wrote in one is kept as a link to where it lives."""

from dataclasses import replace
from html import escape

from federation.reader.contents import read_content
from federation.reader.things import Content, Thing, Unknown


def as_link(thing: Thing) -> Thing:
    """A thing of an unknown type that says its author becomes a title and a link; anything else is left as it is.

    Raises `Refused` as for any content.
    """
    if not isinstance(thing, Unknown) or not thing.id or not thing.type:
        return thing
    said = read_content(thing.raw, thing.type)
    if not said.attributed_to:
        return thing
    return _linked(said)


def _linked(said: Content) -> Content:
    there = said.url or said.id
    link = f'<p><a href="{escape(there)}">{escape(said.name or there)}</a></p>'
    return replace(
        said, content=link, summary="", source_markdown="", poll=None, publishes=None, revision=None, quote=""
    )
