"""What others say afterwards of what they wrote: changed, or taken back; and what their group takes out of itself."""

from commons.communities.models import Community
from commons.communities.permissions import is_banned
from commons.conversations import actions
from commons.conversations.models import Post
from commons.people.models import Person
from federation import memory, reader
from federation.dispatch import ANY_CONTENT
from federation.reader import Activity
from federation.registry import Sender, listens
from federation.translators.conversations import is_public
from federation.translators.hearing import WORDS, write_down
from federation.translators.moderation import speaks_for, take_out
from federation.translators.texts import text_of


@listens("Update", *WORDS, ANY_CONTENT)
def somebody_changed(heard: Activity, sender: Sender) -> str:
    thing = heard.object
    if not isinstance(thing, reader.Content) or not isinstance(sender, Person):
        return "not-a-text"
    post = Post.objects.filter(uri=thing.id, author=sender).select_related("topic__community").first()
    if post is None and heard.announced_by:
        return write_down(heard, sender)  # read late, from an outbox, after it was changed
    if post is None or not is_public(thing, heard):
        return "nothing-here"
    if is_banned(sender, post.topic.community):
        return "banned"
    text = text_of(thing)
    if all(getattr(post, name) == text[name] for name in ("html", "warning", "attached")):
        return "unchanged"
    if post.state != Post.State.VISIBLE:
        return "taken-out"
    memory.keep_for_followers(heard, thing.id, post.topic.community)
    actions.revise_post(post, by=sender, **text)
    return "revised"


def forget_post(heard: Activity, sender: Sender) -> str:
    """Called by the Delete listener when the address is a post's. Its author may, and the group that holds it."""
    if heard.announced_by:
        group = Community.objects.exclude(home="").filter(uri=heard.announced_by).first()
        said_by_author = Post.objects.filter(uri=heard.object_id, author__uri=sender.address).exists()
        if group and not said_by_author:
            return take_out(heard, group)
    post = Post.objects.filter(uri=heard.object_id).select_related("topic__community", "author").first()
    if post is None:
        return "nothing-here"
    group = post.topic.community
    if post.author != sender and group and speaks_for(group, heard, sender):
        return take_out(heard, group)
    if post.author != sender or post.author is None:
        return "other-author"
    if post.state == Post.State.DELETED:
        return "seen"
    memory.keep_for_followers(heard, heard.object_id, post.topic.community)
    actions.delete_post(post, by=post.author)
    return "deleted"
