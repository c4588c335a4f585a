"""Two people, one page: nothing that either wrote is ever lost."""

import re
import threading

import pytest
from django.db import connection

from wiki.actions import create_page, revise_page
from wiki.models import Draft, Page, Revision

from .conftest import TEXT

pytestmark = pytest.mark.django_db


def save(browser, page, form, text, **more):
    return browser.post(page.on("page_edit"), {**form, "text": text, **more}, follow=True)


def test_different_lines_are_joined_and_it_is_said(alice, bob, page, signed_in, form_of):
    hers, his = signed_in(alice), signed_in(bob)
    her_form, his_form = form_of(hers, page), form_of(his, page)
    save(hers, page, her_form, TEXT.replace("on trie", "on trie tout"))
    answer = save(his, page, his_form, TEXT.replace("on arrose", "on arrose peu"))

    assert "both edits were joined" in answer.text
    page.refresh_from_db()
    assert "on trie tout" in page.current.text
    assert "on arrose peu" in page.current.text
    assert page.current.kind == Revision.Kind.MERGE
    assert page.current.parent.number == 2
    assert page.current.second_parent.number == 1


def test_different_words_of_one_line_are_shown_before_they_are_saved(alice, bob, page, signed_in, form_of):
    line = "La salle est ouverte le mardi de 10 h à 12 h, entrée libre pour toutes et tous.\n"
    revise_page(page, by=alice, text=line, based_on=page.current)
    his = signed_in(bob)
    form = form_of(his, page)
    revise_page(page, by=alice, text=line.replace("mardi", "mercredi"), based_on=page.current)
    answer = save(his, page, form, line.replace("libre", "à 2 euros"))

    assert answer.status_code == 409
    assert page.revisions.count() == 3
    assert "le mercredi" in answer.text
    hidden = answer.context["hidden"]
    answer = his.post(page.on("page_settle"), hidden, follow=True)
    page.refresh_from_db()
    assert "mercredi" in page.current.text
    assert "2 euros" in page.current.text
    assert page.current.kind == Revision.Kind.MERGE
    assert page.current.second_parent.number == 2


def test_the_joined_words_can_be_changed_first(alice, bob, page, signed_in, form_of):
    line = "La salle est ouverte le mardi de 10 h à 12 h, entrée libre pour toutes et tous.\n"
    revise_page(page, by=alice, text=line, based_on=page.current)
    his = signed_in(bob)
    form = form_of(his, page)
    revise_page(page, by=alice, text=line.replace("mardi", "mercredi"), based_on=page.current)
    hidden = save(his, page, form, line.replace("libre", "à 2 euros")).context["hidden"]
    answer = his.post(page.on("page_settle"), {**hidden, "reopen": "1"})
    assert "le mercredi de 10 h" in answer.text
    assert "à 2 euros" in answer.text
    assert f'<form class="editor" method="post" action="{page.on("page_edit")}"' in answer.text
    form = answer.context["form"]
    changed = {name: form[name].value() or "" for name in form.fields}
    his.post(page.on("page_edit"), {**changed, "text": changed["text"].replace("10 h", "9 h")})
    page.refresh_from_db()
    assert "le mercredi de 9 h" in page.current.text and "à 2 euros" in page.current.text


@pytest.fixture
def disagreement(alice, bob, page, signed_in, form_of):
    """Bob's answer after both changed the same words."""
    his = signed_in(bob)
    form = form_of(his, page)
    revise_page(page, by=alice, text=TEXT.replace("lundi", "jeudi"), based_on=page.current)
    return his, save(his, page, form, TEXT.replace("lundi", "samedi") + "\nEt merci.\n", summary="Le jour")


def test_the_same_words_lead_to_a_choice(disagreement, bob, page):
    his, answer = disagreement
    assert answer.status_code == 409
    mine, theirs = re.findall(r'<div class="voice">.*?<p>(.*?)</p>', answer.text, re.DOTALL)
    said = '<mark><span class="sr">[only here: </span>{}<span class="sr">]</span></mark>'
    assert f"Le {said.format('samedi')}, on trie." in mine
    assert f"Le {said.format('jeudi')}, on trie." in theirs
    assert "What Alice saved meanwhile" in answer.text
    draft = Draft.objects.get(person=bob)
    assert draft.origin == Draft.Origin.CONFLICT
    assert "samedi" in draft.text
    assert "waits for you to choose" in his.get(page.get_absolute_url()).text


