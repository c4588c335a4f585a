"""Answering and following from one's own server, and arriving here with something to do (FEP-3b86)."""

from urllib.parse import quote, quote_plus

import pytest

from commons.conversations.actions import open_private_thread, start_topic
from commons.conversations.models import Reaction
from commons.people.models import Follow, Person
from federation import intents
from federation.models import LocalKey
from wiki.actions import create_page, delete_page

from .conftest import decided
from .test_find_people import FINGER

pytestmark = pytest.mark.django_db
INTENT = "https://w3id.org/fep/3b86/"


@pytest.fixture
def topic(alice, space):
    return start_topic(by=alice, title="Les quais", text="Bonjour", community=space)


def at_home(server, *links, handle="nina"):
    """The server's WebFinger for its member, with these (rel, template); the handle."""
    account = f"{handle}@{server.host}"
    listed = [{"rel": "self", "type": "application/activity+json", "href": f"{server.origin}/u/{handle}"}]
    listed += [{"rel": rel, "template": template} for rel, template in links]
    jrd = {"subject": f"acct:{account}", "links": listed}
    server.shows(f"{FINGER}{account}", jrd, kind="application/jrd+json")
    return f"@{account}"


def asks(browser, thing, account):
    return browser.post(f"/ailleurs{thing.get_absolute_url()}", {"account": account})


def test_public_pages_lead_to_ones_own_server(topic, alice, theme, visitor, settings):
    page = create_page(
        theme, by=alice, title="Compost à l’école", text="Un"
    )  # its address is percent-encoded
    pages = [topic.get_absolute_url(), alice.get_absolute_url(), theme.get_absolute_url()]
    pages += [
        theme.community.get_absolute_url(),
        page.get_absolute_url(),
        f"{page.get_absolute_url()}discussion/",
    ]
    for path in pages:
        shown = visitor.get(path).content.decode()
        link = shown.partition('href="/ailleurs/')[2].partition('"')[0]
        assert visitor.get(f"/ailleurs/{link}").status_code == 200, path
    settings.CALADE_FEDERATION = "closed"
    assert "/ailleurs/" not in visitor.get(pages[1]).content.decode()
    assert visitor.get(f"/ailleurs{pages[1]}").status_code == 404


def test_a_visitor_answers_from_home_by_the_intent_of_their_server(topic, elsewhere, visitor):
    account = at_home(elsewhere, (f"{INTENT}Create", elsewhere.origin + "/write?re={inReplyTo}&t={unknown}"))
    page = asks(visitor, topic, account)
    first = quote(topic.posts.first().address, safe="")
    assert page.context["way"] == intents.Way(f"{elsewhere.origin}/write?re={first}&t=", elsewhere.host)
    assert "You leave this town" in page.content.decode() and page.status_code == 200


def test_a_visitor_follows_from_home(theme, elsewhere, visitor):
    account = at_home(elsewhere, (f"{INTENT}Follow", elsewhere.origin + "/f?o={object}"))
    way = asks(visitor, theme.community, account).context["way"]
    assert way.address.endswith(quote(theme.community.address, safe=""))


def test_a_server_without_intents_opens_the_address(topic, elsewhere, visitor):
    without_reply = (f"{INTENT}Create", elsewhere.origin + "/share?text={content}")
    account = at_home(elsewhere, without_reply, (intents.SUBSCRIBE, elsewhere.origin + "/interact?uri={uri}"))
    assert "/interact?uri=" in asks(visitor, topic, account).context["way"].address


@pytest.mark.parametrize(
    "template",
    [
        "https://evil.example/?o={object}",
        "javascript:alert(1)//{object}",
        "//evil.example/{object}",
        "https://user@{host}/{object}",
        "{object}",
        "/f?o={object}",
        "",
        "x" * 5000,
    ],
)
def test_nobody_is_led_to_another_host_than_their_own(template, topic, elsewhere, visitor):
    account = at_home(elsewhere, (f"{INTENT}Object", template.replace("{host}", elsewhere.host)))
    answer = asks(visitor, topic, account)
    assert answer.status_code == 422
    assert "way" not in answer.context
    assert "evil.example" not in answer.content.decode()


def test_no_page_leads_anywhere_without_the_form(topic, elsewhere, visitor):
    account = at_home(elsewhere, (f"{INTENT}Object", elsewhere.origin + "/o?{object}"))
    visitor.get(f"/ailleurs{topic.get_absolute_url()}?account={account}")
    assert not elsewhere.asked


@pytest.mark.parametrize("account", ["nina", "@nina@127.1", "@x@nowhere.invalid", ""])
def test_an_address_that_leads_nowhere_is_answered_in_words(account, topic, visitor):
    assert asks(visitor, topic, account).status_code == 422


def test_a_suspended_server_is_not_asked(topic, elsewhere, visitor):
    account = at_home(elsewhere, (f"{INTENT}Object", elsewhere.origin + "/o?{object}"))
    decided(elsewhere.host, "blocked")
    assert asks(visitor, topic, account).status_code == 422
    assert not elsewhere.asked


def test_somebody_of_this_town_is_led_to_the_login(topic, visitor, settings):
    answer = asks(visitor, topic, f"@alice@{settings.CALADE_HOST}")
    assert answer.status_code == 302 and answer.headers["Location"].startswith("/compte/login/?next=%2F")


def test_a_deleted_page_is_answered_by_nobody(theme, alice, ada, visitor):
    page = create_page(theme, by=alice, title="Compost", text="Un")
    assert visitor.get(f"/ailleurs{page.get_absolute_url()}").status_code == 200
    delete_page(page, by=ada, reason="doublon")
    assert visitor.get(f"/ailleurs{page.get_absolute_url()}").status_code == 404


