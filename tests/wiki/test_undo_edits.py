"""One edit in the middle is taken back, or all that one author changed; what others wrote stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commons.base.errors import Conflict, MayNot
from commons.people.models import Person
from wiki.actions import create_page, hide_revision, revert_page, revise_page, roll_back, undo_revision
from wiki.merging import merge, normalise
from wiki.models import Page, Revision
from wiki.undoing import pages_changed_by, without, without_author
from wiki.verbs import Verb

from .conftest import TEXT

pytestmark = pytest.mark.django_db


def change(page: Page, by: Person, old: str, new: str) -> Revision:
    page.refresh_from_db()
    return revise_page(page, by=by, text=page.current.text.replace(old, new), based_on=page.current)


def taken_back(page: Page, by: Person, number: int) -> Revision:
    page = Page.objects.get(pk=page.pk)
    revision = page.revisions.get(number=number)
    merged = without(revision, page.current)
    return undo_revision(page, by=by, revision=revision, text=merged.text, onto=page.current)


@pytest.fixture
def changed(page, alice, bob, charlie):
    change(page, bob, "lundi", "samedi")
    change(page, charlie, "mercredi", "dimanche")
    page.refresh_from_db()
    return page


def test_one_edit_in_the_middle_is_taken_back_with_one_press(alice, bob, changed, signed_in, form_of):
    browser = signed_in(alice)
    assert "Take back this change" in browser.get(changed.on("history")).text
    address = changed.on("page_undo", 2)
    shown = browser.get(address)
    assert "samedi" in shown.text and "<ins>" in shown.text and "<del>" in shown.text
    form = shown.context["form"]
    typed = {"onto": form["onto"].initial, "client_key": str(form["client_key"].initial), "summary": "Non."}
    browser.post(address, typed)
    browser.post(address, typed)  # a double press
    now = Page.objects.get(pk=changed.pk).current
    assert (now.number, now.kind, now.undoes.number) == (4, Revision.Kind.UNDO, 2)
    assert "lundi" in now.text and "dimanche" in now.text
    assert Person.objects.get(pk=bob.pk).kept_edits == 0
    history = browser.get(changed.on("history")).text
    assert "a change taken back" in history and "(version 2)" in history
    assert "Nothing of this change" in browser.get(address).text


def test_visitors_and_strangers_to_a_protected_page_take_nothing_back(
    visitor, changed, charlie, mona, signed_in
):
    assert visitor.get(changed.on("page_undo", 2)).status_code == 302
    assert "Take back" not in visitor.get(changed.on("history")).text
    Page.objects.update(protection="stewards")
    assert signed_in(charlie).get(changed.on("page_undo", 2)).status_code == 403


def test_words_that_were_changed_again_are_for_a_person_to_choose(alice, bob, charlie, changed, signed_in):
    change(changed, charlie, "samedi", "vendredi")
    browser = signed_in(alice)
    address = changed.on("page_undo", 2)
    shown = browser.get(address)
    assert "Without that change" in shown.text
    typed = {"onto": Page.objects.get(pk=changed.pk).current_id, "summary": ""}
    answer = browser.post(address, typed)
    assert answer.status_code == 422 and "Please choose" in answer.text
    browser.post(address, {**typed, "choice_1": "edit", "text_1": "Le jeudi, on trie."})
    now = Page.objects.get(pk=changed.pk).current
    assert now.text.startswith("Le jeudi") and now.undoes.number == 2


def test_what_was_saved_meanwhile_is_joined_or_asked_about(alice, charlie, changed, signed_in):
    seen = changed.current_id
    change(changed, charlie, "mardi", "jeudi")
    browser = signed_in(alice)
    address = changed.on("page_undo", 2)
    browser.post(address, {"onto": seen, "summary": ""})
    now = Page.objects.get(pk=changed.pk).current
    assert "lundi" in now.text and "jeudi" in now.text and "dimanche" in now.text
    change(changed, charlie, "Le lundi, on trie.", "Rien le lundi matin.")
    last = Page.objects.get(pk=changed.pk).current
    change(changed, charlie, "Rien le lundi matin.", "Tout le lundi soir.")
    answer = browser.post(changed.on("page_undo", last.number), {"onto": last.pk, "summary": ""})
    assert answer.status_code == 409 and "Tout le lundi soir." in answer.text


def test_the_creation_and_hidden_texts_are_not_taken_back(alice, mona, bob, changed, signed_in):
    browser = signed_in(alice)
    assert browser.get(changed.on("page_undo", 1)).status_code == 404
    hidden = changed.revisions.get(number=1)
    hide_revision(changed, by=mona, revision=hidden, parts=[Revision.Part.TEXT], reason="insult")
    assert browser.get(changed.on("page_undo", 2)).status_code == 404


def test_taking_back_what_was_taken_back_brings_it_again(alice, changed):
    before = changed.current.text
    undone = taken_back(changed, alice, 2)
    again = taken_back(changed, alice, undone.number)
    assert undone.text != before
    assert again.text == before


WORDS = st.lists(st.sampled_from(["un\n", "deux\n", "\n", "trois mots ici\n"]), max_size=7).map("".join)


@given(WORDS, WORDS)
def test_undo_of_the_last_edit_is_the_text_before_and_redo_the_text_after(before, after):
    undone = merge(after, before, after)
    assert undone.text == normalise(before)
    assert merge(before, after, undone.text).text == normalise(after)


def test_all_that_one_author_changed_is_taken_back_after_a_preview(
    theme, page, alice, bob, charlie, mona, signed_in
):
    other = create_page(theme, by=alice, title="Autre", text="Un texte.\n\nDeux textes.\n")
    mixed = create_page(theme, by=alice, title="Mêlée", text="Un texte.\n\nDeux textes.\n")
    begun = create_page(theme, by=bob, title="À lui", text="Publicité.")
    for each in (other, mixed):
        change(each, bob, "Un texte.", "Achetez.")
        change(each, bob, "Achetez.", "Achetez ici.")
    change(other, charlie, "Deux", "Trois")
    change(mixed, charlie, "Achetez ici.", "N’achetez pas ici.")
    address = f"{theme.get_absolute_url()}defaire/{bob.pk}/"
    assert signed_in(alice).get(address).status_code == 403
    browser = signed_in(mona)
    shown = browser.get(address)
    assert {row["page"].title: row["undone"].kind for row in shown.context["rows"]} == {
        "Autre": "ready",
        "Mêlée": "by_hand",
        "À lui": "by_hand",
    }
    assert "Achetez ici." in shown.text and "By hand" in shown.text
    keys = {f"seen_{each.pk}": Page.objects.get(pk=each.pk).edit_count for each in (other, mixed, begun)}
    answer = browser.post(
        address, {**keys, "page": [other.pk, mixed.pk], "summary": "Publicité"}, follow=True
    )
    assert "1 page is put back." in answer.text and "changed meanwhile" in answer.text
    now = Page.objects.get(pk=other.pk).current
    assert now.text == "Un texte.\n\nTrois textes.\n"
    assert (now.kind, now.undoes.number, now.summary) == (Revision.Kind.ROLLBACK, 3, "Publicité")
    assert Page.objects.get(pk=mixed.pk).current.text.startswith("N’achetez")
    assert "Autre" not in {row["page"].title for row in answer.context["rows"]}
    assert not pages_changed_by(bob, theme).filter(pk=other.pk).exists()
    change(other, bob, "Un texte.", "Achetez encore.")
    assert without_author(Page.objects.get(pk=other.pk), bob).text == "Un texte.\n\nTrois textes.\n"
    one = browser.get(f"{address}?page_only={mixed.slug}")
    assert [row["page"].title for row in one.context["rows"]] == ["Mêlée"]


def test_a_page_that_changed_since_it_was_looked_at_is_left(changed, mona, bob, charlie):
    seen = changed.edit_count
    change(changed, charlie, "mardi", "jeudi")
    assert roll_back(changed, by=mona, author=bob, seen=seen) is None
    with pytest.raises(MayNot):
        roll_back(changed, by=charlie, author=bob, seen=seen + 1)


def test_the_author_is_told(alice, bob, changed, worker):
    taken_back(changed, alice, 2)
    worker.run()
    assert Verb.EDIT_UNDONE in bob.notices.values_list("entry__verb", flat=True)


def test_a_conflict_leaves_the_page_alone(alice, charlie, changed):
    onto = changed.current
    change(changed, charlie, "samedi", "vendredi")
    revision = changed.revisions.get(number=2)
    with pytest.raises(Conflict):
        undo_revision(changed, by=alice, revision=revision, text=TEXT, onto=onto)
    revert_page(changed, by=alice, to=revision)
    assert changed.revisions.count() == 5
