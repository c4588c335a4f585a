"""Whom each permission of mutual aid lets, by name, and in which quality people act."""

from typing import Any

import pytest

from commons.communities.models import Community, Membership
from commons.live import remembered
from commons.moderation.models import Flag
from commons.people.models import Block, Role
from mutual_aid import permissions as may
from mutual_aid.models import AdultDeclaration, DeskCase, IncidentNote, Item, Listing, Neighbour, Response
from mutual_aid.states import Actor, ListingState, ResponseState
from tests.cast import CITIZENS, MEMBERS, Cast

L, A = ListingState, Actor
OTHERS = MEMBERS.removeprefix("alice ")
SOMEBODY = {"on_behalf_of_alias": "Mme M."}


@pytest.fixture
def board(cast: Cast) -> Community:
    """tess is a mediator too, like odile; bob is steward of the board."""
    Role.objects.create(person=cast["tess"], role=Role.Name.MEDIATOR)
    board = Community.objects.create(kind=Community.Kind.BOARD, handle="entraide", name="Entraide")
    Membership.objects.create(community=board, person=cast["bob"], role="steward")
    remembered.forget()
    return board


@pytest.fixture
def made(cast: Cast, board: Community) -> Any:
    """made(state="draft") is a request of alice's, which other towns may know."""

    def make(by: str | None = "alice", mediator: str = "", **facts: Any) -> Listing:
        usual = {"board": board, "kind": "request", "title": "Une échelle", "state": L.OPEN, "share": True}
        people = {"author": cast[by] if by else None, "mediator": cast[mediator] if mediator else None}
        return Listing.objects.create(**usual | people | facts)

    return make


def answered(cast: Cast, listing: Listing, by: str = "bob", state: str = ResponseState.PROPOSED) -> Response:
    return Response.objects.create(listing=listing, helper=cast[by] if by else None, state=state)


def qualities(cast: Cast, asked: Any, thing: Any) -> dict[str, set[Actor]]:
    found = {name: set(asked(person, thing)) for name, person in cast.people.items()}
    return {name: actors for name, actors in found.items() if actors}


def test_in_which_quality_somebody_acts_on_a_listing(cast: Cast, made: Any) -> None:
    moderators = {"mona": {A.MODERATOR}, "ada": {A.MODERATOR}}
    for listing, actors in (
        (made(), {"alice": {A.AUTHOR}}),
        (made("mona"), {"mona": {A.AUTHOR}}),
        (made(mediator="odile"), {"alice": {A.AUTHOR}, "odile": {A.MEDIATOR}}),
        (made(mediator="bob"), {"alice": {A.AUTHOR}}),
        (made("odile", "odile", **SOMEBODY), {"odile": {A.AUTHOR, A.MEDIATOR}}),
        (made("odile", "tess", **SOMEBODY), {"tess": {A.AUTHOR, A.MEDIATOR}}),
        (made("odile", **SOMEBODY), {"odile": {A.AUTHOR}}),
        (
            made("bob", "bob", **SOMEBODY),
            {"bob": {A.AUTHOR}},
        ),  # a mediator no longer, and nobody has taken over
        (made(None), {}),
    ):
        assert qualities(cast, may.actors_on_listing, listing) == moderators | actors
        assert may.actors_on_listing(None, listing) == {A.SYSTEM}


def test_in_which_quality_somebody_acts_on_an_answer(cast: Cast, made: Any) -> None:
    moderators = {"mona": {A.MODERATOR}, "ada": {A.MODERATOR}}
    named = answered(cast, made())
    assert qualities(cast, may.actors_on_response, named) == moderators | {
        "alice": {A.AUTHOR},
        "bob": {A.HELPER},
    }
    assert may.actors_on_response(None, named) == {A.SYSTEM}

    def at_the_desk(**facts: Any) -> Response:
        response = answered(cast, made(**facts), by="")
        Neighbour.objects.create(response=response, alias="M. N.", client_key=response.uid)
        return response

    helpers = {"odile": {A.HELPER}, "tess": {A.HELPER}}
    assert qualities(cast, may.actors_on_response, at_the_desk()) == moderators | helpers | {
        "alice": {A.AUTHOR}
    }
    own = qualities(cast, may.actors_on_response, at_the_desk(by="odile"))
    assert own == moderators | helpers | {"odile": {A.AUTHOR}}
    theirs = qualities(cast, may.actors_on_response, at_the_desk(by="odile", mediator="odile", **SOMEBODY))
    assert theirs == moderators | helpers | {"odile": {A.AUTHOR, A.MEDIATOR, A.HELPER}}
    assert may.actors_on_response(None, at_the_desk()) == {A.SYSTEM}
    nobodys = answered(cast, made(), by="")
    assert qualities(cast, may.actors_on_response, nobodys) == moderators | {"alice": {A.AUTHOR}}
    Neighbour.objects.create(response=named, alias="M. O.", client_key=named.uid)
    assert "odile" not in qualities(cast, may.actors_on_response, named)


