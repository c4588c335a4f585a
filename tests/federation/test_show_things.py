"""What others read: negotiation, collections, discovery; and words that must never be among it."""

import json
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management import call_command

from commons.base.errors import MayNot
from commons.communities.models import Community
from commons.conversations.actions import start_topic, write_post
from commons.people.models import Person
from commons.places.actions import open_neighbourhood
from federation import actions, emission
from federation.collections import COLLECTIONS
from federation.models import Delivery, ReceivedActivity
from federation.registry import translators
from federation.vocabulary import ACTIVITY_JSON, AS2
from mutual_aid import actions as aid
from wiki.actions import create_page
from wiki.models import Page

from .test_hear_neighbours import TEXT, article

pytestmark = pytest.mark.django_db
ASKS = {"accept": f'{ACTIVITY_JSON}, application/ld+json; profile="{AS2}"'}


def path_of(address):
    at = urlsplit(address)
    return at.path + (f"?{at.query}" if at.query else "")


def read(client, address):
    answer = client.get(path_of(address), headers=ASKS)
    assert answer.status_code in {200, 410}, (address, answer.status_code)
    return json.loads(answer.content)


@pytest.fixture
def page(theme, alice):
    return create_page(theme, by=alice, title="Compost", text=TEXT)


def test_one_address_has_two_answers(page, alice, space, visitor):
    topic = start_topic(by=alice, title="Les quais", text="Bonjour", community=space)
    for thing in (page, alice, topic, space):
        at_home = visitor.get(thing.get_absolute_url(), headers=ASKS)
        assert (at_home.status_code, at_home.headers["Location"]) == (302, thing.address)
        assert "Accept" in at_home.headers["Vary"]
        there = visitor.get(path_of(thing.address), headers={"accept": "text/html,application/activity+json"})
        assert (there.status_code, there.headers["Location"]) == (302, thing.get_absolute_url())
        said = visitor.get(path_of(thing.address), headers=ASKS)
        assert said.headers["Content-Type"] == ACTIVITY_JSON
        assert {"Accept", "Signature"} <= set(said.headers["Vary"].replace(",", " ").split())
        assert json.loads(said.content)["id"] == thing.address


@pytest.fixture
def quarter(ada):
    return open_neighbourhood(
        by=ada, handle="alyscamps", name="Les Alyscamps", summary="", centre=(43.67, 4.63), outline=[]
    )


def test_pages_about_a_group_lead_to_it(theme, space, quarter, visitor):
    """Whoever pastes the address of a wiki or of the board into the search of their server finds whom to follow."""
    for path, group in (
        (theme.get_absolute_url(), theme.community),
        (theme.community.get_absolute_url(), theme.community),
        ("/entraide/", aid.the_board()),
        (f"/discussions/espaces/{space.handle}/", space),
        (quarter.get_absolute_url(), quarter.community),
        (f"/discussions/espaces/{quarter.community.handle}/", quarter.community),
    ):
        answer = visitor.get(path, headers={"accept": "application/activity+json"})
        assert (answer.status_code, answer.headers["Location"]) == (302, group.address), path
        assert visitor.get(path).status_code == 200
        at = {"resource": settings.CALADE_ORIGIN + path}
        said = visitor.get("/.well-known/webfinger", at).json()
        assert group.address in said["aliases"]


def test_absent_and_forbidden_have_the_same_answer(alice, bob, roquette, visitor):
    hidden = aid.post_listing(
        by=alice,
        kind="request",
        title="Privé",
        body="",
        category="outils",
        neighbourhood=roquette,
        visibility="members",
    )
    thread = aid.propose_help(hidden, by=bob, message="Oui").thread
    nothing = "01970000-0000-7000-8000-000000000000"
    for kind, thing in (("listing", hidden), ("topic", thread), ("post", thread.posts.get())):
        forbidden = visitor.get(path_of(thing.address), headers=ASKS)
        absent = visitor.get(f"/ap/{kind}/{nothing}", headers=ASKS)
        assert (forbidden.status_code, absent.status_code) == (404, 404)
        assert forbidden.content == absent.content.replace(nothing.encode(), str(thing.uid).encode())
        assert dict(forbidden.headers) == dict(absent.headers)


def test_nobody_can_write_to_what_is_read(page, visitor):
    assert visitor.post(path_of(page.address)).status_code in {403, 405}
    assert visitor.post("/.well-known/webfinger").status_code in {403, 405}


