"""Thanks for one change, said once and to its author alone; what a person wrote, and the Atom feeds of it all."""

import xml.etree.ElementTree as ET

import pytest

from commons.base.errors import MayNot
from commons.journal.models import Entry
from commons.notices.models import Notice
from wiki.actions import create_page, delete_page, hide_revision, protect_page, revise_page, thank
from wiki.models import Thanks
from wiki.verbs import Verb

from .conftest import TEXT

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def edited(page, bob):
    revise_page(page, by=bob, text=TEXT + "Le jeudi.", based_on=page.current, summary="<b>Jeudi</b> & co")
    page.refresh_from_db()
    return page


def test_thanks_are_said_once_to_the_author_alone(edited, alice, bob, visitor, signed_in, worker):
    browser = signed_in(alice)
    for address in (edited.on("history"), f"{edited.on('compare')}?new=2", "/wikis/recents/"):
        assert edited.on("edit_thank", 2) in browser.get(address).text
        assert edited.on("edit_thank", 1) not in browser.get(address).text  # her own
        assert "merci/" not in visitor.get(address).text
    answer = browser.post(edited.on("edit_thank", 2), {"next": edited.on("history")}, follow=True)
    assert "you said thank you" in answer.text
    browser.post(edited.on("edit_thank", 2))
    worker.run()
    assert Thanks.objects.count() == 1
    assert Notice.objects.get(person=bob, kind=Verb.EDIT_THANKED).entry.by == alice
    assert not Entry.objects.public().filter(verb=Verb.EDIT_THANKED).exists()
    assert "you said thank you" not in signed_in(bob).get(edited.on("history")).text


def test_nobody_thanks_themselves_or_somebody_hidden(edited, alice, bob, mona, signed_in):
    with pytest.raises(MayNot):
        thank(edited, by=bob, number=2)
    hide_revision(edited, by=mona, revision=edited.current, parts=[4], reason="privacy")
    assert signed_in(alice).post(edited.on("edit_thank", 2)).status_code == 403
    assert signed_in(alice).post(edited.on("edit_thank", 9)).status_code == 404


def test_thanks_are_limited(edited, alice, signed_in, settings):
    settings.CALADE_LIMITS_IN_TESTS = True
    browser = signed_in(alice)
    codes = [browser.post(edited.on("edit_thank", 2)).status_code for _time in range(21)]
    assert codes == [302] * 20 + [429]


def test_what_somebody_wrote_is_listed_but_for_what_is_hidden_or_waits(
    edited, alice, bob, mona, visitor, signed_in
):
    assert "/wikis/contributions/bob/" in visitor.get(bob.get_absolute_url()).text
    address = "/wikis/contributions/bob/"
    shown = visitor.get(address).text
    assert f"{edited.on('compare')}?new=2" in shown and "&lt;b&gt;Jeudi&lt;/b&gt;" in shown
    protect_page(edited, by=mona, level="open", review="all", reason="essai", until=None)
    edited.refresh_from_db()
    revise_page(edited, by=bob, text="Attend.", based_on=edited.current, summary="Attend")
    assert "Attend" not in visitor.get(address).text
    own = signed_in(bob).get(address).text
    assert "Attend" in own and "My drafts" in own
    pond = create_page(edited.theme, by=bob, title="La mare", text=TEXT)
    delete_page(pond, by=mona, reason="essai")
    hide_revision(edited, by=mona, revision=edited.revisions.get(number=2), parts=[4], reason="privacy")
    shown = visitor.get(address).text
    assert "La mare" not in shown and "Jeudi" not in shown
    assert visitor.get("/wikis/contributions/personne%00/").status_code == 404


def entries_of(client, address, **headers):
    answer = client.get(address, headers=headers)
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    feed = ET.fromstring(answer.content)
    for needed in ("id", "title", "updated"):
        assert feed.findtext(ATOM + needed)
    assert {link.get("rel") for link in feed.findall(f"{ATOM}link")} == {"alternate", "self"}
    entries = feed.findall(f"{ATOM}entry")
    for entry in entries:
        for needed in ("id", "title", "updated", f"author/{ATOM}name"):
            assert entry.findtext(ATOM + needed)
    return entries


def test_feeds_are_atom_with_links_to_what_changed(edited, theme, bob, mona, visitor):
    feeds = {
        edited.on("history"): f"{edited.on('history')}atom.xml",
        theme.get_absolute_url(): f"{theme.get_absolute_url()}recents/atom.xml",
        "/wikis/": "/wikis/recents/atom.xml",
        "/wikis/contributions/bob/": "/wikis/contributions/bob/atom.xml",
    }
    for page, feed in feeds.items():
        assert f'type="application/atom+xml" href="{feed}"' in visitor.get(page).text
        first = entries_of(visitor, feed)[0]
        assert first.findtext(f"{ATOM}author/{ATOM}name") == "Bob"
        assert first.find(f"{ATOM}link").get("href").endswith(f"{edited.on('compare')}?new=2")
        assert first.findtext(f"{ATOM}id") == edited.current.address
        summary = first.find(f"{ATOM}summary")
        assert summary.get("type") == "html" and "&lt;b&gt;Jeudi" in summary.text
        words = first.find(f"{ATOM}content")
        assert words.get("type") == "html" and "<p><ins>Le jeudi.</ins></p>" in words.text
    revise_page(edited, by=bob, text="<script>alert(1)</script>\x0b *Samedi*.", based_on=edited.current)
    newest = entries_of(visitor, "/wikis/recents/atom.xml")[0].findtext(f"{ATOM}content")
    assert "<script" not in newest and "&lt;script&gt;" in newest
    edited.refresh_from_db()
    hide_revision(edited, by=mona, revision=edited.revisions.get(number=2), parts=[1], reason="privacy")
    told = {
        one.findtext(f"{ATOM}id"): one.findtext(f"{ATOM}content")
        for one in entries_of(visitor, feeds["/wikis/"])
    }
    assert told[edited.current.address] == told[edited.current.parent.address] is None
    delete_page(edited, by=mona, reason="essai")
    [gone] = entries_of(visitor, "/wikis/recents/atom.xml")
    assert edited.title not in gone.findtext(f"{ATOM}title")
    assert gone.findtext(f"{ATOM}id").startswith("tag:")
    assert visitor.get(feeds[edited.on("history")]).status_code == 404
    assert entries_of(visitor, "/wikis/contributions/bob/atom.xml") == []


def test_a_feed_is_asked_again_for_nothing_when_nothing_changed(edited, bob, visitor):
    address = "/wikis/recents/atom.xml"
    tag = visitor.get(address).headers["ETag"]
    assert visitor.get(address, headers={"if-none-match": tag}).status_code == 304
    revise_page(edited, by=bob, text="Neuf.", based_on=edited.current)
    assert visitor.get(address, headers={"if-none-match": tag}).status_code == 200
