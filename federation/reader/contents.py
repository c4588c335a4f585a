"""Things that people write or plan, and the revisions of their pages."""

from collections.abc import Iterator
from typing import Any, Final

from federation.reader import fields as f
from federation.reader.parsing import Refused
from federation.reader.things import (
    Attachment,
    Content,
    Hidden,
    Intent,
    Link,
    Mention,
    Option,
    Place,
    Poll,
    Revision,
)
from federation.vocabulary import Json

OPTIONS: Final = 50
CONTRIBUTORS: Final = 100
HIDDEN: Final = 200
HASHTAGS: Final = 100
ATTACHMENTS: Final = 50
_LONG: Final = frozenset({"Article", "Page"})


def read_content(raw: Json, name: str) -> Content:
    """A thing of one of the content types. Raises `Refused` for too many recipients, options, or text."""
    thing_id = f.id_of(raw)
    to, cc = f.ids(raw.get("to")), f.ids(raw.get("cc"))
    tags = [tag for tag in f.many(raw.get("tag")) if isinstance(tag, dict)]
    mentions = _mentions(tags)
    if len({*to, *cc, *(mention.href for mention in mentions)}) > f.RECIPIENTS:
        raise Refused("too-many-recipients")
    proof = raw.get("proof")
    is_long = name in _LONG
    return Content(
        id=thing_id,
        type=name,
        attributed_to=f.id_of(raw.get("attributedTo")),
        name=f.natural(raw, "name"),
        content=f.rich(raw, "content", f.PAGE_HTML if is_long else f.NOTE_HTML),
        summary=f.rich(raw, "summary", f.BIO),
        source_markdown=f.markdown(raw, f.PAGE_SOURCE if is_long else f.NOTE_SOURCE),
        language=f.language(raw),
        sensitive=f.flag(raw.get("sensitive")),
        published=f.moment(raw.get("published")),
        updated=f.moment(raw.get("updated")),
        in_reply_to=f.pointed_at(raw.get("inReplyTo")),
        context=f.id_of(raw.get("context")),
        replies=f.id_of(raw.get("replies")),
        history=f.of_same_origin(raw.get("history"), thing_id),
        license=f.file_url(raw.get("license")),
        url=f.web_page(raw, thing_id),
        mentions=mentions,
        hashtags=_hashtags(tags),
        links=_links(tags),
        quote=_quoted(raw),
        stance=next((f.text(tag.get("name"), 50) for tag in tags if "civ:Stance" in f.type_names(tag)), ""),
        attachments=_attachments(raw.get("attachment")),
        image=next(iter(_attachments(raw.get("image"))), None),
        to=to,
        cc=cc,
        audience=f.ids(raw.get("audience")),
        start_time=f.moment(raw.get("startTime")),
        end_time=f.moment(raw.get("endTime")),
        timezone=f.text(raw.get("timezone"), 64),
        location=_place(raw.get("location")),
        event_status=f.text(raw.get("eventStatus") or raw.get("ical:status"), 64),
        join_mode=f.text(raw.get("joinMode"), 64),
        capacity=f.count(raw.get("maximumAttendeeCapacity")),
        poll=_poll(raw),
        purpose=f.text(f.get(raw, "purpose"), 64),
        publishes=_intent(f.get(raw, "publishes")),
        reciprocal=_intent(f.get(raw, "reciprocal")),
        unit_based=f.flag(f.get(raw, "unitBased")),
        revision=_revision_mark(f.civ(raw, "revision"), thing_id),
        status=f.text(f.civ(raw, "status"), 64),
        kind=f.text(f.civ(raw, "kind"), 64),
        category=f.text(f.civ(raw, "category"), 64),
        merged_into=f.id_of(f.civ(raw, "mergedInto")),
        moved_to=f.id_of(raw.get("movedTo")),
        protection=f.text(f.civ(raw, "protection"), 64),
        protected_until=f.moment(f.civ(raw, "protectedUntil")),
        contributors=_contributors(f.civ(raw, "contributors")),
        hidden=tuple(_hidden(f.civ(raw, "hiddenRevisions"))),
        proof=proof if isinstance(proof, dict) else None,
        raw=raw,
    )


def read_revision(raw: Json, name: str) -> Revision:
    """A revision by itself: an item of a history, or the `result` of an answer to an edit."""
    parents = f.ids(raw.get("wasDerivedFrom", raw.get("prov:wasDerivedFrom")), f.OBJECTS, "too-many-parents")
    return Revision(
        id=f.id_of(raw),
        type=name,
        page=f.id_of(raw.get("object")),
        number=f.count(f.civ(raw, "number") if f.civ(raw, "number") is not None else raw.get("number")),
        digest=f.text(raw.get("digestMultibase"), 200),
        previous=f.id_of(raw.get("wasRevisionOf", raw.get("prov:wasRevisionOf"))),
        parents=parents,
        attributed_to=f.id_of(raw.get("attributedTo")),
        summary=f.natural(raw, "summary", f.SHORT),
        content=f.rich(raw, "content", f.PAGE_HTML),
        source_markdown=f.markdown(raw, f.PAGE_SOURCE),
        offer=f.id_of(raw.get("instrument")),
        published=f.moment(raw.get("published")),
        raw=raw,
    )


