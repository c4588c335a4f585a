"""Who hears of a change: open pages, people concerned, the search."""

import pytest

from commons.conversations.actions import talk_about, write_post
from commons.conversations.verbs import Verb as Talk
from commons.live import things
from commons.notices.models import Notice
from commons.search.models import SearchDocument
from wiki.actions import delete_page, rename_page, revert_page, revise_page
from wiki.verbs import Verb

pytestmark = pytest.mark.django_db


def told(person):
    return list(Notice.objects.filter(person=person).values_list("kind", flat=True))


def test_who_began_the_page_and_who_talks_about_it_are_told(alice, bob, charlie, page, worker):
    topic = talk_about(page, title=page.title, community=page.theme.community)
    write_post(topic, by=charlie, text="Une question.")
    revise_page(page, by=bob, text="Tout autre chose.", based_on=page.current)
    worker.run()
    assert told(alice) == [Verb.PAGE_REVISED, Talk.POST_WRITTEN]
    assert told(charlie) == [Verb.PAGE_REVISED]
    assert told(bob) == []
    changed = Notice.objects.get(person=alice, kind=Verb.PAGE_REVISED)
    assert changed.href == f"{page.on('compare')}?old=1&new=2"


def test_small_corrections_disturb_nobody(alice, bob, page, worker):
    revise_page(page, by=bob, text="Une virgule.", based_on=page.current, minor=True)
    worker.run()
    assert told(alice) == []


def test_those_whose_edits_are_undone_are_told(alice, bob, charlie, page, worker):
    revise_page(page, by=bob, text="Autre chose.", based_on=page.current, minor=True)
    revert_page(page, by=charlie, to=page.revisions.get(number=1))
    worker.run()
    assert told(bob) == [Verb.PAGE_REVERTED]


def test_open_pages_hear_the_newest_number(alice, bob, page, mona):
    kind = things.kinds()["page"]
    assert kind.may_listen(None, str(page.pk)) == ""
    assert kind.may_listen(None, "x") is None
    revise_page(page, by=bob, text="Neuf.", based_on=page.current)
    assert kind.last_seqs([str(page.pk)]) == {str(page.pk): 2}
    assert kind.events_after(None, str(page.pk), 1) == {
        "events": [{"seq": 2, "kind": "changed", "ref": "", "html": ""}],
        "last": 2,
    }
    assert kind.events_after(None, str(page.pk), 2)["events"] == []
    delete_page(page, by=mona, reason="test")
    assert kind.may_listen(None, str(page.pk)) is None


def test_a_change_is_one_frame_without_html(bob, page):
    from commons.journal.models import Entry

    revise_page(page, by=bob, text="Neuf.", based_on=page.current)
    frames = things.frames_of(Entry.objects.get(verb=Verb.PAGE_REVISED))
    assert [(f.thing, f.seq, f.kind, f.html) for f in frames] == [(f"page:{page.pk}", 2, "changed", "")]


def test_the_search_follows_the_page(alice, bob, mona, page, worker):
    worker.run()
    document = SearchDocument.objects.get(kind="page")
    assert document.title == "Le compost à l’école"
    assert "on trie" in document.body
    rename_page(page, by=alice, title="Composter")
    worker.run()
    document.refresh_from_db()
    assert (document.title, document.href) == ("Composter", "/wikis/jardins/composter/")
    delete_page(page, by=mona, reason="test")
    worker.run()
    assert not SearchDocument.objects.filter(kind="page").exists()
