"""Beginning a page."""

import uuid

import pytest
from django.core.exceptions import ValidationError

from commons.base.errors import Conflict, MayNot
from commons.journal.models import Entry
from wiki.actions import create_page, open_theme
from wiki.models import Draft, Page, PageLink
from wiki.verbs import Verb

pytestmark = pytest.mark.django_db


def test_a_member_writes_a_page(bob, theme, signed_in):
    browser = signed_in(bob)
    address = f"{theme.get_absolute_url()}nouvelle/"
    key = browser.get(address).context["form"].initial["client_key"]
    form = {"title": "L’Île d’Été", "text": "Une île.\n\n## Y aller\n\nÀ pied.", "client_key": key}
    answer = browser.post(address, form, follow=True)

    assert answer.redirect_chain[-1][0] == "/wikis/jardins/l-%C3%AEle-d-%C3%A9t%C3%A9/"
    assert "Une île." in answer.text
    page = Page.objects.get()
    assert (page.slug, page.current.number, page.lead) == ("l-île-d-été", 1, "Une île.")
    assert Entry.objects.get(verb=Verb.PAGE_CREATED).about == page
    assert not Draft.objects.exists()


def test_a_double_press_is_one_page(bob, theme):
    key = uuid.uuid4()
    first = create_page(theme, by=bob, title="Semis", text="Semer.", client_key=key)
    second = create_page(theme, by=bob, title="Semis", text="Semer.", client_key=key)
    assert first == second
    assert Page.objects.count() == 1


@pytest.mark.parametrize(
    "title", ["le compost a l'ecole", "LE COMPOST À L'ÉCOLE", "Le  compost à l’e\u0301cole"]
)
def test_another_spelling_of_a_title_is_the_same_page(bob, theme, page, title, signed_in):
    with pytest.raises(Conflict):
        create_page(theme, by=bob, title=title, text="Encore.")
    form = {"title": title, "text": "Ce que je voulais dire."}
    answer = signed_in(bob).post(f"{theme.get_absolute_url()}nouvelle/", form)
    assert "Ce que je voulais dire." in answer.text
    assert page.get_absolute_url() in answer.text
    assert Page.objects.count() == 1


def test_the_same_title_in_another_theme_is_another_page(alice, theme, page):
    other = open_theme(by=None, handle="eaux", name="Eaux", description="")
    assert create_page(other, by=alice, title=page.title, text="Ici.").pk != page.pk


def test_two_titles_with_one_address_get_two_addresses(alice, theme):
    assert create_page(theme, by=alice, title="C", text="C.").slug == "c"
    assert create_page(theme, by=alice, title="C++", text="C++.").slug == "c-2"
    assert create_page(theme, by=alice, title="Nouvelle", text="Une nouvelle.").slug == "nouvelle-2"


def test_a_hostile_title_is_only_words(alice, theme, visitor):
    page = create_page(theme, by=alice, title='<script>alert(1)</script>\u202e & "x"', text="Rien.")
    answer = visitor.get(page.get_absolute_url())
    assert "<script>alert(1)" not in answer.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in answer.text
    assert "\u202e" not in page.title
    assert answer.status_code == 200


@pytest.mark.parametrize("title", ["", "   ", "!!!\u200b"[3:], "a]]b", "a|b", "a#b", "x" * 201])
def test_an_impossible_title_is_refused(bob, theme, title):
    with pytest.raises(ValidationError):
        create_page(theme, by=bob, title=title, text="Un texte.")
    assert not Page.objects.exists()


def test_a_red_link_leads_to_its_page_and_turns_blue(alice, theme, page, visitor, signed_in):
    source = create_page(
        theme, by=alice, title="Sommaire", text="Voir [[Les vers de terre]] et [[Le compost à l'école]]."
    )
    html = visitor.get(source.get_absolute_url()).text
    assert 'class="missing" href="/wikis/jardins/nouvelle/?title=Les+vers+de+terre"' in html
    assert f'class="wikilink" href="{page.get_absolute_url()}"' in html
    assert PageLink.objects.get(target=page).source == source
    form = signed_in(alice).get("/wikis/jardins/nouvelle/?title=Les+vers+de+terre").context["form"]
    assert form["title"].value() == "Les vers de terre"

    worms = create_page(theme, by=alice, title="Les vers de terre", text="Ils mangent.")
    html = visitor.get(source.get_absolute_url()).text
    assert f'class="wikilink" href="{worms.get_absolute_url()}"' in html
    assert "missing" not in html


def test_the_preview_of_a_new_page_publishes_nothing(bob, theme, signed_in):
    form = {"title": "Essai", "text": "Un *essai*.", "preview": "1"}
    answer = signed_in(bob).post(f"{theme.get_absolute_url()}nouvelle/", form)
    assert "<em>essai</em>" in answer.text
    assert not Page.objects.exists()
    assert Draft.objects.get(person=bob).title == "Essai"


def test_visitors_and_strangers_begin_nothing(visitor, rosa, theme):
    answer = visitor.get(f"{theme.get_absolute_url()}nouvelle/")
    assert "/compte/login/" in answer["Location"]
    with pytest.raises(MayNot):
        create_page(theme, by=rosa, title="Non", text="Non.")


def test_a_page_not_written_yet_says_how_to_begin(visitor, theme):
    answer = visitor.get("/wikis/jardins/les-vers-de-terre/")
    assert answer.status_code == 404
    assert "/wikis/jardins/nouvelle/?title=Les+vers+de+terre" in answer.text
    assert visitor.get("/wikis/inconnu/page/").status_code == 404
