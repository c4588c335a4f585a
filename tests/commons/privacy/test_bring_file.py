"""Somebody brings what they have elsewhere: lists of Mastodon, or an archive; hostile files do nothing and end."""

import io
import json
import stat
from datetime import timedelta
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from commons.conversations.actions import start_topic
from commons.journal.models import Job
from commons.notices.models import Attention
from commons.people.models import Block, Follow, Person
from commons.privacy.actions import ask_takeaway
from commons.privacy.models import Arrival, Takeaway
from commons.privacy.takeaway import reading

pytestmark = pytest.mark.django_db
FOLLOWING = "Account address,Show boosts,Notify on new posts,Languages\n"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.CALADE_DATA = tmp_path
    return tmp_path


@pytest.fixture
def works(worker, django_capture_on_commit_callbacks):
    def run():
        with django_capture_on_commit_callbacks(execute=True):
            worker.run()

    return run


@pytest.fixture
def bring(alice, signed_in, works):
    """bring(bytes, "follows") is what became of the file."""

    def send(content, kind="archive"):
        file = SimpleUploadedFile("file", content)
        answer = signed_in(alice).post("/moi/donnees/apporter/", {"file": file, "kind": kind})
        assert answer.status_code == 302
        works()
        return Arrival.objects.latest("pk")

    return send


def packed(*files, **how):
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return out.getvalue()


def test_whom_one_follows_elsewhere_is_followed_here(alice, bob, rosa, bring, signed_in):
    lines = (
        FOLLOWING
        + "bob@localhost:8000,true,false,\nrosa@nord.example,true,false,fr\nnobody@nord.example,true,false,\n"
    )
    arrival = bring(lines.encode(), "follows")
    assert set(Follow.objects.filter(follower=alice).values_list("person", flat=True)) == {bob.pk, rosa.pk}
    page = signed_in(alice).get(arrival.get_absolute_url()).content.decode()
    assert "2 follows" in page and "nobody@nord.example" in page
    assert not arrival.file.exists()


def test_blocks_and_mutes_without_a_head(alice, bob, rosa, bring):
    bring(b"rosa@nord.example\n", "blocks")
    bring(b"Account address,Hide notifications\nbob,true\n", "mutes")
    assert Block.objects.get().blocked == rosa
    assert (Attention.objects.get().kind, Attention.objects.get().key) == ("person", str(bob.pk))


def test_bookmarks_are_conversations_that_one_may_read(alice, bob, space, bring):
    topic = start_topic(by=bob, title="Les quais", text="Bonjour", community=space)
    secret = start_topic(by=bob, title="Entre voisins", text="Chut", community=space)
    type(secret).objects.filter(pk=secret.pk).update(kind="private")
    post = topic.posts.get()
    bring(f"{post.address}\n{secret.address}\nhttps://nord.example/n/1\n".encode(), "bookmarks")
    assert [row.key for row in Attention.objects.filter(person=alice)] == [str(topic.pk)]


def test_what_was_taken_away_here_is_taken_in_by_somebody_new(alice, bob, rosa, resident, signed_in, worker):
    from commons.people.actions import block, follow

    follow(alice, bob)
    block(alice, rosa)
    Person.objects.filter(pk=alice.pk).update(summary="Je jardine")
    ask_takeaway(alice, by=alice)
    worker.run()
    dora = resident("dora")
    content = Takeaway.objects.get().file.read_bytes()
    sent = {"file": SimpleUploadedFile("calade.zip", content), "kind": "archive"}
    signed_in(dora).post("/moi/donnees/apporter/", sent)
    worker.run()
    assert Follow.objects.get(follower=dora).person == bob
    assert Block.objects.get(blocker=dora).blocked == rosa
    dora.refresh_from_db()
    assert dora.summary == "Je jardine"


def test_an_archive_of_mastodon_brings_its_bookmarks(alice, bob, space, bring):
    topic = start_topic(by=bob, title="Les quais", text="Bonjour", community=space)
    marks = {"type": "OrderedCollection", "orderedItems": [topic.address, 3, None]}
    bring(packed(("bookmarks.json", json.dumps(marks)), ("actor.json", "{}")))
    assert Attention.objects.get(person=alice).key == str(topic.pk)


def linked(name):
    info = ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (packed(("../../etc/passwd", "x"), ("bookmarks.csv", "x")), "bad_names"),
        (packed(("/etc/passwd", "x")), "bad_names"),
        (packed(("..\\..\\x", "x")), "bad_names"),
        (packed((linked("bookmarks.csv"), "/etc/passwd")), "bad_names"),
        (packed(("bookmarks.csv", b"\0" * 20_000_000)), "too_large"),
        (packed(("photo.jpg", "x")), "unknown"),
        (packed(("bookmarks.json", "[" * 100_000)), "broken"),
        (packed(("following_accounts.csv", b"\xff\xfe\x00")), "broken"),
        (b"PK\x03\x04 and nothing more", "broken"),
        (b"", None),
    ],
)
def test_a_hostile_file_changes_nothing_and_is_marked_as_failed(
    alice, signed_in, works, content, fault, own_folder
):
    browser = signed_in(alice)
    answer = browser.post(
        "/moi/donnees/apporter/", {"file": SimpleUploadedFile("f", content), "kind": "archive"}
    )
    if fault is None:
        assert answer.status_code == 422
        return
    works()
    arrival = Arrival.objects.get()
    assert (arrival.state, arrival.fault) == ("failed", fault)
    assert "Nothing was changed" in browser.get(arrival.get_absolute_url()).content.decode()
    assert not list((own_folder / "arrivals").iterdir())
    assert not Follow.objects.exists() and not Attention.objects.exists()


def test_a_hundred_thousand_files_are_too_many(bring):
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        for number in range(100_000):
            archive.writestr(f"{number}", b"")
    arrival = bring(out.getvalue())
    assert (arrival.state, arrival.fault) == ("failed", "too_many")


def test_what_ends_its_worker_is_not_begun_for_ever(alice, bring, worker, monkeypatch):
    """As a killed process leaves it: tried, and nothing written."""
    tried = []

    def dies(file, kind):
        tried.append(kind)
        raise MemoryError

    monkeypatch.setattr("commons.privacy.actions.bringing.read", dies)
    arrival = bring(b"bob\n", "blocks")
    for day in range(6):
        with time_machine.travel(timezone.now() + timedelta(hours=day), tick=False):
            Job.objects.filter(state="ready").update(due_at=timezone.now(), leased_until=None)
            worker.run()
    arrival.refresh_from_db()
    assert (arrival.state, len(tried)) == ("failed", 3)
    assert not arrival.file.exists()
    assert not Job.objects.filter(state="ready").exists()


def test_a_job_that_kills_each_worker_is_given_up(worker):
    job = Job.objects.create(task="commons.privacy.actions.taking.prepare_takeaway", arguments={}, tries=5)
    worker.run()
    job.refresh_from_db()
    assert (job.state, job.result) == ("dead", None)


def test_only_so_many_lines_are_read():
    brought = reading.Brought()
    brought.add("follows", (f"a{number}@x.example" for number in range(reading.MOST_LINES + 5)))
    assert len(brought.follows) == reading.MOST_LINES


def test_the_report_is_nobody_elses(bob, bring, signed_in):
    arrival = bring(b"bob\n", "blocks")
    assert signed_in(bob).get(arrival.get_absolute_url()).status_code == 404
