"""What not everybody reads: for residents, in a circle, in a thread; drafts and pictures there; who sees what when one
leaves.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from commons.base.errors import NotHere
from commons.conversations import actions
from commons.conversations.live import _events_after, _may_listen, frames
from commons.conversations.models import Attachment, Circle, Draft, Post, Seat, Topic
from commons.journal.models import Entry
from commons.people.models import Person
from commons.search.searchable import topic_document

Typed = Callable[..., dict[str, Any]]


@pytest.fixture
def inside(alice: Person, square: Any) -> Topic:
    return actions.start_topic(
        by=alice, title="Clés du local", text="Sous le pot", community=square, reach=Topic.Reach.MEMBERS
    )


@pytest.fixture
def circle(alice: Person, bob: Person) -> Circle:
    found = actions.found_circle(by=alice, name="Les voisins du 12")
    actions.bring_into_circle(found, bob, by=alice)
    return found


@pytest.fixture
def among(circle: Circle, alice: Person) -> Topic:
    return actions.start_in_circle(circle, by=alice, title="La fuite", text="Au sous-sol")


def test_residents_read_what_visitors_and_other_towns_do_not(
    inside: Topic, bob: Person, rosa: Person, signed_in: Any, visitor: Client
) -> None:
    page = signed_in(bob).get(f"/discussions/{inside.pk}/")
    assert "Sous le pot" in page.content.decode() and "X-Page-Store" not in page.headers
    assert "Clés du local" in signed_in(bob).get("/discussions/").content.decode()
    assert visitor.get(f"/discussions/{inside.pk}/").status_code == 404
    for place in ("/discussions/", "/discussions/espaces/place-publique/", "/", "/journal/"):
        assert "Clés du local" not in visitor.get(place).content.decode()
    accept = {"accept": "application/activity+json"}
    post = inside.posts.get()
    assert visitor.get(f"/discussions/{inside.pk}/", headers=accept).status_code == 404
    assert visitor.get(f"/ap/post/{post.uid}", headers=accept).status_code == 404
    document = topic_document(inside)
    assert document and document.members_only
    with pytest.raises(NotHere):
        actions.write_post(inside, by=rosa, text="Bonjour", home="nord.example", uri="https://nord.example/1")
    assert _may_listen(None, str(inside.pk)) is None and _may_listen(bob, str(inside.pk)) == ""


def test_nothing_of_it_leaves_the_town(
    inside: Topic, among: Topic, bob: Person, worker: Any, town: Any
) -> None:
    from federation.models import Delivery

    actions.write_post(inside, by=bob, text="Merci @alice")
    actions.write_post(among, by=bob, text="Merci")
    worker.run()
    assert not Delivery.objects.exists()
    for entry in Entry.objects.filter(verb="conversations.post_written"):
        assert not entry.is_public
        assert [frame.html for frame in frames(entry)] == [""]  # pages that may read it ask for it


def test_a_circle_does_not_exist_for_others(
    circle: Circle,
    among: Topic,
    bob: Person,
    charlie: Person,
    mona: Person,
    ada: Person,
    signed_in: Any,
    visitor: Client,
) -> None:
    assert "Au sous-sol" in signed_in(bob).get(f"/discussions/{among.pk}/").content.decode()
    assert "Les voisins du 12" in signed_in(bob).get("/discussions/echanges/").content.decode()
    for person in (charlie, mona, ada):
        browser = signed_in(person)
        assert browser.get(f"/discussions/{among.pk}/").status_code == 404
        assert browser.get(f"/discussions/cercles/{circle.pk}/").status_code == 404
        assert browser.post(f"/discussions/{among.pk}/ecrire/", {"body": "x"}).status_code == 404
        assert browser.get(f"/discussions/messages/{among.posts.get().pk}/").status_code == 404
        assert "La fuite" not in browser.get("/discussions/").content.decode()
        assert "voisins du 12" not in browser.get("/journal/").content.decode()
        assert _may_listen(person, str(among.pk)) is None
    assert visitor.get(f"/discussions/{among.pk}/").status_code == 404
    assert (
        "La fuite" not in signed_in(bob).get("/discussions/").content.decode()
    )  # lists of the town do not name it


def test_a_member_shows_a_conversation_of_a_circle_and_the_others_see_it(
    among: Topic, bob: Person, mona: Person, signed_in: Any
) -> None:
    signed_in(bob).post(
        f"/moderation/signaler/conversations.topic/{among.pk}/", {"reason": "hurtful", "note": "x"}
    )
    assert "Au sous-sol" in signed_in(mona).get(f"/discussions/{among.pk}/").content.decode()
    page = signed_in(bob).get(f"/discussions/{among.pk}/").content.decode()
    assert "let the moderators read it too" in page and "Mona read this as a moderator" in page


def test_people_are_brought_in_leave_and_are_asked_to_leave(
    circle: Circle, among: Topic, alice: Person, bob: Person, charlie: Person, signed_in: Any, worker: Any
) -> None:
    where = f"/discussions/cercles/{circle.pk}/"
    assert "Bring in" not in signed_in(bob).get(where).content.decode()
    assert signed_in(alice).post(where, {"person": "@nobody"}).status_code == 422
    assert signed_in(alice).post(where, {"person": "@Charlie"}).status_code == 303
    assert signed_in(charlie).get(f"/discussions/{among.pk}/").status_code == 200
    assert signed_in(bob).get(f"{where}quitter/charlie/").status_code == 403
    assert "go on reading" in signed_in(alice).get(f"{where}quitter/charlie/").content.decode()
    signed_in(alice).post(f"{where}quitter/charlie/")
    assert signed_in(charlie).get(f"/discussions/{among.pk}/").status_code == 404
    signed_in(alice).post(f"{where}quitter/alice/")
    assert Seat.objects.taken().get(circle=circle).keeps  # bob keeps it now
    assert signed_in(alice).get(where).status_code == 404
    signed_in(bob).post(f"{where}quitter/bob/")
    assert not Circle.objects.exists() and not Topic.objects.filter(pk=among.pk).exists()


def test_before_leaving_a_thread_one_reads_who_sees_what(alice: Person, bob: Person, signed_in: Any) -> None:
    thread = actions.open_private_thread(about=alice, title="Un meuble", members=[alice, bob])
    actions.write_post(thread, by=bob, text="Mon numéro : 06")
    page = signed_in(bob).get(f"/discussions/{thread.pk}/quitter/").content.decode()
    assert "Alice" in page and "go on reading all that you wrote" in page and "Neither moderators" in page
    signed_in(bob).post(f"/discussions/{thread.pk}/quitter/")
    assert signed_in(bob).get(f"/discussions/{thread.pk}/").status_code == 404
    stays = signed_in(alice).get(f"/discussions/{thread.pk}/").content.decode()
    assert "Bob left" in stays and "Mon numéro" in stays
    assert not Entry.objects.filter(verb="conversations.thread_left", is_public=True).exists()


def test_a_draft_is_kept_without_script_sealed_and_gone_once_sent(
    alice: Person, bob: Person, topic: Topic, signed_in: Any, typed: Typed
) -> None:
    browser, where = signed_in(bob), f"/discussions/{topic.pk}/ecrire/"
    assert browser.post(where, {"body": "Je pense que", "draft": "1"}).status_code == 303
    draft = Draft.objects.get()
    assert "pense" not in draft.sealed and not Post.objects.filter(author=bob).exists()
    assert "Je pense que" in browser.get(f"/discussions/{topic.pk}/").content.decode()
    assert "Je pense que" in browser.get("/discussions/brouillons/").content.decode()
    assert "Je pense que" not in signed_in(alice).get("/discussions/brouillons/").content.decode()
    assert signed_in(alice).post(f"/discussions/brouillons/{draft.pk}/jeter/").status_code == 404
    browser.post(where, typed("Je pense que oui."))
    assert not Draft.objects.exists()
    browser.post(
        "/discussions/espaces/place-publique/nouvelle/", {"title": "Des bancs", "body": "Où ?", "draft": "1"}
    )
    begun = browser.get("/discussions/espaces/place-publique/nouvelle/").content.decode()
    assert "Des bancs" in begun and "Où ?" in begun
    browser.post(f"/discussions/brouillons/{Draft.objects.get().pk}/jeter/")
    assert not Draft.objects.exists()


def test_a_picture_needs_words_and_is_shown_to_everybody(
    bob: Person, topic: Topic, photo: Any, signed_in: Any, visitor: Client, typed: Typed
) -> None:
    browser, where = signed_in(bob), f"/discussions/{topic.pk}/ecrire/"
    for alt in ("", "IMG_0001.jpg"):
        refused = browser.post(where, typed("Voyez", file=photo(), alt=alt))
        assert refused.status_code == 422 and "id_alt_error" in refused.content.decode()
    assert (
        browser.post(where, typed("Voyez", file=photo(), alt="Le banc cassé au bord de l’eau")).status_code
        == 303
    )
    page = visitor.get(f"/discussions/{topic.pk}/").content.decode()
    assert 'alt="Le banc cassé au bord de l’eau"' in page and "srcset" in page
    assert Post.objects.get(author=bob).has_pictures


def test_a_picture_among_few_is_sealed_and_for_its_readers(
    bob: Person, charlie: Person, among: Topic, photo: Any, signed_in: Any, visitor: Client, typed: Typed
) -> None:
    browser = signed_in(bob)
    said = typed("Voyez", file=photo(), alt="L’eau dans la cave")
    assert browser.post(f"/discussions/{among.pk}/ecrire/", said).status_code == 303
    picture = Attachment.objects.get()
    where = f"/discussions/photos/{picture.pk}/"
    assert picture.image is None and not bytes(picture.sealed).startswith(b"RIFF")
    answer = browser.get(where)
    assert answer.content.startswith(b"RIFF") and "no-store" in answer.headers["Cache-Control"]
    assert where in browser.get(f"/discussions/{among.pk}/").content.decode()
    assert signed_in(charlie).get(where).status_code == 404
    assert visitor.get(where).status_code == 302
    actions.delete_post(Post.objects.get(author=bob), by=bob)
    assert browser.get(where).status_code == 404 and not Attachment.objects.exists()


def test_a_conversation_begins_with_a_picture(
    bob: Person,
    alice: Person,
    circle: Circle,
    square: Any,
    photo: Any,
    signed_in: Any,
    visitor: Client,
    typed: Typed,
) -> None:
    browser = signed_in(bob)
    where = "/discussions/espaces/place-publique/nouvelle/"
    wrong = browser.post(where, typed("Voyez", title="Le banc", file=photo(), alt=""))
    assert wrong.status_code == 422 and "id_alt_error" in wrong.content.decode()
    begun = browser.post(where, typed("Voyez", title="Le banc", file=photo(), alt="Un banc au bord de l’eau"))
    assert 'alt="Un banc au bord de l’eau"' in visitor.get(begun.headers["Location"]).content.decode()
    among = browser.post(
        f"/discussions/cercles/{circle.pk}/nouvelle/",
        typed("Voyez", title="La cave", file=photo(), alt="L’eau dans la cave"),
    )
    picture = Attachment.objects.get(post__topic__circle=circle)
    assert picture.image is None and picture.sealed
    assert "L’eau dans la cave" in signed_in(alice).get(among.headers["Location"]).content.decode()


def test_what_is_no_picture_is_told_at_its_field(
    bob: Person, topic: Topic, signed_in: Any, typed: Typed, photo: Any
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    photo()  # the town's pictures lie in a folder of the test
    file = SimpleUploadedFile("x.jpg", b"no picture", "image/jpeg")
    answer = signed_in(bob).post(
        f"/discussions/{topic.pk}/ecrire/", typed("Voyez", file=file, alt="Un banc cassé")
    )
    assert answer.status_code == 422 and "id_file_error" in answer.content.decode()
    assert not Post.objects.filter(author=bob).exists()


def test_whoever_leaves_the_town_leaves_circles_drafts_and_what_waits(
    circle: Circle, topic: Topic, bob: Person
) -> None:
    actions.keep_draft(bob, topic=topic, text="x")
    actions.hold_post(by=bob, topic=topic, text="x", rule="first")
    actions.leave_conversations(bob, False)
    assert not Draft.objects.exists() and not bob.held_posts.exists()
    assert not Seat.objects.kept_by(bob).exists()


def test_pages_that_are_behind_hear_of_a_circle_only_as_members(among: Topic, bob: Person) -> None:
    post = actions.write_post(among, by=bob, text="La suite")
    heard = _events_after(bob, str(among.pk), post.seq - 1)["events"]
    assert [event["kind"] for event in heard] == ["post"] and "La suite" in heard[0]["html"]
    assert Post.objects.get(pk=post.pk).created > timezone.now() - timedelta(minutes=1)
