"""No theme and no page takes an address that the wikis use themselves."""

import pytest
from django.core.exceptions import ValidationError

from wiki.actions import open_theme
from wiki.actions.themes import RESERVED as NO_THEMES
from wiki.actions.titles import RESERVED as NO_PAGES
from wiki.urls import urlpatterns


def words_at(place):
    """The fixed words at that place of the addresses, counted from 0."""
    routes = [str(entry.pattern).split("/") for entry in urlpatterns]
    words = {route[place] for route in routes if len(route) > place + 1}
    return {word for word in words if not word.startswith("<")}


def test_what_stands_beside_themes_is_no_theme(town):
    assert words_at(0) == NO_THEMES
    with pytest.raises(ValidationError):
        open_theme(by=None, handle="recents", name="Récents", description="")


def test_what_stands_beside_pages_is_no_page():
    beside = {
        str(entry.pattern).split("/")[1]
        for entry in urlpatterns
        if str(entry.pattern).startswith("<str:theme>/")
    }
    fixed = {word for word in beside if word and not word.startswith("<")}
    assert fixed == NO_PAGES
