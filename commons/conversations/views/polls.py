"""Opening a poll in a conversation, voting, what came out of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commons.base.errors import MayNot
from commons.base.fragments import sent
from commons.base.limits import limit, who_asks
from commons.conversations import actions, balloting, permissions
from commons.conversations.forms import PollForm, VoteForm
from commons.conversations.models import Poll
from commons.conversations.showing import message_html
from commons.conversations.views.common import for_all, see_other, topic_at
from commons.people.middleware import SignedInRequest, asking, members_only
from commons.people.models import Person


@members_only
def open_poll(request: SignedInRequest, pk: int) -> HttpResponse:
    shown = topic_at(pk, request.person)
    if not permissions.may_open_poll(request.person, shown):
        raise MayNot
    form = PollForm(sent(request))
    if request.method == "POST" and form.is_valid():
        limit("poll", who_asks(request), times=5, seconds=3600)
        said = dict(form.cleaned_data)
        poll = actions.open_poll(shown, by=request.person, closes_at=said.pop("closes_on"), **said)
        return see_other(poll.post.get_absolute_url())
    context = {"form": form, "topic": shown}
    return render(request, "conversations/poll_open.html", context, status=422 if form.errors else 200)


def poll(request: HttpRequest, pk: int) -> HttpResponse:
    """What is asked, what one may choose, how it stands; for who has an account the ballot too."""
    person = asking(request)
    asked = _poll(pk, person)
    response = _page(request, asked, person, _ballot(asked, person))
    return for_all(request, response) if asked.post.topic.is_public else response


def _poll(pk: int, person: Person | None) -> Poll:
    found = get_object_or_404(balloting.polls_readable_by(person), pk=pk)
    found.post.poll = found
    return found


def _ballot(asked: Poll, person: Person | None) -> VoteForm | None:
    if not permissions.may_vote(person, asked) or balloting.has_voted_in_secret(person, asked):
        return None
    return VoteForm(poll=asked, initial=balloting.chosen_before(person, asked))


def _page(
    request: HttpRequest, asked: Poll, person: Person | None, form: VoteForm | None, *, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "poll": asked,
        "topic": asked.post.topic,
        "message": message_html(asked.post),
        "form": form,
        "lacks_address": permissions.lacks_address(person, asked),
        "has_voted": person is not None and balloting.has_voted(person, asked),
        "may_close": permissions.may_close_poll(person, asked),
        "ballots": balloting.ballots_shown(asked) if person else [],
    }
    return render(request, "conversations/poll.html", context, status=status)


@require_POST
@members_only
def vote(request: SignedInRequest, pk: int) -> HttpResponse:
    asked = _poll(pk, request.person)
    form = VoteForm(request.POST, poll=asked)
    if not form.is_valid():
        return _page(request, asked, request.person, form, status=422)
    limit("vote", who_asks(request), times=30, seconds=60)
    actions.vote(asked, by=request.person, choices=form.cleaned_data["choices"])
    messages.success(request, _("Your vote is counted."))
    return see_other(asked.get_absolute_url())


@require_POST
@members_only
def close(request: SignedInRequest, pk: int) -> HttpResponse:
    asked = _poll(pk, request.person)
    actions.close_poll(asked, by=request.person)
    return see_other(asked.get_absolute_url())
