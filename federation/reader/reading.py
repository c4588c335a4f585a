"""One JSON object to one typed thing. Raises `Refused` and nothing else, whatever the JSON."""

from collections.abc import Callable
from typing import Any, Final

from commons.base.egress import same_origin
from federation.reader import fields as f
from federation.reader.contents import read_content, read_revision
from federation.reader.parsing import DEPTH, Refused, parse
from federation.reader.things import (
    Activity,
    Actor,
    Agreement,
    AssertionKey,
    Collection,
    Commitment,
    Link,
    Patch,
    PublicKey,
    Thing,
    Tombstone,
    Unknown,
)
from federation.vocabulary import (
    ACTIVITY_TYPES,
    ACTOR_TYPES,
    COLLECTION_TYPES,
    CONTENT_TYPES,
    LINK_TYPES,
    Json,
)

# Activities that say something without an object: to be somewhere, to go somewhere.
_WITHOUT_OBJECT: Final = frozenset({"Arrive", "Travel"})
_WITH_SEVERAL: Final = frozenset({"Flag"})
_PEM_CHARACTERS: Final = 8192


def read(raw: bytes) -> Thing:
    """The thing in a document, with an id that is a URL, or `Refused` with the reason."""
    return interpret(parse(raw))


def interpret(document: Json) -> Thing:
    """The thing in JSON that `parse` has let through. A document of its own must say its id."""
    thing = _thing(document, 0)
    if not thing.id and not (isinstance(thing, Link) and thing.href):
        raise Refused("missing-id" if not document.get("id", document.get("@id")) else "bad-id")
    return thing


def _thing(raw: Json, depth: int) -> Thing:
    if depth > DEPTH:
        raise Refused("too-deep")
    name, reader = _reader_of(raw)
    if reader is None:
        return Unknown(id=f.id_of(raw), type=name, url=f.web_page(raw, f.id_of(raw)), raw=raw)
    return reader(raw, name, depth)


Reader = Callable[[Json, str, int], Thing]


def _reader_of(raw: Json) -> tuple[str, Reader | None]:
    """The first type that is known here, and who reads it. A thing may say several types."""
    names = f.type_names(raw)
    for name in names:
        for known, reader in _READERS:
            if name in known:
                return name, reader
    if isinstance(raw.get("publicKeyPem"), str):
        return "Key", _key
    if f.civ(raw, "kind") == "revision" or (not names and raw.get("digestMultibase")):
        return "Object", lambda found, name, _: read_revision(found, name)
    if f.get(raw, "publishes") is not None and names:
        return names[0], lambda found, name, _: read_content(found, name)
    return (names[0] if names else ""), None


