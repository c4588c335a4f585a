"""A task for several: what, when, which roles, how often; and choosing a role."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commons.places.models import Neighbourhood
from mutual_aid.actions.listings import LONGEST_PLACE
from mutual_aid.actions.responses import LONGEST_MESSAGE
from mutual_aid.actions.slots import MOST_PLACES, MOST_ROLES, Role
from mutual_aid.categories import Category
from mutual_aid.forms.lending import day_field
from mutual_aid.forms.sober import sober
from mutual_aid.models import Listing, Slot
from mutual_aid.recurrence import LONGEST, Rule, moment
from mutual_aid.wording import speaks_of_danger

AHEAD = 365
ROWS = 3


def _hour(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label, widget=forms.TimeInput(attrs={"type": "time", "class": "narrow"}, format="%H:%M")
    )


class TaskForm(forms.Form):
    title = forms.CharField(
        label=_("What shall we do together?"),
        max_length=120,
        help_text=_("In a few words, for example: clean the river bank on Saturday."),
    )
    category = forms.ChoiceField(label=_("What is it about?"), choices=Category.choices)
    body = forms.CharField(
        label=_("Tell a little more"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What there is to do, what to bring, for whom it suits. No health details, please."),
    )
    day = day_field(_("On which day?"))
    starts = _hour(_("It begins at"))
    ends = _hour(_("It ends at"))
    repeats = forms.ChoiceField(
        label=_("Does it take place again?"), choices=[("", _("No, once")), *Rule.choices], required=False
    )
    until = day_field(
        _("Until which day at most?"),
        required=False,
        help_text=_("Half a year at most. It then ends by itself."),
    )
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
        help_text=_("Locked away: only those who come can read it. It is erased seven days after the end."),
    )
    takes_everybody = forms.BooleanField(
        label=_("Whoever chooses a role comes, as long as there is room"),
        required=False,
        initial=True,
        help_text=_("Otherwise you answer each person yourself."),
    )
    visibility = forms.ChoiceField(
        label=_("Who may read it?"),
        choices=Listing.Visibility.choices[:2],
        widget=forms.RadioSelect,
        initial=Listing.Visibility.PUBLIC,
    )
    share = forms.BooleanField(
        label=_("Share with neighbouring towns"),
        required=False,
        help_text=_("Their inhabitants may answer too. Where to meet is never shared."),
    )
    scope = forms.ChoiceField(
        label=_("What do you change?"),
        choices=[("this", _("This one only")), ("following", _("This one and those that follow"))],
        widget=forms.RadioSelect,
        initial="this",
    )
    client_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, listing: Listing | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.listing = listing
        if listing is not None:
            del self.fields["repeats"], self.fields["until"]
        if listing is None or listing.plan.series_id is None:
            del self.fields["scope"]

    @property
    def danger(self) -> bool:
        """The numbers to call come first; nothing is published before somebody says that nobody is in danger."""
        return speaks_of_danger(f"{self.data.get('title', '')}\n{self.data.get('body', '')}")

    def clean_title(self) -> str:
        return self._sober("title")

    def clean_body(self) -> str:
        return self._sober("body")

    def _sober(self, name: str) -> str:
        said = _("Helping is free of charge here, and is arranged here. Please leave out payments and links.")
        return sober(self.cleaned_data[name], newcomer=False, free_of_charge=said)

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        today = timezone.localdate()
        held = timezone.localdate(self.listing.plan.starts_at) if self.listing else None
        if day < today and day != held:
            raise forms.ValidationError(_("This day is past. Please choose another one."))
        if day > today + timedelta(days=AHEAD):
            raise forms.ValidationError(_("Please choose a day within a year."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("share") and cleaned.get("visibility") != Listing.Visibility.PUBLIC:
            self.add_error("share", _("To share it with neighbouring towns, let everybody read it."))
        day, starts, ends = cleaned.get("day"), cleaned.get("starts"), cleaned.get("ends")
        if day and starts and ends:
            cleaned["starts_at"], cleaned["ends_at"] = moment(day, starts), moment(day, ends)
            if ends <= starts:
                self.add_error("ends", _("It ends before it begins. Please choose a later hour."))
            elif cleaned["starts_at"] < timezone.now() and not self._is_where_it_was(cleaned):
                self.add_error("starts", _("This hour is past. Please choose another one."))
        if cleaned.get("repeats"):
            self._check_until(day, cleaned.get("until"))
        return cleaned

    def _is_where_it_was(self, cleaned: dict[str, Any]) -> bool:
        return self.listing is not None and bool(self.listing.plan.starts_at == cleaned["starts_at"])

    def _check_until(self, day: date | None, until: date | None) -> None:
        if until is None:
            self.add_error("until", _("Please say until when."))
        elif day and until <= day:
            self.add_error("until", _("It ends before it begins. Please choose a later day."))
        elif day and until > day + timedelta(days=LONGEST):
            self.add_error("until", _("A series lasts half a year at most. Somebody then decides anew."))

    @property
    def fields_of_task(self) -> dict[str, Any]:
        """As keywords of `organise` and `revise_task`."""
        names = [
            "title", "category", "body", "starts_at", "ends_at", "neighbourhood", "meeting_place",
            "takes_everybody", "visibility", "share",
        ]  # fmt: skip
        return {name: self.cleaned_data[name] for name in names}


class RoleForm(forms.Form):
    role = forms.CharField(label=_("Role"), required=False, max_length=60)
    needed = forms.IntegerField(
        label=_("Places"),
        required=False,
        min_value=1,
        max_value=MOST_PLACES,
        widget=forms.NumberInput(attrs={"class": "narrow"}),
    )
    needs_trusted = forms.BooleanField(label=_("For somebody whom the town trusts"), required=False)
    pk = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("role") and not cleaned.get("needed") and "needed" not in self.errors:
            self.add_error("needed", _("How many places are there?"))
        return cleaned


class BaseRoles(BaseFormSet):  # type: ignore[type-arg]  # generic for the type checker alone
    def clean(self) -> None:
        if any(self.errors):
            return
        if not self.forms:
            raise forms.ValidationError(_("How many places are there?"))
        first = self.forms[0]
        if not self.roles:
            first.add_error("needed", _("How many places are there?"))
        elif sum(role.needed for role in self.roles) > MOST_PLACES:
            first.add_error("needed", _("A task has between one and ninety-nine places."))

    @property
    def roles(self) -> list[Role]:
        """Rows with places; a single one may go without a name."""
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("needed")]
        return [
            Role(
                role=row["role"] or gettext("Lend a hand"),
                needed=row["needed"],
                needs_trusted=row["needs_trusted"],
                pk=row.get("pk") or 0,
            )
            for row in rows
        ]


RoleFormSet: type[BaseRoles] = formset_factory(  # type: ignore[assignment]
    RoleForm, formset=BaseRoles, extra=0, max_num=MOST_ROLES, absolute_max=MOST_ROLES, validate_max=True
)


def roles_formset(posted: Any, slots: Iterable[Slot] = ()) -> BaseRoles:
    rows: list[dict[str, Any]] = [
        {"role": slot.role, "needed": slot.needed, "needs_trusted": slot.needs_trusted, "pk": slot.pk}
        for slot in slots
    ]
    rows = rows or [{"needed": 4}]
    rows += [{}] * (max(ROWS, min(len(rows) + 1, MOST_ROLES)) - len(rows))
    # A row that is as it was is still a row: Django would leave out what nobody has touched.
    return RoleFormSet(posted, initial=rows, prefix="roles", form_kwargs={"empty_permitted": False})


class ComeForm(forms.Form):
    slot = forms.ModelChoiceField(
        label=_("What would you like to do?"),
        queryset=Slot.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Please choose a role.")},
    )
    message = forms.CharField(
        label=_("Your message"),
        required=False,
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only the person who organises will read it."),
    )
    client_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, slots: list[Slot], labels: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["slot"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 (for the type checker)
        field.queryset = Slot.objects.filter(pk__in=labels)
        field.label_from_instance = lambda slot: labels[slot.pk]  # type: ignore[method-assign,assignment]
        if len(slots) == 1:
            self.initial["slot"] = slots[0].pk