@pytest.mark.parametrize(
    ("choice", "kept", "gone"),
    [("mine", ["samedi"], ["jeudi"]), ("theirs", ["jeudi"], ["samedi"]), ("both", ["jeudi", "samedi"], [])],
)
def test_a_choice_is_saved(disagreement, page, choice, kept, gone):
    his, answer = disagreement
    his.post(page.on("page_settle"), {**answer.context["hidden"], "choice_1": choice})
    page.refresh_from_db()
    assert page.current.number == 3
    assert all(word in page.current.text for word in [*kept, "Et merci.", "on arrose"])
    assert not any(word in page.current.text for word in gone)
    assert page.current.summary == "Le jour"
    assert not Draft.objects.exists()


def test_a_passage_can_be_written_again(disagreement, page):
    his, answer = disagreement
    choice = {"choice_1": "edit", "text_1": "Le dimanche, on se repose."}
    his.post(page.on("page_settle"), {**answer.context["hidden"], **choice})
    page.refresh_from_db()
    assert page.current.text.startswith("Le dimanche, on se repose.\n\nLe mardi")


def test_without_a_choice_nothing_is_saved_and_nothing_lost(disagreement, page):
    his, answer = disagreement
    answer = his.post(page.on("page_settle"), {**answer.context["hidden"], "text_1": "Le vendredi."})
    assert answer.status_code == 409
    assert "Please choose for each passage" in answer.text
    assert "Le vendredi." in answer.text
    assert "samedi" in answer.text
    assert page.revisions.count() == 2


def test_a_third_person_may_be_faster_than_the_choice(disagreement, alice, page):
    his, answer = disagreement
    page.refresh_from_db()
    revise_page(page, by=alice, text=page.current.text + "\nUne ligne de plus.\n", based_on=page.current)
    answer = his.post(page.on("page_settle"), {**answer.context["hidden"], "choice_1": "mine"})
    page.refresh_from_db()
    if answer.status_code == 409:  # both added lines at the end: asked again, with everything still there
        answer = his.post(page.on("page_settle"), {**answer.context["hidden"], "choice_1": "both"})
        page.refresh_from_db()
    assert "Une ligne de plus." in page.current.text
    assert "Et merci." in page.current.text
    assert "samedi" in page.current.text


def test_a_forged_base_is_a_question_and_never_an_error(alice, bob, theme, page, signed_in, form_of):
    other = create_page(theme, by=alice, title="Autre", text="Autre page.")
    his = signed_in(bob)
    for base in (other.current.pk, 999_999_999, 10**30, "²", ""):
        answer = his.post(page.on("page_edit"), {**form_of(his, page), "text": "Un texte.", "base": base})
        assert answer.status_code in (200, 409)
        assert "Un texte." in answer.text
    assert page.revisions.count() == 1


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_fifty_people_saving_at_once_lose_nothing(resident, signed_in, form_of, town, theme, alice):
    """Each changes a paragraph of their own; every fifth also the hour, which only one of them can set."""
    text = "Rendez-vous à l’aube.\n\n" + "\n\n".join(f"Paragraphe {n}." for n in range(50)) + "\n"
    page = create_page(theme, by=alice, title="Ensemble", text=text)
    browsers = [signed_in(resident(f"voisin{n}")) for n in range(50)]
    form, answers = form_of(browsers[0], page) | {"client_key": ""}, {}

    def write(number):
        try:
            mine = text.replace(f"Paragraphe {number}.", f"Paragraphe {number}, par le voisin {number}.")
            if number % 5 == 0:
                mine = mine.replace("à l’aube", f"à {number} h {number}")
            answers[number] = browsers[number].post(page.on("page_edit"), form | {"text": mine})
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(n,)) for n in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    page = Page.objects.get(pk=page.pk)
    saved = {n for n, answer in answers.items() if answer.status_code == 302}
    asked = {n for n, answer in answers.items() if answer.status_code == 409}
    assert saved | asked == set(range(50)) and len(asked) == 9
    assert all(f"par le voisin {n}." in page.current.text for n in saved)
    for n in asked:
        assert (
            f"{n} h {n}" in answers[n].content.decode()
            and f"par le voisin {n}." in answers[n].content.decode()
        )
        assert f"par le voisin {n}." in Draft.objects.get(person__name=f"Voisin{n}").text
    numbers = sorted(page.revisions.values_list("number", flat=True))
    assert numbers == list(range(1, len(saved) + 2)) and page.edit_count == len(saved) + 1
