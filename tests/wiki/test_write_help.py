"""What helps to write: the toolbar, a fresh preview, titles to link to, and a word at its place for what cannot be."""

import pytest

from wiki.actions import create_page
from wiki.models import Draft, Page

pytestmark = pytest.mark.django_db


def new_page(theme):
    return f"{theme.get_absolute_url()}nouvelle/"


def test_the_editor_explains_itself_without_script(bob, theme, page, signed_in):
    browser = signed_in(bob)
    for address in (new_page(theme), page.on("page_edit")):
        html = browser.get(address).text
        assert "How to write" in html and "::: info" in html and f"{new_page(theme)}titres/" in html
        bar = html[html.index('role="toolbar"') :]
        assert bar.count('<button type="button"', 0, bar.index("</div>")) == 14
        assert "hidden>" in bar[:200], "only the script shows it"


def test_a_fresh_preview_keeps_and_compares_nothing(bob, theme, page, signed_in):
    browser = signed_in(bob)
    address = f"{new_page(theme)}apercu/"
    answer = browser.post(address, {"text": "Un **essai**\x00, [[Le compost à l'école]] <script>"})
    assert "<strong>essai</strong>" in answer.text and page.get_absolute_url() in answer.text
    assert "<html" not in answer.text and "<script" not in answer.text
    assert not Draft.objects.exists()
    assert "too long" in browser.post(address, {"text": "a\n" * 100_001}).text
    assert browser.get(address).status_code == 405


def test_a_visitor_has_no_preview(visitor, theme):
    assert "/compte/login/" in visitor.post(f"{new_page(theme)}apercu/", {"text": "x"})["Location"]


def test_titles_are_found_while_typing_and_on_a_page(visitor, alice, theme, page):
    create_page(theme, by=alice, title="L’école <b>", text="Ici.")
    address = f"{new_page(theme)}titres/"
    found = visitor.get(address, {"q": "ECOLE compost"})
    assert "[[Le compost à l’école]]" in found.text and "L’école &lt;b&gt;" not in found.text
    choices = visitor.get(address, {"q": "école\x00"}, headers={"X-Fragment": "1"}).text
    assert '<option value="L’école &lt;b&gt;"></option>' in choices and choices.count("<option") == 2
    assert "invites somebody to write it" in visitor.get(address, {"q": "rien de tel"}).text


BAD_TEXTS = {
    "too long": ("é" * 60 + "\n") * 1_700,
    "too many links": ("https://a.fr " * 400 + "\n") * 16,
    "too deep": "> " * 25 + "au fond",
    "unreadable": "caf\ufffd",
    "one line": "a" * 10_001,
    "many footnotes": "".join(f"[^{n}]: x\n\n" for n in range(301)),
}
SAID = {
    "too long": "too long",
    "too many links": "too many links",
    "too deep": "too deep",
    "unreadable": "arrived unreadable",
    "one line": "cut it into paragraphs",
    "many footnotes": "too many footnotes",
}


@pytest.mark.parametrize("what", BAD_TEXTS)
def test_a_text_that_cannot_be_is_told_at_its_place_and_kept(bob, theme, signed_in, what):
    form = {"title": "Essai", "text": BAD_TEXTS[what]}
    answer = signed_in(bob).post(new_page(theme), form)
    assert answer.status_code == 200
    assert SAID[what] in answer.context["form"].errors["text"][0]
    assert answer.context["form"]["text"].value() == form["text"]
    assert Draft.objects.get(person=bob).text == form["text"]
    assert not Page.objects.exists()


def test_bytes_that_are_no_text_are_told(bob, theme, signed_in):
    answer = signed_in(bob).post(
        new_page(theme),
        b"title=Caf%E9&text=Le+caf%E9+du+coin",
        content_type="application/x-www-form-urlencoded",
    )
    assert "arrived unreadable" in answer.context["form"].errors["text"][0]
    assert "du coin" in answer.text


def test_a_title_of_300_characters_is_told_and_kept(bob, theme, signed_in):
    title = "Très " * 60
    answer = signed_in(bob).post(new_page(theme), {"title": title, "text": "Un texte."})
    assert "200" in answer.context["form"].errors["title"][0]
    assert title.strip() in answer.text and "Un texte." in answer.text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("un\r\ndeux\rtrois", "un\ndeux\ntrois\n"),
        ("nul\x00 ici", "nul ici\n"),
        ("مرحبا بالجميع 🫒👩‍🌾", "مرحبا بالجميع 🫒👩‍🌾\n"),
        ("שלום\n\nBonjour", "שלום\n\nBonjour\n"),
    ],
)
def test_what_simply_works(bob, theme, signed_in, visitor, typed, kept):
    answer = signed_in(bob).post(new_page(theme), {"title": "Fête 🎉 عيد\x00", "text": typed}, follow=True)
    page = Page.objects.get()
    assert (page.title, page.current.text) == ("Fête 🎉 عيد", kept)
    assert answer.redirect_chain and "\x00" not in answer.text
    assert visitor.get(page.get_absolute_url()).status_code == 200
    browser = signed_in(bob)
    form = browser.get(page.on("page_edit")).context["form"]
    posted = {name: form[name].value() or "" for name in form.fields}
    browser.post(page.on("page_edit"), {**posted, "text": typed + "\r\n\x00fin"})
    page.refresh_from_db()
    assert page.current.text == kept.rstrip("\n") + "\nfin\n"
