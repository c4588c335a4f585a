"""What leaves the town: to whom, signed by whom, in which form. Golden files hold every kind of document."""

import json
import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import http_message_signatures as hms
import pytest
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.conf import settings
from django.utils import timezone

from commons.base.addresses import thing_at
from commons.base.text import image_markdown
from commons.conversations.actions import (
    delete_post,
    hide_post,
    revise_post,
    show_post,
    start_topic,
    talk_about,
    write_post,
)
from commons.images.actions import add_image
from commons.people.actions import follow, revise_person, stop_following, town_voice
from commons.people.models import Follow
from federation import emission
from federation.identities import actor_at
from federation.keys import load_public_key
from federation.models import Delivery, LocalKey, Server
from federation.outbound import wants
from federation.own_keys import key_of
from federation.policy import allow
from federation.proofs import proof_claim, verify_document
from federation.signatures import parse_signature, verify
from federation.vocabulary import CONTEXT, PUBLIC
from mutual_aid import actions as aid
from wiki.actions import create_page, delete_page, propose_edit, restore_page, revise_page, set_review

from .conftest import due_now
from .test_hear_neighbours import TEXT, article, help_offer, offer, wanted

pytestmark = pytest.mark.django_db
GOLDEN = Path(__file__).parent / "golden"


def documents(elsewhere):
    return [json.loads(letter.body) for letter in elsewhere.letters]


def key_in(address):
    """The Ed25519 key that one of our actors lists, found as a stranger would: by the address of the actor."""
    return load_public_key(key_of(thing_at(address)).ed25519_public)


def check_proofs(document):
    """Every proof in a document holds, and belongs to the actor who speaks."""
    found = 0
    for part in emission.parts_of(document):
        if "proof" in part:
            claim = proof_claim(part)
            assert claim.owner == part["actor"]
            verify_document(part, key_in(claim.owner))
            found += 1
    return found


class Normal:
    """Ids, dates, ports and keys replaced by stable words, in the order in which they appear."""

    def __init__(self):
        self.names = {}
        self.pictures = {}

    def text(self, value):
        value = re.sub(r"http://localhost:(?!8000)\d+", "https://autre.example", value)
        value = re.sub(r"localhost:(?!8000)\d+", "autre.example", value)
        value = value.replace(settings.CALADE_ORIGIN, "https://ville.example").replace(
            "localhost:8000", "ville.example"
        )
        value = re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f-]{21}", lambda found: self.name(found[0]), value)
        value = re.sub(r"(image:|/images/|/media/../)([0-9a-f]{12})", self.picture, value)
        return re.sub(r"/(entraide|discussions)/(.*?)\d+", r"/\1/\g<2>1", value)

    def picture(self, found):
        """Named by its bytes, which are those of this version of Pillow."""
        known = self.pictures.setdefault(found[2], f"{len(self.pictures) + 1:012}")
        place = "/media/00/" if found[1].startswith("/media/") else found[1]
        return place + known

    def name(self, uid):
        assert UUID(uid)
        return self.names.setdefault(uid, f"uid{len(self.names) + 1}")

    def of(self, value, name=""):
        if name == "@context":
            return "CONTEXT" if value == CONTEXT else value
        if isinstance(value, dict):
            return {key: self.of(one, key) for key, one in value.items()}
        if isinstance(value, list):
            return [self.of(one) for one in value]
        if name in {"published", "updated", "created", "deleted"}:
            return "2026-01-01T00:00:00Z"
        if name in {"proofValue", "publicKeyPem", "publicKeyMultibase"}:
            return name.upper()
        return self.text(value) if isinstance(value, str) else value


def golden(name, document):
    """Compare with the file; CALADE_GOLDEN=1 writes it."""
    import os

    assert emission.broken_rules(document) == []
    said = json.dumps(Normal().of(document), ensure_ascii=False, indent=1) + "\n"
    file = GOLDEN / f"{name}.json"
    if os.environ.get("CALADE_GOLDEN"):
        GOLDEN.mkdir(exist_ok=True)
        file.write_text(said)
    assert said == file.read_text(), name


