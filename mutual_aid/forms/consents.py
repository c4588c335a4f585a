"""That somebody agreed; and what is asked about once before it is sent in their name."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mutual_aid.actions.agreements import Agreement, text_read
from mutual_aid.wording import looks_like_full_name, shows_contact, speaks_of_danger
from mutual_aid.wordings import How, Wording

DATE = {"type": "date", "class": "narrow"}
HOWS = [choice for choice in How.choices if choice[0] != How.NOTED]


class AgreementForm(forms.Form):
    """How and when somebody agreed, and to which words. Others inherit it: the fields stand at their end."""

    how = forms.ChoiceField(label=_("How did they agree?"), choices=HOWS, widget=forms.RadioSelect)
    agreed_on = forms.DateField(
        label=_("On which day?"),
        widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"),
        initial=timezone.localdate,
    )
    was_read = forms.BooleanField(label=_("I have read them this text, and they said yes"))
    wording = forms.CharField(widget=forms.HiddenInput, max_length=12)

    def __init__(self, *args: Any, wording: Wording, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.read_aloud = wording
        self.fields["wording"].initial = wording.code

    def clean_agreed_on(self) -> Any:
        day = self.cleaned_data["agreed_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if text_read(self.read_aloud.purpose, cleaned.get("wording", "")) is None:
            self._show_again("wording", self.read_aloud.code)
            self.add_error("was_read", _("The text has changed meanwhile. Please read it to them again."))
        return cleaned

    def _show_again(self, name: str, value: str) -> None:
        """What a hidden field of this form holds when it comes back."""
        self.data = {**{key: self.data[key] for key in self.data}, name: value}

    @property
    def agreement(self) -> Agreement:
        cleaned = self.cleaned_data
        return Agreement(how=cleaned["how"], agreed_on=cleaned["agreed_on"], wording=cleaned["wording"])


class DoubtfulForm(AgreementForm):
    """Says once what its writer should think about twice; sent again as it is, it passes."""

    client_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    doubted = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)

    public_words: tuple[str, ...] = ()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        known = set(str(cleaned.get("doubted", "")).split())
        found = {name: (field, words) for name, field, words in self.doubts(cleaned)}
        for name in found.keys() - known:
            self.add_error(*found[name])
        if found.keys() - known:
            self._show_again("doubted", " ".join(sorted(known | found.keys())))
        self.danger = "danger" in found
        return cleaned

    def doubts(self, cleaned: dict[str, Any]) -> list[tuple[str, str, Any]]:
        """Name, field and words of each doubt."""
        found: list[tuple[str, str, Any]] = []
        if looks_like_full_name(cleaned.get("alias", "")):
            words = _(
                "This looks like a full name. Better a first name; if it is not their own, send it again."
            )
            found.append(("name", "alias", words))
        for field in self.public_words:
            text = cleaned.get(field, "")
            if shows_contact(text):
                words = _(
                    "There is a number or an address in it, which others would read. Take it out, or send again."
                )
                found.append(("contact", field, words))
            if speaks_of_danger(text):
                words = _(
                    "This speaks of danger. First call one of the numbers above; if nobody is in danger, send again."
                )
                found.append(("danger", field, words))
        return found

    danger = False
