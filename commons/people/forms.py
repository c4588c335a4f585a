"""The shape of what people type about themselves."""

import re
from typing import Any

from allauth.account.forms import ConfirmEmailVerificationCodeForm, ConfirmLoginCodeForm
from allauth.account.forms import LoginForm as BaseLoginForm
from allauth.account.forms import SignupForm as BaseSignUpForm
from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commons.base.sealed_email import LONGEST_ADDRESS
from commons.base.text import TooHeavy, check_weight, fold
from commons.people.models import Person, Role
from commons.people.names import is_borne_by_a_person, is_borne_by_another_kind

LONGEST_HANDLE = 30
HANDLE = re.compile(r"[a-z0-9][a-z0-9_]{1,29}")
# Names that speak for an institution, or that an address of the town already uses.
RESERVED = frozenset(
    [
        "admin", "administrateur", "administration", "ap", "calade", "commune", "conseil", "entraide", "inbox",
        "maire", "mairie", "mediateur", "moderateur", "moderation", "police", "root", "secours", "support",
        "system", "town", "ville", "webmaster",
    ]
)  # fmt: skip

EMAIL_LABEL = _("Your e-mail address")
CODE_LABEL = _("The code you received")
CODE_HINT = _("It is in the message that was just sent to you. You can paste it.")


def handles_like(name: str) -> str:
    """A handle made from a name, accents folded: "Léa d’Arc" gives "lea_d_arc"; "voisin" when no letter is left."""
    made = re.sub(r"[^a-z0-9]+", "_", fold(name)).strip("_")[: LONGEST_HANDLE - 4].strip("_")
    return made if HANDLE.fullmatch(made) and made not in RESERVED else "voisin"


def is_taken(handle: str) -> bool:
    return handle in RESERVED or is_borne_by_a_person(handle) or is_borne_by_another_kind(handle)


def free_handle(name: str) -> str:
    """The handle made from a name, with the first number that makes it free."""
    base = handles_like(name)
    taken = {handle.lower() for handle in Person.objects.local().handles_beginning_with(base)}
    number = 2
    made = base
    while made in taken or made in RESERVED or is_borne_by_another_kind(made):
        made, number = f"{base}{number}", number + 1
    return made


def _bare(field: forms.Field, label: Any, hint: Any = "") -> None:
    """Our label above and hint below, instead of the library's words inside the box."""
    field.label, field.help_text = label, hint
    field.widget.attrs.pop("placeholder", None)


class SignUpForm(BaseSignUpForm):  # type: ignore[misc]
    """An address, nothing else."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _bare(
            self.fields["email"],
            EMAIL_LABEL,
            _("It is never shown to anybody. A code is sent to it: no password."),
        )
        self.fields["email"].validators.append(MaxLengthValidator(LONGEST_ADDRESS))


class LoginForm(BaseLoginForm):  # type: ignore[misc]
    """The address that the code is sent to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _bare(self.fields["login"], EMAIL_LABEL, _("A code is sent to it: there is no password to remember."))


