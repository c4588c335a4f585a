"""What is about to be said goes through the town's one gate: it passes, its writer is told at the field what to change,
or it waits for a moderator.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext as _

from commons.base.limits import limit, network_of, who_asks
from commons.base.screening import Kind, Outcome, Typed, screen
from commons.conversations.duplicates import is_said_before
from commons.conversations.forms import WritingForm
from commons.conversations.models import Post
from commons.people.models import Person
from commons.people.permissions import is_newcomer

FIRST, REPEATED = "first", "repeated"


@dataclass(frozen=True)
class Answer:
    """`held_for` names the rule under which a moderator looks first; "" and not stopped is said now."""

    stopped: bool = False
    held_for: str = ""


def refuse_too_many(request: HttpRequest) -> None:
    """Per person and per network: one person on many accounts is one network, one market stall is many people."""
    limit("post", who_asks(request), times=20, seconds=60)
    limit("post", network_of(request), times=60, seconds=60)
    limit("posts-of-a-day", who_asks(request), times=300, seconds=24 * 3600)


def weigh(
    request: HttpRequest, form: WritingForm, *, by: Person, about: Model, before: str = "", private: bool
) -> Answer:
    """In public, newcomers are told which rule their words meet. Between a few people, anybody is asked once."""
    if not private and not is_newcomer(by):
        return _weigh_again(form, by, before)
    typed = Typed(
        about,
        before,
        form.cleaned_data["body"],
        who=who_asks(request),
        by=by,
        confirmed="confirmed" in form.data,
        kind=Kind.BETWEEN if private else Kind.TALK,
    )
    verdict = screen(typed)
    if verdict.outcome == Outcome.ASK:
        form.ask_to_confirm(verdict.sentence)
        return Answer(stopped=True)
    if verdict.outcome != Outcome.PASS and verdict.sentence:
        said: Any = _("Please change it: nothing was sent, and your words are kept.")
        form.add_error("body", f"{verdict.sentence} {said}")
        return Answer(stopped=True)
    if private:
        return Answer()
    # What changes a message that everybody reads already does not wait: it would vanish meanwhile.
    return Answer(held_for=verdict.rule or ("" if before else what_waits(typed.after, by)))


def _weigh_again(form: WritingForm, by: Person, before: str) -> Answer:
    """Who is known here is asked once, before saying nearly the same in yet another place."""
    if before or "confirmed" in form.data or not is_said_before(form.cleaned_data["body"], by):
        return Answer()
    form.ask_to_confirm(
        _("You have written nearly the same within a day. If it is meant all the same, tick the box below.")
    )
    return Answer(stopped=True)


def what_waits(text: str, by: Person) -> str:
    """The rule under which a newcomer's message waits for a moderator; "" when it may appear."""
    if is_said_before(text, by):
        return REPEATED
    reviewed = settings.CALADE_FIRST_POST == "review"
    return FIRST if reviewed and not Post.objects.shown().filter(author=by).exists() else ""
