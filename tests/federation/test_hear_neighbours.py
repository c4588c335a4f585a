"""What other towns say of wikis and mutual aid, and what this town answers."""

import pytest

from commons.conversations.models import Post, Topic
from federation.digests import to_multibase
from federation.models import Delivery
from federation.vocabulary import PUBLIC
from mutual_aid import actions as aid
from mutual_aid.models import Listing, Response
from wiki.actions import create_page, delete_page, digest_of, propose_edit, protect_page, revise_page
from wiki.models import EditProposal, Page

pytestmark = pytest.mark.django_db

TEXT = "Un\n\ndeux\n\ntrois\n"


@pytest.fixture
def page(theme, alice):
    return create_page(theme, by=alice, title="Compost", text=TEXT)


def offer(somebody, page, text, *, base=None, **more):
    base = base or page.current
    patch = {
        "type": "Patch",
        "id": f"{somebody.address}/patch/1",
        "attributedTo": somebody.address,
        "object": page.address,
        "civ:base": base.address,
        "civ:baseDigest": to_multibase(digest_of(base.text)),
        "source": {"content": text, "mediaType": "text/markdown"},
        "summary": "pour voir",
        **more,
    }
    return somebody.says("Offer", patch, to=[page.theme.community.address], target=page.address)


def answers(elsewhere, kind):
    return [said for said in elsewhere.received(kind) if isinstance(said.get("object"), str)]


# --- Edits to a page of this town -----------------------------------------------------------------------------


def test_an_edit_from_elsewhere_becomes_a_revision_and_is_answered(nina, elsewhere, page, outcome):
    said = offer(nina, page, TEXT.replace("deux", "deux et demi"))
    nina.sends(said)
    assert outcome() == "edit-offered"
    page.refresh_from_db()
    assert page.current.text == TEXT.replace("deux", "deux et demi")
    assert page.current.author.uri == nina.address
    (answer,) = answers(elsewhere, "Accept")
    assert answer["object"] == said["id"]
    assert answer["actor"] == page.theme.community.address
    assert answer["result"]["id"] == page.current.address
    assert answer["result"]["civ:number"] == 2
    assert answer["to"] == [nina.address]


def test_two_edits_of_different_passages_are_joined(nina, elsewhere, page, alice, outcome):
    base = page.current
    revise_page(page, by=alice, text=TEXT.replace("Un", "Zéro"), based_on=base)
    nina.sends(offer(nina, page, TEXT.replace("trois", "quatre"), base=base))
    assert outcome() == "edit-offered"
    page.refresh_from_db()
    assert page.current.text == "Zéro\n\ndeux\n\nquatre\n"
    (answer,) = answers(elsewhere, "Accept")
    assert len(answer["result"]["wasDerivedFrom"]) == 2


def test_two_edits_of_the_same_words_are_a_conflict_with_the_text_of_now(
    nina, elsewhere, page, alice, outcome
):
    base = page.current
    revise_page(page, by=alice, text=TEXT.replace("deux", "2"), based_on=base)
    nina.sends(offer(nina, page, TEXT.replace("deux", "II"), base=base))
    outcome()
    (answer,) = answers(elsewhere, "Reject")
    assert answer["summary"] == "conflict"
    assert answer["result"]["source"]["content"] == TEXT.replace("deux", "2")


def test_a_protected_page_says_so(nina, elsewhere, page, mona, outcome):
    protect_page(page, by=mona, level="trusted", reason="calme", until=None)
    nina.sends(offer(nina, page, TEXT + "x"))
    outcome()
    (answer,) = answers(elsewhere, "Reject")
    assert answer["summary"] == "protected"
    page.refresh_from_db()
    assert page.current.text == TEXT


@pytest.mark.parametrize(
    "more",
    [
        {"source": {}},
        {"source": {"content": "", "mediaType": "text/markdown"}},
        {"attributedTo": "https://a.example/u"},
    ],
)
def test_a_patch_without_text_or_by_another_empties_nothing(nina, page, outcome, more):
    nina.sends(offer(nina, page, "", **more))
    assert outcome() in {"no-text", "other-author"}
    page.refresh_from_db()
    assert page.current.text == TEXT


def test_the_same_offer_twice_is_one_revision(nina, page, outcome):
    said = offer(nina, page, TEXT + "\nquatre\n")
    nina.sends(said)
    nina.sends({**said, "id": said["id"] + "b"})
    outcome()
    assert page.revisions.count() == 2
    assert EditProposal.objects.count() == 1


# --- Copies of pages, and edits offered to their home ---------------------------------------------------------


@pytest.fixture
def jardins(elsewhere, followed):
    group = elsewhere.group("jardins", "theme")
    followed(group)
    return group


