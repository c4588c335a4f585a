"""What mediators type for others: a request in one page, as it stands on paper; that somebody agreed."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.places.models import Neighbourhood
from mutual_aid.actions.desk import LONGEST_NOTE
from mutual_aid.actions.listings import LONGEST_PLACE
from mutual_aid.actions.responses import LONGEST_MESSAGE
from mutual_aid.categories import Category
from mutual_aid.forms.consents import DATE, AgreementForm, DoubtfulForm
from mutual_aid.models import Call, HandOver, Listing, Service, ShortCode
from mutual_aid.models.codes import as_code

KINDS = [
    choice for choice in Listing.Kind.choices if choice[0] != Listing.Kind.LOAN
]  # what is lent has its own page


def alias_field(help_text: Any) -> forms.CharField:
    return forms.CharField(label=_("What shall we call them?"), max_length=60, help_text=help_text)


def reach_field() -> forms.CharField:
    return forms.CharField(
        label=_("How to reach them"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "Under lock and key: only mediators can read it. For example a telephone number and a good hour."
        ),
    )


class ForSomebodyForm(DoubtfulForm):
    """A whole request on one page, in the order of the paper sheet."""

    kind = forms.ChoiceField(label=_("A request, or an offer?"), choices=KINDS, initial=Listing.Kind.REQUEST)
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
    alias = alias_field(_("A first name that they choose, never their real full name. Everybody reads it."))
    reach = reach_field()

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
    reach = reach_field()


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


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("The code on the paper"),
        max_length=12,
        widget=forms.TextInput(
            attrs={"class": "narrow desk-code", "autocomplete": "off", "autocapitalize": "characters"}
        ),
        help_text=_("Four or five signs, under the picture."),
    )

    listing: Listing | None = None

    def clean_code(self) -> str:
        typed = str(self.cleaned_data["code"])
        self.listing = ShortCode.objects.listing_of(typed)
        if self.listing is None:
            raise forms.ValidationError(
                _("No notice has this code now. It may have ended, or a sign is wrong.")
            )
        return as_code(typed)


class NeighbourForm(DoubtfulForm):
    """What a neighbour said who rang or came by."""

    message = forms.CharField(
        label=_("What they propose"),
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("When they could come and what they can do. Only the person who asks reads it."),
    )
    alias = alias_field(_("A first name that they choose, never their real full name."))
    reach = reach_field()

    public_words = ("message",)
    field_order = ("message", "alias", "reach", "how", "agreed_on", "was_read")
