"""Exercises: what was practised, what it reached in numbers, and every step in its order."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse

from alerts.models import Alert, AlertAck, Announcement, Transition
from alerts.states import PUBLIC
from commons.base.fragments import render, stored

PAGE = 10


def drills(request: HttpRequest) -> HttpResponse:
    rows = Alert.objects.published().drills().newest_first()
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "reports": [report(drill) for drill in page]}
    answer = render(request, "alerts/drills.html", context)
    return stored(request, answer)


def report(alert: Alert) -> dict[str, Any]:
    """How many were told, by mail too, and pressed "I have read it"; how long it took. Nobody is named."""
    announced = Announcement.objects.filter(bulletin__alert=alert)
    sums = announced.aggregate(told=Sum("told"), mailed=Sum("mailed"))
    last = announced.order_by("-finished_at").exclude(finished_at=None).first()
    steps = (
        Transition.objects.filter(bulletin__alert=alert, bulletin__state__in=PUBLIC)
        .select_related("bulletin")
        .order_by("pk")
    )
    return {
        "alert": alert,
        "told": sums["told"] or 0,
        "mailed": sums["mailed"] or 0,
        "closed": alert.acks_kept + AlertAck.objects.filter(bulletin__alert=alert).count(),
        "finished_at": last.finished_at if last else None,
        "seconds": (last.finished_at - last.asked_at).seconds if last and last.finished_at else None,
        "steps": steps,
    }