def fetched(client, address):
    """A document of ours at its own address, as another server asks for it."""
    at = urlsplit(address)
    answer = client.get(
        at.path + (f"?{at.query}" if at.query else ""), headers={"accept": "application/activity+json"}
    )
    assert answer.headers["Content-Type"] == "application/activity+json"
    return json.loads(answer.content)


# --- Signatures, seen by our verifier and by a library of others ------------------------------------------------


def test_a_follow_is_accepted_with_a_signature_that_holds(nina, elsewhere, theme, worker):
    said = nina.says("Follow", theme.community.address, to=[theme.community.address])
    nina.sends(said)
    worker.run()
    (letter,) = elsewhere.letters
    answer = json.loads(letter.body)
    assert (answer["type"], answer["actor"]) == ("Accept", theme.community.address)
    assert (answer["object"]["id"], answer["object"]["actor"]) == (said["id"], nina.address)
    claim = parse_signature(letter)
    assert claim.key_id == f"{theme.community.address}#main-key"
    public = load_public_key(key_of(theme.community).rsa_public)
    verify(claim, letter, public, our_origin=elsewhere.origin, now=timezone.now())
    assert Follow.objects.get(follower__uri=nina.address).state == "accepted"
    golden("accept_follow", answer)


def test_a_server_that_refuses_is_asked_once_more_in_rfc_9421(nina, elsewhere, theme, worker):
    elsewhere.answers = [401]
    nina.sends(nina.says("Follow", theme.community.address))
    worker.run()
    (letter,) = elsewhere.letters
    assert letter.all_of("signature-input")
    assert Server.objects.get(host=elsewhere.host).dialect == "rfc9421"
    public = LocalKey.objects.get(community=theme.community).rsa_public

    class Keys(hms.HTTPSignatureKeyResolver):
        def resolve_public_key(self, key_id):
            assert key_id == f"{theme.community.address}#main-key"
            return load_pem_public_key(public.encode())

    class Message:
        method, url, headers = letter.method, elsewhere.origin + letter.target, dict(letter.fields)

    verifier = hms.HTTPMessageVerifier(
        signature_algorithm=hms.algorithms.RSA_V1_5_SHA256, key_resolver=Keys()
    )
    Message.headers = {name.title(): value for name, value in letter.fields}
    found = verifier.verify(Message, body=letter.body)
    assert {'"@method"', '"@target-uri"', '"content-digest"'} <= set(found[0].covered_components)


# --- Following and people --------------------------------------------------------------------------------------


def test_following_and_leaving_a_community_elsewhere(elsewhere, town, alice, worker):
    community = actor_at(elsewhere.group("jardins", "theme").address).community
    follow(alice, community)
    worker.run()
    stop_following(alice, community)
    worker.run()
    asked, undone = documents(elsewhere)
    assert (asked["type"], asked["to"], undone["type"]) == ("Follow", [community.address], "Undo")
    assert undone["object"]["id"] == asked["id"]
    golden("follow", asked)
    golden("undo_follow", undone)


def test_a_changed_profile_is_told_to_followers(nina, elsewhere, alice, follower, worker):
    follower(nina, alice)
    worker.run()
    elsewhere.letters.clear()
    revise_person(alice, by=alice, name="Alice B.", summary="Du **quartier**", neighbourhood=None)
    worker.run()
    (update,) = documents(elsewhere)
    assert update["object"]["name"] == "Alice B."
    assert "<strong>quartier</strong>" in update["object"]["summary"]
    assert check_proofs(update) == 1
    golden("update_person", update)


def test_actors_and_the_server_itself_are_shown(alice, theme, visitor):
    golden("person", fetched(visitor, alice.address))
    golden("group", fetched(visitor, theme.community.address))
    golden("service", fetched(visitor, town_voice().address))
    golden("instance", fetched(visitor, f"{settings.CALADE_ORIGIN}/actor"))


