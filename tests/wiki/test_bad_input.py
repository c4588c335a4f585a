"""Whatever is sent, through each door where one writes: the right thing is done with it, or what is wrong is said at
the field of the text, and the text is given back.
"""

from datetime import timedelta
from html import unescape
from urllib.parse import quote, urlencode
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from commons.communities.actions import remember_community
from wiki.actions import create_page, digest_of, mirror_page, revise_page, theme_from_elsewhere
from wiki.merging import normalise
from wiki.models import Draft, EditProposal, Page, PageTemplate, Suggestion

from .conftest import TEXT

pytestmark = pytest.mark.django_db
HEAD = "## Tamis\n\n"

REFUSED = {
    "too long": (HEAD + f"{'é' * 9_000}\n\n" * 12, "200 kilobytes"),
    "a line without end": (HEAD + "a" * 10_001, "One line of this text is too long"),
    "too deep": (HEAD + "> * " * 12 + "a", "too deep"),
    "too many links": (HEAD + "[a](/b) " * 999 + "\n\n" + "[[b]] " * 1_500 + "\n\n" + "[[c]] " * 1_600, ""),
    "too many brackets": (HEAD + "[" * 501, "too many opening brackets"),
    "too many notes": (HEAD + "".join(f"[^{n}]: x\n\n" for n in range(301)), "too many footnotes"),
    "another encoding": (HEAD + "L\ufffdcole est ferm\ufffde.", "arrived unreadable"),
    "nothing": ("  \r\n\t\r\n", ""),
}
TAKEN = {
    "lines of Windows": ("## Tamis\r\n\r\nUn.\r\nDeux.\r\n", "## Tamis\n\nUn.\nDeux.\n"),
    "null signs": ("## Tamis\n\nU\x00n.\n", "## Tamis\n\nUn.\n"),
    "emoji": ("## Tamis\n\n👩🏽‍🌾 sème 🌱.\n", "## Tamis\n\n👩🏽‍🌾 sème 🌱.\n"),
    "right to left": ("## Tamis\n\nשלום مرحبا \u202eabc\n", "## Tamis\n\nשלום مرحبا \u202eabc\n"),
    "accents of a Mac": ("## Tamis\n\nE\u0301cole.\n", "## Tamis\n\nÉcole.\n"),
    "signs of a program": ("## Tamis\n\n<script>alert(1)</script> {{ 7*7 }} %s\n",) * 2,
}


class Door:
    """send(text) through one form; saved() is what came of it."""

    def __init__(self, send, saved):
        self.send, self.saved = send, saved


def edit(page, browser, form_of):
    form = form_of(browser, page)
    return Door(lambda text: browser.post(page.on("page_edit"), {**form, "text": text}), _current(page))


def _current(page):
    return lambda: Page.objects.select_related("current__blob").get(pk=page.pk).current.blob.text


@pytest.fixture
def create(theme, bob, signed_in):
    browser, address = signed_in(bob), f"{theme.get_absolute_url()}nouvelle/"
    return Door(
        lambda text: browser.post(address, {"title": "Le tamis", "text": text}),
        lambda: (made := theme.pages.filter(title="Le tamis").first()) and made.current.blob.text,
    )


@pytest.fixture
def change(page, bob, signed_in, form_of):
    return edit(page, signed_in(bob), form_of)


@pytest.fixture
def section(theme, alice, bob, signed_in):
    page = create_page(theme, by=alice, title="Le tas", text="## Tamis\n\nFin.\n")
    browser, address = signed_in(bob), page.on("page_edit")
    form = browser.get(address, {"section": "s-tamis"}).context["form"]
    start = {name: form[name].value() or "" for name in form.fields}
    assert start["section"] == "s-tamis"
    return Door(lambda text: browser.post(address, {**start, "text": text}), _current(page))


@pytest.fixture
def suggest(page, visitor):
    address = page.on("page_suggest")
    with time_machine.travel(timezone.now() - timedelta(seconds=10)):
        form = visitor.get(address).context["form"]
        start = {name: form[name].value() or "" for name in form.fields} | {"agreed": "on"}
    return Door(
        lambda text: visitor.post(address, {**start, "text": text}),
        lambda: (made := Suggestion.objects.first()) and made.text,
    )


@pytest.fixture
def propose(town, bob, signed_in, form_of):
    """A change to a page that lives in another town."""
    home, uri = "nord.example", "https://nord.example/ap/page/1"
    facts = {"uri": f"https://{home}/ap/group/1", "home": home, "kind": "theme", "handle": "digues"}
    theirs = theme_from_elsewhere(remember_community(**facts, name="Digues", summary="", url=""))
    copy = mirror_page(
        theirs, uri=uri, home=home, url=f"https://{home}/wikis/digues/la-digue/", title="La digue", text=TEXT,
        revision_address=f"{uri}/r1", number=1, digest=digest_of(TEXT),
    )  # fmt: skip
    browser = signed_in(bob)
    form = form_of(browser, copy)
    return Door(
        lambda text: browser.post(copy.on("page_edit"), {**form, "text": text}),
        lambda: (made := EditProposal.objects.first()) and made.text,
    )


@pytest.fixture
def template(theme, mona, signed_in):
    browser, address = signed_in(mona), f"{theme.get_absolute_url()}nouvelle/modeles/"
    return Door(
        lambda text: browser.post(address, {"name": "Outil", "text": text}),
        lambda: (made := PageTemplate.objects.filter(name="Outil").first()) and made.text,
    )


