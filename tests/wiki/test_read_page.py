"""Reading themes, pages, versions."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commons.communities.actions import name_steward
from commons.live import remembered
from wiki import rendering
from wiki.actions import create_page, delete_page, revise_page
from wiki.models import RenderCache

pytestmark = pytest.mark.django_db


def queries(client, address):
    client.get(address)  # content types and renderings are warm in a town that lives
    remembered.forget()  # as just after an entry: the town and what it relays are asked for too
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(address)
    assert answer.status_code == 200
    return len(seen)


def test_a_visitor_reads_a_page(visitor, alice, theme, page):
    text = "# Trier\n\nDu vert et du brun.\n\n## Où\n\nVoir <https://example.org/compost>.\n\n## Quand\n\nLe lundi.\n"
    revise_page(page, by=alice, text=text, based_on=page.current)
    answer = visitor.get(page.get_absolute_url())
    for words in (
        "Le compost à l’école",
        "Du vert et du brun.",
        "Alice",
        "CC BY-SA 4.0",
        "One source cited",
        "Contents",
    ):
        assert words in answer.text
    assert f'href="{page.address}"' in answer.text
    assert answer["X-Page-Store"] == "public"
    assert not answer.cookies
    assert "csrfmiddlewaretoken" not in answer.text


def test_what_a_member_is_shown_is_never_stored(alice, page, signed_in, theme):
    browser = signed_in(alice)
    for address in (page.get_absolute_url(), page.on("history"), theme.get_absolute_url(), "/wikis/"):
        assert "X-Page-Store" not in browser.get(address)


def test_reading_costs_the_same_whatever_there_is(visitor, alice, bob, theme, page):
    addresses = ["/wikis/", theme.get_absolute_url(), page.get_absolute_url(), page.on("history")]
    few = [queries(visitor, address) for address in addresses]
    for number in range(12):
        create_page(theme, by=bob, title=f"Page {number}", text="Voir [[Le compost à l'école]].")
        links = "".join(f"[[Page {n}]] [[Rien {n}]]\n" for n in range(number))
        revise_page(
            page, by=[alice, bob][number % 2], text=f"Texte {number}.\n\n{links}", based_on=page.current
        )
    name_steward(theme.community, by=None, person=alice)
    name_steward(theme.community, by=None, person=bob)
    assert [queries(visitor, address) for address in addresses] == few
    assert max(few) <= 7


def test_a_view_reads_no_markdown(visitor, page, monkeypatch):
    def broken(*args, **kwargs):
        raise AssertionError("the text was rendered again")

    monkeypatch.setattr(rendering, "render_markdown", broken)
    assert "on trie" in visitor.get(page.get_absolute_url()).text


def test_a_rendering_can_always_be_made_again(visitor, page):
    RenderCache.objects.all().delete()
    assert "on trie" in visitor.get(page.get_absolute_url()).text


def test_a_theme_shows_its_pages_rules_and_stewards(visitor, alice, bob, theme, page):
    name_steward(theme.community, by=None, person=bob)
    answer = visitor.get(theme.get_absolute_url())
    for words in ("Jardins", "Faire pousser.", "<strong>respecte</strong>", "Le compost à l’école", "Bob"):
        assert words in answer.text
    assert visitor.get(theme.get_absolute_url() + "?order=title").status_code == 200
    assert "1 page" in visitor.get("/wikis/").text


def test_empty_places_say_how_to_begin(visitor, theme):
    assert "Write the first page" in visitor.get(theme.get_absolute_url()).text
    theme.community.delete()
    assert "There is no theme yet" in visitor.get("/wikis/").text


def test_the_text_is_never_active(visitor, alice, page):
    hostile = "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)> [[<b>x</b>]]"
    revise_page(page, by=alice, text=hostile, based_on=page.current)
    html = visitor.get(page.get_absolute_url()).text
    assert "<script>alert" not in html
    assert 'href="javascript' not in html
    assert "<img src=x" not in html
    assert "<b>x</b>" not in html


def test_a_title_typed_as_an_address_arrives(visitor, page):
    answer = visitor.get("/wikis/jardins/LE_COMPOST-A-L-ECOLE/".replace("L-E", "L'E"))
    assert answer.status_code == 302
    assert answer["Location"] == page.get_absolute_url()


def test_accents_written_in_two_pieces_are_the_same_address(visitor, page):
    assert visitor.get("/wikis/jardins/le-compost-a\u0300-l-e\u0301cole/").status_code in (200, 302)


def test_a_deleted_page_is_gone_for_readers(visitor, mona, page, signed_in):
    delete_page(page, by=mona, reason="Copie d’un livre")
    answer = visitor.get(page.get_absolute_url())
    assert answer.status_code == 410
    assert "Copie d’un livre" in answer.text
    assert "on trie" not in answer.text
    for view in ("history", "compare", "talk"):
        assert visitor.get(page.on(view)).status_code == 404
    assert "Restore the page" in signed_in(mona).get(page.get_absolute_url()).text


def test_the_talk_of_a_page_is_one_topic(visitor, alice, bob, page, signed_in):
    assert "Sign in to speak" in visitor.get(page.on("talk")).text
    first = signed_in(alice).post(page.on("talk_open"))
    second = signed_in(bob).post(page.on("talk_open"))
    assert first["Location"] == second["Location"]
    assert visitor.get(page.on("talk"))["Location"] == first["Location"]


def test_a_theme_can_be_followed_from_its_page(alice, bob, theme, page, signed_in):
    browser = signed_in(alice)
    assert "Stop following" not in browser.get(theme.get_absolute_url()).text
    browser.post(f"/communautes/{theme.slug}/suivre/", {"next": theme.get_absolute_url()})
    assert "Stop following" in browser.get(theme.get_absolute_url()).text
    assert "Le compost à l’école" in browser.get("/").text


def test_the_home_page_shows_what_was_written(visitor, page):
    assert page.get_absolute_url() in visitor.get("/").text
