"""Every kind of document that leaves is held by a golden file, which is looked at when it changes."""

import json

import pytest

from commons.communities.actions import end_stewardship, name_steward
from commons.conversations.actions import (
    delete_post,
    pin_topic,
    prepared,
    revise_post,
    set_reaction,
    start_topic,
    unpin_topic,
    write_post,
)
from commons.images.actions import hide_image
from commons.people.actions import refuse_follow
from commons.people.models import Follow
from federation.collections import COLLECTIONS
from federation.registry import translators
from mutual_aid import actions as aid
from wiki.actions import (
    create_page,
    delete_page,
    fork_page,
    hide_revision,
    merge_pages,
    propose_edit,
    protect_page,
    revise_page,
    set_theme,
)
from wiki.models import Page

from .test_hear_neighbours import TEXT, article, help_offer
from .test_share_help import asks  # noqa: F401 (fixture)
from .test_tell_others import GOLDEN, check_proofs, documents, fetched, golden, post_aid  # noqa: F401 (fixture)

pytestmark = pytest.mark.django_db
AS_ACTIVITY = {"accept": "application/activity+json"}

# What speaks → the files that hold what it says; of page changes one, and those that carry more.
ARTICLE = ["announce_update_article"]
LISTING = ["announce_update_listing", "announce_delete_listing"]
SAID = {
    "people.follow_asked": ["follow"],
    "people.follow_accepted": ["accept_follow"],
    "people.follow_refused": ["reject_follow"],
    "people.follow_ended": ["undo_follow"],
    "people.person_revised": ["update_person"],
    "people.person_moved": ["move"],
    "people.person_left": ["delete_person"],
    "conversations.post_written": ["announce_create_page", "announce_create_note", "announce_plain"],
    "conversations.post_revised": ["announce_update_page", "announce_update_note"],
    "conversations.post_deleted": ["announce_delete_note"],
    "conversations.post_hidden": ["announce_delete_by_group"],
    "conversations.post_shown": ["announce_undo_delete_by_group"],
    "images.image_prepared": ["announce_update_note_with_picture"],
    "images.image_hidden": ["announce_update_note"],
    "images.image_shown": ["announce_update_note_with_picture"],
    "conversations.post_reacted": ["like", "like_plain", "undo_like"],
    "conversations.topic_locked": ["announce_lock"],
    "conversations.topic_reopened": ["announce_undo_lock"],
    "conversations.topic_pinned": ["announce_add_featured"],
    "conversations.topic_unpinned": ["announce_remove_featured"],
    "communities.steward_named": ["announce_add_moderator"],
    "communities.steward_ended": ["announce_remove_moderator"],
    "communities.person_banned": ["announce_block"],
    "communities.person_readmitted": ["announce_undo_block"],
    "moderation.flag_forwarded": ["flag"],
    "wiki.theme_set": ["update_group"],
    "wiki.page_created": ["announce_create_article", "announce_create_article_with_pictures"],
    "wiki.page_revised": ARTICLE,
    "wiki.page_reverted": ARTICLE,
    "wiki.edit_undone": ARTICLE,
    "wiki.edits_accepted": ARTICLE,
    "wiki.page_renamed": ARTICLE,
    "wiki.page_protected": ["announce_update_article_protected"],
    "wiki.page_merged": ["announce_update_article_merged"],
    "wiki.revision_hidden": ["announce_update_article_hidden"],
    "wiki.revision_shown": ARTICLE,
    "wiki.page_deleted": ["announce_delete_article"],
    "wiki.page_restored": ["announce_undo_delete_article", *ARTICLE],
    "wiki.edit_proposed": ["offer_patch"],
    "wiki.edit_accepted": ["accept_offer_patch"],
    "wiki.edit_refused": ["reject_offer_patch"],
    "wiki.edit_queued": ["tentative_accept_offer_patch"],
    "mutual_aid.listing_posted": ["announce_create_listing"],
    "mutual_aid.listing_approved": ["announce_create_listing"],
    **{
        f"mutual_aid.listing_{verb}": LISTING
        for verb in (
            "revised", "covered", "uncovered", "completed", "cancelled", "renewed", "reopened", "paused", "resumed",
            "expired", "unhidden", "hidden", "erased",
        )
    },
    "mutual_aid.help_proposed": ["offer_help"],
    "mutual_aid.help_accepted": ["accept_offer_help"],
    "mutual_aid.help_declined": ["reject_offer_help"],
    "mutual_aid.help_withdrawn": ["undo_offer_help"],
    "mutual_aid.help_released": ["reject_accepted_help"],
}  # fmt: skip
# What is served → the files that hold it.
SERVED = {
    "person": ["person", "service", "gone_person"],
    "group": ["group"],
    "page": ["article_forked", "article_gone"],
    "revision": ["revision", "revision_merged"],
    "patch": ["patch"],
    "post": ["note", "note_with_tags", "note_gone"],
    "topic": ["topic"],
    "listing": ["announce_create_listing"],
}
BESIDES = ["instance", "instance_outbox", "communities", "shape_event", "shape_question"]


