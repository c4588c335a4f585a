"""The forms in which somebody chooses which changes to see and to be told of."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commons.people.models import Person
from wiki.models import Theme, Watch


class ChangesForm(forms.Form):
    """Which recent changes to list; everything may be left out. Those of one theme do not ask for it again."""

    PERIODS = ((1, _("one day")), (7, _("one week")), (30, _("one month")), ("", _("three months")))

    theme = forms.ModelChoiceField(
        label=_("Theme"), queryset=Theme.objects.none(), required=False, empty_label=_("all themes")
    )
    kind = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            ("", _("all changes")),
            ("new", _("new pages")),
            ("edit", _("edits")),
            ("move", _("new names")),
            ("merge", _("merged pages")),
            ("deletion", _("deleted pages")),
            ("return", _("restored pages")),
        ],
    )
    days = forms.TypedChoiceField(
        label=_("Of the last"), required=False, choices=PERIODS, coerce=int, empty_value=None
    )
    person = forms.CharField(
        label=_("By"),
        required=False,
        max_length=320,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
        help_text=_("The short name of one person, as in “lea”."),
    )
    large = forms.BooleanField(label=_("Without small corrections"), required=False)
    newcomers = forms.BooleanField(label=_("By newcomers only"), required=False)

    def __init__(self, theme: Theme | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if theme:
            del self.fields["theme"]
        else:
            themes: Any = self.fields["theme"]
            themes.queryset = Theme.objects.own()

    def clean_person(self) -> Person | None:
        said = self.cleaned_data["person"].strip().lstrip("@")
        if not said:
            return None
        handle, _at, home = said.partition("@")
        person = Person.objects.active().filter(handle__iexact=handle, home=home).first()
        if person is None:
            raise forms.ValidationError(gettext("Nobody has this short name."), code="nobody")
        return person


class WatchForm(forms.Form):
    """How somebody wants to be told of one page or theme."""

    level = forms.ChoiceField(label=_("Tell me of"), choices=Watch.Level.choices)
    minor = forms.BooleanField(label=_("Small corrections too"), required=False)


class WatcherForm(forms.Form):
    """What is watched without asking."""

    pages_begun = forms.BooleanField(label=_("The pages that I begin"), required=False)
    pages_edited = forms.BooleanField(label=_("The pages that I change"), required=False)
