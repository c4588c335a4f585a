"""Pages come in from files: histories are kept, nobody gets an account, and what goes out comes in again whole."""

import io
import json
import stat
import zipfile
from io import BytesIO
from zipfile import ZipFile, ZipInfo

import pytest
from django.core.management import call_command

from commons.base.text import title_key
from commons.journal.models import Entry
from commons.notices.models import Notice
from commons.people.models import Person
from commons.search.models import SearchDocument
from federation.translators.wiki.documents import contributors_of
from tests.journeys.towns import Town, until
from tests.wiki.taking import brought, files_of, taken
from wiki.actions import (
    create_page,
    hide_revision,
    merge_pages,
    open_theme,
    protect_page,
    rename_page,
    revert_page,
    revise_page,
    undo_revision,
)
from wiki.models import Exchange, Page, Remark


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.CALADE_DATA = tmp_path


@pytest.fixture
def other(town):
    return open_theme(by=None, handle="ailleurs", name="Ailleurs", description="")


def revised(page, by, text, **facts):
    page.refresh_from_db()
    return revise_page(page, by=by, text=text, based_on=page.text_now, **facts)


@pytest.fixture
def lived_in(theme, page, alice, bob, mona):
    """A theme to which everything has happened that can happen."""
    revised(page, bob, "Un\n\nDeux\n", tags=["Été", "potager"])
    revised(page, bob, "Un\n\nDeux [[Œufs 🥚 بيض]]\n", summary="« résumé » — 🌱", minor=True)
    secret = revised(page, alice, "Un secret\n\nDeux\n")
    revised(page, alice, "Un\n\nDeux\n\nTrois\n\n```\n---\n```\n")
    hide_revision(page, by=mona, revision=secret, parts=[1, 4], reason="privacy")
    page.refresh_from_db()
    undone = page.revisions.get(number=4)
    undo_revision(page, by=bob, revision=undone, onto=page.text_now, text="Un\n\nDeux\n")
    page.refresh_from_db()
    revert_page(page, by=bob, to=page.revisions.get(number=1))
    page.refresh_from_db()
    rename_page(page, by=alice, title="Compost, partout & « toujours »")
    page.refresh_from_db()
    protect_page(page, by=mona, level="confirmed", reason="Trop d’essais", until=None)
    words = "---\ntitle: piège\n---\n\nDes œufs.\n"
    eggs = create_page(theme, by=bob, title="Œufs 🥚 بيض", text=words, tags=["Été", "potager"])
    create_page(theme, by=bob, title="E" * 200, text="Long.\n")
    sign = create_page(theme, by=alice, title="Oeufs durs", text="Durs.\n")
    merge_pages(sign, into=eggs, by=mona, reason="pareil")
    return theme


def without_header(data):
    return data.split(b"\n", 1)[1]


def test_all_versions_go_out_and_come_in_again_byte_for_byte(signed_in, ada, lived_in, other, worker):
    client = signed_in(ada)
    first = taken(client, lived_in, "history", worker)
    brought(client, other, first, worker)
    # The first line alone differs: name, rules and address of the theme, and the moment of the export.
    assert without_header(taken(client, other, "history", worker)) == without_header(first)
    assert first.count(b'"revision"') == 13
    borne = ["Été", "potager"]  # by the page as it is now
    assert sorted(other.tags.values_list("name", flat=True)) == sorted(borne)
    page = other.pages.get(title__startswith="Compost")
    assert client.get(page.get_absolute_url()).status_code == 200
    assert client.get(other.get_absolute_url() + "le-compost-à-l-école/").status_code == 302
    assert other.pages.get(title="Oeufs durs").leads_to == other.pages.get(title="Œufs 🥚 بيض")
    call_command("check_wiki", "--links", stdout=io.StringIO())


def test_the_same_as_an_export_file_of_mediawiki(signed_in, ada, lived_in, other, worker):
    """The format knows fewer things: authors, dates, texts, tags, summaries, former names, what is hidden."""
    client = signed_in(ada)
    brought(client, other, taken(client, lived_in, "mediawiki", worker), worker)

    def told(theme):
        pages = theme.pages.order_by("title_key")
        return [
            (page.title, sorted(page.aliases.values_list("title_key", flat=True)), [
                (one.number, one.summary, one.minor, one.hidden, one.blob_id if not one.hides_text else "",
                 one.written_at.replace(microsecond=0), [] if one.hides_text else one.tags)
                for one in page.revisions.order_by("number")
            ])
            for page in pages
        ]  # fmt: skip

    assert told(other) == told(lived_in)
    assert sorted(other.tags.values_list("slug", flat=True)) == ["ete", "potager"]


