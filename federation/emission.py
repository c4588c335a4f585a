"""What strict parsers of other servers demand of everything that leaves: one table of rules.

Each rule has the reader it comes from; `broken_rules` names those that a document breaks, wherever in it.
Nothing is refused at run time: the tests hold every emitted document against the table.
"""

import re
from collections.abc import Callable, Iterator
from datetime import datetime

from commons.base.egress import BadAddress, origin_of, parse_url, same_origin
from federation.vocabulary import (
    ACTIVITY_TYPES,
    ACTOR_TYPES,
    CONTENT_TYPES,
    CONTEXT,
    PUBLIC,
    WRAPPING_CONTEXT,
    Json,
)

# Other words for the same: a reader that compares strings understands only the full address.
_PUBLIC_ALIASES = {"as:Public", "Public"}
_MOMENTS = {"published", "updated", "startTime", "endTime", "deleted"}
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z\Z")
_ATTACHMENTS = {"Link": "href", "Image": "url", "Document": "url"}
# PieFed reads these without asking whether they are there.
OF_EVENTS = {
    "startTime", "endTime", "timezone", "maximumAttendeeCapacity", "participantCount", "onlineLink", "joinMode",
    "externalParticipationUrl", "anonymousParticipation", "isOnline", "buyTicketsLink", "feeCurrency", "feeAmount",
    "name", "organizers",
}  # fmt: skip
_ONE_TOWN_PORTS = {"localhost", "127.0.0.1"}  # towns under development have ports

_WITH_SUMMARY = {"Article", "Page", "Event"}
_FIRST = {"Article", "Page", "Event", "Question"}
LONGEST_SUMMARY = 500  # characters
# Contexts and proofs; the options of a question and the preview of a text are no posts.
_NO_PARTS = {"@context", "proof", "oneOf", "anyOf", "preview"}

Rule = Callable[[Json], bool]


def _is_content(part: Json) -> bool:
    return part.get("type") in CONTENT_TYPES and not _is_file(part)


def _is_file(part: Json) -> bool:
    """What is attached to a thing, and is none by itself."""
    return part.get("type") in _ATTACHMENTS and "id" not in part and "attributedTo" not in part


def _is_activity(part: Json) -> bool:
    return part.get("type") in ACTIVITY_TYPES


def _type_is_one_word(part: Json) -> bool:
    return "type" not in part or (isinstance(part["type"], str) and part["type"].isalpha())


def _id_is_plain(part: Json) -> bool:
    """https, no port, no query, ASCII; a fragment only for parts that live inside their thing."""
    if "id" not in part:
        return not _is_activity(part) and not _is_content(part)
    address = part["id"]
    try:
        scheme, host, port = origin_of(address)
    except (BadAddress, TypeError):
        return False
    inside = part.get("type") in {"Intent", "Multikey"} or "publicKeyPem" in part
    plain = address.isascii() and "?" not in address and (inside or "#" not in address)
    if part.get("type") == "OrderedCollectionPage":
        plain = address.isascii()
    return plain and (host in _ONE_TOWN_PORTS or (scheme == "https" and port == 443))


def _context_is_bundled(part: Json) -> bool:
    return part.get("@context", CONTEXT) in (CONTEXT, WRAPPING_CONTEXT)


def _one_address(name: str) -> Rule:
    def holds(part: Json) -> bool:
        return name not in part or (isinstance(part[name], str) and _is_address(part[name]))

    return holds


