"""Changing a page: one person at a time."""

import pytest

from commons.base.errors import MayNot
from commons.journal.models import Entry
from wiki.actions import create_page, delete_page, revise_page
from wiki.models import Draft, Revision
from wiki.verbs import Verb

pytestmark = pytest.mark.django_db


def test_a_change_is_a_new_revision_and_one_entry(alice, bob, page, signed_in, form_of):
    browser = signed_in(bob)
    form = form_of(browser, page)
    form |= {"text": form["text"] + "\r\nFin.", "summary": "La fin"}
    answer = browser.post(page.on("page_edit"), form, follow=True)

    assert "Saved. Thank you." in answer.text
    page.refresh_from_db()
    assert page.current.number == 2
    assert page.current.author == bob
    assert page.current.text.endswith("on arrose.\n\nFin.\n")
    assert page.current.kind == Revision.Kind.EDIT
    entry = Entry.objects.get(verb=Verb.PAGE_REVISED)
    assert (entry.by, entry.about, entry.detail["revision"]) == (bob, page, page.current.pk)


def test_a_double_press_is_one_revision(alice, bob, page, signed_in, form_of):
    """Even when somebody else saved between the two: the second press must not bring the text back."""
    browser = signed_in(bob)
    form = {**form_of(browser, page), "text": "Autre chose."}
    browser.post(page.on("page_edit"), form)
    page.refresh_from_db()
    revise_page(page, by=alice, text="Mieux dit.", based_on=page.current)
    answer = browser.post(page.on("page_edit"), form)
    assert answer.status_code == 302
    page.refresh_from_db()
    assert page.revisions.count() == 3
    assert page.current.text == "Mieux dit.\n"
    assert not Draft.objects.filter(person=bob).exists()


def test_saving_the_same_text_changes_nothing(bob, page, signed_in, form_of):
    browser = signed_in(bob)
    answer = browser.post(page.on("page_edit"), form_of(browser, page), follow=True)
    assert "Nothing was changed" in answer.text
    assert page.revisions.count() == 1


def test_the_preview_saves_nothing_and_loses_nothing(bob, page, signed_in, form_of):
    browser = signed_in(bob)
    form = {**form_of(browser, page), "text": "Un **essai**.", "summary": "Pour voir", "preview": "1"}
    answer = browser.post(page.on("page_edit"), form)
    assert "<strong>essai</strong>" in answer.text
    assert "Un **essai**." in answer.text
    assert "Pour voir" in answer.text
    assert page.revisions.count() == 1
    assert Draft.objects.get(person=bob, page=page).text == "Un **essai**."


def test_what_was_typed_comes_back_after_a_refusal_of_the_form(bob, page, signed_in, form_of):
    browser = signed_in(bob)
    heavy = "[" * 600
    answer = browser.post(page.on("page_edit"), {**form_of(browser, page), "text": heavy})
    assert heavy in answer.text
    assert Draft.objects.get(person=bob, page=page).text == heavy


def test_a_draft_is_taken_up_until_it_is_dropped(bob, page, signed_in, form_of):
    browser = signed_in(bob)
    form = form_of(browser, page)
    browser.post(page.on("page_draft"), {"text": "À moitié", "base": form["base"]})
    for asked in ({}, {"section": "s-anything"}):
        again = browser.get(page.on("page_edit"), asked)
        assert "This is your draft of" in again.text
        assert again.context["form"]["text"].value() == "À moitié"
        assert str(again.context["form"]["base"].value()) == str(form["base"])
    browser.post(page.on("page_draft"), {"drop": Draft.objects.get().pk})
    assert not Draft.objects.exists()
    assert browser.get(page.on("page_edit")).context["form"]["text"].value() == page.current.text


def test_a_saved_text_leaves_no_draft(bob, page):
    revise_page(page, by=bob, text="Nouveau.", based_on=page.current)
    assert not Draft.objects.filter(person=bob).exists()


def test_visitors_are_led_to_the_login_and_come_back(visitor, page):
    answer = visitor.get(page.on("page_edit"))
    assert answer.status_code == 302
    assert "/compte/login/?next=" in answer["Location"]


def test_a_suspended_person_may_not(bob, page):
    bob.state = "suspended"
    bob.save()
    with pytest.raises(MayNot):
        revise_page(page, by=bob, text="Non.", based_on=page.current)
    assert page.revisions.count() == 1


def test_people_from_elsewhere_do_not_write_directly(rosa, theme):
    with pytest.raises(MayNot):
        create_page(theme, by=rosa, title="Depuis le nord", text="Bonjour.")


def test_the_text_of_a_page_deleted_meanwhile_is_kept(bob, mona, page, signed_in, form_of):
    browser = signed_in(bob)
    form = {**form_of(browser, page), "text": "Ma longue contribution."}
    based_on = page.current
    delete_page(page, by=mona, reason="test")
    with pytest.raises(Exception, match="deleted while you were writing"):
        revise_page(page, by=bob, text="Ma longue contribution.", based_on=based_on)
    assert Draft.objects.get(person=bob).text == "Ma longue contribution."
    assert browser.post(page.on("page_edit"), form).status_code in (404, 409)


def test_a_base_of_another_page_asks_about_the_whole_text(alice, bob, mona, theme, page):
    """A page deleted and begun again shares no history with what its writer had before their eyes."""
    old = page.current
    delete_page(page, by=mona, reason="test")
    again = create_page(theme, by=alice, title=page.title, text="Tout autre chose.")
    with pytest.raises(Exception, match="Somebody changed this page"):
        revise_page(again, by=bob, text=old.text + "\n\nUne ligne.", based_on=old)
    assert again.revisions.count() == 1
