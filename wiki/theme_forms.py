"""Opening a theme, and what it says of itself and asks of its pages."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from commons.base.text import check_depth
from commons.communities.forms import OpeningForm
from wiki import licences
from wiki.actions.themes import RESERVED
from wiki.models import Protection, Staleness, Theme


class RulesForm(forms.Form):
    rules = forms.CharField(
        label=_("Rules of this theme"),
        max_length=20_000,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
        help_text=_("Beside the charter. They stand on the page of the theme; * begins an item of a list."),
    )

    def clean_rules(self) -> str:
        rules: str = self.cleaned_data["rules"]
        check_depth(rules)
        return rules


class ThemeForm(RulesForm):
    """What a theme says of itself and asks of its pages."""

    description = forms.CharField(
        label=_("What it is about"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    licence = forms.ChoiceField(
        label=_("Licence of the texts"),
        help_text=_("What was written under another one keeps it in law: think twice before you change it."),
        widget=forms.RadioSelect,
    )
    protection = forms.ChoiceField(
        label=_("Who may edit"), choices=Protection.choices, widget=forms.RadioSelect
    )
    stale_after = forms.TypedChoiceField(
        label=_("A page asks to be verified again"),
        choices=[(value, capfirst(label)) for value, label in Staleness.choices],
        coerce=int,
        widget=forms.RadioSelect,
    )
    sources_required = forms.BooleanField(
        label=_("Pages need a source"),
        help_text=_("Who saves one without is asked once, and the page waits in a list."),
        required=False,
    )

    takes_suggestions = forms.BooleanField(
        label=_("Visitors without an account may propose corrections"),
        help_text=_("Nobody sees them before somebody who looks after the theme has accepted them."),
        required=False,
    )

    field_order = ("description",)

    def __init__(self, theme: Theme, *args: Any, **kwargs: Any) -> None:
        fields = ("rules", "licence", "protection", "stale_after", "sources_required", "takes_suggestions")
        start = {name: getattr(theme, name) for name in fields}
        kwargs["initial"] = {**start, "description": theme.community.summary}
        super().__init__(*args, **kwargs)
        known = dict.fromkeys([*licences.LICENCES, theme.licence])
        self.fields["licence"].choices = [(name, name) for name in known]  # type: ignore[attr-defined]


class OpenThemeForm(RulesForm, OpeningForm):
    """A new theme; what else it asks of its pages is set on its own page."""

    licence = forms.ChoiceField(
        label=_("Licence of the texts"),
        choices=[(name, name) for name in licences.LICENCES],
        initial=licences.USUAL,
        widget=forms.RadioSelect,
    )
    taken_by_addresses = RESERVED
