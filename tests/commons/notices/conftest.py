"""Something to be told of."""

from typing import Any

import pytest

from wiki.actions import create_page, open_theme


@pytest.fixture
def wiki_page(town: Any) -> Any:
    """wiki_page(bob) is a page that bob has begun."""

    def begin(by: Any, title: str = "Le compost") -> Any:
        theme = open_theme(by=None, handle="jardins", name="Jardins", description="x", rules="")
        return create_page(theme, by=by, title=title, text="Le lundi, on trie.\n")

    return begin
