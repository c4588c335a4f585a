"""What two towns tell each other of a page besides its text: review, names, protection, deletion, merges, authors,
silence.
"""

import json
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from commons.journal.models import Entry
from commons.notices.models import Notice
from federation.digests import to_multibase
from federation.models import Delivery, ReceivedActivity, Server
from federation.timers import SILENT_AFTER, tell_silence
from wiki.actions import (
    accept_edits,
    create_page,
    delete_page,
    digest_of,
    forget_old,
    fork_page,
    hide_revision,
    judge_waiting_offers,
    merge_pages,
    propose_edit,
    protect_page,
    reject_edits,
    rename_page,
    restore_page,
    revert_page,
    revise_page,
    set_review,
    show_revision,
)
from wiki.models import Draft, EditProposal, Page
from wiki.verbs import Verb

from .test_hear_neighbours import TEXT, answers, article, offer, result

pytestmark = pytest.mark.django_db
AS_ACTIVITY = {"accept": "application/activity+json"}


@pytest.fixture
def page(theme, alice):
    return create_page(theme, by=alice, title="Compost", text=TEXT)


@pytest.fixture
def told(nina, follower, theme, worker, elsewhere):
    """told(kind) is what nina's server was told last under that type, out of its wrapping."""
    follower(nina, theme.community)

    def last(kind):
        worker.run()
        inner = [
            said["object"] for said in elsewhere.received("Announce") if isinstance(said["object"], dict)
        ]
        return next(one for one in reversed(inner) if one["type"] == kind)

    return last


@pytest.fixture
def jardins(elsewhere, followed):
    group = elsewhere.group("jardins", "theme")
    followed(group)
    return group


@pytest.fixture
def mairie(elsewhere):
    return elsewhere.somebody("mairie", "Service")


@pytest.fixture
def says(jardins, mairie, outcome):
    """says(kind, thing) is said by the voice of their town and passed on by their theme; what became of it here."""

    def pass_on(kind, thing, **more):
        jardins.sends(jardins.says("Announce", mairie.says(kind, thing, **more)))
        return outcome()

    return pass_on


@pytest.fixture
def copy(says, mairie):
    says("Create", article(mairie, TEXT, 1, updated="2026-11-01T10:00:00Z"))
    return Page.objects.get(uri=f"{mairie.home.origin}/page/1")


def another(mairie, number, **more):
    """A second page of theirs, with revisions of its own."""
    document = article(mairie, "Autre\n", number)
    revision = {**document["civ:revision"], "id": f"{mairie.home.origin}/other/{number}"}
    changed = {"id": f"{mairie.home.origin}/page/2", "name": "Autre", "civ:revision": revision}
    return {**document, **changed, **more}


# --- A theme that looks first ----------------------------------------------------------------------------------


@pytest.fixture
def waiting(nina, page, mona, outcome):
    set_review(page.theme, by=mona, mode="new_editors")
    said = offer(nina, page, TEXT.replace("deux", "2"))
    nina.sends(said)
    assert outcome() == "edit-offered"
    return said


def test_an_edit_that_waits_is_answered_twice(waiting, page, mona, elsewhere, worker):
    (tentative,) = answers(elsewhere, "TentativeAccept")
    assert tentative["object"] == waiting["id"]
    assert "result" not in tentative
    assert not answers(elsewhere, "Accept")
    accept_edits(page, by=mona, seen=2)
    worker.run()
    (answer,) = answers(elsewhere, "Accept")
    assert (answer["object"], answer["result"]["civ:number"]) == (waiting["id"], 2)
    assert answer["result"]["instrument"] == waiting["id"]


def test_a_steward_who_refuses_says_why(waiting, page, mona, elsewhere, worker):
    reject_edits(page, by=mona, seen=2, reason="Pas ici.")
    worker.run()
    (answer,) = answers(elsewhere, "Reject")
    assert (answer["summary"], answer["content"]) == ("policy", "Pas ici.")
    assert answer["result"]["source"]["content"] == TEXT


