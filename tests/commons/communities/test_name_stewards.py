"""Administrators name those who look after a place, and end their charge, on its page."""

from typing import Any

import pytest

from commons.communities.actions import end_stewardship, name_steward, open_community
from commons.communities.models import Community
from commons.communities.permissions import is_steward
from commons.journal.models import Entry
from commons.notices.models import Notice
from commons.people.models import Person

PAGE = "/communautes/place/responsables/"


@pytest.fixture
def space(town: Any) -> Community:
    return open_community(by=None, kind="space", handle="place", name="La place")


def text(client: Any, path: str) -> str:
    shown: str = client.get(path).content.decode()
    return shown


def test_ada_names_bob_and_ends_his_charge(
    space: Community, ada: Person, bob: Person, signed_in: Any, visitor: Any, worker: Any
) -> None:
    browser = signed_in(ada)
    assert PAGE in text(browser, space.get_absolute_url())
    assert "Nobody has been named" in text(browser, PAGE)
    assert browser.post(PAGE, {"person": "@Bob"}, follow=True).status_code == 200
    assert is_steward(bob, space)
    assert bob.get_absolute_url() in text(visitor, space.get_absolute_url())
    assert "End the charge of Bob" in text(browser, PAGE)
    worker.run()
    assert Notice.objects.get(person=bob).kind == "communities.steward_named"
    membership = space.memberships.get(person=bob)
    browser.post(PAGE, {"end": str(membership.pk)})
    assert not is_steward(bob, space)
    assert "Nobody has been named" in text(browser, PAGE)
    browser.post(PAGE, {"end": str(membership.pk)})  # twice is once
    verbs = Entry.objects.public().filter(about_id=space.pk, verb__startswith="communities.steward")
    assert [(entry.verb, entry.by) for entry in verbs.order_by("pk")] == [
        ("communities.steward_named", ada),
        ("communities.steward_ended", ada),
    ]


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ("nobody", "Nobody in this town is called @nobody."),
        ("rosa", "Nobody in this town is called @rosa."),
        ("<b>", "Nobody in this town is called @&lt;b&gt;."),
        ("bob", "Bob looks after it already."),
        ("", "This field is required."),
    ],
)
def test_errors_stand_at_the_field_and_nothing_typed_is_lost(
    space: Community, ada: Person, bob: Person, rosa: Person, signed_in: Any, said: str, error: str
) -> None:
    name_steward(space, by=ada, person=bob)
    answer = signed_in(ada).post(PAGE, {"person": said})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert error in page and 'aria-invalid="true"' in page
    assert said in {"<b>", ""} or f'value="{said}"' in page
    assert space.memberships.count() == 1


def test_nobody_else_names_anybody(
    space: Community, mona: Person, bob: Person, charlie: Person, signed_in: Any, visitor: Any
) -> None:
    name_steward(space, by=None, person=bob)
    for person in (mona, bob, charlie):  # not even those who look after it
        browser = signed_in(person)
        assert PAGE not in text(browser, space.get_absolute_url())
        assert browser.get(PAGE).status_code == 403
        assert browser.post(PAGE, {"person": "charlie"}).status_code == 403
        assert browser.post(PAGE, {"end": str(space.memberships.get().pk)}).status_code == 403
    assert visitor.get(PAGE).status_code == 302
    assert PAGE not in text(visitor, space.get_absolute_url())
    assert [named.person for named in space.memberships.filter(role="steward")] == [bob]


def test_nobody_here_names_those_who_look_after_a_place_elsewhere(
    ada: Person, bob: Person, rosa: Person, space: Community, signed_in: Any
) -> None:
    there = Community.objects.create(
        kind="space", handle="plaza", home="nord.example", uri="https://nord.example/g", name="Plaza"
    )
    assert signed_in(ada).get("/communautes/plaza@nord.example/responsables/").status_code == 403
    for act in (name_steward, end_stewardship):
        with pytest.raises(Exception, match="MayNot"):
            act(there, by=ada, person=bob)
    with pytest.raises(Exception, match="MayNot"):
        name_steward(space, by=ada, person=rosa)