def _value(value: object, depth: int) -> str | Thing | None:
    """A property that may be an address or a thing; of a list, the first."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        return _thing(value, depth + 1)
    return f.address(value) or None


def _activity(raw: Json, name: str, depth: int) -> Activity:
    actor = f.id_of(raw.get("actor"))
    if not actor:
        raise Refused("bad-actor" if raw.get("actor") else "missing-actor")
    objects = _objects(raw, name, depth)
    to, cc = f.ids(raw.get("to")), f.ids(raw.get("cc"))
    if len({*to, *cc}) > f.RECIPIENTS:
        raise Refused("too-many-recipients")
    proof = raw.get("proof")
    return Activity(
        id=f.id_of(raw),
        type=name,
        actor=actor,
        object=objects[0] if objects else None,
        objects=objects,
        target=_value(raw.get("target"), depth),
        origin=f.id_of(raw.get("origin")),
        result=_value(raw.get("result"), depth),
        instrument=_value(raw.get("instrument"), depth),
        to=to,
        cc=cc,
        audience=f.ids(raw.get("audience")),
        summary=f.natural(raw, "summary"),
        content=f.natural(raw, "content", f.BIO),
        published=f.moment(raw.get("published")),
        ends=f.moment(raw.get("endTime", raw.get("expires"))),
        removes_data=f.flag(raw.get("removeData", raw.get("lemmy:removeData"))),
        restores_data=f.flag(raw.get("restoreData", raw.get("lemmy:restoreData"))),
        proof=proof if isinstance(proof, dict) else None,
        raw=raw,
    )


def _objects(raw: Json, name: str, depth: int) -> tuple[str | Thing, ...]:
    values = f.many(raw.get("object"))
    if len(values) > f.OBJECTS:
        raise Refused("too-many-objects")
    found = tuple(one for value in values if (one := _value(value, depth)) is not None)
    if not found and name not in _WITHOUT_OBJECT:
        raise Refused("missing-object")
    # Which of two objects would a permission be about? A Flag alone may name several things.
    if len(found) > 1 and name not in _WITH_SEVERAL:
        raise Refused("several-objects")
    return found


def _actor(raw: Json, name: str, _depth: int) -> Actor:
    actor_id = f.id_of(raw)
    endpoints = raw.get("endpoints")
    shared = endpoints.get("sharedInbox") if isinstance(endpoints, dict) else raw.get("sharedInbox")
    return Actor(
        id=actor_id,
        type=name,
        preferred_username=f.natural(raw, "preferredUsername"),
        name=f.natural(raw, "name"),
        summary=f.rich(raw, "summary", f.BIO),
        inbox=f.of_same_origin(raw.get("inbox"), actor_id),
        shared_inbox=f.of_same_origin(shared, actor_id),
        outbox=f.of_same_origin(raw.get("outbox"), actor_id),
        followers=f.of_same_origin(raw.get("followers"), actor_id),
        featured=f.of_same_origin(raw.get("featured"), actor_id),
        moderators=f.id_of(raw.get("attributedTo")),
        public_key=_public_key(raw.get("publicKey"), actor_id),
        assertion_keys=_assertion_keys(raw.get("assertionMethod"), actor_id),
        url=f.web_page(raw, actor_id),
        icon=f.file_url(_picture(raw.get("icon"))),
        image=f.file_url(_picture(raw.get("image"))),
        fields=_profile_fields(raw.get("attachment")),
        also_known_as=f.ids(raw.get("alsoKnownAs"), f.ALIASES, "too-many-aliases"),
        moved_to=f.id_of(raw.get("movedTo")),
        implements=_implements(raw),
        webfinger=f.text(raw.get("webfinger")),
        manually_approves_followers=f.flag(raw.get("manuallyApprovesFollowers")),
        discoverable=f.flag(raw.get("discoverable")),
        indexable=f.flag(raw.get("indexable")),
        posting_restricted=f.flag(raw.get("postingRestrictedToMods")),
        community_kind=f.text(f.civ(raw, "kind"), 64),
        published=f.moment(raw.get("published")),
        updated=f.moment(raw.get("updated")),
        raw=raw,
    )


def _picture(value: object) -> object:
    first = f.many(value)[0] if f.many(value) else None
    return first.get("url") if isinstance(first, dict) else first


def _public_key(value: object, actor_id: str) -> PublicKey | None:
    """The first key that the actor owns, on the actor's own origin; others are as good as absent (FED-3)."""
    for raw in f.many(value):
        if isinstance(raw, dict) and isinstance(raw.get("publicKeyPem"), str):
            key = _key(raw, "Key", 0)
            if key.pem and key.owner == actor_id and same_origin(key.id, actor_id):
                return key
    return None


def _key(raw: Json, name: str, _depth: int) -> PublicKey:
    pem = raw.get("publicKeyPem")
    return PublicKey(
        id=f.id_of(raw),
        owner=f.id_of(raw.get("owner", raw.get("controller"))),
        pem=pem if isinstance(pem, str) and len(pem) <= _PEM_CHARACTERS else "",
        type=name,
        raw=raw,
    )


def _assertion_keys(value: object, actor_id: str) -> tuple[AssertionKey, ...]:
    found = []
    for raw in f.many(value)[: f.OBJECTS]:
        if not isinstance(raw, dict) or "Multikey" not in f.type_names(raw):
            continue
        key = AssertionKey(
            id=f.id_of(raw),
            controller=f.id_of(raw.get("controller")),
            multibase=f.text(raw.get("publicKeyMultibase"), 200),
        )
        if key.multibase and key.controller == actor_id and same_origin(key.id, actor_id):
            found.append(key)
    return tuple(found)


def _profile_fields(value: object) -> tuple[tuple[str, str], ...]:
    rows = [
        row for row in f.many(value)[:50] if isinstance(row, dict) and "PropertyValue" in f.type_names(row)
    ]
    return tuple((f.text(row.get("name"), 2047), f.text(row.get("value"), 2047)) for row in rows)