def test_a_zip_of_markdown_goes_out_and_comes_in_again(signed_in, ada, lived_in, other, worker):
    """Apart from the number of the version and the address of the page, every byte is the same."""
    client = signed_in(ada)
    first = ZipFile(BytesIO(taken(client, lived_in, "markdown", worker)))
    data = first.fp.getvalue()
    brought(client, other, data, worker)
    second = ZipFile(BytesIO(taken(client, other, "markdown", worker)))

    def kept(archive, name):
        lines = archive.read(name).decode().split("\n")
        return [line for line in lines if not line.startswith(("revision: ", "source: "))]

    names = first.namelist()
    assert len(names) == 3 and second.namelist() == names
    for name in names:
        assert kept(first, name) == kept(second, name)


DUMP = """<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="fr">
<siteinfo><namespaces><namespace key="0" /><namespace key="14">Rubrique</namespace></namespaces></siteinfo>
<page><title>Élagage</title><ns>0</ns><id>1</id>
<revision><id>1</id><timestamp>2009-03-01T10:00:00Z</timestamp><contributor><username>Alice</username><id>3</id>
</contributor><comment>début</comment><model>wikitext</model><text>'''Élaguer''' un [[arbre]].</text></revision>
<revision><id>2</id><timestamp>2010-04-02T11:00:00Z</timestamp><contributor><ip>192.0.2.7</ip></contributor>
<minor /><model>wikitext</model><text>'''Élaguer''' un [[arbre|gros arbre]].&lt;ref&gt;Un livre&lt;/ref&gt;
{{Attention|scie}}
[[Rubrique:Jardin]]</text></revision></page>
<page><title>elagage</title><ns>0</ns><id>2</id><revision><id>3</id><text>Autre.</text></revision></page>
<page><title>Taille</title><ns>0</ns><id>3</id><redirect title="Élagage" /><revision><id>4</id><text>#REDIRECT</text>
</revision></page>
<page><title>Perdu</title><ns>0</ns><id>8</id><redirect title="Nulle part" /></page>
<page><title>Discussion:Élagage</title><ns>1</ns><id>4</id><revision><id>5</id><text>Bla</text></revision></page>
<page><title>{long}</title><ns>0</ns><id>5</id><revision><id>6</id><text>Long</text></revision></page>
<page><title>Le compost à l'école</title><ns>0</ns><id>6</id><revision><id>7</id><text>Pareil</text></revision></page>
<page><title>Lourd</title><ns>0</ns><id>7</id><revision><id>8</id><text>léger</text></revision>
<revision><id>9</id><text>{heavy}</text></revision></page>
<page><title>Trop lourd</title><ns>0</ns><id>9</id><revision><id>10</id><text>{heavy}</text></revision></page>
</mediawiki>""".replace("{long}", "L" * 240).replace("{heavy}", "mots " * 60_000)


