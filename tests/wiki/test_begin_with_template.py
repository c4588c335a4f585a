"""Templates: a theme offers them, its stewards keep them, a new page may begin with one."""

import pytest

from commons.journal.models import Entry
from wiki.actions import add_template, keep_draft
from wiki.beginnings import built_in
from wiki.models import PageTemplate
from wiki.rendering import render
from wiki.verbs import Verb

pytestmark = pytest.mark.django_db


@pytest.fixture
def template(theme):
    return add_template(
        theme, by=None, name="Espèce", hint="Une plante.", text="## La reconnaître\n\nTaille.\n"
    )


def address_of(theme, rest=""):
    return f"{theme.get_absolute_url()}nouvelle/{rest}"


def test_a_red_link_leads_to_a_choice_that_one_may_skip(bob, theme, template, signed_in):
    browser = signed_in(bob)
    page = browser.get(address_of(theme), {"title": "Le lis & moi"})
    assert page.context["form"]["text"].value() is None
    link = f"?title=Le%20lis%20%26%20moi&amp;template={template.pk}"
    assert f'href="{link}"' in page.text and "Une plante." in page.text
    begun = browser.get(address_of(theme, link.replace("&amp;", "&")))
    assert begun.context["form"]["text"].value() == template.text
    assert begun.context["form"]["title"].value() == "Le lis & moi"
    assert "You begin with the template “Espèce”" in begun.text


def test_what_was_begun_is_worth_more_than_a_template(bob, theme, template, signed_in):
    keep_draft(bob, theme=theme, title="Le lis", text="Déjà écrit.")
    begun = signed_in(bob).get(address_of(theme), {"title": "Le lis", "template": template.pk})
    assert begun.context["form"]["text"].value() == "Déjà écrit."
    assert "This is your draft" in begun.text


@pytest.mark.parametrize("asked", ["x", "9" * 30, "0", "²"])
def test_a_template_that_is_not_there_is_no_template(bob, theme, asked, signed_in):
    answer = signed_in(bob).get(address_of(theme), {"template": asked})
    assert answer.status_code == 200 and answer.context["form"]["text"].value() is None


def test_a_steward_chooses_among_the_built_in_ones(mona, theme, signed_in):
    browser = signed_in(mona)
    page = browser.get(address_of(theme, "modeles/"))
    assert len(page.context["offers"]) == 6
    browser.post(address_of(theme, "modeles/"), {"take": "espece"})
    taken = PageTemplate.objects.get()
    assert (taken.name, taken.text) == ("Espèce", built_in()["espece"].text)
    assert Entry.objects.get(verb=Verb.TEMPLATE_ADDED).about == theme
    assert len(browser.get(address_of(theme, "modeles/")).context["offers"]) == 5


def test_a_steward_adds_changes_and_removes(mona, theme, template, signed_in):
    browser = signed_in(mona)
    form = {"name": "Jardin", "hint": "", "text": "## Où\n"}
    browser.post(address_of(theme, "modeles/"), form)
    own = theme.templates.get(name="Jardin")
    answer = browser.post(address_of(theme, "modeles/"), form)
    assert "already" in answer.context["form"].errors["name"][0]
    edit = address_of(theme, f"modeles/{own.pk}/")
    assert "already" in browser.post(edit, {**form, "name": "Espèce"}).context["form"].errors["name"][0]
    assert browser.post(edit, {**form, "text": "> " * 30 + "x"}).context["form"].errors["text"]
    browser.post(edit, {**form, "name": "Potager"})
    assert theme.templates.filter(name="Potager").exists()
    browser.post(edit, {"remove": "1"})
    assert theme.templates.get() == template
    said = list(Entry.objects.filter(verb__contains="template_re").values_list("verb", flat=True))
    assert said == [Verb.TEMPLATE_REVISED, Verb.TEMPLATE_REMOVED]


def test_others_keep_no_templates(bob, theme, template, signed_in, visitor):
    for rest in ("modeles/", f"modeles/{template.pk}/"):
        assert signed_in(bob).get(address_of(theme, rest)).status_code == 403
        assert (
            signed_in(bob).post(address_of(theme, rest), {"remove": "1", "take": "lieu"}).status_code == 403
        )
        assert "/compte/login/" in visitor.get(address_of(theme, rest))["Location"]
    assert PageTemplate.objects.get() == template


def test_each_built_in_one_is_sound(theme):
    assert set(built_in()) == {"association", "lieu", "demarche", "espece", "recette", "personne-du-passe"}
    for one in built_in().values():
        rendered = render(theme, one.text)
        assert len(rendered.toc) >= 2 and 'class="box ' in rendered.html and ":::" not in rendered.html
        assert "[^" not in rendered.html and one.hint.endswith(".")
