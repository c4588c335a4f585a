"""Lending: the description of a thing, the days of a loan, how the thing is, the filters of the library."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.communities.models import Community
from commons.images.forms import ImageForm, not_too_heavy
from commons.people.models import Person
from commons.places.models import Neighbourhood
from mutual_aid.actions.conditions import LONGEST_WORDS
from mutual_aid.actions.responses import LONGEST_MESSAGE
from mutual_aid.categories import Category
from mutual_aid.forms.sober import sober
from mutual_aid.lending_days import free_words, why_not
from mutual_aid.models import Item


def day_field(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date", "class": "narrow"}, format="%Y-%m-%d"),
        **more,
    )


class PhotoForm(ImageForm):
    """A photo that somebody took of their own thing: no other licence, no other author."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("caption", "licence", "credit"):
            del self.fields[name]
        photo, alt = self.fields["file"], self.fields["alt"]
        photo.required = alt.required = False
        photo.label = _("A photo of it")
        photo.help_text = _(
            "Taken by you, of the thing alone. What the camera notes, such as the place, is taken out."
        )
        alt.help_text = _("For those who do not see it. For example: a red drill in its open case.")

    def clean_alt(self) -> str:
        return super().clean_alt() if self.cleaned_data.get("file") else ""


class ItemForm(PhotoForm):
    title = forms.CharField(
        label=_("What do you lend?"),
        max_length=120,
        help_text=_("In a few words, for example: a drill and its bits."),
    )
    category = forms.ChoiceField(
        label=_("What is it about?"), choices=Category.choices, initial=Category.TOOLS
    )
    description = forms.CharField(
        label=_("What should one know before borrowing it?"),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Its size and weight, what comes with it. Everybody can read this."),
    )
    usage = forms.CharField(
        label=_("How it is used"),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For those who borrow it: how to clean it, what it does not like."),
    )
    deposit = forms.CharField(
        label=_("A deposit"),
        required=False,
        max_length=200,
        help_text=_(
            "Only a note between you, for example: a cheque of 50 €, given back. No money passes here."
        ),
    )
    neighbourhood = forms.ModelChoiceField(
        label=_("Where about?"),
        queryset=Neighbourhood.objects.all(),
        help_text=_("Only the name of the neighbourhood is shown. We never keep a more precise place."),
    )
    group = forms.ModelChoiceField(
        label=_("Who lends it?"),
        queryset=Community.objects.none(),
        required=False,
        empty_label=_("I do, in my own name"),
    )
    on_board = forms.BooleanField(
        label=_("Say it on the mutual-aid board too"),
        required=False,
        initial=True,
        help_text=_("It stands there for a month; on the shelf it stays for as long as you like."),
    )
    no_photo = forms.BooleanField(label=_("Take the photo off"), required=False)
    client_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    field_order = [
        "title", "category", "description", "usage", "deposit", "file", "alt", "no_photo", "neighbourhood",
        "group", "on_board", "client_key",
    ]  # fmt: skip

    def __init__(self, *args: Any, person: Person, item: Item | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = Community.objects.local().filter(memberships__person=person, memberships__role="steward")
        if item or not groups.exists():
            del self.fields["group"]
        else:
            field = self.fields["group"]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 (for the type checker)
            field.queryset = groups.order_by("name")
        if item is None or item.photo_id is None:
            del self.fields["no_photo"]
        if item and item.listing and item.listing.is_on_board:
            del self.fields["on_board"]

    def clean_title(self) -> str:
        return self._sober("title")

    def clean_description(self) -> str:
        return self._sober("description")

    def clean_usage(self) -> str:
        return self._sober("usage")

    def _sober(self, name: str) -> str:
        """No telephone number, no way out of the town, no price: the private thread and the deposit are for that."""
        said = _("Lending is free of charge here, and is arranged here. Please leave out payments and links.")
        return sober(self.cleaned_data[name], newcomer=True, free_of_charge=said)


class ReserveForm(forms.Form):
    starts_on = day_field(_("From which day?"))
    ends_on = day_field(_("Until which day?"), help_text=_("You bring it back on this day."))
    message = forms.CharField(
        label=_("Your message"),
        help_text=_("What you need it for, and when you could fetch it. Only the two of you will read it."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST_MESSAGE,
    )
    client_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, taken: Sequence[tuple[date, date]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.taken = taken

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last:
            today = timezone.localdate()
            for name, sentence in why_not(first, last, today).items():
                self.add_error(name, sentence)
            if not self.errors and any(start <= last and first <= end for start, end in self.taken):
                self.add_error("starts_on", free_words(self.taken, (first, last), today))
        return cleaned


class ConditionForm(forms.Form):
    words = forms.CharField(
        label=_("How is it?"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What is there, what is worn or scratched. The other side reads it and confirms."),
    )
    file = forms.FileField(
        label=_("A photo"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text=_("Locked away: only the two of you see it. It is erased three months after the end."),
        error_messages={"empty": _("This file is empty.")},
    )

    def clean_file(self) -> Any:
        return not_too_heavy(self.cleaned_data["file"])


class LongerForm(forms.Form):
    until = day_field(_("Until which day would you like to keep it?"))

    def __init__(self, *args: Any, ends_on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ends_on = ends_on

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if until <= self.ends_on or until < timezone.localdate():
            raise forms.ValidationError(_("Please choose a day after the one that was agreed."))
        return until


class TroubleForm(forms.Form):
    reason = forms.CharField(
        label=_("What happened?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "A mediator reads this and what you both wrote of its condition, not your private thread."
        ),
    )


class LibraryForm(forms.Form):
    """Every field may be empty."""

    q = forms.CharField(label=_("Words"), required=False, max_length=100)
    category = forms.ChoiceField(label=_("About"), required=False)
    where = forms.ChoiceField(label=_("Neighbourhood"), required=False)
    first = day_field(_("Free from"), required=False)
    last = day_field(_("until"), required=False)

    def __init__(self, *args: Any, neighbourhoods: Sequence[Neighbourhood], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, list[Any]] = {
            "category": [("", _("Everything")), *Category.choices],
            "where": [("", _("Everywhere")), *((n.slug, n.name) for n in neighbourhoods)],
        }
        for name, offered in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 (for the type checker)
            field.choices = offered

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and first < timezone.localdate():
            self.add_error("first", _("This day is past. Please choose another one."))
        elif first and last and last < first:
            self.add_error("last", _("It ends before it begins. Please choose a later day."))
        return cleaned

    @property
    def wanted(self) -> dict[str, Any]:
        """The filters that were understood and are not empty."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