def _revision_mark(value: object, page: str) -> Revision | None:
    if not isinstance(value, dict):
        return None
    number = f.civ(value, "number")
    return Revision(
        id=f.id_of(value),
        page=page,
        number=f.count(number if number is not None else value.get("number")),
        digest=f.text(value.get("digestMultibase"), 200),
        attributed_to=f.id_of(value.get("attributedTo")),
        summary=f.natural(value, "summary", f.SHORT),
        raw=value,
    )


def _hidden(value: object) -> Iterator[Hidden]:
    for one in f.many(value)[:HIDDEN]:
        number = f.count(f.civ(one, "number")) if isinstance(one, dict) else None
        if number is not None:
            parts = tuple(f.text(part, 20) for part in f.many(f.civ(one, "hidden"))[:5])
            yield Hidden(number=number, parts=parts, reason=f.text(f.civ(one, "reason"), 20))


def _mentions(tags: list[Json]) -> tuple[Mention, ...]:
    found = (
        Mention(href=f.address(tag.get("href")), name=f.text(tag.get("name"), f.SHORT))
        for tag in tags
        if "Mention" in f.type_names(tag)
    )
    return tuple(dict.fromkeys(mention for mention in found if mention.href))


def _hashtags(tags: list[Json]) -> tuple[str, ...]:
    names = (f.text(tag.get("name"), 100).lstrip("#") for tag in tags if "Hashtag" in f.type_names(tag))
    return tuple(dict.fromkeys(name for name in names if name))[:HASHTAGS]


def _quoted(raw: Json) -> str:
    """What a post quotes, by the names that are met: FEP-044f, Fedibird's, Misskey's."""
    names = ("quote", "quoteUrl", "quoteUri", "_misskey_quote")
    return next((found for name in names if (found := f.id_of(raw.get(name)))), "")


def _links(tags: list[Json]) -> tuple[Link, ...]:
    found = (
        Link(
            href=f.address(tag.get("href")),
            media_type=f.text(tag.get("mediaType"), 200),
            rel=tuple(one for one in f.many(tag.get("rel"))[:10] if isinstance(one, str)),
            name=f.text(tag.get("name"), f.SHORT),
        )
        for tag in tags
        if "Link" in f.type_names(tag)
    )
    return tuple(link for link in found if link.href)[:ATTACHMENTS]


def _contributors(value: object) -> tuple[Link, ...]:
    """Who wrote a page, by address and name; a hundred at most, however many are named."""
    found = []
    for raw in f.many(value)[:CONTRIBUTORS]:
        whom = raw if isinstance(raw, dict) else {"href": raw}
        if href := f.address(whom.get("href", whom.get("id"))):
            found.append(Link(href=href, name=f.text(whom.get("name"), 100)))
    return tuple(found)


def _attachments(value: object) -> tuple[Attachment, ...]:
    """Pictures, files and links with an address; profile fields are not among them."""
    found = []
    for raw in f.many(value)[:ATTACHMENTS]:
        if isinstance(raw, str):
            raw = {"type": "Link", "url": raw}
        if not isinstance(raw, dict):
            continue
        url = f.file_url(raw.get("url", raw.get("href")))
        if url:
            found.append(
                Attachment(
                    type=next(iter(f.type_names(raw)), "Document"),
                    url=url,
                    media_type=f.text(raw.get("mediaType") or f.media_type_of(raw.get("url")), 200),
                    name=f.natural(raw, "name") or f.text(raw.get("summary")),
                )
            )
    return tuple(found)


def _place(value: object) -> Place | None:
    first = f.many(value)[0] if f.many(value) else None
    if isinstance(first, str):
        return Place(name=f.text(first, f.SHORT))
    if not isinstance(first, dict):
        return None
    address = first.get("address")
    if isinstance(address, dict):
        lines = ("streetAddress", "postalCode", "addressLocality", "addressCountry")
        address = ", ".join(
            f.text(address.get(line), 200) for line in lines if f.text(address.get(line), 200)
        )
    return Place(name=f.natural(first, "name", f.SHORT), address=f.text(address, f.NAME))


def _poll(raw: Json) -> Poll | None:
    """The options of a Question. More than fifty are refused: leaving some out would change the question."""
    multiple = raw.get("anyOf") is not None
    options = [
        one for one in f.many(raw.get("anyOf") if multiple else raw.get("oneOf")) if isinstance(one, dict)
    ]
    if not options:
        return None
    if len(options) > OPTIONS:
        raise Refused("too-many-options")
    closed = raw.get("closed")
    return Poll(
        options=tuple(Option(name=f.natural(one, "name", f.SHORT), votes=_votes(one)) for one in options),
        multiple=multiple,
        voters=f.count(raw.get("votersCount", raw.get("toot:votersCount"))),
        closed=f.moment(closed) or (f.moment(raw.get("endTime")) if closed is True else None),
    )


def _votes(option: Json) -> int | None:
    replies = option.get("replies")
    return f.count(replies.get("totalItems")) if isinstance(replies, dict) else None


def _intent(value: object) -> Intent | None:
    first = f.many(value)[0] if f.many(value) else None
    if isinstance(first, str):
        return Intent(id=f.address(first))
    if not isinstance(first, dict):
        return None
    quantity = f.get(first, "resourceQuantity")
    measure: dict[str, Any] = quantity if isinstance(quantity, dict) else {}
    return Intent(
        id=f.id_of(first),
        action=f.text(f.get(first, "action"), 64),
        resource=f.id_of(f.get(first, "resourceConformsTo")),
        quantity=f.text(measure.get("hasNumericalValue"), 50),
        unit=f.text(measure.get("hasUnit"), 200),
    )
