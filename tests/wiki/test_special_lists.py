"""What a wiki still needs: each list says it, in its order, fifty at a time."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from wiki import special_lists
from wiki.actions import create_page, delete_page, merge_pages, set_theme
from wiki.models import Page

pytestmark = pytest.mark.django_db
LONG = "Mot " * 200


@pytest.fixture
def write(theme, alice):
    return lambda title, text=LONG: create_page(theme, by=alice, title=title, text=text)


def titles(client, theme, name, query=""):
    answer = client.get(f"{theme.get_absolute_url()}entretenir/{name}/{query}")
    assert answer.status_code == 200
    return [page.title for page in answer.context["pages"]]


def test_the_page_of_a_theme_leads_to_its_lists(theme, write, visitor):
    shown = visitor.get(theme.get_absolute_url()).text
    assert "Look after this wiki" in shown
    lists = visitor.get(f"{theme.get_absolute_url()}entretenir/")
    assert "Wanted pages" in lists.text and "Short pages" in lists.text
    assert "Pages without a source" not in lists.text  # this theme asks for none


def test_pages_are_listed_for_what_they_need(theme, write, mona, visitor):
    write("Accueil", f"{LONG} [[Compost]] [[Accueil]]")
    write("Compost", f"{LONG} [[Accueil]]")
    write("Seule", "Rien.")
    write("Bout", f"{LONG} [[Nulle part]]")
    assert titles(visitor, theme, "orphelines") == ["Bout", "Seule"]
    assert titles(visitor, theme, "impasses") == ["Bout", "Seule"]
    assert titles(visitor, theme, "courtes") == ["Seule"]
    assert titles(visitor, theme, "nouvelles") == ["Bout", "Seule", "Compost", "Accueil"]

    delete_page(Page.objects.get(title="Accueil"), by=mona, reason="essai")
    assert titles(visitor, theme, "orphelines") == ["Bout", "Compost", "Seule"]
    assert "Accueil" not in titles(visitor, theme, "nouvelles")


def test_what_is_wanted_most_comes_first_and_says_by_whom(theme, write, mona, alice, signed_in, visitor):
    for number in range(5):
        write(f"Page {number}", "[[Le tian d’Arles]] " + ("[[Fougasse]]" if number == 3 else ""))
    address = f"{theme.get_absolute_url()}entretenir/demandees/"
    rows = visitor.get(address).context["rows"]
    assert [(row["title"], row["wanting"], row["more"]) for row in rows] == [
        ("Le tian d’Arles", 5, 3),
        ("Fougasse", 1, 0),
    ]
    assert [page.title for page in rows[0]["sources"]] == ["Page 0", "Page 4"]
    assert "title=Fougasse" in signed_in(alice).get(address).text

    merge_pages(
        Page.objects.get(title="Page 3"), into=Page.objects.get(title="Page 4"), by=mona, reason="essai"
    )
    delete_page(Page.objects.get(title="Page 2"), by=mona, reason="essai")
    write("Fougasse")
    rows = visitor.get(address).context["rows"]
    assert [(row["title"], row["wanting"]) for row in rows] == [("Le tian d’Arles", 3)]


def test_a_long_list_is_read_on_by_key(theme, write, visitor, monkeypatch):
    monkeypatch.setattr(special_lists, "PER_PAGE", 2)
    monkeypatch.setattr("wiki.views.keeping.PER_PAGE", 2)
    for number in range(5):
        write(
            f"Page {number}",
            "x" * (number // 2) + "[[Une]] " + "[[Deux]] " * (number > 2) + "[[Trois]] " * (number > 3),
        )
    for name, field in (
        ("courtes", "pages"),
        ("nouvelles", "pages"),
        ("orphelines", "pages"),
        ("demandees", "rows"),
    ):
        seen, address = [], f"{theme.get_absolute_url()}entretenir/{name}/"
        for _turn in range(4):
            answer = visitor.get(address)
            seen += [str(row.get("title") if field == "rows" else row.title) for row in answer.context[field]]
            if not answer.context["next"]:
                break
            address = f"{answer.wsgi_request.path}?after={answer.context['next']}"
        assert len(seen) == len(set(seen)) == (3 if field == "rows" else 5), name
    for odd in ("abc", "-1", "9" * 30, "%00", "é"):
        assert visitor.get(f"{theme.get_absolute_url()}entretenir/courtes/?after={odd}").status_code == 200
        assert visitor.get(f"{theme.get_absolute_url()}entretenir/demandees/?after={odd}").status_code == 200


def test_the_town_has_the_lists_of_all_its_themes(theme, write, visitor):
    write("Compost")
    answer = visitor.get("/wikis/a-entretenir/nouvelles/")
    assert "Compost" in answer.text and "Jardins" in answer.text
    for absent in ("/wikis/a-entretenir/courtes/", "/wikis/jardins/entretenir/rien/"):
        assert visitor.get(absent).status_code == 404


def test_what_grows_old_is_listed_as_its_theme_wishes(theme, write, mona, visitor):
    page = write("Horaires")
    Page.objects.filter(pk=page.pk).update(verified_at=timezone.now() - timedelta(days=300))
    assert titles(visitor, theme, "a-verifier") == []
    set_theme(theme, by=mona, stale_after=6)
    assert titles(visitor, theme, "a-verifier") == ["Horaires"]
    assert "Horaires" in visitor.get("/wikis/a-entretenir/a-verifier/").text
    set_theme(theme, by=mona, stale_after=0)
    assert titles(visitor, theme, "a-verifier") == []


@pytest.mark.parametrize("name", ["courtes", "nouvelles", "a-verifier", "orphelines", "impasses"])
def test_an_index_gives_the_order(theme, name, django_assert_num_queries):
    """No list sorts the pages of a theme: it begins where the last page ended and stops after fifty."""
    rows = Page.objects.standing().filter(theme=theme)
    chosen = special_lists.LISTS[name]
    asked = chosen.choose(rows).order_by(chosen.order, ("-" if chosen.order[0] == "-" else "") + "pk")[:50]
    if connection.vendor == "sqlite":
        plan = asked.explain()
        assert "TEMP B-TREE FOR ORDER BY" not in plan and "USING INDEX" in plan, plan
