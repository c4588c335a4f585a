"""What the ground itself lets people find: conversations but private ones, places and groups, people who wish it."""

from commons.communities.models import Community
from commons.conversations.models import Topic
from commons.conversations.panels import assembly_of
from commons.conversations.verbs import Verb
from commons.people.models import Person
from commons.search.registry import Document, changes_nothing_found, register


def topic_document(topic: Topic) -> Document | None:
    """A private thread is sealed, and found in one's list of them."""
    if topic.is_private or topic.merged_into_id or topic.state == Topic.State.HIDDEN:
        return None
    assembly = assembly_of(topic)
    said = topic.posts.shown().order_by("seq").values_list("source", flat=True)[:50]
    return Document(
        "topic",
        topic.title,
        "\n".join([*said, assembly.minutes] if assembly else said),
        topic.get_absolute_url(),
        topic.home,
        group=topic.community_id,
        at=topic.last_post_at or topic.created,
        members_only=not topic.is_public,
        circle=topic.circle_id,
    )


def person_document(person: Person) -> Document | None:
    """Only of those who said so, and never for visitors: a search must not be a list of the residents."""
    if not person.is_discoverable or not person.is_active or person.kind != Person.Kind.PERSON:
        return None
    body = f"{person.handle}\n{person.summary}"
    return Document("person", person.name, body, person.get_absolute_url(), person.home, members_only=True)


def community_document(community: Community) -> Document | None:
    if community.kind == Community.Kind.BOARD:
        return None
    kind = "place" if community.kind == Community.Kind.NEIGHBOURHOOD else "group"
    address = community.get_absolute_url()
    return Document(kind, community.name, community.summary, address, community.home, group=community.pk)


register(Topic, topic_document)
changes_nothing_found(
    Verb.HAND_RAISED, Verb.HAND_LOWERED, Verb.FLOOR_GIVEN, Verb.FLOOR_TAKEN_BACK, Verb.CAPTION_TYPED,
    Verb.OPINION_GIVEN,
)  # fmt: skip
register(Person, person_document)
register(Community, community_document)
