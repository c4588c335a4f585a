"""What moderators decide of other servers, and what it does: at the door, on pages, to follows and notices."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from commons.base.errors import MayNot
from commons.conversations.actions import start_topic, write_post
from commons.journal.models import Entry
from commons.notices.models import Notice
from commons.people import homes
from commons.people.models import Follow, Person
from federation import decisions, identities, policy, timers
from federation.models import Delivery, HeldLetter, ReceivedActivity, Server

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(town):
    return town


@pytest.fixture
def decide(ada):
    """decide("limited", elsewhere) decides as an administrator."""

    def make(standing, server, **more):
        host = getattr(server, "host", server)
        return decisions.decide_of_server(host, by=ada, standing=standing, reason="Vu en conseil", **more)

    return make


@pytest.fixture
def topic(alice, space):
    return start_topic(by=alice, title="Les quais", text="Bonjour", community=space)


@pytest.fixture
def answer(nina, topic, outcome):
    """Nina answers in the topic."""
    first = topic.posts.first()
    note = nina.note(content="<p>Une réponse de Nina</p>", inReplyTo=first.address)
    assert nina.sends(nina.says("Create", note)) == (202, "")
    assert outcome() == "answered"
    return topic.posts.last()


def page_of(browser, thing):
    return browser.get(thing.get_absolute_url(), headers={"accept": "text/html"})


def test_a_decision_is_one_line_of_the_public_record(elsewhere, ada, signed_in, visitor, here):
    asked = {
        "host": f"https://{elsewhere.host}/",
        "standing": "blocked",
        "reason": "Du spam",
        "note": "vu par Mona",
    }
    assert signed_in(ada).post("/villes-voisines/decisions/nouvelle/", asked).status_code == 302
    server = Server.objects.get(host=elsewhere.host)
    assert (server.standing, server.reason, server.note) == ("blocked", "Du spam", "vu par Mona")
    entry = Entry.objects.get(verb__startswith="federation.")
    assert (entry.verb, entry.by, entry.is_public) == ("federation.server_suspended", ada, True)
    shown = visitor.get("/villes-voisines/").content.decode()
    assert elsewhere.host in shown and "Du spam" in shown
    assert "vu par Mona" not in shown
    assert not Delivery.objects.exists()  # nobody else is told


def test_a_decision_needs_a_reason_and_a_host(ada, signed_in, here):
    browser = signed_in(ada)
    for asked in (
        {"host": "nord.example", "standing": "blocked"},
        {"host": "127.1", "standing": "blocked", "reason": "x"},
    ):
        answer = browser.post("/villes-voisines/decisions/nouvelle/", asked)
        assert answer.status_code == 422
        assert "aria-invalid" in answer.content.decode()
    assert not Server.objects.exists()


def test_only_moderators_and_administrators_decide(alice, mona, signed_in, here):
    with pytest.raises(MayNot):
        decisions.decide_of_server("nord.example", by=alice, standing="blocked", reason="x")
    browser = signed_in(alice)
    for path in ("", "nouvelle/", "liste/", "liste.csv", "serveur/nord.example/"):
        assert browser.get(f"/villes-voisines/decisions/{path}").status_code == 403
    assert signed_in(mona).get("/villes-voisines/decisions/").status_code == 200
    assert "/villes-voisines/decisions/" not in browser.get("/villes-voisines/").content.decode()


def test_a_suspended_server_neither_speaks_nor_hears(elsewhere, nina, alice, space, follower, decide, worker):
    follow = follower(nina, space)
    worker.run()
    decide("blocked", elsewhere)
    assert nina.sends(nina.says("Create", nina.note())) == (403, "not-allowed")
    follow.refresh_from_db()
    assert follow.state == Follow.State.REFUSED
    before = len(elsewhere.letters)
    start_topic(by=alice, title="Pour tous", text="Bonjour", community=space)
    worker.run()
    assert len(elsewhere.letters) == before


def test_what_is_under_a_suspended_host_is_suspended_too(decide, here):
    decide("blocked", "nord.example")
    assert not policy.may_talk("social.nord.example")
    assert policy.may_talk("surnord.example")
    assert policy.who_may_talk(["a.nord.example", "sud.example", "nord.example", ""]) == {"sud.example"}


def test_what_a_suspended_server_said_is_hidden_while_it_lasts(
    answer, topic, elsewhere, visitor, alice, signed_in, decide
):
    nina = Person.objects.get(handle="nina")
    assert "Une réponse de Nina" in page_of(visitor, topic).content.decode()
    decide("blocked", elsewhere)
    for browser in (visitor, signed_in(alice)):
        page = page_of(browser, topic)
        assert page.status_code == 200
        assert "Une réponse de Nina" not in page.content.decode()
        assert page_of(browser, nina).status_code == 404
    decide("unknown", elsewhere)
    assert "Une réponse de Nina" in page_of(visitor, topic).content.decode()
    assert page_of(visitor, nina).status_code == 200


def test_a_limited_server_is_shown_to_those_who_follow_its_people(
    answer, topic, elsewhere, visitor, alice, bob, signed_in, decide
):
    nina = Person.objects.get(handle="nina")
    Follow.objects.create(follower=bob, person=nina, state=Follow.State.ACCEPTED)
    decide("limited", elsewhere)
    assert "Une réponse de Nina" not in page_of(visitor, topic).content.decode()
    assert "Une réponse de Nina" not in page_of(signed_in(alice), topic).content.decode()
    assert "Une réponse de Nina" in page_of(signed_in(bob), topic).content.decode()


def test_a_topic_of_a_limited_server_is_on_no_list_but_its_followers(
    elsewhere, nina, space, visitor, bob, signed_in, decide, outcome
):
    note = nina.note(
        type="Page",
        name="Un sujet du nord",
        to=[space.address],
        cc=["https://www.w3.org/ns/activitystreams#Public"],
    )
    assert nina.sends(nina.says("Create", note, to=note["to"], cc=note["cc"])) == (202, "")
    assert outcome() == "topic-started"
    assert "Un sujet du nord" in visitor.get("/").content.decode()
    decide("limited", elsewhere)
    assert "Un sujet du nord" not in visitor.get("/").content.decode()
    assert "Un sujet du nord" not in page_of(visitor, space).content.decode()
    Follow.objects.create(follower=bob, person=Person.objects.get(handle="nina"), state=Follow.State.ACCEPTED)
    assert "Un sujet du nord" in page_of(signed_in(bob), space).content.decode()


def test_nobody_is_told_of_somebody_limited_whom_they_do_not_follow(
    nina, elsewhere, topic, alice, bob, decide, outcome
):
    write_post(topic, by=bob, text="Moi aussi")
    decide("limited", elsewhere)
    first = topic.posts.first()
    note = nina.note(inReplyTo=first.address)
    assert nina.sends(nina.says("Create", note)) == (202, "")
    person = Person.objects.get(handle="nina")
    Follow.objects.create(follower=bob, person=person, state=Follow.State.ACCEPTED)
    assert outcome() == "answered"
    assert {notice.person for notice in Notice.objects.filter(entry__by=person)} == {bob}


def test_a_follow_from_a_limited_server_waits_for_a_yes(nina, elsewhere, alice, signed_in, decide, outcome):
    decide("limited", elsewhere)
    asked = nina.says("Follow", alice.address)
    assert nina.sends(asked) == (202, "")
    assert outcome() == "followed"
    follow = Follow.objects.get(person=alice)
    assert follow.state == Follow.State.REQUESTED
    assert not elsewhere.received("Accept")
    browser = signed_in(alice)
    assert "Nina" in browser.get("/moi/").content.decode()
    browser.post(f"/villes-voisines/decisions/demandes/{follow.pk}/", {"accept": "1"})
    outcome()
    assert elsewhere.received("Accept")[0]["object"]["id"] == asked["id"]


def test_whoever_is_asked_is_told_once_and_answers(
    nina, elsewhere, alice, bob, mona, ada, space, signed_in, decide, outcome
):
    """Although alice hears nothing else from there; of a community its moderators are told."""
    decide("limited", elsewhere)
    for target, asked in ((alice, alice), (space, mona)):
        nina.sends(nina.says("Follow", target.address))
        assert outcome() == "followed"
        told = Notice.objects.get(person=asked, kind="people.follow_asked")
        everybody = {notice.person for notice in Notice.objects.filter(entry=told.entry)}
        assert everybody == ({alice} if asked == alice else {mona, ada})
        browser = signed_in(asked)
        assert "asked to follow" in browser.get("/avis/").content.decode()
        assert browser.get(f"/avis/{told.pk}/")["Location"] == "/moi/#demandes"
        follow = told.entry.about
        answer = f"/villes-voisines/decisions/demandes/{follow.pk}/"
        page = browser.get("/moi/").content.decode()
        assert 'id="demandes"' in page and answer in page and target.name in page
        browser.post(answer, {"refuse": "1"})
        outcome()
        assert elsewhere.received("Reject")
        assert answer not in browser.get("/moi/").content.decode()
        elsewhere.letters.clear()
        nina.sends(nina.says("Follow", target.address))
        outcome()
        assert answer in browser.get("/moi/").content.decode()
        assert Notice.objects.filter(person=asked, kind="people.follow_asked").count() == 1
    assert not Notice.objects.filter(person=bob).exists()


def test_who_need_not_wait_makes_no_notice_of_it(nina, alice, outcome):
    nina.sends(nina.says("Follow", alice.address))
    assert outcome() == "followed"
    assert not Notice.objects.filter(kind="people.follow_asked").exists()


def test_only_the_one_who_is_followed_says_yes(
    nina, elsewhere, alice, bob, space, mona, signed_in, decide, outcome
):
    decide("limited", elsewhere)
    for target in (alice, space):
        nina.sends(nina.says("Follow", target.address))
        outcome()
    of_alice, of_space = Follow.objects.get(person=alice), Follow.objects.get(community=space)
    for somebody, follow in ((bob, of_alice), (mona, of_alice), (bob, of_space)):
        answer = signed_in(somebody).post(
            f"/villes-voisines/decisions/demandes/{follow.pk}/", {"accept": "1"}
        )
        assert answer.status_code == 403
    assert (
        signed_in(mona)
        .post(f"/villes-voisines/decisions/demandes/{of_space.pk}/", {"refuse": "1"})
        .status_code
        == 302
    )
    of_space.refresh_from_db()
    assert of_space.state == Follow.State.REFUSED


def test_the_public_record_names_nobody_of_a_suspended_server(answer, elsewhere, visitor, decide):
    assert "Nina" in visitor.get("/journal/").content.decode()
    decide("blocked", elsewhere)
    assert "Nina" not in visitor.get("/journal/").content.decode()


def test_a_suspended_server_is_not_asked_for_its_people(elsewhere, decide, here):
    decide("blocked", elsewhere)
    with pytest.raises(identities.Unknown, match="not-allowed"):
        identities.look_up(f"@nina@{elsewhere.host}")
    assert not elsewhere.asked


def test_somebody_new_under_a_limited_host_is_limited_too(elsewhere, nina, decide, here):
    decide("limited", elsewhere)
    person = identities.actor_at(nina.address).person
    assert not homes.hears(None, person)


def test_a_town_does_not_decide_of_itself(ada, signed_in, settings, here):
    settings.CALADE_HOST = "reseau.ville.example"
    for host in ("reseau.ville.example", "ville.example"):
        asked = {"host": host, "standing": "blocked", "reason": "x"}
        assert signed_in(ada).post("/villes-voisines/decisions/nouvelle/", asked).status_code == 422
    assert not Server.objects.exists()


def test_a_long_list_is_taken_over_in_few_questions(ada, here, django_assert_max_num_queries):
    text = "#domain,#severity\n" + "".join(f"s{number}.example,suspend\n" for number in range(5000))
    with django_assert_max_num_queries(120):
        assert decisions.take_over_list(text, by=ada, mark=decisions.plan_of(text).mark) == 5000
    with django_assert_max_num_queries(6):
        assert len(policy.who_may_talk(f"s{number}.example" for number in range(4990, 5010))) == 10


def test_silencing_attachments_says_so_and_leaves_the_rest(elsewhere, nina, decide, here):
    identities.actor_at(nina.address)
    decide("unknown", elsewhere, hides_media=True)
    assert policy.may_talk(elsewhere.host)
    assert not homes.shows_media(elsewhere.host)
    assert Entry.objects.get(verb__startswith="federation.").verb == "federation.media_silenced"


@pytest.fixture
def reviewed(settings, town):
    settings.CALADE_FIRST_CONTACT = "review"


def test_a_first_contact_is_held_until_somebody_decides(
    reviewed, nina, elsewhere, alice, ada, signed_in, outcome, worker
):
    assert nina.sends(nina.says("Follow", alice.address)) == (202, "")
    worker.run()
    assert not ReceivedActivity.objects.exists() and not Follow.objects.exists()
    page = signed_in(ada).get("/villes-voisines/decisions/").content.decode()
    assert f"{nina.address} wants to follow Alice" in page
    asked = {"host": elsewhere.host, "standing": "allowed", "reason": "On se connaît"}
    signed_in(ada).post("/villes-voisines/decisions/nouvelle/", asked)
    assert outcome() == "followed"
    assert not HeldLetter.objects.exists()
    assert nina.sends(nina.says("Create", nina.note())) == (202, "")
    assert not HeldLetter.objects.exists()


def test_letters_of_a_server_that_is_suspended_are_thrown_away(
    reviewed, nina, elsewhere, alice, decide, worker
):
    nina.sends(nina.says("Follow", alice.address))
    decide("blocked", elsewhere)
    worker.run()
    assert not HeldLetter.objects.exists() and not ReceivedActivity.objects.exists()


def test_whom_somebody_here_follows_is_no_first_contact(reviewed, nina, followed, elsewhere):
    followed(elsewhere.group("jardins"))
    assert nina.sends(nina.says("Create", nina.note())) == (202, "")
    assert ReceivedActivity.objects.exists() and not HeldLetter.objects.exists()


def test_a_letter_is_held_once_and_not_for_ever(reviewed, nina, alice, monkeypatch):
    from datetime import timedelta

    from django.utils import timezone

    letter = nina.says("Follow", alice.address)
    assert nina.sends(letter) == nina.sends(letter) == (202, "")
    assert HeldLetter.objects.count() == 1
    monkeypatch.setattr("federation.door.MOST_HELD_OF_HOST", 1)
    assert nina.sends(nina.says("Follow", alice.address)) == (429, "too-many")
    HeldLetter.objects.update(received_at=timezone.now() - timedelta(days=31))
    timers.purge()
    assert not HeldLetter.objects.exists()


def test_a_private_title_is_not_told_by_a_held_letter(reviewed, nina, alice, bob, ada, signed_in):
    from commons.conversations.actions import open_private_thread

    thread = open_private_thread(about=alice, title="Entre nous", members=[alice, bob])
    nina.sends(nina.says("Like", thread.address))
    assert "Entre nous" not in signed_in(ada).get("/villes-voisines/decisions/").content.decode()


LIST = """#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate
spam.example,suspend,true,true,Du spam,false
bruit.example,silence,false,false,"Beaucoup, trop",false
images.example,noop,true,false,,false
ami.example,suspend,false,false,Une rumeur,false
ex*mple.org,suspend,false,false,,true
"""


def test_a_list_changes_nothing_before_it_was_seen(ada, signed_in, decide, here):
    decide("allowed", "ami.example")
    browser = signed_in(ada)
    shown = browser.post("/villes-voisines/decisions/liste/", {"text": LIST})
    page = shown.content.decode()
    assert "spam.example<" in page and "ami.example<" not in page
    assert "1 server stays as it is" in page and "name no server: 6" in page
    assert Server.objects.count() == 1
    mark = shown.context["plan"].mark
    assert browser.post("/villes-voisines/decisions/liste/", {"text": LIST, "mark": mark}).status_code == 302
    found = set(Server.objects.values_list("host", "standing", "hides_media"))
    assert found == {
        ("ami.example", "allowed", False), ("spam.example", "blocked", True),
        ("bruit.example", "limited", False), ("images.example", "unknown", True),
    }  # fmt: skip
    entry = Entry.objects.get(verb="federation.list_imported")
    assert entry.detail == {"servers": 3}


def test_a_list_that_means_something_else_by_now_is_shown_again(ada, signed_in, decide, here):
    browser = signed_in(ada)
    mark = browser.post("/villes-voisines/decisions/liste/", {"text": LIST}).context["plan"].mark
    decide("blocked", "bruit.example")
    answer = browser.post("/villes-voisines/decisions/liste/", {"text": LIST, "mark": mark})
    assert answer.status_code == 422
    assert Server.objects.count() == 1


@pytest.mark.parametrize(
    "text", ["", "bonjour", "a,b\n1,2", "#domain\n" + "x.example\n" * 11_000, '#domain\n"' + "x" * 200_000]
)
def test_what_is_no_list_is_refused_in_words(text, ada, signed_in, here):
    answer = signed_in(ada).post("/villes-voisines/decisions/liste/", {"text": text})
    assert answer.status_code == 422
    assert not Server.objects.exists()


def test_a_list_that_cannot_be_read_says_so_at_its_field(ada, signed_in):
    browser = signed_in(ada)
    nothing = browser.post("/villes-voisines/decisions/liste/", {})
    assert nothing.status_code == 422 and "text" in nothing.context["form"].errors
    raw = SimpleUploadedFile("liste.csv", b"#domain\n\xff\xfe", content_type="text/csv")
    unread = browser.post("/villes-voisines/decisions/liste/", {"file": raw})
    assert unread.status_code == 422 and "not text in UTF-8" in unread.context["form"].errors["file"][0]
    pasted = browser.post("/villes-voisines/decisions/liste/", {"text": "nord.example"})
    assert (
        "names of the columns" in pasted.context["form"].errors["text"][0] and "nord.example" in pasted.text
    )


def test_our_list_is_one_that_others_can_take_over(ada, signed_in, decide, here):
    decide("blocked", "spam.example", hides_media=True)
    decide("limited", "bruit.example")
    decide("allowed", "ami.example")
    answer = signed_in(ada).get("/villes-voisines/decisions/liste.csv")
    text = answer.content.decode()
    assert text.splitlines() == [
        "#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate",
        "bruit.example,silence,false,false,Vu en conseil,false",
        "spam.example,suspend,true,false,Vu en conseil,false",
    ]
    assert decisions.plan_of(text).changes == []
