"""Words of the wire: contexts, types, the public address, and small constructors of JSON.

ActivityStreams 2.0 (https://www.w3.org/TR/activitystreams-vocabulary/), ActivityPub, FEP-1b12 (groups),
FEP-0837 (mutual aid), FEP-8a8e (events), FEP-8b32 (proofs). `type` is always one plain word of
ActivityStreams; what is ours rides in properties that begin with `civ:`.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Final

Json = dict[str, Any]

AS2: Final = "https://www.w3.org/ns/activitystreams"
PUBLIC: Final = f"{AS2}#Public"
PUBLIC_NAMES: Final = frozenset({PUBLIC, "as:Public", "Public"})
CIV: Final = "https://calade.example/ns#"
RFC_9421: Final = "https://datatracker.ietf.org/doc/html/rfc9421"

ACTIVITY_JSON: Final = "application/activity+json"
LD_JSON: Final = f'application/ld+json; profile="{AS2}"'
ACCEPT_ACTIVITY: Final = f"{ACTIVITY_JSON}, {LD_JSON}"

INLINE_CONTEXT: Final[dict[str, Any]] = {
    "toot": "http://joinmastodon.org/ns#",
    "lemmy": "https://join-lemmy.org/ns#",
    "mz": "https://joinmobilizon.org/ns#",
    "vf": "https://w3id.org/valueflows/ont/vf#",
    "om2": "http://www.ontology-of-units-of-measure.org/resource/om-2/",
    "gts": "https://gotosocial.org/ns#",
    "prov": "http://www.w3.org/ns/prov#",
    "schema": "http://schema.org#",
    "fep8a8e": "https://w3id.org/fep/8a8e#",
    "civ": CIV,
    "Hashtag": "as:Hashtag",
    "sensitive": "as:sensitive",
    "manuallyApprovesFollowers": "as:manuallyApprovesFollowers",
    "alsoKnownAs": {"@id": "as:alsoKnownAs", "@type": "@id"},
    "movedTo": {"@id": "as:movedTo", "@type": "@id"},
    "featured": {"@id": "toot:featured", "@type": "@id"},
    "discoverable": "toot:discoverable",
    "indexable": "toot:indexable",
    "postingRestrictedToMods": "lemmy:postingRestrictedToMods",
    "interactionPolicy": {"@id": "gts:interactionPolicy", "@type": "@id"},
    "canQuote": {"@id": "gts:canQuote", "@type": "@id"},
    "canReply": {"@id": "gts:canReply", "@type": "@id"},
    "canLike": {"@id": "gts:canLike", "@type": "@id"},
    "automaticApproval": {"@id": "gts:automaticApproval", "@type": "@id"},
    "Lock": "lemmy:Lock",
    "purpose": "vf:purpose",
    "publishes": "vf:publishes",
    "reciprocal": "vf:reciprocal",
    "unitBased": "vf:unitBased",
    "action": "vf:action",
    "resourceConformsTo": {"@id": "vf:resourceConformsTo", "@type": "@id"},
    "resourceQuantity": "vf:resourceQuantity",
    "hasUnit": "om2:hasUnit",
    "hasNumericalValue": "om2:hasNumericalValue",
    "wasRevisionOf": {"@id": "prov:wasRevisionOf", "@type": "@id"},
    "wasDerivedFrom": {"@id": "prov:wasDerivedFrom", "@type": "@id"},
}
CONTEXT: Final[list[Any]] = [
    AS2,
    "https://w3id.org/security/v1",
    "https://w3id.org/security/data-integrity/v2",
    "https://www.w3.org/ns/cid/v1",
    INLINE_CONTEXT,
]
# Around documents that bring contexts of their own: a term that ours protects must not be defined anew inside
# (JSON-LD 1.1, 4.1.11), and everybody's security contexts differ.
WRAPPING_CONTEXT: Final[list[Any]] = [AS2]

ACTOR_TYPES: Final = frozenset({"Person", "Group", "Service", "Application", "Organization"})
CONTENT_TYPES: Final = frozenset(
    {"Note", "Article", "Page", "Question", "Event", "Image", "Video", "Audio", "Document", "Proposal"}
)
COLLECTION_TYPES: Final = frozenset(
    {"Collection", "OrderedCollection", "CollectionPage", "OrderedCollectionPage"}
)
LINK_TYPES: Final = frozenset({"Link", "Mention"})
# `Edit` is Ibis', `Lock` and `Resolve` are Lemmy's, `EmojiReact` is FEP-c0e0.
ACTIVITY_TYPES: Final = frozenset(
    [
        "Accept",
        "Add",
        "Announce",
        "Arrive",
        "Block",
        "Create",
        "Delete",
        "Dislike",
        "Edit",
        "EmojiReact",
        "Flag",
        "Follow",
        "Ignore",
        "Invite",
        "Join",
        "Leave",
        "Like",
        "Listen",
        "Lock",
        "Move",
        "Offer",
        "Read",
        "Reject",
        "Remove",
        "Resolve",
        "TentativeAccept",
        "TentativeReject",
        "Travel",
        "Undo",
        "Update",
        "View",
    ]
)

_PARAMETER = re.compile(r';\s*([A-Za-z0-9_-]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^;"]*)')


def is_activity_type(content_type: str) -> bool:
    """Whether a Content-Type makes a document an ActivityPub one.

    `application/activity+json`, or `application/ld+json` whose list of profiles holds the ActivityStreams
    URI. Nothing else: a file that somebody uploaded must never speak as an actor (CVE-2024-25623).
    """
    essence, _, parameters = content_type.partition(";")
    essence = essence.strip().lower()
    if essence == ACTIVITY_JSON:
        return True
    if essence != "application/ld+json":
        return False
    return any(
        name.lower() == "profile" and AS2 in value.strip('" ').split()
        for name, value in _PARAMETER.findall(f";{parameters}")
    )


def with_context(document: Json) -> Json:
    """The document as it leaves the town: our context first. A document that has one keeps its own."""
    return document if "@context" in document else {"@context": CONTEXT, **document}


def timestamp(moment: datetime) -> str:
    """RFC 3339 in UTC with `Z` and whole seconds: what the parsers of every server agree on."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def activity(kind: str, activity_id: str, *, actor: str, thing: str | Json, **rest: Any) -> Json:
    """An activity about `thing`; `rest` are further properties, dropped when None."""
    known = {"type": kind, "id": activity_id, "actor": actor, "object": thing}
    return known | {name: value for name, value in rest.items() if value is not None}


