"""Putting a picture in, once; a large one a moment later; describing, hiding, forgetting it."""

import io
import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone
from PIL import Image as Pillow

from commons.base.errors import MayNot, TooMuch
from commons.communities.models import Community
from commons.images import actions, files, uses
from commons.images.actions import add_image, hide_image, remove_unused, revise_image, show_image
from commons.images.files import Unusable
from commons.images.models import Image
from commons.images.verbs import Verb
from commons.journal.models import Entry

from .conftest import SAID

pytestmark = pytest.mark.django_db


def test_the_same_bytes_are_one_picture_as_it_was_first_described(put, photo, bob):
    first = put(credit="", caption="Au jardin")
    again = put(by=bob, alt="Autre chose", licence="CC0 1.0")

    assert again == first and Image.objects.get().alt == SAID["alt"]
    entry = Entry.objects.get(verb=Verb.IMAGE_ADDED)
    assert entry.about == first and entry.by == first.by and entry.is_public


def test_a_large_one_waits_for_the_worker(put, photo, monkeypatch, worker, visitor, settings):
    monkeypatch.setattr(actions, "QUICK", 10_000)
    image = put()
    assert image.state == Image.State.WAITING and files.waiting(image.name).exists()
    assert "being prepared" in visitor.get(image.get_absolute_url()).text

    worker.run()
    image.refresh_from_db()
    assert image.state == Image.State.READY and (image.width, image.height) == (300, 200)
    assert not list((settings.IMAGES_ROOT / "waiting").iterdir())
    assert "<img" in visitor.get(image.get_absolute_url()).text


def test_a_large_one_that_cannot_be_read_is_shown_nowhere(put, photo, monkeypatch, worker, visitor):
    monkeypatch.setattr(actions, "QUICK", 10_000)
    sent = photo(800, 800, quality=95)
    sent.file = io.BytesIO(sent.read()[:-2000])
    image = put(sent)
    worker.run()
    assert Image.objects.get().state == Image.State.BROKEN
    assert visitor.get(image.get_absolute_url()).status_code == 404


def test_no_more_than_the_town_has_room_for(put, photo, settings, rosa):
    settings.CALADE_IMAGES_MOST_MB = 0
    with pytest.raises(TooMuch):
        put()
    with pytest.raises(MayNot):
        put(by=rosa)
    assert not Image.objects.exists()


def test_who_put_it_in_or_keeps_order_describes_it_anew(put, alice, steward, charlie, signed_in):
    image = put()
    with pytest.raises(MayNot):
        revise_image(image, by=charlie, alt="Rien à voir", licence="CC0 1.0")
    form = signed_in(alice).get(f"{image.get_absolute_url()}decrire/").context["form"]
    assert form["licence"].value() == "own"
    said = {"alt": "Deux enfants et un chien", "licence": "CC BY 4.0", "credit": "", "caption": ""}
    answer = signed_in(steward).post(f"{image.get_absolute_url()}decrire/", said)
    assert "Please say who made it" in answer.text
    signed_in(steward).post(f"{image.get_absolute_url()}decrire/", {**said, "credit": "Jeanne Arnaud"})
    image.refresh_from_db()
    assert (image.alt, image.author) == ("Deux enfants et un chien", "Jeanne Arnaud")
    assert list(Image.objects.found_by("chiens arnaud")) == [image]


def test_what_a_steward_hides_is_gone_at_once_and_cannot_come_back(
    put, steward, charlie, ada, signed_in, visitor
):
    image = put()
    address = image.get_absolute_url()
    assert visitor.get(address)["X-Page-Store"] == "public"
    assert signed_in(charlie).post(f"{address}masquer/", {"reason": "privacy"}).status_code == 403
    assert "Hide it" in signed_in(steward).get(address).text

    signed_in(steward).post(f"{address}masquer/", {"reason": "privacy"})
    assert visitor.get(address).status_code == signed_in(charlie).get(address).status_code == 404
    assert not files.served(image.name).exists() and files.withheld(image.name).exists()
    with pytest.raises(Unusable):
        put()
    line = visitor.get("/journal/").text
    assert "hid a picture" in line and SAID["alt"] not in line

    with pytest.raises(MayNot):
        show_image(image, by=steward)
    signed_in(ada).post(f"{address}montrer/")
    assert visitor.get(address).status_code == 200 and files.served(image.name).exists()


def test_anybody_may_ask_the_moderators_to_look_at_one(put, bob, signed_in, steward):
    image = put()
    browser = signed_in(bob)
    address = f"/moderation/signaler/images.image/{image.pk}/"
    assert f'href="{address}"' in browser.get(image.get_absolute_url()).text
    assert browser.get(address).status_code == 200
    hide_image(image, by=steward, reason="privacy")
    assert browser.get(address).status_code == 404


def test_one_hidden_while_it_is_being_made_is_not_served(put, monkeypatch, steward, worker):
    monkeypatch.setattr(actions, "QUICK", 10_000)
    image = put()
    hide_image(image, by=steward, reason="illegal")
    worker.run()
    assert not files.served(image.name).exists() and files.withheld(image.name).exists()


def test_what_nothing_shows_for_a_month_is_removed(put, photo, steward, monkeypatch):
    kept, unused, hidden = put(photo(100, 100)), put(photo(110, 100)), put(photo(120, 100))
    hide_image(hidden, by=steward, reason="copyright")
    monkeypatch.setattr(uses, "_names", [lambda: {kept.name}])
    remove_unused()
    with time_machine.travel(timezone.now() + timedelta(days=29)):
        remove_unused()
    assert Image.objects.count() == 3
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        remove_unused()
    assert set(Image.objects.all()) == {kept, hidden}
    assert not files.served(unused.name).exists() and files.served(kept.name).exists()
    assert Entry.objects.filter(verb=Verb.IMAGE_REMOVED, is_public=False).count() == 1

    monkeypatch.setattr(uses, "_names", [set])
    remove_unused()
    monkeypatch.setattr(uses, "_names", [lambda: {kept.name}])
    remove_unused()  # used again meanwhile: the month begins anew
    kept.refresh_from_db()
    assert kept.unused_since is None


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_sent_twice_at_once_it_is_one_picture(town, resident, photo):
    place = Community.objects.create(kind=Community.Kind.THEME, handle="jardins", name="Jardins")
    alice, content = resident("alice"), photo().read()
    found, together = [], threading.Barrier(3)

    def send():
        try:
            sent = photo()
            sent.file = io.BytesIO(content)
            together.wait()
            found.append(add_image(place, by=alice, file=sent, **SAID))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 3 and set(found) == {Image.objects.get()}
    with Pillow.open(files.served(found[0].name) / "plain.jpg", formats=["JPEG"]) as picture:
        assert picture.size == (300, 200)
    assert Entry.objects.filter(verb=Verb.IMAGE_ADDED).count() == 1