@pytest.fixture
def mairie(elsewhere):
    return elsewhere.somebody("mairie", "Service")


def article(author, text, number, **more):
    revision = {
        "type": "Object",
        "id": f"{author.home.origin}/rev/{number}",
        "civ:number": number,
        "digestMultibase": to_multibase(digest_of(text)),
    }
    source = {"content": text, "mediaType": "text/markdown"}
    return author.note(
        "/page/1", type="Article", name="Paillage", source=source, **{"civ:revision": revision}, **more
    )


def test_a_page_that_its_theme_announces_is_copied_and_refreshed(jardins, mairie, outcome):
    for number, text in ((1, "Un\n"), (17, "Dix-sept\n"), (3, "Trois, en retard\n")):
        kind = "Create" if number == 1 else "Update"
        jardins.sends(jardins.says("Announce", mairie.says(kind, article(mairie, text, number))))
        assert outcome() == "mirrored"
    page = Page.objects.get(uri=f"{mairie.home.origin}/page/1")
    assert (page.current.text, page.current.number) == ("Dix-sept\n", 17)
    assert page.current.address == f"{mairie.home.origin}/rev/17"


def test_nobody_slips_a_page_into_a_theme_that_did_not_announce_it(jardins, mallory, mairie, evil, outcome):
    false = article(mallory, "Faux\n", 1, audience=jardins.address)
    mallory.sends(mallory.says("Create", false, audience=jardins.address))
    assert outcome() == "not-for-us"
    mairie.sends(mairie.says("Create", article(mairie, "Vrai\n", 1, audience=jardins.address)))
    assert outcome() == "not-for-us"
    evil.shows("/page/1", false)
    jardins.sends(jardins.says("Announce", mallory.says("Create", false)))
    assert outcome() == "not-for-us"
    assert not Page.objects.exclude(home="").exists()


def test_a_text_that_is_not_what_its_digest_says_is_not_copied(jardins, mairie, outcome):
    wrong = article(mairie, "Un\n", 1)
    wrong["source"]["content"] = "Deux\n"
    jardins.sends(jardins.says("Announce", mairie.says("Create", wrong)))
    assert outcome() == "wrong-digest"


def test_only_the_theme_takes_a_page_away(jardins, mairie, nina, outcome):
    jardins.sends(jardins.says("Announce", mairie.says("Create", article(mairie, "Un\n", 1))))
    outcome()
    nina.sends(nina.says("Delete", f"{mairie.home.origin}/page/1"))
    assert outcome() == "other-author"
    jardins.sends(jardins.says("Announce", mairie.says("Delete", f"{mairie.home.origin}/page/1")))
    assert outcome() == "removed"
    assert Page.objects.get(uri=f"{mairie.home.origin}/page/1").deleted_at


@pytest.fixture
def copy(jardins, mairie, outcome):
    jardins.sends(jardins.says("Announce", mairie.says("Create", article(mairie, TEXT, 1))))
    outcome()
    return Page.objects.get(uri=f"{mairie.home.origin}/page/1")


@pytest.fixture
def offered(copy, alice, worker, elsewhere):
    proposal = propose_edit(copy, by=alice, text=TEXT.replace("trois", "quatre"), based_on=copy.current)
    worker.run()
    (said,) = elsewhere.received("Offer")
    return proposal, said


def result(mairie, text, number):
    return {
        "type": "Object",
        "civ:kind": "revision",
        "id": f"{mairie.home.origin}/rev/{number}",
        "object": f"{mairie.home.origin}/page/1",
        "civ:number": number,
        "source": {"content": text, "mediaType": "text/markdown"},
    }


def test_an_edit_of_ours_is_offered_to_the_home_of_the_page(offered, copy, jardins, alice):
    proposal, said = offered
    assert (said["actor"], said["to"], said["target"]) == (alice.address, [jardins.address], copy.address)
    assert said["object"]["id"] == proposal.address
    assert said["object"]["civ:base"] == copy.current.address
    assert "-trois" in said["object"]["content"]
    assert PUBLIC not in said["to"] + said["cc"]


def test_their_yes_becomes_our_copy(offered, jardins, mairie, copy, outcome):
    proposal, said = offered
    text = TEXT.replace("trois", "quatre")
    jardins.sends(jardins.says("Accept", said["id"], result=result(mairie, text, 2)))
    assert outcome() == "edit-accepted"
    proposal.refresh_from_db()
    copy.refresh_from_db()
    assert (proposal.state, copy.current.text, copy.current.number) == ("accepted", text, 2)


def test_only_the_theme_that_was_asked_may_answer(offered, mairie, mallory, outcome):
    proposal, said = offered
    for impostor in (mairie, mallory):
        impostor.sends(impostor.says("Accept", said["id"], result=result(impostor, "Faux", 2)))
        assert outcome() == "not-asked"
        impostor.sends(impostor.says("Reject", said["id"], summary="policy"))
        assert outcome() == "not-asked"
    proposal.refresh_from_db()
    assert proposal.state == "pending"


