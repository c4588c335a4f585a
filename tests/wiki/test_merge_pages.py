"""Two pages about one thing become one; the other leads there, and can be taken apart again."""

import pytest
from django.core.exceptions import ValidationError

from commons.base.errors import MayNot, NotHere, WrongMoment
from commons.conversations.actions import talk_about, write_post
from commons.journal.models import Entry
from wiki.actions import create_page, merge_pages, open_theme, rename_page, revert_page, revise_page
from wiki.models import Page, Revision
from wiki.verbs import Verb

from .conftest import TEXT

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(theme, alice):
    return create_page(theme, by=alice, title="Compostage", text="Retourner souvent.\n")


@pytest.fixture
def merged(page, other, mona):
    merge_pages(other, into=page, by=mona, reason="le même sujet")
    return Page.objects.get(pk=other.pk)


def test_the_form_merges_and_the_old_address_leads_on(page, other, mona, signed_in, visitor):
    browser = signed_in(mona)
    assert "Merge" in browser.get(other.get_absolute_url()).text
    wrong = browser.post(other.on("page_merge"), {"into": "Nulle part", "reason": "x"})
    assert "No other page of this theme has this title." in wrong.text
    itself = browser.post(other.on("page_merge"), {"into": other.title, "reason": "x"})
    assert "No other page" in itself.text
    answer = browser.post(
        other.on("page_merge"), {"into": page.title.upper(), "take_text": "on", "reason": "le même sujet"}
    )
    assert answer["Location"] == page.get_absolute_url()
    shown = visitor.get(other.get_absolute_url(), follow=True)
    assert shown.redirect_chain[-1][0] == page.get_absolute_url()
    assert "Merged into this page:" in shown.text
    assert "Retourner souvent." in shown.text
    history = visitor.get(other.on("history"))
    assert "merged a page into another" in history.text
    assert "le même sujet" in history.text


def test_the_page_that_stays_has_both_texts_and_two_parents(page, other, merged):
    page.refresh_from_db()
    assert page.current.kind == Revision.Kind.MERGE
    assert page.current.text == f"{TEXT}\n## Compostage\n\nRetourner souvent.\n"
    assert (page.current.parent.page, page.current.second_parent.page) == (page, other)
    assert merged.current.kind == Revision.Kind.LEAD
    assert page.title in merged.current.text
    assert [(entry.about, entry.verb) for entry in Entry.objects.order_by("pk")][-2:] == [
        (page, Verb.PAGE_REVISED),
        (other, Verb.PAGE_MERGED),
    ]


def test_the_text_may_be_left_behind(page, other, mona):
    merge_pages(other, into=page, by=mona, reason="x", take_text=False)
    page.refresh_from_db()
    assert page.current.text == TEXT
    assert page.current.second_parent.page == other


def test_links_by_every_name_lead_to_the_page_that_stays(theme, page, other, alice, mona, visitor):
    renamed = rename_page(other, by=alice, title="Composter")
    reader = create_page(theme, by=alice, title="Voir aussi", text="[[Compostage]] et [[Composter]]\n")
    merge_pages(renamed, into=page, by=mona, reason="x")
    assert visitor.get(reader.get_absolute_url()).text.count(f'href="{page.get_absolute_url()}"') == 2
    later = create_page(theme, by=alice, title="Plus tard", text="[[Compostage]]\n")
    assert f'href="{page.get_absolute_url()}"' in visitor.get(later.get_absolute_url()).text
    assert visitor.get(other.get_absolute_url(), follow=True).redirect_chain[-1][0] == page.get_absolute_url()


def test_what_leads_on_is_in_no_list_and_its_talk_stays(page, other, mona, alice, visitor, worker):
    topic = talk_about(other, title=other.title, community=other.theme.community)
    merge_pages(other, into=page, by=mona, reason="x")
    worker.run()
    listed = visitor.get(other.theme.get_absolute_url()).text
    assert f'href="{other.get_absolute_url()}"' not in listed
    assert visitor.get(other.on("talk"))["Location"] == topic.get_absolute_url()


def test_bringing_back_a_version_takes_the_pages_apart(page, merged, mona, alice, visitor):
    with pytest.raises(MayNot):
        revise_page(merged, by=alice, text="Non.", based_on=merged.current)
    before = merged.revisions.get(number=1)
    with pytest.raises(MayNot):
        revert_page(merged, by=alice, to=before)
    revert_page(merged, by=mona, to=before)
    answer = visitor.get(merged.get_absolute_url())
    assert answer.status_code == 200
    assert "Retourner souvent." in answer.text
    merged.refresh_from_db()
    assert merged.merged_into is None


def test_only_stewards_merge_and_only_pages_that_stand(page, other, merged, alice, mona, theme):
    third = create_page(theme, by=alice, title="Terreau", text="x")
    with pytest.raises(MayNot):
        merge_pages(third, into=page, by=alice, reason="x")
    with pytest.raises(WrongMoment):
        merge_pages(page, into=merged, by=mona, reason="x")  # else two signs would point at each other
    with pytest.raises(WrongMoment):
        merge_pages(merged, into=third, by=mona, reason="x")
    elsewhere = open_theme(by=None, handle="eau", name="Eau", description="")
    from_elsewhere = create_page(elsewhere, by=alice, title="Pluie", text="x")
    with pytest.raises(NotHere):
        merge_pages(from_elsewhere, into=page, by=mona, reason="x")


def test_a_joined_text_beyond_the_caps_is_refused(page, other, alice, mona):
    for one in (page, other):
        revise_page(one, by=alice, text="mot mot mot mot mot\n" * 6_000, based_on=one.current)
    with pytest.raises(ValidationError):
        merge_pages(other, into=page, by=mona, reason="x")
    other.refresh_from_db()
    assert other.merged_into is None


def test_a_circle_of_signs_ends(page, other):
    """Another town can write one; the pages are then shown as they are."""
    Page.objects.filter(pk=page.pk).update(merged_into=other)
    Page.objects.filter(pk=other.pk).update(merged_into=page)
    assert Page.objects.get(pk=page.pk).leads_to is None


def test_the_talk_of_the_page_that_gave_way_leads_to_the_others(page, other, mona, bob, signed_in, visitor):
    """What was said stays readable where it was said."""
    talk = talk_about(other, title=other.title, community=other.theme.community)
    write_post(talk, by=bob, text="Deux pages pour une chose ?")
    line = "“Compostage” has been merged into"
    assert line not in visitor.get(talk.get_absolute_url()).text
    merge_pages(other, into=page, by=mona, reason="le même sujet")
    for reader in (visitor, signed_in(bob)):
        shown = reader.get(other.on("talk"), follow=True).text
        assert line in shown and f'href="{page.on("talk")}"' in shown
        assert "Deux pages pour une chose" in shown
    its_own = talk_about(page, title=page.title, community=page.theme.community)
    assert "has been merged" not in visitor.get(its_own.get_absolute_url()).text
    other.refresh_from_db()
    revert_page(other, by=mona, to=other.revisions.get(number=1))
    assert line not in visitor.get(talk.get_absolute_url()).text


def test_where_nothing_was_said_the_talk_is_the_others(page, other, merged, visitor):
    assert visitor.get(other.on("talk"))["Location"] == page.on("talk")
