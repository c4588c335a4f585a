"""Ready answers of the team."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from commons.base.errors import NotHere
from commons.base.fragments import sent
from commons.moderation import actions
from commons.moderation.forms import AnswerForm
from commons.moderation.models import Answer
from commons.moderation.permissions import may_keep_list
from commons.people.middleware import SignedInRequest, members_only


@members_only
def answers(request: SignedInRequest, pk: int | None = None) -> HttpResponse:
    """The list, with a form for a new one or, by its number, for one of them."""
    if not may_keep_list(request.person):
        raise NotHere
    kept = get_object_or_404(Answer, pk=pk) if pk else None
    if kept and request.method == "POST" and "drop" in request.POST:
        actions.drop_answer(kept, by=request.person)
        messages.success(request, _("It is gone from the list."))
        return redirect("moderation:answers")
    form = AnswerForm(sent(request), instance=Answer.objects.filter(pk=pk).first() if pk else None)
    if request.method == "POST" and form.is_valid():
        actions.keep_answer(kept, by=request.person, **form.cleaned_data)
        messages.success(request, _("It is written down."))
        return redirect("moderation:answers")
    context = {"form": form, "kept": kept, "answers": Answer.objects.all()}
    return render(request, "moderation/answers.html", context, status=422 if form.errors else 200)