def test_webfinger_finds_everybody_by_every_name(alice, theme, visitor):
    for actor in (alice, theme.community):
        for name in (
            f"acct:{actor.handle}@{settings.CALADE_HOST}",
            f"acct:{actor.handle.upper()}@{settings.CALADE_HOST}",
            actor.address,
            settings.CALADE_ORIGIN + actor.get_absolute_url(),
        ):
            found = visitor.get("/.well-known/webfinger", {"resource": name})
            assert found.status_code == 200, name
            said = json.loads(found.content)
            assert said["subject"] == f"acct:{actor.handle}@{settings.CALADE_HOST}"
            assert said["links"][0] == {"rel": "self", "type": ACTIVITY_JSON, "href": actor.address}
    for name in (
        "acct:alice@other.example",
        "acct:nobody@localhost:8000",
        "x",
        "https://localhost:8000/",
        "acct:",
    ):
        assert visitor.get("/.well-known/webfinger", {"resource": name}).status_code == 404, name
    assert visitor.get("/.well-known/webfinger").status_code == 400


def test_pages_of_collections_end_and_name_themselves(theme, alice, visitor):
    for number in range(25):
        create_page(theme, by=alice, title=f"Page {number}", text=TEXT)
    head = read(visitor, f"{theme.community.address}/outbox")
    assert head["totalItems"] == 25
    first = read(visitor, head["first"])
    second = read(visitor, first["next"])
    assert [len(first["orderedItems"]), len(second["orderedItems"])] == [20, 5]
    assert (first["id"], second["id"]) == (head["first"], first["next"])
    assert "next" not in second
    for page in ("0", "3", "-1", "x", "²", "9" * 30):
        assert visitor.get(path_of(head["id"]), {"page": page}, headers=ASKS).status_code == 404, page


def test_followers_are_counted_not_named(nina, space, follower, visitor):
    follower(nina, space)
    head = read(visitor, f"{space.address}/followers")
    assert (head["totalItems"], "first" in head) == (1, False)
    assert visitor.get(path_of(head["id"]), {"page": 1}, headers=ASKS).status_code == 404


CANARIES = {
    "meeting place": "12 rue du Canari",
    "private thread": "message canari privé",
    "e-mail": "alice@example.org",
    "alias": "Alias Canari",
    "draft": "brouillon canari",
    "unshared": "annonce canari",
    "help": "je propose canari",
}


@pytest.fixture
def secrets(alice, bob, roquette, agreed, resident, space, theme, page, rosa):
    """A town full of words that are nobody else's business, next to shared things."""
    mediator = resident("med", "mediator")
    words = {"kind": "request", "body": "", "category": "outils", "neighbourhood": roquette}
    shared = aid.post_listing(
        by=alice, title="Partagée", share=True, meeting_place=CANARIES["meeting place"], **words
    )
    aid.post_listing(by=alice, title=CANARIES["unshared"], share=False, **words)
    aid.post_listing(by=alice, title=CANARIES["draft"], share=True, as_draft=True, **words)
    aid.post_listing(
        by=mediator, title="Pour quelqu'un", share=True, alias=CANARIES["alias"],
        consent=agreed(), **words,
    )  # fmt: skip
    response = aid.propose_help(shared, by=bob, message=CANARIES["help"])
    write_post(response.thread, by=alice, text=CANARIES["private thread"])
    start_topic(by=bob, title="Public", text="Bonjour", community=space)
    return shared


def check_silent(text, shared, where):
    for what, canary in CANARIES.items():
        assert canary not in text, (what, where)
    assert shared.cell
    assert f'"{shared.cell}"' not in text, where


def test_no_secret_is_in_anything_that_is_served_or_sent(secrets, nina, elsewhere, follower, worker, visitor):
    for target in [*Community.objects.local(), *Person.objects.local()]:
        follower(nina, target)
    worker.run()
    aid.revise_listing(secrets, by=secrets.author, title="Partagée encore")
    worker.run()
    assert Delivery.objects.count() > 5
    for delivery in Delivery.objects.all():
        check_silent(delivery.body, secrets, delivery.activity_id)
    seen = 0
    for kind, serving in translators.served.items():
        for thing in serving.model._default_manager.filter(home=""):
            for name in ["", *(name for of, name in COLLECTIONS if of == kind)]:
                seen += self_and_pages(visitor, f"{thing.address}/{name}".rstrip("/"), secrets)
    for path in (
        "/actor",
        "/ap/communities",
        "/nodeinfo/2.1",
        "/.well-known/nodeinfo",
        "/.well-known/host-meta",
    ):
        check_silent(visitor.get(path, headers=ASKS).content.decode(), secrets, path)
    for person in Person.objects.local():
        name = f"acct:{person.handle}@{settings.CALADE_HOST}"
        found = visitor.get("/.well-known/webfinger", {"resource": name})
        check_silent(found.content.decode(), secrets, name)
    assert seen > 30


def self_and_pages(client, address, shared):
    """Read one address and the pages it leads to; how many answered."""
    answer = client.get(path_of(address), headers=ASKS)
    text = answer.content.decode()
    check_silent(text, shared, address)
    if answer.status_code != 200:
        return 0
    said = json.loads(text)
    assert emission.broken_rules(said) == [], address
    onward = said.get("first") or said.get("next")
    return 1 + (self_and_pages(client, onward, shared) if onward else 0)


