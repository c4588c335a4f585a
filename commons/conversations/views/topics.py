"""The page of a conversation, and leaving a private thread."""

from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from commons.base import sections
from commons.base.clock import day_named
from commons.base.fragments import public
from commons.communities.permissions import ban_of
from commons.conversations import actions, opening, permissions, sheets
from commons.conversations.forms import MessageForm
from commons.conversations.models import Draft, HeldPost, Post, ReadMark, Topic
from commons.conversations.verbs import Verb
from commons.conversations.views.assemblies import shown_in_topic
from commons.conversations.views.common import LAST, number_in, text_brought, topic_at
from commons.journal.models import Entry
from commons.people.middleware import SignedInRequest, asking, members_only
from commons.people.models import Person


def topic(request: HttpRequest, pk: int) -> HttpResponse:
    """A conversation, open or private. What a reader may not open does not exist: the same page as for nothing."""
    person = asking(request)
    shown = topic_at(pk, person)
    if elsewhere := _where_it_went(request, shown, person):
        return redirect(elsewhere)
    if person:
        opening.opened(shown)
        actions.note_reading(shown, by=person)
    response = topic_page(request, shown, person, composer(request, shown, person))
    return response if request.user.is_authenticated or not shown.is_public else public(response)


def _where_it_went(request: HttpRequest, shown: Topic, person: Person | None) -> str | None:
    """The new address of a message that was moved, or of a conversation that was merged, for who may read it there."""
    seq = number_in(request, "m")
    if seq is not None:
        stub = shown.posts.filter(seq=seq, state=Post.State.MOVED).select_related("moved_to__topic").first()
        if stub and stub.moved_to and permissions.may_read_topic(person, stub.moved_to.topic):
            return stub.moved_to.get_absolute_url()
    into = shown.merged_into
    return into.get_absolute_url() if into and permissions.may_read_topic(person, into) else None


def composer(request: HttpRequest, shown: Topic, person: Person | None) -> MessageForm | None:
    """The form at the end, already quoting when somebody answers; None when this reader may not write."""
    if person is None or not permissions.may_write_post(person, shown):
        return None
    seq = number_in(request, "reply")
    answered = shown.posts.shown().filter(seq=seq).select_related("topic").first() if seq else None
    if answered is None:
        return MessageForm(initial=_begun(request, shown, person))
    quote = "\n".join(f"> {line}" for line in answered.text.strip().splitlines()[:6])
    return MessageForm(initial={"reply_to": answered.seq, "body": f"{quote}\n\n{text_brought(request)}"})


def _begun(request: HttpRequest, shown: Topic, person: Person) -> dict[str, Any]:
    if brought := text_brought(request):
        return {"body": brought}
    draft = Draft.objects.filter(person=person, topic=shown).first()
    return {"body": draft.words[1], "reply_to": draft.reply_seq or None} if draft else {}


def topic_page(
    request: HttpRequest, shown: Topic, person: Person | None, form: MessageForm | None, *, status: int = 200
) -> HttpResponse:
    mark = ReadMark.objects.filter(person=person, topic=shown).first() if person else None
    sheet = sheets.sheet_of(shown, person, **_asked(request, shown, mark))
    context: dict[str, Any] = {
        "topic": shown,
        "sheet": sheet,
        "items": render_to_string("conversations/_log.html", {"rows": sheet.rows}),
        "form": form,
        "ban": None if form or shown.is_private else ban_of(person, shown.community),
        "answers": form.initial.get("reply_to") if form else None,
        "sections": sections.built("topic", person, shown),
        **_for_members(shown, person, may_write=form is not None),
        **shown_in_topic(shown, person),
    }
    is_new = mark is None or mark.last_seq < sheet.last_seq
    if person and sheet.rows and is_new and "prefetch" not in request.headers.get("Sec-Purpose", ""):
        actions.mark_read(person, shown, sheet.last_seq)
    return render(request, "conversations/topic.html", context, status=status)


def _asked(request: HttpRequest, shown: Topic, mark: ReadMark | None) -> dict[str, Any]:
    """By number, by message, by day; without a wish, where one stopped reading."""
    day = day_named(request.GET.get("day", ""))
    asked: dict[str, Any] = {
        "number": number_in(request, "page"),
        "at": number_in(request, "m"),
        "after": number_in(request, "after"),
        "since": timezone.make_aware(datetime.combine(day, time())) if day else None,
    }
    wishes = asked["number"], asked["at"], asked["since"]
    if asked["after"] is None and mark and mark.last_seq < shown.last_seq:
        asked["after"] = mark.last_seq
        if asked["since"] is not None and asked["number"] is None:
            asked["at"] = sheets.seq_on(shown, asked["since"]) or shown.last_seq
    elif mark and not any(wishes) and asked["after"] is None:
        asked["number"] = LAST
    return asked


def _for_members(shown: Topic, person: Person | None, *, may_write: bool) -> dict[str, Any]:
    """What stands around the messages for who is signed in; visitors all get the same page."""
    if person is None:
        return {}
    found: dict[str, Any] = {
        "may_lock": permissions.may_lock_topic(person, shown),
        "may_pin": permissions.may_pin_topic(person, shown),
        "may_arrange": permissions.may_arrange_topic(person, shown),
        "may_move": permissions.may_move_posts(person, shown),
        "may_poll": may_write and permissions.may_open_poll(person, shown),
        "again_at": actions.may_write_again_at(shown, person) if may_write else None,
        "held": HeldPost.objects.waiting().filter(author=person, topic=shown),
    }
    if shown.is_confided:
        found |= _among_few(shown, person)
    return found


def _among_few(shown: Topic, person: Person) -> dict[str, Any]:
    read = Entry.objects.about_thing(shown).filter(verb=Verb.TOPIC_READ).select_related("by")
    flagged = Entry.objects.about_thing(shown).filter(verb=Verb.TOPIC_OPENED_TO_MODERATORS)
    found: dict[str, Any] = {
        "readings": list(read.order_by("pk")),
        "opened": list(flagged.exclude(detail__post=None).order_by("pk")),
    }
    if shown.is_private:
        seats = list(shown.participants.select_related("person").order_by("pk"))
        found["members"] = [seat.person for seat in seats if seat.left_at is None]
        found["gone"] = [seat for seat in seats if seat.left_at is not None]
        found["takes_part"] = person in found["members"]
    return found


@members_only
def leave(request: SignedInRequest, pk: int) -> HttpResponse:
    """Leave a private thread: first who goes on reading what one has said there."""
    shown = topic_at(pk, request.person)
    if not shown.is_private or not permissions.takes_part(request.person, shown):
        return redirect(shown)
    if request.method == "POST":
        actions.leave_thread(shown, by=request.person)
        messages.success(request, _("You have left the thread."))
        return redirect("conversations:threads")
    staying = [
        seat.person
        for seat in shown.participants.filter(left_at=None).select_related("person")
        if seat.person != request.person
    ]
    return render(request, "conversations/thread_leave.html", {"topic": shown, "staying": staying})
