"""Whom each permission of the wikis lets, by name."""

from typing import Any

import pytest
from django.utils import timezone

from commons.communities.models import Community, Membership
from commons.live import remembered
from commons.people.models import Person
from tests.cast import CITIZENS, MEMBERS, Cast
from wiki import permissions as may
from wiki.models import Exchange, Page, Protection, Revision, Theme

STEWARDS = "bob mona ada"
TRUSTED = "tess mona ada odile ines helene maud"
REVIEWERS = f"bob {TRUSTED}"
CONFIRMED = f"alice {TRUSTED} rosa"
NORD = {"home": "nord.example"}


@pytest.fixture
def made(cast: Cast) -> Any:
    """made() is a theme whose steward is bob; rosa and zoe are said to be. alice, newt, rosa and zoe have written
    much, newt since yesterday.
    """
    Person.objects.filter(handle__in=["alice", "newt", "rosa", "zoe"]).update(kept_edits=5)
    for person in cast.people.values():
        person.refresh_from_db()

    def make(handle: str = "ici", home: str = "", **facts: Any) -> Theme:
        community = Community.objects.create(kind="theme", handle=handle, name=handle, home=home)
        for name in ("bob", "rosa", "zoe"):
            Membership.objects.create(community=community, person=cast[name], role="steward")
        remembered.forget()
        return Theme.objects.create(community=community, **facts)

    return make


@pytest.fixture
def theme(made: Any) -> Theme:
    theme: Theme = made()
    return theme


@pytest.fixture
def far(made: Any) -> Theme:
    far: Theme = made("loin", "nord.example")
    return far


def page(theme: Theme, **facts: Any) -> Page:
    return Page(theme=theme, title="Le compost", **facts)


def test_who_is_confirmed(cast: Cast, theme: Theme) -> None:
    assert cast.whom(may.is_confirmed) == CONFIRMED
    cast["alice"].kept_edits = 4
    assert cast.whom(may.is_confirmed) == CONFIRMED.removeprefix("alice ")


@pytest.mark.parametrize(
    ("level", "names"),
    [
        (Protection.OPEN, MEMBERS),
        (Protection.CONFIRMED, f"alice {REVIEWERS} rosa"),
        (Protection.TRUSTED, REVIEWERS),
        (Protection.STEWARDS, STEWARDS),
    ],
)
def test_who_writes_in_a_page(cast: Cast, made: Any, level: Protection, names: str) -> None:
    theme = made(protection=level)
    citizens = " ".join(name for name in names.split() if name in CITIZENS.split())
    assert cast.whom(may.may_create_page, theme) == citizens
    assert cast.whom(may.may_revise_page, page(theme)) == cast.whom(may.may_revert_page, page(theme)) == names
    assert cast.whom(may.may_rename_page, page(theme)) == citizens
    assert (
        cast.whom(may.may_verify_page, page(theme)) == cast.whom(may.may_place_page, page(theme)) == citizens
    )


def test_nobody_writes_where_nothing_is_written(cast: Cast, theme: Theme, far: Theme) -> None:
    assert cast.whom(may.may_create_page, far) == ""
    gone, merged = page(theme, deleted_at=timezone.now()), page(theme, merged_into_id=1)
    for closed in (page(far, **NORD), gone, merged):
        assert cast.whom(may.may_revise_page, closed) == ""
    assert cast.whom(may.may_revert_page, gone) == ""
    assert cast.whom(may.may_revert_page, merged) == STEWARDS
    merged.deleted_at = timezone.now()
    assert cast.whom(may.may_revert_page, merged) == ""


def test_who_reads_what_was_deleted(cast: Cast, theme: Theme) -> None:
    assert cast.whom(may.may_read_page, page(theme)) == f"nobody {MEMBERS} zoe"
    assert cast.whom(may.may_read_page, page(theme, deleted_at=timezone.now())) == STEWARDS


def test_only_visitors_suggest(cast: Cast, theme: Theme, far: Theme, made: Any) -> None:
    for level in Protection:
        lets = "nobody" if level in (Protection.OPEN, Protection.CONFIRMED) else ""
        assert cast.whom(may.may_suggest, page(theme, protection=level)) == lets
    for closed in (
        page(far, **NORD),
        page(theme, deleted_at=timezone.now()),
        page(theme, merged_into_id=1),
        page(made("autre", takes_suggestions=False)),
    ):
        assert cast.whom(may.may_suggest, closed) == ""


