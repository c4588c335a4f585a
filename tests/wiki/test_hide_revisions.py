"""What the law forbids to show vanishes everywhere; that it was hidden, by whom and why, is public."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from commons.base.errors import MayNot, NotHere, WrongMoment
from commons.journal.models import Entry
from wiki import packing
from wiki.actions import create_page, hide_revision, keep_draft, revert_page, revise_page, show_revision
from wiki.models import Blob, Concealment, Draft, Page, RenderCache, Revision, digest_of

from .conftest import TEXT

pytestmark = pytest.mark.django_db

Part = Revision.Part
SECRET = "Le numéro de Jeanne est le zéro six."
SUMMARY = "Jeanne habite ici"
AP = {"accept": "application/activity+json"}


@pytest.fixture
def told(page, bob, alice):
    """Bob wrote what must not be read, and Alice has taken it out again."""
    revise_page(page, by=bob, text=f"{TEXT}\n{SECRET}\n", based_on=page.current, summary=SUMMARY)
    page.refresh_from_db()
    revert_page(page, by=alice, to=page.revisions.get(number=1))
    page.refresh_from_db()
    return page


def hide(page: Page, by, *parts: int, number: int = 2) -> Revision:
    revision = page.revisions.get(number=number)
    hide_revision(
        page, by=by, revision=revision, parts=parts or list(Part), reason="privacy", note="voir mail"
    )
    return page.revisions.get(number=number)


def everything_served(browser, page: Page) -> str:
    seen = [browser.get(page.get_absolute_url()), browser.get("/journal/?room=wiki")]
    seen.append(browser.get("/recherche/?q=Jeanne"))
    seen += [
        browser.get(page.on(*view)) for view in [("history",), ("revision", 2), ("compare",), ("authors",)]
    ]
    seen += [browser.get(f"{page.on('compare')}?old=1&new=2{more}") for more in ("", "&view=read")]
    revision = page.revisions.get(number=2)
    for address in (
        revision.address,
        page.address,
        f"{page.address}/history",
        f"{page.address}/history?page=1",
    ):
        seen.append(browser.get(address.replace("https://testserver", ""), headers=AP))
    return "\n".join(answer.text for answer in seen)


def test_hidden_parts_are_nowhere(told, mona, bob, visitor, signed_in):
    before = everything_served(visitor, told)
    assert SECRET in before and SUMMARY in before and "Bob" in before
    hide(told, mona)
    for browser in (visitor, signed_in(bob), signed_in(mona)):
        after = everything_served(browser, told)
        assert SECRET not in after and SUMMARY not in after
    after = everything_served(visitor, told)
    assert "Bob" not in after
    assert not RenderCache.objects.filter(html__contains="Jeanne").exists()


def test_the_page_says_that_something_is_hidden_and_why(told, mona, visitor, signed_in):
    hide(told, mona)
    shown = visitor.get(told.on("revision", 2)).text
    assert "The text of this version is hidden." in shown and "personal data" in shown
    assert "voir mail" not in shown
    assert "voir mail" in signed_in(mona).get(told.on("revision", 2)).text
    history = visitor.get(told.on("history")).text
    for words in ("hidden name", "[hidden summary]", "hid parts of a version", "personal data", "Mona"):
        assert words in history
    assert "The text of one of these versions is hidden." in visitor.get(told.on("compare") + "?new=2").text


def test_the_record_of_the_act_holds_no_word_of_it(told, mona):
    hide(told, mona)
    entry = Entry.objects.get(verb="wiki.revision_hidden")
    assert entry.is_public
    assert entry.detail == {"version": 2, "parts": ["text", "summary", "author"], "reason": "privacy"}
    assert (
        not Entry.objects.filter(detail__revision=told.revisions.get(number=2).pk).exclude(by=None).exists()
    )


def test_each_part_is_hidden_by_itself(told, mona, visitor):
    hide(told, mona, Part.SUMMARY)
    shown = visitor.get(told.on("revision", 2)).text
    assert SECRET in shown and "Bob" in shown
    hide(told, mona, Part.AUTHOR)
    assert SECRET in visitor.get(told.on("revision", 2)).text
    assert "Bob" not in visitor.get(told.on("history")).text


def test_other_towns_are_answered_without_it(told, mona, visitor):
    revision = hide(told, mona)
    document = json.loads(visitor.get(revision.address.replace("https://testserver", ""), headers=AP).content)
    assert document["civ:hidden"] == ["text", "summary", "author"]
    assert "source" not in document and "digestMultibase" not in document and not document["summary"]


def test_what_the_page_shows_now_is_taken_back_first(page, bob, mona, signed_in):
    revise_page(page, by=bob, text=SECRET, based_on=page.current)
    with pytest.raises(WrongMoment):
        hide(page, mona)
    answer = signed_in(mona).post(
        page.on("revision_hide", 2), {"parts": [1, 4], "reason": "privacy", "note": "à voir"}
    )
    assert answer.status_code == 422 and "Bring back an earlier version first" in answer.text
    assert "à voir" in answer.text
    hide(page, mona, Part.AUTHOR)  # the name may go at once


def test_the_same_text_saved_twice_is_hidden_twice(told, mona, alice, bob, visitor):
    revert_page(told, by=bob, to=told.revisions.get(number=2))
    told.refresh_from_db()
    revert_page(told, by=alice, to=told.revisions.get(number=1))
    hide(told, mona, Part.TEXT)
    assert SECRET not in visitor.get(told.on("revision", 4)).text
    with pytest.raises(NotHere):
        revert_page(told, by=alice, to=told.revisions.get(number=4))


def test_the_database_alone_does_not_open_it(told, mona):
    hide(told, mona, Part.TEXT)
    sealed = Blob.objects.get(pk=digest_of(f"{TEXT}\n{SECRET}\n"))
    assert sealed.encoding == Blob.Encoding.SEALED
    with pytest.raises(ValueError):
        packing.unpack(bytes(sealed.data), sealed.raw_size)
    assert sealed.is_true
    call_command("check_wiki", stdout=StringIO())


def test_texts_that_lean_on_a_hidden_one_stand_alone(told, mona, alice):
    secret = told.revisions.get(number=2).blob
    secret.stand_alone(Blob.Encoding.KEYFRAME)
    long = "\n\n".join(f"Paragraphe {n} du compost, dit autrement." for n in range(40))
    other = create_page(told.theme, by=alice, title="Autre", text=long)
    leaning = other.current.blob
    Blob.objects.filter(pk=leaning.pk).update(
        encoding=Blob.Encoding.DELTA,
        dictionary=secret,
        data=packing.pack_against(leaning.text, secret.text),
    )
    hide(told, mona, Part.TEXT)
    assert Blob.objects.get(pk=leaning.pk).encoding == Blob.Encoding.FRESH
    assert Blob.objects.get(pk=leaning.pk).is_true


def test_administrators_show_it_again(told, mona, ada, bob, visitor, signed_in):
    revision = hide(told, mona)
    with pytest.raises(MayNot):
        show_revision(told, by=mona, revision=revision)
    assert "Show it to everybody again" not in signed_in(mona).get(told.on("revision", 2)).text
    assert signed_in(ada).post(told.on("revision_show", 2)).status_code == 302
    shown = everything_served(visitor, told)
    assert SECRET in shown and SUMMARY in shown and "Bob" in shown
    assert not Concealment.objects.exists()
    assert told.revisions.get(number=2).author == bob


def test_members_may_not_hide(told, alice, signed_in):
    assert signed_in(alice).get(told.on("revision_hide", 2)).status_code == 403
    with pytest.raises(MayNot):
        hide(told, alice)


def test_a_draft_that_began_with_it_stays_with_its_author(told, mona, charlie, signed_in):
    base = told.revisions.get(number=2)
    keep_draft(charlie, theme=told.theme, page=told, text=f"{TEXT}\n{SECRET}\nEt moi.\n", base=base)
    hide(told, mona)
    assert Draft.objects.get(person=charlie).text.endswith("Et moi.\n")
    browser = signed_in(charlie)
    assert "Et moi." in browser.get(told.on("page_edit")).text
    data = {"text": f"{TEXT}\nEt moi.\n", "summary": "", "base": base.pk}
    answer = browser.post(told.on("page_edit"), data)
    assert answer.status_code in (302, 409)
    assert SECRET not in Page.objects.get(pk=told.pk).current.text


def test_a_section_opened_before_is_kept_and_brings_nothing_back(told, mona, charlie, signed_in):
    base = told.revisions.get(number=2)
    browser = signed_in(charlie)
    name = "s-ailleurs"
    hide(told, mona)
    typed = {"text": "## Ailleurs\n\nEt moi.\n", "summary": "", "base": base.pk}
    assert browser.post(f"{told.on('page_draft')}?section={name}", typed).status_code in (200, 204)
    kept = Draft.objects.get(person=charlie).text
    assert "Et moi." in kept and SECRET not in kept
    answer = browser.post(told.on("page_edit"), {**typed, "section": name})
    assert answer.status_code in (302, 409)
    assert SECRET not in answer.text and SECRET not in Page.objects.get(pk=told.pk).current.text


def test_whoever_wrote_it_is_told(told, mona, bob, worker):
    hide(told, mona)
    worker.run()
    assert "wiki.revision_hidden" in bob.notices.values_list("entry__verb", flat=True)
