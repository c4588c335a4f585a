"""Being told of what is new on the board: what one asked for, and the end of it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from commons.base.errors import TooMany
from commons.base.fragments import sent
from commons.people.middleware import SignedInRequest, members_only
from commons.places.neighbourhoods import neighbourhoods
from mutual_aid import actions
from mutual_aid.alerting import address_of_end, alerts_of
from mutual_aid.forms.alerts import AlertForm
from mutual_aid.models import SavedAlert


@members_only
def alerts(request: SignedInRequest) -> HttpResponse:
    """The list, and a form for one more, which a link can fill with the filters of the board."""
    form = AlertForm(sent(request), initial=request.GET.dict(), neighbourhoods=neighbourhoods())
    if form.is_bound and form.is_valid():
        try:
            alert = actions.save_alert(by=request.person, **form.fields_of_alert)
        except TooMany as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, _("You will be told of: %(what)s") % {"what": alert.words})
            return redirect("mutual_aid:alerts")
    own = SavedAlert.objects.filter(person=request.person).select_related("neighbourhood").order_by("pk")
    rows = [{"alert": alert, "end": address_of_end(alert)} for alert in own]
    wrong = form.is_bound and form.errors
    context = {"form": form, "rows": rows}
    return render(request, "mutual_aid/alerts.html", context, status=422 if wrong else 200)


@csrf_exempt  # the address is the permission: mail programs press the button too, and nobody is logged in
def end(request: HttpRequest, token: str) -> HttpResponse:
    found = alerts_of(token)
    known = list(found)
    if not known and request.method != "POST":
        raise Http404
    if request.method == "POST" and known:
        actions.end_alerts(found, of=known[0].person)
    context = {"is_done": request.method == "POST", "words": [alert.words for alert in known]}
    return render(request, "mutual_aid/alert_end.html", context)
