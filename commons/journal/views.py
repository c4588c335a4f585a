"""The public record: what was done in the town, by whom, when."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commons.base.fragments import stored
from commons.base.numbers import natural
from commons.journal import verbs
from commons.journal.faces import latest

MOST = 25


def record(request: HttpRequest) -> HttpResponse:
    rooms = verbs.rooms()
    room = request.GET.get("room", "")
    room = room if room in rooms else ""
    lines = latest(room=room, before=natural(request.GET.get("before")) or 0, most=MOST)
    context = {
        "lines": lines,
        "rooms": rooms,
        "room": room,
        "older": lines[-1].entry.pk if len(lines) == MOST else None,
    }
    response = render(request, "journal/record.html", context)
    return stored(request, response)
