"""Newcomers: what waits for a moderator, what its author sees meanwhile, and what others never do. And undoing all."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from commons.base.errors import MayNot
from commons.conversations import actions
from commons.conversations.duplicates import is_said_before
from commons.conversations.models import HeldPost, Post, Topic
from commons.images.models import Image
from commons.journal.models import Entry
from commons.notices.models import Notice
from commons.people.models import Person

Typed = Callable[..., dict[str, Any]]
LONG = "Bonjour à tous, je vends des paniers de légumes tous les samedis sur la place, venez nombreux."


def test_a_first_message_waits_and_its_author_is_told(
    bob: Person,
    mona: Person,
    topic: Topic,
    settings: Any,
    signed_in: Any,
    visitor: Client,
    typed: Typed,
    worker: Any,
) -> None:
    settings.CALADE_FIRST_POST = "review"
    browser, said = signed_in(bob), typed("Bonjour, je suis nouveau ici.")
    where = f"/discussions/{topic.pk}/ecrire/"
    answer = browser.post(where, said)
    assert answer.headers["Location"].endswith("#held")
    assert browser.post(where, said).status_code == 303 and HeldPost.objects.count() == 1  # pressed twice
    mine = browser.get(f"/discussions/{topic.pk}/").content.decode()
    assert "je suis nouveau" in mine and "A moderator reads this before others do" in mine
    assert "nouveau ici" not in visitor.get(f"/discussions/{topic.pk}/").content.decode()
    assert "nouveau ici" not in signed_in(mona).get(f"/discussions/{topic.pk}/").content.decode()
    topic.refresh_from_db()
    assert (topic.last_seq, topic.post_count) == (1, 1)  # nothing else can know of it
    worker.run()
    assert Notice.objects.filter(person=mona, href="/discussions/relecture/").exists()
    moderates = signed_in(mona)
    assert "je suis nouveau" in moderates.get("/discussions/relecture/").content.decode()
    assert "1 message waits for a look" in moderates.get("/").content.decode()
    held = HeldPost.objects.get()
    assert moderates.post(f"/discussions/relecture/{held.pk}/", {"publish": "1"}).status_code == 303
    assert moderates.post(f"/discussions/relecture/{held.pk}/", {"publish": "1"}).status_code == 409
    assert "je suis nouveau" in visitor.get(f"/discussions/{topic.pk}/").content.decode()
    worker.run()
    post = Post.objects.get(author=bob)
    assert Notice.objects.filter(person=bob, href=post.get_absolute_url()).exists()
    assert (
        browser.post(where, typed("Merci de m’accueillir."))
        .headers["Location"]
        .startswith(f"/discussions/{topic.pk}/?m=")
    )


def test_a_first_message_brings_its_picture_which_waits_with_it(
    bob: Person,
    charlie: Person,
    mona: Person,
    topic: Topic,
    photo: Any,
    settings: Any,
    signed_in: Any,
    visitor: Client,
    typed: Typed,
) -> None:
    settings.CALADE_FIRST_POST = "review"
    browser, where = signed_in(bob), f"/discussions/{topic.pk}/ecrire/"
    actions.keep_draft(bob, topic=topic, text="Voyez le banc")
    browser.post(where, typed("Voyez le banc", file=photo(), alt="Le banc cassé au bord de l’eau"))
    held = HeldPost.objects.get()
    picture = f"/discussions/relecture/{held.pk}/photo/"
    assert not bytes(held.sealed).startswith(b"RIFF") and not Image.objects.exists()
    for reader, page in ((browser, topic.get_absolute_url()), (signed_in(mona), "/discussions/relecture/")):
        said = reader.get(page).content.decode()
        assert picture in said and "Le banc cassé au bord de l’eau" in said
        assert reader.get(picture).content.startswith(b"RIFF")
    assert signed_in(charlie).get(picture).status_code == 404 and visitor.get(picture).status_code == 302
    assert browser.get(topic.get_absolute_url()).content.decode().count("Voyez le banc") == 1, (
        "no draft is left"
    )

    signed_in(mona).post(f"/discussions/relecture/{held.pk}/", {"publish": "1"})
    shown = visitor.get(f"/discussions/{topic.pk}/").content.decode()
    assert 'alt="Le banc cassé au bord de l’eau"' in shown and Image.objects.get().by == bob
    assert browser.get(picture).status_code == 404


def test_a_picture_of_a_message_that_is_given_back_is_gone(
    bob: Person, mona: Person, topic: Topic, photo: Any, settings: Any, signed_in: Any, typed: Typed
) -> None:
    settings.CALADE_FIRST_POST = "review"
    browser, where = signed_in(bob), f"/discussions/{topic.pk}/ecrire/"
    browser.post(where, typed("Voyez", file=SimpleUploadedFile("x.jpg", b"no picture"), alt="Un banc cassé"))
    assert not HeldPost.objects.exists(), "what is no picture is told at its field"
    browser.post(where, typed("Voyez", file=photo(), alt="Le banc cassé au bord de l’eau"))
    held = HeldPost.objects.get()
    signed_in(mona).post(f"/discussions/relecture/{held.pk}/", {"reason": "Une publicité."})
    held.refresh_from_db()
    assert held.state == HeldPost.State.REFUSED and not held.sealed and not Image.objects.exists()
    for person in (bob, mona):
        assert signed_in(person).get(f"/discussions/relecture/{held.pk}/photo/").status_code == 404


def test_a_first_conversation_may_begin_with_a_picture(
    bob: Person,
    mona: Person,
    square: Any,
    photo: Any,
    settings: Any,
    signed_in: Any,
    visitor: Client,
    typed: Typed,
) -> None:
    settings.CALADE_FIRST_POST = "review"
    where, words = "/discussions/espaces/place-publique/nouvelle/", "Un banc de pierre au soleil"
    signed_in(bob).post(where, typed("Voyez", title="Le banc", file=photo(), alt=words))
    held = HeldPost.objects.get()
    said = signed_in(mona).post(f"/discussions/relecture/{held.pk}/", {"publish": "1", "open": "1"})
    assert f'alt="{words}"' in visitor.get(said.headers["Location"]).content.decode()


def test_a_first_conversation_waits_too_and_is_given_back_with_a_reason(
    bob: Person, mona: Person, square: Any, settings: Any, signed_in: Any, visitor: Client, typed: Typed
) -> None:
    settings.CALADE_FIRST_POST = "review"
    browser = signed_in(bob)
    browser.post("/discussions/espaces/place-publique/nouvelle/", typed("Venez !", title="Ma boutique"))
    assert not Topic.objects.exists()
    assert "Ma boutique" not in visitor.get("/discussions/espaces/place-publique/").content.decode()
    held = HeldPost.objects.get()
    where = f"/discussions/relecture/{held.pk}/"
    assert signed_in(mona).post(where, {"reason": ""}).status_code == 422
    signed_in(mona).post(where, {"reason": "Une annonce de commerce."})
    mine = browser.get("/discussions/en-attente/").content.decode()
    assert "Une annonce de commerce." in mine and "Venez" in mine
    assert not Topic.objects.exists()


def test_links_of_newcomers_are_in_quarantine_and_those_of_others_are_not(
    bob: Person, alice: Person, topic: Topic, signed_in: Any, settled: Any, typed: Typed
) -> None:
    links = "Voir https://a.example https://b.example https://c.example"
    settled(alice)
    signed_in(alice).post(f"/discussions/{topic.pk}/ecrire/", typed(links))
    assert not HeldPost.objects.exists()
    by_script = signed_in(bob).post(
        f"/discussions/{topic.pk}/ecrire/", typed(links), headers={"X-Requested-With": "fetch"}
    )
    assert by_script.status_code == 202 and by_script.headers["Location"].endswith("#held")
    assert HeldPost.objects.get().rule == "links"
    signed_in(bob).post(f"/discussions/{topic.pk}/ecrire/", typed("Voir https://a.example"))
    assert Post.objects.filter(author=bob).count() == 1


def test_nearly_the_same_from_account_to_account_waits(
    bob: Person, charlie: Person, topic: Topic, signed_in: Any, typed: Typed
) -> None:
    where = f"/discussions/{topic.pk}/ecrire/"
    signed_in(bob).post(where, typed(LONG))
    signed_in(charlie).post(where, typed(LONG.replace("samedis", "dimanches").upper()))
    assert Post.objects.filter(author=bob).exists() and not Post.objects.filter(author=charlie).exists()
    assert HeldPost.objects.get(author=charlie).rule == "repeated"
    assert not is_said_before("Demain soir, réunion des jardiniers à la maison de quartier.", charlie)
    assert not is_said_before("Merci, à samedi !", bob)


def test_who_is_known_here_is_asked_once_and_may_go_on(
    alice: Person, topic: Topic, signed_in: Any, settled: Any, typed: Typed
) -> None:
    settled(alice)
    browser, where = signed_in(alice), f"/discussions/{topic.pk}/ecrire/"
    browser.post(where, typed(LONG))
    asked = browser.post(where, typed(LONG))
    assert asked.status_code == 422 and "I mean it" in asked.content.decode()
    assert browser.post(where, typed(LONG, confirmed="on")).status_code == 303
    assert Post.objects.filter(source=LONG).count() == 2


def test_nobody_else_sees_the_queue_or_decides(
    bob: Person, alice: Person, mona: Person, topic: Topic, signed_in: Any, visitor: Client
) -> None:
    held = actions.hold_post(by=bob, topic=topic, text="Bonjour", rule="first")
    for browser in (signed_in(alice), signed_in(bob)):
        assert browser.get("/discussions/relecture/").status_code == 404
        assert browser.post(f"/discussions/relecture/{held.pk}/", {"publish": "1"}).status_code == 404
    assert visitor.get("/discussions/relecture/").status_code == 302
    own = actions.hold_post(by=mona, topic=topic, text="Bonjour", rule="links")
    with pytest.raises(MayNot):
        actions.let_through(own, by=mona)
    assert not Entry.objects.filter(verb="conversations.post_held", is_public=True).exists()


def test_a_network_has_its_limit_whoever_writes_from_it(
    resident: Any, topic: Topic, signed_in: Any, settings: Any, typed: Typed
) -> None:
    settings.CALADE_LIMITS_IN_TESTS = True
    answers = []
    for number in range(4):
        browser = signed_in(resident(f"robot{number}"))
        answers += [
            browser.post(f"/discussions/{topic.pk}/ecrire/", typed(f"{number} {n}")).status_code
            for n in range(17)
        ]
    assert answers.count(429) >= 68 - 60 - 1


def test_mona_sees_first_and_hides_all_of_one_person_at_once(
    alice: Person, bob: Person, mona: Person, topic: Topic, square: Any, signed_in: Any, visitor: Client
) -> None:
    advert = actions.start_topic(by=bob, title="Achetez", text="ACHETEZ", community=square)
    actions.write_post(topic, by=bob, text="ACHETEZ encore")
    old = actions.write_post(topic, by=bob, text="Bonjour d’avant")
    Post.objects.filter(pk=old.pk).update(created=timezone.now() - timedelta(days=3))
    thread = actions.open_private_thread(about=alice, title="x", members=[alice, bob])
    kept = actions.write_post(thread, by=bob, text="Entre nous")
    today = timezone.localdate().isoformat()
    said = {"since": today, "until": today, "reason": "publicité"}
    assert signed_in(alice).get("/discussions/tout-masquer/bob/").status_code == 404
    assert signed_in(mona).get("/discussions/tout-masquer/mona/").status_code == 404
    browser, where = signed_in(mona), "/discussions/tout-masquer/bob/"
    seen = browser.post(where, said).content.decode()
    assert "2 messages would be hidden" in seen and "ACHETEZ encore" in seen and "d’avant" not in seen
    assert Post.objects.shown().filter(author=bob).count() == 4  # looking hides nothing
    assert browser.post(where, said | {"since": "2999-01-01"}).status_code == 422
    assert browser.post(where, {**said, "confirmed": "1"}).status_code == 303
    assert set(Post.objects.shown().filter(author=bob)) == {old, kept}
    assert "ACHETEZ" not in visitor.get(f"/discussions/{topic.pk}/").content.decode()
    assert visitor.get(f"/discussions/{advert.pk}/").status_code == 404
    assert "Achetez" not in visitor.get("/discussions/").content.decode()
    browser.post(f"/discussions/messages/{advert.posts.get().pk}/montrer/")  # one by one, as it was hidden