# --- Wiki ------------------------------------------------------------------------------------------------------


def test_a_new_page_is_told_twice_a_change_once(nina, elsewhere, theme, alice, follower, worker, visitor):
    follower(nina, theme.community)
    worker.run()
    elsewhere.letters.clear()
    facts = {"summary": "première", "tags": ["Jardin partagé"]}
    page = create_page(theme, by=alice, title="Compost à l'école", text=TEXT, **facts)
    worker.run()
    wrapped, plain = documents(elsewhere)
    assert (wrapped["type"], wrapped["object"]["type"], wrapped["object"]["object"]["type"]) == (
        "Announce",
        "Create",
        "Article",
    )
    assert (plain["type"], plain["object"]) == ("Announce", page.address)
    assert wrapped["actor"] == plain["actor"] == theme.community.address
    assert len({wrapped["id"], plain["id"], wrapped["object"]["id"]}) == 3
    assert check_proofs(wrapped) == 1
    golden("announce_create_article", wrapped)
    golden("announce_plain", plain)
    for said in (wrapped, plain, wrapped["object"], wrapped["object"]["object"]):
        assert fetched(visitor, said["id"])["id"] == said["id"]
    elsewhere.letters.clear()
    revise_page(page, by=alice, text=TEXT + "\nquatre\n", based_on=page.current)
    worker.run()
    (update,) = documents(elsewhere)
    assert update["object"]["type"] == "Update"
    assert update["object"]["object"]["civ:revision"]["civ:number"] == 2
    assert check_proofs(update) == 1
    golden("announce_update_article", update)


def test_a_page_tells_its_pictures_with_what_one_sees(
    nina, elsewhere, theme, alice, follower, worker, photo, visitor
):
    """Absolute addresses of the file that every program can show; the text offers no other widths."""
    follower(nina, theme.community)
    worker.run()
    elsewhere.letters.clear()
    said = {"alt": "Trois enfants retournent le compost", "licence": "CC BY-SA 4.0"}
    wide = add_image(theme.community, by=alice, file=photo(2000, 1000), **said)
    clear = add_image(
        theme.community, by=alice, file=photo(60, 40, "PNG", mode="RGBA"), alt="Un plan", licence="CC0 1.0"
    )
    text = f"Voici.\n\n{image_markdown(wide.name, wide.alt, 'Au jardin')}\n\nVoir ![](image:{clear.name})\n"
    page = create_page(theme, by=alice, title="Compost en images", text=text)
    worker.run()
    wrapped = documents(elsewhere)[0]
    article = wrapped["object"]["object"]
    assert article["image"] == article["attachment"][0]
    assert [
        (one["name"], one["width"], one["height"], one["mediaType"]) for one in article["attachment"]
    ] == [
        (said["alt"], 960, 480, "image/jpeg"),
        ("Un plan", 60, 40, "image/png"),
    ]
    for one in article["attachment"]:
        assert one["url"].startswith(f"{settings.CALADE_ORIGIN}/media/") and one["url"] in article["content"]
    assert "srcset" not in article["content"] and "<picture" not in article["content"]
    assert f'href="{settings.CALADE_ORIGIN}/images/{wide.name}/"' in article["content"]
    golden("announce_create_article_with_pictures", wrapped)
    assert fetched(visitor, page.address)["image"] == article["image"]


def test_a_deleted_page_leaves_a_tombstone(nina, elsewhere, theme, alice, mona, follower, worker, visitor):
    follower(nina, theme.community)
    page = create_page(theme, by=alice, title="Compost", text=TEXT)
    worker.run()
    elsewhere.letters.clear()
    delete_page(page, by=mona, reason="doublon")
    worker.run()
    (said,) = documents(elsewhere)
    assert said["object"]["object"]["type"] == "Tombstone"
    golden("announce_delete_article", said)
    path = page.address.removeprefix(settings.CALADE_ORIGIN)
    assert visitor.get(path, headers={"accept": "application/activity+json"}).status_code == 410
    assert visitor.get(f"{path}/history", headers={"accept": "application/activity+json"}).status_code == 404
    elsewhere.letters.clear()
    restore_page(page, by=mona)
    worker.run()
    undo, update = documents(elsewhere)
    assert check_proofs(undo) == 1
    assert update["object"]["object"]["id"] == page.address
    golden("announce_undo_delete_article", undo)


