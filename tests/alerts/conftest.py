"""iris and jules relay information; `relay()` writes and confirms a bulletin, as the two of them do."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.utils import timezone

from alerts.actions import confirm_bulletin, draft_bulletin, submit_bulletin
from alerts.models import Bulletin
from commons.people.models import Person

SOURCE = "https://vigilance.meteofrance.fr/fr/bouches-du-rhone"


@pytest.fixture(autouse=True)
def nothing_read_yet() -> None:
    """Keys of rows come back in each test; what the cache knows of them must not."""
    cache.clear()


@pytest.fixture
def iris(resident: Any) -> Person:
    return resident("iris", "alert_issuer")


@pytest.fixture
def jules(resident: Any) -> Person:
    return resident("jules", "alert_issuer")


@pytest.fixture
def draft(iris: Any) -> Any:
    """draft(title="…") is a bulletin that iris has begun to write."""

    def make(**changes: Any) -> Bulletin:
        fields = {
            "level": "vigilance",
            "event": "heat",
            "title": "Très chaud jusqu’à jeudi",
            "body": "Buvez de l’eau. *Passez voir* vos voisins.",
            "source_name": "Météo-France",
            "source_url": SOURCE,
            "source_checked": False,
            "areas": [],
            "everywhere": True,
            "valid_from": None,
            "valid_until": timezone.now() + timedelta(days=2),
        }
        by = changes.pop("by", iris)
        return draft_bulletin(by=by, **{**fields, **changes})

    return make


@pytest.fixture
def relay(draft: Any, jules: Any) -> Any:
    """relay(level="danger") is a bulletin that jules has confirmed."""

    def make(**changes: Any) -> Bulletin:
        bulletin = draft(**changes)
        submit_bulletin(bulletin, by=bulletin.issuer)
        return confirm_bulletin(bulletin, by=jules, edition=bulletin.edition, source_checked=True)

    return make


@pytest.fixture
def typed() -> Any:
    """What a browser sends for a new bulletin; `typed(title="")` leaves one out."""

    def make(**changes: Any) -> dict[str, Any]:
        said = {
            "level": "danger",
            "event": "flood",
            "title": "Le Rhône monte",
            "body": "Ne descendez pas sur les quais.",
            "source_name": "Vigicrues",
            "source_url": "https://www.vigicrues.gouv.fr/niv2-bassin.php",
            "reach": "town",
            "valid_until": (timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"),
            "client_key": str(uuid4()),
            "do": "submit",
        }
        return {name: value for name, value in {**said, **changes}.items() if value is not None}

    return make
