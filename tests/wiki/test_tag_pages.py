"""Tags: given with the text, kept by its history, joined like it, found by it."""

from threading import Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from commons.base.errors import MayNot
from commons.journal.models import Entry
from commons.search.actions import index
from wiki import tags
from wiki.actions import (
    create_page,
    merge_pages,
    open_theme,
    rename_tag,
    revert_page,
    revise_page,
    roll_back,
    set_review,
    undo_revision,
)
from wiki.actions.writing import append_revision, lock_page
from wiki.models import Draft, Page, Tag
from wiki.verbs import Verb

from .conftest import TEXT

pytestmark = pytest.mark.django_db


def revise(page, by, *names, base=None, text=None):
    page.refresh_from_db()
    text = page.current.text if text is None else text
    revision = revise_page(page, by=by, text=text, based_on=base or page.current, tags=names)
    page.refresh_from_db()
    return revision


def shown(page):
    return [tag.name for tag in page.tags_now]


def test_they_are_typed_in_the_editor_and_lead_to_other_pages(
    page, theme, alice, signed_in, form_of, visitor
):
    browser = signed_in(alice)
    form = form_of(browser, page) | {"tags": 'Été,  #compost ; ete, "Jardin partagé"\r\n'}
    browser.post(page.on("page_edit"), form)
    page.refresh_from_db()
    assert shown(page) == ["compost", "Été", "Jardin partagé"]
    assert page.current.tags == ["Été", "compost", "Jardin partagé"]
    assert form_of(browser, page)["tags"] == "Été, compost, Jardin partagé"
    assert "<ins>Été, compost, Jardin partagé</ins>" in visitor.get(page.on("compare")).text

    create_page(theme, by=alice, title="Saisons", text="Quatre.", tags=["ÉTÉ"])
    answer = visitor.get(f"{theme.get_absolute_url()}etiquettes/ÉTÉ/", follow=True)
    assert "Saisons" in answer.text and page.title in answer.text and "Tag “Été”" in answer.text
    html = visitor.get(page.get_absolute_url()).text
    assert f'{theme.get_absolute_url()}etiquettes/jardin%20partage/" rel="tag">Jardin partagé' in html
    assert "(2)" in visitor.get(f"{theme.get_absolute_url()}etiquettes/").text
    assert visitor.get(f"{theme.get_absolute_url()}etiquettes/hiver/").status_code == 404


def test_the_whole_town_has_a_page_for_a_tag(page, alice, visitor):
    revise(page, alice, "compost")
    other = open_theme(by=None, handle="ecole", name="École", description="")
    create_page(other, by=alice, title="Le bac de la cour", text="Un bac.", tags=["Compost"])
    answer = visitor.get("/wikis/par-etiquette/compost/")
    assert page.title in answer.text and "Le bac de la cour" in answer.text
    assert "in all themes of the town" in visitor.get("/wikis/ecole/etiquettes/compost/").text
    assert visitor.get("/wikis/par-etiquette/rien/").status_code == 404


def test_what_cannot_be_a_tag_is_said_at_its_place_and_nothing_is_lost(page, alice, signed_in, form_of):
    browser = signed_in(alice)
    for typed, said in (
        ("/", "This cannot be a tag"),
        ("..", "This cannot be a tag"),
        ("x" * 41, "This tag is too long"),
        (", ".join(f"t{n}" for n in range(11)), "10 tags at most"),
    ):
        answer = browser.post(
            page.on("page_edit"), form_of(browser, page) | {"tags": typed, "text": "Autre."}
        )
        assert said in answer.text and typed in answer.text
        assert Draft.objects.get().tags == typed
        browser.post(page.on("page_draft"), {"drop": "1"})
    page.refresh_from_db()
    assert page.edit_count == 1
    browser.post(page.on("page_edit"), form_of(browser, page) | {"tags": "\u202e🐌 escargot\x00, قطة"})
    page.refresh_from_db()
    assert page.current.tags == ["🐌 escargot", "قطة"]


