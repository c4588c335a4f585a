"""The shape of what people type to prove that it is them."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commons.accounts import proofs
from commons.accounts.models import Recovery
from commons.base.mail import refuse_odd_address
from commons.base.sealed_email import LONGEST_ADDRESS
from commons.people.models import Person

CODE_HINT = _("Six figures that your application shows, or one of your codes on paper.")


def _code(form: forms.Form, hint: Any) -> None:
    field = form.fields["code"]
    field.label, field.help_text = _("The code"), hint
    field.widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}


def _has_proved(user: Any, kind: str) -> None:
    """Who has just shown a step is not asked for it again a moment later, to see the codes on paper."""
    record_authentication(context.request, user, "mfa", type=kind, reauthenticated=True)


class SecondStepForm(AuthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code(self, CODE_HINT)


class ProofForm(ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code(self, CODE_HINT)


class MailedCodeForm(forms.Form):
    code = forms.CharField(max_length=20)

    def __init__(self, *args: Any, request: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        has_mail = request.user.has_mail
        _code(self, _("Six figures that stand in the message.") if has_mail else _("It stands on your card."))
        if not has_mail:
            self.fields["code"].widget.attrs["inputmode"] = "text"

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if not proofs.take_code(self.request, self.request.user, code):
            raise forms.ValidationError(
                gettext("This is not the code that was sent. Look at the message again.")
                if self.request.user.has_mail
                else gettext(
                    "This is not the code of your card. After ten tries, ask the desk for a new one."
                )
            )
        return code


class ApplicationForm(ActivateTOTPForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code(self, _("Six figures that your application shows now."))

    def clean_code(self) -> str:
        code: str = super().clean_code()
        _has_proved(self.user, "totp")
        return code


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A key that opens by itself: the browser asks for a finger, a face or a PIN."""

    passwordless = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self.fields["name"]
        name.label, name.max_length = _("A name for this key"), 60
        name.help_text = _("So that you recognise it: “telephone”, “blue key”.")
        name.widget.attrs["maxlength"] = 60

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if cleaned.get("credential"):
            _has_proved(self.user, "webauthn")
        return cleaned


class LetterForm(forms.Form):
    address = forms.CharField(
        label=_("Your name and postal address, as on an envelope"),
        help_text=_("It is sealed, read once to print the letter, and erased then."),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "street-address"}),
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("The code of the letter"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class AboutSomebody(forms.Form):
    """What the desk fills in about who stands before it."""

    handle = forms.CharField(
        label=_("Their short name"),
        help_text=_("As it stands on their page, after the @."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )

    def clean_handle(self) -> Person:
        handle = self.cleaned_data["handle"].strip().lstrip("@")
        person = Person.objects.citizens().filter(handle__iexact=handle).first()
        if person is None:
            raise forms.ValidationError(gettext("Nobody of this town has this short name."))
        return person


class ProofSeenForm(AboutSomebody):
    prefix = "seen"
    how = forms.ChoiceField(
        label=_("How do you know that they live here?"),
        widget=forms.RadioSelect,
        choices=[("desk", _("I have seen a proof of address")), ("met", _("I have met them at home"))],
    )


class StepLostForm(AboutSomebody):
    prefix = "lost"
    proof = forms.ChoiceField(
        label=_("How do you know who they are?"), widget=forms.RadioSelect, choices=Recovery.Proof.choices
    )


class CardLostForm(AboutSomebody):
    prefix = "card"


class CardForm(forms.Form):
    number = forms.CharField(
        label=_("The number of the card"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    code = forms.CharField(
        label=_("The code of the card"),
        help_text=_("Spaces and small letters do not matter."),
        max_length=30,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class AddressForm(forms.Form):
    """`present` is the address that the account has."""

    email = forms.EmailField(
        label=_("Your new e-mail address"),
        help_text=_("A message with a code goes there. Until you type it, nothing changes."),
        max_length=LONGEST_ADDRESS,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, *args: Any, present: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.present = present

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        refuse_odd_address(email)
        if email == self.present:
            raise forms.ValidationError(gettext("You log in with this address already."))
        return email


class AddressCodeForm(forms.Form):
    code = forms.CharField(
        label=_("The code of the message"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class WordsForm(forms.Form):
    words = forms.CharField(
        label=_("A few words to those who decide"),
        help_text=_("Who you are, what ties you to the town, who knows you. Erased when it is decided."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
