"""A server that is not Calade, on somebody else's ActivityPub library: it finds a wiki, follows it, is told of a new
page, answers a discussion, and its answer is on the page.
"""

import json
from contextlib import closing
from http.client import HTTPConnection

from tests.peer.process import PeerProcess

from .towns import until

NEW_PAGE = """
from commons.people.models import Person
from wiki import actions
from wiki.models import Theme
theme = Theme.objects.get(community__handle="compost", community__home="")
actions.create_page(theme, by=Person.objects.get(handle="nadia"), title="Les orties", text="On en fait du purin.\\n")
"""
A_POST = """
from commons.conversations.models import Post, Topic
post = Post.objects.filter(topic__kind="public", topic__state="open", seq=1, home="").order_by("pk").first()
print("post", post.address, post.author.address, post.topic.get_absolute_url())
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


def test_a_server_that_is_not_calade_takes_part(town, tmp_path, visit):
    with PeerProcess(tmp_path) as peer:
        followed = peer.follow(f"@compost@localhost:{town.port}")
        peer.wait_for(lambda activity: activity["type"] == "Accept")

        town.manage("shell", "-v0", said=NEW_PAGE)
        told = peer.wait_for(lambda a: a["type"] == "Announce" and isinstance(a["object"], dict))
        article = told["object"]["object"]
        assert told["actor"] == followed["actor"]
        assert article["type"] == "Article" and article["name"] == "Les orties"
        assert "purin" in article["content"]
        assert fetched(town, article["id"])["id"] == article["id"]
        plain = peer.wait_for(lambda a: a["type"] == "Announce" and isinstance(a["object"], str))
        assert plain["object"] == article["id"], "for those who ignore wrapped activities"

        line = next(x for x in town.manage("shell", "-v0", said=A_POST).splitlines() if x.startswith("post "))
        _, post, author, topic = line.split()
        peer.reply(
            in_reply_to=post, content="<p>Bonjour d’un autre serveur</p><script>alert(1)</script>", to=author
        )
        reader = visit(town)

        def shown():
            reader.page.goto(town.origin + topic)
            return "Bonjour d’un autre serveur" in reader.page.content()

        until(shown, "the answer is on the page", seconds=30)
        assert "alert(1)" not in reader.page.content()
        assert f"localhost:{peer.port}" in reader.page.content(), "it says where its author lives"
        reader.check_page()
