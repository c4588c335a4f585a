"""A server on Fedify, which verifies strictly and reads JSON-LD: both ways, in either dialect of signatures.

It is told of pages and conversations and takes part in them; a group of its own is followed from here.
"""

import pytest

from federation.keys import load_public_key
from federation.proofs import proof_claim, verify_document
from tests.peer.process import FedifyProcess

from .hand import Hand
from .test_6_other_server import fetched, see
from .towns import until

SETTING = """
from commons.communities.models import Community
from commons.conversations import actions as talk
from commons.conversations.models import Post, Topic
from commons.people.models import Follow, Person
from federation.actions import follow_from_here
from federation.models import ReceivedActivity, Server
from wiki import actions as wiki
from wiki.models import Page, Theme
nadia = Person.objects.get(handle="nadia")
theme = Theme.objects.get(community__handle="compost", community__home="")
space = Community.objects.get(handle="place-publique", home="")
answer = {"theme": theme.community.address, "space": space.address}
"""
WRITE_PAGE = """
page = wiki.create_page(theme, by=nadia, title=title, text="On en fait du purin.\\n")
answer = page.address
"""
REVISE_PAGE = """
page = Page.objects.get(pk=page.pk)
wiki.revise_page(page, by=nadia, text="On en fait du purin et de la soupe.\\n", based_on=page.current)
"""
DELETE_PAGE = "wiki.delete_page(Page.objects.get(pk=page.pk), by=nadia, reason='essai')"
START_TOPIC = """
topic = talk.start_topic(by=nadia, title="Où mettre les orties ?", text="Près du **portail** ?", community=space)
answer = {"post": topic.posts.get().address, "page": topic.get_absolute_url(), "author": nadia.address}
"""
ANSWER_POST = """
theirs = Post.objects.get(uri=note)
ours = talk.write_post(theirs.topic, by=nadia, text="Merci, Fanny.", reply_to=theirs)
answer = ours.address
"""
REVISE_ANSWER = "talk.revise_post(Post.objects.get(pk=ours.pk), by=nadia, text='Merci beaucoup, Fanny.')"
LIKE_POST = "talk.set_reaction(Post.objects.get(uri=note), by=nadia, emoji='👍', given=given)"
DELETE_ANSWER = "talk.delete_post(Post.objects.get(pk=ours.pk), by=nadia)"
OUTCOME = """
found = ReceivedActivity.objects.filter(activity_id=activity).first()
answer = found and (found.state, found.outcome, found.last_error)
"""
FOLLOW = "follow_from_here(account, by=None)"
FOLLOWED = "answer = Follow.objects.filter(community__uri=group, state=Follow.State.ACCEPTED).exists()"


@pytest.fixture(scope="module", params=["rfc9421", "cavage"])
def dialect(request):
    return request.param


@pytest.fixture(scope="module")
def fanny(tmp_path_factory, dialect):
    """Speaks first in one dialect, and turns away at her door who speaks the other one."""
    with FedifyProcess(tmp_path_factory.mktemp("fanny")) as peer:
        peer.does("refuse", dialect="cavage" if dialect == "rfc9421" else "rfc9421")
        yield peer


@pytest.fixture(scope="module")
def hand(town):
    with Hand(town) as hand:
        hand.setting = hand(SETTING)
        yield hand


def about(address, kind):
    """An activity of this kind about this address, wrapped or not."""

    def wanted(activity):
        if activity["type"] == "Announce" and isinstance(activity["object"], dict):
            activity = activity["object"]
        thing = activity.get("object")
        return activity["type"] == kind and address == (thing["id"] if isinstance(thing, dict) else thing)

    return wanted


def outcome(hand, sent):
    """How the town settled an activity of hers."""
    assert "refused" not in sent, sent

    def settled():
        found = hand(OUTCOME, activity=sent["activity"])
        return found and found[0] in {"done", "failed", "given_up"} and found

    return until(settled, f"{sent} is settled ({hand(OUTCOME, activity=sent['activity'])})")


def test_she_follows_a_wiki_and_is_told_of_its_pages(town, hand, fanny, dialect):
    followed = fanny.follow(f"@compost@localhost:{town.port}", dialect=dialect)
    assert followed["actor"] == hand.setting["theme"]
    fanny.wait_for(about(followed["activity"], "Accept"))

    page = hand(WRITE_PAGE, title=f"Les orties de Fanny ({dialect})")
    told = fanny.wait_for_entry(about(page, "Create"))
    assert told["dialect"] == dialect
    assert told["proven"] == [told["activity"]["object"]["id"]], (
        "the town's own proof holds inside the wrapper"
    )
    group, town_voice, article = told["layers"]
    assert (group["type"], group["actor"]) == ("Announce", followed["actor"])
    assert town_voice["type"] == "Create" and article["type"] == "Article" and "purin" in article["content"]
    fanny.wait_for(lambda activity: activity["type"] == "Announce" and activity["object"] == page)

    hand(REVISE_PAGE)
    changed = fanny.wait_for_entry(about(page, "Update"))
    assert "soupe" in changed["layers"][-1]["content"]
    hand(DELETE_PAGE)
    gone = fanny.wait_for_entry(about(page, "Delete"))
    assert gone["layers"][-1]["type"] == "Tombstone"

    left = fanny.does("unfollow", activity=followed["activity"], dialect=dialect)
    assert outcome(hand, left)[1] == "unfollowed"
    all_believed(town, fanny, dialect)


