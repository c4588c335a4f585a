"""Raised hands, who speaks, and what is typed for those who do not hear: quick acts, with or without script."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commons.base.errors import WrongMoment
from commons.base.limits import limit, who_asks
from commons.base.numbers import natural
from commons.conversations import actions
from commons.conversations.forms import CaptionForm
from commons.conversations.models import Assembly
from commons.conversations.views.assemblies import assembly_at
from commons.conversations.views.common import by_script, see_other
from commons.people.middleware import SignedInRequest, members_only


def _done(request: SignedInRequest, assembly: Assembly, place: str) -> HttpResponse:
    """Nothing for a script, whose page hears it anyway; others come back to where they were."""
    if by_script(request):
        return HttpResponse(status=204)
    return see_other(f"{assembly.get_absolute_url()}#{place}")


@require_POST
@members_only
def hand(request: SignedInRequest, pk: int) -> HttpResponse:
    """Raise one's hand or, with `do=lower`, lower it."""
    assembly = assembly_at(pk, request.person)
    limit("hand", who_asks(request), times=30, seconds=60)
    if request.POST.get("do") == "lower":
        actions.lower_hand(assembly, by=request.person)
    else:
        actions.raise_hand(assembly, by=request.person)
    return _done(request, assembly, "hands")


@require_POST
@members_only
def floor(request: SignedInRequest, pk: int) -> HttpResponse:
    """A host gives the floor to a hand, or ends it."""
    assembly = assembly_at(pk, request.person)
    if (given := natural(request.POST.get("give"))) is not None:
        actions.give_floor(assembly, given, by=request.person)
    else:
        actions.take_back_floor(assembly, natural(request.POST.get("end")) or 0, by=request.person)
    return _done(request, assembly, "hands")


@require_POST
@members_only
def captions(request: SignedInRequest, pk: int) -> HttpResponse:
    """One line more. What cannot be taken is given back to be copied."""
    assembly = assembly_at(pk, request.person)
    if "erase" in request.POST:
        actions.erase_captions(assembly, by=request.person)
        return _done(request, assembly, "captions")
    form = CaptionForm(request.POST)
    if not form.is_valid():
        context = {"topic": assembly.topic, "form": form}
        return render(request, "conversations/assembly_caption.html", context, status=422)
    limit("caption", who_asks(request), times=60, seconds=60)
    try:
        actions.type_caption(assembly, by=request.person, **form.cleaned_data)
    except WrongMoment as over:
        form.add_error("text", over.sentence or _("The assembly is over."))
        context = {"topic": assembly.topic, "form": form}
        return render(request, "conversations/assembly_caption.html", context, status=409)
    return _done(request, assembly, "captions")