def _is_address(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(parse_url(value))
    except BadAddress:
        return False


def _audience_is_addressed(part: Json) -> bool:
    if "audience" not in part or part.get("actor") == part["audience"]:
        return True
    return part["audience"] in [*part.get("to", []), *part.get("cc", [])]


def _recipients_are_lists(part: Json) -> bool:
    if not (_is_content(part) or _is_activity(part)):
        return True
    if _is_activity(part) and "to" not in part:
        return bool(part["type"] == "Follow")  # repeated inside an answer, where it is only named
    lists = [part.get("to"), part.get("cc")]
    return all(isinstance(one, list) and not _PUBLIC_ALIASES & set(one) for one in lists)


def _attachment_is_a_list_of_known(part: Json) -> bool:
    found = part.get("attachment", [])
    return isinstance(found, list) and all(
        isinstance(one, dict) and _ATTACHMENTS.get(one.get("type", "")) in one for one in found
    )


def _media_type_is_html(part: Json) -> bool:
    return not _is_content(part) or part.get("mediaType", "text/html") == "text/html"


def _image_is_one(part: Json) -> bool:
    image = part.get("image")
    return (
        not _is_content(part) or image is None or (isinstance(image, dict) and image.get("type") == "Image")
    )


def _language_is_an_object(part: Json) -> bool:
    said = part.get("language")
    every = said if isinstance(said, list) and part.get("type") in ACTOR_TYPES else [said] if said else []
    return all(isinstance(one, dict) and set(one) == {"identifier", "name"} for one in every)


def _author_is_one_on_the_same_host(part: Json) -> bool:
    if not _is_content(part):
        return True
    return isinstance(part.get("attributedTo"), str) and same_origin(part["attributedTo"], part["id"])


def _answers_name_nothing(part: Json) -> bool:
    """Mastodon counts a Note with a name that answers a poll as a vote; Lemmy wants no empty inReplyTo."""
    if "inReplyTo" not in part:
        return True
    return _is_address(part["inReplyTo"]) and "name" not in part


def _moments_are_utc(part: Json) -> bool:
    return all(_is_moment(part[name]) for name in _MOMENTS & part.keys())


def _is_moment(value: object) -> bool:
    if value is None:
        return True  # said to be unknown, as the end of an event
    return isinstance(value, str) and bool(_MOMENT.match(value)) and bool(datetime.fromisoformat(value))


def _source_is_markdown(part: Json) -> bool:
    source = part.get("source")
    return source is None or (isinstance(source, dict) and source.get("mediaType") == "text/markdown")


def _no_warning_on_notes(part: Json) -> bool:
    return part.get("type") != "Note" or "summary" not in part


def _key_is_one_object(part: Json) -> bool:
    key = part.get("publicKey")
    if not isinstance(key, dict):
        return part.get("type") not in ACTOR_TYPES or "inbox" not in part  # only named, as a generator
    owned = key["owner"] == part["id"] and key["id"] == f"{part['id']}#main-key"
    return owned and str(key["publicKeyPem"]).startswith("-----BEGIN PUBLIC KEY-----")


def _summary_is_short_and_plain(part: Json) -> bool:
    """Of a long thing; a person's is HTML, and that of an act a reason."""
    summary = part.get("summary", "")
    return part.get("type") not in _WITH_SUMMARY or (len(summary) <= LONGEST_SUMMARY and "<" not in summary)


def _first_posts_answer_nothing(part: Json) -> bool:
    return part.get("type") not in _FIRST or "inReplyTo" not in part


def _licence_is_an_address(part: Json) -> bool:
    return part.get("type") != "Article" or _is_address(part.get("license"))


def _preview_is_a_note(part: Json) -> bool:
    preview = part.get("preview")
    return preview is None or (preview["type"] == "Note" and bool(preview["content"]) and "id" not in preview)


def _wrapper_has_its_own_id(part: Json) -> bool:
    inner = part.get("object")
    return not _is_activity(part) or not isinstance(inner, dict) or inner.get("id") != part.get("id")


def _content_has_a_language(part: Json) -> bool:
    if not _is_content(part):
        return True
    return isinstance(part.get("contentMap"), dict) and list(part["contentMap"].values()) == [part["content"]]


def _options_are_counted(part: Json) -> bool:
    if part.get("type") != "Question":
        return True
    options = part.get("oneOf", part.get("anyOf"))
    return (
        isinstance(options, list)
        and {"oneOf", "anyOf"} - part.keys() != set()
        and all(one["type"] == "Note" and one["name"] and "totalItems" in one["replies"] for one in options)
    )


def _event_says_everything(part: Json) -> bool:
    return part.get("type") != "Event" or part.keys() >= OF_EVENTS


def _nothing_secret(part: Json) -> bool:
    return not {"bto", "bcc"} & part.keys()


# rule → (does a part of a document keep it?, whose reader asks for it)
RULES: dict[str, tuple[Rule, str]] = {
    "type is one plain word": (_type_is_one_word, "Lemmy, Ibis, NodeBB"),
    "id is https, opaque and dereferences to itself": (_id_is_plain, "Mastodon, Lemmy, FEP-fe34"),
    "@context is the bundled one and begins with ActivityStreams": (_context_is_bundled, "Mastodon"),
    "context is one address": (_one_address("context"), "Lemmy"),
    "audience is one address": (_one_address("audience"), "Lemmy"),
    "audience stands in to or cc": (_audience_is_addressed, "Lemmy"),
    "url is one address": (_one_address("url"), "several"),
    "to and cc are lists, the public address in full": (_recipients_are_lists, "Mobilizon"),
    "attachment is a list of Link, Image and Document": (_attachment_is_a_list_of_known, "Lemmy"),
    "mediaType is HTML": (_media_type_is_html, "Lemmy, Ibis"),
    "image is one object": (_image_is_one, "Lemmy"),
    "language is an object": (_language_is_an_object, "Lemmy"),
    "attributedTo is one actor of the same host": (_author_is_one_on_the_same_host, "Lemmy, Ibis"),
    "answers have no name and a real inReplyTo": (_answers_name_nothing, "Mastodon, Lemmy"),
    "moments are in UTC": (_moments_are_utc, "several"),
    "source is Markdown": (_source_is_markdown, "Lemmy, PieFed, Ibis"),
    "no summary on a Note": (_no_warning_on_notes, "Mastodon"),
    "summary of a long thing is plain and short": (_summary_is_short_and_plain, "FEP-b2b8"),
    "what begins something answers nothing": (_first_posts_answer_nothing, "Lemmy"),
    "an article has a licence": (_licence_is_an_address, "FEP-c118"),
    "a preview is a note without an id": (_preview_is_a_note, "FEP-b2b8"),
    "publicKey is one object of its owner": (_key_is_one_object, "Lemmy, Mobilizon, Takahē"),
    "a wrapper and what it wraps have different ids": (_wrapper_has_its_own_id, "FEP-1b12"),
    "content comes with its language": (_content_has_a_language, "Mastodon"),
    "options of a question are notes with a count": (_options_are_counted, "Mastodon, FEP-9967"),
    "an event has every key, null where it is unused": (_event_says_everything, "PieFed, FEP-8a8e"),
    "hidden recipients never leave": (_nothing_secret, "ActivityPub B.11"),
}


def parts_of(document: Json) -> Iterator[Json]:
    """The document and every object inside it, but not contexts and proofs."""
    yield document
    for name, value in document.items():
        if name in _NO_PARTS:
            continue
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                yield from parts_of(one)


def broken_rules(document: Json) -> list[str]:
    """`rule: type of the part` for each rule that some part of the document breaks; empty when all is well."""
    broken = []
    for part in parts_of(document):
        for rule, (holds, _who) in RULES.items():
            if not _keeps(holds, part):
                broken.append(f"{rule}: {part.get('type', '?')}")
    return broken


def _keeps(holds: Rule, part: Json) -> bool:
    try:
        return holds(part)
    except (KeyError, TypeError, AttributeError):
        return False


def is_public(document: Json) -> bool:
    return PUBLIC in [*document.get("to", []), *document.get("cc", [])]
