"""A theme with one page, and what two people do to it at once."""

from typing import Any

import pytest

from wiki.actions import create_page, open_theme
from wiki.models import Page, Theme

TEXT = "Le lundi, on trie.\n\nLe mardi, on retourne.\n\nLe mercredi, on arrose.\n"


@pytest.fixture
def theme(town: Any) -> Theme:
    rules = "On se **respecte**."
    return open_theme(by=None, handle="jardins", name="Jardins", description="Faire pousser.", rules=rules)


@pytest.fixture
def page(theme: Theme, alice: Any) -> Page:
    return create_page(theme, by=alice, title="Le compost à l’école", text=TEXT)


@pytest.fixture
def form_of() -> Any:
    """form_of(client, page): what the edit form of `page` holds, to be changed and posted."""

    def read(client: Any, page: Page, view: str = "page_edit") -> dict[str, Any]:
        form = client.get(page.on(view)).context["form"]
        return {name: form.get_initial_for_field(field, name) or "" for name, field in form.fields.items()}

    return read
