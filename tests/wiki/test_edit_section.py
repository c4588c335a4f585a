"""One section of a page, alone in the editor: its words go back into the whole, and nothing else moves."""

import pytest

from commons.base.text import RENDERER_VERSION
from wiki.actions import create_page, revise_page
from wiki.models import Draft

pytestmark = pytest.mark.django_db

TEXT = """Un début.

## Horaires

Le lundi.

```
## pas un titre
```

Horaires
--------

Le mardi.

### En été

Jamais.

::: info
## Dedans
:::
"""


@pytest.fixture
def page(theme, alice):
    return create_page(theme, by=alice, title="Le four", text=TEXT)


def form_in(browser, page, section):
    form = browser.get(page.on("page_edit"), {"section": section}).context["form"]
    return {name: form[name].value() or "" for name in form.fields}


def test_each_heading_leads_to_its_section_for_everybody_alike(visitor, page):
    html = visitor.get(page.get_absolute_url()).text

    assert html.count('href="modifier/?section=') == 3
    assert 'aria-label="Edit the section “En été”"' in html
    assert 'section=s-horaires-2"' in html and "section=s-dedans" not in html
    answer = visitor.get(f"{page.on('page_edit')}?section=s-horaires")
    assert "/compte/login/" in answer["Location"] and "section" in answer["Location"]
    assert RENDERER_VERSION >= 3


def test_one_section_is_changed_and_the_rest_stays(bob, page, signed_in):
    browser = signed_in(bob)
    answer = browser.get(page.on("page_edit"), {"section": "s-horaires"})
    assert "You change the section “Horaires” alone" in answer.text
    form = form_in(browser, page, "s-horaires")
    assert form["text"].startswith("## Horaires\n\nLe lundi.") and form["text"].endswith("```")
    browser.post(page.on("page_edit"), {**form, "text": form["text"].replace("lundi", "jeudi") + "\r\n"})
    page.refresh_from_db()
    assert page.current.text == TEXT.replace("lundi", "jeudi")

    form = form_in(browser, page, "s-horaires-2")
    assert "Jamais." in form["text"] and "jeudi" not in form["text"]
    browser.post(page.on("page_edit"), {**form, "text": "## Ouvert\n\nLe mardi."})
    page.refresh_from_db()
    assert page.current.text.endswith("```\n\n## Ouvert\n\nLe mardi.\n")


def test_saving_a_section_as_it_was_changes_nothing(bob, page, signed_in):
    browser = signed_in(bob)
    browser.post(page.on("page_edit"), form_in(browser, page, "s-en-ete"))
    page.refresh_from_db()
    assert page.edit_count == 1 and page.current.text == TEXT


def test_what_others_saved_meanwhile_is_joined_or_asked_about(alice, bob, page, signed_in):
    browser = signed_in(bob)
    form = form_in(browser, page, "s-horaires")
    revise_page(page, by=alice, text=TEXT.replace("Jamais", "Souvent"), based_on=page.current)
    browser.post(page.on("page_edit"), {**form, "text": form["text"].replace("lundi", "jeudi")})
    page.refresh_from_db()
    assert page.current.text == TEXT.replace("Jamais", "Souvent").replace("lundi", "jeudi")

    form = form_in(browser, page, "s-horaires")
    before = page.current
    revise_page(page, by=alice, text=before.text.replace("jeudi", "samedi"), based_on=before)
    answer = browser.post(page.on("page_edit"), {**form, "text": form["text"].replace("jeudi", "vendredi")})
    assert answer.status_code == 409
    assert "vendredi" in answer.text and "samedi" in answer.text
    draft = Draft.objects.get(person=bob)
    assert draft.text == before.text.replace("jeudi", "vendredi").strip("\n") + "\n"
    # What is settled is the whole page.
    hidden = {"text": draft.text, "base": form["base"], "choice_1": "mine", "onto": page.revisions.last().pk}
    browser.post(page.on("page_settle"), hidden)
    page.refresh_from_db()
    assert "vendredi" in page.current.text and "Souvent" in page.current.text


def test_the_draft_of_a_section_is_one_of_the_page(bob, page, signed_in):
    browser = signed_in(bob)
    form = form_in(browser, page, "s-en-ete")
    address = browser.get(page.on("page_edit"), {"section": "s-en-ete"}).context["form"]["text"]
    kept_at = address.field.widget.attrs["data-draft"]
    browser.post(kept_at, {"text": "### En été\n\nParfois.", "base": form["base"]})
    taken_up = browser.get(page.on("page_edit")).context["form"]["text"].value()
    assert taken_up.startswith("Un début.") and taken_up.endswith("Parfois.\n")


def test_a_section_that_went_away_opens_the_page(bob, page, signed_in):
    answer = signed_in(bob).get(page.on("page_edit"), {"section": "s-plus-la"})
    assert answer.context["form"]["text"].value() == TEXT
    assert "This section is no longer there" in answer.text


def test_a_section_that_makes_the_page_too_heavy_is_told_so(bob, theme, signed_in):
    line = "Un mot après l’autre. " * 20 + "\n\n"
    page = create_page(theme, by=bob, title="Long", text="# A\n\n" + line * 380 + "# B\n\nPeu.\n")
    browser = signed_in(bob)
    form = form_in(browser, page, "s-b")
    answer = browser.post(page.on("page_edit"), {**form, "text": "# B\n\n" + line * 100})
    assert answer.context["form"].errors["text"] == [
        "This text is too long. It may weigh 200 kilobytes at most."
    ]
    assert answer.context["form"]["text"].value().startswith("# B") and "alone" in answer.text


def test_a_section_nobody_has_loses_no_word(bob, page, signed_in):
    browser = signed_in(bob)
    form = {**form_in(browser, page, "s-en-ete"), "section": "s-inconnue", "text": "Ajouté."}
    browser.post(page.on("page_edit"), form)
    page.refresh_from_db()
    assert page.current.text == TEXT + "\nAjouté.\n"
