"""Pages and themes are taken away as files, by everybody, and nothing that is hidden goes with them."""

import json
import re
from datetime import timedelta
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZIP_STORED, ZipFile

import pytest
import time_machine
import yaml
from django.utils import timezone

from commons.notices.models import Notice
from tests.wiki.taking import body_of, taken
from wiki.actions import create_page, delete_page, forget_exchanges, hide_revision, rename_page, revise_page
from wiki.models import Exchange, Page

XHTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.CALADE_DATA = tmp_path


def test_a_page_is_taken_as_markdown_with_its_facts(visitor, page):
    said = visitor.get(page.on("page_markdown"))
    _, front, text = said.content.decode().split("---\n", 2)
    facts = yaml.safe_load(front)
    assert facts["title"] == "Le compost à l’école"
    assert re.fullmatch(r"Alice \(alice@localhost.*\)", facts["authors"][0])
    assert (facts["licence"], facts["revision"]) == ("CC BY-SA 4.0", 1)
    assert facts["source"].endswith(page.get_absolute_url())
    assert text.strip() == page.text_now.text.strip()
    assert "attachment" in said["Content-Disposition"] and "compost" in said["Content-Disposition"]


def test_a_page_is_one_document_that_asks_nothing_of_anybody(visitor, theme, alice, page):
    text = "## Ici & là\n\nVoir [[Le compost à l’école]] et <https://exemple.fr/?a=1&b=2>.\n\n- [x] fait\n"
    other = create_page(theme, by=alice, title="Ailleurs <b> & « ici »", text=text)
    said = visitor.get(other.on("page_html")).content.decode()
    assert "Ailleurs &lt;b&gt; &amp; « ici »" in said
    assert f"http://localhost:8000{page.get_absolute_url()}" in said or "compost" in said
    assert "<script" not in said and "<link" not in said and " src=" not in said
    assert visitor.get(other.on("page_pdf")).content.startswith(b"%PDF-")


def test_pdf_is_drawn_from_the_text_alone(page, monkeypatch):
    from wiki.exchange import alone

    outside = '<p>x</p><img src="file:///etc/hostname"><img src="http://127.0.0.1:9/x.png"></p>'
    monkeypatch.setattr(alone, "page_as_html", lambda page: outside)
    fetched = []
    nothing = alone._nothing_from_outside()
    original = type(nothing).open
    monkeypatch.setattr(type(nothing), "open", lambda *a, **k: fetched.append(a) or original(*a, **k))
    assert alone.page_as_pdf(page).startswith(b"%PDF-")
    assert fetched == []


def test_without_the_extra_nothing_offers_a_pdf(visitor, page, monkeypatch):
    assert page.on("page_pdf") in visitor.get(page.on("history")).content.decode()
    monkeypatch.setattr("wiki.exchange.alone.HAS_WEASYPRINT", False)
    page.theme.save()
    assert page.on("page_pdf") not in visitor.get(page.on("history")).content.decode()
    assert visitor.get(page.on("page_pdf")).status_code == 404


def test_a_deleted_page_cannot_be_taken_away(visitor, signed_in, page, mona):
    delete_page(page, by=mona, reason="essai")
    for client in (visitor, signed_in(mona)):
        assert client.get(page.on("page_markdown")).status_code == 404


def test_a_visitor_prepares_a_file_and_the_next_one_gets_the_same(visitor, theme, page, worker):
    first = visitor.post(f"{theme.get_absolute_url()}nouvelle/fichiers/", {"kind": "markdown"})
    shown = visitor.get(first["Location"])
    assert "The work begins in a moment." in shown.content.decode()
    worker.run()
    again = visitor.post(f"{theme.get_absolute_url()}nouvelle/fichiers/", {"kind": "markdown"})
    assert again["Location"] == first["Location"]
    archive = ZipFile(BytesIO(body_of(visitor, first["Location"])))
    assert archive.namelist() == ["le-compost-à-l-école.md"]
    revise_page(page, by=page.current.author, text="Autre chose.\n", based_on=page.text_now)
    later = visitor.post(f"{theme.get_absolute_url()}nouvelle/fichiers/", {"kind": "markdown"})
    assert later["Location"] != first["Location"]


def test_who_asked_is_told_when_it_is_ready(signed_in, alice, theme, page, worker):
    taken(signed_in(alice), theme, "print", worker)
    notice = Notice.objects.get(person=alice)
    assert notice.href == Exchange.objects.get().get_absolute_url()


