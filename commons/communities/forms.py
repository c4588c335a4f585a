"""Removing somebody from a space."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class BanForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_(
            "This person reads it, here or in their own town, and so does everybody who follows this space."
        ),
        max_length=300,
    )
    until = forms.DateField(
        label=_("Until"),
        help_text=_("From that day on they may write here again. Leave it empty when there is no end."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_until(self) -> Any:
        until = self.cleaned_data["until"]
        if until and until <= timezone.localdate():
            raise forms.ValidationError(_("Please choose a day to come."))
        return until
