"""One box: French forms, what is not for visitors, words that are escaped."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from commons.communities.models import Community
from commons.conversations.actions import open_private_thread, start_topic, write_post
from commons.people.models import Person
from commons.search import engines
from commons.search.models import SearchDocument
from commons.search.snippets import snippet
from wiki.actions import create_page, open_theme


@pytest.fixture
def talks(alice: Person, town: Any, worker: Any) -> None:
    start_topic(
        by=alice, title="Les écoles fermées", text="Le **maire** a fermé <script>alert(1)</script> l’école."
    )
    start_topic(by=alice, title="Compost", text="Retournez le tas chaque semaine.")
    worker.run()


@pytest.mark.both
@pytest.mark.parametrize("words", ["école", "ECOLES fermee", "ecole ferm"])
def test_all_forms_of_a_word_find_it(talks: None, visitor: Client, words: str) -> None:
    page = visitor.get("/recherche/", {"q": words}).content.decode()
    assert "Les écoles fermées" in page and "Retournez" not in page


@pytest.mark.both
@pytest.mark.parametrize("words", ["hotel", "l'hotel", "L’HÔTEL", "coeur", "cœur", "boeufs", "hotel coeur"])
def test_accents_ligatures_and_articles_hide_nothing(
    alice: Person, town: Any, worker: Any, visitor: Client, words: str
) -> None:
    start_topic(by=alice, title="La fontaine", text="Devant l’hôtel, au cœur de la ville, boivent les bœufs.")
    start_topic(by=alice, title="Compost", text="Retournez le tas chaque semaine.")
    worker.run()
    page = visitor.get("/recherche/", {"q": words}).text
    assert "La fontaine" in page and "Retournez" not in page


@pytest.mark.both
def test_found_words_are_marked_and_the_rest_is_escaped(talks: None, visitor: Client) -> None:
    page = visitor.get("/recherche/", {"q": "maire"}).content.decode()
    assert "<mark>maire</mark>" in page
    assert "<script>alert" not in page and "&lt;script" in page


@pytest.mark.both
@pytest.mark.parametrize("words", ['"', "maire OR compost", "NEAR(", "*", "a'b\";--", "é" * 300, "🙂"])
def test_nothing_that_is_typed_is_a_query_language(talks: None, visitor: Client, words: str) -> None:
    assert visitor.get("/recherche/", {"q": words}).status_code == 200


@pytest.mark.both
def test_the_best_stands_first(alice: Person, town: Any, worker: Any, visitor: Client) -> None:
    """In the title, then in the words."""
    start_topic(by=alice, title="Le samedi", text="La fontaine coule. La fontaine gèle. Fontaine, fontaine.")
    start_topic(by=alice, title="La fontaine", text="Elle coule.")
    worker.run()
    page = visitor.get("/recherche/", {"q": "fontaines"}).content.decode()
    assert 0 < page.index(">La fontaine</a>") < page.index(">Le samedi</a>")


@pytest.mark.both
def test_of_a_word_that_stands_everywhere_the_title_and_the_last_count(
    alice: Person, town: Any, worker: Any, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only so many are weighed: what has the word in its title is never too old to be among them."""
    monkeypatch.setattr(engines, "JUDGED", 3)
    monkeypatch.setattr(engines, "WEIGHED", 3)
    start_topic(by=alice, title="La fontaine", text="Elle coule.")
    start_topic(by=alice, title="Un banc", text="Il est près de la fontaine.")
    for number in range(3):
        start_topic(by=alice, title=f"Sortie {number}", text="Rendez-vous à la fontaine.")
    worker.run()
    page = visitor.get("/recherche/", {"q": "fontaine"}).content.decode()
    assert 0 < page.index(">La fontaine</a>") < page.index(">Sortie 0</a>") and ">Sortie 2</a>" in page
    assert ">Un banc</a>" not in page
    assert ">Un banc</a>" in visitor.get("/recherche/", {"q": "banc fontaine"}).content.decode()