class LoginCodeForm(ConfirmLoginCodeForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _bare(self.fields["code"], CODE_LABEL, CODE_HINT)


class SignUpCodeForm(ConfirmEmailVerificationCodeForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _bare(self.fields["code"], CODE_LABEL, CODE_HINT)


class WelcomeForm(forms.ModelForm[Person]):
    """The last step of joining: who one is to others, and what one agrees to."""

    charter = forms.BooleanField(
        label=_("I have read the charter and I accept it"),
        error_messages={
            "required": _("Without the charter we cannot live together here: please read and accept it.")
        },
    )
    old_enough = forms.BooleanField(
        label=_("I am fifteen or older, or a parent and I agree that I join"),
        help_text=_("The law asks for both before fifteen. Your date of birth is never asked for."),
        error_messages={"required": _("Before fifteen, you need the agreement of a parent to write here.")},
    )

    class Meta:
        model = Person
        fields = ["name", "handle", "neighbourhood"]
        labels = {
            "name": _("The name that others see"),
            "handle": _("Your short name"),
            "neighbourhood": _("Your neighbourhood"),
        }
        help_texts = {
            "name": _("Your first name is enough, or a name of your choice. It can be changed later."),
            "handle": _(
                "So that people can write to you with an @. Unaccented letters, digits and _. "
                "Leave it empty and it will be made from your name. It cannot be changed later."
            ),
            "neighbourhood": _("To show you first what happens near you. Your address is never asked for."),
        }
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name", "maxlength": 60}),
            "handle": forms.TextInput(
                attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
            ),
            "neighbourhood": forms.RadioSelect,
        }
        error_messages = {"name": {"required": _("Please write a name: your first name is enough.")}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["handle"].required = False
        neighbourhood: Any = self.fields["neighbourhood"]
        neighbourhood.empty_label = _("Elsewhere, or I would rather not say")

    def clean_handle(self) -> str:
        handle = self.cleaned_data["handle"].strip().lstrip("@").lower()
        if not handle:
            return ""
        if not HANDLE.fullmatch(handle):
            raise forms.ValidationError(
                gettext("Two to thirty unaccented letters, digits or _, beginning with a letter or a digit.")
            )
        if is_taken(handle):
            raise forms.ValidationError(
                gettext("“%(handle)s” is taken. “%(free)s” is free, for example."),
                params={"handle": handle, "free": free_handle(handle)},
            )
        return str(handle)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("name") and cleaned.get("handle") == "":
            cleaned["handle"] = free_handle(cleaned["name"])
        return cleaned

    def choices(self) -> dict[str, Any]:
        """What `people.actions.join` takes."""
        return {key: self.cleaned_data[key] for key in ("handle", "name", "neighbourhood")}


class SettingsForm(forms.ModelForm[Person]):
    mail_wanted = forms.BooleanField(
        label=_("Send me a message when something waits for me"),
        help_text=_("A title and a link, never what was written. Codes to log in are always sent."),
        required=False,
    )

    class Meta:
        model = Person
        fields = ["name", "summary", "neighbourhood", "is_discoverable", "is_indexable"]
        labels = {
            "name": _("The name that others see"),
            "summary": _("A few words about you"),
            "neighbourhood": _("Your neighbourhood"),
            "is_discoverable": _("People may find me by my name, here and on other servers"),
            "is_indexable": _("Other servers may let people search in what I write"),
        }
        help_texts = {
            "summary": _("Everybody can read them, also in other towns."),
            "is_discoverable": _("Here, only members find people."),
            "is_indexable": _("This is a wish, which servers of good will respect."),
        }
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name", "maxlength": 60}),
            "summary": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        neighbourhood: Any = self.fields["neighbourhood"]
        neighbourhood.empty_label = _("Elsewhere, or I would rather not say")

    def clean_summary(self) -> str:
        summary: str = self.cleaned_data["summary"]
        if len(summary) > 2000:
            raise forms.ValidationError(gettext("Two thousand characters at most."))
        try:
            check_weight(summary, "post")
        except TooHeavy as heavy:
            raise forms.ValidationError(heavy.messages) from heavy
        return summary


class RoleForm(forms.Form):
    """An administrator gives a charge; the reason is public."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.Name.choices)
    reason = forms.CharField(
        label=_("Reason"), help_text=_("It stands in the public record, next to your name."), max_length=300
    )
    expires_at = forms.DateField(
        label=_("Until"),
        help_text=_("The role ends by itself on that day."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class LeaveForm(forms.Form):
    """The last form that somebody fills in here."""

    words = forms.ChoiceField(
        label=_("What you said in conversations"),
        widget=forms.RadioSelect,
        choices=[("keep", _("Keep it, by “Somebody”")), ("erase", _("Delete it"))],
        error_messages={"required": _("Please choose what becomes of your words.")},
    )
    sure = forms.BooleanField(
        label=_("I want to leave for good"),
        help_text=_(
            "Your account, your address and your profile are emptied at once. Nobody can bring them back."
        ),
        error_messages={
            "required": _("Please tick this box if you want to leave. Without it, nothing happens.")
        },
    )
