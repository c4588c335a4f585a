"""Somebody leaves, and their words with them: nothing is left in any file of the town, the database's own included."""

import io

import pytest
from django.conf import settings as town_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.utils import timezone
from PIL import Image as Pillow

from commons.base import register
from commons.base.register import Leaving
from commons.communities.models import Community
from commons.conversations.actions import open_private_thread, start_topic, write_post
from commons.images.actions import add_image
from commons.people.actions import leave_town, revise_person
from commons.people.models import Person
from commons.privacy.actions import ask_takeaway
from commons.privacy.models import Erasure
from commons.search.models import SearchDocument
from federation.models import Delivery

from .planting import Gardener

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="reads the file of the database"),
]

# What stays when everything goes, each a decision: the town's public acts, done in its name and for their time, and
# what others brought (which nobody of this town is the author of).
STAYS = {
    "journal.Entry",  # words of the code and keys
    "images.Image",  # under its licence, by "somebody"
    "moderation.Case",  # which room: a word of the code
    "moderation.Decision",
    "alerts.Bulletin",
    "alerts.Transition",
    "mandates.Mandate",  # as its mediator: the person whom it binds keeps it
    "mandates.Line",  # words of the code, keys and fingerprints
    "mutual_aid.Consent",  # about somebody else, who said yes
    "mutual_aid.Neighbour",
    "mutual_aid.Reservation",
    "conversations.TopicEvent",
    "people.Person",  # emptied
    "people.Follow",  # ended
    "wiki.Change",
    "wiki.Page",
    "wiki.Concealment",
    "wiki.Exchange",
    "privacy.Incident",
    "federation.LocalKey",  # destroyed when the last server has answered
    "federation.Delivery",
    "federation.ReceivedActivity",
    "federation.HeldLetter",
}
# Of those, columns whose word is none of the person's.
MAY_BE_FOUND = STAYS - {"people.Person", "federation.LocalKey", "federation.Delivery"}


@pytest.fixture
def data(settings, tmp_path):
    settings.CALADE_DATA = tmp_path
    settings.IMAGES_ROOT = tmp_path / "images"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    return tmp_path


def everything_on_disk(folder):
    """The database with its write-ahead log, and every file of the town."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute("PRAGMA database_list")
        database = cursor.fetchone()[2]
    connections.close_all()
    found = {}
    for suffix in ("", "-wal"):
        try:
            with open(database + suffix, "rb") as file:
                found[f"database{suffix}"] = file.read()
        except FileNotFoundError:
            continue
    for path in folder.rglob("*"):
        if path.is_file():
            found[str(path.relative_to(folder))] = path.name.encode() + path.read_bytes()
    return found


def where(mark, files):
    return [name for name, content in files.items() if mark in content]


def leave(browser, words):
    answer = browser.post("/moi/partir/", {"words": words, "sure": "on"})
    assert answer.status_code == 302
    return answer["Location"]


def test_the_list_of_what_stays_is_the_one_that_was_decided():
    stays = {
        holding.model._meta.label
        for holding in register.holdings()
        if holding.ending(erase_words=True) == Leaving.STAYS
    }
    assert stays == STAYS


def test_no_word_of_any_column_is_left_anywhere(alice, bob, data, signed_in, worker):
    planted = Gardener(alice, bob).plant()
    before = everything_on_disk(data)
    assert [place for place, mark in planted.marks.items() if not where(mark, before)] == []
    signed_in(Person.objects.get(pk=alice.pk))
    ask_takeaway(alice, by=alice)
    alice = Person.objects.get(pk=alice.pk)
    leave_town(
        alice, by=alice, erase=True
    )  # not by the page: a second step was planted, too, and it is asked for there
    worker.run()
    # What is kept for the last server to answer goes when it has.
    Delivery.objects.filter(state="ready").update(state="done", done_at=timezone.now())
    worker.run()
    after = everything_on_disk(data)
    left = {place: where(mark, after) for place, mark in planted.marks.items() if where(mark, after)}
    left.pop(("federation.Delivery", "host"))  # the name of a server, which the town knows for itself
    assert {place for place in left if place[0] not in MAY_BE_FOUND} == set()


def test_who_it_was_is_nowhere_even_when_the_words_stay(alice, bob, space, data, signed_in, worker):
    revise_person(
        alice, by=alice, name="Zephyrine Quintelaure", summary="Je jouaillais du galoubetin", neighbourhood=None,
        is_discoverable=True,
    )  # fmt: skip
    Person.objects.filter(pk=alice.pk).update(handle="zequinte")
    alice = Person.objects.get(pk=alice.pk)
    topic = start_topic(by=alice, title="Les quais", text="Bonjour à vous", community=space)
    write_post(topic, by=bob, text="Merci")
    thread = open_private_thread(about=topic, title="Entre nous", members=[alice, bob])
    write_post(thread, by=alice, text="Le secret du galoubetin")
    write_post(thread, by=bob, text="Compris")
    out = io.BytesIO()
    Pillow.linear_gradient("L").resize((300, 200)).save(out, "JPEG")
    picture = SimpleUploadedFile("a.jpg", out.getvalue(), "image/jpeg")
    add_image(
        space, by=alice, file=picture, alt="Un quai", licence="CC BY-SA 4.0", credit="Zephyrine Quintelaure"
    )
    browser = signed_in(alice)
    browser.get("/moi/")
    ask_takeaway(alice, by=alice)
    worker.run()
    assert SearchDocument.objects.filter(title="Zephyrine Quintelaure").exists()
    marks = [b"Zephyrine", b"Quintelaure", b"quintelaur", b"galoubetin", b"zequinte"]
    assert all(where(mark, everything_on_disk(data)) for mark in marks)
    leave(browser, "keep")
    worker.run()
    after = everything_on_disk(data)
    assert {mark: where(mark, after) for mark in marks if where(mark, after)} == {}
    assert where("Bonjour à vous".encode(), after) == ["database"]
    assert Erasure.objects.get().swept_at


def test_nothing_is_written_to_the_log(alice, bob, space, data, signed_in, worker, caplog):
    caplog.set_level("DEBUG")
    Person.objects.filter(pk=alice.pk).update(name="Zephyrine Quintelaure")
    browser = signed_in(alice)
    browser.get("/moi/")
    leave(browser, "erase")
    worker.run()
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("django.db")]
    assert not [line for line in ours if "Zephyrine" in line or "alice@" in line]


def test_the_file_of_the_database_is_where_the_test_looks(data):
    Community.objects.create(kind="space", handle="oulipote", name="Oulipote")
    assert where(b"Oulipote", everything_on_disk(data)) == ["database"]
    assert town_settings.DATABASES["default"]["ENGINE"] == "commons.base.sqlite"
