"""Spaces, topics and messages; the same address for the page and for what a script asks."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commons.base import sections
from commons.base.errors import MayNot
from commons.base.fragments import public, sent
from commons.base.limits import limit, who_asks
from commons.base.numbers import natural
from commons.communities.models import Community
from commons.communities.permissions import ban_of, is_steward, may_ban
from commons.conversations import actions, opening, permissions, reading
from commons.conversations.forms import HideForm, LockForm, MessageForm, ReactionForm, TopicForm
from commons.conversations.gating import is_stopped
from commons.conversations.models import EMOJI, Post, ReadMark, Topic
from commons.conversations.showing import message_html
from commons.conversations.verbs import Verb
from commons.journal.models import Entry
from commons.people.middleware import SignedInRequest, asking, members_only
from commons.people.models import Follow, Person

TOPICS = 30
LONGEST_BROUGHT = 5_000


def see_other(address: str) -> HttpResponse:
    """303: what was sent is done, go and read. Reloading the next page sends nothing again."""
    return HttpResponse(status=303, headers={"Location": address})


def by_script(request: HttpRequest) -> bool:
    return bool(request.headers.get("X-Fragment")) or request.headers.get("X-Requested-With") == "fetch"


def _for_all(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    return response if request.user.is_authenticated else public(response)


# -- spaces ---------------------------------------------------------------------------------------------------
def spaces(request: HttpRequest) -> HttpResponse:
    person = asking(request)
    context = {"spaces": reading.spaces(), "recent": reading.recent_topics(person)[:8]}
    return _for_all(request, render(request, "conversations/spaces.html", context))


def space(request: HttpRequest, acct: str) -> HttpResponse:
    community = _space(acct)
    person = asking(request)
    page = Paginator(reading.topics_in(community, person), TOPICS).get_page(request.GET.get("page"))
    context: dict[str, Any] = {"space": community, "page": page}
    if person:
        asked = Follow.objects.filter(follower=person, community=community)
        context["follow"] = asked.exclude(state=Follow.State.REFUSED).first()
        context["is_steward"] = is_steward(person, community)
    return _for_all(request, render(request, "conversations/space.html", context))


def _space(acct: str) -> Community:
    handle, _at, home = acct.partition("@")
    return get_object_or_404(Community, handle=handle, home=home, kind__in=reading.SPACES)


@members_only
def start_topic(request: SignedInRequest, acct: str) -> HttpResponse:
    community = _space(acct)
    if not community.is_local:
        raise Http404
    form = TopicForm(sent(request), initial={"body": text_brought(request)})
    if request.method == "POST" and form.is_valid():
        limit("topic", who_asks(request), times=10, seconds=3600)
        said = form.cleaned_data
        if is_stopped(request, form, by=request.person, about=community, private=False):
            return render(
                request, "conversations/topic_start.html", {"form": form, "space": community}, status=422
            )
        topic = actions.start_topic(
            by=request.person,
            title=said["title"],
            text=said["body"],
            community=community,
            client_id=said["client_id"],
        )
        return see_other(topic.get_absolute_url())
    context = {"form": form, "space": community}
    return render(request, "conversations/topic_start.html", context, status=422 if form.errors else 200)


@members_only
def threads(request: SignedInRequest) -> HttpResponse:
    page = Paginator(reading.threads_of(request.person), TOPICS).get_page(request.GET.get("page"))
    return render(request, "conversations/threads.html", {"page": page})


# -- one topic ------------------------------------------------------------------------------------------------
def topic(request: HttpRequest, pk: int) -> HttpResponse:
    """A conversation, open or private. What a reader may not open does not exist: the same page as for nothing."""
    person = asking(request)
    shown = _topic(pk, person)
    if person:
        opening.opened(shown)
        actions.note_reading(shown, by=person)
    response = topic_page(request, shown, person, composer(request, shown, person))
    return response if request.user.is_authenticated or shown.is_private else public(response)


def _topic(pk: int, person: Person | None) -> Topic:
    return get_object_or_404(Topic.objects.readable_by(person).select_related("community"), pk=pk)


def composer(request: HttpRequest, shown: Topic, person: Person | None) -> MessageForm | None:
    """The form at the end, already quoting when somebody answers; None when this reader may not write."""
    if not permissions.may_write_post(person, shown):
        return None
    seq = number_in(request, "reply")
    answered = shown.posts.shown().filter(seq=seq).select_related("topic").first() if seq else None
    if answered is None:
        return MessageForm(initial={"body": text_brought(request)})
    quote = "\n".join(f"> {line}" for line in answered.text.strip().splitlines()[:6])
    return MessageForm(initial={"reply_to": answered.seq, "body": f"{quote}\n\n{text_brought(request)}"})


def text_brought(request: HttpRequest) -> str:
    """What somebody began to write elsewhere, for a form of ours; nothing is said before they send it."""
    return request.GET.get("text", "")[:LONGEST_BROUGHT]


def number_in(request: HttpRequest, name: str) -> int | None:
    return natural(request.GET.get(name), most=10**9)


def topic_page(
    request: HttpRequest, shown: Topic, person: Person | None, form: MessageForm | None, *, status: int = 200
) -> HttpResponse:
    mark = ReadMark.objects.filter(person=person, topic=shown).first() if person else None
    asked = {
        "number": number_in(request, "page"),
        "at": number_in(request, "m"),
        "after": number_in(request, "after"),
    }
    if asked["after"] is None and mark and mark.last_seq < shown.last_seq:
        asked["after"] = mark.last_seq
    elif mark and not any(asked.values()):
        asked["number"] = 10**6
    sheet = reading.sheet_of(shown, person, **asked)
    context: dict[str, Any] = {
        "topic": shown,
        "sheet": sheet,
        "items": render_to_string("conversations/_log.html", {"rows": sheet.rows}),
        "form": form,
        "may_lock": permissions.may_lock_topic(person, shown),
        "may_pin": permissions.may_pin_topic(person, shown),
        "ban": None if form or shown.is_private else ban_of(person, shown.community),
        "answers": form.initial.get("reply_to") if form else None,
        "sections": sections.built("topic", person, shown),
    }
    if shown.is_private:
        context["members"] = [
            p.person for p in shown.participants.filter(left_at=None).select_related("person")
        ]
        read = Entry.objects.about_thing(shown).filter(verb=Verb.TOPIC_READ).select_related("by")
        context["readings"] = list(read.order_by("pk"))
        context["takes_part"] = person in context["members"]
    is_new = mark is None or mark.last_seq < sheet.last_seq
    if person and sheet.rows and is_new and "prefetch" not in request.headers.get("Sec-Purpose", ""):
        actions.mark_read(person, shown, sheet.last_seq)
    return render(request, "conversations/topic.html", context, status=status)


@members_only
def write(request: SignedInRequest, pk: int) -> HttpResponse:
    """Add a message. A script receives the message alone (201, or 200 when it was already there)."""
    shown = _topic(pk, request.person)
    if request.method != "POST":
        return redirect(shown)
    form = MessageForm(request.POST)
    if not form.is_valid():
        return topic_page(request, shown, request.person, form, status=422)
    limit("post", who_asks(request), times=20, seconds=60)
    said = form.cleaned_data
    if is_stopped(request, form, by=request.person, about=shown, private=shown.is_private):
        return topic_page(request, shown, request.person, form, status=422)
    known = Post.objects.filter(author=request.person, client_id=said["client_id"]).exists()
    post = actions.write_post(
        shown,
        by=request.person,
        text=said["body"],
        client_id=said["client_id"],
        reply_to=form.answered(shown.posts),
    )
    if by_script(request):
        return HttpResponse(message_html(post), status=200 if known else 201)
    return see_other(post.get_absolute_url())


@members_only
def lock(request: SignedInRequest, pk: int) -> HttpResponse:
    shown = _topic(pk, request.person)
    if not permissions.may_lock_topic(request.person, shown):
        raise MayNot
    form = LockForm(sent(request), initial={"outcome": shown.outcome})
    if request.method == "POST" and form.is_valid():
        actions.lock_topic(shown, by=request.person, outcome=form.cleaned_data["outcome"])
        return see_other(shown.get_absolute_url())
    return render(request, "conversations/topic_lock.html", {"topic": shown, "form": form})


@require_POST
@members_only
def reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    shown = _topic(pk, request.person)
    actions.reopen_topic(shown, by=request.person)
    return see_other(shown.get_absolute_url())


@require_POST
@members_only
def pin(request: SignedInRequest, pk: int) -> HttpResponse:
    """Pin a conversation above the others of its space or, with `unpin`, no longer."""
    shown = _topic(pk, request.person)
    act = actions.unpin_topic if "unpin" in request.POST else actions.pin_topic
    act(shown, by=request.person)
    return see_other(shown.get_absolute_url())


@require_POST
@members_only
def leave(request: SignedInRequest, pk: int) -> HttpResponse:
    """Leave a private thread: the others stay, one no longer reads it."""
    actions.leave_thread(_topic(pk, request.person), by=request.person)
    messages.success(request, _("You have left the thread."))
    return redirect("conversations:threads")


# -- one message ----------------------------------------------------------------------------------------------
def _post(request: SignedInRequest, pk: int) -> Post:
    return get_object_or_404(Post.objects.readable_by(request.person), pk=pk)


@members_only
def post(request: SignedInRequest, pk: int) -> HttpResponse:
    """One message and what this reader may do with it."""
    shown = _post(request, pk)
    person = request.person
    actions.note_reading(shown.topic, by=person)
    place = shown.topic.community
    context = {
        "post": shown,
        "message": message_html(shown),
        "topic": shown.topic,
        "emoji": EMOJI,
        "mine": set(shown.reactions.filter(person=person).values_list("emoji", flat=True)),
        "may_write": permissions.may_write_post(person, shown.topic),
        "may_revise": permissions.may_revise_post(person, shown),
        "may_ban": bool(shown.author and place and may_ban(person, shown.author, place)),
        "hide_form": HideForm() if permissions.may_hide_post(person, shown) else None,
        "may_show": permissions.may_show_post(person, shown),
        "revisions": shown.revisions.order_by("-at")[:20],
    }
    return render(request, "conversations/post.html", context)


@members_only
def revise(request: SignedInRequest, pk: int) -> HttpResponse:
    shown = _post(request, pk)
    if not permissions.may_revise_post(request.person, shown):
        raise MayNot
    form = MessageForm(sent(request), initial={"body": shown.text})
    if request.method == "POST" and form.is_valid():
        limit("post", who_asks(request), times=20, seconds=60)
        private = shown.topic.is_private
        by = request.person
        if is_stopped(request, form, by=by, about=shown.topic, before=shown.text, private=private):
            context = {"form": form, "post": shown, "topic": shown.topic}
            return render(request, "conversations/post_revise.html", context, status=422)
        actions.revise_post(shown, by=request.person, text=form.cleaned_data["body"])
        return see_other(shown.get_absolute_url())
    context = {"form": form, "post": shown, "topic": shown.topic}
    return render(request, "conversations/post_revise.html", context, status=422 if form.errors else 200)


@require_POST
@members_only
def delete(request: SignedInRequest, pk: int) -> HttpResponse:
    shown = _post(request, pk)
    actions.delete_post(shown, by=request.person)
    return see_other(shown.get_absolute_url())


@require_POST
@members_only
def hide(request: SignedInRequest, pk: int) -> HttpResponse:
    shown = _post(request, pk)
    form = HideForm(request.POST)
    if not form.is_valid():
        return redirect("conversations:post", pk=pk)
    actions.hide_post(shown, by=request.person, reason=form.cleaned_data["reason"])
    return see_other(shown.get_absolute_url())


@require_POST
@members_only
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    shown = _post(request, pk)
    actions.show_post(shown, by=request.person)
    return see_other(shown.get_absolute_url())


@require_POST
@members_only
def react(request: SignedInRequest, pk: int) -> HttpResponse:
    """Add a reaction or take it back; a script receives the message as it now is."""
    shown = _post(request, pk)
    form = ReactionForm(request.POST)
    if not form.is_valid():
        raise Http404
    limit("react", who_asks(request), times=60, seconds=60)
    actions.react(shown, by=request.person, emoji=form.cleaned_data["emoji"])
    return HttpResponse(message_html(shown)) if by_script(request) else see_other(shown.get_absolute_url())