def test_which_steps_are_open(cast: Cast, made: Any) -> None:
    for state, alice, mona in (
        (L.DRAFT, {"submit", "submit_for_review", "cancel"}, {"cancel", "hide", "publish_after_all"}),
        (L.PENDING, {"cancel"}, {"approve", "refuse", "cancel", "hide"}),
        (L.OPEN, {"complete", "cancel", "pause"}, {"cancel", "hide"}),
        (L.HIDDEN, set(), {"unhide"}),
    ):
        listing = made(state=state)
        assert may.steps_on_listing(cast["alice"], listing) == alice
        assert may.steps_on_listing(cast["mona"], listing) == mona
        assert may.steps_on_listing(cast["bob"], listing) == set()
    proposed, accepted = (answered(cast, made(), state=state) for state in ("proposed", "accepted"))
    assert may.steps_on_response(cast["alice"], proposed) == {"accept", "decline"}
    assert may.steps_on_response(cast["bob"], proposed) == {"withdraw"}
    assert may.steps_on_response(cast["bob"], accepted) == {"release_by_helper", "mark_done", "not_done"}
    assert may.steps_on_response(cast["newt"], accepted) == set()


def test_who_moderates(cast: Cast, made: Any) -> None:
    assert cast.whom(may.may_moderate, made()) == "mona ada"
    assert cast.whom(may.may_moderate, made("mona")) == "ada"
    quiet, other = made(visibility=Listing.Visibility.MEDIATORS), made()
    Flag.objects.create(about=other, by=cast["bob"], reason="other")
    Flag.objects.create(about_type=Flag.objects.get().about_type, about_id=0, reason="other")
    Flag.objects.create(about=cast["bob"], reason="other")
    Flag.objects.filter(about_type__model="person").update(about_id=quiet.pk)
    assert cast.whom(may.may_moderate, quiet) == ""
    Flag.objects.create(about=quiet, by=cast["tess"], reason="other")
    assert cast.whom(may.may_moderate, quiet) == "mona ada"


def test_who_posts_and_reads(cast: Cast, made: Any, board: Community) -> None:
    assert cast.whom(may.may_post_listing) == CITIZENS
    assert cast.whom(may.may_post_for_somebody) == "tess odile"
    assert cast.whom(may.may_keep_services) == "ada"
    assert cast.whom(may.may_read_body, made()) == MEMBERS
    assert cast.whom(may.may_read_balance, board) == "bob tess mona ada odile"
    AdultDeclaration.objects.create(person=cast["bob"])
    assert [name for name, person in cast.people.items() if may.has_said_adult(person)] == ["bob"]


def test_who_works_at_the_desk(cast: Cast, made: Any) -> None:
    draft = made(state=L.DRAFT)
    assert cast.whom(may.may_work_at_desk, made()) == "tess odile"
    assert cast.whom(may.may_work_at_desk, made(home="nord.example", author=cast["rosa"])) == ""
    for listing, keeper in ((draft, "odile"), (made(), "tess"), (made(state=L.DRAFT), "bob")):
        DeskCase.objects.create(listing=listing, keeper=cast[keeper], taken_at=listing.created)
    assert cast.whom(may.may_work_at_desk, draft) == "odile"
    assert cast.whom(may.may_work_at_desk, DeskCase.objects.get(keeper=cast["bob"]).listing) == ""


@pytest.mark.parametrize("state", list(ListingState))
def test_who_changes_a_listing(cast: Cast, made: Any, state: ListingState) -> None:
    editable = state in (L.DRAFT, L.PENDING, L.OPEN, L.COVERED, L.PAUSED)
    assert cast.whom(may.may_revise_listing, made(state=state)) == ("alice" if editable else "")
    both = made(state=state, mediator="odile")
    assert cast.whom(may.may_revise_listing, both) == ("alice odile" if editable else "")
    assert cast.whom(may.may_revise_listing, made("rosa", state=state, home="nord.example")) == ""


