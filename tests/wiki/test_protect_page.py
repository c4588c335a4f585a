"""What stewards and moderators do: protect, delete, restore."""

from datetime import timedelta

import pytest
from django.utils import timezone

from commons.base.errors import Conflict, MayNot, NotHere
from commons.communities.actions import name_steward
from commons.journal.models import Entry
from commons.people.models import Person
from wiki.actions import create_page, delete_page, protect_page, restore_page, revise_page
from wiki.models import Protection
from wiki.permissions import may_revise_page
from wiki.verbs import Verb

pytestmark = pytest.mark.django_db


@pytest.fixture
def steward(theme, bob):
    name_steward(theme.community, by=None, person=bob)
    return bob


def confirmed(person):
    Person.objects.filter(pk=person.pk).update(kept_edits=5, created=timezone.now() - timedelta(days=8))
    return Person.objects.get(pk=person.pk)


def test_charlie_looks_after_nothing(charlie, page, signed_in):
    browser = signed_in(charlie)
    for view in ("page_delete", "page_protect"):
        assert browser.get(page.on(view)).status_code == 403
        assert (
            browser.post(
                page.on(view), {"reason": "x", "level": "stewards", "review": "none", "days": "7"}
            ).status_code
            == 403
        )
    with pytest.raises(NotHere):
        restore_page(page, by=charlie)
    html = browser.get(page.get_absolute_url()).text
    assert "Protect" not in html
    assert "Delete" not in html


def test_a_steward_protects_a_page_for_a_while(steward, charlie, page, signed_in):
    form = {"level": "confirmed", "review": "none", "days": "7", "reason": "Trop de disputes"}
    signed_in(steward).post(page.on("page_protect"), form)
    page.refresh_from_db()
    answer = signed_in(charlie).get(page.on("page_edit"))
    assert answer.status_code == 403
    assert "Trop de disputes" in answer.text
    assert "Trop de disputes" in signed_in(charlie).get(page.on("history")).text
    assert not may_revise_page(charlie, page)
    assert may_revise_page(confirmed(charlie), page)
    page.protection_until = timezone.now() - timedelta(seconds=1)
    assert may_revise_page(charlie, page)


@pytest.mark.parametrize(
    ("level", "who"),
    [
        ("open", {"charlie", "confirmed", "trusted", "steward", "moderator"}),
        ("confirmed", {"confirmed", "trusted", "steward", "moderator"}),
        ("trusted", {"trusted", "steward", "moderator"}),
        ("stewards", {"steward", "moderator"}),
    ],
)
def test_each_level_lets_in_whom_it_says(level, who, theme, page, steward, charlie, mona, resident):
    page.protection = Protection(level)
    cast = {
        "charlie": charlie,
        "confirmed": confirmed(resident("claire")),
        "trusted": resident("tom", "trusted"),
        "steward": steward,
        "moderator": mona,
    }
    assert {name for name, person in cast.items() if may_revise_page(person, page)} == who


def test_a_page_is_never_more_open_than_its_theme(theme, page, charlie):
    theme.protection = Protection.TRUSTED
    theme.save()
    page.refresh_from_db()
    assert not may_revise_page(charlie, page)


def test_deleted_and_restored(mona, alice, bob, theme, page, signed_in, visitor):
    source = create_page(theme, by=alice, title="Sommaire", text="[[Le compost à l'école]]")
    signed_in(mona).post(page.on("page_delete"), {"reason": "Doublon"})
    assert visitor.get(page.get_absolute_url()).status_code == 410
    assert 'class="missing"' in visitor.get(source.get_absolute_url()).text
    signed_in(mona).post(page.on("page_restore"))
    assert visitor.get(page.get_absolute_url()).status_code == 200
    assert 'class="missing"' not in visitor.get(source.get_absolute_url()).text
    page.refresh_from_db()
    revise_page(page, by=bob, text="Encore.", based_on=page.current)
    assert list(Entry.objects.about_thing(page).values_list("verb", flat=True))[-3:] == [
        Verb.PAGE_DELETED, Verb.PAGE_RESTORED, Verb.PAGE_REVISED,
    ]  # fmt: skip


def test_a_page_does_not_come_back_over_another_one(mona, alice, theme, page):
    delete_page(page, by=mona, reason="test")
    create_page(theme, by=alice, title=page.title, text="Un autre.")
    with pytest.raises(Conflict):
        restore_page(page, by=mona)


def test_a_steward_of_one_theme_is_nobody_in_another(steward, alice, page, theme):
    from wiki.actions import open_theme

    other = create_page(
        open_theme(by=None, handle="eaux", name="Eaux", description=""), by=alice, title="A", text="A"
    )
    with pytest.raises(MayNot):
        delete_page(other, by=steward, reason="test")
    with pytest.raises(MayNot):
        protect_page(other, by=steward, level="open", reason="", until=None)
