"""The rules of the town, for administrators."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from alerts import actions
from alerts.forms import RulesForm
from alerts.permissions import may_keep_rules
from commons.base.errors import NotHere
from commons.base.fragments import render, sent
from commons.people.middleware import SignedInRequest, members_only


@members_only
def rules(request: SignedInRequest) -> HttpResponse:
    if not may_keep_rules(request.person):
        raise NotHere
    kept = actions.the_rules()
    known = {"official_hosts": kept.official_hosts, "most_a_day": kept.most_a_day}
    form = RulesForm(sent(request), initial=known)
    if form.is_valid():
        actions.revise_rules(by=request.person, **form.cleaned_data)
        messages.success(request, _("The rules are saved, and it stands in the public record."))
        return redirect("alerts:preparation")
    return render(request, "alerts/rules.html", {"form": form}, status=422 if form.errors else 200)
