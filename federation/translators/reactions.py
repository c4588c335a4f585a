"""Likes and emoji reactions, both ways: `Like`, `Like` with `content`, `EmojiReact` (FEP-c0e0), and their Undo.

Ours go to the author's own server and to nobody else; on a post of this town they stay in it. A 👎 is not sent:
most servers would count it as a like. `Dislike` is let go.
"""

from collections.abc import Iterable

from commons.base.addresses import thing_at
from commons.conversations import actions
from commons.conversations.models import EMOJI, Post, Reaction
from commons.conversations.permissions import may_write_post
from commons.conversations.verbs import Verb
from commons.journal.models import Entry
from commons.people.models import Person
from federation.reader import Activity
from federation.registry import Outgoing, Sender, listens, speaks
from federation.translators.conversations import is_told
from federation.vocabulary import Json, activity

LIKE, DISLIKE = EMOJI[0], EMOJI[-1]
PLAIN_FORM = str.maketrans("", "", "\N{VARIATION SELECTOR-16}")
KNOWN = {emoji.translate(PLAIN_FORM): emoji for emoji in EMOJI}


@speaks(Verb.POST_REACTED)
def post_reacted(entry: Entry) -> Iterable[Outgoing]:
    post = Post.objects.select_related("topic", "author").filter(pk=entry.detail.get("post")).first()
    emoji = entry.detail.get("emoji", DISLIKE)
    if post is None or post.author is None or post.author.is_local or not is_told(post.topic):
        return
    if entry.by is None or not entry.by.is_local or emoji == DISLIKE:
        return
    author = post.author.address
    to = {"to": [author], "cc": []}
    said: Json | None
    if entry.detail["given"]:
        said = _like(entry, entry.by, post, emoji)
    elif given := _entry_that_gave(entry, emoji):
        undone = {**_like(given, entry.by, post, emoji), **to}
        said = activity("Undo", entry.address, actor=entry.by.address, thing=undone)
    else:
        return
    yield Outgoing({**said, **to}, entry.by, to=(author,))


def _like(entry: Entry, by: Person, post: Post, emoji: str) -> Json:
    content = None if emoji == LIKE else emoji
    return activity("Like", entry.address, actor=by.address, thing=post.address, content=content)


def _entry_that_gave(entry: Entry, emoji: str) -> Entry | None:
    given = Entry.objects.filter(verb=entry.verb, by=entry.by, pk__lt=entry.pk, about_id=entry.about_id)
    return given.filter(detail__post=entry.detail["post"], detail__emoji=emoji, detail__given=True).last()


def emoji_of(heard: Activity) -> str:
    """One of ours as it is; every other sign of liking is a 👍."""
    return KNOWN.get(heard.content.strip().translate(PLAIN_FORM), LIKE)


@listens("Like", "*")
def somebody_likes(heard: Activity, sender: Sender) -> str:
    return _react(heard, sender, given=True)


@listens("EmojiReact", "*")
def somebody_reacts(heard: Activity, sender: Sender) -> str:
    return _react(heard, sender, given=True)


@listens("Undo", "Like", "EmojiReact")
def somebody_takes_back(heard: Activity, sender: Sender) -> str:
    like = heard.object
    if not isinstance(like, Activity) or like.actor != sender.address:
        return "other-author"
    return _react(like, sender, given=False)


def reaction_undone(heard: Activity, sender: Sender) -> str:
    """Called by the Undo listener when only an address was given."""
    if not isinstance(sender, Person):
        return "nothing-here"
    given = Reaction.objects.filter(uri=heard.object_id, person=sender).select_related("post").first()
    if given is None:
        return "nothing-here"
    actions.set_reaction(given.post, by=sender, emoji=given.emoji, given=False)
    return "reaction-taken-back"


def _react(heard: Activity, sender: Sender, *, given: bool) -> str:
    """Posts of people here, and whatever stands in a conversation that is kept here."""
    post = thing_at(heard.object_id)
    if not isinstance(post, Post) or not isinstance(sender, Person) or not is_told(post.topic):
        return "nothing-here"
    if not (post.is_local or post.topic.is_kept_here) or post.state != Post.State.VISIBLE:
        return "nothing-here"
    if not may_write_post(sender, post.topic):
        return "closed"
    changed = actions.set_reaction(post, by=sender, emoji=emoji_of(heard), given=given, uri=heard.id)
    return ("reacted" if given else "reaction-taken-back") if changed else "seen"
