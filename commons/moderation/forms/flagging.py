"""What somebody says when they flag a thing, and what a moderator tells another town."""

from django import forms
from django.utils.translation import gettext_lazy as _

from commons.moderation.models import Flag


class FlagForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("What is wrong with it"), choices=Flag.Reason.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("Something the moderators should know"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        required=False,
    )


class ForwardForm(forms.Form):
    words = forms.CharField(
        label=_("What you tell them"),
        help_text=_("The town says it, not you. Do not name who asked, nor copy their words."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=5000,
    )