def test_other_towns_are_told_of_accepted_text_alone(waiting, page, alice, nina, elsewhere, visitor, worker):
    waits = page.revisions.get(number=2)
    assert visitor.get(waits.address, headers=AS_ACTIVITY).status_code == 404
    served = visitor.get(page.address, headers=AS_ACTIVITY).json()
    assert (served["civ:revision"]["civ:number"], served["source"]["content"]) == (1, TEXT)
    assert nina.address not in str(served["civ:contributors"])
    history = visitor.get(f"{page.address}/history?page=1", headers=AS_ACTIVITY).json()
    assert waits.address not in str(history)
    assert not elsewhere.received("Announce")


def test_an_offer_that_disagrees_only_with_what_waits_has_its_turn_later(
    waiting, page, nina, mona, elsewhere, outcome, worker
):
    base = page.revisions.get(number=1)
    second = offer(nina, page, TEXT.replace("deux", "II"), base=base)
    nina.sends(second)
    outcome()
    assert [said["object"] for said in answers(elsewhere, "TentativeAccept")] == [waiting["id"], second["id"]]
    assert page.revisions.count() == 2
    reject_edits(page, by=mona, seen=2, reason="Pas ici.")
    judge_waiting_offers()
    proposal = EditProposal.objects.get(uri=second["id"])
    assert (proposal.state, proposal.result.number, proposal.result.state) == ("queued", 4, "pending")
    accept_edits(page, by=mona, seen=4)
    worker.run()
    (answer,) = answers(elsewhere, "Accept")
    assert (answer["object"], answer["result"]["source"]["content"]) == (
        second["id"],
        TEXT.replace("deux", "II"),
    )


def test_the_same_text_offered_again_while_it_waits_is_one_proposal(waiting, nina, outcome):
    nina.sends({**waiting, "id": waiting["id"] + "b"})
    outcome()
    assert EditProposal.objects.count() == 1


def test_their_reason_is_shown_to_our_author(copy, jardins, alice, worker, elsewhere, outcome, signed_in):
    proposal = propose_edit(copy, by=alice, text=TEXT + "x\n", based_on=copy.current)
    worker.run()
    (said,) = elsewhere.received("Offer")
    jardins.sends(jardins.says("Reject", said["id"], summary="policy", content="<p>Trop <b>court</b></p>"))
    assert outcome() == "edit-refused"
    assert "Trop court" in signed_in(alice).get(proposal.get_absolute_url()).text


def test_the_reason_on_the_wire_is_one_of_three(nina, page, mona, elsewhere, outcome):
    delete_page(page, by=mona, reason="doublon")
    nina.sends(offer(nina, page, TEXT + "x"))
    outcome()
    assert answers(elsewhere, "Reject")[0]["summary"] == "policy"


# --- Names, protection, deletion ---------------------------------------------------------------------------------


def test_a_new_name_is_told_and_the_old_one_leads_on_there_too(
    page, alice, told, says, copy, mairie, visitor
):
    rename_page(page, by=alice, title="Composter")
    assert told("Update")["object"]["name"] == "Composter"
    before = copy.get_absolute_url()
    says("Update", article(mairie, TEXT, 2) | {"name": "Pailler"})
    copy.refresh_from_db()
    assert copy.title == "Pailler"
    assert visitor.get(before)["Location"] == copy.get_absolute_url()


def test_protection_is_told_and_shown(page, mona, told, says, copy, mairie, visitor):
    until = timezone.now() + timedelta(days=7)
    protect_page(page, by=mona, level="trusted", reason="calme", until=until)
    said = told("Update")["object"]
    assert said["civ:protection"] == "trusted"
    assert said["civ:protectedUntil"].startswith(until.strftime("%Y-%m-%d"))
    says("Update", article(mairie, TEXT, 1, **{"civ:protection": "stewards"}))
    assert "May be edited by: Stewards of the theme." in visitor.get(copy.get_absolute_url()).text
    says("Update", article(mairie, TEXT, 1, **{"civ:protection": "everything"}))
    copy.refresh_from_db()
    assert copy.protection == "open"


