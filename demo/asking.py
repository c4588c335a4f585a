"""What people of the demonstration town ask each other with polls, and a circle of some of them."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from commons.conversations import actions
from commons.conversations.models import Circle, Poll, Topic

if TYPE_CHECKING:
    from demo.loading import Story

Content = dict[str, Any]


def plan_asking(story: Story) -> None:
    if (story.folder / "asking.toml").exists():
        content = story.read("asking.toml")
        for facts in content["poll"]:
            _plan_poll(story, facts)
        for facts in content["circle"]:
            _plan_circle(story, facts)


def _plan_poll(story: Story, facts: Content) -> None:
    """Its votes come an hour after one another."""
    made: list[Poll] = []

    def ask() -> None:
        day = timezone.localdate(story.now) + timedelta(days=facts["days_left"])
        poll = actions.open_poll(
            Topic.objects.get(title=facts["topic"]),
            by=story.people[facts["by"]],
            question=facts["question"],
            options=facts["options"],
            method=facts["method"],
            secret=facts["secret"],
            closes_at=timezone.make_aware(datetime.combine(day, time())),
        )
        made.append(poll)

    def vote(by: str, choices: list[int]) -> None:
        options = list(made[0].options.order_by("place").values_list("pk", flat=True))
        actions.vote(made[0], by=story.people[by], choices=[options[place - 1] for place in choices])

    story.plan(facts["days_ago"], ask)
    for number, (by, choices) in enumerate(facts["votes"], 1):
        story.plan(
            facts["days_ago"] - number / 24,
            lambda by=by, choices=choices: vote(by, choices),  # type: ignore[misc]
        )


def _plan_circle(story: Story, facts: Content) -> None:
    made: list[Circle] = []

    def found() -> None:
        by = story.people[facts["by"]]
        circle = actions.found_circle(by=by, name=facts["name"], summary=facts["summary"])
        for handle in facts["members"]:
            actions.bring_into_circle(circle, story.people[handle], by=by)
        made.append(circle)

    def say() -> None:
        first, *others = facts["post"]
        by = story.people[first["by"]]
        topic = actions.start_in_circle(made[0], by=by, title=facts["title"], text=first["text"])
        for post in others:
            actions.write_post(topic, by=story.people[post["by"]], text=post["text"])

    story.plan(facts["days_ago"], found)
    story.plan(facts["days_ago"] - 1, say)