def addressed(
    document: Json, *, to: Iterable[str], cc: Iterable[str] = (), audience: str | None = None
) -> Json:
    """The document with `to` and `cc` as lists, always both, and `audience` as one address (Lemmy,
    FEP-1b12).
    """
    return document | {"to": list(to), "cc": list(cc)} | ({"audience": audience} if audience else {})


def tombstone(thing_id: str, *, former_type: str, deleted: datetime) -> Json:
    """What stands where a deleted thing was."""
    return {"type": "Tombstone", "id": thing_id, "formerType": former_type, "deleted": timestamp(deleted)}


def mention(href: str, name: str) -> Json:
    """A tag that names a person, `name` as `@alice@town.example`."""
    return {"type": "Mention", "href": href, "name": name}


def hashtag(href: str, name: str) -> Json:
    """A tag that names a subject, `name` without its `#`."""
    return {"type": "Hashtag", "href": href, "name": f"#{name}"}


def language(code: str, name: str) -> Json:
    """The language of a thing in the form that Lemmy demands."""
    return {"identifier": code, "name": name}


def ordered_collection(collection_id: str, *, total: int, first: str | None = None) -> Json:
    """The head of a paged collection; the items are on its pages."""
    head: Json = {"type": "OrderedCollection", "id": collection_id, "totalItems": total}
    return head | ({"first": first} if first else {})


def ordered_page(
    page_id: str, *, part_of: str, items: Sequence[str | Json], next_page: str | None = None
) -> Json:
    """One page of an ordered collection."""
    page: Json = {
        "type": "OrderedCollectionPage",
        "id": page_id,
        "partOf": part_of,
        "orderedItems": list(items),
    }
    return page | ({"next": next_page} if next_page else {})