def test_what_is_gone_before_it_was_told_is_not_told(nina, elsewhere, theme, alice, mona, follower, worker):
    follower(nina, theme.community)
    worker.run()
    elsewhere.letters.clear()
    delete_page(create_page(theme, by=alice, title="Erreur", text="x"), by=mona, reason="x")
    worker.run()
    assert [said["object"]["type"] for said in documents(elsewhere)] == ["Delete"]


def test_answers_to_edits(nina, elsewhere, theme, alice, worker):
    page = create_page(theme, by=alice, title="Compost", text=TEXT)
    base = page.current
    nina.sends(offer(nina, page, TEXT.replace("deux", "2")))
    worker.run()
    nina.sends({**offer(nina, page, TEXT.replace("deux", "II"), base=base)})
    worker.run()
    golden("accept_offer_patch", elsewhere.received("Accept")[0])
    golden("reject_offer_patch", elsewhere.received("Reject")[0])


def test_the_first_answer_where_a_steward_looks_first(nina, elsewhere, theme, alice, mona, worker):
    page = create_page(theme, by=alice, title="Compost", text=TEXT)
    set_review(theme, by=mona, mode="all")
    nina.sends(offer(nina, page, TEXT.replace("deux", "2")))
    worker.run()
    (said,) = documents(elsewhere)
    golden("tentative_accept_offer_patch", said)


def test_an_edit_offered_and_its_history(elsewhere, followed, alice, nina, theme, worker, visitor):
    jardins, mairie = elsewhere.group("jardins2", "theme"), elsewhere.somebody("mairie", "Service")
    followed(jardins)
    jardins.sends(jardins.says("Announce", mairie.says("Create", article(mairie, TEXT, 1))))
    worker.run()
    copy = thing_at(f"{elsewhere.origin}/page/1")
    proposal = propose_edit(copy, by=alice, text=TEXT + "\nquatre\n", based_on=copy.current, summary="plus")
    worker.run()
    (said,) = elsewhere.received("Offer")
    assert check_proofs(said) == 1
    golden("offer_patch", said)
    assert fetched(visitor, proposal.address)["id"] == proposal.address
    page = create_page(theme, by=alice, title="Ici", text=TEXT)
    golden("history_page", fetched(visitor, f"{page.address}/history?page=1"))


# --- Conversations ---------------------------------------------------------------------------------------------


def test_a_topic_and_its_answers_are_passed_on(nina, elsewhere, space, alice, bob, follower, worker, visitor):
    follower(nina, space)
    worker.run()
    elsewhere.letters.clear()
    topic = start_topic(by=alice, title="Les quais", text="Que fait-on, @bob ?", community=space)
    post = write_post(topic, by=bob, text="On réfléchit", reply_to=topic.posts.get())
    revise_post(post, by=bob, text="On agit")
    delete_post(post, by=bob)
    worker.run()
    said = documents(elsewhere)
    kinds = [one["object"] if isinstance(one["object"], str) else one["object"]["type"] for one in said]
    assert kinds == [
        "Create",
        topic.posts.first().address,
        "Delete",
    ]  # what was deleted unsent is only deleted
    assert said[0]["object"]["object"]["type"] == "Page"
    assert f'href="{settings.CALADE_ORIGIN}/personnes/bob/"' in said[0]["object"]["object"]["content"]
    golden("announce_create_page", said[0])
    golden("announce_delete_note", said[2])
    golden("topic", fetched(visitor, topic.address))


