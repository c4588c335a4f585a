"""What the person was told; opening one marks it as read."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commons.base.doors import members_only
from commons.notices import actions
from commons.notices.models import Notice

PAGE = 30


@members_only
def notices(request: HttpRequest) -> HttpResponse:
    mine = Notice.objects.filter(person=reader_of(request)).select_related("entry__by")
    page = Paginator(mine, PAGE).get_page(request.GET.get("page"))
    return render(request, "notices/list.html", {"page": page})


@members_only
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead to the thing; a browser that only guesses the next page marks nothing."""
    notice = get_object_or_404(Notice, pk=pk, person=reader_of(request))
    if "prefetch" not in request.headers.get("Sec-Purpose", ""):
        actions.mark_read(reader_of(request), notice.pk)
    return redirect(notice.href)


@require_POST
@members_only
def read_all(request: HttpRequest) -> HttpResponse:
    actions.mark_read(reader_of(request))
    messages.success(request, _("Everything is marked as read."))
    return redirect("notices:list")


def reader_of(request: HttpRequest) -> Any:
    return getattr(request.user, "person", None)
