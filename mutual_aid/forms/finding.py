"""The filters of the board: a plain form that a link can fill."""

from collections.abc import Iterable, Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commons.base.templatetags.calade import said_words
from commons.places.models import Neighbourhood
from mutual_aid.categories import Category
from mutual_aid.models import Listing
from mutual_aid.nearness import Nearness

REACHES = [
    ("", _("This neighbourhood only")),
    (Nearness.NEXT.value, _("And those next to it")),
    (Nearness.TOWN.value, _("Up to 3 km")),
]


class FilterForm(forms.Form):
    """Every field may be empty; what makes no sense is left out rather than refused."""

    q = forms.CharField(label=_("Words"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    category = forms.ChoiceField(label=_("About"), required=False)
    where = forms.ChoiceField(label=_("Neighbourhood"), required=False)
    around = forms.ChoiceField(label=_("How far around"), required=False, choices=REACHES)
    by = forms.DateField(
        label=_("Needed before"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    free = forms.BooleanField(label=_("Somebody is still needed"), required=False)
    mine = forms.BooleanField(label=_("I could do this"), required=False)

    def __init__(
        self, *args: Any, neighbourhoods: Sequence[Neighbourhood], has_profile: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(value, str(label).capitalize()) for value, label in Listing.Kind.choices]
        self._choices("kind", [("", _("Everything")), *kinds])
        self._choices("category", [("", _("Everything")), *Category.choices])
        self._choices("where", [("", _("Everywhere")), *((n.slug, n.name) for n in neighbourhoods)])
        if not has_profile:
            del self.fields["mine"]

    def _choices(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (for the type checker)
        field.choices = choices

    @property
    def wanted(self) -> dict[str, Any]:
        """The filters that were understood and are not empty; a distance without a middle says nothing."""
        self.is_valid()
        found = {name: value for name, value in self.cleaned_data.items() if value}
        if "where" not in found:
            found.pop("around", None)
        return found

    def words_of(self, name: str) -> str:
        """A filter that is on, as its chip says it."""
        value = self.cleaned_data[name]
        if name == "by":
            return gettext("before %(day)s") % {"day": said_words(value)}
        if name == "q":
            return gettext("“%(words)s”") % {"words": value}
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            return str(dict(cast("Iterable[tuple[str, str]]", field.choices))[value])
        return str(field.label)