def _implements(raw: Json) -> tuple[str, ...]:
    """What the actor's server can do (FEP-844e), said by the actor or by its `generator`."""
    generator = raw.get("generator")
    said = f.many(raw.get("implements")) + f.many(
        generator.get("implements") if isinstance(generator, dict) else None
    )
    found = (f.address(one.get("href", one.get("id")) if isinstance(one, dict) else one) for one in said)
    return tuple(dict.fromkeys(address for address in found if address))[: f.ALIASES]


def _patch(raw: Json, name: str, _depth: int) -> Patch:
    page = f.id_of(raw.get("object"))
    if not page:
        raise Refused("missing-object")
    return Patch(
        id=f.id_of(raw),
        type=name,
        attributed_to=f.id_of(raw.get("attributedTo")),
        object=page,
        # Ibis names versions by a hash instead of an address.
        base=f.text(f.civ(raw, "base") or raw.get("previousVersion")),
        base_digest=f.text(f.civ(raw, "baseDigest"), f.SHORT),
        content=f.natural(raw, "content", f.PAGE_SOURCE),
        text=f.markdown(raw, f.PAGE_SOURCE),
        summary=f.natural(raw, "summary", f.SHORT),
        published=f.moment(raw.get("published")),
        raw=raw,
    )


def _agreement(raw: Json, name: str, _depth: int) -> Agreement:
    stipulates = _commitment(f.get(raw, "stipulates"))
    if stipulates is None:
        raise Refused("missing-commitment")
    return Agreement(
        id=f.id_of(raw),
        type=name,
        stipulates=stipulates,
        reciprocal=_commitment(f.get(raw, "stipulatesReciprocal")),
        attributed_to=f.id_of(raw.get("attributedTo")),
        raw=raw,
    )


def _commitment(value: object) -> Commitment | None:
    if not isinstance(value, dict):
        return None
    quantity = f.get(value, "resourceQuantity")
    measure: dict[str, Any] = quantity if isinstance(quantity, dict) else {}
    return Commitment(
        id=f.id_of(value),
        satisfies=f.id_of(f.get(value, "satisfies")),
        quantity=f.text(measure.get("hasNumericalValue"), 50),
        unit=f.text(measure.get("hasUnit"), 200),
    )


def _tombstone(raw: Json, name: str, _depth: int) -> Tombstone:
    return Tombstone(
        id=f.id_of(raw),
        type=name,
        former_type=f.text(raw.get("formerType"), f.SHORT),
        deleted=f.moment(raw.get("deleted")),
        raw=raw,
    )


def _collection(raw: Json, name: str, depth: int) -> Collection:
    items: list[str | Thing] = []
    for value in f.many(raw.get("orderedItems", raw.get("items"))):
        try:
            item = _value(value, depth)
        except Refused:
            continue
        if item is not None:
            items.append(item)
    first = raw.get("first")
    # A first page that is embedded is read in place, so that it costs no request.
    if not items and isinstance(first, dict):
        items = list(_collection(first, name, depth + 1).items) if depth < DEPTH else []
    return Collection(
        id=f.id_of(raw),
        type=name,
        total_items=f.count(raw.get("totalItems")),
        items=tuple(items),
        first=f.id_of(first),
        next=f.id_of(raw.get("next")) or (f.id_of(first.get("next")) if isinstance(first, dict) else ""),
        part_of=f.id_of(raw.get("partOf")),
        attributed_to=f.id_of(raw.get("attributedTo")),
        raw=raw,
    )


def _link(raw: Json, name: str, _depth: int) -> Link:
    return Link(
        id=f.id_of(raw),
        type=name,
        href=f.address(raw.get("href")),
        media_type=f.text(raw.get("mediaType"), 200),
        rel=tuple(f.text(one, 100) for one in f.many(raw.get("rel"))[:10] if isinstance(one, str)),
        name=f.natural(raw, "name"),
        raw=raw,
    )


_READERS: Final[tuple[tuple[frozenset[str], Reader], ...]] = (
    (ACTIVITY_TYPES, _activity),
    (ACTOR_TYPES, _actor),
    (CONTENT_TYPES, lambda raw, name, _: read_content(raw, name)),
    (COLLECTION_TYPES, _collection),
    (LINK_TYPES, _link),
    (frozenset({"Patch"}), _patch),
    (frozenset({"Agreement"}), _agreement),
    (frozenset({"Tombstone"}), _tombstone),
    (frozenset({"Key", "CryptographicKey"}), _key),
)