def test_a_conflict_brings_the_new_text_and_one_more_offer(
    offered, jardins, mairie, copy, outcome, elsewhere
):
    _proposal, said = offered
    now = TEXT.replace("Un", "Zéro")
    jardins.sends(jardins.says("Reject", said["id"], summary="conflict", result=result(mairie, now, 2)))
    assert outcome() == "edit-refused"
    copy.refresh_from_db()
    assert copy.current.text == now
    again = elsewhere.received("Offer")[-1]
    assert again["object"]["source"]["content"] == "Zéro\n\ndeux\n\nquatre\n"
    assert again["object"]["civ:base"] == copy.current.address
    assert len(elsewhere.received("Offer")) == 2


def test_waiting_for_a_moderator_there_is_shown_here(offered, jardins, outcome):
    proposal, said = offered
    jardins.sends(jardins.says("TentativeAccept", said["id"]))
    assert outcome() == "edit-queued"
    proposal.refresh_from_db()
    assert proposal.state == "queued"


# --- Words about our things -----------------------------------------------------------------------------------


@pytest.fixture
def listing(alice, roquette):
    return aid.post_listing(
        by=alice, kind="request", title="Cherche une échelle", body="Samedi", category="outils",
        neighbourhood=roquette, share=True, meeting_place="12 rue du Secret", helpers_needed=1,
    )  # fmt: skip


def test_mastodon_answers_a_page_and_a_shared_listing(nina, page, listing, outcome):
    hostile = '<p>Oui<script>alert(1)</script> <a href="javascript:x" onclick="y">ici</a></p>'
    for number, thing in enumerate((page, listing)):
        nina.sends(nina.says("Create", nina.note(f"/n/{number}", inReplyTo=thing.address, content=hostile)))
        assert outcome() == "answered"
        post = Post.objects.get(uri=f"{nina.home.origin}/n/{number}")
        assert post.topic.about == thing
        for bad in ("script", "javascript", "onclick"):
            assert bad not in post.html
        assert "Oui" in post.html


@pytest.mark.parametrize("hide", ["unshared", "members", "deleted page", "private thread", "hidden topic"])
def test_what_is_not_for_others_cannot_be_answered(nina, page, listing, alice, bob, mona, outcome, hide):
    thing = listing
    if hide == "unshared":
        Listing.objects.update(share=False)
    elif hide == "members":
        Listing.objects.update(visibility="members")
    elif hide == "deleted page":
        thing = delete_page(page, by=mona, reason="x")
    elif hide == "private thread":
        thing = aid.propose_help(listing, by=bob, message="J'arrive").thread
    else:
        from commons.conversations.actions import start_topic

        thing = start_topic(by=alice, title="x", text="y")
        Topic.objects.filter(pk=thing.pk).update(state="hidden")
    before = Post.objects.count()
    nina.sends(nina.says("Create", nina.note(inReplyTo=thing.address)))
    assert outcome() == "nothing-here"
    assert Post.objects.count() == before


# --- Listings of other towns ----------------------------------------------------------------------------------


@pytest.fixture
def entraide(elsewhere, followed):
    board = elsewhere.group("entraide", "board")
    followed(board)
    return board


def wanted(somebody, **more):
    return somebody.note(
        "/aid/1",
        name="Cherche un vélo",
        purpose="request",
        publishes={"type": "Intent", "id": f"{somebody.home.origin}/aid/1#primary", "action": "transfer"},
        location={"type": "Place", "name": "Centre"},
        **{"civ:status": "open", "civ:category": "outils", **more},
    )


def test_a_listing_that_their_board_announces_is_copied_changed_and_taken_back(entraide, nina, outcome):
    entraide.sends(entraide.says("Announce", nina.says("Create", wanted(nina))))
    assert outcome() == "mirrored"
    listing = Listing.objects.get(uri=f"{nina.home.origin}/aid/1")
    assert (listing.title, listing.place_name, listing.state) == ("Cherche un vélo", "Centre", "open")
    entraide.sends(entraide.says("Announce", nina.says("Update", wanted(nina, **{"civ:status": "done"}))))
    assert outcome() == "mirrored"
    listing.refresh_from_db()
    assert listing.state == "done"
    entraide.sends(entraide.says("Announce", nina.says("Delete", listing.uri)))
    assert outcome() == "removed"
    listing.refresh_from_db()
    assert (listing.title, listing.body) == ("", "")


def test_a_proposal_by_its_own_name_is_read_alike(entraide, nina, outcome):
    entraide.sends(entraide.says("Announce", nina.says("Create", {**wanted(nina), "type": "Proposal"})))
    assert outcome() == "mirrored"


