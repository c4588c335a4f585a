"""What people of the demonstration said that they can do for others, and the services that its mediators know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mutual_aid import actions as aid
from mutual_aid.availability import BY_KEY

if TYPE_CHECKING:
    from demo.loading import Story

Content = dict[str, Any]
SAID, LISTED = 40, 60  # days ago


def plan_helping(story: Story) -> None:
    if not (story.folder / "helping.toml").exists():
        return
    content = story.read("helping.toml")
    for facts in content["helper"]:
        story.plan(SAID, lambda facts=facts: _say(story, facts))  # type: ignore[misc]
    for facts in content["service"]:
        story.plan(LISTED, lambda facts=facts: _list(story, facts))  # type: ignore[misc]


def _say(story: Story, facts: Content) -> None:
    aid.say_what_one_can_do(
        by=story.people[facts["person"]],
        categories=facts["categories"],
        free=[BY_KEY[key] for key in facts["free"]],
        reach=facts["reach"],
    )


def _list(story: Story, facts: Content) -> None:
    said = {name: value for name, value in facts.items() if name != "by"}
    aid.keep_service(None, by=story.people[facts["by"]], **said)
