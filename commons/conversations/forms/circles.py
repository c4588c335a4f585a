"""A circle, and whom one brings in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from commons.people.models import Person


class CircleForm(forms.Form):
    name = forms.CharField(label=_("Name of the circle"), max_length=120)
    summary = forms.CharField(
        label=_("What it is for"),
        help_text=_("One sentence, which only its members read."),
        max_length=300,
        required=False,
    )


class SeatForm(forms.Form):
    person = forms.CharField(
        label=_("Whom do you bring in?"),
        help_text=_(
            "The name after the @, as it stands on their page. They are told, and may leave at any time."
        ),
        max_length=64,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )

    def clean_person(self) -> Person:
        handle = self.cleaned_data["person"].strip().lstrip("@")
        found: Person | None = Person.objects.local().active().filter(handle__iexact=handle).first()
        if found is None:
            raise forms.ValidationError(_("Nobody of that name lives in this town."))
        return found
