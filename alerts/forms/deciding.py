"""Confirming, refusing, ending; the rules of the town."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alerts.actions.rules import strange_hosts
from alerts.models import Bulletin


class ConfirmForm(forms.Form):
    """`edition` says which text was read."""

    edition = forms.IntegerField(min_value=1, max_value=10**6, widget=forms.HiddenInput)
    read = forms.BooleanField(
        label=_("I have opened the source, and it says the same"),
        error_messages={"required": _("Please open the source first, and say that you have read it.")},
    )
    source_checked = forms.BooleanField(
        label=_("I have checked that this site is official"),
        help_text=_("It is not on the list of this town."),
        error_messages={"required": _("Please check whose site it is, and say so.")},
    )

    def __init__(self, *args: Any, bulletin: Bulletin, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if bulletin.source_listed:
            del self.fields["source_checked"]


class ReasonForm(forms.Form):
    """`needed`: nothing can be refused or cancelled without a word."""

    reason = forms.CharField(label=_("Why?"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, needed: bool, hint: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required, self.fields["reason"].help_text = needed, hint


class RulesForm(forms.Form):
    official_hosts = forms.CharField(
        label=_("Official sites"),
        help_text=_(
            "One a line, without https://. Each stands for those below it too: gouv.fr for rhone.gouv.fr."
        ),
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "autocapitalize": "none"}),
        max_length=5000,
    )
    most_a_day = forms.IntegerField(
        label=_("How many may be relayed in a day, updates included"),
        help_text=_("Who is told of too much reads nothing any more."),
        min_value=1,
        max_value=100,
        widget=forms.NumberInput(attrs={"class": "narrow"}),
    )

    def clean_official_hosts(self) -> str:
        said = str(self.cleaned_data["official_hosts"])
        if strange := strange_hosts(said):
            raise forms.ValidationError(
                gettext("“%(word)s” is not the name of a site, such as meteofrance.com."),
                params={"word": strange[0][:60]},
            )
        return said