def test_whatever_is_said_served_or_listed_has_its_file():
    """A new verb, model or collection that has none fails here; so does a file that nothing emits any more."""
    assert set(SAID) == set(translators.speakers)
    assert set(SERVED) == set(translators.served)
    listed = {f"{kind}_{name}" for kind, name in COLLECTIONS} | {"history_page"}
    named = {name for names in [*SAID.values(), *SERVED.values(), BESIDES] for name in names} | listed
    assert {file.stem for file in GOLDEN.glob("*.json")} == named


def test_what_a_group_wraps_carries_the_proof_of_who_says_it():
    """In every file: nobody who relays it on need be believed."""
    wraps = [json.loads(file.read_text()) for file in GOLDEN.glob("announce_*.json")]
    inner = [said["object"] for said in wraps if isinstance(said["object"], dict)]
    assert len(inner) > 25
    for said in inner:
        assert said["proof"]["verificationMethod"] == f"{said['actor']}#ed25519-key", said["type"]
        assert said["@context"] == "CONTEXT"


# --- Said -------------------------------------------------------------------------------------------------------


@pytest.fixture
def told(elsewhere, worker):
    """told() is what came to the inboxes elsewhere since the last time."""

    def latest():
        elsewhere.letters.clear()
        worker.run()
        return documents(elsewhere)

    return latest


@pytest.fixture
def topic(space, alice, nina, follower, worker):
    follower(nina, space)
    topic = start_topic(by=alice, title="Les quais", text="Que fait-on ?", community=space)
    worker.run()
    return topic


def test_words_that_are_answered_and_changed(topic, alice, bob, told):
    answer = write_post(topic, by=bob, text="On réfléchit", reply_to=topic.posts.get())
    (said,) = told()
    golden("announce_create_note", said)
    revise_post(answer, by=bob, text="On agit")
    (said,) = told()
    golden("announce_update_note", said)
    revise_post(topic.posts.first(), by=alice, text="Que faire ?")
    (said,) = told()
    golden("announce_update_page", said)


def test_a_picture_that_comes_with_words(topic, bob, mona, told, photo, visitor):
    """Said again once it is painted, and once more without it when a moderator hides it."""
    picture = prepared(topic, by=bob, file=photo(1200, 800), alt="Le quai sous la pluie")
    answer = write_post(topic, by=bob, text="Hier soir :", pictures=[picture])
    said = [one for one in told() if "attachment" in one["object"]["object"]][-1]
    golden("announce_update_note_with_picture", {**said, "object": {**said["object"], "type": "Update"}})
    (shown,) = said["object"]["object"]["attachment"]
    assert (shown["name"], shown["width"], shown["height"]) == ("Le quai sous la pluie", 960, 640)
    assert fetched(visitor, answer.address)["attachment"] == [shown]
    hide_image(answer.pictures.get().image, by=mona, reason="Un visage")
    (said,) = told()
    assert said["object"]["type"] == "Update" and "attachment" not in said["object"]["object"]
    assert "attachment" not in fetched(visitor, answer.address)


