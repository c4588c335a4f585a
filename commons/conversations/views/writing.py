"""Writing in a conversation; the same address for a form and for what a script sends."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from commons.conversations import actions
from commons.conversations.forms import MessageForm
from commons.conversations.gating import refuse_too_many, weigh
from commons.conversations.models import Attachment, Post, Topic
from commons.conversations.showing import message_html
from commons.conversations.views.common import (
    LAST,
    by_script,
    picture_to_hold,
    pictures_in,
    see_other,
    topic_at,
)
from commons.conversations.views.topics import topic_page
from commons.images.files import Unusable
from commons.people.middleware import SignedInRequest, members_only


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
    if answer.stopped:
        return topic_page(request, shown, request.person, form, status=422)
    try:
        if answer.held_for:
            return _hold(request, form, shown, answer.held_for)
        return _write(request, form, shown, pictures_in(form, shown, request.person))
    except Unusable as unusable:
        form.add_error("file", str(unusable))
        return topic_page(request, shown, request.person, form, status=422)


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


def _hold(request: SignedInRequest, form: MessageForm, shown: Topic, rule: str) -> HttpResponse:
    """202 for a script: nothing appears yet, and the page says so."""
    actions.hold_post(
        by=request.person,
        topic=shown,
        text=form.cleaned_data["body"],
        rule=rule,
        reply_seq=form.cleaned_data["reply_to"] or 0,
        client_id=form.cleaned_data["client_id"],
        **picture_to_hold(form),
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