def test_a_wiki_that_ran_on_mediawiki_moves_in(signed_in, ada, alice, bob, theme, page, worker, visitor):
    waiting = create_page(theme, by=alice, title="Bois", text="Voir [[Taille]] et [[Élagage]].\n")
    worker.run()
    told_before, entries = Notice.objects.count(), Entry.objects.count()
    said = brought(signed_in(ada), theme, DUMP.encode(), worker)

    moved = theme.pages.get(title="Élagage")
    first, last = moved.revisions.order_by("number")
    assert first.text == "**Élaguer** un [[arbre]].\n"
    assert last.text.startswith("**Élaguer** un [[arbre|gros arbre]].[^1]")
    assert "```\n{{Attention|scie}}\n```" in last.text and "[^1]: Un livre" in last.text
    assert (first.imported_from, first.author, first.imported_at.year) == ("Alice", None, 2009)
    assert (last.imported_from, last.minor, first.summary) == (
        "",
        True,
        "début",
    )  # no network address is kept
    assert Person.objects.filter(name="Alice").count() == 1  # ours, who has nothing to do with it

    assert (moved.size, moved.unsourced) == (len(last.text), False)
    assert theme.pages.get(title="elagage (2)").unsourced

    history = visitor.get(moved.on("history")).content.decode()
    assert "imported: Alice" in history and "2009" in history and "192.0.2.7" not in history
    shown = visitor.get(moved.get_absolute_url()).content.decode()
    assert "imported: Alice" in shown
    assert "imported: Alice" in visitor.get(moved.on("authors")).content.decode()
    assert contributors_of(moved)[0]["name"] == "Alice"

    assert visitor.get(f"{theme.get_absolute_url()}taille/")["Location"] == moved.get_absolute_url()
    assert set(waiting.links.values_list("target", flat=True)) == {moved.pk}
    assert SearchDocument.objects.get(title="Élagage").about_id == moved.pk
    assert theme.pages.get(title="elagage (2)").text_now.text == "Autre.\n"
    assert theme.pages.get(title="L" * 200).text_now.text == "Long\n"
    assert theme.pages.get(title="Lourd").text_now.text == "léger\n"
    assert not theme.pages.filter(title="Trop lourd").exists()
    page.refresh_from_db()
    assert page.edit_count == 1

    remarks = {(one.what, one.page[:12], one.detail[:20]) for one in Remark.objects.all()}
    assert remarks == {
        ("same_name", "elagage", "elagage (2)"),
        ("elsewhere", "Discussion:É", ""),
        ("title", "LLLLLLLLLLLL", "L" * 20),
        ("taken", "Le compost à", ""),
        ("too_heavy", "Lourd", "× 1"),
        ("too_heavy", "Trop lourd", "× 1"),
        ("empty", "Trop lourd", ""),
        ("kept", "Élagage", "{{Attention}}"),
        ("no_target", "Perdu", "Nulle part"),
    }
    assert "Discussion:Élagage" in said and "7 pages of the file were looked at" not in said
    # Two entries for what was asked and ended, one per batch and one for the names; one notice, about the file.
    assert Entry.objects.count() - entries == 4
    assert Notice.objects.count() - told_before == 1
    report = signed_in(ada).get(f"{Exchange.objects.get().get_absolute_url()}rapport.csv")
    assert "{{Attention}}" in b"".join(report.streaming_content).decode()
    call_command("check_wiki", "--links", stdout=io.StringIO())


def archive_of(*files):
    data = BytesIO()
    with ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files:
            archive.writestr(name, text)
    return data.getvalue()


def linked_archive():
    entry = ZipInfo("lien.md")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return archive_of((entry, "/etc/passwd"))


def bomb():
    return archive_of(("a.md", "a" * 90_000_000))


def liar():
    """Says that it holds a few bytes, and holds many."""
    data = bytearray(archive_of(("a.md", "a" * 3_000_000)))
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = data.find(mark) + offset
        data[place : place + 4] = (50).to_bytes(4, "little")
    return bytes(data)


BOMB = '<!DOCTYPE m [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><mediawiki><page><title>&b;</title></page></mediawiki>'
HOSTILE = {
    "nothing we know": (b"\x89PNG\r\n\x1a\n" + b"x" * 100, "none of those"),
    "latin-1 words": ("Été".encode("latin-1") * 50, "none of those"),
    "other xml": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "none of those"),
    "other json": (b'{"a": 1}\n', "none of those"),
    "deep json": (b'{"a":' * 20_000, "none of those"),
    "entities": (BOMB.encode(), "document type"),
    "outside": (b'<!DOCTYPE m SYSTEM "file:///etc/passwd"><mediawiki/>', "document type"),
    "cut short": (DUMP[:700].encode(), "damaged"),
    "a cut archive": (archive_of(("a.md", "a"))[:-10], "damaged"),
    "a name that leads out": (archive_of(("../../a.md", "a")), "names that lead out"),
    "an absolute name": (archive_of(("/etc/a.md", "a")), "names that lead out"),
    "a windows name": (archive_of(("C:\\a.md", "a")), "names that lead out"),
    "a link": (linked_archive(), "names that lead out"),
    "a bomb": (bomb, "too large"),
    "a liar": (liar, "damaged"),
}


def test_what_a_page_could_not_hold_once_converted_comes_in_as_source(signed_in, ada, theme, worker):
    """A tree of species, as Wikipedia has it."""
    tree = "".join(f"{'*' * depth} rang {depth}\n" for depth in range(1, 24))
    page = f"<page><title>Espèces</title><ns>0</ns><revision><text>{tree}</text></revision></page>"
    said = brought(signed_in(ada), theme, f'<mediawiki version="0.11">{page}</mediawiki>'.encode(), worker)
    text = theme.pages.get(title="Espèces").text_now.text
    assert text.startswith("```") and "rang 23" in text
    assert Remark.objects.get().what == "kept" and "Espèces" in said


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_wants_harm_is_refused_whole_and_said_so(name, signed_in, ada, other, worker, visitor):
    data, why = HOSTILE[name]
    said = brought(signed_in(ada), other, data() if callable(data) else data, worker)
    assert why in said
    assert not other.pages.exists()
    assert Exchange.objects.get().state == "dead" and worker.run() == 0
    assert visitor.get(other.get_absolute_url()).status_code == 200