def test_no_listing_is_slipped_onto_a_followed_board(entraide, mallory, nina, elsewhere, evil, outcome):
    mallory.sends(
        mallory.says("Create", wanted(mallory, audience=entraide.address), audience=entraide.address)
    )
    assert outcome() == "not-for-us"
    evil.shows("/aid/1", wanted(mallory))
    entraide.sends(entraide.says("Announce", mallory.says("Create", wanted(mallory))))
    assert outcome() == "not-for-us"
    entraide.sends(entraide.says("Announce", nina.says("Create", wanted(nina))))
    outcome()
    otto = elsewhere.somebody("otto")
    entraide.sends(
        entraide.says("Announce", otto.says("Update", {**wanted(nina), "attributedTo": otto.address}))
    )
    assert outcome() == "other-author"
    assert Listing.objects.get().author.uri == nina.address


# --- Help across the border -----------------------------------------------------------------------------------


def help_offer(somebody, listing, **more):
    agreement = {
        "type": "Agreement",
        "stipulates": {"type": "Commitment", "satisfies": f"{listing.address}#primary"},
    }
    to = [listing.author.address]
    return somebody.says("Offer", agreement, content="Je peux venir", to=to, cc=[], **more)


def test_help_offered_from_elsewhere_is_accepted_or_not(nina, elsewhere, listing, alice, outcome, worker):
    said = help_offer(nina, listing)
    nina.sends(said)
    assert outcome() == "help-offered"
    response = Response.objects.get()
    assert (response.helper.uri, response.message) == (nina.address, "Je peux venir")
    aid.accept_response(response, by=alice)
    worker.run()
    (answer,) = answers(elsewhere, "Accept")
    assert (answer["object"], answer["actor"], answer["to"]) == (said["id"], alice.address, [nina.address])
    assert answer["result"]["id"] == response.address


def test_a_helper_from_elsewhere_steps_back(nina, mallory, listing, outcome):
    said = help_offer(nina, listing)
    nina.sends(said)
    outcome()
    mallory.sends(mallory.says("Undo", said["id"]))
    assert outcome() == "nothing-here"
    assert Response.objects.get().state == "proposed"
    nina.sends(nina.says("Undo", said["id"]))
    assert outcome() == "withdrawn"
    assert Response.objects.get().state == "withdrawn"


def test_help_for_what_is_not_shared_is_not_heard(nina, listing, outcome):
    Listing.objects.update(share=False)
    nina.sends(help_offer(nina, listing))
    assert outcome() == "nothing-here"
    assert not Response.objects.exists()


@pytest.fixture
def helping(entraide, nina, bob, outcome, elsewhere, worker):
    """bob offers to help nina, in her town."""
    entraide.sends(entraide.says("Announce", nina.says("Create", wanted(nina))))
    outcome()
    response = aid.propose_help(Listing.objects.get(), by=bob, message="J'ai un vélo bleu")
    worker.run()
    (said,) = elsewhere.received("Offer")
    return response, said


def test_words_of_help_go_to_the_one_who_asks_and_to_nobody_else(helping, nina, bob):
    _response, said = helping
    assert (said["actor"], said["to"], said["cc"]) == (bob.address, [nina.address], [])
    assert said["content"] == "J'ai un vélo bleu"
    carried = Delivery.objects.filter(body__contains="vélo bleu")
    assert [delivery.inbox for delivery in carried] == [f"{nina.address}/inbox"]


def test_their_yes_and_no_reach_our_helper(helping, nina, mallory, outcome):
    response, said = helping
    mallory.sends(mallory.says("Accept", said["id"]))
    assert outcome() == "not-asked"
    agreement = {
        "type": "Agreement",
        "id": f"{nina.address}/agreement/1",
        "stipulates": {"type": "Commitment", "satisfies": f"{nina.home.origin}/aid/1#primary"},
    }
    nina.sends(nina.says("Accept", said["id"], result=agreement))
    assert outcome() == "help-accepted"
    response.refresh_from_db()
    assert (response.state, response.agreement_address) == ("accepted", agreement["id"])


def test_their_no_is_a_no(helping, nina, outcome):
    response, said = helping
    nina.sends(nina.says("Reject", said["id"]))
    assert outcome() == "help-declined"
    response.refresh_from_db()
    assert response.state == "declined"


def test_our_helper_steps_back_with_words_that_we_understand_ourselves(helping, bob, elsewhere, worker):
    response, said = helping
    aid.withdraw_response(response, by=bob)
    worker.run()
    (undo,) = elsewhere.received("Undo")
    assert (undo["object"], undo["to"]) == (said["id"], [said["to"][0]])
