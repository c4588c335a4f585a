"""What somebody says when they flag a thing, and what a moderator answers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from commons.base.rules import DECIDABLE
from commons.moderation.models import Flag


class FlagForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("What is wrong with it"),
        choices=[choice for choice in Flag.Reason.choices if choice[0] != Flag.Reason.APPEAL],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Something the moderators should know"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        required=False,
    )


class AppealForm(forms.Form):
    words = forms.CharField(
        label=_("Why it should be looked at again"),
        help_text=_("Another moderator than the one who decided reads it, and answers you."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
    )


class RuleForm(forms.Form):
    """What a moderator decides, under which rule, and what the author reads."""

    rule = forms.ChoiceField(
        label=_("Which rule?"),
        choices=[(rule.value, rule.label) for rule in DECIDABLE],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Why? The author will read it."), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class ForwardForm(forms.Form):
    words = forms.CharField(
        label=_("What you tell them"),
        help_text=_("The town says it, not you. Do not name who asked, nor copy their words."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=5000,
    )


LINES = {"rows": 8, "spellcheck": "false", "dir": "auto"}


class ListForm(forms.Form):
    """What the gate looks for; with a text to try it on, nothing is changed."""

    words = forms.CharField(
        label=_("Words that ask for a look"),
        help_text=_(
            "One expression per line: whole words, whatever case and accents. Who writes one is not refused."
        ),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs=LINES),
    )
    hosts = forms.CharField(
        label=_("Sites that are refused"),
        help_text=_("One per line, for example: casino.example. What stands under it is meant too."),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs=LINES),
    )
    text = forms.CharField(
        label=_("A text to try the list on"),
        help_text=_("It is not kept."),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )


class SettleForm(forms.Form):
    """Two buttons share the answer: `upheld` says which one was pressed."""

    upheld = forms.ChoiceField(choices=[("yes", _("acted upon")), ("no", _("no action needed"))])
    answer = forms.CharField(
        label=_("Your answer"),
        help_text=_("The person who asked will read it: what was decided, and why."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )
