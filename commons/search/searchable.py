"""What the ground itself lets people find: public conversations."""

from commons.conversations.models import Topic
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


register(Topic, topic_document)
