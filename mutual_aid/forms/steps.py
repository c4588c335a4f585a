"""The three steps of a listing, as people are asked: what, when, where about."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from commons.people.models import Person
from commons.places.models import Neighbourhood
from mutual_aid.actions.listings import LONGEST_PLACE
from mutual_aid.availability import Part
from mutual_aid.categories import Category
from mutual_aid.models import Listing

Kind = Listing.Kind
TITLES = {
    Kind.REQUEST: _("What do you need?"),
    Kind.OFFER: _("What can you do for others?"),
    Kind.LOAN: _("What do you lend?"),
    Kind.TASK: _("What shall we do together?"),
}
TITLE_HINTS = {
    Kind.REQUEST: _("In a few words, for example: carry my shopping up to the third floor."),
    Kind.OFFER: _("In a few words, for example: help with a telephone or a computer."),
    Kind.LOAN: _("In a few words, for example: a drill and its bits, for a week."),
    Kind.TASK: _("In a few words, for example: clean the river bank on Saturday."),
}
DAYS = {
    Kind.REQUEST: _("Before which day?"),
    Kind.OFFER: _("Until which day?"),
    Kind.LOAN: _("Until which day?"),
    Kind.TASK: _("On which day?"),
}
COUNTS = {
    Kind.REQUEST: _("How many people do you need?"),
    Kind.OFFER: _("How many people can you help?"),
    Kind.LOAN: _("How many can you lend at the same time?"),
    Kind.TASK: _("How many people are needed?"),
}
# What a telephone's keyboard and its dictation should know of a sentence; nothing of it is filled in from elsewhere.
SPOKEN = {"autocomplete": "off", "inputmode": "text", "autocapitalize": "sentences", "spellcheck": "true"}
COUNTED = {"class": "narrow", "inputmode": "numeric", "autocomplete": "off"}


class StepForm(forms.Form):
    """A step knows which kind of listing it is about, and who is writing: nobody yet, for a visitor."""

    def __init__(self, *args: Any, kind: Listing.Kind, person: Person | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.person = kind, person
        self.dress()
        for field in self.fields.values():
            if isinstance(field.widget, forms.TextInput | forms.Textarea):
                field.widget.attrs.setdefault("lang", get_language() or "")

    def dress(self) -> None:
        """Words that depend on the kind."""


class WhatForm(StepForm):
    title = forms.CharField(max_length=120, widget=forms.TextInput(attrs=SPOKEN))
    category = forms.ChoiceField(
        label=_("What is it about?"), choices=Category.choices, widget=forms.RadioSelect
    )
    body = forms.CharField(
        label=_("Tell a little more"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4, **SPOKEN}),
        help_text=_(
            "What helps others to say yes: how long it takes, what to bring. No health details, please."
        ),
    )

    def dress(self) -> None:
        self.fields["title"].label, self.fields["title"].help_text = TITLES[self.kind], TITLE_HINTS[self.kind]


class Hurry(TextChoices):
    """The days that people say without a calendar."""

    TODAY = "today", _("Today")
    TOMORROW = "tomorrow", _("Tomorrow")
    WEEK = "week", _("Within a week")
    DAY = "day", _("Before the day written below")
    NONE = "none", _("There is no hurry")

    def day_after(self, today: date) -> date | None:
        days = {Hurry.TODAY: 0, Hurry.TOMORROW: 1, Hurry.WEEK: 7}
        return today + timedelta(days[self]) if self in days else None


class WhenForm(StepForm):
    hurry = forms.ChoiceField(
        label=_("When do you need it?"), required=False, choices=Hurry.choices, widget=forms.RadioSelect
    )
    needs_by = forms.DateField(
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "narrow"}, format="%Y-%m-%d"),
        help_text=_("Leave it empty if there is no hurry. After that day it leaves the board by itself."),
    )
    part_of_day = forms.ChoiceField(
        label=_("At what time of the day?"),
        required=False,
        choices=[("", _("Any time")), *((part.value, str(part.label)) for part in Part)],
    )
    helpers_needed = forms.IntegerField(
        min_value=1, max_value=99, initial=1, widget=forms.NumberInput(attrs=COUNTED)
    )
    standing = forms.BooleanField(
        label=_("It has no end"),
        required=False,
        help_text=_("You are asked once a year whether it still holds."),
    )

    def dress(self) -> None:
        self.fields["needs_by"].label, self.fields["helpers_needed"].label = (
            DAYS[self.kind],
            COUNTS[self.kind],
        )
        if self.kind != Kind.REQUEST:
            del self.fields["hurry"]
        if self.kind not in (Kind.OFFER, Kind.LOAN):
            del self.fields["standing"]

    def clean_needs_by(self) -> date | None:
        """What was said in words wins over the calendar, which may still show an earlier choice."""
        day: date | None = self.cleaned_data["needs_by"]
        hurry, today = self.cleaned_data.get("hurry", ""), timezone.localdate()
        if hurry and hurry != Hurry.DAY:
            return Hurry(hurry).day_after(today)
        if hurry and not day:
            raise forms.ValidationError(_("Please write the day, or choose another answer above."))
        if day and day < today:
            raise forms.ValidationError(_("This day is past. Please choose another one."))
        return day


class WhereForm(StepForm):
    neighbourhood = forms.ModelChoiceField(
        label=_("Where about?"),
        queryset=Neighbourhood.objects.all(),
        help_text=_("Only the name of the neighbourhood is shown. We never keep a more precise place."),
    )
    meeting_place = forms.CharField(
        label=_("Where to meet"),
        required=False,
        max_length=LONGEST_PLACE,
        widget=forms.Textarea(attrs={"rows": 2, **SPOKEN}),
        help_text=_(
            "Locked away: only the person whom you accept can read it. It is erased seven days after the end."
        ),
    )
    visibility = forms.ChoiceField(
        label=_("Who may read it?"),
        choices=Listing.Visibility.choices,
        widget=forms.RadioSelect,
        initial=Listing.Visibility.PUBLIC,
    )
    share = forms.BooleanField(
        label=_("Share with neighbouring towns"),
        required=False,
        help_text=_("Their inhabitants may answer too. Where to meet is never shared."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("share") and cleaned.get("visibility") != Listing.Visibility.PUBLIC:
            self.add_error("share", _("To share it with neighbouring towns, let everybody read it."))
        return cleaned


STEPS: list[type[StepForm]] = [WhatForm, WhenForm, WhereForm]
