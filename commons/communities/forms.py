"""The town's own words, opening a place in it, removing somebody from one, naming those who look after it."""

import re
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commons.base.text.titles import fold
from commons.communities.actions import is_taken
from commons.communities.charges import stewards
from commons.communities.models import Community
from commons.people.models import Person

HANDLE = re.compile(r"[a-z0-9][a-z0-9_-]{1,59}")
OUR_OWN = frozenset({"ouvrir"})  # a name that stands in an address of ours already


class TownForm(forms.Form):
    """What an administrator says for the town; each text is Markdown, and has a usual one where it is left empty."""

    name = forms.CharField(label=_("Name of the town"), max_length=120)
    tagline = forms.CharField(label=_("In one line"), max_length=300, required=False)
    intro = forms.CharField(
        label=_("Introduction"),
        help_text=_("The first words of the home page."),
        max_length=5_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    charter = forms.CharField(
        label=_("The charter"),
        help_text=_("Left empty, the page shows a usual charter."),
        max_length=50_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 14}),
    )
    privacy = forms.CharField(
        label=_("Privacy, in your words"),
        help_text=_("Above what is made from the register of processing."),
        max_length=50_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    accessibility = forms.CharField(
        label=_("Accessibility, in your words"),
        help_text=_("Whom to tell of an obstacle, and what else you offer."),
        max_length=50_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )


class OpeningForm(forms.Form):
    """A new place in the town; `cleaned_data["handle"]` is always a free one, made of the name when none was given."""

    name = forms.CharField(label=_("Name"), max_length=120)
    handle = forms.CharField(
        label=_("Short name"),
        help_text=_(
            "For its address, here and on other servers. Letters without accents, digits, - and _."
            " Left empty, it is made of the name. It cannot be changed later."
        ),
        max_length=60,
        required=False,
        widget=forms.TextInput(
            attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}
        ),
    )
    summary = forms.CharField(
        label=_("What it is about"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    taken_by_addresses = OUR_OWN

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        said = (cleaned.get("handle") or "").strip().lstrip("@").lower()
        handle = said or re.sub(r"[^a-z0-9]+", "-", fold(cleaned.get("name", ""))).strip("-")[:60].strip("-")
        if not HANDLE.fullmatch(handle):
            self.add_error("handle", gettext("Letters without accents, digits, - and _ only; two at least."))
        elif handle in self.taken_by_addresses or is_taken(handle):
            self.add_error("handle", gettext("This name is taken. Please choose another one."))
        return {**cleaned, "handle": handle}


class BanForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_(
            "This person reads it, here or in their own town, and so does everybody who follows this space."
        ),
        max_length=300,
    )
    until = forms.DateField(
        label=_("Until"),
        help_text=_("From that day on they may write here again. Leave it empty when there is no end."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_until(self) -> Any:
        until = self.cleaned_data["until"]
        if until and until <= timezone.localdate():
            raise forms.ValidationError(_("Please choose a day to come."))
        return until


class StewardForm(forms.Form):
    """Whom an administrator names; `cleaned_data["person"]` is that Person."""

    person = forms.CharField(
        label=_("Short name"),
        help_text=_("The name that begins with @ on their page. They must live in this town."),
        max_length=100,
        widget=forms.TextInput(
            attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}
        ),
    )

    def __init__(self, *args: Any, community: Community, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.community = community

    def clean_person(self) -> Person:
        said = self.cleaned_data["person"].strip().lstrip("@")
        person = Person.objects.local().active().filter(handle__iexact=said).first()
        if person is None:
            raise forms.ValidationError(
                gettext("Nobody in this town is called @%(handle)s."), params={"handle": said}
            )
        if (self.community.pk, person.pk) in stewards():
            raise forms.ValidationError(
                gettext("%(name)s looks after it already."), params={"name": person.name}
            )
        return person
