"""Pending changes: members see the newest text, everybody else the last one that was accepted."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from commons.base.errors import MayNot, WrongMoment
from commons.communities.actions import name_steward
from commons.journal.models import Entry
from commons.live import things
from commons.notices.models import Notice
from commons.people.models import Person
from wiki import checking
from wiki.actions import (
    accept_edits,
    create_page,
    hide_revision,
    merge_pages,
    protect_page,
    publish_overdue,
    reject_edits,
    rename_page,
    revert_page,
    revise_page,
    roll_back,
    set_review,
    undo_revision,
)
from wiki.models import Draft, Page, Revision
from wiki.searchable import page_document
from wiki.verbs import Verb

from .conftest import TEXT
from .test_read_page import queries

pytestmark = pytest.mark.django_db
MINE = TEXT.replace("lundi", "jeudi")
OTHER = TEXT.replace("mercredi", "samedi")
LIVE, PENDING, REJECTED = Revision.State.LIVE, Revision.State.PENDING, Revision.State.REJECTED


@pytest.fixture
def reviewed(page, mona):
    set_review(page.theme, by=mona, mode="new_editors")
    page.refresh_from_db()
    return page


@pytest.fixture
def waiting(reviewed, bob):
    """The page with one edit of a newcomer that waits."""
    revise_page(reviewed, by=bob, text=MINE, based_on=reviewed.current, summary="Le jour")
    return Page.objects.get(pk=reviewed.pk)


@pytest.fixture
def confirmed(resident):
    resident("claire")
    facts = {"kept_edits": 5, "created": timezone.now() - timedelta(days=8)}
    Person.objects.filter(handle="claire").update(**facts)
    return Person.objects.get(handle="claire")


def fresh(page):
    return Page.objects.get(pk=page.pk)


def states(page):
    return list(page.revisions.order_by("number").values_list("number", "state"))


def whole(page):
    """Nothing in the house contradicts itself."""
    return [said for check in (*checking.CHECKS.values(), *checking.SLOW_CHECKS.values()) for said in check()]


# A line: mode and editor; then the state of their edit after a live one, of their return to an accepted text after a
# live one, of an edit after a pending one, and of a return after a pending one.
RULES = """
none        new       live    live pending live
none        confirmed live    live pending live
none        reviewer  live    live pending live
new_editors new       pending live pending live
new_editors confirmed live    live pending live
new_editors reviewer  live    live pending live
all         new       pending live pending live
all         confirmed pending live pending live
all         reviewer  live    live pending live
"""


@pytest.mark.parametrize("line", RULES.strip().splitlines())
def test_each_edit_gets_the_state_that_the_rules_say(line, theme, alice, bob, mona, resident, confirmed):
    mode, kind, *expected = line.split()
    editor = {"new": bob, "confirmed": confirmed, "reviewer": resident("tom", "trusted")}[kind]
    found = []
    for after_pending in (False, True):
        for text in (MINE, TEXT):
            page = create_page(
                theme, by=mona, title=f"{mode} {kind} {after_pending} {len(text)} {text[:9]}", text=TEXT
            )
            revise_page(page, by=mona, text=OTHER, based_on=page.current)
            if after_pending:
                set_review(theme, by=mona, mode="all")
                revise_page(fresh(page), by=alice, text=OTHER + "\nEt encore.\n", based_on=page.current)
            set_review(theme, by=mona, mode=mode)
            base = fresh(page).current
            found.append(revise_page(fresh(page), by=editor, text=text, based_on=base).state)
    assert found == expected


def test_a_reviewer_who_saw_what_waits_publishes_it_with_their_own(waiting, mona):
    base = waiting.current
    saved = revise_page(waiting, by=mona, text=MINE + "\nFin.\n", based_on=base, settles=base.number)
    assert states(waiting) == [(1, LIVE), (2, LIVE), (3, LIVE)]
    assert fresh(waiting).accepted == saved
    entries = Entry.objects.filter(about_id=waiting.pk, verb__startswith="wiki.").order_by("pk")
    assert [entry.verb for entry in entries][-2:] == [Verb.EDITS_ACCEPTED, Verb.PAGE_REVISED]
    assert Person.objects.get(handle="bob").kept_edits == 1


def test_members_see_it_at_once_and_everybody_else_when_it_was_looked_at(
    reviewed, bob, mona, signed_in, form_of, visitor, worker
):
    browser = signed_in(bob)
    assert (
        "Somebody looks at your change before visitors see it" in browser.get(reviewed.on("page_edit")).text
    )
    form = form_of(browser, reviewed) | {"text": MINE + "\nVoir [[Terreau]].\n", "summary": "Le jour"}
    answer = browser.post(reviewed.on("page_edit"), form, follow=True)
    browser.post(reviewed.on("page_edit"), form)
    assert "visitors will when somebody has looked at it" in answer.text
    assert "jeudi" in answer.text and "One change waits to be looked at." in answer.text

    page = fresh(reviewed)
    assert states(page) == [(1, LIVE), (2, PENDING)]
    shown = visitor.get(page.get_absolute_url())
    assert "jeudi" not in shown.text and "version 1" in shown.text and "Bob" not in shown.text
    assert (
        "One change waits to be looked at." in shown.text
        and f"{page.on('compare')}?old=1&amp;new=2" in shown.text
    )
    assert shown["X-Page-Store"] == "public"
    assert "jeudi" not in page_document(page).body and not page.links.exists()
    assert "jeudi" not in visitor.get(page.theme.get_absolute_url()).text
    assert "waits to be looked at" in visitor.get(page.on("history")).text
    assert "Bob" not in visitor.get(page.on("authors")).text
    assert things.kinds()["page"].last_seqs([str(page.pk)]) == {str(page.pk): 1}
    assert not [
        frame for entry in Entry.objects.filter(verb=Verb.EDIT_HELD) for frame in things.frames_of(entry)
    ]
    assert Person.objects.get(pk=bob.pk).kept_edits == 0

    worker.run()
    notice = Notice.objects.get(person=mona)
    assert notice.href == page.on("pending")
    steward = signed_in(mona)
    assert "2 texts of the wikis are to be looked at" in steward.get("/").text
    for address in ("/wikis/a-relire/", f"{page.theme.get_absolute_url()}a-relire/"):
        assert page.on("pending") in steward.get(address).text
    looked = steward.get(notice.href)
    assert "jeudi" in looked.text
    answer = steward.post(
        notice.href, {"accept": "1", "seen": looked.context["form"]["seen"].value()}, follow=True
    )
    assert "Published." in answer.text

    shown = visitor.get(page.get_absolute_url()).text
    assert "jeudi" in shown and "Bob" in shown and "wait" not in shown
    assert "jeudi" in page_document(fresh(page)).body and page.links.get().target_key == "terreau"
    settled = page.revisions.get(number=2)
    assert (settled.reviewed_by, settled.author, settled.summary) == (mona, bob, "Le jour")
    entry = Entry.objects.get(verb=Verb.EDITS_ACCEPTED)
    assert (entry.by, entry.about) == (mona, page)
    worker.run()
    assert Notice.objects.filter(person=bob, kind=Verb.EDITS_ACCEPTED).exists()
    assert Person.objects.get(pk=bob.pk).kept_edits == 1
    assert whole(page) == []


def test_what_is_not_taken_goes_back_with_the_reason_and_stays_in_the_history(
    waiting, bob, mona, signed_in, visitor, worker
):
    steward = signed_in(mona)
    answer = steward.post(waiting.on("pending"), {"refuse": "1", "seen": "2"})
    assert answer.status_code == 422 and "Please tell the author why." in answer.text
    steward.post(waiting.on("pending"), {"refuse": "1", "seen": "2", "note": "Le lundi est juste."})
    page = fresh(waiting)
    assert states(page) == [(1, LIVE), (2, REJECTED), (3, LIVE)]
    assert page.current.text == TEXT and page.accepted == page.current
    assert "jeudi" not in visitor.get(page.get_absolute_url()).text
    history = visitor.get(page.on("history")).text
    assert "not taken" in history and "Le lundi est juste." in history
    assert "jeudi" in visitor.get(page.on("revision", 2)).text
    worker.run()
    notice = Notice.objects.get(person=bob, kind=Verb.EDITS_REJECTED)
    assert "Le lundi est juste." in signed_in(bob).get(notice.href).text
    draft = Draft.objects.get(person=bob)
    assert (draft.text, draft.origin) == (MINE, Draft.Origin.RETURNED)
    assert "Your change was not taken." in signed_in(bob).get(page.get_absolute_url()).text
    assert not Entry.objects.public().filter(verb=Verb.EDITS_REJECTED).exists()
    assert whole(page) == []


def test_the_editor_shows_a_reviewer_what_saving_publishes(
    waiting, charlie, mona, signed_in, form_of, visitor
):
    steward = signed_in(mona)
    shown = steward.get(waiting.on("page_edit"))
    assert "By saving you publish it too." in shown.text and "diff" in shown.text
    form = form_of(steward, waiting) | {"text": "Début.\n\n" + MINE}
    assert form["settles"] == 2
    revise_page(fresh(waiting), by=charlie, text=MINE.replace("mercredi", "samedi"), based_on=waiting.current)
    answer = steward.post(waiting.on("page_edit"), form, follow=True)
    assert answer.redirect_chain[-1][0] == waiting.on("pending")
    assert "Changes that you had not seen wait with yours" in answer.text
    assert states(waiting) == [(1, LIVE), (2, PENDING), (3, PENDING), (4, PENDING)]
    assert "jeudi" not in visitor.get(waiting.get_absolute_url()).text
    form = form_of(steward, waiting) | {"summary": "rien d’autre"}
    assert "Published." in steward.post(waiting.on("page_edit"), form, follow=True).text
    assert {state for _number, state in states(waiting)} == {LIVE}
    assert "samedi" in visitor.get(waiting.get_absolute_url()).text


def test_exactly_what_was_seen_is_published(waiting, charlie, mona, signed_in, visitor):
    revise_page(waiting, by=charlie, text=MINE.replace("mercredi", "samedi"), based_on=waiting.current)
    steward = signed_in(mona)
    answer = steward.post(waiting.on("pending"), {"accept": "1", "seen": "2"}, follow=True)
    assert "Another change came while you were looking." in answer.text
    assert states(waiting) == [(1, LIVE), (2, LIVE), (3, PENDING)]
    shown = visitor.get(waiting.get_absolute_url()).text
    assert "jeudi" in shown and "samedi" not in shown
    answer = steward.post(waiting.on("pending"), {"refuse": "1", "seen": "2", "note": "Pourquoi donc"})
    assert "Please look again." in answer.text and "Pourquoi donc" in answer.text
    assert fresh(waiting).stable_revision.number == 2
    assert whole(waiting) == []


def test_a_return_to_an_accepted_text_takes_back_what_waits(waiting, charlie, bob, visitor):
    revert_page(waiting, by=charlie, to=waiting.revisions.get(number=1))
    assert states(waiting) == [(1, LIVE), (2, REJECTED), (3, LIVE)]
    assert fresh(waiting).stable_revision is None
    assert Draft.objects.get(person=bob).text == MINE


def test_taking_back_follows_the_same_rules(reviewed, confirmed, bob, mona):
    mine = revise_page(reviewed, by=confirmed, text=MINE, based_on=reviewed.current)
    revise_page(fresh(reviewed), by=confirmed, text=MINE.replace("mercredi", "samedi"), based_on=mine)
    page = fresh(reviewed)
    undone = undo_revision(page, by=bob, revision=mine, text=OTHER, onto=page.current)
    assert undone.state == PENDING
    assert Person.objects.get(pk=confirmed.pk).kept_edits == 7
    accept_edits(page, by=mona, seen=undone.number)
    revise_page(fresh(page), by=bob, text=OTHER + "\nPub.\n", based_on=undone)
    page = fresh(page)
    back = roll_back(page, by=mona, author=bob, seen=page.edit_count)
    assert back is not None and back.text == MINE.replace("mercredi", "samedi")
    assert states(page) == [(1, LIVE), (2, LIVE), (3, LIVE), (4, LIVE), (5, REJECTED), (6, LIVE)]
    assert whole(page) == []


def test_there_is_no_way_round(waiting, bob, charlie, mona, signed_in, theme):
    with pytest.raises(MayNot):
        rename_page(waiting, by=bob, title="Autre")
    for act in (
        lambda: accept_edits(waiting, by=bob, seen=2),
        lambda: reject_edits(waiting, by=bob, seen=2, reason="non"),
        lambda: set_review(theme, by=bob, mode="none"),
    ):
        with pytest.raises(MayNot):
            act()
    browser = signed_in(charlie)
    for address in (waiting.on("pending"), f"{theme.get_absolute_url()}a-relire/"):
        assert browser.get(address).status_code == 403
        assert browser.post(address, {"accept": "1", "seen": "2"}).status_code == 403
    assert waiting.on("pending") not in browser.get("/wikis/a-relire/").text
    other = create_page(theme, by=mona, title="Compost en ville", text=TEXT)
    with pytest.raises(WrongMoment, match="Changes wait"):
        merge_pages(waiting, into=other, by=mona, reason="double")
    for number in (1, 2):
        with pytest.raises(WrongMoment):
            hide_revision(
                waiting, by=mona, revision=waiting.revisions.get(number=number), parts=[1], reason="privacy"
            )
    rename_page(waiting, by=mona, title="Le compost")
    assert states(waiting)[-1] == (3, PENDING)


def test_nobody_publishes_their_own_on_a_protected_page(waiting, bob, mona, signed_in):
    name_steward(waiting.theme.community, by=None, person=bob)
    protect_page(
        waiting, by=mona, level="confirmed", reason="Disputes", until=timezone.now() + timedelta(days=7)
    )
    with pytest.raises(MayNot):
        accept_edits(waiting, by=bob, seen=2)
    shown = signed_in(bob).get(waiting.on("pending")).text
    assert "somebody else has to publish it" in shown and "Publish the change" not in shown
    assert revise_page(waiting, by=bob, text=OTHER, based_on=waiting.current, settles=2).state == PENDING
    accept_edits(waiting, by=mona, seen=3)
    assert fresh(waiting).stable_revision is None


def test_a_page_alone_is_looked_at_first_for_a_while(page, confirmed, mona, signed_in, visitor):
    form = {"level": "open", "review": "all", "days": "180", "reason": "Sujet disputé"}
    signed_in(mona).post(page.on("page_protect"), form)
    page = fresh(page)
    history = visitor.get(page.on("history")).text
    assert "Sujet disputé" in history and "All edits and new pages" in history.replace(
        "all edits", "All edits"
    )
    assert "until" in history
    saved = revise_page(page, by=confirmed, text=MINE, based_on=page.current)
    assert saved.state == PENDING
    accept_edits(page, by=mona, seen=saved.number)
    Page.objects.filter(pk=page.pk).update(protection_until=timezone.now() - timedelta(seconds=1))
    assert revise_page(fresh(page), by=confirmed, text=OTHER, based_on=saved).state == LIVE
    with pytest.raises(WrongMoment, match="six months"):
        protect_page(page, by=mona, level="trusted", reason="x", until=timezone.now() + timedelta(days=190))


def test_what_nobody_looks_at_is_published_in_the_end_where_a_theme_says_so(
    waiting, bob, charlie, mona, signed_in, visitor
):
    saved_at = datetime(
        2026, 10, 20, 8, 30, tzinfo=UTC
    )  # half past ten in summer time, which ends on the 25th
    Revision.objects.filter(number=2).update(created=saved_at)
    revise_page(waiting, by=charlie, text=MINE.replace("mercredi", "samedi"), based_on=waiting.current)
    publish_overdue()
    assert states(waiting) == [(1, LIVE), (2, PENDING), (3, PENDING)]
    setting = {"mode": "new_editors", "publish_after": "7"}
    signed_in(mona).post(f"{waiting.theme.get_absolute_url()}a-relire/", setting)
    assert "after 7 days is published by itself" in visitor.get("/wikis/a-relire/").text
    with pytest.MonkeyPatch.context() as clock:
        clock.setattr(timezone, "now", lambda: datetime(2026, 10, 27, 9, 29, tzinfo=UTC))
        publish_overdue()
        assert states(waiting)[1] == (2, PENDING)
        clock.setattr(timezone, "now", lambda: datetime(2026, 10, 27, 9, 30, tzinfo=UTC))
        publish_overdue()
        publish_overdue()
    assert states(waiting) == [(1, LIVE), (2, LIVE), (3, PENDING)]
    assert Entry.objects.filter(verb=Verb.EDITS_ACCEPTED).count() == 1
    assert waiting.revisions.get(number=2).reviewed_by is None


def test_the_town_says_how_much_waits_and_since_when(waiting, visitor, theme):
    Revision.objects.filter(number=2).update(created=timezone.now() - timedelta(days=3))
    for address in ("/wikis/a-relire/", theme.get_absolute_url()):
        shown = visitor.get(address)
        assert "One text waits to be looked at. It was saved" in shown.text
        assert shown["X-Page-Store"] == "public"
    assert waiting.title not in visitor.get("/wikis/a-relire/").text
    reject_edits(waiting, by=Person.objects.get(handle="mona"), seen=2, reason="non")
    assert "Nothing waits to be looked at." in visitor.get("/wikis/a-relire/").text


def test_a_page_with_edits_that_wait_costs_no_more_questions(reviewed, bob, visitor, signed_in):
    address, browser = reviewed.get_absolute_url(), signed_in(bob)
    for_visitors, for_members = [queries(client, address) for client in (visitor, browser)]
    revise_page(reviewed, by=bob, text=MINE, based_on=reviewed.current)
    assert queries(visitor, address) == for_visitors <= 6
    assert queries(browser, address) <= for_members + 1  # the newest text itself, once in each process


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_reviewers_and_writers_at_once_publish_only_what_was_seen(resident, town, theme, alice):
    reviewers = [resident(f"relit{n}", "moderator") for n in range(2)]
    writers = [resident(f"voisin{n}") for n in range(3)]
    text = "\n\n".join(f"Paragraphe {n}." for n in range(4)) + "\n"
    page = create_page(theme, by=alice, title="Ensemble", text=text)
    set_review(theme, by=reviewers[0], mode="all")
    base = page.current
    seen = revise_page(fresh(page), by=alice, text=text.replace("phe 3.", "phe 3, vu."), based_on=base).number
    late, failures = [], []

    def act(what):
        try:
            what()
        except WrongMoment as answer:
            late.append(answer)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    def writes(n):
        mine = text.replace(f"phe {n}.", f"phe {n}, pas vu.")
        return lambda: revise_page(fresh(page), by=writers[n], text=mine, based_on=base)

    acts = [lambda person=person: accept_edits(fresh(page), by=person, seen=seen) for person in reviewers]
    acts += [writes(n) for n in range(3)]
    threads = [threading.Thread(target=act, args=(one,)) for one in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == [] and len(late) == 1
    page = fresh(page)
    assert states(page) == [(1, LIVE), (2, LIVE), (3, PENDING), (4, PENDING), (5, PENDING)]
    assert page.accepted.number == seen and "pas vu" not in page.accepted.text
    assert Entry.objects.filter(verb=Verb.EDITS_ACCEPTED).count() == 1
    assert whole(page) == []
