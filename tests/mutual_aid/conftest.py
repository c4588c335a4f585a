"""A board, a way to ask, and an old hand: somebody whom no rule for newcomers concerns."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from commons.communities.models import Community
from commons.people.models import Person
from mutual_aid.actions import accept_response, post_listing, propose_help
from mutual_aid.models import Listing, Response


@pytest.fixture
def settled(resident: Any) -> Any:
    """settled("simone") has lived here for longer than a week."""

    def make(handle: str, *roles: str) -> Person:
        person = resident(handle, *roles)
        Person.objects.filter(pk=person.pk).update(created=timezone.now() - timedelta(days=30))
        return Person.objects.get(pk=person.pk)

    return make


@pytest.fixture
def ask(roquette: Any) -> Any:
    """ask(alice, title=...) puts a request on the board."""

    def make(by: Person, **fields: Any) -> Listing:
        usual = {
            "kind": "request",
            "title": "Carry my shopping up to the third floor",
            "body": "The lift is out of order until the end of the month.",
            "category": "courses",
            "neighbourhood": roquette,
        }
        return post_listing(by=by, **{**usual, **fields})

    return make


@pytest.fixture
def help_with() -> Any:
    """help_with(listing, bob) proposes; accepted=True has it accepted too."""

    def make(listing: Listing, helper: Person, *, accepted: bool = False) -> Response:
        response = propose_help(
            listing, by=helper, message=f"I can come on Saturday, says {helper.name}.", adult=True
        )
        return accept_response(response, by=listing.author) if accepted else response

    return make


@pytest.fixture
def mediator(resident: Any) -> Person:
    return resident("melanie", "mediator")


@pytest.fixture
def tarascon(town: Any) -> Community:
    return Community.objects.create(
        kind=Community.Kind.BOARD,
        handle="entraide",
        name="Entraide de Tarascon",
        home="nord.example",
        uri="https://nord.example/ap/group/entraide",
    )


@pytest.fixture
def from_tarascon(tarascon: Community, rosa: Person) -> Listing:
    from mutual_aid.actions import mirror_listing

    return mirror_listing(
        tarascon,
        uri="https://nord.example/ap/listing/1",
        home="nord.example",
        url="https://nord.example/entraide/1/",
        author=rosa,
        kind="request",
        title="A lift to the station",
        html="<p>On Thursday <script>alert(1)</script>at eight.</p>",
        category="transport",
        place_name="Centre",
        needs_by=None,
        state="open",
        helpers_needed=1,
    )
