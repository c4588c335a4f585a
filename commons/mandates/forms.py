"""The shape of a mandate, and of an agreement to it."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commons.accounts.forms import AboutSomebody
from commons.mandates import scopes
from commons.mandates.actions import Wanted
from commons.mandates.models import Mandate
from commons.people.models import Person

HOWS = [choice for choice in Mandate.How.choices if choice[0] != Mandate.How.SESSION]


def _choices() -> list[tuple[str, list[tuple[str, str]]]]:
    return [(room, [(scope.key, str(scope.name)) for scope in some]) for room, some in scopes.by_room()]


class PrepareForm(AboutSomebody):
    purpose = forms.CharField(
        label=_("What for?"),
        help_text=_("In the person’s own words, short. Only the two of you read it."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What may you do in their name?"),
        help_text=_(
            "In the words that are read to them. As little as is enough: everything else is refused."
        ),
        choices=_choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Please choose what may be done.")},
    )
    lasts = forms.TypedChoiceField(
        label=_("How long?"),
        choices=Mandate.Lasts.choices,
        coerce=int,
        initial=Mandate.Lasts.DAY,
        widget=forms.RadioSelect,
    )
    place = forms.CharField(
        label=_("Where do you meet?"),
        help_text=_("The desk, a library, at their home; not the address."),
        max_length=120,
    )
    language = forms.CharField(
        label=_("In which language do you speak with them?"), max_length=40, initial=_("French")
    )
    easy_read = forms.BooleanField(
        label=_("I read them the text in easy words that stands on the next page"), required=False
    )

    def __init__(self, *args: Any, fixed: Person | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if fixed:
            self.fields["handle"].initial = fixed.handle

    def refuse_person(self) -> None:
        self.add_error("handle", gettext("Nobody acts for this person: they hold a charge, or are yourself."))

    @property
    def wanted(self) -> Wanted:
        said = self.cleaned_data
        return Wanted(**{name: said[name] for name in Wanted.__dataclass_fields__})


class AgreementForm(forms.Form):
    how = forms.ChoiceField(label=_("How did they agree?"), choices=HOWS, widget=forms.RadioSelect)
    witness = forms.CharField(
        label=_("The witness, when it was said aloud"),
        help_text=_("First name and name of somebody who was there, and is not you."),
        max_length=120,
        required=False,
    )
    code = forms.CharField(
        label=_("The code, when they read it to you"),
        help_text=_("Six figures that stand on their page “My mandates”."),
        max_length=12,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
    was_read = forms.BooleanField(label=_("I have read them this text, and they said yes"))

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        for how, name in ((Mandate.How.ORAL, "witness"), (Mandate.How.CODE, "code")):
            if said.get("how") == how and not said.get(name, "").strip():
                self.add_error(name, gettext("Please fill this in: it shows that they agreed."))
        return said

    @property
    def facts(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("how", "witness", "code")}


class FindForm(AboutSomebody):
    """Somebody stands at the desk and wants to end a mandate."""
