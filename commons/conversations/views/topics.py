"""A conversation and writing in it; the same address for the page and for what a script asks."""

from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from commons.base import sections
from commons.base.fragments import public
from commons.communities.permissions import ban_of
from commons.conversations import actions, opening, permissions, reading
from commons.conversations.forms import MessageForm
from commons.conversations.gating import refuse_too_many, weigh
from commons.conversations.models import Attachment, Draft, HeldPost, Post, ReadMark, Topic
from commons.conversations.showing import message_html
from commons.conversations.verbs import Verb
from commons.conversations.views.common import by_script, number_in, see_other, text_brought, topic_at
from commons.images.files import Unusable
from commons.journal.models import Entry
from commons.people.middleware import SignedInRequest, asking, members_only
from commons.people.models import Person

LAST = 10**6  # a page beyond every last one


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
    sheet = reading.sheet_of(shown, person, **_asked(request, shown, mark))
    context: dict[str, Any] = {
        "topic": shown,
        "sheet": sheet,
        "items": render_to_string("conversations/_log.html", {"rows": sheet.rows}),
        "form": form,
        "ban": None if form or shown.is_private else ban_of(person, shown.community),
        "answers": form.initial.get("reply_to") if form else None,
        "sections": sections.built("topic", person, shown),
        **_for_members(shown, person, may_write=form is not None),
    }
    is_new = mark is None or mark.last_seq < sheet.last_seq
    if person and sheet.rows and is_new and "prefetch" not in request.headers.get("Sec-Purpose", ""):
        actions.mark_read(person, shown, sheet.last_seq)
    return render(request, "conversations/topic.html", context, status=status)


def _asked(request: HttpRequest, shown: Topic, mark: ReadMark | None) -> dict[str, Any]:
    """By number, by message, by day; without a wish, where one stopped reading."""
    day = parse_date(request.GET.get("day", "")) if _is_day(request.GET.get("day", "")) else None
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
            asked["at"] = reading.seq_on(shown, asked["since"]) or shown.last_seq
    elif mark and not any(wishes) and asked["after"] is None:
        asked["number"] = LAST
    return asked


def _is_day(text: str) -> bool:
    try:
        return parse_date(text) is not None
    except ValueError:  # the 31st of February
        return False


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
    found: dict[str, Any] = {"readings": list(read.order_by("pk"))}
    if shown.is_private:
        seats = list(shown.participants.select_related("person").order_by("pk"))
        found["members"] = [seat.person for seat in seats if seat.left_at is None]
        found["gone"] = [seat for seat in seats if seat.left_at is not None]
        found["takes_part"] = person in found["members"]
    return found


@members_only
def write(request: SignedInRequest, pk: int) -> HttpResponse:
    """Add a message. A script receives the message alone (201, or 200 when it was already there)."""
    shown = topic_at(pk, request.person)
    if request.method != "POST":
        return redirect(shown)
    if "draft" in request.POST:
        return _keep_draft(request, shown)
    form = MessageForm(request.POST, request.FILES)
    if not form.is_valid():
        return topic_page(request, shown, request.person, form, status=422)
    refuse_too_many(request)
    answer = weigh(request, form, by=request.person, about=shown, private=shown.is_confided)
    pictures = [] if answer.stopped else _pictures(form, shown, request.person, held=bool(answer.held_for))
    if answer.stopped or form.errors:
        return topic_page(request, shown, request.person, form, status=422)
    if answer.held_for:
        return _hold(request, form, shown, answer.held_for)
    return _write(request, form, shown, pictures)


def _keep_draft(request: SignedInRequest, shown: Topic) -> HttpResponse:
    form = MessageForm(request.POST)
    form.is_valid()  # a draft may be empty, or too long to be sent
    actions.keep_draft(
        request.person,
        topic=shown,
        text=request.POST.get("body", ""),
        reply_seq=form.cleaned_data.get("reply_to") or 0,
    )
    messages.success(request, _("Your draft is kept. Only you can read it."))
    return see_other(f"{shown.get_absolute_url()}?page={LAST}#composer")


def _pictures(form: MessageForm, shown: Topic, person: Person, *, held: bool) -> list[Attachment]:
    """Painted before anything is locked. What cannot be shown is said at its field."""
    file = form.cleaned_data.get("file")
    if not file:
        return []
    if held:
        form.add_error(
            "file", _("Somebody reads your message first. Please send the picture once it is there.")
        )
        return []
    try:
        return [actions.prepared(shown, by=person, file=file, alt=form.cleaned_data["alt"])]
    except Unusable as unusable:
        form.add_error("file", str(unusable))
        return []


def _hold(request: SignedInRequest, form: MessageForm, shown: Topic, rule: str) -> HttpResponse:
    """202 for a script: nothing appears yet, and the page says so."""
    actions.hold_post(
        by=request.person,
        topic=shown,
        text=form.cleaned_data["body"],
        rule=rule,
        reply_seq=form.cleaned_data["reply_to"] or 0,
        client_id=form.cleaned_data["client_id"],
    )
    address = f"{shown.get_absolute_url()}?page={LAST}#held"
    return (
        HttpResponse(status=202, headers={"Location": address}) if by_script(request) else see_other(address)
    )


def _write(
    request: SignedInRequest, form: MessageForm, shown: Topic, pictures: list[Attachment]
) -> HttpResponse:
    said = form.cleaned_data
    known = Post.objects.filter(author=request.person, client_id=said["client_id"]).exists()
    post = actions.write_post(
        shown,
        by=request.person,
        text=said["body"],
        client_id=said["client_id"],
        reply_to=form.answered(shown.posts),
        pictures=pictures,
    )
    if by_script(request):
        return HttpResponse(message_html(post), status=200 if known else 201)
    return see_other(post.get_absolute_url())


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
