"""A server that is not Calade, on other people's libraries, in either dialect of signatures: it finds a wiki, follows
it, is told of a new page, answers a discussion, and its answer is on the page, until it is changed and taken back.
"""

import json
from contextlib import closing
from http.client import HTTPConnection

import pytest

from tests.peer.process import PeerProcess

from .hand import Hand
from .towns import until

PAGE = """
from commons.people.models import Person
from wiki import actions
from wiki.models import Page, Theme
theme = Theme.objects.get(community__handle="compost", community__home="")
nadia = Person.objects.get(handle="nadia")
page = actions.create_page(theme, by=nadia, title="Les orties", text="On en fait du purin.\\n")
"""
PAGE_CHANGED = "actions.revise_page(page, by=nadia, text='On en fait de la soupe.\\n', based_on=page.current)"
PAGE_DELETED = "actions.delete_page(Page.objects.get(pk=page.pk), by=nadia, reason='essai')"
POST = """
from commons.conversations.models import Post
from federation.models import ReceivedActivity
post = Post.objects.filter(topic__kind="public", topic__state="open", seq=1, home="").order_by("pk").first()
answer = {"post": post.address, "author": post.author.address, "page": post.topic.get_absolute_url()}
"""
OUTCOME = """
row = ReceivedActivity.objects.filter(activity_id=activity).first()
answer = row and row.outcome
"""


def fetched(town, address):
    """A document of the town, as another server asks for it."""
    headers = {"Host": f"localhost:{town.port}", "Accept": "application/activity+json"}
    with closing(HTTPConnection("127.0.0.1", town.port, timeout=10)) as connection:
        connection.request("GET", address.removeprefix(town.origin), headers=headers)
        answer = connection.getresponse()
        body = answer.read()
    assert answer.status == 200, (address, answer.status)
    return json.loads(body)


@pytest.mark.parametrize("dialect", ["cavage", "rfc9421"])
def test_a_server_that_is_not_calade_takes_part(town, tmp_path, visit, dialect):
    with PeerProcess(tmp_path, dialect=dialect) as peer, Hand(town) as hand:
        followed = peer.follow(f"@compost@localhost:{town.port}")
        peer.wait_for(lambda activity: activity["type"] == "Accept")

        hand(PAGE)
        article = is_told(peer, "Create")
        assert article["type"] == "Article" and article["name"] == "Les orties"
        assert "purin" in article["content"]
        assert fetched(town, article["id"])["id"] == article["id"]
        plain = peer.wait_for(lambda a: a["type"] == "Announce" and isinstance(a["object"], str))
        assert plain["object"] == article["id"], "for those who ignore wrapped activities"
        assert plain["actor"] == followed["actor"]
        hand(PAGE_CHANGED)
        assert "soupe" in is_told(peer, "Update")["content"]
        hand(PAGE_DELETED)
        assert is_told(peer, "Delete")["type"] == "Tombstone"
        peer.does("unfollow", activity=followed["activity"])

        post = hand(POST)
        to = [post["author"]]
        said = peer.reply(
            in_reply_to=post["post"],
            to=to,
            content="<p>Bonjour d’un autre serveur</p><script>alert(1)</script>",
        )
        reader = visit(town)
        see(reader, town, post["page"], "Bonjour d’un autre serveur")
        assert "alert(1)" not in reader.page.content()
        assert f"localhost:{peer.port}" in reader.page.content(), "it says where its author lives"
        for wish in ("like", "announce"):  # heard and let go
            heard = peer.does(wish, object=post["post"], to=to)
            until(lambda heard=heard: hand(OUTCOME, activity=heard["activity"]), "it is settled")
        peer.does("change", note=said["note"], content="<p>Bonsoir</p>", to=to)
        see(reader, town, post["page"], "Bonsoir")
        peer.does("take_back", note=said["note"], to=to)
        see(reader, town, post["page"], "Bonsoir", gone=True)
        reader.check_page()
        assert {(letter["verified"], letter["dialect"]) for letter in peer.received()} == {(True, dialect)}


def is_told(peer, kind):
    """The thing in a group's Announce of an activity of this kind."""

    def wanted(activity):
        inner = activity["object"]
        return activity["type"] == "Announce" and isinstance(inner, dict) and inner["type"] == kind

    return peer.wait_for(wanted)["object"]["object"]


def see(reader, town, address, words, *, gone=False):
    """The page store forgets a moment after the change, so a page may be asked for more than once."""

    def found():
        reader.page.goto(town.origin + address)
        return (words in reader.page.content()) is not gone

    until(found, f"{words!r} is {'gone from' if gone else 'on'} {address}")
