"""The record of an assembly, from its rows: as the page shows it, and as a file in Markdown."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from commons.base.templatetags.calade import said_words
from commons.conversations.groups import in_common, what_tells
from commons.conversations.models import Assembly, CaptionLine, OpinionRound, Post
from commons.conversations.models.assemblies import authors_of
from commons.people import homes
from commons.people.models import Person

MOST_MESSAGES = 1_000


class Line(NamedTuple):
    """A statement and how many agree, disagree and pass: of all, or of a group and of the others."""

    text: str
    agree: int
    disagree: int
    passed: int
    others: tuple[int, int, int] = (0, 0, 0)


class Group(NamedTuple):
    size: int
    lines: list[Line]


@dataclass(frozen=True)
class Opinions:
    """What an opinion round came to. `lines` is empty while it is open, and when too few answered."""

    question: str
    is_open: bool
    voters: int
    lines: list[Line]
    groups: list[Group]
    common: list[str]


@dataclass(frozen=True)
class Record:
    authors: list[Person]
    captions: list[CaptionLine]
    rounds: list[Opinions]
    messages: list[Post]
    more: int


def record_of(assembly: Assembly, person: Person | None) -> Record:
    """With the messages that were written while it went on, as this person reads them."""
    shown = Post.objects.shown().filter(topic=assembly.topic, created__gte=assembly.opened_at)
    if assembly.closed_at:
        shown = shown.filter(created__lte=assembly.closed_at)
    posts = list(shown.select_related("author").order_by("place")[:MOST_MESSAGES])
    heard = homes.heard_among(person, (post.author for post in posts))
    for post in posts:
        post.topic = assembly.topic
    return Record(
        authors=authors_of(assembly.revisions.select_related("by").order_by("number")),
        captions=list(assembly.captions.order_by("pk")) if assembly.keeps_captions else [],
        rounds=[opinions_of(one) for one in assembly.rounds.order_by("pk")],
        messages=[post for post in posts if post.author is None or post.author.pk in heard],
        more=max(0, shown.count() - MOST_MESSAGES),
    )


def opinions_of(opinions: OpinionRound) -> Opinions:
    result, texts = opinions.result, {str(one.pk): one.text for one in opinions.shown}
    sums = {key: tuple(found) for key, found in result.get("statements", {}).items() if key in texts}
    lines = [Line(texts[key], *found) for key, found in sums.items()]
    groups = [
        Group(
            group["size"],
            [Line(texts[str(one.statement)], *one.sums, one.others) for one in what_tells(result, group)],
        )
        for group in result.get("groups", [])
    ]
    common = [texts[str(one)] for one in in_common(result)]
    return Opinions(
        opinions.question,
        opinions.is_open,
        result.get("voters", 0),
        sorted(lines, key=lambda line: line.disagree - line.agree),
        groups,
        common,
    )


def as_markdown(assembly: Assembly, record: Record) -> str:
    parts = [f"# {assembly.topic.title}", *_facts(assembly)]
    if assembly.agenda:
        parts += [f"## {_('Agenda')}", *(_item(item) for item in assembly.agenda)]
    if assembly.minutes.strip():
        names = ", ".join(author.name for author in record.authors)
        parts += [f"## {_('Minutes')}", assembly.minutes.strip()]
        parts += [_("Written by %(names)s.") % {"names": names}] if names else []
    for opinions in record.rounds:
        parts += [
            f"## {_('Opinion round: %(question)s') % {'question': opinions.question}}",
            *_told(opinions),
        ]
    if record.captions:
        parts += [
            f"## {_('What was said, as it was typed')}",
            "  \n".join(one.text for one in record.captions),
        ]
    if record.messages:
        parts += [f"## {_('Messages written meanwhile')}", *(_message(post) for post in record.messages)]
    return "\n\n".join(parts) + "\n"


def _facts(assembly: Assembly) -> list[str]:
    begun, over = assembly.opened_at or assembly.starts_at, assembly.closed_at
    when = _("From %(begun)s") % {"begun": said_words(begun)}
    if over:
        when = _("From %(begun)s to %(over)s") % {
            "begun": said_words(begun),
            "over": said_words(over, "hour"),
        }
    lines = [when, assembly.place, settings.CALADE_ORIGIN + assembly.get_absolute_url()]
    if assembly.hosts:
        lines.insert(2, _("Hosts: %(names)s") % {"names": ", ".join(one.name for one in assembly.hosts)})
    return ["  \n".join(line for line in lines if line)]


def _item(item: Any) -> str:
    return f"{item.place}. **{item.title}**" + (
        f"  \n   {' '.join(item.outcome.split())}" if item.outcome else ""
    )


def _told(opinions: Opinions) -> list[str]:
    if not opinions.lines:
        return [_("Fewer than five people answered: what they think is not told.")]
    head = f"| {_('Statement')} | {_('agree')} | {_('disagree')} | {_('pass')} |\n|---|---|---|---|"
    rows = [
        f"| {line.text.replace('|', ' ')} | {line.agree} | {line.disagree} | {line.passed} |"
        for line in opinions.lines
    ]
    parts = [_("%(n)d people answered.") % {"n": opinions.voters}, "\n".join([head, *rows])]
    for number, group in enumerate(opinions.groups, 1):
        parts.append(
            "\n".join(
                [
                    _("Group %(number)d, %(size)d people:") % {"number": number, "size": group.size},
                    "",
                    *(
                        f"- {line.text} ({line.agree} / {line.disagree} / {line.passed})"
                        for line in group.lines
                    ),
                ]
            )
        )
    if opinions.common:
        parts.append("\n".join([_("In common:"), "", *(f"- {text}" for text in opinions.common)]))
    return parts


def _message(post: Post) -> str:
    name = post.author.name if post.author else _("Somebody who left")
    hour = said_words(timezone.localtime(post.created), "hour")
    quoted = "\n".join(f"> {line}" for line in post.text.strip().splitlines())
    return f"**{name}**, {hour}\n\n{quoted}"
