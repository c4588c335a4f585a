"""Where pages stand: under one another, in the contents, around a page, and titles with several meanings."""

from itertools import pairwise
from threading import Barrier, Thread

import pytest
from django.db import connection

from commons.base.errors import Conflict, MayNot
from commons.journal.models import Entry
from commons.live import remembered
from wiki.actions import create_page, delete_page, merge_pages, place_page, set_review
from wiki.models import Page
from wiki.verbs import Verb


@pytest.fixture
def write(theme, alice):
    return lambda title, text="Un texte.", **more: create_page(
        theme, by=alice, title=title, text=text, **more
    )


def under(page):
    page.refresh_from_db()
    return page.parent and page.parent.title


@pytest.mark.django_db
def test_the_form_gives_a_place_and_the_page_shows_it(page, theme, write, bob, signed_in, visitor):
    top, middle = write("Le jardin"), write("Les déchets")
    browser = signed_in(bob)
    browser.post(middle.on("page_place"), {"parent": "le JARDIN"})
    answer = browser.post(page.on("page_place"), {"parent": "Les dechets"}, follow=True)
    assert "The page has its place." in answer.text
    crumbs = visitor.get(page.get_absolute_url()).text.split('class="crumbs"')[1].split("</nav>")[0]
    assert crumbs.index("Jardins") < crumbs.index("Le jardin") < crumbs.index("Les déchets")
    assert "Pages under this one" in visitor.get(middle.get_absolute_url()).text
    contents = visitor.get(f"{theme.get_absolute_url()}sommaire/").text
    assert contents.index("Le jardin") < contents.index("Les déchets") < contents.rindex(page.title)
    entry = Entry.objects.filter(verb=Verb.PAGE_PLACED).last()
    assert (entry.about, entry.detail["parent"]) == (page, middle.pk)

    assert under(page) == "Les déchets"
    browser.post(page.on("page_place"), {"parent": ""})
    assert under(page) is None
    for wrong in ("Rien", page.title):
        answer = browser.post(page.on("page_place"), {"parent": wrong})
        assert "No other page of this theme has this title." in answer.text and wrong in answer.text
    assert under(top) is None


@pytest.mark.django_db
def test_what_stands_around_a_page_costs_one_question_at_most(
    page, write, alice, visitor, django_assert_max_num_queries
):
    vague = write("Mercure")
    place_page(vague, by=alice, parent=page, is_disambiguation=True)
    planet = write("Mercure (planète)", tags=["ciel", "Astres"])
    place_page(planet, by=alice, parent=vague)
    place_page(write("Orbite"), by=alice, parent=planet)
    shown = visitor.get(planet.get_absolute_url()).text
    for words in ("Pages under this one", "Orbite", "For other meanings", "Astres</a>, <a", page.title):
        assert words in shown
    remembered.forget()
    with django_assert_max_num_queries(7):  # two of them remembered in a town that lives
        visitor.get(planet.get_absolute_url())


@pytest.mark.django_db
def test_neither_a_ring_nor_a_seventh_level(write, alice, signed_in):
    chain = [write(f"Niveau {number}") for number in range(1, 8)]
    for above, below in pairwise(chain[:6]):
        place_page(below, by=alice, parent=above)
    with pytest.raises(Conflict):
        place_page(chain[6], by=alice, parent=chain[5])
    answer = signed_in(alice).post(chain[0].on("page_place"), {"parent": "Niveau 6"})
    assert "cannot stand under itself" in answer.text and "Niveau 6" in answer.text
    place_page(chain[5], by=alice, parent=chain[3])
    place_page(chain[6], by=alice, parent=chain[5])
    with pytest.raises(Conflict):
        place_page(chain[0], by=alice, parent=write("Encore plus haut"))
    assert under(chain[0]) is None


@pytest.mark.django_db
def test_what_stands_under_a_page_that_goes_moves_up(write, alice, mona):
    top, middle, low, lower = (write(title) for title in ("Haut", "Milieu", "Bas", "Plus bas"))
    for above, below in ((top, middle), (middle, low), (low, lower)):
        place_page(below, by=alice, parent=above)
    delete_page(middle, by=mona, reason="essai")
    assert (under(low), under(middle)) == ("Haut", None)
    merge_pages(low, into=write("Autre"), by=mona, reason="essai")
    assert under(lower) == "Haut"


@pytest.mark.django_db
def test_who_may_revise_places(page, write, bob, rosa, mona):
    top = write("Haut")
    with pytest.raises(MayNot):
        place_page(page, by=rosa, parent=top)
    set_review(page.theme, by=mona, mode="all")
    with pytest.raises(MayNot):
        place_page(page, by=bob, parent=top)


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_two_moves_at_once_make_no_ring(theme, write, alice):
    one, other = write("Un"), write("Deux")
    together, refused = Barrier(2), []

    def move(page, parent):
        together.wait()
        try:
            place_page(page, by=alice, parent=parent)
        except Conflict:
            refused.append(page)
        finally:
            connection.close()

    moves = [Thread(target=move, args=pair) for pair in ((one, other), (other, one))]
    for thread in moves:
        thread.start()
    for thread in moves:
        thread.join()
    assert len(refused) == 1
    assert Page.objects.filter(parent=None).count() == 1


@pytest.mark.django_db
def test_around_a_page_stand_what_leads_there_and_what_is_near(page, write, visitor):
    near = write("Fumier", "Rien de commun.", tags=["sol"])
    write("Bac", f"Voir [[{page.title}]].", tags=["sol"])
    write("Loin")
    address = write("Terre", f"[[{page.title}]]", tags=["sol"]).on("around")
    answer = visitor.get(address)
    assert [other.title for other in answer.context["related"]] == ["Bac", "Fumier", page.title]
    led = visitor.get(page.on("around"))
    assert [other.title for other in led.context["pages"]] == ["Bac", "Terre"]
    assert near.title not in [other.title for other in led.context["pages"]]


@pytest.mark.django_db
def test_a_title_of_several_meanings_leads_on_and_lists_what_is_vague(write, alice, signed_in, visitor):
    vague = write("Mercure", "[[Mercure (planète)]] ou [[Mercure (métal)]].")
    planet = write("Mercure (planète)")
    note = "For other meanings of this title:"
    assert note not in visitor.get(planet.get_absolute_url()).text
    signed_in(alice).post(vague.on("page_place"), {"parent": "", "is_disambiguation": "on"})
    shown = visitor.get(planet.get_absolute_url()).text
    assert note in shown and f'href="{vague.get_absolute_url()}"' in shown
    assert "Choose the page that you are looking for." in visitor.get(vague.get_absolute_url()).text
    write("Thermomètre", "Du [[Mercure]].")
    around = visitor.get(vague.on("around"))
    assert "Links to be made precise" in around.text and "Thermomètre" in around.text