def test_looking_at_the_way_to_somebody_makes_no_keys(alice, visitor):
    assert visitor.get(f"/ailleurs{alice.get_absolute_url()}").status_code == 200
    assert not LocalKey.objects.exists()


def test_asking_again_and_again_is_stopped(topic, elsewhere, visitor, settings):
    settings.CALADE_LIMITS_IN_TESTS = True
    for _ in range(20):
        assert asks(visitor, topic, "@x@nowhere.invalid").status_code == 422
    assert asks(visitor, topic, "@x@nowhere.invalid").status_code == 429


def test_what_is_private_or_gone_has_no_such_page(alice, bob, theme, visitor):
    thread = open_private_thread(about=alice, title="Entre nous", members=[alice, bob])
    for path in (thread.get_absolute_url(), "/moi/", "/compte/login/", "/nulle-part/", "//evil.example/"):
        assert visitor.get(f"/ailleurs{path}").status_code == 404


# -- our own people, coming from elsewhere ----------------------------------------------------------------


def test_our_people_say_where_they_can_act(alice, theme, visitor, settings):
    said = visitor.get("/.well-known/webfinger", {"resource": alice.address}).json()
    kinds = {
        link["rel"].removeprefix(INTENT): link["template"] for link in said["links"] if "template" in link
    }
    assert {"Follow", "Like", "Object", "Create", intents.SUBSCRIBE} == set(kinds)
    assert all(template.startswith(settings.CALADE_ORIGIN + "/intentions/") for template in kinds.values())
    of_group = visitor.get("/.well-known/webfinger", {"resource": theme.community.address}).json()
    assert not any("template" in link for link in of_group["links"])


def test_looking_changes_nothing_and_asks_nobody(alice, nina, elsewhere, signed_in, visitor):
    browser = signed_in(alice)
    for kind in ("follow", "like", "object", "create"):
        answer = browser.get(f"/intentions/{kind}/", {"object": nina.address, "inReplyTo": nina.address})
        assert answer.status_code == 200 and nina.address in answer.content.decode()
    assert (
        not elsewhere.asked and not Follow.objects.exists() and not Person.objects.exclude(home="").exists()
    )
    assert visitor.get(f"/intentions/follow/?object={nina.address}").status_code == 302
    assert browser.get("/intentions/delete/?object=x").status_code == 404


def test_following_somebody_from_their_own_page(alice, nina, elsewhere, signed_in, worker):
    answer = signed_in(alice).post("/intentions/follow/", {"object": nina.address})
    assert answer.status_code == 302
    worker.run()
    assert elsewhere.received("Follow")[0]["object"] == nina.address


def test_following_one_of_ours_by_the_address_of_their_page(alice, bob, signed_in, settings):
    address = settings.CALADE_ORIGIN + bob.get_absolute_url()
    browser = signed_in(alice)
    assert bob.name in browser.get("/intentions/follow/", {"object": address}).text
    assert (
        browser.post("/intentions/follow/", {"object": address}).headers["Location"] == bob.get_absolute_url()
    )
    assert Follow.objects.filter(follower=alice, person=bob).exists()


def test_liking_twice_is_liking_once(alice, bob, topic, signed_in):
    first = topic.posts.first()
    for _ in range(2):
        assert signed_in(bob).post("/intentions/like/", {"object": first.address}).status_code == 302
    assert Reaction.objects.filter(post=first, person=bob).count() == 1


def test_answering_leads_to_the_composer(bob, topic, signed_in):
    first = topic.posts.first()
    answer = signed_in(bob).post("/intentions/create/", {"inReplyTo": first.address})
    assert answer.headers["Location"] == f"{topic.get_absolute_url()}?reply=1&m=1#composer"


def test_what_somebody_began_to_write_comes_along(bob, topic, space, signed_in):
    browser, words = signed_in(bob), "Et les bancs\u202f?"
    first = topic.posts.first().address
    asked = browser.get("/intentions/create/", {"inReplyTo": first, "content": words})
    assert f'name="content" value="{words}"' in asked.text
    answered = browser.post("/intentions/create/", {"inReplyTo": first, "content": words}, follow=True)
    assert answered.context["form"].initial["body"] == f"> Bonjour\n\n{words}"
    chosen = browser.get("/intentions/create/", {"content": words})
    link = f"/discussions/espaces/{space.acct}/nouvelle/?text={quote_plus(words)}"
    assert f'href="{link}"' in chosen.text
    assert browser.get(link).context["form"].initial["body"] == words


@pytest.mark.parametrize("kind", ["follow", "like", "object"])
def test_without_an_address_there_is_nothing_to_do(alice, signed_in, kind):
    answer = signed_in(alice).get(f"/intentions/{kind}/")
    assert answer.status_code == 404 and "This was not found" in answer.text


def test_half_an_address_is_told_what_is_missing(alice, visitor):
    answer = asks(visitor, alice, "nina")
    assert answer.status_code == 422
    assert "An address has a name and a server" in answer.text and 'value="nina"' in answer.text


def test_what_one_may_not_read_is_as_unknown_as_what_is_not_there(alice, bob, charlie, signed_in):
    thread = open_private_thread(about=alice, title="Entre nous", members=[alice, bob])
    browser = signed_in(charlie)
    for address in (thread.address, "https://nord.example/n/1", "x"):
        shown = browser.get("/intentions/object/", {"object": address}).content.decode()
        assert "Entre nous" not in shown
        assert browser.post("/intentions/object/", {"object": address}).status_code == 404
