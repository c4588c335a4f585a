"""The shape of what people say about their data, and of what the officer writes down."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.privacy.models import Incident, Request

LARGEST_UPLOAD = 200_000_000  # bytes, packed


class BringForm(forms.Form):
    file = forms.FileField(
        label=_("The file"),
        error_messages={"required": _("Please choose a file."), "empty": _("This file is empty.")},
    )
    kind = forms.ChoiceField(
        label=_("What is it?"),
        initial="archive",
        choices=[
            ("archive", _("An archive (ZIP), from here, from another Calade town or from Mastodon")),
            ("follows", _("Whom you follow (CSV)")),
            ("blocks", _("Whom you have blocked (CSV)")),
            ("mutes", _("Whom you have muted (CSV)")),
            ("bookmarks", _("Your bookmarks (CSV)")),
        ],
        widget=forms.RadioSelect,
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_UPLOAD:
            raise forms.ValidationError(_("This file is larger than 200 MB."), code="too_large")
        return file


class AskForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What do you ask?"), choices=Request.Kind.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("In your words"),
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Which data, and what should become of them. You do not have to say why."),
    )


class NoteForm(AskForm):
    who = forms.CharField(
        label=_("Who asks, and how to reach them"),
        max_length=500,
        help_text=_("It is encrypted, and goes with the request."),
    )
    field_order = ["who", "kind", "words"]


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("Your answer"), max_length=5_000, widget=forms.Textarea(attrs={"rows": 6})
    )
    erase = forms.ChoiceField(
        label=_("End the account?"),
        required=False,
        choices=[
            ("", _("No")),
            ("keep", _("Yes; what they said in public stays, by “somebody”")),
            ("erase", _("Yes, with everything that they said")),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, may_erase: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_erase:
            del self.fields["erase"]


class WaitForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it takes longer"),
        max_length=300,
        help_text=_("The person reads it. Two months more, once: say it before the first month has ended."),
    )


class IncidentForm(forms.Form):
    found_at = forms.DateTimeField(
        label=_("When it was found out"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("The 72 hours begin at that moment."),
    )
    what = forms.CharField(
        label=_("What happened"),
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Which data, how, and since when. No names."),
    )
    people = forms.IntegerField(label=_("How many people, about"), min_value=0, required=False)
    gravity = forms.ChoiceField(
        label=_("What it means for them"), choices=Incident.Gravity.choices, widget=forms.RadioSelect
    )

    def clean_found_at(self) -> datetime:
        moment: datetime = self.cleaned_data["found_at"]
        if moment > timezone.now():
            raise forms.ValidationError(_("This moment has not come yet."))
        return moment


class MeasuresForm(forms.Form):
    measures = forms.CharField(
        label=_("What was done, and what will be"),
        max_length=5_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class SubcontractorForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    what_for = forms.CharField(label=_("What they do for the town"), max_length=300)
    where = forms.CharField(label=_("Where the data are"), max_length=120)
    contract_until = forms.DateField(
        label=_("Until when the contract runs"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
