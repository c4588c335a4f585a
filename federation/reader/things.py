"""What a document can be once it is read. All frozen; an absent text is `""`, an absent moment or number
`None`.

Addresses (`id`, `to`, `in_reply_to` …) are http or https URLs. `raw` is the JSON object as it was parsed, for
passing it on unchanged and for checking its proof; nothing else may be read from it. Moments are in UTC.
"""

from dataclasses import dataclass, field
from datetime import datetime

from federation.vocabulary import PUBLIC, Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    href: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link, or the reference of one object to another (FEP-e232)."""

    href: str
    media_type: str = ""
    rel: tuple[str, ...] = ()
    name: str = ""
    type: str = "Link"
    id: str = ""
    raw: Json = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A picture or file that belongs to a thing; `name` is its description for those who cannot see it."""

    type: str
    url: str
    media_type: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicKey:
    """An RSA key as actors publish it; also a document of its own at some servers."""

    id: str
    owner: str
    pem: str
    type: str = "Key"
    raw: Json = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssertionKey:
    """An Ed25519 key (FEP-521a), `multibase` as `z6Mk…`."""

    id: str
    controller: str
    multibase: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Somebody who acts. Inboxes and keys of another origin than `id` have been left out."""

    id: str
    type: str
    preferred_username: str = ""
    name: str = ""
    summary: str = ""
    inbox: str = ""
    shared_inbox: str = ""
    outbox: str = ""
    followers: str = ""
    featured: str = ""
    moderators: str = ""
    public_key: PublicKey | None = None
    assertion_keys: tuple[AssertionKey, ...] = ()
    url: str = ""
    icon: str = ""
    image: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    also_known_as: tuple[str, ...] = ()
    moved_to: str = ""
    implements: tuple[str, ...] = ()
    webfinger: str = ""
    manually_approves_followers: bool = False
    discoverable: bool = False
    indexable: bool = False
    posting_restricted: bool = False
    community_kind: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    raw: Json = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something is, in words; coordinates are not read."""

    name: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """What is asked or offered (FEP-0837)."""

    id: str = ""
    action: str = ""
    resource: str = ""
    quantity: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    name: str
    votes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    options: tuple[Option, ...]
    multiple: bool = False
    voters: int | None = None
    closed: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One state of a page: a line of its history, the mark on the page, or the answer to an edit."""

    id: str
    type: str = "Object"
    page: str = ""
    number: int | None = None
    digest: str = ""
    previous: str = ""
    parents: tuple[str, ...] = ()
    attributed_to: str = ""
    summary: str = ""
    content: str = ""
    source_markdown: str = ""
    offer: str = ""
    published: datetime | None = None
    raw: Json = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Something written or planned: Note, Article, Page, Question, Event, Image, Proposal and their like.

    `content` and `summary` are HTML that nobody has cleaned yet. `url` is on the host of `id` or empty.
    """

    id: str
    type: str
    attributed_to: str = ""
    name: str = ""
    content: str = ""
    summary: str = ""
    source_markdown: str = ""
    language: str = ""
    sensitive: bool = False
    published: datetime | None = None
    updated: datetime | None = None
    in_reply_to: str = ""
    context: str = ""
    replies: str = ""
    history: str = ""
    license: str = ""
    url: str = ""
    mentions: tuple[Mention, ...] = ()
    hashtags: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    quote: str = ""
    stance: str = ""
    attachments: tuple[Attachment, ...] = ()
    image: Attachment | None = None
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    start_time: datetime | None = None
    end_time: datetime | None = None
    timezone: str = ""
    location: Place | None = None
    event_status: str = ""
    join_mode: str = ""
    capacity: int | None = None
    poll: Poll | None = None
    purpose: str = ""
    publishes: Intent | None = None
    reciprocal: Intent | None = None
    unit_based: bool = False
    revision: Revision | None = None
    status: str = ""
    kind: str = ""
    category: str = ""
    merged_into: str = ""
    moved_to: str = ""
    protection: str = ""
    protected_until: datetime | None = None
    contributors: tuple[Link, ...] = ()
    hidden: "tuple[Hidden, ...]" = ()
    proof: Json | None = field(default=None, repr=False, compare=False)
    raw: Json = field(default_factory=dict, repr=False, compare=False)

    @property
    def is_public(self) -> bool:
        return PUBLIC in self.to or PUBLIC in self.cc


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """What of a version of a page nobody may see any more, and why."""

    number: int
    parts: tuple[str, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patch:
    """An edit that somebody proposes: `content` is a diff for people, `text` the whole new Markdown."""

    id: str
    attributed_to: str
    object: str
    type: str = "Patch"
    base: str = ""
    base_digest: str = ""
    content: str = ""
    text: str = ""
    summary: str = ""
    published: datetime | None = None
    raw: Json = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    satisfies: str
    id: str = ""
    quantity: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What two people agree on (FEP-0837); without an id while it is only offered."""

    stipulates: Commitment
    id: str = ""
    type: str = "Agreement"
    reciprocal: Commitment | None = None
    attributed_to: str = ""
    raw: Json = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    id: str
    type: str = "Tombstone"
    former_type: str = ""
    deleted: datetime | None = None
    raw: Json = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """A type that this server does not speak; kept only to be named."""

    id: str
    type: str
    url: str = ""
    raw: Json = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """A list, or one page of it. Items are addresses or things; what could not be read is left out."""

    id: str
    type: str
    total_items: int | None = None
    items: "tuple[str | Thing, ...]" = ()
    first: str = ""
    next: str = ""
    part_of: str = ""
    attributed_to: str = ""
    raw: Json = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """Something that somebody did. `object` is the first of `objects`; only a Flag has several.

    `id` is `""` inside another activity that does not name it. `target`, `result` and `instrument` are
    addresses or things. `removes_data` and `restores_data` are Lemmy's: what somebody wrote goes, or comes back, with
    them. `announced_by` is never read from a document: the second lock writes there which
    group, having signed for it, passed the activity on.
    """

    id: str
    type: str
    actor: str
    object: "str | Thing | None" = None
    objects: "tuple[str | Thing, ...]" = ()
    target: "str | Thing | None" = None
    origin: str = ""
    result: "str | Thing | None" = None
    instrument: "str | Thing | None" = None
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    summary: str = ""
    content: str = ""
    published: datetime | None = None
    ends: datetime | None = None
    removes_data: bool = False
    restores_data: bool = False
    announced_by: str = ""
    proof: Json | None = field(default=None, repr=False, compare=False)
    raw: Json = field(default_factory=dict, repr=False, compare=False)

    @property
    def is_public(self) -> bool:
        return PUBLIC in self.to or PUBLIC in self.cc

    @property
    def object_id(self) -> str:
        """The address of the object, however it came."""
        if isinstance(self.object, str):
            return self.object
        return self.object.id if self.object is not None else ""


Thing = (
    Activity
    | Actor
    | Content
    | Patch
    | Revision
    | Agreement
    | Tombstone
    | Collection
    | Link
    | PublicKey
    | Unknown
)
