"""Going back to a form that was sent, and writing on in it: what is sent then is not taken for the first."""

from urllib.parse import unquote
from uuid import uuid4

import pytest

from wiki.actions import propose_page, revise_page, set_review, undo_revision
from wiki.models import Draft, Page, PageProposal

from .conftest import TEXT

pytestmark = pytest.mark.django_db


def test_an_edit_goes_on_where_it_was_sent(bob, page, signed_in, form_of):
    browser = signed_in(bob)
    form = {**form_of(browser, page), "text": f"{TEXT}\nLe jeudi, on tamise."}
    browser.post(page.on("page_edit"), form)
    on = {**form, "text": f"{TEXT}\nLe jeudi, on tamise tout."}
    for _press in range(2):
        assert browser.post(page.on("page_edit"), on).status_code == 302
    page.refresh_from_db()
    assert (page.edit_count, page.current.text) == (3, f"{TEXT}\nLe jeudi, on tamise tout.\n")
    browser.post(page.on("page_edit"), {**on, "tags": "tamis"})
    page.refresh_from_db()
    assert (page.edit_count, page.current.tags) == (4, ["tamis"])
    assert not Draft.objects.exists()


def test_what_others_wrote_meanwhile_stays(alice, bob, page, signed_in, form_of):
    """The first was joined with theirs: sent twice it is one, written on it is joined again."""
    browser = signed_in(bob)
    form = {**form_of(browser, page), "text": TEXT.replace("trie", "trie bien")}
    revise_page(page, by=alice, text=TEXT.replace("arrose", "arrose peu"), based_on=page.text_now)
    for _press in range(2):
        browser.post(page.on("page_edit"), form)
    page.refresh_from_db()
    assert page.edit_count == 3 and "trie bien" in page.current.text and "arrose peu" in page.current.text
    browser.post(page.on("page_edit"), {**form, "text": form["text"].replace("retourne", "retourne tout")})
    page.refresh_from_db()
    for words in ("trie bien", "arrose peu", "retourne tout"):
        assert words in page.current.text


def test_a_second_page_begun_in_the_form_of_the_first_is_a_page(bob, theme, signed_in):
    browser, key = signed_in(bob), str(uuid4())
    address = f"{theme.get_absolute_url()}nouvelle/"
    for title, text in (
        ("La mare", "Des grenouilles."),
        ("La mare", "Des grenouilles."),
        ("Le lavoir", "De l’eau."),
    ):
        browser.post(address, {"title": title, "text": text, "client_key": key})
    assert list(Page.objects.order_by("pk").values_list("title", "edit_count")) == [
        ("La mare", 1),
        ("Le lavoir", 1),
    ]
    answer = browser.post(address, {"title": "La mare", "text": "Des tritons.", "client_key": key})
    assert "already has this name" in answer.text and "Des tritons." in answer.text
    assert Draft.objects.get(person=bob).text == "Des tritons."


def test_the_browser_asks_whether_what_was_sent_arrived(bob, theme, signed_in):
    browser, key = signed_in(bob), str(uuid4())
    address = f"{theme.get_absolute_url()}nouvelle/"
    assert "X-Arrived" not in browser.post(f"{address}brouillon/", {"form": key}).headers
    assert "X-Arrived" not in browser.post(f"{address}brouillon/", {"form": "'é"}).headers
    browser.post(address, {"title": "La mare", "text": "Des grenouilles.", "client_key": key})
    assert "X-Arrived" in browser.post(f"{address}brouillon/", {"form": key}).headers
    assert not Draft.objects.exists()
    # They went back and wrote on: what is typed now has not arrived.
    browser.post(f"{address}brouillon/", {"title": "La mare", "text": "Des tritons.", "client_key": key})
    assert "X-Arrived" not in browser.post(f"{address}brouillon/", {"form": key}).headers


def test_the_browser_asks_the_same_about_an_edit(bob, page, signed_in, form_of):
    browser = signed_in(bob)
    form = {**form_of(browser, page), "text": f"{TEXT}\nLe jeudi, on tamise."}
    asked = {"form": form["client_key"]}
    browser.post(page.on("page_draft"), form)
    assert "X-Arrived" not in browser.post(page.on("page_draft"), asked).headers
    browser.post(page.on("page_edit"), form)
    assert "X-Arrived" in browser.post(page.on("page_draft"), asked).headers


def test_a_proposed_page_is_the_one_sent_last(theme, bob, mona):
    set_review(theme, by=mona, mode="all")
    key = uuid4()
    for title, text in (("La mare", "Un."), ("La mare", "Un et deux."), ("Le lavoir", "Trois.")):
        propose_page(theme, by=bob, title=title, text=text, client_key=key)
    assert list(PageProposal.objects.order_by("pk").values_list("title", "text")) == [
        ("La mare", "Un et deux."),
        ("Le lavoir", "Trois."),
    ]


def test_an_edit_taken_back_otherwise_than_before(page, alice, bob):
    second = revise_page(page, by=alice, text=f"{TEXT}\nFin.\n", based_on=page.text_now)
    facts = {"by": bob, "revision": second, "client_key": uuid4()}
    first = undo_revision(page, text=TEXT, onto=second, **facts)
    assert undo_revision(page, text=TEXT, onto=second, **facts) == first
    again = undo_revision(page, text=f"{TEXT}\nPresque.\n", onto=first, **facts)
    assert again.number == first.number + 1


def test_whose_session_ended_is_given_back_what_they_wrote(page, visitor, bob, signed_in, form_of):
    form = {**form_of(signed_in(bob), page), "text": f"{TEXT}\nLe jeudi, on tamise tout ce qui est mûr."}
    answer = visitor.post(
        page.on("page_edit"), form, headers={"referer": f"http://testserver{page.on('page_edit')}"}
    )
    assert answer.status_code == 403
    assert "Le jeudi, on tamise tout ce qui est mûr." in answer.text and "no longer logged in" in answer.text
    assert unquote(unquote(answer.context["signed_out"])).endswith(f"next={unquote(page.on('page_edit'))}")
    assert page.revisions.count() == 1 and not Draft.objects.exists()
