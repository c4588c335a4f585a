"""What the ground itself lets people find: public conversations, places and groups, people who wish it."""

from commons.communities.models import Community
from commons.conversations.models import Topic
from commons.people.models import Person
from commons.search.registry import Document, register


def topic_document(topic: Topic) -> Document | None:
    if not topic.is_public or topic.merged_into_id or topic.state == Topic.State.HIDDEN:
        return None
    said = topic.posts.shown().order_by("seq").values_list("source", flat=True)[:50]
    return Document(
        "topic",
        topic.title,
        "\n".join(said),
        topic.get_absolute_url(),
        topic.home,
        group=topic.community_id,
        at=topic.last_post_at or topic.created,
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
register(Person, person_document)
register(Community, community_document)