def test_who_proposes_help(cast: Cast, made: Any) -> None:
    asked = may.may_propose_help
    assert cast.whom(asked, made()) == cast.whom(asked, made(state=L.COVERED)) == OTHERS
    assert cast.whom(asked, made(state=L.PAUSED)) == ""
    assert cast.whom(asked, made(mediator="odile")) == OTHERS.replace("odile ", "")
    assert cast.whom(asked, made(share=False)) == OTHERS.removesuffix(" rosa ruth")
    assert cast.whom(asked, made(visibility=Listing.Visibility.MEDIATORS)) == "tess odile"
    declined = made()
    answered(cast, declined, "bob", ResponseState.DECLINED)
    answered(cast, declined, "tess", ResponseState.WITHDRAWN)
    assert cast.whom(asked, declined) == OTHERS.replace("bob ", "")


def test_a_block_parts_helper_author_and_mediator(cast: Cast, made: Any) -> None:
    Block.objects.create(blocker=cast["alice"], blocked=cast["rosa"])
    Block.objects.create(blocker=cast["ruth"], blocked=cast["odile"])
    remembered.forget()
    assert cast.whom(may.may_propose_help, made()) == OTHERS.replace(" rosa", "")
    without = OTHERS.removesuffix(" rosa ruth").replace("odile ", "")
    assert cast.whom(may.may_propose_help, made(mediator="odile")) == without


def test_what_is_lent_here_is_reserved(cast: Cast, made: Any) -> None:
    loan = made(kind="loan")
    assert cast.whom(may.may_propose_help, loan) == OTHERS
    Item.objects.create(listing=loan, owner=cast["alice"], title="Échelle")
    assert cast.whom(may.may_propose_help, loan) == "rosa ruth"
    odd = made()
    Item.objects.create(listing=odd, owner=cast["alice"], title="Tente")
    assert cast.whom(may.may_propose_help, odd) == OTHERS
    assert cast.whom(may.may_propose_help, made(kind="loan")) == OTHERS


@pytest.mark.parametrize(
    ("category", "kind", "elsewhere"),
    [
        ("cles", "loan", False),
        ("bricolage", "request", False),
        ("bricolage", "offer", False),
        ("bricolage", "task", True),
        ("jardinage", "request", True),
    ],
)
def test_nobody_of_elsewhere_comes_into_a_home(
    cast: Cast, made: Any, category: str, kind: str, elsewhere: bool
) -> None:
    names = cast.whom(may.may_propose_help, made(category=category, kind=kind))
    assert names == (OTHERS if elsewhere else OTHERS.removesuffix(" rosa ruth"))


def test_who_reads_notes_about_help_that_did_not_come(cast: Cast, made: Any) -> None:
    def noted(of: str, by: str = "alice") -> IncidentNote:
        return IncidentNote.objects.create(response=answered(cast, made(), of), about=cast[of], by=cast[by])

    first, other = noted("bob"), noted("newt")
    Flag.objects.create(about=other, reason="other")
    Flag.objects.create(about=first.response.listing, reason="other")
    Flag.objects.filter(about_type__model="listing").update(about_id=first.pk)
    assert cast.whom(may.may_read_incidents, cast["bob"]) == ""
    Flag.objects.create(about=first, reason="other")
    assert cast.whom(may.may_read_incidents, cast["bob"]) == "mona ada"
    noted("bob", by="mona")
    assert cast.whom(may.may_read_incidents, cast["bob"]) == "ada"
    Flag.objects.create(about=noted("ada"), reason="other")
    assert cast.whom(may.may_read_incidents, cast["ada"]) == "mona"


def test_who_may_be_chosen_for_what_is_entrusted(cast: Cast, made: Any) -> None:
    keys, plain, offer = made(category="cles"), made(), made(category="cles", kind="offer")
    assert may.may_be_accepted(answered(cast, plain), by=None)
    assert may.may_be_accepted(answered(cast, offer), by=None)
    assert may.may_be_accepted(answered(cast, keys, "tess"), by=cast["alice"])
    response = answered(cast, keys)
    assert [name for name, by in cast.people.items() if may.may_be_accepted(response, by=by)] == [
        "tess",
        "odile",
    ]


def test_who_decides_and_who_sees_where(cast: Cast, made: Any) -> None:
    listing = made(mediator="odile")
    answered(cast, listing, "bob", ResponseState.ACCEPTED)
    answered(cast, listing, "newt")
    assert cast.whom(may.may_decide, listing) == "alice odile"
    assert cast.whom(may.may_see_meeting_place, listing) == "alice bob odile"
    listing.state = L.PAUSED
    assert cast.whom(may.may_see_meeting_place, listing) == "alice odile"
    assert cast.whom(may.may_see_meeting_place, made("zoe")) == ""
    other = made()
    assert cast.whom(may.may_see_meeting_place, other) == "alice"
