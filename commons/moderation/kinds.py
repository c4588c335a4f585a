"""What can be flagged on the ground: people, communities, conversations, messages, pictures."""

from django.utils.translation import gettext_lazy as _

from commons.base.rules import Rule
from commons.base.text import excerpt, plain, render_markdown
from commons.communities.models import Community
from commons.conversations import actions as talk
from commons.conversations.models import HeldPost, Post, Topic
from commons.conversations.verbs import Verb as TalkVerb
from commons.images import actions as images
from commons.images.models import Image
from commons.images.verbs import Verb as ImageVerb
from commons.moderation.flaggable import Kind, register
from commons.people import actions as people
from commons.people import homes
from commons.people.models import Person

# What the law calls it when a picture or a version is hidden.
LEGAL_REASONS = {
    Rule.PRIVATE.value: "privacy",
    Rule.ACCOUNT.value: "privacy",
    Rule.ILLEGAL.value: "illegal",
    Rule.ADVERTISING.value: "spam",
    Rule.MONEY.value: "spam",
}


def legal_reason(rule: str) -> str:
    return LEGAL_REASONS.get(rule, "insult")


def without_markup(text: str) -> str:
    return plain(render_markdown(text, profile="post").html)


def _profile(person: Person) -> str:
    about = without_markup(person.summary) if person.is_local else plain(person.summary)
    return f"{person.name}\n{about}".strip()


def _said(post: Post) -> str:
    return without_markup(post.text) if post.is_local else plain(post.html)


def _said_or_removed(post: Post) -> str:
    """For whom it concerns and for those who judge: also what was removed, while that may be contested."""
    return _said(talk.as_it_was(post))


def _first_words(post: Post) -> str:
    """What is said among few is named nowhere."""
    return "" if post.topic.is_confided else excerpt(_said(post), 70)


def _began(topic: Topic) -> str:
    first = topic.posts.filter(place=1).first()
    if first is not None:
        first.topic = topic
    return f"{topic.title}\n{_said(first) if first else ''}".strip()


def register_kinds() -> None:
    register(
        Kind(
            Person,
            _("somebody’s page"),
            "people",
            readable_by=lambda person: homes.not_hidden(Person.objects.readable_by(person)),
            author=lambda person: person,
            words=_profile,
            remove=lambda person, by, reason, rule: people.empty_profile(person, by=by),
        ),
        Kind(
            Community,
            _("a community"),
            "communities",
            readable_by=lambda person: homes.not_hidden(Community.objects.all()),
            author=lambda community: None,
            words=lambda community: f"{community.name}\n{plain(community.summary)}".strip(),
        ),
        Kind(
            Topic,
            _("a conversation"),
            "conversations",
            readable_by=lambda person: Topic.objects.readable_by(person),
            words=_began,
            title=lambda topic: "" if topic.is_confided else topic.title,
            hide=lambda topic, by, reason, rule: talk.hide_topic(topic, by=by),
            show=lambda topic, by: talk.bring_topic_back(topic, by=by),
        ),
        Kind(
            Post,
            _("a message"),
            "conversations",
            readable_by=lambda person: Post.objects.readable_by(person).filter(state=Post.State.VISIBLE),
            words=_said_or_removed,
            title=_first_words,
            beside=("topic",),
            hide=lambda post, by, reason, rule: talk.hide_post(post, by=by, reason=reason),
            remove=lambda post, by, reason, rule: talk.remove_post(post, by=by),
            show=lambda post, by: talk.bring_post_back(post, by=by),
            hides=TalkVerb.POST_HIDDEN,
            hidden=lambda entry: Post.objects.filter(pk=entry.detail["post"]).first(),
            since=lambda moment: (
                Post.objects.shown()
                .filter(created__gte=moment, topic__in=Topic.objects.public())
                .select_related("topic", "author")
            ),
        ),
        Kind(
            HeldPost,
            _("a message that waited"),
            "conversations",
            title=lambda held: held.title or excerpt(without_markup(held.text), 70),
            words=lambda held: f"{held.title}\n{without_markup(held.text)}".strip(),
            after_all=lambda held, by: talk.publish_after_all(held, by=by),
            hides=TalkVerb.POST_GIVEN_BACK,
            hides_as="refused",
        ),
        Kind(
            Image,
            _("a picture"),
            "images",
            readable_by=lambda person: Image.objects.readable_by(person),
            author=lambda image: image.by,
            words=lambda image: f"{image.alt}\n{image.caption}".strip(),
            hide=lambda image, by, reason, rule: images.hide_image(image, by=by, reason=legal_reason(rule)),
            show=lambda image, by: images.show_image(image, by=by),
            hides=ImageVerb.IMAGE_HIDDEN,
        ),
    )