def test_an_e_mail_address_never_stands_in_a_profile(alice, visitor):
    assert "example.org" not in json.dumps(read(visitor, alice.address))


# --- Following another town ------------------------------------------------------------------------------------


def test_following_a_town_reads_what_it_holds_already(elsewhere, town, worker):
    jardins, mairie = elsewhere.group("jardins", "theme"), elsewhere.somebody("mairie", "Service")
    elsewhere.shows(
        "/ap/communities",
        {
            "type": "OrderedCollection",
            "id": f"{elsewhere.origin}/ap/communities",
            "orderedItems": [jardins.address],
        },
    )
    said = [
        mairie.says("Create", {**article(mairie, f"{n}\n", 1), "id": f"{elsewhere.origin}/page/{n}"})
        for n in range(3)
    ]
    for number, one in enumerate(said):
        one["object"]["civ:revision"]["id"] = f"{elsewhere.origin}/rev/{number}-1"
    items = [jardins.says("Announce", one) for one in said]
    outbox = f"{jardins.address}/outbox"
    elsewhere.shows(
        "/u/jardins/outbox", {"type": "OrderedCollection", "id": outbox, "first": f"{outbox}?page=1"}
    )
    elsewhere.shows(
        "/u/jardins/outbox?page=1",
        {
            "type": "OrderedCollectionPage",
            "id": f"{outbox}?page=1",
            "orderedItems": items[:2],
            "next": f"{outbox}?page=2",
        },
    )
    forged = {**items[2], "actor": mairie.address}
    elsewhere.shows(
        "/u/jardins/outbox?page=2",
        {
            "type": "OrderedCollectionPage",
            "id": f"{outbox}?page=2",
            "orderedItems": [items[2], forged],
            "next": f"{outbox}?page=1",
        },
    )
    call_command("follow_town", elsewhere.origin)
    worker.run()
    (follow,) = elsewhere.received("Follow")
    jardins.sends(jardins.says("Accept", follow["id"]))
    worker.run()
    assert Page.objects.exclude(home="").count() == 3
    assert len(elsewhere.fetches_of("/u/jardins/outbox?page=1")) == 1  # `next` led back: read once
    rows = ReceivedActivity.objects.count()
    jardins.sends(jardins.says("Accept", follow["id"]))
    worker.run()
    assert ReceivedActivity.objects.count() == rows + 1  # a second yes reads nothing again


def test_an_endless_outbox_is_left_after_ten_pages(elsewhere, followed):
    group = elsewhere.group("plaza")
    community = followed(group)
    outbox = f"{group.address}/outbox"
    for number in range(40):
        path = "/u/plaza/outbox" + (f"?page={number}" if number else "")
        page = {
            "type": "OrderedCollectionPage",
            "id": elsewhere.origin + path,
            "next": f"{outbox}?page={number + 1}",
        }
        elsewhere.shows(path, {**page, "orderedItems": []})
    elsewhere.asked.clear()
    actions.backfill.func(community.pk)
    assert len(elsewhere.asked) <= actions.MOST_PAGES + 1


@pytest.mark.parametrize(
    "address",
    [
        "@a@localh.st:1234/secret?x=1#",
        "@a@evil.test/..",
        "@a@[::1]",
        "@a b@x.example",
        "http://localhost:8000",
        "x",
        "",
        "@",
        "file:///etc/passwd",
    ],
)
def test_an_address_that_is_none_reaches_nobody(address, ada, signed_in, monkeypatch):
    from federation import fetch

    monkeypatch.setattr(fetch, "exchange", lambda *args, **more: pytest.fail("asked somebody"))
    client = signed_in(ada)
    answer = client.post("/villes-voisines/suivre/", {"address": address})
    assert answer.status_code == 404
    assert b"could not be reached" in answer.content


def test_an_administrator_follows_by_handle(elsewhere, ada, alice, signed_in, worker, settings):
    settings.CALADE_FEDERATION = "allow-list"
    plaza = elsewhere.group("plaza")
    subject = f"plaza@{elsewhere.host}"
    links = [{"rel": "self", "type": ACTIVITY_JSON, "href": plaza.address}]
    elsewhere.shows(
        f"/.well-known/webfinger?resource=acct:{subject}",
        {"subject": subject, "links": links},
        kind="application/jrd+json",
    )
    assert signed_in(alice).post("/villes-voisines/suivre/", {"address": f"@{subject}"}).status_code == 403
    with pytest.raises(MayNot):
        actions.follow_from_here(f"@{subject}", by=alice)
    answer = signed_in(ada).post("/villes-voisines/suivre/", {"address": f"@{subject}"})
    assert answer.status_code == 302
    worker.run()
    assert elsewhere.received("Follow")[0]["object"] == plaza.address
    page = signed_in(ada).get("/villes-voisines/serveurs/").content.decode()
    assert elsewhere.host in page


def test_reasons_are_explained(visitor, town):
    page = visitor.get("/ap/problems").content.decode()
    assert 'id="digest-mismatch"' in page
