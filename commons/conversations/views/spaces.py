"""Where one talks: all spaces, one of them, one's threads and circles, what is unread, one's drafts."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commons.base.fragments import sent
from commons.base.limits import limit, network_of, who_asks
from commons.communities.models import Community
from commons.communities.permissions import is_steward
from commons.conversations import actions, permissions, reading
from commons.conversations.forms import TopicForm
from commons.conversations.gating import weigh
from commons.conversations.models import Draft, Topic
from commons.conversations.views.common import (
    for_all,
    picture_to_hold,
    pictures_in,
    see_other,
    space_at,
    text_brought,
)
from commons.images.files import Unusable
from commons.people.middleware import SignedInRequest, asking, members_only
from commons.people.models import Follow, Person

TOPICS = 30
MOST_DRAFTS = 100


def spaces(request: HttpRequest) -> HttpResponse:
    person = asking(request)
    context = {"spaces": reading.spaces(), "recent": reading.recent_topics(person)[:8]}
    return for_all(request, render(request, "conversations/spaces.html", context))


def space(request: HttpRequest, acct: str) -> HttpResponse:
    community = space_at(acct)
    person = asking(request)
    page = Paginator(reading.topics_in(community, person), TOPICS).get_page(request.GET.get("page"))
    context: dict[str, Any] = {"space": community, "page": page}
    if person:
        asked = Follow.objects.filter(follower=person, community=community)
        context["follow"] = asked.exclude(state=Follow.State.REFUSED).first()
        context["is_steward"] = is_steward(person, community)
    return for_all(request, render(request, "conversations/space.html", context))


@members_only
def start_topic(request: SignedInRequest, acct: str) -> HttpResponse:
    community = space_at(acct)
    if not community.is_local:
        raise Http404
    form = TopicForm(sent(request), request.FILES or None, initial=_begun(request, community))
    if request.method == "POST" and "draft" in request.POST:
        return _keep_draft(request, community)
    if request.method == "POST" and form.is_valid():
        limit("topic", who_asks(request), times=10, seconds=3600)
        limit("topic", network_of(request), times=30, seconds=3600)
        if started := _started(request, form, community):
            return started
    context = {"form": form, "space": community}
    return render(request, "conversations/topic_start.html", context, status=422 if form.errors else 200)


def _begun(request: SignedInRequest, community: Community) -> dict[str, Any]:
    if brought := text_brought(request):
        return {"body": brought}
    draft = Draft.objects.filter(person=request.person, community=community).first()
    return dict(zip(("title", "body"), draft.words, strict=True)) if draft else {}


def _keep_draft(request: SignedInRequest, community: Community) -> HttpResponse:
    said = request.POST
    actions.keep_draft(
        request.person, community=community, title=said.get("title", "")[:200], text=said.get("body", "")
    )
    messages.success(request, _("Your draft is kept. Only you can read it."))
    return see_other(request.path)


def _started(request: SignedInRequest, form: TopicForm, community: Community) -> HttpResponse | None:
    """None when the form says what is to be changed or confirmed first."""
    answer = weigh(request, form, by=request.person, about=community, private=False)
    if answer.stopped:
        return None
    try:
        return _start(request, form, community, answer.held_for)
    except Unusable as unusable:
        form.add_error("file", str(unusable))
        return None


def _start(request: SignedInRequest, form: TopicForm, community: Community, rule: str) -> HttpResponse:
    said = form.cleaned_data
    facts: dict[str, Any] = {
        "by": request.person,
        "title": said["title"],
        "text": said["body"],
        "community": community,
        "reach": form.reach,
        "client_id": said["client_id"],
    }
    if rule:
        actions.hold_post(rule=rule, **facts, **picture_to_hold(form))
        return redirect("conversations:my_held")
    pictures = pictures_in(form, Topic(community=community, reach=form.reach), request.person)
    return see_other(actions.start_topic(**facts, pictures=pictures).get_absolute_url())


@members_only
def threads(request: SignedInRequest) -> HttpResponse:
    page = Paginator(reading.threads_of(request.person), TOPICS).get_page(request.GET.get("page"))
    reading.name_others(page.object_list, request.person)
    context = {"page": page, "circles": reading.circles_of(request.person)}
    return render(request, "conversations/threads.html", context)


@members_only
def unread(request: SignedInRequest) -> HttpResponse:
    """Where others wrote since one looked; everything can be marked as read at once."""
    topics = reading.unread_topics(request.person)
    if request.method == "POST":
        actions.mark_all_read(request.person, topics)
        messages.success(request, _("Everything is marked as read."))
        return see_other(request.path)
    page = Paginator(topics, TOPICS).get_page(request.GET.get("page"))
    return render(request, "conversations/unread.html", {"page": page})


@members_only
def drafts(request: SignedInRequest) -> HttpResponse:
    return render(request, "conversations/drafts.html", {"drafts": _drafts_of(request.person)})


def _drafts_of(person: Person) -> list[Draft]:
    """Those whose place the person may still open."""
    return [
        draft
        for draft in reading.drafts_of(person)[:MOST_DRAFTS]
        if draft.topic is None or permissions.may_read_topic(person, draft.topic)
    ]


@require_POST
@members_only
def drop_draft(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.drop_draft(get_object_or_404(Draft, pk=pk, person=request.person))
    messages.success(request, _("The draft is gone."))
    return redirect("conversations:drafts")
