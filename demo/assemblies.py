"""The assemblies of a demonstration town: one that was held, with its record, and one to come."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from commons.conversations import actions as talk
from commons.conversations.models import Assembly, OpinionRound

if TYPE_CHECKING:
    from demo.loading import Story

Content = dict[str, Any]


def plan_assemblies(story: "Story") -> None:
    for facts in story.read("discussions.toml").get("assembly", []):
        begins = _moment(story.now, facts["in_days"], facts["begins"])
        story.plan_at(story.now - timedelta(days=facts["called_days_ago"]), _call(story, facts, begins))
        if facts["in_days"] < 0:
            _plan_evening(story, facts, begins)


def _moment(now: datetime, days: int, hour: str) -> datetime:
    """That hour on the town's clocks, so many days from now."""
    day = timezone.localdate(now) + timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time.fromisoformat(hour)))


def _assembly(story: "Story", facts: Content) -> Assembly:
    return Assembly.objects.select_related("topic").get(topic=story.topics[facts["topic"]])


def _call(story: "Story", facts: Content, begins: datetime) -> Callable[[], None]:
    def do() -> None:
        host = story.people[facts["host"]]
        assembly = talk.call_assembly(
            story.topics[facts["topic"]],
            by=host,
            starts_at=begins,
            ends_at=begins + timedelta(minutes=facts["minutes"]),
            place=facts.get("place", ""),
            agenda=[(item["title"], item["minutes"]) for item in facts["item"]],
        )
        for handle, name in facts.get("tasks", {}).items():
            talk.give_role(assembly, story.people[handle], by=host, name=name)

    return do


def _plan_evening(story: "Story", facts: Content, begins: datetime) -> None:
    """In the order of an evening: opened, subject after subject, opinions, minutes, closed."""
    host = story.people[facts["host"]]

    def opened() -> None:
        talk.open_assembly(_assembly(story, facts), by=host)
        story.rounds[facts["topic"]] = talk.ask_opinions(
            _assembly(story, facts),
            by=host,
            question=facts["question"],
            statements=facts["statements"],
            takes_suggestions=True,
        )

    def closed() -> None:
        assembly = _assembly(story, facts)
        for item, said in zip(assembly.agenda, facts["item"], strict=True):
            talk.advance_agenda(item, by=host, current=False, outcome=said["outcome"])
        talk.revise_minutes(assembly, by=story.people[facts["writes"]], text=facts["text"], base=0)
        talk.close_assembly(assembly, by=host)

    story.plan_at(begins, opened)
    for post in facts.get("post", []):
        story.plan_at(begins + timedelta(minutes=post["after"]), _write(story, facts, post))
    story.plan_at(begins + timedelta(minutes=60), lambda: _answer(story, facts, story.rounds[facts["topic"]]))
    story.plan_at(begins + timedelta(minutes=facts["minutes"] + 5), closed)


def _write(story: "Story", facts: Content, post: Content) -> Callable[[], None]:
    def do() -> None:
        talk.write_post(story.topics[facts["topic"]], by=story.people[post["by"]], text=post["text"])

    return do


def _answer(story: "Story", facts: Content, opinions: OpinionRound) -> None:
    keys = list(opinions.statements.order_by("pk").values_list("pk", flat=True))
    for camp in facts["camp"]:
        for handle in camp["people"]:
            answers = dict(zip(keys, camp["answers"], strict=True))
            talk.answer_round(opinions, by=story.people[handle], answers=answers)
