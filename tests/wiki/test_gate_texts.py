"""What newcomers and visitors save in the wikis goes through the gate; who is known does not."""

import pytest

from commons.moderation.actions import revise_list
from commons.people.actions import give_role
from wiki.models import Page, PageProposal, Suggestion

from .conftest import TEXT
from .test_suggest_edit import send  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def listed(mona):
    return revise_list(by=mona, words="viagra", hosts="spam.example")


def test_a_flagged_word_of_a_newcomer_waits_in_a_theme_without_review(page, bob, form_of, signed_in, visitor):
    browser = signed_in(bob)
    browser.post(page.on("page_edit"), form_of(browser, page) | {"text": f"{TEXT}\nViagra\n"})
    assert Page.objects.get().pending_count == 1
    assert "Viagra" not in visitor.get(page.get_absolute_url()).text


def test_a_flagged_site_is_refused_and_the_text_kept(page, bob, form_of, signed_in):
    browser = signed_in(bob)
    answer = browser.post(
        page.on("page_edit"), form_of(browser, page) | {"text": f"{TEXT}\nhttps://spam.example\n"}
    )
    assert "known for advertising" in answer.text and "https://spam.example" in answer.text
    assert Page.objects.get().edit_count == 1


def test_many_links_are_asked_about_then_wait(page, bob, form_of, signed_in):
    browser = signed_in(bob)
    text = TEXT + "\n".join(f"https://n{n}.example" for n in range(9))
    asked = form_of(browser, page) | {"text": text}
    answer = browser.post(page.on("page_edit"), asked)
    assert 'name="confirmed"' in answer.text
    assert Page.objects.get().edit_count == 1
    browser.post(page.on("page_edit"), asked | {"confirmed": "1"})
    assert Page.objects.get().pending_count == 1


def test_somebody_trusted_is_not_asked(page, bob, form_of, signed_in):
    give_role(bob, by=None, role="mediator", reason="test")
    browser = signed_in(bob)
    browser.post(page.on("page_edit"), form_of(browser, page) | {"text": f"{TEXT}\nhttps://spam.example\n"})
    page = Page.objects.get()
    assert (page.edit_count, page.pending_count) == (2, 0)


def test_a_new_page_with_a_flagged_word_is_looked_at_first(theme, bob, signed_in):
    browser = signed_in(bob)
    address = f"{theme.get_absolute_url()}nouvelle/"
    browser.post(address, {"title": "Santé", "text": "Du viagra.", "tags": ""})
    assert PageProposal.objects.get().title == "Santé"
    assert not Page.objects.exists()


def test_a_visitors_correction_names_the_rule(page, send, mona, signed_in):  # noqa: F811
    assert "known for advertising" in send(page, text=f"{TEXT}\nspam.example\n").text
    send(page, text=f"{TEXT}\nviagra\n")
    suggestion = Suggestion.objects.get()
    assert suggestion.held_for == "word"
    assert "a word of the list" in signed_in(mona).get(suggestion.get_absolute_url()).text


def test_how_many_were_held_is_public(page, bob, form_of, signed_in, visitor):
    browser = signed_in(bob)
    browser.post(page.on("page_edit"), form_of(browser, page) | {"text": f"{TEXT}\nViagra\n"})
    assert "held one text" in visitor.get("/wikis/a-relire/").text