def test_what_is_hidden_is_told_without_a_word_of_it(page, alice, mona, ada, told):
    revise_page(page, by=alice, text=f"{TEXT}Son numéro : 06 12.\n", based_on=page.text_now, summary="06 12")
    page.refresh_from_db()
    secret = page.current
    revise_page(page, by=alice, text=TEXT, based_on=secret)
    before = told("Update")["object"]["updated"]
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        hide_revision(
            page, by=mona, revision=secret, parts=[1, 2, 4], reason="privacy", note="Alice l’a dit."
        )
        said = told("Update")["object"]
    [hidden] = said["civ:hiddenRevisions"]
    assert (hidden["civ:number"], hidden["civ:reason"]) == (2, "privacy")
    assert hidden["civ:hidden"] == ["text", "summary", "author"] and hidden["id"] == secret.address
    assert "06 12" not in str(said) and "l’a dit" not in str(said) and said["updated"] > before
    show_revision(page, by=ada, revision=secret)
    assert "civ:hiddenRevisions" not in told("Update")["object"]


def test_a_copy_hides_what_its_home_hides(copy, says, mairie, mona, visitor):
    says("Update", article(mairie, f"{TEXT}06 12.\n", 2, updated="2026-11-02T10:00:00Z"))
    says("Update", article(mairie, TEXT, 3, updated="2026-11-03T10:00:00Z"))
    hidden = [{"civ:number": 2, "civ:hidden": ["text", "everything"], "civ:reason": "privacy"}, "x", {}]
    facts = {"updated": "2026-11-04T10:00:00Z", "civ:hiddenRevisions": hidden}
    assert says("Update", article(mairie, TEXT, 3, **facts)) == "mirrored"
    secret = copy.revisions.get(number=2)
    assert (secret.hidden, secret.concealment.reason, secret.blob.encoding) == (1, "privacy", "sealed")
    assert "06 12" not in visitor.get(copy.on("compare") + "?old=1&new=2").text
    says("Update", article(mairie, TEXT, 3, updated="2026-11-01T10:00:00Z"))  # late: nothing is shown again
    assert Entry.objects.about_thing(copy).filter(verb=Verb.REVISION_HIDDEN).count() == 1
    hide_revision(copy, by=mona, revision=copy.revisions.get(number=1), parts=[2], reason="insult")
    says("Update", article(mairie, TEXT, 3, updated="2026-11-05T10:00:00Z"))
    assert dict(copy.revisions.values_list("number", "hidden")) == {1: 2, 2: 0, 3: 0}
    assert "06 12" in visitor.get(copy.on("compare") + "?old=1&new=2").text


def test_a_deletion_says_why_and_is_taken_back(page, mona, told):
    delete_page(page, by=mona, reason="doublon")
    deletion = told("Delete")
    assert (deletion["summary"], deletion["object"]["type"]) == ("doublon", "Tombstone")
    restore_page(page, by=mona)
    undo = told("Undo")
    assert (undo["object"]["type"], undo["object"]["id"]) == ("Delete", deletion["id"])
    assert undo["object"]["object"] == page.address
    assert told("Update")["object"]["id"] == page.address


def test_their_deletion_and_its_undoing(says, copy, mairie, evil, mallory, followed, outcome, visitor):
    said = {"type": "Tombstone", "id": copy.uri, "deleted": "2026-11-02T10:00:00Z"}
    assert says("Delete", said, summary="<b>doublon</b>") == "removed"
    assert "doublon" in visitor.get(copy.get_absolute_url()).text
    undone = {"type": "Delete", "id": f"{mairie.address}/d", "actor": mairie.address, "object": copy.uri}
    mallory.sends(mallory.says("Undo", undone))
    assert outcome() == "other-author"
    other = evil.group("autre", kind="theme")
    followed(other)
    other.sends(other.says("Announce", mallory.says("Undo", undone)))
    assert outcome() == "other-author"
    assert visitor.get(copy.get_absolute_url()).status_code == 410
    assert says("Undo", undone, published="2026-11-02T10:05:00Z") == "restored"
    assert visitor.get(copy.get_absolute_url()).status_code == 200
    assert says("Update", article(mairie, TEXT, 1, updated="2026-11-02T10:05:00Z")) == "mirrored"


def test_words_that_come_late_change_nothing(says, copy, mairie):
    says("Update", article(mairie, TEXT, 1, updated="2026-11-03T10:00:00Z", **{"civ:protection": "trusted"}))
    says("Update", article(mairie, TEXT, 1, updated="2026-11-02T10:00:00Z"))
    copy.refresh_from_db()
    assert copy.protection == "trusted"
    says("Delete", {"type": "Tombstone", "id": copy.uri, "deleted": "2026-11-02T11:00:00Z"})
    copy.refresh_from_db()
    assert copy.deleted_at is None  # it was restored since: the newer word came first
    says("Delete", {"type": "Tombstone", "id": copy.uri, "deleted": "2026-11-04T10:00:00Z"})
    assert says("Update", article(mairie, TEXT, 1, updated="2026-11-03T12:00:00Z")) == "seen"
    copy.refresh_from_db()
    assert copy.deleted_at


