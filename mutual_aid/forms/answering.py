"""A proposal to help, a reason, thanks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commons.base.rules import sentences
from commons.base.text import scams_in
from mutual_aid.actions.responses import LONGEST_MESSAGE
from mutual_aid.declining import Polite

LONGEST_REASON = 300


class HelpForm(forms.Form):
    message = forms.CharField(
        label=_("Your message"),
        help_text=_("Say when you could come and what you can do. Only this person will read it."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=LONGEST_MESSAGE,
    )
    adult = forms.BooleanField(
        label=_("I am eighteen or older"),
        help_text=_("Help in a home is for people of age. We ask it once, and keep no date of birth."),
        error_messages={"required": _("Please tick the box if you are eighteen or older.")},
    )
    client_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, asks_adult: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_adult:
            del self.fields["adult"]
        if scams_in(self.data.get("message", "")):
            self.fields["confirmed"] = forms.BooleanField(label=_("I mean it"), required=False)

    def clean_message(self) -> str:
        """What looks like the words of a swindler is asked about once: nobody else will read it."""
        message: str = self.cleaned_data["message"]
        if (met := scams_in(message)) and "confirmed" not in self.data:
            raise forms.ValidationError(
                [*sentences(met), _("If it is meant all the same, tick the box below.")]
            )
        return message


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why"), required=False, max_length=LONGEST_REASON)


OWN_WORDS = "own"


class DeclineForm(forms.Form):
    """A sentence of ours, or one's own; `reason` is what is kept of either."""

    sentence = forms.ChoiceField(
        label=_("What shall we tell this person?"),
        choices=[*Polite.choices, (OWN_WORDS, _("In my own words:"))],
        widget=forms.RadioSelect,
        initial=Polite.FOUND,
    )
    words = forms.CharField(
        label=_("Your own words"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("You do not need to give a reason. They are thanked either way."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("sentence") == OWN_WORDS and not cleaned.get("words") and "words" not in self.errors:
            self.add_error("words", _("Please write your sentence, or choose one of those above."))
        return cleaned

    @property
    def reason(self) -> str:
        own = self.cleaned_data["sentence"] == OWN_WORDS
        return str(self.cleaned_data["words" if own else "sentence"])


class ThanksForm(forms.Form):
    text = forms.CharField(
        label=_("Your thanks"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only the two of you read it. Whoever receives it may show it to the members, or not."),
    )
    signed = forms.BooleanField(
        label=_("My name may stand under it, if it is shown"),
        required=False,
        help_text=_("Otherwise it says: somebody of the town."),
    )


class VersionForm(forms.Form):
    """How it was, said by whom it concerns."""

    words = forms.CharField(
        label=_("How it was, in your words"),
        help_text=_("Only the moderators read it, if they ever have to look. It is locked away."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