def test_she_takes_part_in_a_conversation(town, hand, fanny, dialect, visit):
    followed = fanny.follow(f"@place-publique@localhost:{town.port}", dialect=dialect)
    fanny.wait_for(about(followed["activity"], "Accept"))
    topic = hand(START_TOPIC)
    first = fanny.wait_for_entry(about(topic["post"], "Create"))["layers"][-1]
    assert first["type"] == "Page" and first["name"] == "Où mettre les orties ?"
    everybody = [topic["author"], hand.setting["space"]]

    said = fanny.reply(
        in_reply_to=topic["post"], content="<p>Vers le <b>mur</b></p>", to=topic["author"], dialect=dialect
    )
    assert outcome(hand, said)[1] == "answered"
    passed_on = fanny.wait_for_entry(about(said["note"], "Create"))
    assert passed_on["activity"]["type"] == "Announce", "the group passes on what she signed"
    hers = passed_on["activity"]["object"]
    assert "proof" in hers and "signature" in hers, "beside a proof, an older signature is not hashed"
    verify_document(hers, key_of(fanny, proof_claim(hers).verification_method))
    reader = visit(town)
    see(reader, town, topic["page"], "Vers le <b>mur</b>")
    assert f"localhost:{fanny.port}" in reader.page.content(), "it says where she lives"

    ours = hand(ANSWER_POST, note=said["note"])
    answered = fanny.wait_for_entry(about(ours, "Create"))["layers"][-1]
    assert answered["type"] == "Note" and answered["answers"] == said["note"]
    hand(REVISE_ANSWER)
    assert "beaucoup" in fanny.wait_for_entry(about(ours, "Update"))["layers"][-1]["content"]
    hand(DELETE_ANSWER)
    assert fanny.wait_for_entry(about(ours, "Delete"))["layers"][-1]["type"] == "Tombstone"

    hand(LIKE_POST, note=said["note"], given=True)
    liked = fanny.wait_for_entry(about(said["note"], "Like"))["layers"][0]
    hand(LIKE_POST, note=said["note"], given=False)
    fanny.wait_for(about(liked["id"], "Undo"))

    for wish in ("like", "announce"):  # understood, counted, let go: nothing here shows them
        sent = fanny.does(wish, object=topic["post"], to=everybody[:1], dialect=dialect)
        assert outcome(hand, sent)[0] == "done"

    changed = fanny.does(
        "change", note=said["note"], content="<p>Vers la haie</p>", to=everybody, dialect=dialect
    )
    assert outcome(hand, changed)[1] == "revised"
    see(reader, town, topic["page"], "Vers la haie")
    gone = fanny.does("take_back", note=said["note"], to=everybody, dialect=dialect)
    assert outcome(hand, gone)[1] == "deleted"
    see(reader, town, topic["page"], "Vers la haie", gone=True)

    started = fanny.does(
        "write", type="Page", name="Qui a une échelle ?", content="<p>Pour samedi.</p>",
        audience=hand.setting["space"], to=[hand.setting["space"]], dialect=dialect,
    )  # fmt: skip
    assert outcome(hand, started)[1] == "topic-started"
    outbox = fanny.does("read_outbox", actor=hand.setting["space"])["items"]
    assert {"type": "Announce", "object": "Create"}.items() <= outbox[0].items(), "what she signed, passed on"
    reader.check_page()
    all_believed(town, fanny, dialect)


def test_a_group_of_hers_is_followed_from_here(town, hand, fanny, dialect, visit):
    hand(FOLLOW, account=fanny.club_account)
    followed = fanny.wait_for_entry(lambda activity: activity["type"] == "Follow")
    assert followed["dialect"] == dialect and followed["layers"][0]["object"] == fanny.club
    until(lambda: hand(FOLLOWED, group=fanny.club), "her group has accepted")

    said = fanny.does("write", content="<p>La fête est le 12.</p>", name="La fête", type="Page", to=[])
    boosted = fanny.does("pass_on", object=said["note"], dialect=dialect)
    assert outcome(hand, boosted)[1] == "topic-started"
    address = hand("answer = Topic.objects.get(posts__uri=note).get_absolute_url()", note=said["note"])
    reader = visit(town)
    see(reader, town, address, "La fête est le 12.")

    ours = hand(ANSWER_POST, note=said["note"])
    answered = fanny.wait_for_entry(about(ours, "Create"))
    assert answered["layers"][-1]["answers"] == said["note"], "our answer goes straight to her and her group"

    # What she changes or deletes comes straight from her: she knows who follows her group.
    changed = fanny.does(
        "change", note=said["note"], content="<p>La fête est le 13.</p>", to=[hand.setting["space"]]
    )
    assert outcome(hand, changed)[1] == "revised"
    gone = fanny.does("take_back", note=said["note"], to=[hand.setting["space"]])
    assert outcome(hand, gone)[1] == "deleted"
    see(reader, town, address, "La fête est le", gone=True)
    all_believed(town, fanny, dialect)


def key_of(fanny, method):
    """Her key of this id, from her own document."""
    methods = fetched(fanny, fanny.actor)["assertionMethod"]
    return load_public_key(next(key["publicKeyMultibase"] for key in methods if key["id"] == method))


def all_believed(town, fanny, dialect):
    """Neither side turned anything away, and each spoke in the dialect that was wanted."""
    refusals = [letter for letter in fanny.received() if not letter["verified"]]
    assert not refusals, refusals
    assert {letter["dialect"] for letter in fanny.received()} == {dialect}
    letters = [
        sent for sent in fanny.sent() if sent["url"].startswith(town.origin) and sent["method"] == "POST"
    ]
    assert letters and all(letter["status"] == 202 for letter in letters), letters
    assert fetched(town, f"{town.origin}/actor")["type"] == "Application"
