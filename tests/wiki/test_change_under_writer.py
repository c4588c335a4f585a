"""The page changes under somebody who writes (renamed, protected, deleted, merged): what they typed is not lost."""

import pytest

from wiki.actions import create_page, delete_page, merge_pages, protect_page, rename_page
from wiki.models import Draft

from .conftest import TEXT

pytestmark = pytest.mark.django_db
TYPED = f"{TEXT}\nLe jeudi, on tamise tout ce qui est mûr.\n"


@pytest.fixture
def send(bob, page, signed_in, form_of):
    """send() posts what bob typed to the address where he opened the form; it was opened before the test began."""
    browser = signed_in(bob)
    form, address = {**form_of(browser, page), "text": TYPED}, page.on("page_edit")
    return lambda: browser.post(address, form, follow=True)


def test_a_page_renamed_meanwhile_takes_the_edit(alice, page, send):
    rename_page(page, by=alice, title="Le tas de la cour")
    answer = send()
    page.refresh_from_db()
    assert "Le jeudi" in answer.text and page.current.text == TYPED and page.title == "Le tas de la cour"


def test_a_page_protected_meanwhile_gives_the_text_back(bob, mona, page, send):
    protect_page(page, by=mona, level="stewards", reason="calme", until=None)
    answer = send()
    assert answer.status_code == 403 and "on tamise tout" in answer.text
    assert Draft.objects.get(person=bob, page=page).text.replace("\r\n", "\n") == TYPED


def test_a_page_deleted_meanwhile_gives_the_text_back(bob, mona, theme, page, send):
    delete_page(page, by=mona, reason="essai")
    answer = send()
    assert answer.status_code in (404, 409, 410) and "on tamise tout" in answer.text
    page = create_page(
        theme, by=mona, title=page.title, text="Neuf.\n"
    )  # made again: the old base is no base of it
    answer = send()
    assert answer.status_code == 409 and "on tamise tout" in answer.text
    page.refresh_from_db()
    assert page.current.text == "Neuf.\n"


def test_a_page_merged_meanwhile_gives_the_text_back(alice, bob, mona, theme, page, send):
    other = create_page(theme, by=alice, title="Le tas", text="Un tas.\n")
    merge_pages(page, into=other, by=mona, reason="pareil")
    answer = send()
    assert (
        "on tamise tout" in answer.text or Draft.objects.filter(person=bob, text__contains="tamise").exists()
    )


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Très " * 60, "200"),
        ("[Le] tas | #1", "cannot contain"),
        ("le TAS", "already has this name"),
    ],
)
def test_a_new_name_that_cannot_be_is_told_at_its_place(alice, theme, page, signed_in, title, said):
    create_page(theme, by=alice, title="Le tas", text="Un tas.\n")
    answer = signed_in(alice).post(page.on("page_rename"), {"title": title})
    assert said in str(answer.context["form"].errors["title"])
    assert answer.context["form"]["title"].value() == title
