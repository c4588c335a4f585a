"""A new name; the old ones still arrive."""

import pytest

from commons.base.errors import Conflict, MayNot
from wiki.actions import create_page, delete_page, rename_page
from wiki.models import Page, PageAlias

pytestmark = pytest.mark.django_db


def test_a_chain_of_names_leads_to_the_page(alice, page, visitor, signed_in):
    first = page.get_absolute_url()
    signed_in(alice).post(page.on("page_rename"), {"title": "Compost des écoles"})
    page.refresh_from_db()
    second = page.get_absolute_url()
    rename_page(page, by=alice, title="Composter à l’école")
    page.refresh_from_db()
    for address in (first, second):
        answer = visitor.get(address)
        assert (answer.status_code, answer["Location"]) == (302, page.get_absolute_url())
    assert "Compost des écoles → Composter à l’école" in visitor.get(page.on("history")).text
    assert page.current.number == 3


def test_links_by_an_old_name_stay_blue_and_no_page_is_rewritten(alice, theme, page, visitor):
    source = create_page(theme, by=alice, title="Sommaire", text="[[Le compost à l'école]] et [[Compost]]")
    rename_page(page, by=alice, title="Compost")
    page.refresh_from_db()
    html = visitor.get(source.get_absolute_url()).text
    assert html.count(f'class="wikilink" href="{page.get_absolute_url()}"') == 2
    assert source.revisions.count() == 1


def test_there_and_back_again(alice, page, visitor):
    rename_page(page, by=alice, title="Autre nom")
    rename_page(page, by=alice, title="Le compost à l’école")
    page.refresh_from_db()
    assert page.slug == "le-compost-à-l-école"
    assert visitor.get(page.get_absolute_url()).status_code == 200
    assert visitor.get("/wikis/jardins/autre-nom/")["Location"] == page.get_absolute_url()
    assert PageAlias.objects.count() == 1


def test_a_title_that_is_taken_is_refused_even_a_former_one(alice, theme, page, signed_in):
    other = create_page(theme, by=alice, title="Autre", text="Autre.")
    rename_page(page, by=alice, title="Compost")
    for title in ("COMPOST", "Le compost à l'école"):
        with pytest.raises(Conflict):
            rename_page(other, by=alice, title=title)
    with pytest.raises(Conflict):
        create_page(theme, by=alice, title="Le compost à l’école", text="Encore.")
    answer = signed_in(alice).post(other.on("page_rename"), {"title": "compost"})
    assert "already has this name" in answer.text


def test_the_names_of_a_deleted_page_are_free(alice, mona, theme, page):
    rename_page(page, by=alice, title="Compost")
    delete_page(page, by=mona, reason="test")
    for title in ("Compost", "Le compost à l’école"):
        create_page(theme, by=alice, title=title, text="À nouveau.")
    assert Page.objects.existing().count() == 2


def test_only_spelling_changes(alice, page, visitor):
    former = page.get_absolute_url()
    rename_page(page, by=alice, title="Le Compost à l'ecole")
    page.refresh_from_db()
    assert page.slug == "le-compost-à-l-ecole"
    assert visitor.get(former)["Location"] == page.get_absolute_url()


def test_people_from_elsewhere_do_not_rename(rosa, page):
    with pytest.raises(MayNot):
        rename_page(page, by=rosa, title="Autre")