def test_odd_files_of_an_archive_are_named_and_the_rest_comes_in(signed_in, ada, other, worker):
    said = brought(
        signed_in(ada),
        other,
        archive_of(
            ("dossier/une_page.md", "Bonjour\r\nà tous\x00 🌱\r\n"),
            ("titre.md", "# Un titre | [à] lui #\n\nTexte.\n"),
            ("faux.md", "---\ntitle: [1, 2\n---\n\nTexte.\n"),
            ("vieux.md", "Été".encode("latin-1")),
            ("image.png", b"\x89PNG"),
            ("__MACOSX/._une_page.md", b"x"),
            ("vide.md", ""),
        ),
        worker,
    )
    titles = set(other.pages.values_list("title", flat=True))
    assert titles == {"une page", "Un titre à lui", "faux", "vide"}
    assert other.pages.get(title="une page").text_now.text == "Bonjour\nà tous 🌱\n"
    assert "image.png" in said and "vieux.md" in said and "MACOSX" not in said


def test_lines_that_say_nonsense_change_nothing_but_the_report(signed_in, ada, other, worker):
    lines = [
        {"calade": "theme", "version": 1},
        {"revision": {"text": "de personne"}},
        {"page": {"title": "Bonne", "aliases": [1, {"key": "vieille", "slug": "vieille"}], "contributors": "x",
                  "protection": {"level": "nobody"}, "merged_into": "Bonne"}},
        {"revision": {"text": "Un", "at": "hier", "hidden": "text", "joined": 99, "undoes": True, "kind": "mirror"}},
        {"revision": {"text": None, "author": {"a": 1}, "summary": "x" * 900}},
        {"autre": 1},
    ]  # fmt: skip
    said = brought(
        signed_in(ada), other, b"".join(json.dumps(line).encode() + b"\n" for line in lines) + b"{\n", worker
    )
    page = other.pages.get()
    assert (page.title, page.edit_count, page.protection, page.merged_into) == ("Bonne", 2, "open", None)
    assert [one.kind for one in page.revisions.order_by("number")] == ["create", "edit"]
    assert title_key("vieille") in page.aliases.values_list("title_key", flat=True)
    assert "a line that cannot be read" in said.lower()


def test_what_was_hidden_elsewhere_cannot_be_shown_here(signed_in, ada, other, worker):
    lines = [
        {"calade": "theme", "version": 1},
        {"page": {"title": "Cachée"}},
        {"revision": {"hidden": ["text", "author"], "reason": "insult"}},
        {"revision": {"text": "Clair."}},
        {"page": {"title": "Toute cachée"}},
        {"revision": {"hidden": ["text"]}},
    ]
    client = signed_in(ada)
    brought(client, other, b"".join(json.dumps(line).encode() + b"\n" for line in lines), worker)
    page = other.pages.get(title="Cachée")
    assert client.get(page.on("revision", 1)).status_code == 200
    assert client.post(page.on("revision_show", 1)).status_code == 409
    assert page.revisions.get(number=1).hides_text
    shown_now = other.pages.get(title="Toute cachée")
    assert client.get(shown_now.get_absolute_url()).status_code == 200 and not shown_now.current.hides_text


def test_stewards_and_administrators_bring_in_nobody_else(
    signed_in, visitor, alice, mona, ada, other, worker
):
    address = f"{files_of(other)}apporter/"
    assert visitor.get(address).status_code == 302
    for person in (alice, mona):
        assert signed_in(person).get(address).status_code == 403
        assert signed_in(person).post(address).status_code == 403
    brought(signed_in(ada), other, archive_of(("a.md", "a")), worker)
    imported = Exchange.objects.get().get_absolute_url()
    for client in (visitor, signed_in(alice)):
        assert client.get(imported).status_code == 404
        assert client.get(f"{imported}rapport.csv").status_code == 404
        assert "Bring in a file" not in client.get(files_of(other)).content.decode()


