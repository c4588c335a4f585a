"""The things of the demonstration that can be borrowed, and a few loans of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from commons.places.models import Neighbourhood
from mutual_aid import actions as aid
from mutual_aid.models import Item, Reservation

if TYPE_CHECKING:
    from demo.loading import Story

Content = dict[str, Any]


def plan_thing(story: Story, facts: Content) -> None:
    made: list[Item] = []
    opened = float(facts["created_days_ago"])

    def shelve() -> None:
        item = aid.add_item(
            by=story.people[facts["author"]],
            title=facts["title"],
            description=facts["body"],
            category=facts["category"],
            neighbourhood=Neighbourhood.objects.get(slug=facts["neighbourhood"]),
            usage=facts.get("usage", ""),
            deposit=facts.get("deposit", ""),
            on_board=facts["state"] != "draft",
        )
        made.append(item)
        if facts["state"] == "draft":
            aid.change_item(item, "rest", by=story.people[facts["author"]])

    story.plan(opened, shelve)
    for answer in facts.get("response", []):
        _plan_loan(story, made, answer)


def _plan_loan(story: Story, made: list[Item], facts: Content) -> None:
    loans: list[Reservation] = []
    days_ago = float(facts["days_ago"])
    borrower = story.people[facts["helper"]]

    def ask() -> None:
        today = timezone.localdate()
        first = today + timedelta(days=1 if facts["state"] == "done" else 8)
        last = first + timedelta(days=2)
        message = facts["message"]
        loans.append(aid.reserve(made[0], by=borrower, starts_on=first, ends_on=last, message=message))

    story.plan(days_ago, ask)
    if facts["state"] != "done":
        return

    def owner() -> Any:
        return made[0].owner

    def then(days: float, do: Callable[[], Any]) -> None:
        story.plan(days_ago - days, lambda: do() and None)

    then(0.2, lambda: aid.agree(loans[0], by=owner()))
    then(1, lambda: aid.hand_over(loans[0], by=owner(), words=facts["given"]))
    then(3, lambda: aid.bring_back(loans[0], by=borrower, words=facts["returned"]))
    then(3.2, lambda: aid.confirm_condition(loans[0], by=owner(), moment="return"))
