"""What moderators decide about messages."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class HideForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), help_text=_("In a few words, for the other moderators."), max_length=200
    )


class RefusalForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it does not appear"),
        help_text=_("Its author reads this."),
        max_length=300,
    )


class UndoForm(forms.Form):
    """All that one person wrote, from one day to another, both included."""

    since = forms.DateField(
        label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(label=_("To"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    reason = forms.CharField(
        label=_("Reason"), help_text=_("In a few words, for the other moderators."), max_length=200
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", _("This day is before the first one."))
        return cleaned

    @property
    def period(self) -> tuple[datetime, datetime]:
        since, until = self.cleaned_data["since"], self.cleaned_data["until"] + timedelta(days=1)
        return tuple(timezone.make_aware(datetime.combine(day, time())) for day in (since, until))  # type: ignore[return-value]  # two of them
