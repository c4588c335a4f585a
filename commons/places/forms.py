"""A neighbourhood that the town hall draws."""

import json
import re
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commons.communities.forms import OpeningForm
from commons.places.models import Neighbourhood

POINT = re.compile(r"\s*(-?\d{1,2}(?:[.,]\d+)?)\s*[;, ]\s*(-?\d{1,3}(?:[.,]\d+)?)\s*")
MOST_CORNERS = 500


class NeighbourhoodForm(OpeningForm):
    """`cleaned_data`: "centre" is (latitude, longitude), "outline" a ring [[longitude, latitude], ...]."""

    centre = forms.CharField(
        label=_("Its middle"),
        help_text=_(
            "Latitude and longitude, as in 43.6766 4.6278. What is kept is the square kilometre around it."
        ),
        max_length=60,
    )
    outline = forms.CharField(
        label=_("Its outline"),
        help_text=_(
            "A polygon as GeoJSON, as the maps of the town hall export it. Left empty, it has no shape on the map."
        ),
        max_length=200_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
    )
    taken_by_addresses = OpeningForm.taken_by_addresses | {"ajouter"}

    def clean_centre(self) -> tuple[float, float]:
        found = POINT.fullmatch(self.cleaned_data["centre"])
        latitude, longitude = (
            (float(part.replace(",", ".")) for part in found.groups()) if found else (99.0, 0.0)
        )
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            raise forms.ValidationError(
                gettext("Two numbers, as in 43.6766 4.6278: latitude, then longitude.")
            )
        return latitude, longitude

    def clean_outline(self) -> list[list[float]]:
        said = self.cleaned_data["outline"]
        if not said.strip():
            return []
        try:
            ring = _ring_in(json.loads(said))
        except (ValueError, TypeError, KeyError, IndexError, RecursionError):
            ring = []
        if not 3 <= len(ring) <= MOST_CORNERS:
            raise forms.ValidationError(
                gettext("This is no polygon in GeoJSON with %(most)s corners at most."),
                params={"most": MOST_CORNERS},
            )
        return ring

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.has_error("handle") and Neighbourhood.objects.filter(slug=cleaned["handle"]).exists():
            self.add_error("handle", gettext("This name is taken. Please choose another one."))
        return cleaned


def _ring_in(thing: Any) -> list[list[float]]:
    """The outer ring of the first polygon (RFC 7946). Raises what a document of another shape raises."""
    if thing["type"] == "FeatureCollection":
        return _ring_in(thing["features"][0])
    if thing["type"] == "Feature":
        return _ring_in(thing["geometry"])
    if thing["type"] == "MultiPolygon":
        return _ring_in({"type": "Polygon", "coordinates": thing["coordinates"][0]})
    if thing["type"] != "Polygon":
        raise ValueError(thing["type"])
    ring = [[float(corner[0]), float(corner[1])] for corner in thing["coordinates"][0]]
    if not all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in ring):
        raise ValueError("not on Earth")
    return ring