def test_what_moderators_hide_is_taken_out_by_the_group(
    nina, elsewhere, space, alice, mona, follower, worker, visitor
):
    follower(nina, space)
    post = start_topic(by=alice, title="Les quais", text="Injure", community=space).posts.get()
    worker.run()
    elsewhere.letters.clear()
    hide_post(post, by=mona, reason="injure")
    worker.run()
    (said,) = documents(elsewhere)
    assert (said["object"]["type"], said["object"]["actor"]) == ("Delete", space.address)
    assert "njure" not in json.dumps(said)
    assert check_proofs(said) == 1
    golden("announce_delete_by_group", said)
    path = post.address.removeprefix(settings.CALADE_ORIGIN)
    assert visitor.get(path, headers={"accept": "application/activity+json"}).status_code == 410
    elsewhere.letters.clear()
    show_post(post, by=mona)
    worker.run()
    (undo,) = documents(elsewhere)
    assert (undo["object"]["type"], undo["object"]["actor"]) == ("Undo", space.address)
    assert undo["object"]["object"] == {name: said["object"][name] for name in undo["object"]["object"]}
    assert check_proofs(undo) == 1
    assert fetched(visitor, undo["object"]["id"])["id"] == undo["object"]["id"]
    golden("announce_undo_delete_by_group", undo)


def test_an_answer_names_whom_it_answers(nina, elsewhere, space, alice, follower, worker, visitor):
    follower(nina, space)
    topic = start_topic(by=alice, title="Les quais", text="Que fait-on ?", community=space)
    nina.sends(nina.says("Create", nina.note(inReplyTo=topic.posts.get().address)))
    worker.run()
    post = write_post(topic, by=alice, text="Merci", reply_to=topic.posts.last())
    worker.run()
    note = fetched(visitor, post.address)
    assert note["inReplyTo"] == nina.note()["id"]
    assert note["tag"] == [{"type": "Mention", "href": nina.address, "name": f"@nina@{elsewhere.host}"}]
    assert nina.address in note["cc"]
    golden("note", note)


def test_a_group_passes_on_what_others_signed_unchanged(
    nina, elsewhere, evil, mallory, space, alice, follower, worker
):
    follower(mallory, space)
    topic = start_topic(by=alice, title="Les quais", text="Que fait-on ?", community=space)
    worker.run()
    evil.letters.clear()
    note = nina.note(inReplyTo=topic.posts.get().address)
    said = [
        nina.proves(nina.says("Create", note)),
        nina.says("Update", {**note, "content": "<p>Mieux</p>"}),
        nina.says("Delete", note["id"]),
    ]
    for one in said:
        nina.sends(one)
        worker.run()
    passed = [document["object"] for document in documents(evil)]
    assert passed == said


# --- Mutual aid ------------------------------------------------------------------------------------------------


@pytest.fixture
def post_aid(alice, roquette, elsewhere):
    """Something shared by alice, while the other server is a neighbouring town."""
    allow(elsewhere.host)

    def post(**more):
        words = {
            "kind": "request",
            "title": "Cherche une échelle",
            "body": "**Samedi**",
            "category": "outils",
        }
        return aid.post_listing(by=alice, neighbourhood=roquette, **{**words, "share": True, **more})

    return post


def test_a_shared_listing_is_told_and_its_end_too(nina, elsewhere, post_aid, alice, follower, worker):
    follower(nina, aid.the_board())
    worker.run()
    elsewhere.letters.clear()
    listing = post_aid()
    worker.run()
    wrapped, plain = documents(elsewhere)
    assert plain["object"] == listing.address
    golden("announce_create_listing", wrapped)
    elsewhere.letters.clear()
    aid.pause_listing(listing, by=alice)
    worker.run()
    (update,) = documents(elsewhere)
    assert update["object"]["object"]["civ:status"] == "reserved"
    assert check_proofs(update) == 1


