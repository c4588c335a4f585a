"""A message as HTML, the same bytes for every reader: pages print it, frames carry it."""

from datetime import date
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from commons.base.rules import sentences
from commons.base.text import scams_in
from commons.communities.towns import town_name
from commons.conversations.counting import Standing
from commons.conversations.models import Attachment, Poll, Post
from commons.conversations.shapes import Asked, Attached, Choice, Message, Shown
from commons.images.showing import picture_of
from commons.people.homes import shows_media

# A page of fifty messages is drawn again and again while people talk; drawing one costs half a millisecond.
MOST_KEPT = 2_000
# The state of a message by somebody on a limited or suspended server, for those who do not follow them.
QUIET = "quiet"


def message_html(post: Post) -> SafeString:
    """In the language of now. What is said in private is drawn each time: it is not kept in memory."""
    message = _message(post)
    if post.topic.is_confided:
        return _draw(message)
    return _drawn(message, get_language() or "", timezone.localdate())


def _message(post: Post) -> Message:
    answered, author = post.reply_to, post.author
    state = post.state if post.is_heard else QUIET
    return Message(
        pk=post.pk,
        topic=post.topic_id,
        seq=post.seq,
        client_id=post.client_id,
        state=state,
        by=author.name if author else "",
        by_acct=author.acct if author else "",
        town=town_name(author.home) if author and author.home else "",
        original=post.url,
        created=post.created,
        is_edited=post.edited_at is not None,
        reply_seq=answered.seq if answered else 0,
        reply_by=answered.author.name if answered and answered.author else "",
        body=post.body if state == Post.State.VISIBLE else "",
        warning=post.warning,
        attached=_attached(post) if state == Post.State.VISIBLE else (),
        reactions=tuple(post.reaction_counts),
        cautions=_cautions(post) if state == Post.State.VISIBLE and post.topic.is_private else (),
        reply_topic=answered.topic_id if answered else 0,
        moved_from=post.moved_from_id or 0,
        moved_to=(post.moved_to.topic_id, post.moved_to.seq) if post.moved_to else (0, 0),
        pictures=_pictures(post) if state == Post.State.VISIBLE and post.has_pictures else (),
        language=post.language,
        poll=_asked(post.poll) if state == Post.State.VISIBLE and post.has_poll else None,
    )


def _pictures(post: Post) -> tuple[Shown, ...]:
    """Without one that was hidden, or that the worker could not read."""
    return tuple(shown for picture in post.pictures.all() if (shown := _picture(picture)))


def _picture(attachment: Attachment) -> Shown | None:
    if attachment.image is None:
        address = attachment.get_absolute_url()
        return Shown(attachment.alt, address, src=address) if attachment.sealed else None
    image = attachment.image
    if not image.is_shown or image.is_broken:
        return None
    found = picture_of(image)
    return Shown(attachment.alt, found.href, found.src, found.srcset, found.width, found.height)


def _asked(poll: Poll) -> Asked:
    texts = {option.pk: option.text for option in poll.choices}
    if poll.shows_result:
        choices = tuple(_choice(texts[one.option], one, poll) for one in poll.standings)
    else:
        choices = tuple(Choice(option.text) for option in poll.choices)
    return Asked(
        poll.pk,
        poll.method,
        poll.secret,
        poll.for_residents,
        poll.closes_at,
        poll.is_open,
        poll.shows_result,
        poll.voters,
        choices,
    )


def _choice(text: str, standing: Standing, poll: Poll) -> Choice:
    most = len(poll.choices) - 1 if poll.method == Poll.Method.RANKED else poll.voters
    return Choice(text, standing.votes, round(100 * standing.votes / most) if most else 0, standing.rank)


def _cautions(post: Post) -> tuple[str, ...]:
    """Nobody but the members reads it, so they are the ones to be warned."""
    return tuple(sentences(scams_in(post.text)))


def _attached(post: Post) -> tuple[Attached, ...]:
    """None from a server whose media are not shown here."""
    if post.author and post.author.home and not shows_media(post.author.home):
        return ()
    return tuple(Attached(one["kind"], one["url"], one["name"]) for one in post.attached)


@lru_cache(maxsize=MOST_KEPT)
def _drawn(message: Message, _language: str, _day: date) -> SafeString:
    """The language and the day are in the words: a date of last year is said with its year."""
    return _draw(message)


def _draw(message: Message) -> SafeString:
    return render_to_string("conversations/_message.html", {"message": message})