def test_whose_edits_wait(cast: Cast, made: Any) -> None:
    for mode, waiting in (
        (Theme.Review.NONE, ""),
        (Theme.Review.NEW_EDITORS, "nobody newt ruth zoe"),
        (Theme.Review.ALL, "nobody alice newt rosa ruth zoe"),
    ):
        theme, far = made(mode, review_mode=mode), made(mode, "nord.example", review_mode=mode)
        assert cast.whom(may.needs_review, theme) == cast.whom(may.edits_wait, page(theme)) == waiting
        assert cast.whom(may.needs_review, far) == cast.whom(may.edits_wait, page(far, **NORD)) == ""
        here = " ".join(name for name in CITIZENS.split() if name not in waiting.split())
        assert (
            cast.whom(may.may_rename_page, page(theme)) == cast.whom(may.may_verify_page, page(theme)) == here
        )


def test_who_reviews(cast: Cast, theme: Theme, far: Theme) -> None:
    assert cast.whom(may.may_review_edits, theme) == REVIEWERS
    assert cast.whom(may.may_review_edits, far) == ""
    assert cast.whom(may.reviews_somewhere) == REVIEWERS
    edits = [Revision(author=None), Revision(author=cast["tess"])]
    assert cast.whom(may.may_accept_edits, page(theme), edits) == REVIEWERS
    protected = page(theme, protection=Protection.CONFIRMED)
    assert cast.whom(may.may_accept_edits, protected, edits) == REVIEWERS.replace("tess ", "")
    assert cast.whom(may.may_accept_edits, page(far, **NORD), edits) == ""


def test_who_looks_after_a_theme(cast: Cast, theme: Theme, far: Theme) -> None:
    for lets in (may.may_set_review, may.may_keep_templates, may.may_set_theme, may.may_roll_back):
        assert cast.whom(lets, theme) == STEWARDS
        assert cast.whom(lets, far) == ""
    assert cast.whom(may.may_look_after_page, page(theme)) == STEWARDS
    assert cast.whom(may.may_look_after_page, page(far, **NORD)) == ""
    assert cast.whom(may.may_hide_revision, page(theme)) == STEWARDS
    assert cast.whom(may.may_hide_revision, page(far, **NORD)) == "mona ada"
    assert cast.whom(may.may_show_revision) == "ada"


def test_who_moves_pages_in_and_out(cast: Cast, theme: Theme) -> None:
    brought = Exchange(theme=theme, kind=Exchange.Kind.IMPORT)
    asked = Exchange(theme=theme, kind=Exchange.Kind.BOOK, by=cast["alice"])
    assert cast.whom(may.may_bring_pages, theme) == cast.whom(may.may_see_exchange, brought) == "bob ada"
    assert cast.whom(may.may_see_exchange, asked) == f"nobody {MEMBERS} zoe"
    assert cast.whom(may.may_stop_exchange, asked) == "alice bob ada"
    assert cast.whom(may.may_stop_exchange, brought) == "bob ada"


def test_who_proposes_an_edit(cast: Cast, theme: Theme, far: Theme) -> None:
    for facts, here in (({}, CITIZENS), ({"deleted_at": timezone.now()}, ""), ({"merged_into_id": 1}, "")):
        assert cast.whom(may.may_propose_edit, page(far, **NORD, **facts)) == here
        assert cast.whom(may.may_propose_edit, page(theme, **facts)) == "rosa ruth"


def test_who_watches_and_thanks(cast: Cast, theme: Theme) -> None:
    assert cast.whom(may.may_watch) == CITIZENS
    assert cast.whom(may.may_thank, Revision(author=cast["alice"])) == CITIZENS.removeprefix("alice ")
    for author in (None, cast["rosa"]):
        assert cast.whom(may.may_thank, Revision(author=author)) == ""


def test_who_begins_a_page_with_one_of_elsewhere(cast: Cast, theme: Theme, far: Theme, made: Any) -> None:
    free = {"licence": "CC BY-SA 4.0"}
    held = made("tenu", review_mode=Theme.Review.ALL)
    assert cast.whom(may.may_fork_page, page(far, **NORD, **free), theme) == f"alice {REVIEWERS}"
    assert cast.whom(may.may_fork_page, page(far, **NORD, **free), held) == REVIEWERS
    assert cast.whom(may.may_fork_page, page(far, **NORD, **free), far) == ""
    for closed in (
        page(theme, **free),
        page(far, **NORD, licence="Tous droits réservés"),
        page(far, **NORD, **free, deleted_at=timezone.now()),
        page(far, **NORD, **free, merged_into_id=1),
    ):
        assert cast.whom(may.may_fork_page, closed, theme) == ""
