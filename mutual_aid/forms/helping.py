"""What somebody can do for others: which things, when, how far, from when on again."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django import forms
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from mutual_aid.availability import BY_KEY, DAYS, PARTS, WEEK, Moment, unpacked
from mutual_aid.categories import Category
from mutual_aid.models import HelperProfile
from mutual_aid.nearness import Nearness

REACHES = [
    (Nearness.HERE.value, _("My neighbourhood")),
    (Nearness.NEXT.value, _("My neighbourhood and those next to it")),
    (Nearness.TOWN.value, _("Up to 3 km")),
    (Nearness.ANYWHERE.value, _("Anywhere in town")),
]


class Box(NamedTuple):
    """A box of the week: its value, the words that a screen reader says, whether it is ticked."""

    value: str
    words: str
    is_ticked: bool


class HelperForm(forms.Form):
    categories = forms.MultipleChoiceField(
        label=_("What I can do"),
        choices=Category.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Please choose at least one thing that you can do.")},
    )
    free = forms.MultipleChoiceField(
        label=_("When I am free, most weeks"),
        required=False,
        choices=[(moment.key, moment.key) for moment in WEEK],
        help_text=_("Tick nothing if it depends on the week."),
    )
    reach = forms.ChoiceField(
        label=_("How far I go"), choices=REACHES, widget=forms.RadioSelect, initial=Nearness.NEXT.value
    )
    paused_until = forms.DateField(
        label=_("I am having a rest until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "narrow"}, format="%Y-%m-%d"),
        help_text=_("Until that day, and on it, nothing is suggested to you."),
    )

    def clean_free(self) -> list[Moment]:
        return [BY_KEY[key] for key in self.cleaned_data["free"]]

    def clean_paused_until(self) -> Any:
        """A rest that is over is no rest."""
        day = self.cleaned_data["paused_until"]
        return day if day and day >= timezone.localdate() else None

    @property
    def week(self) -> Iterator[tuple[str, list[Box]]]:
        """Each day with its three boxes."""
        ticked = set(self["free"].value() or ())
        for day in DAYS:
            moments = [Moment(day, part) for part in PARTS]
            yield str(WEEKDAYS[day]), [Box(m.key, str(m), m.key in ticked) for m in moments]

    @property
    def parts(self) -> list[str]:
        return [str(part.label) for part in PARTS]


def said_before(profile: HelperProfile | None) -> dict[str, Any]:
    """What the form begins with."""
    if profile is None:
        return {}
    return {
        "categories": [skill.category for skill in profile.skills.all()],
        "free": [moment.key for moment in unpacked(profile.free)],
        "reach": profile.reach,
        "paused_until": profile.paused_until,
    }