DOORS = ["create", "change", "section", "suggest", "propose", "template"]


@pytest.fixture
def door(request):
    return request.getfixturevalue(request.param)


@pytest.mark.parametrize("door", DOORS, indirect=True)
@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_a_text_is_said_at_its_place_and_given_back(door, what):
    text, said = REFUSED[what]
    before = door.saved()
    answer = door.send(text)
    errors = " ".join(answer.context["form"].errors["text"])
    assert errors and said in errors
    assert answer.status_code in (200, 422)
    assert answer.context["form"]["text"].value().replace("\r\n", "\n") == text.replace("\r\n", "\n")
    assert 'aria-describedby="' in answer.text
    assert door.saved() == before


@pytest.mark.parametrize("door", DOORS, indirect=True)
@pytest.mark.parametrize("what", TAKEN)
def test_odd_texts_are_taken_as_they_were_meant(door, what):
    text, meant = TAKEN[what]
    answer = door.send(text)
    assert answer.status_code == 302, answer.context["form"].errors
    assert normalise(door.saved()).endswith(meant)


@pytest.mark.parametrize("what", ["too long", "too deep", "another encoding"])
def test_a_text_that_cannot_be_is_kept_as_a_draft_too(page, bob, signed_in, form_of, what):
    edit(page, signed_in(bob), form_of).send(REFUSED[what][0])
    assert Draft.objects.get().text == REFUSED[what][0]


def test_bytes_that_are_no_text(page, bob, signed_in, form_of):
    """A picture sent as if it were the text."""
    browser = signed_in(bob)
    form = {name: str(value) for name, value in form_of(browser, page).items() if name != "text"}
    picture = bytes([0x89, *b"PNG\r\n", 0x1A, 0x0A, 0, 0xFF, 0xD8, 0xFE])
    sent = f"{urlencode(form)}&text={quote(picture)}"
    answer = browser.post(page.on("page_edit"), sent, content_type="application/x-www-form-urlencoded")
    assert "arrived unreadable" in unescape(answer.text)
    page.refresh_from_db()
    assert page.edit_count == 1


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Très " * 60, "200"),
        ("\u200b\u2060", "letter or number"),
        ("[Le] tas | #1", "cannot contain"),
        ("LE COMPOST A L’ECOLE", "already has this name"),
        ("le compost  à l'e\u0301cole", "already has this name"),
    ],
)
def test_a_title_that_cannot_be_is_said_at_its_place(theme, page, bob, signed_in, title, said):
    answer = signed_in(bob).post(
        f"{theme.get_absolute_url()}nouvelle/",
        {"title": title, "text": "Ce que je sais.", "client_key": str(uuid4())},
    )
    form = answer.context["form"]
    assert said in " ".join(form.errors["title"]) and "text" not in form.errors
    assert (form["title"].value(), form["text"].value()) == (title, "Ce que je sais.")
    assert Draft.objects.get().text == "Ce que je sais." and theme.pages.count() == 1


def test_a_title_that_runs_from_right_to_left(theme, bob, signed_in, visitor):
    signed_in(bob).post(
        f"{theme.get_absolute_url()}nouvelle/", {"title": "\u202eمرحبا 👋 \x00بكم", "text": "Bienvenue."}
    )
    made = theme.pages.get()
    assert made.title == "مرحبا 👋 بكم"
    assert visitor.get(made.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("what", ["too long", "too deep", "another encoding"])
def test_what_is_written_anew_between_two_versions(page, alice, bob, signed_in, form_of, what):
    """The choices and the words are still there; then one that can be is saved."""
    browser = signed_in(bob)
    form = {**form_of(browser, page), "text": TEXT.replace("on trie", "on jette")}
    revise_page(page, by=alice, text=TEXT.replace("on trie", "on garde"), based_on=page.text_now)
    hidden = browser.post(page.on("page_edit"), form).context["hidden"]
    text, said = REFUSED[what]
    answer = browser.post(page.on("page_settle"), {**hidden, "choice_1": "edit", "text_1": text})
    assert answer.status_code == 409 and said in unescape(answer.text)
    assert answer.context["pieces"][0]["edited"].replace("\r\n", "\n") == text
    assert answer.context["pieces"][0]["choice"] == "edit"
    assert text.replace("\r\n", "\n").replace("\x00", "") in Draft.objects.get().text, (
        "closing the window loses nothing"
    )
    again = {**answer.context["hidden"], "choice_1": "edit", "text_1": "Le lundi,\x00 on garde et on jette."}
    browser.post(page.on("page_settle"), again)
    page.refresh_from_db()
    assert "on garde et on jette." in page.current.blob.text and not Draft.objects.exists()


def test_two_edits_that_together_are_too_long(theme, alice, bob, signed_in, form_of):
    """Each of them would fit."""
    long = "\n\n".join(["Une phrase de la page. " * 300] * 28)
    page = create_page(theme, by=alice, title="Le long", text=f"Début.\n\n{long}\n\nFin.\n")
    browser, more = signed_in(bob), "Encore une phrase. " * 200
    form = form_of(browser, page)
    mine = form["text"].replace("Début.", more)
    revise_page(page, by=alice, text=page.text_now.text.replace("Fin.", more), based_on=page.text_now)
    answer = browser.post(page.on("page_edit"), {**form, "text": mine})
    assert "too long" in " ".join(answer.context["form"].errors["text"])
    assert answer.context["form"]["text"].value() == mine
    assert Draft.objects.get().text == mine