@pytest.mark.both
def test_words_that_stand_nearly_everywhere_are_not_weighed(
    alice: Person, town: Any, worker: Any, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the title, in a heading, then what is new; small words beside others are not asked for."""
    monkeypatch.setattr(engines, "JUDGED", 3)
    monkeypatch.setattr(engines, "WEIGHED", 3)
    monkeypatch.setattr(engines, "COMMON", 0)
    theme = open_theme(by=None, handle="eaux", name="Eaux", description="L’eau.", rules="")
    create_page(theme, by=alice, title="La grande fontaine de la place", text="Ici.")
    create_page(theme, by=alice, title="La fontaine", text="Elle coule.")
    create_page(theme, by=alice, title="Le lavoir", text="## Sa fontaine\n\nElle coule.")
    for number in range(3):
        create_page(theme, by=alice, title=f"Sortie {number}", text="Fontaine, fontaine, puis la fontaine.")
    worker.run()
    page = visitor.get("/recherche/", {"q": "de la fontaine"}).content.decode()
    order = ["La fontaine", "La grande fontaine de la place", "Sortie 2", "Sortie 1", "Sortie 0"]
    assert re.findall(r">([^<]+)</a></h2>", page) == order
    monkeypatch.setattr(engines, "JUDGED", 4)
    page = visitor.get("/recherche/", {"q": "fontaine"}).content.decode()
    assert page.index(">Le lavoir</a>") < page.index(">Sortie 2</a>")


@pytest.mark.both
@pytest.mark.parametrize(
    ("typed", "near"),
    [("ecolle", "écoles"), ("fermess l'ecoels", "fermées"), ("compots", "compost"), ("cmopost", "compost")],
)
def test_a_slip_of_the_finger_is_met(talks: None, visitor: Client, typed: str, near: str) -> None:
    page = visitor.get("/recherche/", {"q": typed}).content.decode()
    assert "Here is what was found" in page and near in page
    assert ("Les écoles fermées" in page) != ("Retournez" in page)


@pytest.mark.both
def test_a_word_that_nobody_wrote_is_not_bent_into_another(talks: None, visitor: Client) -> None:
    for word in ("bompote", "fer", "ecoliers"):
        assert "Here is what was found" not in visitor.get("/recherche/", {"q": word}).content.decode()


@pytest.mark.both
def test_when_nothing_holds_all_words_a_part_is_shown(talks: None, visitor: Client) -> None:
    page = visitor.get("/recherche/", {"q": "maire girafe semaine"}).content.decode()
    assert "Nothing holds all" in page
    assert "Les écoles fermées" in page and "Retournez" in page


@pytest.mark.both
def test_titles_are_suggested_while_one_types(
    talks: None, bob: Person, visitor: Client, signed_in: Any
) -> None:
    def suggested(words: str, who: Client = visitor) -> str:
        return who.get("/recherche/suggestions/", {"q": words}).content.decode()

    assert 'value="Les écoles fermées"' in suggested("ecoles fer")
    assert "option" not in suggested("maire"), "only titles"
    SearchDocument.objects.filter(title="Compost").update(members_only=True)
    assert "Compost" not in suggested("comp")
    assert "Compost" in suggested("comp", signed_in(bob))
    for odd in ("", "c", '"', "\0", "🙂" * 300):
        assert "option" not in suggested(odd)


@pytest.mark.both
def test_results_are_narrowed_to_a_place_and_a_time(
    talks: None, alice: Person, visitor: Client, worker: Any
) -> None:
    garden = Community.objects.create(kind=Community.Kind.SPACE, handle="jardins", name="Jardins")
    start_topic(by=alice, title="Le tas", text="La semaine du jardin", community=garden)
    worker.run()
    SearchDocument.objects.filter(title="Compost").update(at=timezone.now() - timedelta(days=200))

    def found(**asked: Any) -> set[str]:
        page = visitor.get("/recherche/", {"q": "semaine", **asked})
        assert page.status_code == 200
        return {hit.document.title for hit, _words in page.context["hits"]}

    assert found() == {"Le tas", "Compost"}
    assert found(group=garden.pk) == {"Le tas"}
    assert found(since="month") == {"Le tas"}
    assert found(since="year") == {"Le tas", "Compost"}
    assert found(group=garden.pk, kind="page") == set()
    assert "Jardins (1)" in visitor.get("/recherche/", {"q": "semaine"}).content.decode()
    for odd in ("x", "-1", "9" * 40, "é"):
        assert found(group=odd, since=odd) == {"Le tas", "Compost"}


def test_nothing_found_says_what_to_try(talks: None, visitor: Client) -> None:
    page = visitor.get("/recherche/", {"q": "licorne<b>"}).content.decode()
    assert "licorne&lt;b&gt;" in page and "Try one word" in page


def test_the_empty_box_is_public_and_a_question_is_not(talks: None, visitor: Client) -> None:
    assert visitor.get("/recherche/").headers["X-Page-Store"] == "public"
    assert "X-Page-Store" not in visitor.get("/recherche/", {"q": "maire"}).headers


@pytest.mark.both
def test_members_find_what_visitors_do_not(talks: None, bob: Person, visitor: Client, signed_in: Any) -> None:
    SearchDocument.objects.filter(title="Compost").update(members_only=True)
    assert b"Compost" not in visitor.get("/recherche/", {"q": "semaine"}).content
    assert b"Compost" in signed_in(bob).get("/recherche/", {"q": "semaine"}).content


@pytest.mark.both
def test_private_threads_are_never_found(
    alice: Person, bob: Person, town: Any, worker: Any, signed_in: Any
) -> None:
    thread = open_private_thread(about=alice, title="Déménagement", members=[alice, bob])
    write_post(thread, by=alice, text="Un piano")
    worker.run()
    call_command("reindex", verbosity=0)
    assert not SearchDocument.objects.filter(kind="topic").exists()
    assert "Déménagement" not in signed_in(alice).get("/recherche/", {"q": "piano"}).content.decode()


def test_kinds_narrow_the_results(talks: None, visitor: Client) -> None:
    SearchDocument.objects.create(
        about_type=ContentType.objects.get_for_model(Person),
        about_id=1,
        kind="page",
        title="Semaine du compost",
        body="La semaine",
        href="/wikis/x/",
        title_stems="semain compost",
        body_stems="semain",
    )
    page = visitor.get("/recherche/", {"q": "semaine"}).content.decode()
    assert "Conversations (1)" in page and "Wiki pages (1)" in page
    narrowed = visitor.get("/recherche/", {"q": "semaine", "kind": "page"}).content.decode()
    assert "Semaine du compost" in narrowed and "Retournez" not in narrowed


def test_results_ask_as_many_questions_for_one_as_for_many(
    talks: None, alice: Person, visitor: Client, worker: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(15):
        start_topic(by=alice, title=f"Compost {number}", text="Une semaine")
    worker.run()
    with django_assert_max_num_queries(
        9 if connection.vendor == "postgresql" else 8
    ):  # that one counts apart
        assert b"16 results" in visitor.get("/recherche/", {"q": "semaine"}).content


def test_what_is_saved_with_the_same_words_leaves_the_index_alone(talks: None, visitor: Client) -> None:
    index = {"sqlite": "sum(length(block)) FROM search_stems_data"}
    kept = index.get(connection.vendor, "string_agg(stems::text, '') FROM search_searchdocument")

    def written() -> object:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {kept}")
            return cursor.fetchone()

    document = SearchDocument.objects.get(title="Compost")
    before = written()
    document.href = "/ailleurs/"
    document.save()
    assert written() == before
    document.body_stems = "fontain"
    document.save()
    assert written() != before
    assert "/ailleurs/" in visitor.get("/recherche/", {"q": "fontaine"}).text
    assert "/ailleurs/" not in visitor.get("/recherche/", {"q": "semaine"}).text


def test_the_index_is_made_anew(talks: None, capsys: Any) -> None:
    before = set(SearchDocument.objects.values_list("kind", "title"))
    SearchDocument.objects.all().delete()
    call_command("reindex")
    after = set(SearchDocument.objects.values_list("kind", "title"))
    assert {title for kind, title in after if kind == "topic"} == {"Les écoles fermées", "Compost"}
    assert before <= after


def test_a_snippet_stands_around_the_word() -> None:
    body = "mot " * 200 + "le **marché** du samedi " + "fin " * 200
    words = str(snippet(body, ["march"]))
    assert words.startswith("…") and "<mark>marché</mark>" in words and len(words) < 320


def test_a_word_in_an_address_is_not_what_the_snippet_shows() -> None:
    body = "[Voir](https://compost.example/) " + "mot " * 300 + "le <b>compost</b> mûrit."
    words = str(snippet(body, ["compost"]))
    assert "<mark>compost</mark>" in words and "https" not in words and "<b" not in words
    assert str(snippet("Rien à voir.", ["compost"])) == "Rien à voir."