def test_a_copy_that_comes_back_to_a_taken_name(says, copy, mairie):
    says("Delete", {"type": "Tombstone", "id": copy.uri, "deleted": "2026-11-02T10:00:00Z"})
    says("Create", another(mairie, 1, name="Paillage"))
    later = (timezone.now() + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert says("Update", article(mairie, TEXT, 2, updated=later)) == "mirrored"
    assert Page.objects.existing().filter(title="Paillage").count() == 2


# --- Merges -----------------------------------------------------------------------------------------------------


def test_a_merge_is_told_of_both_pages(page, theme, alice, mona, told, elsewhere, client):
    other = create_page(theme, by=alice, title="Compostage", text="Retourner.\n")
    merge_pages(other, into=page, by=mona, reason="le même sujet")
    told("Update")
    updates = {
        one["object"]["object"]["id"]: one["object"]["object"]
        for one in elsewhere.received("Announce")
        if isinstance(one["object"], dict) and one["object"]["type"] == "Update"
    }
    assert updates[other.address]["civ:mergedInto"] == updates[other.address]["movedTo"] == page.address
    assert "Retourner." in updates[page.address]["source"]["content"]
    assert "civ:mergedInto" not in updates[page.address]
    joined = page.revisions.get(number=2)
    shown = json.loads(
        client.get(joined.address[21:], headers={"accept": "application/activity+json"}).content
    )
    assert other.revisions.get(number=1).address in shown["wasDerivedFrom"]
    revert_page(Page.objects.get(pk=other.pk), by=mona, to=other.revisions.get(number=1))
    assert "civ:mergedInto" not in told("Update")["object"]


def test_their_merge_leads_on_here_and_comes_apart_again(says, copy, mairie, visitor):
    says("Create", another(mairie, 1))
    other = Page.objects.get(uri=f"{mairie.home.origin}/page/2")
    says("Update", another(mairie, 2, **{"civ:mergedInto": copy.uri, "movedTo": copy.uri}))
    assert visitor.get(other.get_absolute_url())["Location"] == copy.get_absolute_url()
    says("Update", another(mairie, 3))
    assert visitor.get(other.get_absolute_url()).status_code == 200


def test_no_page_is_made_to_lead_out_of_its_theme(says, copy, mairie, page, evil):
    for target in (page.address, f"{evil.origin}/page/1", copy.uri, "nonsense", 7):
        says("Update", article(mairie, TEXT, 1, **{"civ:mergedInto": target}))
        copy.refresh_from_db()
        assert copy.merged_into is None


def test_two_pages_that_lead_to_each_other_are_both_read(says, copy, mairie, visitor):
    says("Create", another(mairie, 1, **{"civ:mergedInto": copy.uri}))
    other = Page.objects.get(uri=f"{mairie.home.origin}/page/2")
    says("Update", article(mairie, TEXT, 1, **{"civ:mergedInto": other.uri}))
    for one in (copy, other):
        assert visitor.get(one.get_absolute_url()).status_code == 200


# --- Who wrote it -----------------------------------------------------------------------------------------------


def test_every_author_travels_with_the_page(page, nina, bob, told, outcome):
    revise_page(page, by=bob, text=TEXT.replace("Un", "1"), based_on=page.current)
    said = offer(nina, page, TEXT.replace("deux", "2"))
    nina.sends(said)
    outcome()
    update = told("Update")
    assert [author["name"] for author in update["object"]["civ:contributors"]] == ["Alice", "Bob", "Nina"]
    assert nina.address in [author["href"] for author in update["object"]["civ:contributors"]]
    assert update["instrument"] == said["id"]


def test_authors_that_are_named_are_shown_with_their_licence(says, copy, mairie, visitor):
    named = [
        {"type": "Link", "href": f"{mairie.home.origin}/u/{n}", "name": f"Auteur {n}"} for n in range(150)
    ]
    hostile = [{"href": "javascript:alert(1)", "name": "x"}, 7, None, {"name": "Personne"}, ["a"]]
    licence = "https://creativecommons.org/licenses/by-sa/4.0/"
    more = {"civ:contributors": [*hostile, f"{mairie.home.origin}/u/nu", *named], "license": licence}
    assert says("Update", article(mairie, TEXT, 2, **more)) == "mirrored"
    copy.refresh_from_db()
    assert len(copy.contributors) <= 100
    shown = visitor.get(copy.get_absolute_url()).text
    for words in ("Auteur 0", "CC BY-SA 4.0", f"{mairie.home.origin}/u/nu"):
        assert words in shown
    assert "javascript:" not in shown


def test_tags_travel_with_the_text_and_are_ours_by_spelling(says, copy, mairie, page, alice, told, visitor):
    tags = [
        {"type": "Hashtag", "name": "#Jardin partagé", "href": f"{mairie.home.origin}/tags/1"},
        {"type": "Hashtag", "name": "#JARDIN PARTAGE"},
        {"type": "Hashtag", "name": "x/y"},
        {"type": "Mention", "name": "@rosa"},
    ]
    assert says("Update", article(mairie, TEXT, 2, tag=tags)) == "mirrored"
    copy.refresh_from_db()
    assert [tag.name for tag in copy.tags_now] == ["Jardin partagé", "x y"]
    assert "Jardin partagé" in visitor.get(copy.get_absolute_url()).text
    revise_page(page, by=alice, text=TEXT, based_on=page.current, tags=["Été"])
    (tag,) = told("Update")["object"]["tag"]
    assert (tag["type"], tag["name"]) == ("Hashtag", "#Été")
    assert says("Update", article(mairie, TEXT, 3)) == "mirrored"
    copy.refresh_from_db()
    assert copy.tags_now == []


def test_the_update_is_a_yes_when_the_answer_was_lost(copy, says, mairie, alice, bob, worker, elsewhere):
    ours = propose_edit(copy, by=alice, text=TEXT + "x\n", based_on=copy.current)
    worker.run()
    (said,) = elsewhere.received("Offer")
    says("Update", article(mairie, TEXT + "x\n", 2), instrument=said["id"])
    ours.refresh_from_db()
    copy.refresh_from_db()
    assert (ours.state, ours.result) == ("accepted", copy.current)
    says("Update", article(mairie, TEXT + "y\n", 3), instrument=f"{said['id'][:-4]}0000")


def test_a_version_of_ours_says_what_it_began_as(copy, says, mairie, theme, ada, told):
    licence = "https://creativecommons.org/licenses/by/4.0/"
    named = [{"type": "Link", "href": f"{mairie.home.origin}/u/rosa", "name": "Rosa"}]
    says("Update", article(mairie, TEXT, 2, license=licence, **{"civ:contributors": named}))
    copy.refresh_from_db()
    fork_page(copy, theme=theme, by=ada, title="Notre paillage")
    said = told("Create")["object"]
    assert said["wasDerivedFrom"] == [copy.current.address]
    assert said["license"] == licence
    assert [author["name"] for author in said["civ:contributors"]] == ["Ada", "Rosa"]


def test_talk_after_a_merge(page, alice, mona, nina, outcome, client):
    """What was said stays in the collections of the page that gave way; what answers it goes on at the other."""
    other = create_page(page.theme, by=alice, title="Compostage", text="x")
    nina.sends(nina.says("Create", nina.note("/n/1", inReplyTo=other.address)))
    assert outcome() == "answered"
    merge_pages(other, into=page, by=mona, reason="doublon")
    nina.sends(nina.says("Create", nina.note("/n/2", inReplyTo=other.address)))
    assert outcome() == "answered"
    for thing, said in ((other, "/n/1"), (page, "/n/2")):
        answer = client.get(
            f"{thing.address[21:]}/talk?page=1", headers={"accept": "application/activity+json"}
        )
        assert json.loads(answer.content)["orderedItems"] == [nina.home.origin + said]


# --- History ----------------------------------------------------------------------------------------------------


def test_history_is_paged_light_and_may_be_kept(page, alice, bob, client):
    for number in range(2, 24):
        revise_page(page, by=bob, text=f"{TEXT}\n{number}\n", based_on=page.current, summary=f"le {number}")

    def asked(address):
        answer = client.get(address[21:], headers={"accept": "application/activity+json"})
        return answer, json.loads(answer.content)

    _answer, head = asked(f"{page.address}/history")
    answer, first = asked(head["first"])
    assert "max-age" in answer["Cache-Control"]
    assert (head["totalItems"], len(first["orderedItems"])) == (23, 20)
    newest = first["orderedItems"][0]
    assert (newest["type"], newest["summary"], newest["object"]) == ("Update", "le 23", page.address)
    assert (newest["result"]["civ:number"], newest["result"]["attributedTo"]) == (23, bob.address)
    assert "source" not in newest["result"]
    _answer, revision = asked(newest["result"]["id"])
    assert revision["source"]["content"].endswith("23\n")
    assert revision["digestMultibase"] == to_multibase(digest_of(revision["source"]["content"]))
    assert asked(newest["id"])[1]["type"] == "Update"
    _answer, last = asked(first["next"])
    assert [item["type"] for item in last["orderedItems"]] == ["Update", "Update", "Create"]
    assert "next" not in last


# --- A town that is away ------------------------------------------------------------------------------------------


def test_copies_say_that_their_town_is_silent_until_its_next_word(copy, elsewhere, visitor, nina, worker):
    since = timezone.now() - SILENT_AFTER - timedelta(hours=1)
    Server.objects.update_or_create(host=elsewhere.host, defaults={"failing_since": timezone.now()})
    tell_silence()
    assert "has not answered since" not in visitor.get(copy.get_absolute_url()).text
    Server.objects.update(failing_since=since)
    ReceivedActivity.objects.update(received_at=since - timedelta(hours=1))
    tell_silence()
    shown = visitor.get(copy.get_absolute_url()).text
    assert "has not answered since" in shown
    assert "deux" in shown
    tell_silence()
    assert Entry.objects.filter(verb=Verb.THEME_SILENT).count() == 1  # kept pages are dropped by an entry
    nina.sends(nina.says("Create", nina.note()))
    tell_silence()
    assert "has not answered since" not in visitor.get(copy.get_absolute_url()).text


def test_an_answer_to_a_letter_is_a_word_too(copy, elsewhere):
    Page.objects.update(stale_since=timezone.now())
    Server.objects.update_or_create(host=elsewhere.host, defaults={"answered_at": timezone.now()})
    tell_silence()
    copy.refresh_from_db()
    assert copy.stale_since is None


def test_an_edit_that_nobody_answers_comes_back_to_its_author(
    copy, alice, jardins, mairie, elsewhere, worker, outcome, signed_in
):
    elsewhere.answers = [503] * 20
    proposal = propose_edit(copy, by=alice, text=TEXT + "x\n", based_on=copy.current)
    worker.run()
    offered = json.loads(Delivery.objects.get(body__contains='"Patch"').body)
    forget_old()
    proposal.refresh_from_db()
    assert proposal.state == "pending"
    EditProposal.objects.update(created=timezone.now() - timedelta(days=31))
    forget_old()
    forget_old()
    worker.run()
    proposal.refresh_from_db()
    assert proposal.state == "returned"
    assert Notice.objects.filter(person=alice, kind="wiki.edit_answered").count() == 1
    assert Draft.objects.get(person=alice).text == TEXT + "x\n"
    shown = signed_in(alice).get(proposal.get_absolute_url()).text
    assert "has not answered for a month" in shown
    jardins.sends(jardins.says("Accept", offered["id"], result=result(mairie, TEXT + "x\n", 2)))
    assert outcome() == "edit-accepted"  # it had arrived after all
    proposal.refresh_from_db()
    assert proposal.state == "accepted"


def test_what_they_type_now_is_not_overwritten_by_what_comes_back(copy, alice):
    from wiki.actions import keep_draft

    propose_edit(copy, by=alice, text=TEXT + "x\n", based_on=copy.current)
    keep_draft(alice, theme=copy.theme, page=copy, text="En train d'écrire", base=copy.current)
    EditProposal.objects.update(created=timezone.now() - timedelta(days=31))
    forget_old()
    assert Draft.objects.get(person=alice).text == "En train d'écrire"