def test_history_and_what_takes_back_keep_them(page, alice, bob, mona):
    revise(page, alice, "compost", "école")
    second = revise(page, bob, "compost", "hiver", text=TEXT.replace("lundi", "jeudi"))
    assert shown(page) == ["compost", "hiver"]
    undo_revision(page, by=alice, revision=second, text=TEXT, onto=page.current)
    page.refresh_from_db()
    assert sorted(shown(page)) == ["compost", "école"]
    revert_page(page, by=alice, to=second)
    page.refresh_from_db()
    assert shown(page) == ["compost", "hiver"]
    revert_page(page, by=alice, to=page.revisions.get(number=1))
    page.refresh_from_db()
    assert shown(page) == [] and not page.tags.exists()
    revise(page, bob, "réclame")
    page.refresh_from_db()
    assert roll_back(page, by=mona, author=bob, seen=page.edit_count)
    page.refresh_from_db()
    assert "réclame" not in shown(page)


def test_two_people_changing_them_at_once_never_disagree(page, alice, bob, signed_in, form_of):
    revise(page, alice, "un", "deux")
    base = page.current
    revise(page, alice, "deux", "trois", base=base)
    made = revise(page, bob, "un", "deux", "quatre", base=base)
    assert made.tags == ["deux", "trois", "quatre"]

    browser = signed_in(bob)
    form = form_of(browser, page) | {"text": TEXT.replace("lundi", "jeudi"), "tags": "deux, cinq"}
    revise(page, alice, "deux", "six", text=TEXT.replace("lundi", "samedi"))
    answer = browser.post(page.on("page_edit"), form)
    assert answer.status_code == 409
    browser.post(page.on("page_settle"), answer.context["hidden"] | {"choice_1": "mine"})
    page.refresh_from_db()
    assert "jeudi" in page.current.text
    assert sorted(page.current.tags) == ["cinq", "deux", "six"]


def test_a_form_without_them_leaves_them(page, alice, signed_in, form_of):
    revise(page, alice, "compost")
    browser = signed_in(alice)
    form = form_of(browser, page) | {"text": "## Un\n\nUn.\n\n## Deux\n\nDeux.\n"}
    browser.post(page.on("page_edit"), form)
    part = browser.get(page.on("page_edit") + "?section=s-deux")
    assert 'name="tags"' not in part.text
    form = {
        name: part.context["form"][name].value() or "" for name in ("text", "base", "section", "client_key")
    }
    browser.post(page.on("page_edit"), form | {"text": "## Deux\n\nTrois.\n"})
    page.refresh_from_db()
    assert "Trois" in page.current.text and shown(page) == ["compost"]


def test_what_a_steward_looks_at_first_brings_its_tags(page, bob, mona, signed_in, visitor, form_of):
    set_review(page.theme, by=mona, mode="all")
    browser = signed_in(bob)
    browser.post(page.on("page_edit"), form_of(browser, page) | {"tags": "compost"})
    page.refresh_from_db()
    assert page.current.is_pending and page.current.tags == ["compost"]
    assert ">compost</a>" not in visitor.get(page.get_absolute_url()).content.decode()
    signed_in(mona).post(page.on("pending"), {"accept": "1", "seen": page.edit_count})
    page.refresh_from_db()
    assert shown(page) == ["compost"] == page.current.tags
    assert ">compost</a>" in visitor.get(page.get_absolute_url()).content.decode()


def test_new_tags_on_an_accepted_text_wait_too(page, bob, mona, signed_in, form_of):
    """The words are those that everybody reads, so that only the tags say that something is new."""
    set_review(page.theme, by=mona, mode="all")
    browser = signed_in(bob)
    browser.post(page.on("page_edit"), form_of(browser, page) | {"tags": "compost, jardin"})
    page.refresh_from_db()
    assert page.current.is_pending and page.current.blob_id == page.accepted.blob_id
    reviewer = signed_in(mona)
    assert "<ins>compost, jardin</ins>" in reviewer.get(page.on("pending")).content.decode()
    reviewer.post(page.on("pending"), {"refuse": "1", "seen": page.edit_count, "note": "Non"})
    page.refresh_from_db()
    assert not page.stable_revision_id and page.current.tags == [] == shown(page)


def test_merged_pages_bear_the_tags_of_both(page, theme, alice, mona):
    revise(page, alice, "compost")
    other = create_page(theme, by=alice, title="Fumier", text="Du fumier.", tags=["jardin"])
    other.refresh_from_db()
    merge_pages(other, into=page, by=mona, reason="Le même sujet")
    page.refresh_from_db()
    assert sorted(shown(page)) == ["compost", "jardin"]


