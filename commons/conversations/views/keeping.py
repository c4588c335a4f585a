"""What those who began a conversation, and those who keep order, do to it."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commons.base.errors import MayNot
from commons.base.fragments import sent
from commons.communities.models import Community
from commons.communities.permissions import keeps_order
from commons.conversations import actions, balloting, permissions, reading
from commons.conversations.forms import ArrangeForm, LockForm, MergeForm, MoveForm, SpaceForm
from commons.conversations.models import Topic
from commons.conversations.views.common import see_other, topic_at
from commons.people.middleware import SignedInRequest, members_only


@members_only
def lock(request: SignedInRequest, pk: int) -> HttpResponse:
    """Close with an outcome or, with `only`, lock it for a while."""
    shown = topic_at(pk, request.person)
    if not permissions.may_lock_topic(request.person, shown):
        raise MayNot
    if request.method == "POST" and "only" in request.POST:
        actions.lock_topic(shown, by=request.person)
        return see_other(shown.get_absolute_url())
    form = LockForm(sent(request), initial={"outcome": shown.outcome})
    if request.method == "POST" and form.is_valid():
        actions.lock_topic(shown, by=request.person, outcome=form.cleaned_data["outcome"])
        return see_other(shown.get_absolute_url())
    context = {"topic": shown, "form": form, "polls": balloting.open_polls(shown)}
    return render(request, "conversations/topic_lock.html", context, status=422 if form.errors else 200)


@require_POST
@members_only
def reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    shown = topic_at(pk, request.person)
    actions.reopen_topic(shown, by=request.person)
    return see_other(shown.get_absolute_url())


@require_POST
@members_only
def pin(request: SignedInRequest, pk: int) -> HttpResponse:
    """Pin a conversation above the others of its space or, with `unpin`, no longer."""
    shown = topic_at(pk, request.person)
    act = actions.unpin_topic if "unpin" in request.POST else actions.pin_topic
    act(shown, by=request.person)
    return see_other(shown.get_absolute_url())


@require_POST
@members_only
def archive(request: SignedInRequest, pk: int) -> HttpResponse:
    shown = topic_at(pk, request.person)
    actions.archive_topic(shown, by=request.person)
    return see_other(shown.get_absolute_url())


@members_only
def arrange(request: SignedInRequest, pk: int) -> HttpResponse:
    shown = topic_at(pk, request.person)
    if not permissions.may_arrange_topic(request.person, shown):
        raise MayNot
    now = {"slow_seconds": shown.slow_seconds, "announcements": shown.announcements}
    form = ArrangeForm(sent(request), initial=now)
    if request.method == "POST" and form.is_valid():
        actions.arrange_topic(shown, by=request.person, **form.cleaned_data)
        return see_other(shown.get_absolute_url())
    return render(request, "conversations/topic_arrange.html", {"topic": shown, "form": form})


@members_only
def tidy(request: SignedInRequest, pk: int) -> HttpResponse:
    """Move some messages, merge the whole, or take it to another space: three forms on one page."""
    shown = topic_at(pk, request.person)
    if not permissions.may_move_posts(request.person, shown):
        raise MayNot
    which = request.POST.get("act", "")
    spaces = _spaces_for(request, shown)
    split = MoveForm(
        request.POST if which == "split" else None, initial={"posts": request.GET.get("posts", "")[:500]}
    )
    merge = MergeForm(request.POST if which == "merge" else None, prefix="merge")
    space = SpaceForm(request.POST if which == "space" else None, spaces=spaces, prefix="space")
    forms: dict[str, MoveForm | MergeForm | SpaceForm] = {"split": split, "merge": merge, "space": space}
    chosen = forms.get(which)
    if chosen is not None and chosen.is_valid():
        return see_other(_tidied(request, shown, chosen))
    context = {"topic": shown, "split": split, "merge": merge, "space": space if spaces else None}
    wrong = chosen is not None and chosen.errors
    return render(request, "conversations/topic_tidy.html", context, status=422 if wrong else 200)


def _spaces_for(request: SignedInRequest, shown: Topic) -> QuerySet[Community]:
    """Spaces of this town where the person keeps order, but the one it is in."""
    if shown.kind != Topic.Kind.PUBLIC or shown.circle_id:
        return Community.objects.none()
    kept = [
        space.pk
        for space in Community.objects.local().filter(kind__in=reading.SPACES)
        if keeps_order(request.person, space) and space.pk != shown.community_id
    ]
    return Community.objects.filter(pk__in=kept).order_by("name")


def _tidied(request: SignedInRequest, shown: Topic, form: MoveForm | MergeForm | SpaceForm) -> str:
    """Where to look afterwards."""
    said, by = form.cleaned_data, request.person
    if isinstance(form, SpaceForm):
        actions.move_topic(shown, by=by, to=said["space"])
        messages.success(request, _("The conversation is in its new space."))
        return shown.get_absolute_url()
    if isinstance(form, MoveForm) and said["title"]:
        return actions.split_topic(shown, by=by, title=said["title"], seqs=said["posts"]).get_absolute_url()
    there = get_object_or_404(Topic.objects.listed_for(by), pk=said["to"])
    if isinstance(form, MoveForm):
        actions.move_posts(shown, by=by, to=there, seqs=said["posts"])
    else:
        actions.merge_topic(shown, by=by, into=there)
    messages.success(request, _("The messages are in their new place. Links to the old one lead there."))
    return there.get_absolute_url()