def test_what_is_pinned_no_longer_and_who_looks_after_it_no_longer(topic, space, mona, alice, told):
    pin_topic(topic, by=mona)
    name_steward(space, by=None, person=alice)
    told()
    unpin_topic(topic, by=mona)
    (said,) = told()
    golden("announce_remove_featured", said)
    end_stewardship(space, by=None, person=alice)
    (said,) = told()
    golden("announce_remove_moderator", said)


def test_a_plain_like(topic, nina, alice, told):
    nina.sends(nina.says("Create", nina.note(inReplyTo=topic.posts.get().address)))
    told()
    set_reaction(topic.posts.last(), by=alice, emoji="👍", given=True)
    (said,) = [one for one in told() if one["type"] == "Like"]
    golden("like_plain", said)


def test_a_follow_that_is_refused(nina, alice, told, follower):
    follow = follower(nina, alice)
    Follow.objects.filter(pk=follow.pk).update(state=Follow.State.REQUESTED)
    told()
    refuse_follow(Follow.objects.get(pk=follow.pk), by=alice)
    (said,) = told()
    golden("reject_follow", said)


@pytest.fixture
def page(theme, alice, nina, follower, worker):
    follower(nina, theme.community)
    page = create_page(theme, by=alice, title="Compost", text=TEXT)
    worker.run()
    return page


def test_what_a_theme_says_of_itself(page, theme, mona, told, visitor):
    set_theme(theme, by=mona, description="Ce qui *pousse* ici")
    (said,) = told()
    assert check_proofs(said) == 1
    golden("update_group", said)
    assert fetched(visitor, said["id"])["id"] == said["id"]
    set_theme(theme, by=mona, licence="https://creativecommons.org/publicdomain/zero/1.0/")
    assert told() == []  # how it works inside


def test_a_page_that_is_protected_hidden_in_part_and_merged(page, theme, alice, mona, told, visitor):
    revise_page(page, by=alice, text=f"{TEXT}06 12\n", based_on=page.text_now, summary="06 12")
    page.refresh_from_db()
    secret = page.current
    revise_page(page, by=alice, text=TEXT, based_on=secret)
    told()
    hide_revision(page, by=mona, revision=secret, parts=[1, 2, 4], reason="privacy", note="")
    golden("announce_update_article_hidden", told()[-1])
    golden("revision", fetched(visitor, page.revisions.get(number=3).address))

    other = create_page(theme, by=alice, title="Compostage", text="Retourner.\n")
    told()
    merge_pages(other, into=page, by=mona, reason="le même sujet")
    said = {one["object"]["object"]["id"]: one for one in told() if isinstance(one["object"], dict)}
    golden("announce_update_article_merged", said[other.address])
    page.refresh_from_db()
    golden("revision_merged", fetched(visitor, page.accepted.address))
    protect_page(page, by=mona, level="trusted", reason="calme", until=None)
    golden("announce_update_article_protected", told()[-1])


def test_a_page_that_began_elsewhere_and_one_that_is_gone(
    elsewhere, followed, nina, theme, mona, ada, visitor, worker
):
    jardins, mairie = elsewhere.group("jardins2", "theme"), elsewhere.somebody("mairie", "Service")
    followed(jardins)
    free = article(mairie, TEXT, 1, license="https://creativecommons.org/licenses/by/4.0/")
    jardins.sends(jardins.says("Announce", mairie.says("Create", free)))
    worker.run()
    copy = Page.objects.get(uri=f"{elsewhere.origin}/page/1")
    own = fork_page(copy, by=ada, theme=theme, title="Compost")
    golden("article_forked", fetched(visitor, own.address))
    delete_page(own, by=mona, reason="essai")
    golden("article_gone", gone(visitor, own))


def gone(client, thing):
    answer = client.get("/" + thing.address.partition("//")[2].partition("/")[2], headers=AS_ACTIVITY)
    assert answer.status_code == 410
    return json.loads(answer.content)


