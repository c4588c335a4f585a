"""What changed lately, in one theme and in all: by day, filtered without script, read on by key."""

from datetime import timedelta

import pytest
from django.utils import timezone

from commons.people.models import Person
from wiki import recent
from wiki.actions import (
    create_page,
    delete_page,
    forget_old,
    hide_revision,
    merge_pages,
    open_theme,
    protect_page,
    rename_page,
    restore_page,
    revise_page,
    show_revision,
)
from wiki.models import Change, Page, Revision

from .conftest import TEXT

pytestmark = pytest.mark.django_db
TOWN = "/wikis/recents/"


def kinds(client, address):
    return [change.kind for change in client.get(address).context["changes"]]


@pytest.fixture
def lively(theme, page, alice, bob, mona):
    """A week in the gardens: begun, changed, put right, renamed, merged, deleted."""
    Person.objects.filter(pk=alice.pk).update(kept_edits=9, created=timezone.now() - timedelta(days=30))
    revise_page(page, by=bob, text=TEXT + "Le jeudi.", based_on=page.current, summary="Le jeudi 🌱")
    page.refresh_from_db()
    revise_page(page, by=bob, text=TEXT + "Le jeudi !", based_on=page.current, minor=True)
    rename_page(Page.objects.get(pk=page.pk), by=mona, title="Le compost")
    merge_pages(
        create_page(theme, by=mona, title="Double", text=TEXT),
        into=Page.objects.get(pk=page.pk),
        by=mona,
        reason="essai",
    )
    delete_page(create_page(theme, by=mona, title="Insulte", text=TEXT), by=mona, reason="essai")
    return Page.objects.get(pk=page.pk)


def test_each_kind_is_listed_and_can_be_chosen(lively, theme, bob, mona, visitor, signed_in):
    here = f"{theme.get_absolute_url()}recents/"
    assert kinds(visitor, here) == ["deletion", "merge", "edit", "new", "move", "edit", "edit", "new"]
    assert kinds(visitor, f"{here}?kind=new") == ["new", "new"]
    assert kinds(visitor, f"{here}?kind=deletion") == ["deletion"]
    assert kinds(visitor, f"{here}?kind=merge") == ["merge"]
    assert kinds(visitor, f"{here}?large=on&kind=edit") == ["edit", "edit"]
    assert kinds(visitor, f"{here}?person=@bob") == ["edit", "edit"]
    assert kinds(visitor, f"{here}?newcomers=on&person=bob&large=on") == ["edit"]
    shown = visitor.get(here).text
    assert "Le jeudi 🌱" in shown and f"{lively.on('compare')}?new=2" in shown
    assert "Insulte" not in shown and "Insulte" in signed_in(mona).get(here).text
    answer = visitor.get(f"{here}?person=%00nobody%0d%0a")
    assert "Nobody has this short name." in answer.text and "nobody" in answer.text
    restore_page(Page.objects.get(title="Insulte"), by=mona)
    assert kinds(visitor, f"{here}?kind=return") == ["return"]


def test_all_themes_are_together_and_a_period_ends_the_list(lively, alice, visitor):
    water = open_theme(by=None, handle="eau", name="Eau", description="")
    pond = create_page(water, by=alice, title="La mare", text=TEXT)
    assert kinds(visitor, TOWN)[0] == "new" and "La mare" in visitor.get(TOWN).text
    assert kinds(visitor, f"{water.get_absolute_url()}recents/") == ["new"]
    assert kinds(visitor, f"{TOWN}?theme={water.pk}") == ["new"]
    assert visitor.get(f"{TOWN}?theme=999").context["form"].errors
    Change.objects.filter(page=pond).update(at=timezone.now() - timedelta(days=8))
    assert "La mare" not in visitor.get(f"{TOWN}?days=7").text
    assert "La mare" in visitor.get(f"{TOWN}?days=30").text
    Change.objects.filter(page=pond).update(at=timezone.now() - timedelta(days=91))
    forget_old()
    assert not Change.objects.filter(page=pond).exists() and pond.revisions.exists()


def test_a_long_list_is_read_on_by_key_with_its_filters(lively, visitor, monkeypatch):
    monkeypatch.setattr(recent, "PER_PAGE", 3)
    Change.objects.update(at=timezone.now())  # all in the same moment: the key alone gives the order
    seen, address = [], f"{TOWN}?large=on"
    while address:
        answer = visitor.get(address)
        seen += [change.pk for change in answer.context["changes"]]
        address = TOWN + answer.context["next"] if answer.context["next"] else ""
    everything = Change.objects.filter(minor=False).exclude(page__deleted_at__isnull=False, kind="new")
    assert seen == list(everything.order_by("-pk").values_list("pk", flat=True))


def test_who_is_hidden_is_not_found_by_name(lively, bob, mona, ada, visitor):
    revision = Revision.objects.get(page=lively, number=2)
    hide_revision(lively, by=mona, revision=revision, parts=[2, 4], reason="privacy")
    assert kinds(visitor, f"{TOWN}?person=bob") == ["edit"]
    assert "Le jeudi 🌱" not in visitor.get(TOWN).text and "hidden name" in visitor.get(TOWN).text
    show_revision(lively, by=ada, revision=revision)
    assert kinds(visitor, f"{TOWN}?person=bob") == ["edit", "edit"]


def test_what_waits_is_for_members(page, bob, mona, visitor, signed_in):
    protect_page(page, by=mona, level="open", review="all", reason="essai", until=None)
    page.refresh_from_db()
    revise_page(page, by=bob, text="Autre chose.", based_on=page.current, summary="Attend")
    assert "Attend" not in visitor.get(TOWN).text
    assert "Attend" in signed_in(mona).get(TOWN).text


@pytest.mark.django_db(transaction=True)  # what a process remembers is not kept inside a transaction
def test_a_page_of_it_costs_few_questions(lively, theme, alice, visitor, django_assert_max_num_queries):
    visitor.get("/")
    with django_assert_max_num_queries(4):
        visitor.get(TOWN)
    with django_assert_max_num_queries(5):
        visitor.get(f"{theme.get_absolute_url()}recents/?person=bob")


def test_what_leads_to_a_page_is_read_on_by_key(page, theme, alice, mona, visitor, monkeypatch):
    monkeypatch.setattr("wiki.views.arranging.PER_PAGE", 2)
    for number in range(3):
        create_page(theme, by=alice, title=f"Page {number}", text="[[Le compost à l’école]] [[Compost]]")
    rename_page(page, by=alice, title="Compost")
    page.refresh_from_db()
    merge_pages(create_page(theme, by=mona, title="Terreau", text=TEXT), into=page, by=mona, reason="essai")
    first = visitor.get(page.on("around"))
    assert [other.title for other in first.context["pages"]] == ["Page 0", "Page 1"]
    assert "le-compost-à-l-école" in first.text and "Terreau" in first.text
    second = visitor.get(f"{page.on('around')}?after={first.context['next']}")
    assert [other.title for other in second.context["pages"]] == ["Page 2"]
    assert second.context["next"] is None
