"""What mediators type for others: a request in one page, as it stands on paper; that somebody agreed."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.places.models import Neighbourhood
from mutual_aid.actions.agreements import Agreement, text_read
from mutual_aid.actions.desk import LONGEST_NOTE
from mutual_aid.actions.listings import LONGEST_PLACE
from mutual_aid.categories import Category
from mutual_aid.models import Call, HandOver, Listing, Service
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


class ForSomebodyForm(DoubtfulForm):
    """A whole request on one page, in the order of the paper sheet."""

    kind = forms.ChoiceField(
        label=_("What is it?"), choices=Listing.Kind.choices, initial=Listing.Kind.REQUEST
    )
    title = forms.CharField(
        label=_("What is needed, in a few words"),
        max_length=120,
        help_text=_("For example: carry my shopping up to the third floor."),
    )
    category = forms.ChoiceField(label=_("What is it about?"), choices=Category.choices)
    body = forms.CharField(
        label=_("Tell a little more"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("How long it takes, what to bring. No health details, no name, no address."),
    )
    needs_by = forms.DateField(
        label=_("Before which day?"),
        required=False,
        widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"),
        help_text=_("Leave it empty if there is no hurry."),
    )
    helpers_needed = forms.IntegerField(
        label=_("How many people are needed?"),
        min_value=1,
        max_value=99,
        initial=1,
        widget=forms.NumberInput(attrs={"class": "narrow"}),
    )
    neighbourhood = forms.ModelChoiceField(
        label=_("Where about?"),
        queryset=Neighbourhood.objects.all(),
        help_text=_("Only the name of the neighbourhood is shown."),
    )
    meeting_place = forms.CharField(
        label=_("Where to meet"),
        required=False,
        max_length=LONGEST_PLACE,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Under lock and key: only the person who is accepted can read it."),
    )
    visibility = forms.ChoiceField(
        label=_("Who may read it?"),
        choices=Listing.Visibility.choices,
        widget=forms.RadioSelect,
        initial=Listing.Visibility.PUBLIC,
    )
    alias = forms.CharField(
        label=_("What shall we call them?"),
        max_length=60,
        help_text=_("A first name that they choose, never their real full name. Everybody reads it."),
    )

    reach = forms.CharField(
        label=_("How to reach them"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "Under lock and key: only mediators can read it. For example a telephone number and a good hour."
        ),
    )

    public_words = ("title", "body")
    field_order = (
        *(
            "kind",
            "title",
            "category",
            "body",
            "needs_by",
            "helpers_needed",
            "neighbourhood",
            "meeting_place",
        ),
        *("visibility", "alias", "reach", "how", "agreed_on", "was_read"),
    )

    def clean_needs_by(self) -> Any:
        day = self.cleaned_data["needs_by"]
        if day and day < timezone.localdate():
            raise forms.ValidationError(_("This day is past. Please choose another one."))
        return day

    @property
    def listing_fields(self) -> dict[str, Any]:
        """What the action takes, by its own names."""
        own = {*AgreementForm.base_fields, "doubted"}
        return {name: value for name, value in self.cleaned_data.items() if name not in own}


class FutureDay(forms.DateField):
    """A day of the calendar that is not past."""

    widget = forms.DateInput(attrs=DATE, format="%Y-%m-%d")

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day and day < timezone.localdate():
            raise forms.ValidationError(_("This day is past. Please choose another one."))
        return day


class FollowUpForm(forms.Form):
    on = FutureDay(label=_("Come back to it on"))
    words = forms.CharField(
        label=_("What must not be forgotten"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Under lock and key: only mediators can read it."),
    )


class ReachForm(forms.Form):
    reach = forms.CharField(
        label=_("How to reach them"), max_length=LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 2})
    )


class CallForm(forms.Form):
    whom = forms.ChoiceField(
        label=_("Whom did you call?"), choices=Call.Whom.choices, widget=forms.RadioSelect
    )
    outcome = forms.ChoiceField(
        label=_("What came of it?"), choices=Call.Outcome.choices, widget=forms.RadioSelect
    )
    about = forms.CharField(
        label=_("What it was about"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Under lock and key: only mediators can read it. It is erased after six months."),
    )
    client_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class HandOverForm(AgreementForm):
    service = forms.ModelChoiceField(label=_("To which service?"), queryset=Service.objects.none())
    words = forms.CharField(
        label=_("What you tell the service"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only what they need. Under lock and key: only mediators can read it."),
    )
    follow_up_on = FutureDay(label=_("Ask what became of it on"))

    field_order = ("service", "how", "agreed_on", "was_read", "words", "follow_up_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        service = self.fields["service"]
        assert isinstance(service, forms.ModelChoiceField)  # noqa: S101 (for the type checker)
        service.queryset = Service.objects.listed().filter(is_desk=False)


class HandOverEndForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("What became of it?"), choices=HandOver.Outcome.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("In a few words"),
        required=False,
        max_length=300,
        help_text=_("Under lock and key: only mediators can read it."),
    )


class ServiceForm(forms.Form):
    name = forms.CharField(label=_("Name of the service"), max_length=120)
    contact = forms.CharField(
        label=_("Public contact"),
        max_length=300,
        help_text=_("Address, telephone, opening hours: what everybody may know."),
    )
    what_for = forms.CharField(label=_("What for"), max_length=300)
    is_desk = forms.BooleanField(
        label=_("This is the mediators' own desk"),
        required=False,
        help_text=_("Its contact is printed on notices and sheets of paper."),
    )