def test_a_file_too_large_for_the_page_is_told_what_to_do(signed_in, ada, other):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client, address = signed_in(ada), f"{files_of(other)}apporter/"
    said = client.post(address, {"file": SimpleUploadedFile("a.zip", b"x" * 10_000_001)}).content.decode()
    assert "larger than 10 MB" in said
    assert "Please choose a file." in client.post(address).content.decode()
    assert "Please choose a file." not in client.get(address).content.decode()
    assert not Exchange.objects.exists()


def test_an_import_that_is_stopped_keeps_what_has_come(signed_in, ada, other, worker, monkeypatch):
    monkeypatch.setattr("wiki.actions.exchanges.SLICE", 0)
    monkeypatch.setattr("wiki.actions.exchanges.BATCH", 2)
    from wiki.actions import work_on_exchanges

    client = signed_in(ada)
    address = client.post(f"{files_of(other)}apporter/", {"file": BytesIO(archive_of(*PAGES))})["Location"]
    work_on_exchanges()
    shown = client.get(address).content.decode()
    assert "1 of 5 pages" in shown and "Look again" in shown
    assert "1 pages had come in and stay" in client.post(f"{address}arreter/", follow=True).content.decode()
    worker.run()
    assert other.pages.count() == 1


PAGES = [(f"page {number}.md", f"Voir [[page {number + 1}]].\n") for number in range(5)]
IN_TOWN = """
from commons.people.actions import join, give_role
from commons.people.models import Account
from wiki.actions import open_theme
ada = join(Account.objects.create_user("ada@example.org"), handle="ada", name="Ada", neighbourhood=None)
give_role(ada, by=None, role="administrator", reason="test")
open_theme(by=None, handle="jardins", name="Jardins", description="")
"""
LET_GO = """
from wiki.models import Exchange
Exchange.objects.update(leased_until=None)
print(Exchange.objects.latest("pk").uid)
"""
FIGURES = """
from wiki.models import Exchange, Page, Revision, PageLink
print("figures", Exchange.objects.filter(state="done").count(), Page.objects.count(), Revision.objects.count(),
      PageLink.objects.exclude(target=None).count())
"""


@pytest.fixture
def running(prepare, tmp_path):
    made = prepare(Town("carried", tmp_path / "town", demo="", settings={"CALADE_WORKER_LEASE": "1"}))
    yield made
    made.remove()


@pytest.mark.both
def test_killed_on_the_way_nothing_is_lost_and_nothing_comes_twice(running, tmp_path):
    running.manage("shell", said=IN_TOWN)
    many = [(f"page {number:03}.md", f"Voir [[page {number - 1:03}]].\n") for number in range(220)]
    file, out = tmp_path / "in.zip", tmp_path / "out.zip"
    file.write_bytes(archive_of(*many))

    running.settings["CALADE_FAILPOINT"] = "pages-arrived"
    with pytest.raises(AssertionError, match="carried: import_theme"):
        running.manage("import_theme", "jardins", str(file), "--by", "ada")
    assert "figures 0 50 50" in running.manage("shell", said=LET_GO + FIGURES)
    running.start_worker_only()
    until(lambda: running.processes["worker"].poll() == -9, "the worker dies")
    running.processes.pop("worker")
    del running.settings["CALADE_FAILPOINT"]
    uid = running.manage("shell", said=LET_GO).split()[-1]
    assert "220 pages" in running.manage("import_theme", "jardins", "--resume", uid)
    assert "figures 1 220 220 219" in running.manage("shell", said=FIGURES)

    running.settings["CALADE_FAILPOINT"] = "pages-written"
    with pytest.raises(AssertionError, match="carried: export_theme"):
        running.manage("export_theme", "jardins", "markdown", str(out))
    del running.settings["CALADE_FAILPOINT"]
    running.manage("shell", said=LET_GO)
    running.manage("export_theme", "jardins", "markdown", str(out))
    assert sorted(ZipFile(out).namelist()) == [f"page-{number:03}.md" for number in range(220)]
    running.manage("check_wiki")


def test_a_title_of_a_deleted_page_is_free_for_what_comes(signed_in, ada, theme, page, mona, worker):
    from wiki.actions import delete_page

    delete_page(page, by=mona, reason="essai")
    brought(signed_in(ada), theme, archive_of((f"{page.title}.md", "Neuf.\n")), worker)
    assert Page.objects.existing().get(theme=theme).text_now.text == "Neuf.\n"
