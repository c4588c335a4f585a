"""One message and what may be done with it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from commons.base.errors import MayNot
from commons.base.fragments import sent
from commons.base.limits import limit, network_of, who_asks
from commons.communities.permissions import may_ban
from commons.conversations import actions, permissions
from commons.conversations.forms import HideForm, ReactionForm, RevisionForm
from commons.conversations.gating import refuse_too_many, weigh
from commons.conversations.models import EMOJI, Attachment, Post
from commons.conversations.showing import message_html
from commons.conversations.views.common import by_script, post_at, see_other
from commons.images import private
from commons.people.middleware import SignedInRequest, members_only


@members_only
def post(request: SignedInRequest, pk: int) -> HttpResponse:
    """One message and what this reader may do with it."""
    shown = post_at(pk, request.person)
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
        "may_react": permissions.may_react(person, shown.topic),
        "may_revise": permissions.may_revise_post(person, shown),
        "may_delete": permissions.may_delete_post(person, shown),
        "may_move": permissions.may_move_posts(person, shown.topic),
        "may_undo": bool(shown.author and permissions.may_undo_posts(person, shown.author)),
        "may_ban": bool(shown.author and place and may_ban(person, shown.author, place)),
        "hide_form": HideForm() if permissions.may_hide_post(person, shown) else None,
        "may_show": permissions.may_show_post(person, shown),
        "revisions": shown.revisions.order_by("-at")[:20],
    }
    return render(request, "conversations/post.html", context)


@members_only
def revise(request: SignedInRequest, pk: int) -> HttpResponse:
    shown = post_at(pk, request.person)
    if not permissions.may_revise_post(request.person, shown):
        raise MayNot(
            _("A message can be changed for a day. After that, write another one that says what is new.")
        )
    form = RevisionForm(sent(request), initial={"body": shown.text})
    if request.method == "POST" and form.is_valid():
        refuse_too_many(request)
        private = shown.topic.is_confided
        answer = weigh(
            request, form, by=request.person, about=shown.topic, before=shown.text, private=private
        )
        if answer.held_for:
            form.add_error("body", _("Many links to other sites were added. Please take some of them out."))
        if not answer.stopped and not form.errors:
            actions.revise_post(shown, by=request.person, text=form.cleaned_data["body"])
            return see_other(shown.get_absolute_url())
    context = {"form": form, "post": shown, "topic": shown.topic}
    return render(request, "conversations/post_revise.html", context, status=422 if form.errors else 200)


@require_POST
@members_only
def delete(request: SignedInRequest, pk: int) -> HttpResponse:
    shown = post_at(pk, request.person)
    actions.delete_post(shown, by=request.person)
    return see_other(shown.get_absolute_url())


@require_POST
@members_only
def unread_from(request: SignedInRequest, pk: int) -> HttpResponse:
    """Come back to it: from this message on everything counts as new."""
    shown = post_at(pk, request.person)
    actions.mark_unread(request.person, shown.topic, shown.seq)
    messages.success(request, _("From this message on, everything is new again."))
    return redirect("conversations:unread")


@require_POST
@members_only
def hide(request: SignedInRequest, pk: int) -> HttpResponse:
    shown = post_at(pk, request.person)
    form = HideForm(request.POST)
    if not form.is_valid():
        return redirect("conversations:post", pk=pk)
    actions.hide_post(shown, by=request.person, reason=form.cleaned_data["reason"])
    return see_other(shown.get_absolute_url())


@require_POST
@members_only
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    shown = post_at(pk, request.person)
    actions.show_post(shown, by=request.person)
    return see_other(shown.get_absolute_url())


@require_POST
@members_only
def react(request: SignedInRequest, pk: int) -> HttpResponse:
    """Add a reaction or take it back; a script receives the message as it now is."""
    shown = post_at(pk, request.person)
    form = ReactionForm(request.POST)
    if not form.is_valid():
        raise Http404
    limit("react", who_asks(request), times=60, seconds=60)
    limit("react", network_of(request), times=200, seconds=60)
    actions.react(shown, by=request.person, emoji=form.cleaned_data["emoji"])
    return HttpResponse(message_html(shown)) if by_script(request) else see_other(shown.get_absolute_url())


@never_cache
@members_only
def picture(request: SignedInRequest, pk: int) -> HttpResponse:
    """A sealed picture, for those who may read the message it came with; gone with it."""
    found = get_object_or_404(Attachment.objects.exclude(image__isnull=False), pk=pk)
    shown = post_at(found.post_id, request.person)
    if shown.state != Post.State.VISIBLE or not found.sealed:
        raise Http404
    return HttpResponse(found.content, content_type=private.TYPE)