@pytest.mark.parametrize("more", [{"share": False}, {"visibility": "members"}, {"as_draft": True}])
def test_what_is_not_shared_is_not_told(nina, elsewhere, post_aid, follower, worker, more, visitor):
    follower(nina, aid.the_board())
    worker.run()
    elsewhere.letters.clear()
    listing = post_aid(**more)
    worker.run()
    assert elsewhere.letters == []
    path = listing.address.removeprefix(settings.CALADE_ORIGIN)
    assert visitor.get(path, headers={"accept": "application/activity+json"}).status_code == 404


@pytest.mark.parametrize("change", [{"share": False}, {"visibility": "members"}])
def test_what_is_shared_no_longer_is_taken_back(nina, elsewhere, post_aid, alice, follower, worker, change):
    follower(nina, aid.the_board())
    listing = post_aid()
    worker.run()
    elsewhere.letters.clear()
    aid.revise_listing(listing, by=alice, **change)
    worker.run()
    (said,) = documents(elsewhere)
    assert said["object"]["type"] == "Delete"
    assert "échelle" not in json.dumps(said, ensure_ascii=False)
    golden("announce_delete_listing", said)
    elsewhere.letters.clear()
    aid.revise_listing(listing, by=alice, title="Encore")
    worker.run()
    assert elsewhere.letters == []


def test_a_hidden_listing_is_taken_back_and_comes_again(nina, elsewhere, post_aid, mona, follower, worker):
    follower(nina, aid.the_board())
    listing = post_aid()
    worker.run()
    elsewhere.letters.clear()
    aid.hide_listing(listing, by=mona, reason="à voir")
    worker.run()
    aid.unhide_listing(listing, by=mona)
    worker.run()
    assert [said["object"]["type"] for said in documents(elsewhere)] == ["Delete", "Update"]


def test_help_across_the_border(nina, elsewhere, followed, post_aid, alice, bob, worker):
    listing = post_aid()
    nina.sends(help_offer(nina, listing))
    worker.run()
    aid.accept_response(listing.responses.get(), by=alice)
    worker.run()
    golden("accept_offer_help", elsewhere.received("Accept")[0])
    board = elsewhere.group("entraide", "board")
    followed(board)
    board.sends(board.says("Announce", nina.says("Create", wanted(nina))))
    worker.run()
    response = aid.propose_help(thing_at(f"{elsewhere.origin}/aid/1"), by=bob, message="J'ai un vélo")
    worker.run()
    aid.withdraw_response(response, by=bob)
    worker.run()
    golden("offer_help", elsewhere.received("Offer")[0])
    golden("undo_offer_help", elsewhere.received("Undo")[0])


# --- Once, to whom it concerns ----------------------------------------------------------------------------------


def test_people_of_one_server_share_one_letter(elsewhere, space, alice, follower, worker):
    shared = {"endpoints": {"sharedInbox": f"{elsewhere.origin}/inbox"}}
    for name in ("nina", "otto"):
        follower(elsewhere.somebody(name, **shared), space)
    worker.run()
    elsewhere.letters.clear()
    start_topic(by=alice, title="Les quais", text="Bonjour", community=space)
    worker.run()
    assert [letter.target for letter in elsewhere.letters] == ["/inbox", "/inbox"]  # wrapped and plain


def test_updates_that_wait_are_one(nina, elsewhere, theme, alice, follower, worker):
    follower(nina, theme.community)
    page = create_page(theme, by=alice, title="Compost", text=TEXT)
    worker.run()
    elsewhere.letters.clear()
    elsewhere.answers = [503]
    for number in range(5):
        page.refresh_from_db()
        revise_page(page, by=alice, text=f"{TEXT}\n{number}\n", based_on=page.current)
        worker.run()
    due_now()
    worker.run()
    texts = [said["object"]["object"]["source"]["content"] for said in documents(elsewhere)]
    assert len(texts) == 1
    assert texts[-1].endswith("4\n")


