"""For moderators: messages that wait, and all that one person wrote. For their authors: what became of theirs."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from commons.base.fragments import sent
from commons.conversations import actions, permissions, reading
from commons.conversations.forms import RefusalForm, UndoForm
from commons.conversations.models import HeldPost
from commons.conversations.views.common import see_other
from commons.conversations.views.spaces import TOPICS
from commons.images import private
from commons.people.middleware import SignedInRequest, members_only
from commons.people.models import Person

PREVIEWED = 200


@members_only
def held(request: SignedInRequest) -> HttpResponse:
    """What waits and this person may decide. For everybody else the page does not exist."""
    waiting = reading.held_for(request.person)
    if waiting is None:
        raise Http404
    page = Paginator(waiting, TOPICS).get_page(request.GET.get("page"))
    rows = [(one, _refusal(one)) for one in page.object_list]
    return render(request, "conversations/held.html", {"page": page, "rows": rows})


def _refusal(held: HeldPost, said: QueryDict | None = None) -> RefusalForm:
    """Many stand on one page: each field has a name of its own."""
    return RefusalForm(said, auto_id=f"held-{held.pk}-%s")


@require_POST
@members_only
def decide(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(HeldPost.objects.ready_to_read(), pk=pk)
    if not permissions.may_decide_held(request.person, found):
        raise Http404
    if "publish" in request.POST:
        post = actions.let_through(found, by=request.person)
        messages.success(request, _("The message is published."))
        return see_other(post.get_absolute_url() if "open" in request.POST else _back())
    form = _refusal(found, request.POST)
    if not form.is_valid():
        return render(request, "conversations/held.html", {"rows": [(found, form)]}, status=422)
    actions.give_back(found, by=request.person, reason=form.cleaned_data["reason"])
    messages.success(request, _("The message does not appear. Its author reads why."))
    return see_other(_back())


@never_cache
@members_only
def picture(request: SignedInRequest, pk: int) -> HttpResponse:
    """That of a message that waits, for its author and for whoever decides."""
    found = get_object_or_404(HeldPost.objects.ready_to_read(), pk=pk)
    if found.author != request.person and not permissions.may_decide_held(request.person, found):
        raise Http404
    if not (content := found.content):
        raise Http404
    return HttpResponse(content, content_type=private.TYPE)


def _back() -> str:
    address: str = redirect("conversations:held").url
    return address


@members_only
def my_held(request: SignedInRequest) -> HttpResponse:
    mine = HeldPost.objects.filter(author=request.person).select_related("topic", "community").order_by("-pk")
    return render(request, "conversations/my_held.html", {"held": mine[:50]})


@members_only
def undo(request: SignedInRequest, acct: str) -> HttpResponse:
    """Nothing is hidden before a moderator has seen what it would be."""
    handle, _at, home = acct.partition("@")
    person = get_object_or_404(Person, handle=handle, home=home)
    if not permissions.may_undo_posts(request.person, person):
        raise Http404
    form = UndoForm(sent(request))
    context = {"form": form, "author": person}
    if request.method != "POST" or not form.is_valid():
        return render(request, "conversations/undo.html", context, status=422 if form.errors else 200)
    since, until = form.period
    if "confirmed" in request.POST:
        hidden = actions.undo_posts(
            person, by=request.person, since=since, until=until, reason=form.cleaned_data["reason"]
        )
        said = ngettext("%(n)d message is hidden.", "%(n)d messages are hidden.", len(hidden))
        messages.success(request, said % {"n": len(hidden)})
        return see_other(request.path)
    posts = list(actions.posts_between(person, since, until)[: PREVIEWED + 1])
    context |= {"posts": posts[:PREVIEWED], "more": len(posts) > PREVIEWED, "looked": True}
    return render(request, "conversations/undo.html", context)