def test_help_that_is_declined_and_released(nina, post_aid, alice, told, elsewhere):  # noqa: F811 (fixture)
    listing = post_aid()
    nina.sends(help_offer(nina, listing))
    told()
    aid.decline_response(listing.responses.get(), by=alice)
    golden("reject_offer_help", *[one for one in told() if one["type"] == "Reject"])
    otto = elsewhere.somebody("otto")
    otto.sends(help_offer(otto, listing))
    told()
    response = listing.responses.get(helper__uri=otto.address)
    aid.accept_response(response, by=alice)
    told()
    aid.release_response(response, by=alice)
    golden("reject_accepted_help", *[one for one in told() if one["type"] == "Reject"])


def test_a_listing_that_changed(nina, post_aid, alice, follower, told):  # noqa: F811 (fixture)
    follower(nina, aid.the_board())
    listing = post_aid()
    told()
    aid.revise_listing(listing, by=alice, title="Cherche une grande échelle")
    (said,) = told()
    golden("announce_update_listing", said)


# --- Served -----------------------------------------------------------------------------------------------------


def test_an_offer_can_be_read_at_its_author_s_town(elsewhere, followed, alice, nina, visitor, worker):
    jardins, mairie = elsewhere.group("jardins2", "theme"), elsewhere.somebody("mairie", "Service")
    followed(jardins)
    jardins.sends(jardins.says("Announce", mairie.says("Create", article(mairie, TEXT, 1))))
    worker.run()
    copy = Page.objects.get(uri=f"{elsewhere.origin}/page/1")
    proposal = propose_edit(copy, by=alice, text=TEXT + "\nquatre\n", based_on=copy.current, summary="plus")
    golden("patch", fetched(visitor, proposal.address))


def test_collections_of_people_and_groups(page, topic, space, alice, mona, theme, visitor):
    write_post(topic, by=alice, text="Encore une question")
    pin_topic(topic, by=mona)
    name_steward(space, by=None, person=alice)
    golden("group_followers", fetched(visitor, f"{space.address}/followers"))
    golden("person_followers", fetched(visitor, f"{alice.address}/followers"))
    golden("group_moderators", fetched(visitor, f"{space.address}/moderators?page=1"))
    golden("group_featured", fetched(visitor, f"{space.address}/featured?page=1"))
    golden("group_outbox", fetched(visitor, f"{theme.community.address}/outbox?page=1"))
    golden("person_outbox", fetched(visitor, f"{alice.address}/outbox?page=1"))
    golden("communities", fetched(visitor, "/ap/communities"))
    golden("instance_outbox", fetched(visitor, "/actor/outbox"))


def test_collections_of_things(page, topic, nina, alice, bob, worker, visitor, outcome):
    answer = write_post(topic, by=bob, text="On réfléchit", reply_to=topic.posts.get())
    first = topic.posts.first()
    nina.sends(nina.says("Like", first.address))
    nina.sends(nina.says("Create", nina.note("/n/2", inReplyTo=page.address)))
    assert outcome() == "answered"
    golden("topic_posts", fetched(visitor, f"{topic.address}/posts?page=1"))
    golden("post_replies", fetched(visitor, f"{first.address}/replies?page=1"))
    golden("post_likes", fetched(visitor, f"{first.address}/likes"))
    golden("page_history", fetched(visitor, f"{page.address}/history"))
    golden("page_talk", fetched(visitor, f"{page.address}/talk?page=1"))
    golden("page_replies", fetched(visitor, f"{page.address}/replies"))
    delete_post(answer, by=bob)
    golden("note_gone", gone(visitor, answer))


def test_what_is_said_of_a_listing(nina, post_aid, asks, outcome):  # noqa: F811 (fixtures)
    listing = post_aid()
    nina.sends(nina.says("Create", nina.note("/n/2", inReplyTo=listing.address)))
    assert outcome() == "answered"
    golden("listing_replies", asks(nina, f"{listing.address}/replies?page=1"))