def test_a_page_that_is_being_written_is_told_once_in_ten_minutes(
    settings, nina, elsewhere, theme, alice, follower, worker
):
    settings.CALADE_PAGE_UPDATES_EVERY = 600
    follower(nina, theme.community)
    page = create_page(theme, by=alice, title="Compost", text=TEXT)
    begun = timezone.now()
    for number in range(4):
        page.refresh_from_db()
        revise_page(page, by=alice, text=f"{TEXT}\n{number}\n", based_on=page.current)
        worker.run()
    texts = [said["object"]["object"]["source"]["content"] for said in updates(elsewhere)]
    assert [text.splitlines()[-1] for text in texts] == ["0"]
    waits = Delivery.objects.get(state="ready")
    assert begun < waits.due_at - timedelta(seconds=600) < timezone.now()
    due_now()
    worker.run()
    texts = [said["object"]["object"]["source"]["content"] for said in updates(elsewhere)]
    assert [text.splitlines()[-1] for text in texts] == ["0", "3"]


def updates(server):
    """What it was told anew, without the plain boosts."""
    said = [one for one in documents(server) if isinstance(one["object"], dict)]
    return [one for one in said if one["object"]["type"] == "Update"]


def test_a_closed_town_says_nothing(settings, nina, space, alice, follower, worker, elsewhere):
    follower(nina, space)
    worker.run()
    elsewhere.letters.clear()
    settings.CALADE_FEDERATION = "closed"
    topic = start_topic(by=alice, title="Les quais", text="Bonjour", community=space)
    worker.run()
    assert elsewhere.letters == []
    from commons.journal.models import Entry

    assert not any(wants(entry) for entry in Entry.objects.about_thing(topic))


def test_the_talk_of_an_unshared_listing_stays_here(
    nina, elsewhere, post_aid, alice, bob, follower, worker, visitor
):
    listing = post_aid(share=False, title="Canari")
    follower(nina, bob)
    follower(nina, listing.board)
    worker.run()
    elsewhere.letters.clear()
    talk = talk_about(listing, title=listing.title, community=listing.board)
    post = write_post(talk, by=bob, text="Je connais Canari")
    worker.run()
    assert elsewhere.letters == []
    for thing in (talk, post):
        path = thing.address.removeprefix(settings.CALADE_ORIGIN)
        assert visitor.get(path, headers={"accept": "application/activity+json"}).status_code == 404


def test_the_table_of_rules_catches_what_parsers_refuse(nina):
    good = {**nina.note(), "contentMap": {"fr": "<p>Bonjour</p>"}, "@context": CONTEXT}
    assert emission.broken_rules(good) == []
    wrong = [
        {"type": ["Note"]}, {"id": "http://ville.example:8080/n"}, {"id": "https://ville.example/n#x"},
        {"@context": "https://evil.example/c"}, {"context": ["https://a.example/c"]},
        {"audience": ["https://a.example/g"]}, {"audience": "https://a.example/g"}, {"to": PUBLIC},
        {"to": ["as:Public"]}, {"attachment": {}}, {"attachment": [{"type": "PropertyValue", "name": "x"}]},
        {"mediaType": "text/plain"}, {"image": []}, {"language": "fr"}, {"attributedTo": [nina.address]},
        {"attributedTo": "https://a.example/u"}, {"inReplyTo": ""}, {"inReplyTo": nina.address, "name": "x"},
        {"published": "2026-01-01T00:00:00+01:00"}, {"url": ["https://a.example/"]},
        {"source": {"content": "x", "mediaType": "text/html"}}, {"summary": "x"}, {"bto": []}, {"contentMap": {}},
        {"preview": {"type": "Note", "id": nina.address, "content": "x"}}, {"preview": "x"},
        {"type": "Page", "inReplyTo": nina.address}, {"type": "Page", "summary": "<b>x</b>"},
        {"type": "Page", "summary": "x" * 501}, {"type": "Article"},
    ]  # fmt: skip
    for more in wrong:
        assert emission.broken_rules({**good, **more}), more
