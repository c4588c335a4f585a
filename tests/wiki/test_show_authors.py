"""Who wrote each word: kept through edits, moves and returns to earlier versions."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiki import attributing
from wiki.actions import create_page, hide_revision, merge_pages, revert_page, revise_page
from wiki.authorship import Credits, paragraphs, tokens_in
from wiki.models import Attribution, Page, Revision

from .conftest import TEXT

pytestmark = pytest.mark.django_db

LINES = st.lists(
    st.sampled_from(
        ["le compost du lundi matin. ", "\n", "on trie, ", "un deux trois quatre cinq six\n", "l’eau "]
    ),
    max_size=9,
).map("".join)


def credited(*texts: str) -> Credits:
    credits, before = Credits(), ""
    for number, text in enumerate(texts, 1):
        credits.follow(before, text, digest=before, after_digest=text, number=number)
        before = text
    return credits


def by_words(*texts: str) -> list[tuple[int, str]]:
    return [
        (number, words.strip())
        for parts in paragraphs(texts[-1], credited(*texts).runs)
        for number, words in parts
    ]


def test_words_that_stay_keep_their_author():
    assert by_words("Le pain est bon.\n", "Le pain frais est bon.\n") == [
        (1, "Le pain"), (2, "frais"), (1, "est bon."),
    ]  # fmt: skip


def test_a_return_credits_those_who_wrote_it_and_not_who_brought_it_back():
    first, second = "Un mot.\n", "Deux mots et rien\n"
    assert by_words(first, second, first) == [(1, "Un mot.")]
    assert by_words(first, second, first, second) == [(2, "Deux mots et rien")]


def test_a_paragraph_that_was_moved_or_put_back_is_its_first_authors():
    one, two = "Le marché ouvre à huit heures.\n", "La mairie ferme à midi le samedi.\n"
    assert by_words(one + two, two + one) == [(1, two.strip()), (1, one.strip())]
    assert by_words(one + two, two, two + "Une fin nouvelle.\n", f"{two}Une fin nouvelle.\n{one}")[-1] == (
        1,
        one.strip(),
    )


@given(st.lists(LINES, min_size=1, max_size=7))
def test_every_token_has_exactly_one_author(texts):
    credits = credited(*texts)
    assert sum(count for _number, count in credits.runs) == tokens_in(texts[-1])
    assert all(1 <= number <= len(texts) and count > 0 for number, count in credits.runs)
    shown = "".join(words for parts in paragraphs(texts[-1], credits.runs) for _number, words in parts)
    assert "".join(shown.split()) == "".join(texts[-1].split())


@given(st.lists(LINES, min_size=2, max_size=6), st.data())
def test_going_back_restores_the_very_credits(texts, data):
    place = data.draw(st.integers(0, len(texts) - 1))
    if texts[place] in texts[place + 1 :]:
        return
    assert credited(*texts, texts[place]).runs == credited(*texts[: place + 1]).runs


@given(st.lists(LINES, min_size=2, max_size=6))
def test_in_two_sittings_is_as_in_one(texts):
    whole = credited(*texts)
    begun = credited(*texts[:1])
    again = Credits(begun.runs, **begun.memory)
    for number, (before, text) in enumerate(pairwise(texts), 2):
        again.follow(before, text, digest=before, after_digest=text, number=number)
    assert again.runs == whole.runs


@pytest.fixture
def written(page, bob):
    revise_page(page, by=bob, text=TEXT.replace("lundi", "samedi soir"), based_on=page.current)
    page.refresh_from_db()
    return page


def test_the_page_shows_each_passage_with_its_author_and_version(visitor, written):
    assert written.on("authors") in visitor.get(written.get_absolute_url()).text
    shown = visitor.get(written.on("authors"))
    assert "samedi soir" in shown.text
    first = shown.context["paragraphs"][0]
    assert [(part["mark"], part["words"].strip()) for part in first["lines"][0]] == [
        (1, "Le"), (2, "samedi soir"), (1, ", on trie."),
    ]  # fmt: skip
    assert [voice["revision"].author.name for voice in first["voices"]] == ["Alice", "Bob"]
    shares = {one.name: one.share for one in shown.context["now"]}
    assert shares["Alice"] > shares["Bob"] > 0
    assert sum(shares.values()) == pytest.approx(100)


def test_the_licence_names_former_authors_those_from_elsewhere_and_those_of_merged_pages(
    visitor, theme, written, alice, bob, charlie, mona
):
    revert_page(written, by=alice, to=written.revisions.get(number=1))
    Page.objects.filter(pk=written.pk).update(
        contributors=[{"name": "Nina", "address": "https://nord.example/nina"}]
    )
    other = create_page(theme, by=charlie, title="Petite page", text="Un texte de Charlie.")
    merge_pages(other, into=Page.objects.get(pk=written.pk), by=mona, reason="double")
    context = visitor.get(written.on("authors")).context
    assert "Alice" in [one.name for one in context["now"]]
    assert {"Bob", "Charlie"} <= {one.name for one in context["former"]}
    assert [one.name for one in context["elsewhere"]] == ["Nina"]


def test_a_hidden_author_is_named_as_hidden(visitor, written, mona):
    revision = written.revisions.get(number=2)
    hide_revision(written, by=mona, revision=revision, parts=[Revision.Part.AUTHOR], reason="privacy")
    shown = visitor.get(written.on("authors"))
    assert "Bob" not in shown.text
    assert [one.hidden for one in shown.context["now"]] == [False, True]


def test_a_long_history_is_read_in_parts(visitor, written, bob, monkeypatch, worker):
    monkeypatch.setattr(attributing.bring_forward, "__defaults__", (1,))
    assert "1 of 2 have been read" in visitor.get(written.on("authors")).text
    worker.run()
    assert Attribution.objects.get(page=written).revision.number == 2
    assert "samedi soir" in visitor.get(written.on("authors")).text


def test_saving_works_nothing_out(written, bob, django_assert_num_queries):
    revise_page(written, by=bob, text="Autre chose.", based_on=written.current)
    assert not Attribution.objects.exists()
