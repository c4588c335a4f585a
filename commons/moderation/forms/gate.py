"""What the gate looks for."""

from django import forms
from django.utils.translation import gettext_lazy as _

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
    links_visitor = forms.IntegerField(
        label=_("New links in one correction of a visitor"),
        help_text=_("With more, somebody looks first."),
        min_value=0,
        max_value=100,
        initial=2,
    )
    links_newcomer = forms.IntegerField(
        label=_("New links in one text of a newcomer"), min_value=0, max_value=100, initial=6
    )
    links_talk = forms.IntegerField(
        label=_("Links in one message of a newcomer"), min_value=0, max_value=100, initial=2
    )
    first_messages = forms.IntegerField(
        label=_("First messages of a new account that somebody reads first"),
        help_text=_("0 for none. An account is new for a week."),
        min_value=0,
        max_value=20,
        initial=0,
    )
    text = forms.CharField(
        label=_("A text to try the list on"),
        help_text=_("It is not kept."),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
