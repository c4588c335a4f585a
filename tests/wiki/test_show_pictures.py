"""A picture in a page: put there without knowing Markdown, without script; seen, found again, hidden."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from commons.communities.models import Community
from commons.images.actions import add_image, hide_image, remove_unused, revise_image
from commons.images.models import Image
from commons.live import remembered
from commons.people.actions import leave_town
from wiki.actions import create_page, mirror_page, open_theme, revise_page, theme_from_elsewhere
from wiki.models import Draft, Page, PageImage
from wiki.pictures import with_block

from .conftest import TEXT

pytestmark = pytest.mark.django_db

SAID = {"alt": "Trois enfants retournent le compost", "caption": "", "licence": "own", "credit": ""}


@pytest.fixture
def put(theme, alice, photo):
    return lambda size=(300, 200), **facts: add_image(
        theme.community,
        by=alice,
        file=photo(*size),
        **{"alt": SAID["alt"], "licence": "CC BY-SA 4.0", **facts},
    )


def press_picture(browser, page, form_of, **typed):
    """The button of the editor; answers with the address of the pictures."""
    answer = browser.post(page.on("page_edit"), {**form_of(browser, page), **typed, "picture": "1"})
    assert answer.status_code == 302 and "/images/ajouter/" in answer["Location"]
    return answer["Location"]


def test_a_photo_is_put_where_one_was_writing_and_nothing_typed_is_lost(
    bob, page, theme, photo, signed_in, form_of, visitor
):
    browser = signed_in(bob)
    address = press_picture(browser, page, form_of, text=TEXT.replace("on trie", "on trie tout"), line="0")
    assert address.endswith("?line=0")
    assert "What you wrote is kept" in browser.get(address).text

    refused = browser.post(
        address, {**SAID, "alt": "DSC_0001.JPG", "caption": "Au « jardin »", "file": photo()}
    )
    assert (
        "What would you tell them by telephone" in refused.text and "choose the picture again" in refused.text
    )
    assert 'value="Au « jardin »"' in refused.text
    answer = browser.post(address, {**SAID, "caption": "Au jardin", "file": photo()})
    image = Image.objects.get()
    assert answer["Location"] == Draft.objects.get().get_absolute_url()
    assert "The picture stands in your text" in browser.get(answer["Location"]).text
    form = form_of(browser, page)
    assert form["text"].split("\n\n") == [
        "Le lundi, on trie tout.",
        f'![Trois enfants retournent le compost](image:{image.name} "Au jardin")',
        "Le mardi, on retourne.",
        "Le mercredi, on arrose.\n",
    ]

    browser.post(page.on("page_edit"), form)
    html = visitor.get(page.get_absolute_url()).text
    assert (
        "<figure><picture>" in html and f'alt="{SAID["alt"]}"' in html and 'width="300" height="200"' in html
    )
    assert (
        f'Au jardin <small><a href="/images/{image.name}/">Bob · CC BY-SA 4.0</a></small></figcaption>'
        in html
    )
    assert page.title in visitor.get(image.get_absolute_url()).text
    gallery = visitor.get(f"{theme.get_absolute_url()}images/").text
    assert "Bob" in gallery and escape(page.title) in gallery and f"/{image.name}/s.webp" in gallery


def test_one_that_is_there_is_found_by_its_words_in_any_theme(
    alice, bob, page, put, theme, photo, signed_in, form_of
):
    other = open_theme(by=None, handle="arbres", name="Arbres", description="")
    here = put(credit="Jeanne Arnaud")
    there = add_image(
        other.community, by=alice, file=photo(90, 90), alt="Un vieux platane écorcé", licence="CC0 1.0"
    )
    browser = signed_in(bob)
    address = press_picture(browser, page, form_of)
    assert list(browser.get(address).context["images"]) == [here]
    for words, found in {"platanes": there, "VIEUX ecorce": there, "jeanne": here, "l’enfant": here}.items():
        assert list(browser.get(address, {"q": words}).context["images"]) == [found], words
    assert "No picture is described" in browser.get(address, {"q": "pont\x00 'suspendu\""}).text

    browser.post(address, {"choose": there.name})
    browser.post(address, {"choose": there.name})  # pressed twice
    assert form_of(browser, page)["text"].count(there.name) == 1
    assert form_of(browser, page)["text"].endswith(f"![Un vieux platane écorcé](image:{there.name})\n")
    browser.post(page.on("page_edit"), form_of(browser, page))
    gallery = browser.get(f"{theme.get_absolute_url()}images/").context["images"]
    assert set(gallery) == {here, there}


def test_in_a_section_it_stands_at_its_end_or_where_one_was_in_it(alice, bob, theme, put, signed_in):
    page = create_page(
        theme, by=alice, title="Le four", text="Un.\n\n## A\n\nDeux.\n\nTrois.\n\n## B\n\nQuatre.\n"
    )
    image, browser = put(), signed_in(bob)
    for line, before in (("", "Trois."), ("2", "Deux.")):
        Draft.objects.all().delete()
        form = browser.get(page.on("page_edit"), {"section": "s-a"}).context["form"]
        typed = {name: form[name].value() or "" for name in form.fields}
        typed["text"] = typed["text"].replace("\n", "\r\n")
        answer = browser.post(page.on("page_edit"), {**typed, "line": line, "picture": "1"})
        browser.post(answer["Location"], {"choose": image.name})
        assert f"{before}\n\n![{SAID['alt']}](image:{image.name})\n\n" in Draft.objects.get().text


def test_a_page_may_begin_with_a_picture(bob, theme, put, signed_in):
    browser, image = signed_in(bob), put()
    begin = f"{theme.get_absolute_url()}nouvelle/"
    form = {"title": "Le four", "text": "", "picture": "1"}
    address = browser.post(begin, form)["Location"]
    back = browser.post(address, {"choose": image.name})["Location"]
    assert image.name in browser.get(back).context["form"]["text"].value()
    assert browser.get(back).context["form"]["title"].value() == "Le four"


def test_a_draft_is_its_authors_alone(alice, bob, page, put, signed_in, form_of, visitor):
    address = press_picture(signed_in(bob), page, form_of)
    assert signed_in(alice).post(address, {"choose": put().name}).status_code == 404
    assert visitor.get(address).status_code == 302
    assert "image:" not in Draft.objects.get().text


BAD = {
    "": "Please say in a few words", "IMG_2034": "by telephone", "photo": "by telephone", "…": "by telephone",
    "capture d’écran 2": "by telephone", "image.png": "by telephone", "x" * 301: "at most 300",
}  # fmt: skip


@pytest.mark.parametrize("alt", BAD)
def test_words_that_tell_nothing_are_asked_for_again_at_their_place(bob, theme, photo, signed_in, alt):
    answer = signed_in(bob).post(
        f"{theme.get_absolute_url()}images/ajouter/", {**SAID, "alt": alt, "file": photo()}
    )
    assert BAD[alt] in str(answer.context["form"].errors["alt"]) and not Image.objects.exists()


def test_odd_words_and_files_get_a_sentence_or_a_picture(bob, theme, photo, signed_in):
    browser, address = signed_in(bob), f"{theme.get_absolute_url()}images/ajouter/"
    odd = "L’âne\x00 🫏 de\r\nمرحبا ![x](y) **gras**"
    answer = browser.post(address, {**SAID, "alt": odd, "file": photo()}, follow=True)
    assert Image.objects.get().alt == "L’âne 🫏 de مرحبا ![x](y) **gras**"
    assert "مرحبا" in answer.text
    for sent in ({}, {"file": "no file"}):
        assert "Please choose a picture" in browser.post(address, {**SAID, **sent}).text
    text = photo()
    text.file.seek(0), text.file.truncate(), text.file.write(b"Bonjour"), text.file.seek(0)
    text.size = 7
    assert "no picture that we can read" in browser.post(address, {**SAID, "file": text}).text
    answer = browser.post(address, {**SAID, "licence": "CC BY 4.0", "file": photo(50, 50)})
    assert "Please say who made it" in answer.text and Image.objects.count() == 1


def test_one_sends_no_more_than_a_day_holds(bob, theme, photo, signed_in, settings):
    settings.CALADE_LIMITS_IN_TESTS = True
    browser, address = signed_in(bob), f"{theme.get_absolute_url()}images/ajouter/"
    answers = [browser.post(address, {**SAID, "file": photo()}) for _ in range(21)]
    assert [answer.status_code for answer in answers] == [302] * 20 + [429]
    assert SAID["alt"] in answers[-1].text  # what was typed is given back


def test_what_is_hidden_or_said_anew_changes_every_page_at_once(alice, mona, ada, theme, page, put, visitor):
    image = put(caption="")
    pages = [page, create_page(theme, by=alice, title="Le tas", text="Rien encore.")]
    for one in pages:
        revise_page(one, by=alice, text=f"Voici.\n\n![](image:{image.name})\n", based_on=one.current)
        assert SAID["alt"] in visitor.get(one.get_absolute_url()).text
    revise_image(image, by=alice, alt="Un tas qui fume", licence="CC0 1.0", credit="Jeanne")
    for one in pages:
        html = visitor.get(one.get_absolute_url()).text
        assert 'alt="Un tas qui fume"' in html and "Jeanne · CC0 1.0" in html
    hide_image(image, by=mona, reason="privacy")
    for one in pages:
        html = visitor.get(one.get_absolute_url()).text
        assert "image retirée" in html and "fume" not in html and "/media/" not in html
    assert image.name not in visitor.get(f"{theme.get_absolute_url()}images/").text


def test_whoever_leaves_is_named_no_more(alice, page, put, visitor):
    revise_page(page, by=alice, text=f"![](image:{put().name})", based_on=page.current)
    assert "Alice · CC BY-SA 4.0" in visitor.get(page.get_absolute_url()).text
    leave_town(alice, by=alice, erase=False)
    html = visitor.get(page.get_absolute_url()).text
    assert "Alice" not in html and "Quelqu’un · CC BY-SA 4.0" in html


def test_pictures_cost_a_page_no_question(alice, page, put, visitor):
    def questions(before):
        visitor.get(page.get_absolute_url())
        before()
        with CaptureQueriesContext(connection) as seen:
            visitor.get(page.get_absolute_url())
        return len(seen)

    bare = questions(list), questions(remembered.forget)
    sources = [f"![](image:{put((100 + number, 80)).name})" for number in range(5)]
    revise_page(page, by=alice, text="\n\n".join(sources), based_on=page.current)
    assert (questions(list), questions(remembered.forget)) == bare
    assert PageImage.objects.filter(page=page).count() == 5


def test_a_copy_elsewhere_leads_to_the_picture_and_loads_nothing(town, put, visitor, alice):
    image = put()
    community = Community.objects.create(
        kind="theme",
        handle="nature",
        name="Nature",
        home="nord.example",
        uri="https://nord.example/ap/group/1",
    )
    theme = theme_from_elsewhere(community)
    copy = mirror_page(
        theme, uri="https://nord.example/ap/page/1", home="nord.example", url="", title="Le pont",
        text=f'Un pont.\n\n![Un pont de bois](image:{image.name} "Vers 1900")\n',
        revision_address="https://nord.example/ap/revision/1", number=1, digest="",
    )  # fmt: skip
    html = visitor.get(copy.get_absolute_url()).text
    assert f'<a href="https://nord.example/images/{image.name}/"' in html and "Un pont de bois</a>" in html
    assert "<img" not in html and "/media/" not in html and not PageImage.objects.exists()


def test_what_is_on_a_page_in_a_draft_or_waits_for_a_steward_stays(alice, bob, page, put, theme, signed_in):
    shown, begun, forgotten = put((100, 90)), put((110, 90)), put((120, 90))
    revise_page(page, by=alice, text=f"![](image:{shown.name})", based_on=page.current)
    Draft.objects.create(person=bob, theme=theme, title="x", text=f"![a](image:{begun.name})")
    remove_unused()
    assert list(Image.objects.exclude(unused_since=None)) == [forgotten]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (None, "a\nb\n\n* c\n\nX\n"), (0, "a\nb\n\nX\n\n* c\n"), (1, "a\nb\n\nX\n\n* c\n"), (2, "a\nb\n\nX\n\n* c\n"),
        (3, "a\nb\n\n* c\n\nX\n"), (99, "a\nb\n\n* c\n\nX\n"),
    ],
)  # fmt: skip
def test_a_block_never_cuts_a_paragraph(line, expected):
    assert with_block("a\r\nb\r\n\r\n* c", "X", line) == expected
    assert with_block("", "X", line) == "X\n"


def test_a_page_called_images_has_another_address(theme, alice, visitor):
    page = create_page(theme, by=alice, title="Images", text="x")
    assert page.slug == "images-2" and Page.objects.count() == 1
    assert re.search("No picture yet", visitor.get(f"{theme.get_absolute_url()}images/").text)
