"""Removing somebody from a space; naming those who look after it."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commons.communities.charges import stewards
from commons.communities.models import Community
from commons.people.models import Person


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


class StewardForm(forms.Form):
    """Whom an administrator names; `cleaned_data["person"]` is that Person."""

    person = forms.CharField(
        label=_("Short name"),
        help_text=_("The name that begins with @ on their page. They must live in this town."),
        max_length=100,
        widget=forms.TextInput(
            attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}
        ),
    )

    def __init__(self, *args: Any, community: Community, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.community = community

    def clean_person(self) -> Person:
        said = self.cleaned_data["person"].strip().lstrip("@")
        person = Person.objects.local().active().filter(handle__iexact=said).first()
        if person is None:
            raise forms.ValidationError(
                gettext("Nobody in this town is called @%(handle)s."), params={"handle": said}
            )
        if (self.community.pk, person.pk) in stewards():
            raise forms.ValidationError(
                gettext("%(name)s looks after it already."), params={"name": person.name}
            )
        return person
