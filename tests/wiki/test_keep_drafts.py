"""Drafts: kept while one types, listed for their author alone, gone in time; and who else is typing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from wiki.actions import KEEP_DRAFTS, forget_old, keep_draft, protect_page
from wiki.models import Draft, Protection

pytestmark = pytest.mark.django_db


@pytest.fixture
def beginning(theme):
    return f"{theme.get_absolute_url()}nouvelle/brouillon/"


def test_a_new_page_is_kept_while_its_title_is_typed(bob, theme, beginning, signed_in):
    browser = signed_in(bob)
    assert browser.post(beginning, {"title": "Les v", "text": "  ", "was": ""}).text == ""
    assert not Draft.objects.exists()
    was = ""
    for title in ("", "Les v", "Les vers"):
        answer = browser.post(beginning, {"title": title, "text": "Ils mangent.", "was": was})
        assert answer.text == title and answer["X-Kept"] == "title"
        was = title
    assert Draft.objects.get().title == "Les vers"
    # Another text under the new title stays.
    keep_draft(bob, theme=theme, title="Les verres", text="À recycler.")
    assert browser.post(beginning, {"title": "Les verres", "text": "Ils creusent.", "was": was}).text == was
    assert set(Draft.objects.values_list("title", "text")) == {
        ("Les vers", "Ils creusent."),
        ("Les verres", "À recycler."),
    }


def test_publishing_leaves_no_draft_under_a_former_title(bob, theme, beginning, signed_in):
    browser = signed_in(bob)
    browser.post(beginning, {"title": "Les v", "text": "Ils mangent.", "was": ""})
    address = beginning.removesuffix("brouillon/")
    browser.post(address, {"title": "Les vers", "text": "Ils mangent.", "was": "Les v"})
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
