"""Writing a bulletin: what, from whom, where, until when."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alerts.actions.writing import LONGEST_BODY
from alerts.kinds import Event, Level
from alerts.models import Bulletin, Rules
from alerts.sources import is_listed, source_fault
from alerts.validity import ends_too_late, ends_too_soon
from commons.base.text import TooHeavy, check_weight
from commons.places.models import Neighbourhood

TOWN, SOME = "town", "areas"


def _moment() -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs={"type": "datetime-local", "class": "narrow"}, format="%Y-%m-%dT%H:%M")


def _is_unreadable(text: str) -> bool:
    """Signs that no page, feed or other program can show."""
    return any(letter < " " and letter not in "\n\r\t" for letter in text)


class BulletinForm(forms.Form):
    level = forms.ChoiceField(
        label=_("How grave is it?"),
        choices=[
            (Level.INFORMATION, _("Information: good to know")),
            (Level.VIGILANCE, _("Vigilance: take care")),
            (Level.DANGER, _("Danger: protect yourself now")),
        ],
        widget=forms.RadioSelect,
        initial=Level.INFORMATION,
    )
    event = forms.ChoiceField(label=_("What is it about?"), choices=[("", "—"), *Event.choices])
    title = forms.CharField(
        label=_("Title"),
        max_length=120,
        help_text=_("What somebody must know who reads nothing else. For example: very hot until Thursday."),
    )
    body = forms.CharField(
        label=_("What to do"),
        required=False,
        max_length=LONGEST_BODY,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("A few short sentences, as the source says them."),
    )
    source_name = forms.CharField(
        label=_("Who says so?"),
        max_length=120,
        help_text=_("The authority whose information you relay, for example Météo-France or the prefecture."),
    )
    source_url = forms.CharField(
        label=_("Address of the source"),
        max_length=500,
        help_text=_("The page on which the authority says it. It begins with https://."),
        widget=forms.URLInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
    source_checked = forms.BooleanField(
        label=_("I have checked that this site is official"),
        help_text=_("It is not on the list of this town. The second person will be asked the same."),
        required=False,
    )
    reach = forms.ChoiceField(
        label=_("Where does it hold?"),
        choices=[(TOWN, _("The whole town")), (SOME, _("These neighbourhoods only"))],
        widget=forms.RadioSelect,
        initial=TOWN,
    )
    areas = forms.ModelMultipleChoiceField(
        label=_("Neighbourhoods"),
        queryset=Neighbourhood.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    valid_from = forms.DateTimeField(
        label=_("From when on?"),
        required=False,
        widget=_moment(),
        help_text=_("Leave it empty: from the moment on which it is confirmed."),
    )
    valid_until = forms.DateTimeField(
        label=_("Until when?"),
        widget=_moment(),
        help_text=_("Seven days at most; an update prolongs it. Then it leaves the pages by itself."),
    )
    drill = forms.BooleanField(
        label=_("This is an exercise"),
        help_text=_("It is marked EXERCISE everywhere and reaches only those who take part in exercises."),
        required=False,
    )
    client_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args: Any, rules: Rules, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hosts = rules.hosts
        if not is_new:  # an update of a drill is one, and what was begun stays what it is
            del self.fields["drill"]
        said = self.data.get("source_url") if self.is_bound else self.initial.get("source_url")
        if not said or source_fault(str(said).strip()) or is_listed(str(said).strip(), self.hosts):
            del self.fields["source_checked"]

    def clean_title(self) -> str:
        return self._readable("title")

    def clean_source_name(self) -> str:
        return self._readable("source_name")

    def clean_body(self) -> str:
        body = self._readable("body")
        try:
            check_weight(body, "post")
        except TooHeavy as heavy:
            raise forms.ValidationError(heavy.messages) from heavy
        return body

    def _readable(self, name: str) -> str:
        text = str(self.cleaned_data[name])
        if _is_unreadable(text):
            raise forms.ValidationError(
                gettext("There are signs in it that cannot be shown. Please type it anew.")
            )
        return text

    def clean_source_url(self) -> str:
        address = str(self.cleaned_data["source_url"])
        if source_fault(address):
            raise forms.ValidationError(
                gettext("Please paste the whole address of the page. It begins with https://.")
            )
        return address

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "source_checked" in self.fields and not cleaned.get("source_checked"):
            self.add_error(
                "source_checked",
                gettext(
                    "“%(host)s” is not on the list of official sites of this town. Please check and say so."
                )
                % {"host": cleaned["source_url"].split("/")[2]},
            )
        if cleaned.get("reach") == SOME and not cleaned.get("areas"):
            self.add_error("areas", gettext("Please choose at least one neighbourhood."))
        self._check_times(cleaned)
        return cleaned

    def _check_times(self, cleaned: dict[str, Any]) -> None:
        end = cleaned.get("valid_until")
        if end is None or "valid_from" not in cleaned:
            return
        start, now = cleaned["valid_from"], timezone.now()
        if ends_too_soon(start, end, now):
            self.add_error("valid_until", gettext("This is before it begins. Please choose a later moment."))
        elif ends_too_late(start, end, now):
            self.add_error("valid_until", gettext("This is more than seven days. An update can prolong it."))

    @property
    def words(self) -> dict[str, Any]:
        """What the action takes."""
        said = dict(self.cleaned_data)
        everywhere = said.pop("reach") == TOWN
        areas = [] if everywhere else list(said.pop("areas"))
        said.pop("areas", None)
        checked = said.pop("source_checked", False)
        return {**said, "areas": areas, "everywhere": everywhere, "source_checked": checked}


def words_of(bulletin: Bulletin) -> dict[str, Any]:
    """What the form begins with, for a change or an update."""
    names = ["level", "event", "title", "body", "source_name", "source_url", "valid_from", "valid_until"]
    said = {name: getattr(bulletin, name) for name in names}
    reach = TOWN if bulletin.everywhere else SOME
    return {**said, "reach": reach, "areas": list(bulletin.areas.all()), "client_key": uuid4()}
