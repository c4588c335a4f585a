from typing import Any

import pytest

from commons.mandates import actions
from commons.mandates.actions import Wanted
from commons.mandates.models import Mandate
from commons.people.models import Person


@pytest.fixture
def odile(resident: Any) -> Person:
    """Employed by the town; acts for whoever asks her to."""
    return resident("odile", "mediator", "mandatary")


@pytest.fixture
def rose(resident: Any) -> Person:
    return resident("rose")


@pytest.fixture
def prepared(odile: Person, rose: Person) -> Any:
    """prepared("mutual_aid.listings") waits for rose's word."""

    def make(*scopes: str, **facts: Any) -> Mandate:
        usual = {"purpose": "demander de l’aide", "lasts": 31, "place": "la mairie", "language": "français"}
        wanted = Wanted(scopes=scopes or ("mutual_aid.listings",), easy_read=True, **{**usual, **facts})
        return actions.prepare_mandate(rose, by=odile, wanted=wanted)

    return make


@pytest.fixture
def active(prepared: Any, odile: Person) -> Any:
    """active("wiki.write") is under way."""

    def make(*scopes: str, **facts: Any) -> Mandate:
        mandate = prepared(*scopes, **facts)
        actions.note_agreement(mandate, by=odile, how="oral", witness="Jeanne")
        actions.begin_mandate(mandate, by=odile)
        return mandate

    return make


@pytest.fixture
def acting(active: Any, odile: Person, signed_in: Any) -> Any:
    """acting("wiki.write") is (the browser in which odile acts for rose, the mandate)."""

    def make(*scopes: str) -> Any:
        mandate, browser = active(*scopes), signed_in(odile)
        assert browser.post(f"/mandats/{mandate.pk}/agir/").status_code == 302
        return browser, mandate

    return make
