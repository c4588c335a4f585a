"""Where one stands on the ladder of living here, and the next rung."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from commons.accounts import actions
from commons.accounts.forms import CodeForm, LetterForm
from commons.accounts.models import Residence, residence_of
from commons.base.fragments import sent
from commons.people.middleware import SignedInRequest, members_only


@members_only
def living(request: SignedInRequest) -> HttpResponse:
    """One page, three small forms: `do` says which one was sent."""
    residence = residence_of(request.person)
    do = request.POST.get("do", "")
    letter = LetterForm(sent(request) if do == "letter" else None)
    code = CodeForm(sent(request) if do == "code" else None)
    if do == "declare":
        actions.declare_residence(request.person, by=request.person)
        return redirect("accounts:living")
    if residence and letter.is_valid():
        actions.ask_for_letter(residence, by=request.person, address=letter.cleaned_data["address"])
        messages.success(request, _("The letter will be printed and posted in the days to come."))
        return redirect("accounts:living")
    if residence and code.is_valid() and _opened(request, residence, code):
        return redirect("accounts:living")
    context = {"residence": residence, "letter": letter, "code": code}
    wrong = any(form.is_bound and form.errors for form in (letter, code))
    return render(request, "accounts/living.html", context, status=422 if wrong else 200)


def _opened(request: SignedInRequest, residence: Residence, form: CodeForm) -> bool:
    if actions.enter_code(residence, by=request.person, code=form.cleaned_data["code"]):
        messages.success(request, _("Thank you: the town knows that you live here."))
        return True
    residence.refresh_from_db()
    form.add_error("code", _("This is not the code of the letter."))
    return False
