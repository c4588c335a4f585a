"""The names of neighbouring towns in templates."""

from __future__ import annotations

from django import template

from commons.communities import towns

register = template.Library()


@register.filter
def town_name(home: str) -> str:
    """`{{ page.home|town_name }}`: "Tarascon" rather than its host, when the town has told its name."""
    return towns.town_name(home) if home else ""
