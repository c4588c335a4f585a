"""Being told by e-mail without an account: asking, saying yes, ending. Nobody logs in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt

from commons.base.errors import NotHere
from commons.base.fragments import render, sent
from commons.base.limits import limit, who_asks
from commons.notices import actions
from commons.notices.actions.subscribing import subscription_of
from commons.notices.forms import SubscriptionForm


def subscribe(request: HttpRequest) -> HttpResponse:
    form = SubscriptionForm(sent(request), initial={"what": request.GET.get("what", "")})
    if form.is_valid():
        limit("subscribe", who_asks(request), times=10, seconds=3600)
        kind, _colon, key = form.cleaned_data["what"].partition(":")
        actions.ask_to_subscribe(email=form.cleaned_data["email"], kind=kind, key=key)
        return redirect("notices:subscription_asked")
    return render(request, "notices/subscribe.html", {"form": form}, status=422 if form.errors else 200)


def asked(request: HttpRequest) -> HttpResponse:
    """The same for everybody: it does not tell who is subscribed already."""
    return render(request, "notices/subscription.html", {"step": "asked"})


@csrf_exempt
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """A button: what only looks at links (programs that check mail do) says yes to nothing."""
    row = subscription_of(token, "subscription_confirm")
    if row is None:
        raise NotHere
    if request.method == "POST":
        actions.confirm_subscription(row)
    step = "confirmed" if request.method == "POST" else "confirm"
    return _private(render(request, "notices/subscription.html", {"step": step}))


@csrf_exempt
def end(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the message: a button for people, one POST for their mail program (RFC 8058)."""
    row = subscription_of(token, "subscription_end")
    if request.method == "POST":
        if row is not None:
            actions.end_subscription(row)
        return _private(render(request, "notices/subscription.html", {"step": "ended"}))
    return _private(render(request, "notices/subscription.html", {"step": "end" if row else "ended"}))


def _private(answer: HttpResponse) -> HttpResponse:
    answer["Referrer-Policy"] = "no-referrer"
    return answer
