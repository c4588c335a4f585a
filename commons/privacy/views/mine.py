"""One's own data: see, take away, bring, correct, freeze, object, ask. Open to whoever is suspended, too."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commons.base import register
from commons.base.fragments import sent
from commons.base.limits import limit, who_asks
from commons.people import actions as people
from commons.people.middleware import own_data
from commons.people.models import Person
from commons.privacy import actions
from commons.privacy.forms import AskForm, BringForm
from commons.privacy.models import Arrival, Objection, Request, Takeaway
from commons.privacy.readings import readings_of


@own_data
def mine(request: HttpRequest, person: Person) -> HttpResponse:
    context = {
        "me": person,
        "is_frozen": person.state == Person.State.FROZEN,
        "takeaway": Takeaway.objects.filter(person=person).order_by("-pk").first(),
        "arrivals": Arrival.objects.filter(person=person).order_by("-pk"),
        "requests": Request.objects.filter(person=person).order_by("-pk"),
        "readings": readings_of(person),
    }
    return render(request, "privacy/mine.html", context)


@require_POST
@own_data
def ask_takeaway(request: HttpRequest, person: Person) -> HttpResponse:
    limit("takeaway", who_asks(request), times=5, seconds=24 * 3600)
    actions.ask_takeaway(person, by=person)
    messages.success(
        request, _("Your file is being prepared. You are told when it is ready, in a few minutes.")
    )
    return redirect("privacy:mine")


@own_data
def take_file(request: HttpRequest, person: Person, uid: str) -> HttpResponseBase:
    """Nobody else's exists."""
    taken = get_object_or_404(Takeaway, uid=uid, person=person)
    if not taken.is_ready:
        raise Http404
    response = FileResponse(
        taken.file.open("rb"), as_attachment=True, filename="calade.zip", content_type="application/zip"
    )
    response["Content-Encoding"] = "identity"
    response["Cache-Control"] = "no-store"
    return response


@own_data
def bring(request: HttpRequest, person: Person) -> HttpResponse:
    form = BringForm(sent(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        limit("arrival", who_asks(request), times=10, seconds=24 * 3600)
        return redirect(actions.bring_file(person, by=person, **form.cleaned_data))
    return render(request, "privacy/bring.html", {"form": form}, status=422 if form.errors else 200)


@own_data
def arrival(request: HttpRequest, person: Person, uid: str) -> HttpResponse:
    return render(
        request, "privacy/arrival.html", {"arrival": get_object_or_404(Arrival, uid=uid, person=person)}
    )


@own_data
def ask(request: HttpRequest, person: Person) -> HttpResponse:
    form = AskForm(sent(request), initial={"kind": request.GET.get("kind")})
    if request.method == "POST" and form.is_valid():
        limit("rights", who_asks(request), times=10, seconds=24 * 3600)
        actions.ask_officer(person, by=person, **form.cleaned_data)
        messages.success(request, _("The data officer has your request, and answers within a month."))
        return redirect("privacy:mine")
    return render(request, "privacy/ask.html", {"form": form}, status=422 if form.errors else 200)


@own_data
def freeze(request: HttpRequest, person: Person) -> HttpResponse:
    """What it means, before it is done; freeze or, with `thaw`, come back."""
    if request.method != "POST":
        return render(request, "privacy/freeze.html", {"is_frozen": person.state == Person.State.FROZEN})
    if "thaw" in request.POST:
        people.thaw_person(person, by=person)
        messages.success(request, _("Your data are in use again."))
    else:
        people.freeze_person(person, by=person)
        messages.success(request, _("Your data stay untouched until you say so."))
    return redirect("privacy:mine")


@own_data
def objections(request: HttpRequest, person: Person) -> HttpResponse:
    """Purposes that one may object to, each with a button."""
    if request.method == "POST":
        if "withdraw" in request.POST:
            actions.withdraw_objection(request.POST["withdraw"], by=person)
        else:
            actions.object_to(request.POST.get("purpose", ""), by=person)
        messages.success(request, _("It is written down."))
        return redirect("privacy:objections")
    said = set(Objection.objects.filter(person=person).values_list("processing", flat=True))
    purposes = [(one, one.key in said) for one in register.processings() if one.may_be_objected]
    return render(request, "privacy/objections.html", {"purposes": purposes})