def test_what_is_hidden_is_in_no_file_and_leaves_those_that_are_there(
    visitor, theme, page, mona, alice, worker, django_capture_on_commit_callbacks
):
    secret = revise_page(page, by=alice, text="Le numéro est 06 12 34 56 78.\n", based_on=page.text_now)
    last = revise_page(page, by=alice, text="Sans numéro.\n", based_on=secret)
    assert b"06 12" in taken(visitor, theme, "history", worker)
    before = Exchange.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        hide_revision(page, by=mona, revision=secret, parts=[1, 2, 4], reason="privacy")
    assert not before.file.exists()
    assert visitor.get(before.get_absolute_url()).status_code == 404
    for kind in ("history", "mediawiki", "markdown", "book", "print"):
        assert b"06 12" not in taken(visitor, theme, kind, worker), kind
    lines = [json.loads(line) for line in taken(visitor, theme, "history", worker).splitlines()]
    hidden = next(line["revision"] for line in lines if line.get("revision", {}).get("number") == 2)
    assert hidden["hidden"] == ["text", "summary", "author"] and hidden["author"] == ""
    assert "text" not in hidden and last.number == 3


def test_no_file_holds_an_address_of_mail(visitor, theme, page, worker):
    for kind in ("history", "mediawiki", "print"):
        assert b"example.org" not in taken(visitor, theme, kind, worker)


@pytest.fixture
def garden(theme, alice, page):
    revise_page(page, by=alice, text=f"{page.text_now.text}\n## Fin\n\nVoilà.\n", based_on=page.text_now)
    text = (
        "Comme [[Le compost à l’école#Fin|l’école]] & co, [[#Nulle part]].[^1]\n\n- [x] fait\n\n[^1]: Ici.\n"
    )
    create_page(theme, by=alice, title="حديقة 🌱 « Œufs »", text=text)
    return rename_page(page, by=alice, title="Le compost partout")


def test_the_book_is_well_formed_and_its_links_stay_inside(visitor, theme, garden, worker):
    book = ZipFile(BytesIO(taken(visitor, theme, "book", worker)))
    first = book.infolist()[0]
    assert (first.filename, first.compress_type) == ("mimetype", ZIP_STORED)
    assert book.read("mimetype") == b"application/epub+zip"
    package = ElementTree.fromstring(book.read("book/package.opf"))
    items = {item.get("href") for item in package.iter("{http://www.idpf.org/2007/opf}item")}
    assert items == {
        name.removeprefix("book/")
        for name in book.namelist()
        if name.startswith("book/") and "opf" not in name
    }
    links = set()
    for name in book.namelist():
        if name.endswith(".xhtml"):
            document = ElementTree.fromstring(book.read(name))
            links |= {link.get("href") for link in document.iter(f"{XHTML}a")}
    assert f"page-{garden.pk}.xhtml#s-fin" in links  # there is such a heading
    assert {link.partition("#")[0] for link in links if ".xhtml" in link} <= items


def test_the_printed_theme_links_within_itself(visitor, theme, garden, worker):
    said = taken(visitor, theme, "print", worker).decode()
    ids = set(re.findall(r' id="([^"]+)"', said))
    inner = set(re.findall(r'href="#([^"]+)"', said))
    assert inner <= ids and len(inner) > 3
    assert said.count("<h1") == 3 and len(re.findall(r' id="([^"]+)"', said)) == len(ids)


def test_the_files_of_last_week_are_forgotten(
    visitor, theme, page, worker, django_capture_on_commit_callbacks
):
    taken(visitor, theme, "print", worker)
    exchange = Exchange.objects.get()
    later = timezone.now() + timedelta(days=8)
    with django_capture_on_commit_callbacks(execute=True), time_machine.travel(later, tick=False):
        forget_exchanges()
    assert not exchange.file.exists() and not Exchange.objects.exists()
    assert Page.objects.exists()


def test_who_asked_may_stop_it_and_others_may_not(signed_in, alice, bob, theme, page, worker):
    mine = signed_in(alice).post(f"{theme.get_absolute_url()}nouvelle/fichiers/", {"kind": "book"})[
        "Location"
    ]
    assert signed_in(bob).post(f"{mine}arreter/").status_code == 403
    assert "It was stopped." in signed_in(alice).post(f"{mine}arreter/", follow=True).content.decode()
    worker.run()
    assert not Exchange.objects.get().is_ready
    assert signed_in(alice).get(f"{mine}fichier/").status_code == 404
