"""The history of a page: what changed, and going back."""

import pytest

from commons.base.errors import MayNot, NotHere
from commons.people.models import Person
from wiki.actions import create_page, protect_page, revert_page, revise_page
from wiki.models import Blob, Revision

from .conftest import TEXT

pytestmark = pytest.mark.django_db


@pytest.fixture
def changed(page, bob):
    revise_page(
        page, by=bob, text=TEXT.replace("lundi", "jeudi"), based_on=page.current, summary="Le bon jour"
    )
    return page


def test_the_history_has_a_permanent_address_for_each_version(visitor, changed):
    answer = visitor.get(changed.on("history"))
    for words in ("Le bon jour", "Version 2", "Version 1", "Bob", "Alice"):
        assert words in answer.text
    assert "Bring back" not in answer.text
    old = visitor.get(changed.on("revision", 1))
    assert "Le lundi, on trie." in old.text
    assert "The page may have changed since." in old.text
    assert visitor.get(changed.on("revision", 9)).status_code == 404


def test_two_versions_side_by_side_word_by_word(visitor, changed):
    for query in ("?old=1&new=2", "?old=2&new=1", "", "?old=x&new=²"):
        answer = visitor.get(changed.on("compare") + query)
        assert "lundi" in answer.text
        assert "<del>" in answer.text
        assert "jeudi" in answer.text
    assert "say the same" in visitor.get(changed.on("compare") + "?old=1&new=1").text


def test_an_earlier_version_comes_back_as_a_new_one(alice, bob, changed, signed_in):
    browser = signed_in(alice)
    assert "Bring back version 1" in browser.get(changed.on("page_revert", 1)).text
    browser.post(changed.on("page_revert", 1), {"summary": "C’était juste"})
    changed.refresh_from_db()
    assert changed.current.text == TEXT
    assert (changed.current.number, changed.current.kind) == (3, Revision.Kind.REVERT)
    assert Blob.objects.count() == 2
    assert changed.revisions.count() == 3


def test_only_edits_that_were_kept_count(alice, bob, changed):
    assert Person.objects.get(pk=bob.pk).kept_edits == 1
    revert_page(changed, by=alice, to=changed.revisions.get(number=1))
    assert Person.objects.get(pk=bob.pk).kept_edits == 0


def test_going_back_to_what_is_there_changes_nothing(alice, page):
    revert_page(page, by=alice, to=page.current)
    assert page.revisions.count() == 1


def test_a_version_of_another_page_is_not_brought_back(alice, theme, changed):
    other = create_page(theme, by=alice, title="Autre", text="Autre.")
    with pytest.raises(NotHere):
        revert_page(other, by=alice, to=changed.current)


def test_protection_holds_for_going_back_too(charlie, mona, changed):
    protect_page(changed, by=mona, level="trusted", reason="test", until=None)
    with pytest.raises(MayNot):
        revert_page(changed, by=charlie, to=changed.revisions.get(number=1))
