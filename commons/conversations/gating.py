"""What is about to be said goes through the town's one gate. Nothing waits in a conversation."""

from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext as _

from commons.base.limits import who_asks
from commons.base.screening import Kind, Outcome, Typed, screen
from commons.conversations.forms import WritingForm
from commons.people.models import Person
from commons.people.permissions import is_newcomer


def is_stopped(
    request: HttpRequest, form: WritingForm, *, by: Person, about: Model, before: str = "", private: bool
) -> bool:
    """In public, newcomers are told which rule their words meet. Between a few people, anybody is asked once."""
    if not private and not is_newcomer(by):
        return False
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
    if verdict.outcome == Outcome.PASS:
        return False
    if verdict.outcome == Outcome.ASK:
        form.ask_to_confirm(verdict.sentence)
    else:
        said: Any = _("Please change it: nothing was sent, and your words are kept.")
        form.add_error("body", f"{verdict.sentence} {said}")
    return True
