"""Asking, offering, lending, organising: three short steps of one post each, what was typed carried along."""

from typing import Any
from uuid import uuid4

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.base.numbers import natural
from commons.people.models import Person
from commons.places.models import Neighbourhood
from mutual_aid.actions.listings import LONGEST_PLACE
from mutual_aid.categories import Category
from mutual_aid.models import Listing
from mutual_aid.wording import shows_contact, speaks_of_danger

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


class StepForm(forms.Form):
    """A step knows which kind of listing it is about, and who is writing."""

    def __init__(self, *args: Any, kind: Listing.Kind, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.person = kind, person
        self.dress()

    def dress(self) -> None:
        """Words that depend on the kind."""


class WhatForm(StepForm):
    title = forms.CharField(max_length=120)
    category = forms.ChoiceField(label=_("What is it about?"), choices=Category.choices)
    body = forms.CharField(
        label=_("Tell a little more"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "What helps others to say yes: how long it takes, what to bring. No health details, please."
        ),
    )

    def dress(self) -> None:
        self.fields["title"].label, self.fields["title"].help_text = TITLES[self.kind], TITLE_HINTS[self.kind]


class WhenForm(StepForm):
    needs_by = forms.DateField(
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "narrow"}, format="%Y-%m-%d"),
        help_text=_("Leave it empty if there is no hurry. After that day it leaves the board by itself."),
    )
    helpers_needed = forms.IntegerField(
        min_value=1, max_value=99, initial=1, widget=forms.NumberInput(attrs={"class": "narrow"})
    )

    def dress(self) -> None:
        self.fields["needs_by"].label, self.fields["helpers_needed"].label = (
            DAYS[self.kind],
            COUNTS[self.kind],
        )

    def clean_needs_by(self) -> Any:
        day = self.cleaned_data["needs_by"]
        if day and day < timezone.localdate():
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
        widget=forms.Textarea(attrs={"rows": 2}),
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
NAMES = [name for step in STEPS for name in step.base_fields]
FLAGS = ["client_key", "calm", "warned"]


class Asking:
    """Where somebody is in the three steps. `ready` becomes "draft" or "publish" when it is time to act.

    `danger` and `contact` say that the page must speak first: of the numbers to call, or of a number shown to all.
    """

    def __init__(
        self, kind: str, person: Person, *, posted: QueryDict | None = None, listing: Listing | None = None
    ) -> None:
        self.kind, self.person, self.listing = Listing.Kind(kind), person, listing
        self.here, self.ready, self.danger, self.contact = 0, "", False, False
        if posted is None:
            self.values = {"client_key": str(uuid4()), **_begin(person, listing)}
        else:
            self.values = {name: posted.get(name, "") for name in [*NAMES, *FLAGS]}
            self.here = min(natural(posted.get("step")) or 0, len(STEPS) - 1)
        self.bound = [step(self.values, kind=self.kind, person=person) for step in STEPS]
        self.form: StepForm = self._shown()

    def go(self, wish: str) -> None:
        if wish == "back":
            self.show(max(0, self.here - 1))
        elif wish == "draft":
            self._keep_aside()
        elif wish == "publish":
            self._publish()
        else:
            self._next()

    def show(self, step: int) -> None:
        self.here, self.form = step, STEPS[step](initial=self.values, kind=self.kind, person=self.person)

    def _shown(self) -> StepForm:
        return STEPS[self.here](initial=self.values, kind=self.kind, person=self.person)

    def _wrong(self, step: int) -> bool:
        """Stay at (or go back to) a step that has errors, and show them."""
        if self.bound[step].is_valid():
            return False
        self.here, self.form = step, self.bound[step]
        return True

    def _next(self) -> None:
        if not self._wrong(self.here) and not (self.here == 0 and self._warns()):
            self.show(min(self.here + 1, len(STEPS) - 1))

    def _publish(self) -> None:
        if not any(self._wrong(step) for step in range(len(STEPS))) and not self._warns():
            self.ready = "publish"

    def _keep_aside(self) -> None:
        """A draft needs a title; whatever else does not fit yet is left empty."""
        self.bound[0].is_valid()
        if "title" in self.bound[0].errors:
            self._wrong(0)
        else:
            self.ready = "draft"

    def _warns(self) -> bool:
        text = f"{self.values['title']}\n{self.values['body']}"
        self.danger = speaks_of_danger(text) and not self.values["calm"]
        self.contact = not self.danger and shows_contact(text) and not self.values["warned"]
        if self.danger or self.contact:
            self.show(0)
        return self.danger or self.contact

    @property
    def fields(self) -> dict[str, Any]:
        """What was understood, as keywords of the action."""
        understood: dict[str, Any] = {}
        for form in self.bound:
            form.is_valid()
            understood |= form.cleaned_data
        empty = {"body": "", "category": Category.OTHER, "neighbourhood": None, "visibility": "public"}
        return {**empty, "helpers_needed": 1, **understood}

    @property
    def carried(self) -> list[tuple[str, str]]:
        """What the page keeps in hidden fields: the other steps, and everything when it shows no form."""
        shown = set() if self.danger else set(self.form.fields)
        names = [name for name in [*NAMES, *FLAGS] if name not in shown and self.values.get(name)]
        return [(name, self.values[name]) for name in names]

    @property
    def is_last(self) -> bool:
        return self.here == len(STEPS) - 1

    @property
    def steps(self) -> list[dict[str, Any]]:
        words = [_("What"), _("When"), _("Where")]
        states = ["done" if n < self.here else "here" if n == self.here else "" for n in range(len(words))]
        return [{"word": word, "state": state} for word, state in zip(words, states, strict=True)]


def _begin(person: Person, listing: Listing | None) -> dict[str, str]:
    """What the fields hold before anything is typed, as a browser would send it."""
    if listing is None:
        return {
            "neighbourhood": str(person.neighbourhood_id or ""),
            "helpers_needed": "1",
            "visibility": "public",
        }
    place = getattr(listing, "meeting_place", None)
    return {
        "title": listing.title,
        "category": str(listing.category),
        "body": listing.body,
        "needs_by": listing.needs_by.isoformat() if listing.needs_by else "",
        "helpers_needed": str(listing.helpers_needed),
        "neighbourhood": str(listing.neighbourhood_id or ""),
        "meeting_place": place.text if place else "",
        "visibility": listing.visibility,
        "share": "on" if listing.share else "",
    }
