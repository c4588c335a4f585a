"""Drafts: kept while one types, listed for their author alone, gone in time; and who else is typing."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from wiki.actions import KEEP_DRAFTS, forget_old, keep_draft, protect_page
from wiki.models import Draft, Protection

from .conftest import TEXT

pytestmark = pytest.mark.django_db


@pytest.fixture
def beginning(theme):
    return f"{theme.get_absolute_url()}nouvelle/brouillon/"


def test_a_new_page_is_kept_while_its_title_is_typed(bob, theme, beginning, signed_in):
    browser, key = signed_in(bob), str(uuid4())
    browser.post(beginning, {"title": "Les v", "text": "  ", "client_key": key})
    assert not Draft.objects.exists()
    for title in ("", "Les v", "Les vers"):
        browser.post(beginning, {"title": title, "text": "Ils mangent.", "client_key": key})
    # Another text under the same title, begun in another window, stays another text.
    browser.post(beginning, {"title": "Les vers", "text": "À soie.", "client_key": str(uuid4())})
    assert set(Draft.objects.values_list("title", "text")) == {
        ("Les vers", "Ils mangent."),
        ("Les vers", "À soie."),
    }


def test_a_person_keeps_so_many_drafts_and_still_saves(
    bob, theme, page, beginning, signed_in, form_of, monkeypatch
):
    monkeypatch.setattr("wiki.views.drafting.MOST_DRAFTS", 2)
    browser, keys = signed_in(bob), [str(uuid4()) for _ in range(3)]
    answers = [browser.post(beginning, {"text": "Des mots.", "client_key": key}).status_code for key in keys]
    assert answers == [204, 204, 429]
    assert browser.post(beginning, {"text": "D’autres.", "client_key": keys[0]}).status_code == 204
    form = form_of(browser, page)
    assert browser.post(page.on("page_draft"), {**form, "text": f"{TEXT}\nUn."}).status_code == 429
    browser.post(page.on("page_edit"), {**form, "text": f"{TEXT}\nUn."})
    page.refresh_from_db()
    assert page.current.text.rstrip().endswith("Un.")
    assert sorted(Draft.objects.values_list("text", flat=True)) == ["Des mots.", "D’autres."]


def test_two_windows_on_one_page_do_not_write_over_each_other(bob, page, signed_in, form_of):
    browser = signed_in(bob)
    first, second = form_of(browser, page), form_of(browser, page)
    browser.post(page.on("page_draft"), {**first, "text": f"{TEXT}\nDans la première."})
    browser.post(page.on("page_draft"), {**second, "text": f"{TEXT}\nDans la seconde."})
    # The first is closed without saving, the second is saved: the words of the first are offered again.
    browser.post(page.on("page_edit"), {**second, "text": f"{TEXT}\nDans la seconde."})
    page.refresh_from_db()
    assert "Dans la seconde." in page.current.text
    assert Draft.objects.get().text.endswith("Dans la première.")
    reopened = form_of(browser, page)
    assert reopened["text"].endswith("Dans la première.") and reopened["base"] == first["base"]


def test_a_window_goes_on_with_the_draft_that_it_found(bob, page, signed_in, form_of):
    browser = signed_in(bob)
    first = form_of(browser, page)
    browser.post(page.on("page_draft"), {**first, "text": f"{TEXT}\nUn."})
    second = form_of(browser, page)
    assert second["text"].endswith("Un.")
    browser.post(page.on("page_draft"), {**second, "text": f"{TEXT}\nUn, deux."})
    assert Draft.objects.get().text.endswith("Un, deux.")
    # The first, still open, writes on: its words go into a draft of their own.
    browser.post(page.on("page_draft"), {**first, "text": f"{TEXT}\nUn, puis trois."})
    texts = {draft.text.rpartition("\n")[2] for draft in Draft.objects.all()}
    assert texts == {"Un, deux.", "Un, puis trois."}
    # Nor is a draft taken up that was written on since it was found.
    third = form_of(browser, page)
    browser.post(page.on("page_draft"), {**first, "text": f"{TEXT}\nUn, puis trois, quatre."})
    browser.post(page.on("page_draft"), {**third, "text": f"{TEXT}\nUn, puis cinq."})
    assert Draft.objects.count() == 3
    html = browser.get(page.on("page_edit")).text
    assert "You have 2 other drafts of this page." in html


def test_the_draft_that_the_address_names_is_opened_and_thrown_away_alone(bob, page, signed_in, form_of):
    browser = signed_in(bob)
    for words in ("Un.", "Deux."):
        browser.post(
            page.on("page_draft"), {"client_key": str(uuid4()), "text": words, "base": page.current_id}
        )
    older = Draft.objects.get(text="Un.")
    assert browser.get(page.on("page_edit")).context["form"]["text"].value() == "Deux."
    assert browser.get(older.get_absolute_url()).context["form"]["text"].value() == "Un."
    browser.post(page.on("page_draft"), {"drop": older.pk})
    assert Draft.objects.get().text == "Deux."


def test_publishing_leaves_no_draft_under_a_former_title(bob, theme, beginning, signed_in):
    browser, key = signed_in(bob), str(uuid4())
    browser.post(beginning, {"title": "Les v", "text": "Ils mangent.", "client_key": key})
    address = beginning.removesuffix("brouillon/")
    browser.post(address, {"title": "Les vers", "text": "Ils mangent.", "client_key": key})
    assert theme.pages.get().title == "Les vers"
    assert not Draft.objects.exists()


def test_all_drafts_on_one_page_for_their_author_alone(alice, bob, theme, page, signed_in):
    keep_draft(bob, theme=theme, page=page, text="Au milieu.", base=page.current)
    keep_draft(bob, theme=theme, title="Les vers", text="Ils mangent.")
    keep_draft(alice, theme=theme, title="Secret", text="À moi.")
    browser = signed_in(bob)
    html = browser.get("/wikis/brouillons/").text
    assert page.title in html and "Les vers" in html and "Jardins" in html and "365 days" in html
    assert "Secret" not in html and "À moi." not in html
    for draft in Draft.objects.filter(person=bob):
        assert draft.get_absolute_url().replace("&", "&amp;") in html
        assert draft.text in browser.get(draft.get_absolute_url()).text
    foreign = Draft.objects.get(person=alice)
    for number in (foreign.pk, "x", "9" * 30, Draft.objects.get(title="Les vers").pk):
        browser.post("/wikis/brouillons/", {"drop": number})
    assert set(Draft.objects.values_list("title", flat=True)) == {"", "Secret"}


def test_visitors_have_no_drafts(visitor, theme):
    assert "/compte/login/" in visitor.get("/wikis/brouillons/")["Location"]


def test_drafts_expire_as_the_page_says(bob, theme):
    for days in (1, -1):
        draft = keep_draft(bob, theme=theme, title=str(days), text="x")
        Draft.objects.filter(pk=draft.pk).update(updated=timezone.now() - KEEP_DRAFTS + timedelta(days=days))
    forget_old()
    assert Draft.objects.get().title == "1"


def test_who_else_is_typing_is_told_for_two_minutes(alice, bob, page, signed_in):
    keep_draft(alice, theme=page.theme, page=page, text="Je tape.", base=page.current)
    hers, his = signed_in(alice), signed_in(bob)
    assert "Alice is changing this page" in his.get(page.on("page_edit")).text
    assert "is changing this page" not in hers.get(page.on("page_edit")).text
    form = {"text": "Moi aussi.", "base": page.current_id}
    assert his.post(page.on("page_draft"), form).text.startswith("Alice is changing")
    assert hers.post(page.on("page_draft"), form).text.startswith("Bob is changing")
    Draft.objects.update(updated=timezone.now() - timedelta(seconds=121))
    assert his.post(page.on("page_draft"), form).status_code == 204


def test_several_who_type_are_counted(alice, bob, charlie, page, signed_in):
    for person in (alice, charlie):
        keep_draft(person, theme=page.theme, page=page, text="Je tape.", base=page.current)
    assert "2 people are changing this page" in signed_in(bob).get(page.on("page_edit")).text


def test_only_those_who_may_edit_are_told(alice, bob, mona, page, signed_in, visitor):
    keep_draft(alice, theme=page.theme, page=page, text="Je tape.", base=page.current)
    until = timezone.now() + timedelta(days=1)
    protect_page(page, by=mona, level=Protection.STEWARDS, reason="Essai", until=until)
    answer = signed_in(bob).get(page.on("page_edit"))
    assert answer.status_code == 403 and "is changing" not in answer.text
    assert "is changing" not in visitor.get(page.get_absolute_url()).text
    assert "Alice is changing" in signed_in(mona).get(page.on("page_edit")).text
    assert signed_in(bob).post(page.on("page_draft"), {"text": "x"}).status_code == 204


def test_a_draft_given_back_says_nothing_about_typing(alice, bob, page, signed_in):
    keep_draft(
        alice, theme=page.theme, page=page, text="Rendu.", base=page.current, origin=Draft.Origin.RETURNED
    )
    assert "is changing" not in signed_in(bob).get(page.on("page_edit")).text
    assert "given back to you" in signed_in(alice).get("/wikis/brouillons/").text
