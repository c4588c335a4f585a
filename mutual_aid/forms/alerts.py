"""What somebody wants to be told of, in the words of the board's filters."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commons.places.models import Neighbourhood
from mutual_aid.forms.finding import FilterForm
from mutual_aid.models import SavedAlert
from mutual_aid.nearness import Nearness

FILTERS = ("kind", "category", "where", "around")


class AlertForm(FilterForm):
    how = forms.ChoiceField(
        label=_("How I am told"),
        choices=SavedAlert.How.choices,
        widget=forms.RadioSelect,
        initial=SavedAlert.How.HERE.value,
    )

    def __init__(self, *args: Any, neighbourhoods: Sequence[Neighbourhood], **kwargs: Any) -> None:
        super().__init__(*args, neighbourhoods=neighbourhoods, **kwargs)
        self._by_slug = {place.slug: place for place in neighbourhoods}
        for name in set(self.fields) - {*FILTERS, "how"}:
            del self.fields[name]

    @property
    def fields_of_alert(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "kind": said["kind"],
            "category": said["category"],
            "neighbourhood": self._by_slug.get(said["where"]),
            "reach": said["around"] or Nearness.HERE,
            "how": said["how"],
        }
