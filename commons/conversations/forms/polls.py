"""A poll, and a ballot."""

import uuid
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.conversations.actions.polls import MOST_OPTIONS
from commons.conversations.models import Poll

LONGEST_OPTION = 200


class PollForm(forms.Form):
    question = forms.CharField(
        label=_("Your question"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    options = forms.CharField(
        label=_("What one can choose"),
        help_text=_("One answer per line, two at least and ten at most."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=2500,
    )
    method = forms.ChoiceField(
        label=_("How one votes"),
        choices=Poll.Method.choices,
        initial=Poll.Method.SINGLE,
        widget=forms.RadioSelect,
    )
    secret = forms.BooleanField(
        label=_("Secret vote: nobody can see who chose what, and the result is told at the end"),
        initial=True,
        required=False,
    )
    for_residents = forms.BooleanField(
        label=_("Only people whose address in the town is verified may vote"),
        help_text=_("By a letter, at the desk, or met in person. The others read the poll and do not vote."),
        required=False,
    )
    closes_on = forms.DateField(
        label=_("Last day"),
        help_text=_("The poll closes at the end of that day."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    client_id = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        week = timezone.localdate() + timedelta(days=7)
        kwargs["initial"] = {"client_id": uuid.uuid4(), "closes_on": week, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    def clean_options(self) -> list[str]:
        lines = [" ".join(line.split()) for line in self.cleaned_data["options"].splitlines()]
        found = list(dict.fromkeys(line for line in lines if line))
        if not 2 <= len(found) <= MOST_OPTIONS:
            raise forms.ValidationError(
                _("Please write between two and ten different answers, one per line.")
            )
        if any(len(line) > LONGEST_OPTION for line in found):
            raise forms.ValidationError(_("One of the answers is longer than 200 signs."))
        return found

    def clean_closes_on(self) -> datetime:
        """The first moment of the day after, on the town's clocks."""
        day: date = self.cleaned_data["closes_on"]
        today = timezone.localdate()
        if not today <= day <= today + timedelta(days=366):
            raise forms.ValidationError(_("Please choose a day between today and a year from now."))
        return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


class VoteForm(forms.Form):
    """One of several, some of several, or a place for each that one gives a place to."""

    def __init__(self, *args: Any, poll: Poll, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.poll = poll
        options = [(str(option.pk), option.text) for option in poll.choices]
        if poll.method == Poll.Method.RANKED:
            places = [("", _("no place")), *((str(n), str(n)) for n in range(1, len(options) + 1))]
            for key, text in options:
                self.fields[f"place_{key}"] = forms.ChoiceField(label=text, choices=places, required=False)
        else:
            several = poll.method == Poll.Method.SEVERAL
            field = forms.MultipleChoiceField if several else forms.ChoiceField
            widget = forms.CheckboxSelectMultiple if several else forms.RadioSelect
            self.fields["choice"] = field(
                label=_("Your vote"),
                choices=options,
                widget=widget,
                error_messages={"required": _("Please choose first.")},
            )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.poll.method == Poll.Method.RANKED:
            placed = {key: int(value) for key, value in cleaned.items() if value}
            if not placed:
                raise forms.ValidationError(_("Please give a place to one answer at least."))
            if len(set(placed.values())) < len(placed):
                raise forms.ValidationError(_("Two answers have the same place. Please give each its own."))
            order = sorted(placed, key=lambda key: placed[key])
            cleaned["choices"] = [int(key.removeprefix("place_")) for key in order]
        elif chosen := cleaned.get("choice"):
            cleaned["choices"] = [int(key) for key in (chosen if isinstance(chosen, list) else [chosen])]
        return cleaned