def test_stewards_rename_and_merge(page, theme, alice, bob, mona, signed_in, visitor, worker):
    revise(page, alice, "composte", "jardin")
    other = create_page(theme, by=alice, title="Bac", text="Un bac.", tags=["compost", "composte"])
    tag = Tag.objects.get(slug="composte")
    with pytest.raises(MayNot):
        rename_tag(tag, by=bob, name="compost")
    browser = signed_in(mona)
    address = f"{theme.get_absolute_url()}etiquettes/composte/"
    assert "a comma" in browser.post(f"{address}renommer/", {"name": "un, deux"}).text
    browser.post(f"{address}renommer/", {"name": "Compost"})
    assert visitor.get(address)["Location"].endswith("/etiquettes/compost/")
    page.refresh_from_db()
    other.refresh_from_db()
    assert (shown(page), shown(other)) == (["compost", "jardin"], ["compost"])
    assert Entry.objects.get(verb=Verb.TAG_RENAMED).about == theme
    worker.run()
    assert page.title in visitor.get("/recherche/?q=trie&tag=compost").text

    revise(page, alice, "composte", "terreau")  # typed again under its old name
    assert shown(page) == ["compost", "terreau"]
    rename_tag(Tag.objects.get(slug="terreau"), by=mona, name="Composté")
    assert shown(page) == ["compost", "Composté"]  # a former name is free to be one again


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_who_types_a_tag_that_is_just_being_merged_is_led_on(page, theme, alice, mona):
    revise(page, alice, "composte")
    other = create_page(theme, by=alice, title="Bac", text=TEXT, tags=["compost"])

    def save():
        try:
            with transaction.atomic():
                append_revision(lock_page(other), TEXT, tags=["composte"], author=alice)
        finally:
            connection.close()

    saving = Thread(target=save)
    with transaction.atomic():
        rename_tag(Tag.objects.get(slug="composte"), by=mona, name="compost")
        saving.start()
        saving.join(0.5)
        assert saving.is_alive()
    saving.join()
    assert shown(Page.objects.get(pk=other.pk)) == ["compost"]


def test_each_theme_has_its_own_and_no_second_spelling(page, theme, alice):
    revise(page, alice, "été")
    other = open_theme(by=None, handle="ecole", name="École", description="")
    assert Tag.objects.create(theme=other, name="Été").slug == "ete"
    with pytest.raises(IntegrityError), transaction.atomic():
        Tag.objects.create(theme=theme, name="ÉTÉ")
    assert shown(page) == ["été"]


def test_operators_read_them_and_only_those_of_themes(page, alice, ada, signed_in):
    revise(page, alice, "lombric")
    type(ada.account).objects.filter(pk=ada.account.pk).update(is_staff=True, is_superuser=True)
    browser = signed_in(ada)
    assert "lombric" in browser.get(f"/admin/wiki/page/{page.pk}/change/").text
    assert "lombric" in browser.get("/admin/wiki/tag/").text
    assert browser.get("/admin/taggit/tag/").status_code == 404


def test_search_finds_by_tag_and_narrows_to_one(page, theme, alice, visitor):
    revise(page, alice, "lombrics")
    other = create_page(theme, by=alice, title="Le bac", text="Du compost.", tags=["cour"])
    for one in (page, other):
        one.refresh_from_db()
        index(one)
    assert page.title in visitor.get("/recherche/?q=lombric").text
    both = visitor.get("/recherche/?q=compost")
    assert "Le bac" in both.text and page.title in both.text and "lombrics (1)" in both.text
    one = visitor.get("/recherche/?q=compost&tag=Lombrics").text
    assert page.title in one and "Le bac" not in one
    assert visitor.get("/recherche/?q=compost&tag=%00%0A%25").status_code == 200


def test_the_field_is_offered_what_it_could_become(page, theme, alice, visitor):
    revise(page, alice, "compost", "Composteur", "été")
    answer = visitor.get(f"{theme.get_absolute_url()}etiquettes/?q=jardin, COMP")
    assert answer.text.count("<option") == 2 and 'value="jardin, Composteur"' in answer.text
    assert "<option" not in visitor.get(f"{theme.get_absolute_url()}etiquettes/?q=, ").text


def test_three_sets_join():
    assert tags.joined(["a", "b"], ["a", "C"], ["B", "a", "d"]) == ["a", "d", "C"]
    assert tags.joined([], ["É"], ["e"]) == ["e"]
    assert tags.from_elsewhere(["#x/y", "", "…", "é" * 50, "X Y"]) == ["x y", "é" * 40]
    with pytest.raises(ValidationError):
        tags.read("a/b")
