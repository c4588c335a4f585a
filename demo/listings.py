"""The mutual-aid board of the demonstration: every state is reached by the moves that lead there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta
from typing import TYPE_CHECKING, Any

from commons.conversations import actions as talk
from commons.places.models import Neighbourhood
from demo.things import plan_thing
from mutual_aid import actions as aid
from mutual_aid.actions.slots import Role, organise
from mutual_aid.models import Listing, Response
from mutual_aid.recurrence import moment

if TYPE_CHECKING:
    from demo.loading import Story

Content = dict[str, Any]


def plan_listings(story: Story) -> None:
    for facts in story.read("listings.toml").get("listing", []):
        plan = plan_thing if facts["kind"] == "loan" else _plan_listing
        plan(story, facts)


def _plan_listing(story: Story, facts: Content) -> None:
    made: list[Listing] = []
    opened = float(facts["created_days_ago"])

    def post() -> None:
        made.append(_organise(story, facts) if facts["kind"] == "task" else _post(story, facts))

    story.plan(opened, post)
    answers = facts.get("response", [])
    for answer in answers:
        _plan_answer(story, made, answer, opened)
    latest = min([float(answer.get("days_ago", 0)) for answer in answers], default=opened)
    story.plan(max(latest - 0.3, 0), lambda: _end(story, made[0], facts))


def _said(story: Story, facts: Content) -> Content:
    return {
        "by": story.people[facts["author"]],
        "title": facts["title"],
        "body": facts["body"],
        "category": facts["category"],
        "neighbourhood": _neighbourhood(facts["neighbourhood"]),
        "visibility": facts.get("visibility", "public"),
        "share": facts.get("share", False),
    }


def _post(story: Story, facts: Content) -> Listing:
    needs_by = facts.get("needs_by_in_days")
    return aid.post_listing(
        kind=facts["kind"],
        needs_by=(story.now + timedelta(days=needs_by)).date() if needs_by is not None else None,
        helpers_needed=facts.get("needed", 1),
        as_draft=facts["state"] == "draft",
        **_said(story, facts),
    )


def _organise(story: Story, facts: Content) -> Listing:
    """Its author answers each person, as the stories tell it."""
    day = (story.now + timedelta(days=facts["needs_by_in_days"])).date()
    roles = facts.get("roles", [["Donner un coup de main", facts["needed"]]])
    return organise(
        starts_at=moment(day, time(facts.get("hour", 9))),
        ends_at=moment(day, time(facts.get("hour", 9) + 3)),
        roles=[Role(role, needed) for role, needed in roles],
        takes_everybody=False,
        **_said(story, facts),
    )


def _neighbourhood(slug: str) -> Neighbourhood:
    return Neighbourhood.objects.get(slug=slug)


def _plan_answer(story: Story, made: list[Listing], facts: Content, opened: float) -> None:
    proposed: list[Response] = []
    days_ago = min(float(facts.get("days_ago", 0)), opened - 0.02)
    helper = story.people[facts["helper"]]

    def propose() -> None:
        proposed.append(aid.propose_help(made[0], by=helper, message=facts["message"], adult=True))

    def answer() -> None:
        _answer(story, proposed[0], facts)

    story.plan(days_ago, propose)
    # Chosen within hours; said before that, since a thread closes with what it was about.
    story.plan(days_ago - 0.1, answer)
    lines = facts.get("thread", [])
    for number, line in enumerate(lines, start=1):

        def say(line: Content = line) -> None:
            thread = proposed[0].thread
            if thread is not None:
                talk.write_post(thread, by=story.people[line["by"]], text=line["text"])

        story.plan(days_ago - 0.09 * number / len(lines), say)


def _answer(story: Story, response: Response, facts: Content) -> None:
    response = Response.objects.select_related("listing__author", "helper").get(pk=response.pk)
    asker, helper, state = response.listing.author, response.helper, facts["state"]
    assert asker is not None and helper is not None  # noqa: S101 (people of the story)
    moves: dict[str, list[Callable[[], Any]]] = {
        "accepted": [lambda: aid.accept_response(response, by=asker)],
        "declined": [lambda: aid.decline_response(response, by=asker)],
        "withdrawn": [lambda: aid.withdraw_response(response, by=helper)],
        "released": [
            lambda: aid.accept_response(response, by=asker),
            lambda: aid.release_response(_fresh(response), by=helper),
        ],
        "done": [
            lambda: aid.accept_response(response, by=asker),
            lambda: aid.mark_done(_fresh(response), by=asker),
        ],
        "not_done": [
            lambda: aid.accept_response(response, by=asker),
            lambda: aid.report_no_show(_fresh(response), by=asker),
        ],
    }
    for move in moves.get(state, []):
        move()
    if facts.get("thanks") and state == "done":
        aid.thank(_fresh(response), by=asker, text=facts["thanks"])


def _fresh(response: Response) -> Response:
    return Response.objects.select_related("listing__author", "helper").get(pk=response.pk)


def _end(story: Story, listing: Listing, facts: Content) -> None:
    """What its author did of it in the end. Expiry is left to the worker, which does it on the first start."""
    listing = Listing.objects.select_related("author").get(pk=listing.pk)
    author, state = story.people[facts["author"]], facts["state"]
    if listing.state == state or state in {"open", "covered", "pending", "draft", "expired"}:
        return
    if state == "done":
        aid.complete_listing(listing, by=author)
    elif state == "cancelled":
        aid.cancel_listing(listing, by=author)
    elif state == "paused":
        aid.pause_listing(listing, by=author)
